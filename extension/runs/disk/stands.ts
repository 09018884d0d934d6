import type { NamedBytes } from '@surprisal/core';
import { epochsDone } from '../../protocol/runState.js';
import type { Stand, StoredRun } from './storedRun.js';

/** States that a run can go on from, the latest first; where it was taken up stands after what it then came to. */
export function standsOf({ checkpoint, step = 0, seconds = 0, ended = 0, from, epochs }: StoredRun): Stand[] {
  const begun = from?.epoch ?? 0;
  const [before, since] = [epochs.filter(({ epoch }) => epoch <= begun), epochs.filter(({ epoch }) => epoch > begun)];
  const end = { epoch: ended, step, seconds, checkpoint: checkpoint ?? null };
  const stands: Stand[] = [end, ...since.reverse(), ...(from ? [from] : []), ...before.reverse()];
  return stands.filter((each) => each.checkpoint && each.epoch <= epochsDone(epochs));
}

/** Batches and seconds of training done where a run goes on, after so many epochs, and the state that says so. */
export function progressAt(
  { run, checkpoint }: { run: StoredRun; checkpoint: NamedBytes | null },
  epoch: number,
): Stand {
  const progress = checkpoint && standsOf(run).find((each) => checkpoint.name.endsWith(`/${each.checkpoint!.file}`));
  const { step, seconds, checkpoint: stored } = progress ?? { step: 0, seconds: 0, checkpoint: null };
  return { epoch, step, seconds, checkpoint: stored };
}
