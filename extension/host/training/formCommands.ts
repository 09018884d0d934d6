import type { RunConfig } from '@surprisal/core';
import { CancellationError, commands, type Disposable, Position, Range, Uri, window, workspace } from 'vscode';
import { cancellable } from '../cancellable.js';
import { files, nameOf } from '../files.js';
import { fileName } from '../runs/fileName.js';
import { t } from '../t.js';
import { holdsLabels, labelNames, nameInFolder, testNames } from './ownData.js';
import { ConfigError, configText, readConfig } from './readConfig.js';
import { runTitle } from './runTitle.js';

/** The form of the Train view, as commands change it. */
export interface Form {
  readonly config: RunConfig;
  /** Puts a configuration into the form, and shows the view. */
  fill(config: RunConfig): Promise<void>;
}

const ENDING = '.surprisal.json';
const DATA = ['idx', 'ubyte', 'gz', 'npy', 'npz', 'csv', 'tsv', 'json'];

/** Opens and saves configurations, and takes own data into the form; each command also takes the file itself. */
export function registerFormCommands(form: Form): Disposable[] {
  const open = async (given: unknown): Promise<void> => {
    const uri = given instanceof Uri ? given : await pickOne(t('Open Configuration'), t('Open'), ['json']);
    if (!uri) return;
    try {
      await form.fill(readConfig(new TextDecoder().decode(await cancellable(nameOf(uri), files.read(uri)))));
    } catch (error) {
      await tellFault(uri, error);
    }
  };

  const save = async (given: unknown): Promise<void> => {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const name = `${fileName(runTitle(form.config))}${ENDING}`;
    const uri =
      given instanceof Uri
        ? given
        : await window.showSaveDialog({
            title: t('Save Configuration'),
            filters: { [t('Configurations')]: ['surprisal.json'] },
            ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
          });
    if (uri) await files.write(uri, new TextEncoder().encode(configText(form.config)));
  };

  const trainOn = async (given: unknown, labels: unknown): Promise<void> => {
    const uri = given instanceof Uri ? given : await pickOne(t('Images or Rows to Train on'), t('Choose'), DATA);
    if (!uri) return;
    try {
      const found = await dataFiles(uri, labels instanceof Uri ? labels : undefined);
      if (!found) return;
      const { first: _, count: _c, classes: _l, ...data } = form.config.data;
      await form.fill({ ...form.config, data: { ...data, source: 'files', files: found } });
    } catch (error) {
      if (error instanceof CancellationError) return;
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  };

  return [
    commands.registerCommand('surprisal.openConfiguration', open),
    commands.registerCommand('surprisal.saveConfiguration', save),
    commands.registerCommand('surprisal.trainOnFile', trainOn),
  ];
}

/** The files of a data set by the one that was chosen: its labels and its test part where they stand beside it. */
async function dataFiles(uri: Uri, given: Uri | undefined): Promise<RunConfig['data']['files']> {
  const images = nameInFolder(uri);
  if (holdsLabels(images) && !given) return { images };
  const labelsUri = given ?? (await beside(uri, labelNames)) ?? (await pickOne(t('Labels'), t('Choose'), DATA));
  if (!labelsUri) return undefined;
  const labels = nameInFolder(labelsUri);
  const testUri = await beside(uri, testNames);
  const testLabelsUri = testUri && (await beside(testUri, labelNames));
  if (!testLabelsUri) return { images, labels };
  return { images, labels, testImages: nameInFolder(testUri), testLabels: nameInFolder(testLabelsUri) };
}

async function beside(uri: Uri, namesOf: (name: string) => string[]): Promise<Uri | undefined> {
  for (const other of namesOf(nameOf(uri))) {
    const found = Uri.joinPath(uri, '..', other);
    if (await cancellable(other, files.stamp(found))) return found;
  }
  return undefined;
}

async function pickOne(title: string, openLabel: string, endings: string[]): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const filters = { [t('Data')]: endings, [t('All files')]: ['*'] };
  const chosen = await window.showOpenDialog({ title, openLabel, filters, ...(folder && { defaultUri: folder }) });
  return chosen?.[0];
}

/** Says what is wrong and where; the form stays as it was. */
async function tellFault(uri: Uri, error: unknown): Promise<void> {
  if (error instanceof CancellationError) return;
  const name = nameOf(uri);
  const words = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ConfigError)) {
    void window.showErrorMessage(t('{0}: {1}', name, words));
    return;
  }
  const { line, column } = error.place;
  const go = t('Go to Line {0}', line);
  void window
    .showErrorMessage(t('{0}, line {1}, column {2}: {3}', name, line, column, words), go)
    .then(async (chosen) => {
      if (chosen !== go) return;
      const at = new Position(line - 1, column - 1);
      await window.showTextDocument(uri, { selection: new Range(at, at) });
    });
}
