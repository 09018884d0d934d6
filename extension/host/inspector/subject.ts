import type { Disposable, Uri } from 'vscode';
import type {
  InspectorApi,
  InspectorEvents,
  InspectorHandlers,
  Inspected,
} from '../../protocol/inspector/inspector.js';
import type { ExportItem } from '../../protocol/inspector/export.js';
import type { Handlers } from '../../protocol/rpc.js';
import { fileName } from '../../runs/derive/fileName.js';
import type { PredictionTable } from '../../runs/predictions/predictionText.js';
import { showText } from '../ports/shownTexts.js';

/** Sends an event to a page, which hears it while it is visible. */
export type Send = <N extends keyof InspectorEvents>(name: N, data: InspectorEvents[N]) => void;

/** The groups that a page is served, and what sends it their events until it closes. */
export interface Served {
  groups: Omit<InspectorHandlers, 'page' | 'export'>;
  listeners: Disposable[];
}

/** A file that the host makes itself: where that holds every item, or is a file of the run. */
interface OwnFile {
  make(): Promise<string | Uint8Array>;
  /** What it is for, where its label does not say it. */
  detail?: string;
  /** Files that it reads, which are put into a folder `mnist` beside it. */
  reads?: Uri[];
}

/** A folder of files, which the host writes to `given` or where the person says. */
interface OwnFolder {
  save(given?: Uri): Promise<void>;
}

/** What the host makes itself. */
export type OwnExport = ExportItem & (OwnFile | OwnFolder);

/** What a tab shows. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  summary(): Inspected;
  /** Reads what the summary needs; undefined where it is there. */
  load?(): Promise<void> | undefined;
  /** Begins to serve a page; `changed` gives it the whole state. */
  serve(send: Send, changed: () => void): Served;
  /** How every item is read at an epoch, or at the latest. */
  predictions(epoch: number | null): Promise<PredictionTable>;
  /** What can be exported beside what the page makes, of an epoch or of the latest. */
  exports(epoch: number | null): OwnExport[] | Promise<OwnExport[]>;
}

/** All handlers of the groups that are there. */
export const handlersOf = (groups: Partial<InspectorHandlers>): Handlers<Partial<InspectorApi>> =>
  Object.assign({}, ...Object.values(groups)) as Handlers<Partial<InspectorApi>>;

/** Shows one item as JSON, under the name of its run. */
export const openJson = (title: string, item: string, content: string): Promise<void> =>
  showText(`${fileName(title)}-${item}.json`, content);
