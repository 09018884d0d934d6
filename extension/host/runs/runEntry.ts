import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';

/** A folder that should hold a run, and why it can't be read. */
export interface Damaged {
  id: string;
  reason: string;
}

/** The head of a folder of runs in the tree, where there are several. */
export interface FolderHead {
  /** What stands before the names of its runs; nothing where it is this window's own. */
  prefix: string;
  title: string;
  path: string;
  /** A person opened it, and may close it. */
  opened: boolean;
}

/** One line of the tree. */
export type RunEntry = Run | LoggedRun | Damaged | FolderHead;
export const isDamaged = (entry: RunEntry): entry is Damaged => 'reason' in entry;
export const isLogged = (entry: RunEntry | undefined): entry is LoggedRun => entry !== undefined && 'kind' in entry;
export const isFolder = (entry: RunEntry): entry is FolderHead => 'prefix' in entry;
export const isRun = (entry: RunEntry | undefined): entry is Run =>
  entry !== undefined && 'config' in entry && !isLogged(entry);

/** A run that has ended whose record, of an earlier version, has no log loss on the test part. */
export const lacksLogLoss = ({ active, elsewhere, epochs }: Run): boolean =>
  !active && !elsewhere && epochs.length > 0 && epochs.at(-1)?.testLogLoss === undefined;
