import { softmax } from '@surprisal/core';
import { commands, env, QuickPickItemKind, type QuickPickItem, UIKind, Uri } from 'vscode';
import type { ExportItem } from '../../protocol/export.js';
import { files, nameOf } from '../ports/files.js';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { predictionsCsv, predictionsJson, type SaidOf } from '../../runs/predictions/predictionText.js';
import { fileName } from '../../runs/derive/fileName.js';
import { loadCommands } from '../ports/platform.node.js';
import { fitsSklearn, scriptFiles } from '../../runs/derive/pythonScripts.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';
import type { Subject } from './subject.js';

/** What the host makes itself: where that holds every item, or is a file of the run. */
export interface OwnExport extends ExportItem {
  make(): Promise<string | Uint8Array>;
  /** Files that it reads, which are put into a folder `mnist` beside it. */
  reads?: Uri[];
}

/** The predictions of a subject as files that Import Predictions reads. */
export function predictionExports(said: () => Promise<SaidOf>): OwnExport[] {
  const group = t('Predictions');
  return [
    { id: 'predictions.csv', label: t('Predictions as CSV'), group, make: async () => predictionsCsv(await said()) },
    { id: 'predictions.json', label: t('Predictions as JSON'), group, make: async () => predictionsJson(await said()) },
  ];
}

/** How an epoch of a run, or the latest, reads every test image. */
export async function predictionsOf(run: Run, epoch: number | null): Promise<SaidOf> {
  const { classes } = run.summary();
  const all = { actual: null, predicted: null, order: 'index', offset: 0, count: Infinity, epoch } as const;
  const { items } = await run.images(all);
  if (items.length === 0) throw new Error(t('There are no predictions before the first epoch.'));
  const logits = new Float64Array(items.length * classes.length);
  items.forEach((item, i) => logits.set(item.logits, i * classes.length));
  const { data } = softmax({ shape: [items.length, classes.length], data: logits });
  return {
    classes,
    actual: Uint8Array.from(items, ({ actual }) => actual),
    predicted: Uint8Array.from(items, ({ predicted }) => predicted),
    scores: { kind: 'probabilities', data: Float64Array.from(data) },
  };
}

/** A finished run on MNIST as scripts of Python, whose makers load when one is asked for. */
export function scriptExports(run: Run, extension: Uri): OwnExport[] {
  const { title, config, status } = run;
  const reads = scriptFiles(config).map((name) => Uri.joinPath(extension, 'dist', 'mnist', name));
  const last = run.epochs.at(-1);
  if (!last || reads.length === 0 || status !== 'finished') return [];
  const scripted = { title, config, classes: run.summary().classes, testAccuracy: last.testAccuracy };
  const script = (id: string, label: string, maker: 'pytorchScript' | 'sklearnScript'): OwnExport => {
    const make = async (): Promise<string> => (await loadCommands(extension))[maker](scripted);
    return { id, label, group: t('Scripts'), make, reads };
  };
  const torch = script('pytorch.py', t('Script of Python with PyTorch'), 'pytorchScript');
  if (!fitsSklearn(config)) return [torch];
  return [torch, script('sklearn.py', t('Script of Python with scikit-learn'), 'sklearnScript')];
}

/** A list of all, in groups; gives the chosen one. */
async function chooseExport(title: string, items: readonly ExportItem[]): Promise<string | undefined> {
  const groups = [...new Set(items.map(({ group }) => group))];
  const rows: (QuickPickItem & { id?: string })[] = groups.flatMap((group) => [
    { label: group, kind: QuickPickItemKind.Separator },
    ...items.filter((item) => item.group === group).map(({ id, label }) => ({ label, id })),
  ]);
  const chosen = await prompts.pick(rows, {
    title: t('Export {0}', title),
    placeHolder: t('What, and as what?'),
    // After the palette the focus goes back to the page, which would close the list again.
    ignoreFocusOut: true,
  });
  return chosen?.id;
}

/** What a command asks to export: of which run, an item, and where it is written. */
export interface ExportAsked {
  run?: string;
  what?: string;
  uri?: Uri;
}

/** The exports of one inspector: what the host makes, and what its page does. */
export class Exporter {
  /** Where the item that the page was asked for goes. */
  private asked: { what: string; uri: Uri } | undefined;

  constructor(
    private readonly subject: Pick<Subject, 'title' | 'exports'>,
    /** Asks the page for an item, or to let the person choose. */
    private readonly ask: (id: string | null) => void,
  ) {}

  async begin(what?: string, uri?: Uri): Promise<void> {
    if (what !== undefined && (await this.own(what, null, uri))) return;
    this.asked = what !== undefined && uri ? { what, uri } : undefined;
    this.ask(what ?? null);
  }

  async choose(items: readonly ExportItem[], epoch: number | null): Promise<string | null> {
    const id = await chooseExport(this.subject.title, [...items, ...this.subject.exports(epoch)]);
    return id === undefined || (await this.own(id, epoch)) ? null : id;
  }

  async save(id: string, content: Uint8Array): Promise<void> {
    const uri = this.asked?.what === id ? this.asked.uri : undefined;
    this.asked = undefined;
    await saveExport(this.subject.title, id, content, uri);
  }

  /** Makes what the host makes itself; false where an item is none of it. */
  private async own(id: string, epoch: number | null, uri?: Uri): Promise<boolean> {
    const found = this.subject.exports(epoch).find((each) => each.id === id);
    if (!found) return false;
    await saveExport(this.subject.title, id, await found.make(), uri, found.reads);
    return true;
  }
}

/** Writes to `given`, or to where the person says, and offers to open what was written. What it `reads` is put beside it. */
export async function saveExport(
  title: string,
  id: string,
  content: string | Uint8Array,
  given?: Uri,
  reads: readonly Uri[] = [],
): Promise<void> {
  const [name, extension] = id.split('.');
  const file = `${fileName(`${title} ${name}`)}.${extension}`;
  const uri = given ?? (await prompts.save(t('Export'), { [extension.toUpperCase()]: [extension] }, file));
  if (!uri) return;
  await putBeside(uri, reads);
  await files.write(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  void notify.info(t('Saved {0}.', nameOf(uri)), [t('Open'), () => openFile(uri, extension)]);
}

/** Files that are there already stay as they are. */
async function putBeside(uri: Uri, reads: readonly Uri[]): Promise<void> {
  for (const from of reads) {
    const to = Uri.joinPath(uri, '..', 'mnist', from.path.slice(from.path.lastIndexOf('/') + 1));
    if ((await files.stamp(to)) === undefined) await files.put(to, await files.read(from));
  }
}

/** A report opens in the browser where this window stands beside the file; anything else in the editor. */
async function openFile(uri: Uri, extension: string): Promise<void> {
  const beside = uri.scheme === 'file' && env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  if (extension === 'html' && beside) await env.openExternal(uri);
  else await commands.executeCommand('vscode.open', uri);
}
