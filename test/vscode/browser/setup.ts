/** Loads Mocha's build for browsers and defines `describe` and `it` before a test file is loaded. */
import { mocha } from './mocha.js';
import Reporter from '../../../scripts/reporter.cjs';

mocha.setup({ ui: 'bdd', timeout: 80_000, reporter: Reporter });
