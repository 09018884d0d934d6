import { limits } from '@surprisal/core';
import * as v from 'valibot';
import { checkedFile, count, wrong } from './checkedFile.js';
import { parsedJson } from './parsedJson.js';
import type { RunStore } from './runStore.js';
import type { StoredRun } from './storedRun.js';

/** The name of the file, which lies beside the record of its run. */
export const FOUND_FILE = 'logLosses.json';

const value = v.pipe(v.number(), v.finite());
const shape = v.object({
  surprisal: v.literal('log losses'),
  version: v.literal(1),
  /** Of an epoch whose record has this objective on the test part. */
  epochs: v.array(v.object({ epoch: count, testLoss: value, testLogLoss: v.pipe(value, v.minValue(0)) })),
});
type FoundLoss = v.InferOutput<typeof shape>['epochs'][number];

function parse(bytes: Uint8Array): FoundLoss[] {
  if (bytes.length > limits.checkpoint)
    throw wrong('the file', `${bytes.length} bytes`, `at most ${limits.checkpoint}`);
  return checkedFile(shape, parsedJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))).epochs;
}

/**
 * The log losses that a record of an earlier version does not have, as they were found since of its weights. They lie
 * beside the record, which stays as it was written. One is of the epoch with the same objective on the test part, so
 * that an epoch that was trained once more has none of the one before.
 */
export class FoundLosses {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly runs: Pick<RunStore, 'readSidecar' | 'writeSidecar'>) {}

  /** A run with what was found of it; a file that can't be read is as none. */
  async complete(run: StoredRun): Promise<StoredRun> {
    if (run.epochs.every(({ testLogLoss }) => testLogLoss !== undefined)) return run;
    const found = new Map((await this.read(run.id)).map((each) => [each.epoch, each]));
    const epochs = run.epochs.map((each) => {
      const known = found.get(each.epoch);
      return each.testLogLoss === undefined && known?.testLoss === each.testLoss
        ? { ...each, testLogLoss: known.testLogLoss }
        : each;
    });
    return { ...run, epochs };
  }

  /** Keeps one beside those that are there; what is not finite can be found again. */
  keep(id: string, found: FoundLoss): Promise<void> {
    if (!v.is(shape.entries.epochs.item, found)) return Promise.resolve();
    const work = this.writing.then(async () => {
      const others = (await this.read(id)).filter(({ epoch }) => epoch !== found.epoch);
      const epochs = [...others, found].sort((a, b) => a.epoch - b.epoch);
      const text = JSON.stringify({ surprisal: 'log losses', version: 1, epochs });
      await this.runs.writeSidecar(id, FOUND_FILE, new TextEncoder().encode(`${text}\n`));
    });
    this.writing = work.catch(() => undefined);
    return work;
  }

  private async read(id: string): Promise<FoundLoss[]> {
    return (await this.runs.readSidecar(id, FOUND_FILE, parse).catch(() => null)) ?? [];
  }
}
