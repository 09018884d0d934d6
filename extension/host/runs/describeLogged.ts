import type { LoggedLive } from '../../protocol/train.js';
import { loggedLive } from '../../runs/model/loggedLive.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { loggedState, progressWords } from './loggedWords.js';

/** What the Train view shows of a run that another program trains; its curves where they are drawn. */
export const describeLogged = (run: LoggedRun, drawn: boolean): LoggedLive => ({
  ...loggedLive(run, drawn),
  state: loggedState(run),
  place: progressWords(run),
});
