import { loggedLabels } from '../../runs/derive/loggedLabels.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { LoggedPredictions } from '../../runs/predictions/loggedPredictions.js';
import { cancellable } from '../ports/cancellable.js';
import { t } from '../ports/t.js';
import type { ComparedSet } from './comparedSet.js';

const NO_ITEMS = (): string => t('It logged no labels and predictions.');

/** How a logged run reads its items; where that takes long, a person sees it and can cancel it. */
export const predictionsOf = (run: LoggedRun): LoggedPredictions =>
  new LoggedPredictions(run, async (work) => {
    const stop = { stopped: false };
    try {
      return await cancellable(run.title, work(stop));
    } finally {
      stop.stopped = true;
    }
  });

/** How a logged run is called: as in the list of runs, with the settings that tell runs of one title apart. */
export const loggedTitle = (run: LoggedRun, all: readonly LoggedRun[]): string =>
  loggedLabels(all.filter(({ title }) => title === run.title)).get(run) ?? run.title;

/** A logged run as it is set beside other models; `all` are those that it is listed with. */
export const loggedSet = (
  run: LoggedRun,
  all: readonly LoggedRun[],
  predictions = predictionsOf(run),
): ComparedSet => ({
  id: run.id,
  get title() {
    return loggedTitle(run, all);
  },
  get path() {
    return `${loggedTitle(run, all)} (${run.name})`;
  },
  isMatrix: false,
  classes: run.classes,
  get lacks() {
    return predictions.epochs.length === 0 ? NO_ITEMS() : undefined;
  },
  kind: 'run',
  epochOf: (epoch) => epoch ?? predictions.epochs.at(-1)?.epoch ?? null,
  at: async (epoch) => {
    const found = await predictions.at(epoch);
    if (!found) throw new Error(NO_ITEMS());
    return found.all();
  },
});
