import { loggedLabels } from '../../runs/derive/loggedLabels.js';
import { type RunOrder, sortedRuns } from '../../runs/derive/runLabels.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';
import type { Line } from '../ports/items.js';
import { t } from '../ports/t.js';
import { loggedLine } from './loggedLine.js';
import { type Damaged, type FolderHead, isDamaged, isFolder, isLogged, type RunEntry } from './runEntry.js';
import { runLines } from './runLines.js';

/** The runs of one folder. */
export interface FolderRuns {
  head: FolderHead;
  runs: readonly Run[];
  logged: readonly LoggedRun[];
  damaged: readonly Damaged[];
}

/** What the Runs view shows: the entries at the top, those below a folder, and the line of each. */
export interface RunTree {
  top: RunEntry[];
  below(folder: RunEntry): RunEntry[];
  lineOf(entry: RunEntry): Line;
}

/**
 * The runs of all folders, the first of which is this window's own; a folder gets a head where others have runs too.
 * `first` are the runs of this window that train or wait.
 */
export function runTree(
  folders: readonly FolderRuns[],
  first: readonly Run[],
  waiting: readonly Run[],
  order: RunOrder,
): RunTree {
  const shown = folders.filter((each, i) => i === 0 || each.head.opened || countOf(each) > 0);
  const entries = new Map<RunEntry, RunEntry[]>();
  const lines = new Map<RunEntry, (entry: RunEntry) => Line>();
  for (const [i, { head, runs, logged, damaged }] of shown.entries()) {
    const before = i === 0 ? first : [];
    const rest = runs.filter((run) => !before.includes(run));
    const lineOf = lineOfFolder([...before, ...rest, ...damaged], logged, waiting, head.prefix === '');
    const all = [...before, ...merged(sortedRuns(rest, order), logged, order), ...damaged];
    entries.set(head, all);
    for (const entry of [head, ...all]) lines.set(entry, lineOf);
  }
  const heads = [...entries.keys()];
  return {
    top: heads.length > 1 ? heads : (entries.get(heads[0]) ?? []),
    below: (folder) => (heads.length > 1 ? (entries.get(folder) ?? []) : []),
    // One that is not there any more is still asked for, until the new list is shown.
    lineOf: (entry) => (lines.get(entry) ?? lineOfFolder([], [], [], false))(entry),
  };
}

/** The line of an entry among those of its folder; `own`: this window may write them. */
function lineOfFolder(
  plain: readonly (Run | Damaged)[],
  logged: readonly LoggedRun[],
  waiting: readonly Run[],
  own: boolean,
): (entry: RunEntry) => Line {
  const plainLine = runLines(plain, waiting);
  const labels = loggedLabels(logged);
  return (entry) => {
    if (isFolder(entry)) return folderLine(entry);
    if (isLogged(entry)) return loggedLine(entry, labels.get(entry) ?? entry.title, own);
    const line = plainLine(entry);
    return own ? line : { ...line, kind: isDamaged(entry) ? 'read.damaged' : 'foreign' };
  };
}

const countOf = ({ runs, logged, damaged }: FolderRuns): number => runs.length + logged.length + damaged.length;

/** Logged runs among ours by their time; in another order they stand last, since what they log has any name. */
function merged(runs: readonly Run[], logged: readonly LoggedRun[], order: RunOrder): (Run | LoggedRun)[] {
  const all = [...runs, ...[...logged].sort((a, b) => b.began - a.began)];
  return order === 'newest' ? all.sort((a, b) => b.began - a.began) : all;
}

const folderLine = ({ prefix, title, path, opened }: FolderHead): Line => ({
  id: `folder ${prefix}`,
  label: title,
  description: opened ? path : prefix === '' ? '' : t('only read'),
  icon: opened ? 'folder-opened' : 'folder',
  tooltip: [path],
  kind: opened ? 'folder.opened' : 'folder',
  expanded: true,
});
