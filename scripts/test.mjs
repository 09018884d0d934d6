/**
 * `npm test`: installs what is missing, builds, and runs every suite one after the other; ends with one line,
 * `N passed, N failed`, over all of them.
 *   --only core,e2e   some of the suites    --grep WORDS   some of the tests
 *   --desktop         the suite inside a downloaded VS Code instead of the served one
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { cache, checkNode, ensureModules, files, root, say, whenOrphaned } from './ensure.mjs';
import { pack } from './package.mjs';
import { installServer } from './vscodeInstall.mjs';

const option = (/** @type {string} */ name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};
const desktop = process.argv.includes('--desktop');
const only = desktop ? ['vscode'] : option('--only')?.split(',');
const grep = option('--grep');

/**
 * @typedef {{ passed: number, failed: number, pending?: number, failures: string[], groups?: string[], unsteady?: string[], crash?: string }} Summary
 *   `groups`: the outermost titles around what failed; `unsteady`: what failed and then passed; `crash`: how Node itself broke off
 * @typedef {{ name: string, args: string[], env?: Record<string, string>, seconds: number, check?: boolean, always?: boolean }} Suite
 *   `check`: one pass or one failure, by its exit code; `always`: whatever suites were asked for
 */

/** @type {(Summary & { name: string })[]} */
const results = [];
/** Ends the suite that runs, with all that it started. */
let endRunning = () => {};
const logs = join(root, 'out', 'logs');

/** @param {string | undefined} grep @returns {Suite[]} */
function suites(grep) {
  const tsc = 'node_modules/typescript/bin/tsc';
  const mocha = [
    'node_modules/mocha/bin/mocha.js',
    '--reporter=scripts/reporter.cjs',
    '--require=./out/test/seed.js',
    ...(grep ? ['--grep', grep] : []),
  ];
  const rooms = readdirSync(join(root, 'test'), { withFileTypes: true })
    .filter((it) => it.isDirectory() && files(`test/${it.name}`).some((file) => /\.test\.tsx?$/.test(file)))
    .map((it) => it.name)
    .filter((name) => name !== 'vscode' && name !== 'e2e');
  return [
    // This one writes the tests as well, also where a type is wrong.
    { name: 'types of test', args: [tsc, '-p', 'test'], seconds: 120, check: true, always: true },
    ...['extension', 'webview'].map((room) => ({
      name: `types of ${room}`,
      args: [tsc, '-p', room],
      seconds: 120,
      check: true,
    })),
    { name: 'lint', args: ['node_modules/oxlint/bin/oxlint'], seconds: 180, check: true },
    { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'], seconds: 120, check: true },
    ...rooms.map((name) => ({
      name,
      args: [...mocha, '--timeout=30000', `out/test/${name}/**/*.test.js`],
      seconds: 600,
    })),
    {
      name: 'vscode',
      args: ['scripts/runInVscode.mjs'],
      env: {
        ...(desktop ? {} : { VSCODE_EXECUTABLE: join(root, 'scripts', 'code.mjs') }),
        SURPRISAL_GREP: grep ?? '',
      },
      seconds: 900,
    },
    { name: 'web', args: ['scripts/runInWeb.mjs'], env: { SURPRISAL_GREP: grep ?? '' }, seconds: 600 },
    { name: 'e2e', args: [...mocha, '--timeout=120000', 'out/test/e2e/**/*.test.js'], seconds: 1200 },
  ];
}

/** @param {Suite} suite @returns {Promise<Summary>} */
function runSuite({ name, args, env, seconds, check }) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const kill = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        if (child.pid) process.kill(-child.pid, signal);
      } catch {
        // all of it has ended
      }
    };
    endRunning = () => kill('SIGTERM');
    let output = '';
    let standing = '';
    /** @type {Summary | undefined} */
    let summary;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), 5000).unref();
    }, seconds * 1000);
    let rest = '';
    const hear = (/** @type {Buffer} */ chunk) => {
      output += chunk;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('#test ')) standing = ` in: ${line.slice('#test '.length)}`;
        else if (line.startsWith('#summary ')) summary = JSON.parse(line.slice('#summary '.length));
        else if (!check && line.trim() !== '|') console.log(`  ${line.replace(/^\| ?/, '')}`);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => setTimeout(() => kill('SIGKILL'), 1000).unref());
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      kill('SIGKILL');
      writeFileSync(join(logs, `${name.replaceAll(' ', '-')}.log`), output);
      const fail = (/** @type {string} */ words, /** @type {Partial<Summary>} */ more = {}) =>
        done({ passed: 0, failed: 1, failures: [words], ...more });
      const ended = `ended with ${signal ?? code}`;
      if (check) {
        if (code === 0) done({ passed: 1, failed: 0, failures: [] });
        else {
          console.log(output);
          fail(late ? `was not done after ${seconds} s` : ended);
        }
      } else if (late) fail(`was not done after ${seconds} s${standing}`);
      else if (!summary) {
        const words = `${ended} and without a summary${standing}`;
        fail(words, signal === 'SIGSEGV' ? { crash: words } : {});
      } else if (summary.passed + summary.failed === 0 && !grep) fail('ran no test');
      else if (code !== 0 && summary.failed === 0)
        done({ ...summary, failed: 1, failures: [`every test passed, but it ${ended}`] });
      else done(summary);
    });
  });
}

