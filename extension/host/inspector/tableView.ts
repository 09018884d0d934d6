import { messageOf, type RunConfig, withScale } from '@surprisal/core';
import { CancellationError, CancellationTokenSource, Position, Range, Uri, window, workspace } from 'vscode';
import type { AnalysisApi, AnalysisEvents, Model } from '../../protocol/analysis.js';
import type {
  ColumnImportance,
  TableApi,
  TableFacts,
  TablePage,
  TableQuery,
  TableRow,
  TableRowFacts,
  TableRows,
} from '../../protocol/inspector/table.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { Run } from '../../runs/model/run.js';
import { wrongAmong } from '../../runs/model/findItems.js';
import { searchRows } from '../../runs/model/tableSearch.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';

/** From here on columns differ so much that the widest hide the others. */
const APART = 100;
/** The latest answers about single rows are given again without a thread. */
const ANSWERS = 50;

/** What the rows of a run are read with. */
export interface TableServices {
  threads: {
    params(config: RunConfig): Promise<Pick<Model, 'config' | 'files' | 'kernels'>>;
    analyse<M extends 'table' | 'importance' | 'tableRow'>(
      method: M,
      params: Parameters<AnalysisApi[M]>[0],
      asking: { token: CancellationTokenSource['token']; tell?: (how: AnalysisEvents['analysed']) => void },
    ): Promise<Awaited<ReturnType<AnalysisApi[M]>>>;
  };
  library: {
    readonly runs: readonly Run[];
    recover(run: Run, epoch?: number): Promise<Pick<Recovery, 'checkpoint'>>;
  };
  /** Trains a run that was made from this one. */
  retrain(config: RunConfig): Promise<void>;
  /** How far the importance of the columns is, 0 to 1. */
  tell(share: number): void;
}

/** The rows of a run on a table: each question is answered by a thread of its own, and its answer kept while the page is open. */
export class TableView {
  private rows: Promise<TableRows> | undefined;
  private asking: CancellationTokenSource | undefined;
  private readonly closing = new CancellationTokenSource();
  private importances = new Map<string, ColumnImportance>();
  private answers = new Map<string, TableRowFacts>();

  constructor(
    private readonly run: Run,
    private readonly services: TableServices,
  ) {}

  readonly handlers: Handlers<TableApi> = {
    table: () => this.facts(),
    tableRows: (query) => this.page(query),
    importance: ({ epoch }) => this.importance(epoch),
    stopImportance: () => this.stop(),
    tableRow: ({ index, epoch }) => this.row(index, epoch),
    goToRow: (index) => this.open(index),
    standardise: () => this.services.retrain(withScale(this.run.config, 'standard')),
  };

  dispose(): void {
    this.stop();
    this.closing.cancel();
  }

  private stop(): void {
    this.asking?.cancel();
    this.asking = undefined;
  }

  private async model(epoch: number | null): Promise<Model> {
    const { run, services } = this;
    const [params, { checkpoint }] = await Promise.all([
      services.threads.params(run.config),
      services.library.recover(run, epoch ?? run.epochs.at(-1)?.epoch),
    ]);
    if (!checkpoint) throw new Error(t('The weights of epoch {0} were not kept.', epoch ?? 0));
    return { ...params, checkpoint };
  }

  private table(): Promise<TableRows> {
    if (this.rows) return this.rows;
    const rows = this.services.threads
      .params(this.run.config)
      .then((params) => this.services.threads.analyse('table', params, { token: this.closing.token }));
    rows.catch(() => (this.rows = undefined));
    return (this.rows = rows);
  }

  private async facts(): Promise<TableFacts> {
    const { config, classes } = this.run;
    const { columns, more, mean, deviation, trained, lines } = await this.table();
    const rule = config.data.scale === 'byte' || config.data.scale === 'standard' ? config.data.scale : 'none';
    const [least, most] = deviation.reduce(
      ([low, high], d) => (d > 0 ? [Math.min(low, d), Math.max(high, d)] : [low, high]),
      [Infinity, 0],
    );
    const apart = most > 0 ? most / least : 1;
    const trainCount = trained.reduce((sum, count) => sum + count, 0);
    return {
      columns,
      more,
      trainCount,
      mean,
      deviation,
      rule,
      factor: rule === 'none' && apart >= APART ? apart : null,
      unscaled: rule === 'standard' ? this.unscaled() : null,
      opens:
        lines.length > 0 && classes.length > 0 ? isText(this.file()) : t('The rows lie in an array, which is no text.'),
    };
  }

  /** What a run that differs in the scale alone reads right. */
  private unscaled(): number | null {
    const { config } = this.run;
    const text = (other: RunConfig): string => JSON.stringify({ ...other, data: { ...other.data, scale: 'none' } });
    const same = this.services.library.runs.find(
      (run) => run !== this.run && run.config.data.scale === 'none' && text(run.config) === text(config),
    );
    return same?.epochs.find(({ epoch }) => epoch === this.run.epochs.at(-1)?.epoch)?.testAccuracy ?? null;
  }

