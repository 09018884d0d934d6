/** The first steps of every launcher. It imports only `node:` modules, since packages may not be installed yet. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** Git-ignored: the VS Code server, its Node, scratch folders and profiles. */
export const cache = join(root, '.vscode-test');

const began = performance.now();
/** @param {string} text */
export function say(text) {
  console.log(`[${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s] ${text}`);
}

export class Failure extends Error {}

/**
 * Runs a command to its end. Its output is shown if `show` is set, and in the error if it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options]
 * @returns {Promise<string>} what it wrote on its standard output
 */
export function run(command, args, { cwd = root, env = process.env, show = false } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let all = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      all += chunk;
      if (show) process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk) => {
      all += chunk;
      if (show) process.stderr.write(chunk);
    });
    child.on('error', (error) => fail(new Failure(`${command}: ${error.message}`)));
    child.on('close', (code, signal) =>
      code === 0
        ? done(out)
        : fail(new Failure(`${[command, ...args].join(' ')}: ended with ${signal ?? code}${show ? '' : `\n${all}`}`)),
    );
  });
}

/**
 * Runs npm, the same that runs this script if there is one, without the variables that it sets for scripts.
 * @param {string[]} args
 * @param {string} [cwd]
 */
export function npm(args, cwd = root) {
  const cli = process.env.npm_execpath;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name)),
  );
  return cli?.endsWith('.js') ? run(process.execPath, [cli, ...args], { cwd, env }) : run('npm', args, { cwd, env });
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Failure(`Surprisal is built with Node 20.19 or newer; this is ${process.versions.node}.`);
}

/**
 * Calls `stop` when the parent process has ended: npm passes a signal only to its shell, which ends without this script.
 * @param {() => void} stop
 */
export function whenOrphaned(stop) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 250).unref();
}

/** Installs the packages of the lockfile, unless npm's own record says that they are installed. */
export async function ensureModules() {
  checkNode();
  const wanted = readLock('package-lock.json');
  const present = readLock('node_modules/.package-lock.json');
  const differs = Object.entries(wanted).some(
    ([path, entry]) => path && !entry.optional && present[path]?.version !== entry.version,
  );
  if (!differs) return;
  say('installing the packages of package-lock.json ...');
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  say('packages installed');
}

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean }>} */
function readLock(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * Does a piece of work only if its inputs or its outputs have changed since it was last done.
 * @param {string} name
 * @param {{ inputs: string[], outputs: string[] }} files files and folders, relative to the root
 * @param {() => Promise<unknown>} work
 * @returns {Promise<boolean>} whether the work was done
 */
export async function whenChanged(name, { inputs, outputs }, work) {
  const stamp = join(root, 'out', 'stamps', name);
  const now = () => `${hash(inputs)} ${signature(outputs)}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now()) return false;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now());
  return true;
}

/** @param {string[]} inputs */
function hash(inputs) {
  const sum = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(files)) sum.update(`${file}\0`).update(readFileSync(join(root, file)));
  return sum.digest('hex');
}

/** @param {string[]} outputs */
function signature(outputs) {
  const sum = createHash('sha256');
  for (const file of outputs.flatMap(files)) {
    const { size, mtimeMs } = statSync(join(root, file));
    sum.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return sum.digest('hex');
}

/** @param {string} path @returns {string[]} the files at or under `path`, sorted, or its name alone if there is none */
export function files(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => files(`${path}/${name}`));
}
