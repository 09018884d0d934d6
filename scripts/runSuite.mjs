/** Runs one suite in a process of its own, shows its lines after its name, and gives what came of it. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, root, say } from './ensure.mjs';
import { suites } from './suites.mjs';

/**
 * @typedef {import('./suites.mjs').Suite} Suite
 * @typedef {{ passed: number, failed: number, pending?: number, failures: string[], groups?: string[], unsteady?: string[], crash?: string }} Summary
 *   `groups`: the outermost titles around what failed; `unsteady`: what failed and then passed; `crash`: how Node itself broke off
 */

const logs = join(root, 'out', 'logs');
/** One function for each suite that runs: it sends a signal to the suite and all that it started. */
const running = new Set();

export function endRunning() {
  for (const kill of running) kill('SIGTERM');
}

/** @param {Suite} suite @param {boolean} [chosen] some of its tests only @returns {Promise<Summary>} */
function runSuite({ name, args, env, limit, check }, chosen) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const kill = (/** @type {NodeJS.Signals} */ signal) => child.pid && killGroup(child.pid, signal);
    running.add(kill);
    let output = '';
    let standing = '';
    /** @type {Summary | undefined} */
    let summary;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill('SIGTERM');
      setTimeout(() => kill('SIGKILL'), 5000).unref();
    }, limit * 1000);
    let rest = '';
    const hear = (/** @type {Buffer} */ chunk) => {
      output += chunk;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('#test ')) standing = ` in: ${line.slice('#test '.length)}`;
        else if (line.startsWith('#summary ')) summary = JSON.parse(line.slice('#summary '.length));
        else if (!check && !line.startsWith('#') && line.trim() !== '|') show(name, line.replace(/^\| ?/, ''));
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => setTimeout(() => kill('SIGKILL'), 1000).unref());
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      kill('SIGKILL');
      running.delete(kill);
      mkdirSync(logs, { recursive: true });
      writeFileSync(join(logs, `${name.replaceAll(' ', '-')}.log`), output);
      const fail = (/** @type {string} */ words, /** @type {Partial<Summary>} */ more = {}) =>
        done({ passed: 0, failed: 1, failures: [words], ...more });
      const ended = `ended with ${signal ?? code}`;
      if (check) {
        if (code === 0) done({ passed: 1, failed: 0, failures: [] });
        else {
          for (const line of output.split('\n')) show(name, line);
          fail(late ? `was not done after ${limit} s` : ended);
        }
      } else if (late) fail(`was not done after ${limit} s${standing}`);
      else if (!summary) {
        const words = `${ended} and without a summary${standing}`;
        fail(words, signal === 'SIGSEGV' ? { crash: words } : {});
      } else if (summary.passed + summary.failed === 0 && !chosen) fail('ran no test');
      else if (code !== 0 && summary.failed === 0)
        done({ ...summary, failed: 1, failures: [`every test passed, but it ${ended}`] });
      else done(summary);
    });
  });
}

/** Two suites run at a time, so each line begins with the name of its own. */
const show = (/** @type {string} */ name, /** @type {string} */ line) => console.log(`${name.padEnd(8)}| ${line}`);

/**
 * Where VS Code itself runs, what failed is run once more in a fresh one, with all of its group: a person's path
 * crosses processes that no test can see. So is a suite that Node's own fault ended: ending a thread while another
 * starts can do that (nodejs/node#56312). What fails twice has failed; what passes then is named at the end.
 * @param {Suite} suite @param {{ grep?: string, desktop?: boolean, all?: boolean }} options @returns {Promise<Summary>}
 */
export async function runTwice(suite, options) {
  const chosen = options.grep !== undefined;
  const first = await runSuite(suite, chosen);
  if (first.crash) {
    say(`${suite.name}: ${first.crash}; once more`);
    return { ...(await runSuite(suite, chosen)), unsteady: [first.crash] };
  }
  if (!first.groups?.length || chosen || !suite.again) return first;
  say(`${suite.name}: ${first.failed} failed; once more: ${first.groups.join(', ')}`);
  const group = `^(${first.groups.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')}) `;
  const again = suites({ ...options, grep: group }).find(({ name }) => name === suite.name);
  const second = again && (await runSuite(again, true));
  if (!second?.groups) return first;
  const { failed, failures } = second;
  const title = (/** @type {string} */ words) => words.slice(0, words.indexOf(': '));
  const twice = new Set(failures.map(title));
  const unsteady = first.failures.filter((it) => !twice.has(title(it)));
  return { ...first, passed: first.passed + first.failed - failed, failed, failures, unsteady };
}