  private async page(query: TableQuery): Promise<TablePage> {
    const [table, all, indices] = await Promise.all([
      this.table(),
      this.run.test.predictions(query.epoch),
      this.run.test.find(query),
    ]);
    if (!all) return { total: 0, wrong: 0, rows: [] };
    const { actual, predicted, surprise } = all;
    const found = searchRows(indices, query.search, { table, classes: this.run.classes, actual, predicted });
    return {
      total: found.length,
      wrong: wrongAmong(found, all),
      rows: found
        .slice(query.offset, query.offset + query.count)
        .map((index) => rowOf(table, query.columns, index, actual[index], predicted[index], surprise[index])),
    };
  }

  private async importance(epoch: number | null): Promise<ColumnImportance | null> {
    const last = this.run.epochs.at(-1);
    if (!last) return null;
    const key = this.keyOf(epoch);
    const known = this.importances.get(key);
    if (known) return known;
    this.stop();
    const asking = (this.asking = new CancellationTokenSource());
    try {
      const model = await this.model(epoch);
      if (asking.token.isCancellationRequested) throw new CancellationError();
      const found = await this.services.threads.analyse('importance', model, {
        token: asking.token,
        tell: ({ share }) => this.services.tell(share),
      });
      this.importances.set(key, found);
      return found;
    } finally {
      if (this.asking === asking) this.asking = undefined;
      asking.dispose();
    }
  }

  /** A run that was taken back and trained on has other weights at the same epoch. */
  private keyOf(epoch: number | null): string {
    const { epochs } = this.run;
    const record = epoch === null ? epochs.at(-1) : epochs.find((each) => each.epoch === epoch);
    return JSON.stringify([record?.epoch, record?.testLoss]);
  }

  private async row(index: number, epoch: number | null): Promise<TableRowFacts | null> {
    const key = `${this.keyOf(epoch)} ${index}`;
    const known = this.answers.get(key);
    if (known) return known;
    const [table, image] = await Promise.all([this.table(), this.run.test.image(index, epoch)]);
    if (!image || index >= table.rows.length) return null;
    const { actual, predicted, probabilities, surprise } = image.item;
    const width = table.columns.length;
    const likely = Array.from(probabilities, (_, c) => c).sort((a, b) => probabilities[b] - probabilities[a]);
    const other = predicted === actual ? (likely.find((c) => c !== actual) ?? actual) : predicted;
    const part = (c: number): Float64Array => table.quartiles.slice(c * width * 5, (c + 1) * width * 5);
    const own = part(actual);
    const asked = await this.services.threads.analyse(
      'tableRow',
      { ...(await this.model(epoch)), index, middles: Float64Array.from({ length: width }, (_, j) => own[5 * j + 2]) },
      { token: this.closing.token },
    );
    const every = table.columns.map((_, j) => j);
    const facts = {
      ...rowOf(table, every, index, actual, predicted, surprise),
      probabilities: Float64Array.from(probabilities),
      other,
      own,
      against: part(other),
      ...asked,
    };
    this.answers.set(key, facts);
    for (const oldest of [...this.answers.keys()].slice(0, -ANSWERS)) this.answers.delete(oldest);
    return facts;
  }

  private file(): string {
    const { images, testImages } = this.run.config.data.files!;
    return testImages ?? images;
  }

  private async open(index: number): Promise<void> {
    const { lines } = await this.table();
    const name = this.file();
    const folder = workspace.workspaceFolders?.[0]?.uri;
    if (index >= lines.length || isText(name) !== true || !folder) return;
    const uri = Uri.joinPath(folder, name);
    if (!uri.path.startsWith(`${folder.path}/`)) return;
    try {
      const at = new Position(lines[index], 0);
      await window.showTextDocument(uri, { selection: new Range(at, at.with({ character: MOST_LETTERS })) });
    } catch (error) {
      void notify.error(messageOf(error));
    }
  }
}

/** A selection ends where its line does. */
const MOST_LETTERS = 1e6;
/** Whether an editor shows the rows of a file; else why not. */
const isText = (name: string): true | string =>
  name.endsWith('.gz') ? t('{0} is packed; unpack it to see its rows.', name) : true;

function rowOf(
  table: TableRows,
  columns: readonly number[],
  index: number,
  actual: number,
  predicted: number,
  surprise: number,
): TableRow {
  const width = table.columns.length;
  const asked = columns.filter((column) => column < width);
  return {
    index,
    row: table.rows[index],
    actual,
    predicted,
    p: Math.exp(-surprise),
    surprise,
    values: Float64Array.from(asked, (column) => table.values[index * width + column]),
    beyond: Uint8Array.from(asked, (column) => table.beyond[index * width + column]),
  };
}
