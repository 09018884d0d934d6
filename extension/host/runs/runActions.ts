import { messageOf } from '@surprisal/core';
import { Uri } from 'vscode';
import { isError } from '../../runs/disk/errors.js';
import { DAYS_IN_TRASH } from '../../runs/disk/trash.js';
import { fileName } from '../../runs/derive/fileName.js';
import type { RunOrder } from '../../runs/derive/runLabels.js';
import type { Run } from '../../runs/model/run.js';
import { whyIncomparable } from '../inspector/incomparable.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import { saveFile } from '../ports/saveFile.js';
import { plural, t } from '../ports/t.js';
import { endsWithin } from '../ports/slowWork.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { RunFolders } from './runFolders.js';
import {
  type Damaged,
  type FolderHead,
  isDamaged,
  isFolder,
  isLogged,
  isRun,
  lacksLogLoss,
  type RunEntry,
} from './runEntry.js';
import { sizeText } from './runLines.js';

const TITLE_LENGTH = 100;
/** Work that ends within so many ms shows no progress. */
const SOON = 300;

/** What is asked of the runs of the folder. */
interface Library {
  readonly runs: readonly Run[];
  readonly damaged: readonly Damaged[];
  weights(run: Run): Promise<{ bytes: number; freed: (every: number) => number }>;
  thinOut(run: Run, every: number): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  refresh(): Promise<void>;
  record(id: string): Promise<Uint8Array>;
  unlessLocked<T>(work: () => PromiseLike<T> | T): Promise<T>;
  moveToTrash(id: string): Promise<void>;
  restoreFromTrash(id: string): Promise<void>;
  deleted(): Promise<{ id: string; title: string }[]>;
  emptyTrash(): Promise<void>;
  readonly folders: {
    get(id: string): LoggedRun | undefined;
    late(): Promise<Pick<RunFolders, 'rename' | 'lookAt' | 'open' | 'close' | 'folders'>>;
  };
}

/** What is asked of the tree. */
interface View {
  readonly selection: readonly RunEntry[];
  readonly order: RunOrder;
  sort(order: RunOrder): Promise<void>;
}

interface Queue {
  rename(run: Run, title: string): Promise<void>;
  resume(run: Run): Promise<void>;
}

