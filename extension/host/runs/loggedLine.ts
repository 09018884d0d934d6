import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Line } from '../ports/items.js';
import { short } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import { loggedState, problemWords, progressWords } from './loggedWords.js';

/** Scalars in the description of a line, and in its tooltip. */
const FEW = 3;
const MANY = 20;
const MOST_PROBLEMS = 5;

const ICONS = {
  running: 'radio-tower',
  silent: 'question',
  finished: 'output',
  stopped: 'primitive-square',
  failed: 'error',
} as const satisfies Record<LoggedRun['status'], string>;

const scalarsOf = (run: LoggedRun, most: number): string[] =>
  [...run.latest].slice(0, most).map(([name, value]) => `${name} ${short(value)}`);

/** The line of a logged run; `own`: in a folder that this window may write. */
export function loggedLine(run: LoggedRun, label: string, own: boolean): Line {
  const { status, problems } = run;
  const state = status === 'finished' ? '' : loggedState(run);
  const told = [state, status === 'finished' ? '' : progressWords(run), ...scalarsOf(run, FEW)];
  const description = told.filter((words) => words !== '').join(' · ');
  const kind = own ? (({ running: 'live', silent: 'silent' } as Record<string, string>)[status] ?? 'ended') : 'read';
  return {
    id: `${run.id} ${run.began}`,
    label,
    description,
    icon: ICONS[status],
    tooltip: [
      run.title,
      ...[loggedState(run), progressWords(run)].filter((words) => words !== ''),
      new Date(run.began).toLocaleString(),
      ...(run.logger === undefined ? [] : [t('logged by {0}', run.logger)]),
      ...scalarsOf(run, MANY),
      ...(run.message === undefined ? [] : [run.message]),
      ...problemWords(run).slice(0, MOST_PROBLEMS),
      ...(problems.length > MOST_PROBLEMS
        ? [plural(problems.length - MOST_PROBLEMS, '{0} more line is wrong.', '{0} more lines are wrong.')]
        : []),
    ],
    kind: `logged.${kind}`,
    command: { command: 'surprisal.openInspector', title: t('Open Inspector'), arguments: [run.id] },
  };
}
