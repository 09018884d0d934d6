import { anyData, type RunConfig, messageOf } from '@surprisal/core';
import { CancellationError, Position, Range, Uri, window } from 'vscode';
import { cancellable } from '../ports/cancellable.js';
import { files, nameOf, withName } from '../ports/files.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { saveFile } from '../ports/saveFile.js';
import { fileName } from '../../runs/derive/fileName.js';
import { formSettings } from '../../runs/derive/formSettings.js';
import type { Run } from '../../runs/model/run.js';
import { percent } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import { holdsLabels, labelNames, nameInFolder, testNames } from './ownFiles.js';
import { isArrayFile } from '../../runs/derive/arrayFile.js';
import { configText } from '../../runs/derive/configText.js';
import { type ConfigError, readSettings } from '../../runs/derive/readConfig.js';
import type { Form } from './form.js';
import { runTitle } from './runTitle.js';

const ENDING = '.surprisal.json';
const DATA = ['idx', 'ubyte', 'gz', 'npy', 'npz', 'csv', 'tsv', 'json', 'jsonl', 'ndjson'];

/** What the commands of the form do. */
export interface FormActions {
  open(given: unknown): Promise<void>;
  save(given: unknown): Promise<void>;
  /** Takes the settings of a run, or lets the person choose whose. */
  useSettings(run: Run | undefined): Promise<void>;
  trainOn(given: unknown, labels: unknown): Promise<void>;
  trainOnFolder(given: unknown): Promise<void>;
}

/** Opens and saves configurations, and takes the settings of a run or own data into the form; each also takes the file itself. */
export function formActions(
  form: Form,
  /** The Train view, which is shown with what the form then holds. */
  view: { fill(config: RunConfig): Promise<void> },
  library: { readonly runs: readonly Run[]; ready(): Promise<void> },
): FormActions {
  /** Puts the settings of a run into the form; a button gives back what stood there. */
  const fillFrom = async (title: string, config: RunConfig): Promise<void> => {
    const before = form.config;
    await view.fill(config);
    void notify.info(t('The form holds the settings of “{0}”.', title), [t('Undo'), () => view.fill(before)]);
  };

  const useSettings = async (run: Run | undefined): Promise<void> => {
    if (run) await fillFrom(run.title, formSettings(run.config));
    else await chooseSettings();
  };

  /** Of any run of the folder, or of a file. */
  const chooseSettings = async (): Promise<void> => {
    await library.ready();
    const runs = library.runs.map((run) => {
      const last = run.epochs.at(-1);
      return { label: run.title, description: last ? percent(last.testAccuracy, 2) : '', run };
    });
    const file = { label: t('From a file…'), description: t('a configuration or an exported run'), run: undefined };
    const chosen = await prompts.pick([...runs, file], { placeHolder: t('Whose settings are put into the form?') });
    if (chosen?.run) await fillFrom(chosen.run.title, formSettings(chosen.run.config));
    else if (chosen) await open(undefined);
  };

  const open = async (given: unknown): Promise<void> => {
    const uri = given instanceof Uri ? given : await pickOne(t('Open Configuration'), t('Open'), ['json']);
    if (!uri) return;
    try {
      const bytes = await cancellable(nameOf(uri), files.read(uri));
      const { config, title } = readSettings(new TextDecoder().decode(bytes));
      if (title === undefined) await view.fill(config);
      else await fillFrom(title === '' ? nameOf(uri) : title, config);
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
      const classNames = await classNamesBeside(uri);
      const data = { ...anyData(form.config.data), source: 'files', files: found } as const;
      await view.fill({ ...form.config, data: { ...data, ...(classNames && { classNames }) } });
    } catch (error) {
      tellFault(uri, error);
    }
  };

  const trainOnFolder = async (given: unknown): Promise<void> => {
    const uri = given instanceof Uri ? given : await prompts.openFolder(t('Folder of Pictures'), t('Choose'));
    if (!uri) return;
    try {
      const data = { ...anyData(form.config.data), source: 'files', files: { images: nameInFolder(uri) } } as const;
      await view.fill({ ...form.config, data });
    } catch (error) {
      tellFault(uri, error);
    }
  };

  return { open, save, useSettings, trainOn, trainOnFolder };
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

/** Bytes of a file that names classes. */
const MOST_NAMES = 64 * 1024;

/** The names of the classes of an array, one a line, that stand beside it in `NAME.classes.txt` or `classes.txt`. */
async function classNamesBeside(uri: Uri): Promise<string[] | undefined> {
  if (!isArrayFile(uri.path)) return undefined;
  const named = await siblingFile(uri, (name) => [`${name.replace(/\..*$/, '')}.classes.txt`, 'classes.txt']);
  if (!named || (await files.size(named)) > MOST_NAMES) return undefined;
  const bytes = await cancellable(nameOf(named), files.read(named));
  // A size is but a hint.
  if (bytes.length > MOST_NAMES) return undefined;
  const names = new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  if (names.length < 2 || names.includes('') || new Set(names).size < names.length)
    throw new Error(t('{0}: expected two names of classes or more, one a line, each once.', nameOf(named)));
  return names;
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
