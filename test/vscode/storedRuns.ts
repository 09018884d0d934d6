import assert from 'node:assert/strict';
import type { RunConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { diskAt } from '../../extension/host/runs/runDisk.js';
import type { LateFolders } from '../../extension/host/runs/lateFolders.js';
import { RunLibrary } from '../../extension/host/runs/runLibrary.js';
import { openStore } from '../../extension/host/runs/store.js';
import { sha256 } from '../../extension/host/ports/sha256.js';
import type { pace } from '../../extension/runs/disk/holder.js';
import type { Owner } from '../../extension/runs/disk/owner.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { type Stored, storedIn } from '../storedRun.js';
import { closePages, untilPages } from './pages.js';

const { fs } = vscode.workspace;
export const folder = (): vscode.Uri => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert(first, 'no folder is open');
  return first.uri;
};
export const at = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(folder(), ...path);
export const runsAt = (...path: string[]): vscode.Uri => at('.surprisal', 'runs', ...path);
export const text = async (uri: vscode.Uri): Promise<string> => new TextDecoder().decode(await fs.readFile(uri));
export const put = (uri: vscode.Uri, content: string): Thenable<void> =>
  fs.writeFile(uri, new TextEncoder().encode(content));
export const command = (name: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`surprisal.${name}`, ...args);

export async function runIds(): Promise<string[]> {
  try {
    return (await fs.readDirectory(runsAt())).map(([name]) => name).filter((name) => /^\d{8}-\d{6}/.test(name));
  } catch {
    return [];
  }
}
/** The library of a folder of runs, whose checkpoints nothing asks for; `asked` is what the store is opened with. */
export const libraryOf = (
  place: { folder: vscode.Uri; below: string },
  [owner, times]: [owner?: Owner, times?: typeof pace] = [],
  patience?: number,
  others?: LateFolders | string,
): RunLibrary =>
  new RunLibrary(
    place,
    async (...asked) => openStore(...asked, owner, times),
    { evaluateCheckpoint: () => Promise.reject(new Error('there are no threads here')) },
    others,
    patience,
  );
export const runStore = (): RunStore => new RunStore(diskAt(runsAt()), sha256);
export const stored = (id: string): Promise<Stored> => storedIn(runStore(), id);

/** Puts a configuration into the form, as opening its file does. */
export async function fill(config: RunConfig): Promise<void> {
  await put(at('test.surprisal.json'), JSON.stringify(config));
  await command('openConfiguration', at('test.surprisal.json'));
}
export async function form(): Promise<RunConfig> {
  await command('saveConfiguration', at('saved.surprisal.json'));
  return JSON.parse(await text(at('saved.surprisal.json'))) as RunConfig;
}

/** Starts so many runs and waits until their inspectors open; each run has then ended and is on disk. */
export async function untilTrained(runs: number, begin: () => PromiseLike<unknown>): Promise<void> {
  await closePages('inspector');
  await begin();
  await untilPages('inspector', `${runs} finished runs`, (open) => open.length >= runs);
}

/** Trains so many runs of the configuration in the form, and gives them when they have ended. */
export async function train(times = 1): Promise<Stored[]> {
  const before = new Set(await runIds());
  await untilTrained(times, async () => {
    for (let i = 0; i < times; i++) await command('train');
  });
  const ids = (await runIds()).filter((id) => !before.has(id));
  assert.equal(ids.length, times);
  return Promise.all(ids.sort().map(stored));
}