/** What can be done with runs of the tree; it loads with the first of it, so that a run is known by its fields. */
export function runActions(
  library: Library,
  queue: Queue,
  inspectors: { close(id: string): void; compare(run: Run | LoggedRun, other: string): Promise<void> },
  view: View,
) {
  const find = async (of: RunEntry | string): Promise<RunEntry | undefined> => {
    if (typeof of !== 'string') return of;
    const known = (await library.get(of)) ?? library.folders.get(of);
    if (known) return known;
    await library.refresh();
    return (await library.get(of)) ?? library.damaged.find(({ id }) => id === of);
  };
  const onRun =
    (work: (run: Run, ...rest: unknown[]) => unknown) =>
    async (of?: RunEntry | string, ...rest: unknown[]) => {
      // A key is pressed on what is selected.
      const [one, more] = of === undefined ? view.selection : [of];
      const entry = one !== undefined && more === undefined ? await find(one) : undefined;
      if (isRun(entry) && entry.readOnly) void notify.info(t('The runs of this folder are only read.'));
      else if (isRun(entry)) await unlessLocked(library, () => work(entry, ...rest));
    };

  const rename = async (run: Run, given: unknown): Promise<void> => {
    const before = run.title;
    const asked = typeof given === 'string' ? given : await askTitle(before);
    if (asked === undefined || titleProblem(asked) !== undefined) return;
    const title = asked.trim();
    await queue.rename(run, title);
    if (typeof given === 'string' || title === before) return;
    void notify.info(t('“{0}” is now called “{1}”.', before, title), [t('Undo'), () => queue.rename(run, before)]);
  };

  /** A run of ours, or one that another program logged, of this window's folder. */
  const renameAny = async (of?: RunEntry | string, given?: unknown): Promise<void> => {
    const one = of ?? (view.selection.length === 1 ? view.selection[0] : undefined);
    const entry = one === undefined ? undefined : await find(one);
    if (!isLogged(entry)) return onRun(rename)(of, given);
    if (!isOwn(entry) || entry.status === 'running' || entry.status === 'silent') {
      void notify.info(
        isOwn(entry)
          ? t('A run that another program logs can be renamed once it has ended.')
          : t('The runs of this folder are only read.'),
      );
      return;
    }
    const before = entry.title;
    const title = (typeof given === 'string' ? given : await askTitle(before))?.trim();
    if (title === undefined || title === before || titleProblem(title) !== undefined) return;
    const folders = await library.folders.late();
    await folders.rename(entry, title);
    if (typeof given === 'string') return;
    void notify.info(t('“{0}” is now called “{1}”.', before, title), [t('Undo'), () => folders.rename(entry, before)]);
  };

  const exportRun = async (run: Run, given: unknown): Promise<void> => {
    const name = `${fileName(run.title)}.json`;
    const file = { title: t('Export Run'), kind: 'JSON', ending: 'json', name };
    await saveFile(file, () => library.record(run.id), given instanceof Uri ? given : undefined);
  };

  /** What a command is meant for: the lines that are selected, where one of them was clicked or a key was pressed. */
  const chosen = (of: RunEntry | string | undefined, many: unknown): readonly (RunEntry | string)[] =>
    Array.isArray(many) && many.length > 1 ? (many as RunEntry[]) : of === undefined ? view.selection : [of];

  const remove = async (of?: RunEntry | string, many?: unknown): Promise<void> => {
    const wanted = (await Promise.all(chosen(of, many).map(find))).filter((entry) => entry !== undefined);
    const own = wanted.filter(isAnyRun).filter(isOwn);
    const entries = own.filter((entry) => isDamaged(entry) || !entry.active);
    if (own.length < wanted.length) void notify.info(t('The runs of this folder are only read.'));
    const silent = entries.filter((entry) => isLogged(entry) && entry.status === 'silent');
    if (silent.length > 0 && !(await confirmSilent(silent.length))) return;
    if (own.length > 0 && entries.length === 0)
      void notify.info(t('A run can be deleted once it has ended: stop it first, or take it from the queue.'));
    const deleted: { id: string; title: string }[] = [];
    for (const entry of entries) {
      const { id } = entry;
      if (!(await unlessLocked(library, () => library.moveToTrash(id)))) continue;
      if (isLogged(entry)) await (await library.folders.late()).lookAt(id);
      inspectors.close(id);
      deleted.push({ id, title: isDamaged(entry) ? id : entry.title });
    }
    if (deleted.length === 0) return;
    const words = plural(
      deleted.length,
      '“{1}” was deleted. For {2} days it can come back.',
      '{0} runs were deleted. For {2} days they can come back.',
      deleted[0].title,
      DAYS_IN_TRASH,
    );
    const undo = async (): Promise<void> => {
      for (const { id } of deleted) await restoreOne(id);
    };
    void notify.info(words, [t('Undo'), undo]);
  };

  const restoreOne = async (id: string): Promise<void> => {
    await library.restoreFromTrash(id);
    await (await library.folders.late()).lookAt(id);
  };

  /** Two runs beside each other. */
  const compare = async (of?: RunEntry | string, many?: unknown): Promise<void> => {
    const entries = await Promise.all(chosen(of, many).map(find));
    const [run, other, more] = entries.filter((entry) => isRun(entry) || isLogged(entry));
    if (!run || !other || more) {
      void notify.info(t('Select two runs to compare them.'));
      return;
    }
    const problem = noEpoch(run) ?? noEpoch(other) ?? (isRun(run) && isRun(other) && whyIncomparable(run, other));
    if (problem) void notify.info(t('“{0}” and “{1}” can’t be compared. {2}', run.title, other.title, problem));
    else await inspectors.compare(run, other.id);
  };

  /** Finds the log loss of runs that are selected and have none, one after the other; a cancel ends the one under way. */
  const evaluate = async (of?: RunEntry | string, many?: unknown): Promise<void> => {
    const runs = (await Promise.all(chosen(of, many).map(find))).filter(isRun).filter(lacksLogLoss);
    const stop = new AbortController();
    const work = (async () => {
      for (const run of runs)
        try {
          if (!stop.signal.aborted) await run.test.evaluate(stop.signal);
        } catch (error) {
          if (!stop.signal.aborted) void notify.error(`${run.title}: ${messageOf(error)}`);
        }
    })();
    if (await endsWithin(work, SOON)) return;
    const title = plural(runs.length, 'Evaluating “{1}” again', 'Evaluating {0} runs again', runs[0].title);
    await notify.progress(title, (token) => {
      token.onCancellationRequested(() => stop.abort());
      return work;
    });
  };

  /** Of the runs that are selected, or of all: says what it frees, and asks. */
  const thinOut = async (of?: RunEntry | string, many?: unknown): Promise<void> => {
    const asked = of === undefined ? library.runs : await Promise.all(chosen(of, many).map(find));
    const runs = asked.filter(isRun).filter(({ active, elsewhere }) => !active && !elsewhere);
    const read = await Promise.all(runs.map((run) => library.weights(run).catch(() => undefined)));
    const known = read.filter((each) => each !== undefined);
    const sum = (of: (each: (typeof known)[number]) => number) => known.reduce((total, each) => total + of(each), 0);
    const all = sum(({ bytes }) => bytes);
    const items = [2, 5, 10, 1000].flatMap((every) => {
      const freed = sum((each) => each.freed(every));
      const label = every === 1000 ? t('First, best and last epoch') : t('Also each epoch that {0} divides', every);
      return freed > 0 ? [{ label, description: t('frees {0}', sizeText(freed)), every, freed }] : [];
    });
    const taken = plural(
      known.length,
      'The weights of {0} run take {1}.',
      'The weights of {0} runs take {1}.',
      sizeText(all),
    );
    if (items.length === 0) {
      void notify.info([taken, t('There is nothing to thin out.')].join(' '));
      return;
    }
    const picked = await prompts.pick(items, {
      title: t('Thin Out Checkpoints'),
      placeHolder: [taken, t('Which epochs keep theirs?')].join(' '),
    });
    if (!picked) return;
    const detail = t(
      'The weights of the other epochs are removed and can’t come back; their matrices and curves stay. First, best and last epoch keep theirs.',
    );
    const remove = async (): Promise<void> => {
      for (const run of runs) await unlessLocked(library, () => library.thinOut(run, picked.every));
      notify.done(t('{0} are free', sizeText(picked.freed)));
    };
    await notify.confirm(t('Remove weights of {0}?', sizeText(picked.freed)), detail, [t('Remove'), remove]);
  };

  const sort = async (given: unknown): Promise<void> => {
    const names: Record<RunOrder, string> = {
      newest: t('Newest first'),
      accuracy: t('By test accuracy'),
      logLoss: t('By log loss on the test part'),
    };
    const orders = Object.keys(names) as RunOrder[];
    const items = orders.map((order) => ({
      label: names[order],
      description: order === view.order ? t('current') : '',
      order,
    }));
    const order =
      orders.find((each) => each === given) ?? (await prompts.pick(items, { title: t('Sort Runs') }))?.order;
    if (order) await view.sort(order);
  };

  /** The runs in the trash; says so where there are none. */
  const deletedRuns = async (): ReturnType<Library['deleted']> => {
    const inTrash = await library.deleted();
    if (inTrash.length === 0) void notify.info(t('No run was deleted in this folder.'));
    return inTrash;
  };

  const restore = async (given: unknown): Promise<void> => {
    if (typeof given === 'string') {
      if ((await library.deleted()).some(({ id }) => id === given)) await restoreOne(given);
      return;
    }
    const inTrash = await deletedRuns();
    if (inTrash.length === 0) return;
    const items = inTrash.map(({ id, title }) => ({ label: title, description: id, id }));
    const chosen = await prompts.pick(items, { placeHolder: t('Which run comes back?') });
    if (chosen) await restoreOne(chosen.id);
  };

  const empty = async (): Promise<void> => {
    const inTrash = await deletedRuns();
    if (inTrash.length === 0) return;
    const question = plural(inTrash.length, 'Delete “{1}” for good?', 'Delete {0} runs for good?', inTrash[0].title);
    await notify.confirm(question, t('They can’t come back then.'), [t('Delete for Good'), () => library.emptyTrash()]);
  };

  const openFolder = async (given: unknown): Promise<void> => {
    const chosen = given instanceof Uri ? given : await prompts.openFolder(t('Open Runs Folder'), t('Open'));
    if (!chosen) return;
    const folders = await library.folders.late();
    const root = (await folders.open(chosen)).toString();
    const shown = folders.folders.find(({ head }) => head.prefix === `${root}/`);
    if (shown && shown.runs.length + shown.logged.length + shown.damaged.length === 0)
      void notify.info(t('No run lies in {0} yet. It is shown as soon as one does.', shown.head.path));
  };

  /** From the tree alone: the runs stay where they are. */
  const closeFolder = async (folder: FolderHead | undefined): Promise<void> => {
    if (folder?.opened) await (await library.folders.late()).close(folder);
  };

  return {
    rename: renameAny,
    openFolder,
    closeFolder: (of?: RunEntry | string) =>
      closeFolder(typeof of === 'object' && isFolder(of) ? of : view.selection.find(isFolder)),
    exportRun: onRun(exportRun),
    resume: onRun((run) => queue.resume(run)),
    remove,
    compare,
    evaluate,
    thinOut,
    sort,
    restore,
    empty,
  };
}

