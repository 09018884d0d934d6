import type { LoggedLive } from '../../protocol/train.js';
import { loggedLive } from '../../runs/model/loggedLive.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { loggedState, progressWords } from './loggedWords.js';

/** What the Train view shows of a run that another program trains. */
export const describeLogged = (run: LoggedRun): LoggedLive => ({
  ...loggedLive(run),
  state: loggedState(run),
  place: progressWords(run),
});
