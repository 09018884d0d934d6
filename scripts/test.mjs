/**
 * `npm test`: installs what is missing, builds, and runs every suite, three at a time, or two with --all; ends with one line,
 * `N passed, N failed`, over all of them. A suite that could read nothing that has changed since it passed is not run
 * again, and named.
 *   --all             every suite, with every case of the tests that are heavy
 *   --only core,e2e   some of the suites    --grep WORDS   some of the tests
 *   --desktop         the suite inside a downloaded VS Code instead of the served one
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { cache, checkNode, ensureModules, option, root, say, whenOrphaned } from './ensure.mjs';
import { inLanes } from './lanes.mjs';
import { hashes, lastRuns, remember } from './lastRuns.mjs';
import { pack } from './package.mjs';
import { ensurePythonPeers } from './pythonPeers.mjs';
import { endRunning, runTwice } from './runSuite.mjs';
import { suites, TYPES_OF_TEST } from './suites.mjs';
import { installServer } from './vscodeInstall.mjs';

const desktop = process.argv.includes('--desktop');
const all = process.argv.includes('--all');
const only = desktop ? ['vscode'] : option('--only')?.split(',');
const grep = option('--grep');
const options = { grep, desktop, all };

/** @type {(import('./runSuite.mjs').Summary & { name: string })[]} */
const results = [];
/** @type {string[]} */
const unchanged = [];

async function main() {
  checkNode();
  await ensureModules();
  if (!desktop) {
    await ensureChromium();
    await installServer();
  }
  if (all) await ensurePythonPeers();
  mkdirSync(cache, { recursive: true });
  const hash = hashes();
  const known = lastRuns();
  const [types, ...asked] = suites(options).filter(
    ({ name }) => name === TYPES_OF_TEST || (only?.includes(name) ?? true),
  );
  const mayStay = !all && !only && grep === undefined;
  const wanted = asked.filter((suite) => !mayStay || known[suite.name]?.hash !== hash(suite));
  for (const suite of asked.filter((it) => !wanted.includes(it)))
    unchanged.push(`${suite.name} (${known[suite.name].passed})`);
  await build({ production: true, tests: true });
  /** @param {import('./suites.mjs').Suite} suite */
  const run = async (suite) => {
    say(`${suite.name} ...`);
    const began = performance.now();
    const summary = await runTwice(suite, options);
    results.push({ name: suite.name, ...summary });
    const { passed, failed, pending, unsteady } = summary;
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    say(`${suite.name}: ${passed} passed, ${failed} failed${pending ? `, ${pending} left out` : ''} (${seconds} s)`);
    if (grep === undefined && !desktop)
      remember(suite.name, { seconds, ...(failed === 0 && !unsteady && { passed, hash: hash(suite) }) });
  };
  // Neither reads what the other writes.
  const packed = wanted.some(({ name }) => name === 'e2e' || name === 'repo');
  await Promise.all([run(types), packed && pack()]);
  // Cases that are heavy leave no room for a third suite beside them.
  await inLanes(wanted, ({ name, about }) => known[name]?.seconds ?? about, run, all ? 2 : 3);
}

/** Interrupted or done, the words at the end are the same. */
function finish() {
  const failures = results.flatMap(({ name, failures: list }) => list.map((it) => `${name}: ${it}`));
  const unsteady = results.flatMap(({ name, unsteady: list = [] }) => list.map((it) => `${name}: ${it}`));
  if (unchanged.length > 0)
    console.log(`\nNot run again, for nothing that they read has changed since they passed: ${unchanged.join(', ')}`);
  if (unsteady.length > 0)
    console.log(`\nFailed once, and passed when run again:\n${unsteady.map((it) => `  ${it}`).join('\n')}`);
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((it) => `  ${it}`).join('\n')}`);
  if (results.some(({ name, failed }) => name === 'e2e' && failed > 0) && existsSync(join(root, 'test/e2e/out')))
    console.log('The pictures of what failed are in test/e2e/out/.');
  const sum = (/** @type {'passed' | 'failed'} */ key) => results.reduce((total, it) => total + it[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exit(sum('failed') > 0 || results.length === 0 ? 1 : 0);
}

const interrupt = () => {
  endRunning();
  results.push({ name: 'npm test', passed: 0, failed: 1, failures: ['interrupted'] });
  finish();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);
whenOrphaned(interrupt);
try {
  await main();
} catch (error) {
  endRunning();
  results.push({ name: 'before the suites', passed: 0, failed: 1, failures: [error.message] });
}
finish();
