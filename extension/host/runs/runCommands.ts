import { commands, type Disposable, Uri } from 'vscode';
import { isError } from '../../runs/disk/errors.js';
import { DAYS_IN_TRASH } from '../../runs/disk/trash.js';
import { registerCommand } from '../ports/commands.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { saveFile } from '../ports/saveFile.js';
import { fileName } from '../../runs/derive/fileName.js';
import type { RunLibrary } from './runLibrary.js';
import { plural, t } from '../ports/t.js';
import { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';
import { isDamaged, type RunEntry } from './runsView.js';

const TITLE_LENGTH = 100;

/** What can be done with a run of the tree; each command takes an entry, or the name of a run. */
export function registerRunCommands(
  library: RunLibrary,
  queue: RunQueue,
  inspectors: { close(id: string): void },
): Disposable[] {
  const find = async (of: RunEntry | string): Promise<RunEntry | undefined> => {
    if (typeof of !== 'string') return of;
    const known = await library.get(of);
    if (known) return known;
    await library.refresh();
    return (await library.get(of)) ?? library.damaged.find(({ id }) => id === of);
  };
  const onRun =
    (work: (run: Run, ...rest: unknown[]) => unknown) =>
    async (of: RunEntry | string, ...rest: unknown[]) => {
      const entry = await find(of);
      if (entry instanceof Run) await unlessLocked(library, () => work(entry, ...rest));
    };

  const rename = async (run: Run, given: unknown): Promise<void> => {
    const title = typeof given === 'string' ? given : await askTitle(run.title);
    if (title !== undefined && titleProblem(title) === undefined) await queue.rename(run, title.trim());
  };

  const exportRun = async (run: Run, given: unknown): Promise<void> => {
    const name = `${fileName(run.title)}.json`;
    const file = { title: t('Export Run'), kind: 'JSON', ending: 'json', name };
    await saveFile(file, () => library.record(run.id), given instanceof Uri ? given : undefined);
  };

  const remove = async (of: RunEntry | string): Promise<void> => {
    const entry = await find(of);
    if (!entry || (entry instanceof Run && entry.active)) return;
    const { id } = entry;
    const title = isDamaged(entry) ? id : entry.title;
    if (!(await unlessLocked(library, () => library.moveToTrash(id)))) return;
    inspectors.close(id);
    const words = t('“{0}” was deleted. For {1} days it can come back.', title, DAYS_IN_TRASH);
    void notify.info(words, [t('Undo'), () => library.restoreFromTrash(id)]);
  };

  const restore = async (given: unknown): Promise<void> => {
    const inTrash = await library.deleted();
    if (typeof given === 'string') {
      if (inTrash.some(({ id }) => id === given)) await library.restoreFromTrash(given);
      return;
    }
    if (inTrash.length === 0) {
      void notify.info(t('No run was deleted in this folder.'));
      return;
    }
    const items = inTrash.map(({ id, title }) => ({ label: title, description: id, id }));
    const chosen = await prompts.pick(items, { placeHolder: t('Which run comes back?') });
    if (chosen) await library.restoreFromTrash(chosen.id);
  };

  const empty = async (): Promise<void> => {
    const inTrash = await library.deleted();
    if (inTrash.length === 0) {
      void notify.info(t('No run was deleted in this folder.'));
      return;
    }
    const question = plural(inTrash.length, 'Delete “{1}” for good?', 'Delete {0} runs for good?', inTrash[0].title);
    await notify.confirm(question, t('They can’t come back then.'), [t('Delete for Good'), () => library.emptyTrash()]);
  };

  return [
    library.onChange(() => {
      const hasRun = library.runs.some((run) => run.epochs.length > 0);
      void commands.executeCommand('setContext', 'surprisal.hasRun', hasRun);
    }),
    registerCommand('surprisal.emptyDeletedRuns', empty),
    registerCommand('surprisal.renameRun', onRun(rename)),
    registerCommand('surprisal.exportRun', onRun(exportRun)),
    registerCommand('surprisal.deleteRun', remove),
    registerCommand('surprisal.restoreRun', restore),
    registerCommand(
      'surprisal.resumeRun',
      onRun((run) => queue.resume(run)),
    ),
    registerCommand('surprisal.removeFromQueue', (run: unknown) => run instanceof Run && queue.withdraw(run)),
  ];
}

/** Says so where another process writes the run, and gives false. */
async function unlessLocked(library: RunLibrary, work: () => unknown): Promise<boolean> {
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
