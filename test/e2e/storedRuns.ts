import { createHash } from 'node:crypto';
import { diskAt } from '../../extension/cli/files.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { type Stored, storedIn } from '../storedRun.js';

const storeOf = (folder: string): RunStore =>
  new RunStore(diskAt(folder), (bytes) => createHash('sha256').update(bytes).digest('hex'));

/** Reads a run of a folder of runs. */
export const storedRun = (folder: string, id: string): Promise<Stored> => storedIn(storeOf(folder), id);

/** Every run of it that can be read. */
export async function storedRuns(folder: string): Promise<Stored[]> {
  const { runs } = await storeOf(folder).list();
  return Promise.all(runs.map(({ id }) => storedRun(folder, id)));
}
