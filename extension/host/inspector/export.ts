import { commands, env, QuickPickItemKind, type QuickPickItem, UIKind, Uri } from 'vscode';
import type { ExportApi, ExportItem } from '../../protocol/inspector/export.js';
import type { Handlers } from '../../protocol/rpc.js';
import { fileName } from '../../runs/derive/fileName.js';
import { files, nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import { saveFile } from '../ports/saveFile.js';
import { t } from '../ports/t.js';
import type { Subject } from './subject.js';

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
  /** The item that the page makes for a command, and the file that it goes to. */
  private ordered: { what: string; uri: Uri } | undefined;

  readonly handlers: Handlers<ExportApi> = {
    chooseExport: async ({ items, epoch }) => {
      // What a person exports now goes to where they say, also where an earlier order was never made.
      this.ordered = undefined;
      const id = await chooseExport(this.subject.title, [...items, ...this.subject.exports(epoch)]);
      return id === undefined || (await this.own(id, epoch)) ? null : id;
    },
    saveExport: async ({ id, content }) => {
      const uri = this.ordered?.what === id ? this.ordered.uri : undefined;
      this.ordered = undefined;
      await saveExport(this.subject.title, id, content, uri);
    },
  };

  constructor(
    private readonly subject: Pick<Subject, 'title' | 'exports'>,
    /** Asks the page for an item, or to let the person choose; false where the page is hidden and can make none. */
    private readonly ask: (id: string | null) => boolean,
  ) {}

  /** False where only the page can make the item, and it is hidden. */
  async begin(what?: string, uri?: Uri): Promise<boolean> {
    if (what !== undefined && (await this.own(what, null, uri))) return true;
    const asked = this.ask(what ?? null);
    this.ordered = asked && what !== undefined && uri ? { what, uri } : undefined;
    return asked;
  }

  /** Makes what the host makes itself; false where an item is none of it. */
  private async own(id: string, epoch: number | null, uri?: Uri): Promise<boolean> {
    const own = this.subject.exports(epoch).find((each) => each.id === id);
    if (!own) return false;
    await saveExport(this.subject.title, id, await own.make(), uri, own.reads);
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
  const toSave = { title: t('Export'), kind: extension.toUpperCase(), ending: extension, name: file };
  const uri = await saveFile(toSave, () => content, given);
  if (!uri) return;
  await copyInputs(uri, reads);
  void notify.info(t('Saved {0}.', nameOf(uri)), [t('Open'), () => openFile(uri, extension)]);
}

/** Files that are there already stay as they are. */
async function copyInputs(uri: Uri, reads: readonly Uri[]): Promise<void> {
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
