/**
 * Runs every test that reads FUZZ_CASES, with 100,000 cases or the number given as an argument, from FUZZ_SEED if it is set.
 * `npm run fuzz [-- 1000000]`
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const compiled = join(root, 'out', 'test');
const tests = readdirSync(compiled, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.test.js'))
  .map((file) => join(compiled, file))
  .filter((file) => readFileSync(file, 'utf8').includes('process.env.FUZZ_CASES'));

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/mocha/bin/mocha.js'), '--timeout=0', ...tests],
  {
    stdio: 'inherit',
    env: { ...process.env, FUZZ_CASES: process.argv[2] ?? '100000' },
  },
);
process.exit(status ?? 1);
