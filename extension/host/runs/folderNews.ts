import type { Disposable, Event } from 'vscode';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';
import type { Damaged } from './runEntry.js';

/** Who hears of the runs of other folders and programs. */
export interface FoldersNews {
  /** The list, or the state of one of them. */
  list(): void;
  /** One of them has news. */
  run(run: LoggedRun): void;
}

/** Our own runs of another folder, which is only read. */
export interface ReadRuns extends Disposable {
  readonly runs: readonly Run[];
  readonly damaged: readonly Damaged[];
  readonly onChange: Event<void>;
  refresh(): Promise<void>;
}
