import type { Run } from '../../runs/model/run.js';

/** A folder that should hold a run, and why it can't be read. */
export interface Damaged {
  id: string;
  reason: string;
}

/** One line of the tree. */
export type RunEntry = Run | Damaged;
export const isDamaged = (entry: RunEntry): entry is Damaged => 'reason' in entry;
export const isRun = (entry: RunEntry | undefined): entry is Run => entry !== undefined && !isDamaged(entry);
