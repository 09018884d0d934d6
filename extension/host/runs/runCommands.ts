import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { HeldError } from '../../runs/claim.js';
import { files } from '../files.js';
import { DAYS_KEPT } from './deletedRuns.js';
import { fileName } from './fileName.js';
import type { RunLibrary } from './runLibrary.js';
import { t } from '../t.js';
import { Run } from '../training/run.js';
import type { Trainer } from '../training/trainer.js';
import { isDamaged, type RunEntry } from '../views/runsView.js';

const TITLE_LENGTH = 100;

/** What can be done with a run of the tree; each command takes an entry, or the name of a run. */
export function registerRunCommands(
  library: RunLibrary,
  trainer: Trainer,
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
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const uri =
      given instanceof Uri
        ? given
        : await window.showSaveDialog({
            title: t('Export Run'),
            filters: { JSON: ['json'] },
            ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
          });
    if (uri) await files.write(uri, await library.record(run.id));
  };

  const remove = async (asked: RunEntry | string): Promise<void> => {
    const entry = await find(asked);
    if (!entry || (entry instanceof Run && entry.active)) return;
    const { id } = entry;
    const title = isDamaged(entry) ? id : entry.title;
    if (!(await unlessHeld(library, () => library.setAside(id)))) return;
    closeInspector(id);
    const undo = t('Undo');
    const words = t('“{0}” was deleted. For {1} days it can come back.', title, DAYS_KEPT);
    void window.showInformationMessage(words, undo).then(async (chosen) => {
      if (chosen === undo) await library.bringBack(id);
    });
  };

  const restore = async (given: unknown): Promise<void> => {
    const aside = await library.deleted.list();
    if (typeof given === 'string') {
      if (aside.some(({ id }) => id === given)) await library.bringBack(given);
      return;
    }
    if (aside.length === 0) {
      void window.showInformationMessage(t('No run was deleted in this folder.'));
      return;
    }
    const items = aside.map(({ id, title }) => ({ label: title, description: id, id }));
    const chosen = await window.showQuickPick(items, { placeHolder: t('Which run comes back?') });
    if (chosen) await library.bringBack(chosen.id);
  };

  const empty = async (): Promise<void> => {
    const aside = await library.deleted.list();
    if (aside.length === 0) {
      void window.showInformationMessage(t('No run was deleted in this folder.'));
      return;
    }
    const go = t('Delete for Good');
    const asked =
      aside.length === 1 ? t('Delete “{0}” for good?', aside[0].title) : t('Delete {0} runs for good?', aside.length);
    const detail = t('They can’t come back then.');
    if ((await window.showWarningMessage(asked, { modal: true, detail }, go)) === go) await library.deleted.empty(true);
  };

  return [
    commands.registerCommand('surprisal.emptyDeletedRuns', empty),
    commands.registerCommand('surprisal.renameRun', onRun(rename)),
    commands.registerCommand('surprisal.exportRun', onRun(exportRun)),
    commands.registerCommand('surprisal.deleteRun', remove),
    commands.registerCommand('surprisal.restoreRun', restore),
    commands.registerCommand(
      'surprisal.resumeRun',
      onRun((run) => trainer.resume(run)),
    ),
    commands.registerCommand(
      'surprisal.removeFromQueue',
      (run: unknown) => run instanceof Run && trainer.withdraw(run),
    ),
  ];
}

/** Says so where another process writes the run, and gives false. */
async function unlessHeld(library: RunLibrary, work: () => unknown): Promise<boolean> {
  try {
    await library.unlessKept(work);
    return true;
  } catch (error) {
    if (!(error instanceof HeldError)) throw error;
    void window.showWarningMessage(t('Another window or program trains this run.'));
    return false;
  }
}

const titleProblem = (title: string): string | undefined =>
  title.trim() === '' || title.length > TITLE_LENGTH || /\p{Cc}/u.test(title)
    ? t('A title of 1 to {0} characters.', TITLE_LENGTH)
    : undefined;

const askTitle = (value: string): Thenable<string | undefined> =>
  window.showInputBox({ title: t('Rename Run'), value, validateInput: titleProblem });
