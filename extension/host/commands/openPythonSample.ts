import { commands, Uri, window, workspace } from 'vscode';
import * as v from 'valibot';
import { placeLogger } from './pythonLogger.js';
import type { Services } from './services.js';
import { files } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';

const MNIST = ['sample-images', 'sample-labels', 'test-images', 'test-labels'].map((part) => `${part}.idx.gz`);
const SCRIPTS = [
  { name: 'mnist_pytorch.py', label: 'PyTorch' },
  { name: 'digits_sklearn.py', label: 'scikit-learn' },
];

const Arguments = v.object({ script: v.string(), folder: v.string() });

/** Writes a loop that logs itself, with all that it needs, into a folder that a person chooses, and opens it. */
export async function openPythonSample({ extension }: Services, argument: unknown): Promise<string | undefined> {
  const given = v.safeParse(Arguments, argument);
  const items = SCRIPTS.map((each) => ({ ...each, description: each.name }));
  const chosen = given.success
    ? items.find(({ name }) => name === given.output.script)
    : await prompts.pick(items, { title: t('A Loop of Python on MNIST'), matchOnDescription: true });
  if (!chosen) return undefined;
  const folder = given.success
    ? Uri.parse(given.output.folder, true)
    : await prompts.openFolder(t('Where the Sample Goes'), t('Write It Here'));
  if (!folder) return undefined;
  const script = await writeSample(extension, folder, chosen.name);
  if (!script) return undefined;
  await window.showTextDocument(script);
  if (!workspace.getWorkspaceFolder(script)) void offerFolder(folder);
  return script.toString();
}

/** A script of this name that is there already is opened as it is. */
async function writeSample(extension: Uri, folder: Uri, name: string): Promise<Uri | undefined> {
  const script = Uri.joinPath(folder, name);
  if (!(await placeLogger(extension, folder))) return undefined;
  for (const file of MNIST)
    await writeNew(Uri.joinPath(folder, 'mnist', file), Uri.joinPath(extension, 'dist', 'mnist', file));
  await writeNew(script, Uri.joinPath(extension, 'samples', 'python', name));
  return script;
}

async function writeNew(to: Uri, from: Uri): Promise<void> {
  if ((await files.stamp(to)) === undefined) await files.put(to, await files.read(from));
}

/** Runs of the sample are seen where its folder is open. */
const offerFolder = (folder: Uri): Promise<unknown> =>
  notify.info(t('Runs of this script will lie in {0}. Open that folder to see them here.', folder.path), [
    t('Open Folder'),
    () => commands.executeCommand('vscode.openFolder', folder),
  ]);
