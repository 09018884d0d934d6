import { createHash } from 'node:crypto';
import { diskAt } from '../../extension/cli/files.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { StoredRun } from '../../extension/runs/disk/storedRun.js';

/** A stored run with its matrices. */
export type Stored = Omit<StoredRun, 'epochs'> & {
  epochs: (Omit<StoredRun['epochs'][number], 'confusion'> & { confusion: number[] })[];
};

/** Reads a run of a folder of runs. */
export async function storedRun(folder: string, id: string): Promise<Stored> {
  const store = new RunStore(diskAt(folder), (bytes) => createHash('sha256').update(bytes).digest('hex'));
  const run = await store.read(id);
  const { matrices } = await store.matrices(run);
  return { ...run, epochs: run.epochs.map((each) => ({ ...each, confusion: [...(matrices.get(each.epoch) ?? [])] })) };
}

/** Every run of it that can be read. */
export async function storedRuns(folder: string): Promise<Stored[]> {
  const store = new RunStore(diskAt(folder), () => '');
  const { runs } = await store.list();
  return Promise.all(runs.map(({ id }) => storedRun(folder, id)));
}