/** Why a run can be compared with none. */
const noEpoch = (run: Run | LoggedRun): string | undefined => {
  if (isLogged(run))
    return run.epochs.some(({ has }) => has.predictions)
      ? undefined
      : t('“{0}” logged no labels and predictions.', run.title);
  return run.epochs.length > 0 ? undefined : t('“{0}” has no finished epoch.', run.title);
};

const isAnyRun = (entry: RunEntry): entry is Run | LoggedRun | Damaged => !isFolder(entry);
/** Whether it lies in the folder that this window may write. */
const isOwn = ({ id }: Run | LoggedRun | Damaged): boolean => !id.includes('/');

const confirmSilent = async (runs: number): Promise<boolean> =>
  (await notify.confirm(
    plural(runs, 'The program of this run may still live.', 'The programs of {0} of these runs may still live.'),
    t('They gave no sign for 40 s. What they log from now on would be lost.'),
    [t('Delete'), () => true],
  )) ?? false;

/** Says so where another process writes the run, and gives false. */
async function unlessLocked(library: Library, work: () => unknown): Promise<boolean> {
  try {
    await library.unlessLocked(work);
    return true;
  } catch (error) {
    if (!isError(error, 'RunLockedError')) throw error;
    void notify.warn(t('Another window or program trains this run.'));
    return false;
  }
}

const titleProblem = (title: string): string | undefined =>
  title.trim() === '' || title.length > TITLE_LENGTH || /\p{Cc}/u.test(title)
    ? t('A title of 1 to {0} characters.', TITLE_LENGTH)
    : undefined;

const askTitle = (value: string): Thenable<string | undefined> =>
  prompts.input({ title: t('Rename Run'), value }, titleProblem);
