import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { defaultConfig, prepareData, type RunConfig } from '@surprisal/core';
import { buildSync } from 'esbuild';
import type { TableApi } from '../extension/protocol/inspector/table.js';
import type { Handlers } from '../extension/protocol/rpc.js';
import { Run } from '../extension/runs/model/run.js';
import { Session } from '../extension/worker/session.js';
import { importanceOf, readRow, readTable } from '../extension/worker/table.js';
import type { Work } from '../extension/worker/work.js';
import { inflate, none, runToEnd } from './core/training.js';

const built = buildSync({
  entryPoints: ['extension/host/inspector/tableView.ts'],
  bundle: true,
  format: 'cjs',
  external: ['vscode'],
  write: false,
}).outputFiles[0].text;

interface View {
  handlers: Handlers<TableApi>;
  dispose(): void;
}

class CancellationTokenSource {
  private readonly heard: (() => void)[] = [];
  token = {
    isCancellationRequested: false,
    onCancellationRequested: (hear: () => void) => {
      this.heard.push(hear);
      return { dispose: () => undefined };
    },
  };
  cancel(): void {
    this.token.isCancellationRequested = true;
    for (const hear of this.heard) hear();
  }
  dispose = () => undefined;
}
export class CancellationError extends Error {}
const pair = class {
  constructor(
    readonly start: unknown,
    readonly end: unknown,
  ) {}
  with = () => this;
};

const files = {
  images: { name: 'wine.csv', bytes: new Uint8Array(readFileSync('test/reference/data/realTables/wine.csv')) },
};

/** A run on wine of which each question is answered by the thread's own work, and what the view asks of its host. */
export function openedTable(scale: 'none' | 'standard', others: Run[] = []) {
  const base = defaultConfig();
  const config: RunConfig = {
    ...base,
    data: {
      ...base.data,
      source: 'files',
      files: { images: 'wine.csv' },
      scale,
      testFraction: 0.5,
      validationFraction: 0,
    },
    network: { layers: [{ kind: 'dense', width: 8, activation: 'relu' }] },
    batch: 16,
    epochs: 3,
  };
  const run = new Run(`run ${scale}`, 'wine', config, 0);
  const params = { config, files, kernels: none };
  run.test.start(new Session(() => undefined).start({ ...params, threads: 1, pace: 0, begin: 'paused' }));
  const { epochs, trainer } = runToEnd(config, { parts: prepareData(config, files, inflate), bytes: none });
  for (const { record, testLogits } of epochs) run.addEpoch({ record: { ...record, seconds: 1 }, testLogits });
  const seen = {
    shown: [] as { path: string; line: unknown }[],
    trained: [] as RunConfig[],
    shares: 0,
    asked: [] as string[],
  };
  const works: Record<string, (asked: never) => Work<unknown>> = {
    table: readTable,
    importance: importanceOf,
    tableRow: readRow,
  };
  const vscode = {
    CancellationTokenSource,
    CancellationError,
    Position: pair,
    Range: pair,
    Uri: { joinPath: ({ path }: { path: string }, name: string) => ({ path: `${path}/${name}` }) },
    workspace: { workspaceFolders: [{ uri: { path: '/folder' } }] },
    window: {
      showTextDocument: (uri: { path: string }, { selection }: { selection: { start: { start: unknown } } }) => {
        seen.shown.push({ path: uri.path, line: selection.start.start });
        return Promise.resolve();
      },
    },
    l10n: { t: (message: string) => message },
  };
  const module = { exports: {} as { TableView: new (run: Run, services: object) => View } };
  compileFunction(built, ['module', 'exports', 'require'])(module, module.exports, () => vscode);
  let wait: Promise<void> | undefined;
  const services = {
    threads: {
      params: () => Promise.resolve(params),
      analyse: async (
        method: string,
        asked: never,
        { token, tell }: { token: CancellationTokenSource['token']; tell?: (how: { share: number }) => void },
      ) => {
        seen.asked.push(method);
        const work = works[method](asked);
        for (;;) {
          if (method === 'importance') await wait;
          if (token.isCancellationRequested) throw new CancellationError('cancelled');
          const { done, value } = work.next();
          if (done) return value;
          tell?.(value);
        }
      },
    },
    library: {
      runs: others,
      recover: () => Promise.resolve({ checkpoint: { name: 'c', bytes: trainer.checkpoint() } }),
    },
    retrain: (next: RunConfig) => Promise.resolve(void seen.trained.push(next)),
    tell: () => seen.shares++,
  };
  const view = new module.exports.TableView(run, services);
  return { run, view, seen, hold: (until: Promise<void>) => (wait = until) };
}
