import assert from 'node:assert/strict';
import type { RunConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { diskAt } from '../../extension/host/runs/runDisk.js';
import { sha256 } from '../../extension/host/ports/sha256.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { StoredRun } from '../../extension/runs/disk/storedRun.js';
import { closePages, untilPages } from './pages.js';

/** A stored run with its matrices, as the tests read it. */
export type Stored = Omit<StoredRun, 'epochs'> & {
  epochs: (Omit<StoredRun['epochs'][number], 'confusion'> & { confusion: number[] })[];
};

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
/** For a library whose checkpoints nothing asks for. */
export const noThreads = { evaluateCheckpoint: () => Promise.reject(new Error('there are no threads here')) };
export const runStore = (): RunStore => new RunStore(diskAt(runsAt()), sha256);
export async function stored(id: string): Promise<Stored> {
  const run = await runStore().read(id);
  const { matrices } = await runStore().matrices(run);
  return { ...run, epochs: run.epochs.map((each) => ({ ...each, confusion: [...(matrices.get(each.epoch) ?? [])] })) };
}

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
