import type { Memento, Uri } from 'vscode';
import { type ExportApi, type ExportOrder, SHOWN } from '../../protocol/inspector/export.js';
import type { Handlers } from '../../protocol/rpc.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { colorsOf } from './pictureColors.js';
import type { Subject } from './subject.js';

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
      const { title } = this.subject;
      const { chooseExport } = await loadCommands(this.extension);
      const id = await chooseExport(title, [...items, ...(await this.subject.exports(epoch))], this.memory);
      return id === undefined || (await this.own(id, epoch)) ? null : this.order(id);
    },
    saveExport: ({ id, content }) => this.save(id, content),
    exportShown: async ({ indices, epoch = null }) => {
      const table = await this.subject.predictions(epoch);
      const { predictionsAt, predictionsCsv } = await loadCommands(this.extension);
      await this.save(SHOWN, predictionsCsv(predictionsAt(table, indices)));
    },
  };

  constructor(
    private readonly subject: Pick<Subject, 'title' | 'exports' | 'predictions'>,
    private readonly extension: Uri,
    private readonly memory: Memento,
    /** Asks the page for an item, or to let the person choose; false where the page is hidden and can make none. */
    private readonly ask: (order: ExportOrder | null) => boolean,
  ) {}

  /** False where only the page can make the item, and it is hidden. */
  async begin(what?: string, uri?: Uri): Promise<boolean> {
    if (what !== undefined && (await this.own(what, null, uri))) return true;
    const asked = this.ask(what === undefined ? null : this.order(what));
    this.ordered = asked && what !== undefined && uri ? { what, uri } : undefined;
    return asked;
  }

  /** Writes what the page asked for, to where a command said. */
  private async save(id: string, content: string | Uint8Array): Promise<void> {
    const uri = this.ordered?.what === id ? this.ordered.uri : undefined;
    this.ordered = undefined;
    const { saveExport } = await loadCommands(this.extension);
    await saveExport(this.subject.title, id, content, uri);
  }

  private order(id: string): ExportOrder {
    return { id, colors: colorsOf(this.memory) };
  }

  /** Makes what the host makes itself; false where an item is none of it. */
  private async own(id: string, epoch: number | null, uri?: Uri): Promise<boolean> {
    const own = (await this.subject.exports(epoch)).find((each) => each.id === id);
    if (!own) return false;
    if ('save' in own) await own.save(uri);
    else {
      const { saveExport } = await loadCommands(this.extension);
      await saveExport(this.subject.title, id, await own.make(), uri, own.reads);
    }
    return true;
  }
}
