/** The first steps of every launcher. It imports only `node:` modules, since packages may not be installed yet. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
 * Does the work of a script where it was started, and nothing where it was imported. What fails is said in one line.
 * @param {string} url of the script
 * @param {() => unknown} work
 */
export async function whenStarted(url, work) {
  if (url !== pathToFileURL(process.argv[1] ?? '').href) return;
  try {
    await work();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

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

/**
 * A folder of the cache that is filled once, from a package of the registry.
 * @param {string} name of the folder
 * @param {string} from the package, as in `code-server@4.1.0`
 * @param {string} size of what is fetched
 * @param {(scratch: string, tgz: string) => Promise<string>} fill gives the folder in `scratch` that is to stay
 */
export async function fetched(name, from, size, fill) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  for (const it of readdirSync(cache)) if (it.startsWith('installing-')) rmSync(join(cache, it), { recursive: true });
  const scratch = mkdtempSync(join(cache, 'installing-'));
  try {
    say(`fetching ${from} (${size}) ...`);
    await npm(['pack', '--silent', from, '--pack-destination', scratch], scratch);
    renameSync(await fill(scratch, join(scratch, `${from.replace('@', '-')}.tgz`)), folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  say(`${from} is installed`);
  return folder;
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
  for (const file of inputs.flatMap((path) => files(path)))
    sum.update(`${file}\0`).update(readFileSync(join(root, file)));
  return sum.digest('hex');
}

/** @param {string[]} outputs */
function signature(outputs) {
  const sum = createHash('sha256');
  for (const file of outputs.flatMap((path) => files(path))) {
    const { size, mtimeMs } = statSync(join(root, file));
    sum.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return sum.digest('hex');
}

/**
 * The files at or under a folder, sorted; none where there is no such folder.
 * @param {string} path @param {RegExp} [made] the paths that are left out @returns {string[]}
 */
export function files(path, made = /(^|\/)node_modules$/) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .map((name) => (path ? `${path}/${name}` : name))
    .filter((inner) => !made.test(inner))
    .flatMap((inner) => files(inner, made));
}

/** What follows an option on the command line, empty where nothing does. @param {string} name */
export function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
}

/** The places on the PATH at which a program may be. @param {string[]} names */
export const onPath = (...names) =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));

/** Sends a signal to a process and all that it started, where they are still there. @param {number} pid @param {NodeJS.Signals} signal */
export function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // all of it has ended
  }
}
