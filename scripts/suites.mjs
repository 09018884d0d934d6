/** The suites of `npm test`: how each is run, how long it may take, and what it reads. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { files, root } from './ensure.mjs';

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} args of Node
 * @property {Record<string, string>} [env]
 * @property {number} limit seconds after which it is ended
 * @property {number} about seconds that it takes, where it has not run here yet
 * @property {boolean} [check] one pass or one failure, by its exit code
 * @property {boolean} [browser] it drives Chromium
 * @property {boolean} [again] what failed in it is run once more
 * @property {string[]} [reads] all that it reads of the rooms; without it, it may read every file
 */

/** What each suite reads of `extension`, `webview` and `test`; it may read every other file as well. */
export const READS = {
  core: ['test/core', 'test/reference'],
  host: ['extension', 'webview', 'test/host', 'test/runs', 'test/core', 'test/reference'],
  runs: ['extension', 'test/runs', 'test/worker', 'test/core', 'test/reference'],
  scripts: ['test/scripts'],
  server: ['extension', 'test/server', 'test/reference'],
  webview: ['extension', 'webview', 'test/webview', 'test/core', 'test/reference'],
  worker: ['extension', 'test/worker', 'test/runs', 'test/core', 'test/reference'],
};
const ABOUT = { core: 85, host: 15, repo: 10, runs: 50, scripts: 15, server: 80, webview: 150, worker: 60 };
/** Where every case of the heavy tests is run. */
const ABOUT_ALL = { ...ABOUT, core: 340, host: 160, runs: 600, scripts: 80, server: 290, webview: 300, worker: 130 };

/** Not a suite one may leave out: it writes the tests as well, also where a type is wrong. */
export const TYPES_OF_TEST = 'types of test';

/** @param {{ grep?: string, desktop?: boolean, all?: boolean }} options @returns {Suite[]} */
export function suites({ grep = '', desktop = false, all = false }) {
  const tsc = 'node_modules/typescript/bin/tsc';
  const prettier = [
    'node_modules/prettier/bin/prettier.cjs',
    '--cache',
    '--cache-strategy=content',
    '--cache-location=out/format.json',
  ];
  const mocha = [
    'node_modules/mocha/bin/mocha.js',
    '--reporter=scripts/reporter.cjs',
    '--require=./out/test/seed.js',
    ...(grep ? ['--grep', grep] : []),
  ];
  const env = { SURPRISAL_GREP: grep, SURPRISAL_ALL: all ? '1' : '' };
  const check = { check: true, limit: 180 };
  const inVscode = { browser: true, again: true };
  const rooms = readdirSync(join(root, 'test'), { withFileTypes: true })
    .filter((it) => it.isDirectory() && files(`test/${it.name}`).some((file) => /\.test\.tsx?$/.test(file)))
    .map((it) => it.name)
    .filter((name) => name !== 'vscode' && name !== 'e2e');
  return [
    { ...check, name: TYPES_OF_TEST, args: [tsc, '-p', 'test'], about: 5 },
    { ...check, name: 'types of extension', args: [tsc, '-p', 'extension'], about: 3 },
    { ...check, name: 'types of webview', args: [tsc, '-p', 'webview'], about: 3 },
    { ...check, name: 'lint', args: ['node_modules/oxlint/bin/oxlint'], about: 5 },
    { ...check, name: 'format', args: [...prettier, '--check', '.'], about: 25 },
    ...rooms.map((name) => ({
      name,
      args: [...mocha, '--timeout=30000', `out/test/${name}/**/*.test.js`],
      env,
      // The heavy cases of `runs` alone take ten minutes of two cores.
      limit: all ? 2400 : 900,
      about: (all ? ABOUT_ALL : ABOUT)[/** @type {keyof typeof ABOUT} */ (name)] ?? 30,
      browser: name === 'webview' || name === 'scripts',
      reads: READS[/** @type {keyof typeof READS} */ (name)],
    })),
    {
      ...inVscode,
      name: 'vscode',
      args: ['scripts/runInVscode.mjs'],
      env: { ...env, ...(desktop ? {} : { VSCODE_EXECUTABLE: join(root, 'scripts', 'code.mjs') }) },
      limit: 900,
      about: 120,
    },
    { ...inVscode, name: 'web', args: ['scripts/runInWeb.mjs'], env, limit: 600, about: 55 },
    {
      ...inVscode,
      name: 'e2e',
      args: [...mocha, '--timeout=120000', 'out/test/e2e/**/*.test.js'],
      env,
      limit: all ? 2400 : 1500,
      about: all ? 1100 : 230,
    },
  ];
}
