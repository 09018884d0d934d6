import { anyData, type RunConfig, messageOf } from '@surprisal/core';
import { CancellationError, type Disposable, Position, Range, Uri, window } from 'vscode';
import { cancellable } from '../ports/cancellable.js';
import { files, nameOf, withName } from '../ports/files.js';
import { registerCommand } from '../ports/commands.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { saveFile } from '../ports/saveFile.js';
import { fileName } from '../../runs/derive/fileName.js';
import { t } from '../ports/t.js';
import { holdsLabels, labelNames, nameInFolder, testNames } from './ownData.js';
import { configText } from '../../runs/derive/configText.js';
import type { ConfigError } from '../../runs/derive/readConfig.js';
import type { Form } from './form.js';
import { runTitle } from './runTitle.js';
import type { SidebarView } from './sidebarView.js';

const ENDING = '.surprisal.json';
const DATA = ['idx', 'ubyte', 'gz', 'npy', 'npz', 'csv', 'tsv', 'json'];

/** Opens and saves configurations, and takes own data into the form; each command also takes the file itself. */
export function registerFormCommands(extension: Uri, form: Form, view: SidebarView): Disposable[] {
  const open = async (given: unknown): Promise<void> => {
    const uri = given instanceof Uri ? given : await pickOne(t('Open Configuration'), t('Open'), ['json']);
    if (!uri) return;
    try {
      const bytes = await cancellable(nameOf(uri), files.read(uri));
      const { readConfig } = await loadCommands(extension);
      await view.fill(readConfig(new TextDecoder().decode(bytes)));
    } catch (error) {
      tellFault(uri, error);
    }
  };

  const save = async (given: unknown): Promise<void> => {
    const name = `${fileName(runTitle(form.config))}${ENDING}`;
    const file = { title: t('Save Configuration'), kind: t('Configurations'), ending: 'surprisal.json', name };
    await saveFile(file, () => configText(form.config), given instanceof Uri ? given : undefined);
  };

  const trainOn = async (given: unknown, labels: unknown): Promise<void> => {
    const uri = given instanceof Uri ? given : await pickOne(t('Images or Rows to Train on'), t('Choose'), DATA);
    if (!uri) return;
    try {
      const found = await dataFiles(uri, labels instanceof Uri ? labels : undefined);
      if (!found) return;
      await view.fill({ ...form.config, data: { ...anyData(form.config.data), source: 'files', files: found } });
    } catch (error) {
      tellFault(uri, error);
    }
  };

  return [
    registerCommand('surprisal.openConfiguration', open),
    registerCommand('surprisal.saveConfiguration', save),
    registerCommand('surprisal.trainOnFile', trainOn),
  ];
}

/** The files of a data set by the one that was chosen: its labels and its test part where they stand beside it. */
async function dataFiles(uri: Uri, given: Uri | undefined): Promise<RunConfig['data']['files']> {
  const images = nameInFolder(uri);
  if (holdsLabels(images) && !given) return { images };
  const labelsUri = given ?? (await siblingFile(uri, labelNames)) ?? (await pickOne(t('Labels'), t('Choose'), DATA));
  if (!labelsUri) return undefined;
  const labels = nameInFolder(labelsUri);
  const testUri = await siblingFile(uri, testNames);
  const testLabelsUri = testUri && (await siblingFile(testUri, labelNames));
  if (!testLabelsUri) return { images, labels };
  return { images, labels, testImages: nameInFolder(testUri), testLabels: nameInFolder(testLabelsUri) };
}

async function siblingFile(uri: Uri, namesOf: (name: string) => string[]): Promise<Uri | undefined> {
  for (const other of namesOf(nameOf(uri))) {
    const found = Uri.joinPath(uri, '..', other);
    if (await cancellable(other, files.stamp(found))) return found;
  }
  return undefined;
}

async function pickOne(title: string, openLabel: string, endings: string[]): Promise<Uri | undefined> {
  return (await prompts.open(title, openLabel, { [t('Data')]: endings, [t('All files')]: ['*'] }))?.[0];
}

const isConfigError = (error: unknown): error is ConfigError => error instanceof Error && error.name === 'ConfigError';

/** Says what is wrong and where; the form stays as it was. */
function tellFault(uri: Uri, error: unknown): void {
  if (error instanceof CancellationError) return;
  const [name, words] = [nameOf(uri), messageOf(error)];
  if (!isConfigError(error)) {
    void notify.error(withName([name], words));
    return;
  }
  const { line, column } = error.place;
  const at = new Position(line - 1, column - 1);
  const selection = new Range(at, at);
  void notify.error(t('{0}, line {1}, column {2}: {3}', name, line, column, words), [
    t('Go to Line {0}', line),
    () => window.showTextDocument(uri, { selection }),
  ]);
}
