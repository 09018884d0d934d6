/**
 * Runs every test that reads FUZZ_CASES, with 100,000 cases or the number given as an argument, from FUZZ_SEED if it is set.
 * `npm run fuzz [-- 1000000]`
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, root } from './ensure.mjs';

const tests = files('out/test').filter(
  (file) => file.endsWith('.test.js') && readFileSync(join(root, file), 'utf8').includes('process.env.FUZZ_CASES'),
);
const { status } = spawnSync(process.execPath, ['node_modules/mocha/bin/mocha.js', '--timeout=0', ...tests], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FUZZ_CASES: process.argv[2] ?? '100000' },
});
process.exit(status ?? 1);
