import { thinned } from '@surprisal/core';
import type { LoggedLive, LoggedNumber, LoggedScalar } from '../../protocol/train.js';
import type { LoggedRun } from './loggedRun.js';

/** Scalars that are drawn, and the columns of a picture of one. */
const MOST_SCALARS = 8;
const COLUMNS = 160;

export const inMessage = (value: number): LoggedNumber =>
  Number.isFinite(value) ? value : (String(value) as LoggedNumber);

/** What the Train view shows of a run that another program trains; its curves where they are drawn. The words on it are the host's. */
export function loggedLive(run: LoggedRun, drawn = true): Omit<LoggedLive, 'state' | 'place'> {
  const byStep = [...run.scalars].map(([name, series]) => ({ name, series, by: 'step' as const }));
  const names = new Set(run.epochs.flatMap(({ scalars }) => [...scalars.keys()]));
  const byEpoch = [...names]
    .filter((name) => !run.scalars.has(name))
    .map((name) => ({ name, series: run.epochSeries(name), by: 'epoch' as const }));
  const all = [...byStep, ...byEpoch].filter(({ series }) => series.size > 0);
  const scalars = all.slice(0, drawn ? MOST_SCALARS : 0).map(({ name, series, by }): LoggedScalar => {
    const { steps, values } = series.view();
    return { name, ...thinned({ x: steps, y: values }, COLUMNS), last: inMessage(series.last!.value), by };
  });
  const { id, title, active: live, began, progress, stepsPerSecond } = run;
  const { length: problems } = run.problems;
  const failed = run.status === 'failed';
  const more = all.length - scalars.length;
  return {
    id,
    title,
    live,
    failed,
    message: run.message ?? null,
    began,
    progress,
    stepsPerSecond,
    scalars,
    more,
    problems,
  };
}
