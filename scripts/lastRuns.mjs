/** What is known of each suite's last run: how long it took, and what it read when it last passed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { files, root } from './ensure.mjs';

/** Made here, never read as a source: built, installed, packed, or pictures of what failed. */
const MADE =
  /^(node_modules|dist|out|coverage|\.git|\.vscode-test|core\/(dist|node_modules)|test\/e2e\/out)$|\.(vsix|tsbuildinfo)$|(^|\/)\.surprisal$/;
const ROOM = /^(extension|webview|test)\/[^/]+\//;

/** @typedef {{ seconds: number, passed?: number, hash?: string }} LastRun `hash` and `passed`: of its last green run */

const store = join(root, 'out', 'suites.json');
/** @returns {Record<string, LastRun>} */
export const lastRuns = () => (existsSync(store) ? JSON.parse(readFileSync(store, 'utf8')) : {});

/** @param {string} name @param {LastRun} run */
export function remember(name, run) {
  mkdirSync(dirname(store), { recursive: true });
  writeFileSync(store, `${JSON.stringify({ ...lastRuns(), [name]: run }, null, 2)}\n`);
}

/** @returns {(suite: { reads?: string[] }) => string} the hash of all that may change what comes of a suite */
export function hashes() {
  const chromium = findChromium();
  const versions = [
    process.version,
    chromium && execFileSync(chromium, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ];
  // A test is told by these how many cases it tries, and where they begin.
  const chosen = Object.entries(process.env).filter(([name]) => /^(FUZZ|SURPRISAL)_/.test(name));
  const sums = files('', MADE).map((file) => ({
    file,
    sum: createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex'),
  }));
  return ({ reads }) => {
    const all = createHash('sha256').update(JSON.stringify([versions, chosen]));
    for (const { file, sum } of sums) if (mayRead(file, reads)) all.update(`${file}\0${sum}\n`);
    return all.digest('hex');
  };
}

/** @param {string} file @param {string[] | undefined} reads as in a suite */
export const mayRead = (file, reads) =>
  !reads || !ROOM.test(file) || reads.some((folder) => file.startsWith(`${folder}/`));
