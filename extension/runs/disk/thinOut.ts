import type { StoredFile, StoredRun } from './storedRun.js';

/** What is removed of a run where only some of its epochs keep their weights. */
export interface Thinning {
  epochs: number[];
  files: StoredFile[];
  /** Bytes of them. */
  bytes: number;
}

/**
 * The weights that go where the first epoch, the best (of least validation loss), the last and every `every`-th keep
 * theirs. What the record goes on from stays in any case.
 */
export function thinning({ epochs, from, checkpoint }: StoredRun, every: number): Thinning {
  const saved = epochs.filter((each) => each.checkpoint);
  const held = saved.filter(({ validationLoss: loss }) => loss !== null && !Number.isNaN(loss));
  const best = held.reduce<(typeof held)[number] | undefined>(
    (least, each) => (least && least.validationLoss! <= each.validationLoss! ? least : each),
    undefined,
  );
  const named = new Set([from?.checkpoint?.file, checkpoint?.file]);
  const stay = new Set([saved.at(0), best, saved.at(-1)]);
  const gone = saved.filter((each) => !stay.has(each) && each.epoch % every !== 0 && !named.has(each.checkpoint!.file));
  const files = gone.map((each) => each.checkpoint!);
  return { epochs: gone.map(({ epoch }) => epoch), files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
