/** Mocha's build for browsers, with its `describe` and `it` in place before a test file is read. */
import { mocha } from './mocha.js';
import Reporter from '../../../scripts/reporter.cjs';

mocha.setup({ ui: 'bdd', timeout: 80_000, reporter: Reporter });
