import { logSoftmax } from '@surprisal/core';
import type { ImageQuery } from '../../protocol/inspector/images.js';
import type { Imported } from '../../protocol/inspector/inspector.js';
import type { RowItem, RowPage } from '../../protocol/inspector/rows.js';
import type { LoggedRun } from '../model/loggedRun.js';
import type { ImportedPredictions } from './importedPredictions.js';
import type { StoredScores } from './storedScores.js';

/** Features that a list of rows shows, and those that an opened row does. */
const MOST_LISTED = 20;
const MOST_SHOWN = 1000;
const NONE = new Float32Array(0);

interface Parts {
  run: Pick<LoggedRun, 'features'>;
  /** Names of the features. */
  columns: readonly string[];
  /** Labels beside what was predicted, with the scores where they are few. */
  read: ImportedPredictions;
  stored: StoredScores | null;
  /** The same with what is shown of the scores that are stored. */
  measured: () => Promise<ImportedPredictions>;
}

/** How an epoch of a logged run reads its items, with what the run says of each. A list has no more of a row than it shows. */
export class LoggedRows {
  readonly imported: Imported;
  private whole: Promise<ImportedPredictions> | undefined;

  constructor(private readonly parts: Parts) {
    const { read, stored, columns } = parts;
    const features = columns.slice(0, MOST_SHOWN).map((name) => ({ name, is: 'feature' as const }));
    this.imported = {
      ...read.imported,
      scores: stored?.kind ?? read.imported.scores,
      extras: [...read.imported.extras, ...features],
      listed: read.imported.extras.length + Math.min(MOST_LISTED, features.length),
    };
  }

  /** Labels and what was predicted, with the scores where they are held. */
  get predictions() {
    return this.parts.read.predictions;
  }

  /** Its scores are so many that they stay in their file. */
  get scoresAreStored(): boolean {
    return this.parts.stored !== null;
  }

  /** With the surprise of every item, which is read at the first call. */
  all(): Promise<ImportedPredictions> {
    if (!this.parts.stored) return Promise.resolve(this.parts.read);
    this.whole ??= this.parts.measured().catch((error: unknown) => {
      this.whole = undefined;
      throw error;
    });
    return this.whole;
  }

  async page(query: ImageQuery): Promise<RowPage> {
    const { rows, ...counts } = (await this.all()).page(query);
    return { ...counts, rows: await Promise.all(rows.map((row) => this.listed(row))) };
  }

  /** Rows by their index; `whole` ones with their scores and all features. */
  async rowsAt(indices: readonly number[], whole = false): Promise<RowItem[]> {
    const rows = (await this.all()).rowsAt(indices);
    return Promise.all(rows.map((row) => (whole ? this.opened(row) : this.listed(row))));
  }

  /** A row as JSON. */
  async text(index: number, title: string): Promise<string> {
    const all = await this.all();
    const scores = await this.parts.stored?.row(index);
    const values = await this.features(index, MOST_SHOWN);
    const columns = values.map((value, i): [string, string] => [this.parts.columns[i], value]);
    return all.text(index, title, { scores, columns });
  }

  private async listed(row: RowItem): Promise<RowItem> {
    const extras = [...(row.extras ?? []), ...(await this.features(row.index, MOST_LISTED))];
    return { ...row, extras, logits: NONE, probabilities: NONE, partial: true };
  }

  private async opened(row: RowItem): Promise<RowItem> {
    const { stored } = this.parts;
    const extras = [...(row.extras ?? []), ...(await this.features(row.index, MOST_SHOWN))];
    if (!stored) return { ...row, extras };
    const data = await stored.row(row.index);
    if (stored.kind === 'probabilities') return { ...row, extras, probabilities: data };
    const logs = logSoftmax({ shape: [data.length], data }).data;
    return { ...row, extras, logits: data, probabilities: Float32Array.from(logs, Math.exp) };
  }

  private async features(index: number, most: number): Promise<string[]> {
    if (this.parts.columns.length === 0) return [];
    const values = (await this.parts.run.features(index))?.subarray(0, most) ?? [];
    return Array.from(values, shortest);
  }
}

/** A number in the fewest digits that mean it; one of single precision is not told in more than it has. */
function shortest(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(value);
}
