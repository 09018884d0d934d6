import { type Disposable, Uri } from 'vscode';
import { isError } from '../../runs/disk/errors.js';
import { files } from '../ports/files.js';
import { registerCommand } from '../ports/commands.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { fileName } from '../../runs/derive/fileName.js';
import type { RunLibrary } from './runLibrary.js';
import { DAYS_KEPT } from './runsFolder.js';
import { plural, t } from '../ports/t.js';
import { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';
import { isDamaged, type RunEntry } from './runsView.js';

const TITLE_LENGTH = 100;

/** What can be done with a run of the tree; each command takes an entry, or the name of a run. */
export function registerRunCommands(
  library: RunLibrary,
  trainer: RunQueue,
  closeInspector: (id: string) => void,
): Disposable[] {
  const find = async (asked: RunEntry | string): Promise<RunEntry | undefined> => {
    if (typeof asked !== 'string') return asked;
    const known = await library.get(asked);
    if (known) return known;
    await library.refresh();
    return (await library.get(asked)) ?? library.damaged.find(({ id }) => id === asked);
  };
  const onRun =
    (work: (run: Run, ...rest: unknown[]) => unknown) =>
    async (asked: RunEntry | string, ...rest: unknown[]) => {
      const entry = await find(asked);
      if (entry instanceof Run) await unlessHeld(library, () => work(entry, ...rest));
    };

  const rename = async (run: Run, given: unknown): Promise<void> => {
    const title = typeof given === 'string' ? given : await askTitle(run.title);
    if (title !== undefined && titleProblem(title) === undefined) await trainer.rename(run, title.trim());
  };

  const exportRun = async (run: Run, given: unknown): Promise<void> => {
    const name = `${fileName(run.title)}.json`;
    const uri = given instanceof Uri ? given : await prompts.save(t('Export Run'), { JSON: ['json'] }, name);
    if (uri) await files.write(uri, await library.record(run.id));
  };

  const remove = async (asked: RunEntry | string): Promise<void> => {
    const entry = await find(asked);
    if (!entry || (entry instanceof Run && entry.active)) return;
    const { id } = entry;
    const title = isDamaged(entry) ? id : entry.title;
    if (!(await unlessHeld(library, () => library.moveToTrash(id)))) return;
    closeInspector(id);
    const words = t('“{0}” was deleted. For {1} days it can come back.', title, DAYS_KEPT);
    void notify.info(words, [t('Undo'), () => library.restoreFromTrash(id)]);
  };

  const restore = async (given: unknown): Promise<void> => {
    const aside = await library.deleted();
    if (typeof given === 'string') {
      if (aside.some(({ id }) => id === given)) await library.restoreFromTrash(given);
      return;
    }
    if (aside.length === 0) {
      void notify.info(t('No run was deleted in this folder.'));
      return;
    }
    const items = aside.map(({ id, title }) => ({ label: title, description: id, id }));
    const chosen = await prompts.pick(items, { placeHolder: t('Which run comes back?') });
    if (chosen) await library.restoreFromTrash(chosen.id);
  };

  const empty = async (): Promise<void> => {
    const aside = await library.deleted();
    if (aside.length === 0) {
      void notify.info(t('No run was deleted in this folder.'));
      return;
    }
    const asked = plural(aside.length, 'Delete “{1}” for good?', 'Delete {0} runs for good?', aside[0].title);
    await notify.confirm(asked, t('They can’t come back then.'), [t('Delete for Good'), () => library.emptyDeleted()]);
  };

  return [
    registerCommand('surprisal.emptyDeletedRuns', empty),
    registerCommand('surprisal.renameRun', onRun(rename)),
    registerCommand('surprisal.exportRun', onRun(exportRun)),
    registerCommand('surprisal.deleteRun', remove),
    registerCommand('surprisal.restoreRun', restore),
    registerCommand(
      'surprisal.resumeRun',
      onRun((run) => trainer.resume(run)),
    ),
    registerCommand('surprisal.removeFromQueue', (run: unknown) => run instanceof Run && trainer.withdraw(run)),
  ];
}

/** Says so where another process writes the run, and gives false. */
async function unlessHeld(library: RunLibrary, work: () => unknown): Promise<boolean> {
  try {
    await library.unlessKept(work);
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
