import type { RunStore } from '../extension/runs/disk/runStore.js';
import type { StoredRun } from '../extension/runs/disk/storedRun.js';

/** A stored run with its matrices. */
export type Stored = Omit<StoredRun, 'epochs'> & {
  epochs: (Omit<StoredRun['epochs'][number], 'confusion'> & { confusion: number[] })[];
};

export async function storedIn(store: RunStore, id: string): Promise<Stored> {
  const run = await store.read(id);
  const { matrices } = await store.matrices(run);
  return { ...run, epochs: run.epochs.map((each) => ({ ...each, confusion: [...(matrices.get(each.epoch) ?? [])] })) };
}