/**
 * Where VS Code itself runs, what failed is run once more in a fresh one, with all of its group: a person's path
 * crosses processes that no test can see. So is a suite that Node's own fault ended: ending a thread while another
 * starts can do that (nodejs/node#56312). What fails twice has failed; what passes then is named at the end.
 * @param {Suite} suite @returns {Promise<Summary>}
 */
async function runTwice(suite) {
  const first = await runSuite(suite);
  if (first.crash) {
    say(`${suite.name}: ${first.crash}; once more`);
    return { ...(await runSuite(suite)), unsteady: [first.crash] };
  }
  if (!first.groups?.length || grep || !['vscode', 'web', 'e2e'].includes(suite.name)) return first;
  say(`${suite.name}: ${first.failed} failed; once more: ${first.groups.join(', ')}`);
  const group = `^(${first.groups.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')}) `;
  const again = suites(group).find(({ name }) => name === suite.name);
  const second = again && (await runSuite(again));
  if (!second?.groups) return first;
  const { failed, failures } = second;
  const title = (/** @type {string} */ words) => words.slice(0, words.indexOf(': '));
  const twice = new Set(failures.map(title));
  const unsteady = first.failures.filter((it) => !twice.has(title(it)));
  return { ...first, passed: first.passed + first.failed - failed, failed, failures, unsteady };
}

async function main() {
  checkNode();
  await ensureModules();
  mkdirSync(logs, { recursive: true });
  const wanted = suites(grep).filter(({ name, always }) => always || !only || only.includes(name));
  if (!desktop) {
    await ensureChromium();
    await installServer();
  }
  mkdirSync(cache, { recursive: true });
  await build({ production: true, tests: true });
  if (wanted.some(({ name }) => name === 'e2e' || name === 'repo')) await pack();
  for (const suite of wanted) {
    say(`${suite.name} ...`);
    const began = performance.now();
    const summary = await runTwice(suite);
    results.push({ name: suite.name, ...summary });
    const left = summary.pending ? `, ${summary.pending} left out` : '';
    const took = ((performance.now() - began) / 1000).toFixed(1);
    say(`${suite.name}: ${summary.passed} passed, ${summary.failed} failed${left} (${took} s)`);
  }
}

/** Interrupted or done, the words at the end are the same. */
function finish() {
  const failures = results.flatMap(({ name, failures: list }) => list.map((it) => `${name}: ${it}`));
  const unsteady = results.flatMap(({ name, unsteady: list = [] }) => list.map((it) => `${name}: ${it}`));
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
  results.push({ name: 'before the suites', passed: 0, failed: 1, failures: [error.message] });
}
finish();
