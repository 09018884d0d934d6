import { type PredictionChoices, type PredictionQuestion, type Predictions, messageOf } from '@surprisal/core';
import { CancellationError, type Disposable, EventEmitter, Uri } from 'vscode';
import type { ModelKind } from '../../protocol/inspector/compare.js';
import type { Inspected } from '../../protocol/inspector/inspector.js';
import { cancellable } from '../ports/cancellable.js';
import { watchFile, withName } from '../ports/files.js';
import { t } from '../ports/t.js';
import type { CountedMatrix } from '../../runs/predictions/countedMatrix.js';
import { namesOf, pathOf, stampsOf, titleOf } from './predictionFiles.js';
import { ImportedPredictions, inspectedOf } from '../../runs/predictions/importedPredictions.js';

/** How a set of predictions comes back after a reload. */
export interface ImportRecord {
  id: string;
  uris: string[];
  choices: PredictionChoices;
  /** Of the files as they were read last. */
  stamps: string[];
  /** Counts that were read out of a text, in place of files. */
  matrix?: CountedMatrix;
}

/** A set that is shown, or what is known of one whose tab is closed. */
export type KnownImport = Pick<ImportedSet, 'id' | 'title' | 'path' | 'isMatrix'> &
  Partial<Pick<ImportedSet, 'rows'>> & {
    kind: ModelKind;
    /** Why it can't be compared. */
    lacks?: string | undefined;
    /** Their names, as far as they are known without its rows. */
    classes?: readonly string[];
  };

export type ReadFiles = (uris: readonly Uri[], choices: PredictionChoices) => Promise<Predictions | PredictionQuestion>;

/** Predictions of any model as an inspector shows them: read from files, and again when these change. */
export class ImportedSet implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  rows: ImportedPredictions | undefined;
  private problem: string | undefined;
  private note: string | undefined;
  private reading: Promise<void> = Promise.resolve();
  private readonly uris: readonly Uri[];
  readonly title: string;
  private readonly watchers: Disposable[];

  constructor(
    private record: ImportRecord,
    private readonly read: ReadFiles,
    private readonly keep: (record: ImportRecord) => void,
    title?: string,
  ) {
    this.uris = record.uris.map((uri) => Uri.parse(uri));
    this.title = title ?? record.matrix?.title ?? titleOf(this.uris);
    this.watchers = this.uris.map((uri) => watchFile(uri, () => void this.refresh()));
  }

  readonly kind = 'import';

  get id(): string {
    return this.record.id;
  }

  /** Only the counts of a matrix are known, and no row. */
  get isMatrix(): boolean {
    return this.record.matrix !== undefined;
  }

  /** Its files by their places in the workspace, which tell it from another of the same names. */
  get path(): string {
    return this.uris.length > 0 ? pathOf(this.uris) : this.title;
  }

  /** Where the first of its files lies. */
  get folder(): Uri {
    return this.uris.length > 0 ? Uri.joinPath(this.uris[0], '..') : Uri.from({ scheme: 'none', path: '/' });
  }

  dispose(): void {
    for (const each of [this.changed, ...this.watchers]) each.dispose();
  }

  /** Shows what was read just now: by these choices, of files with these stamps. */
  take(read: Predictions, { choices, stamps }: Pick<ImportRecord, 'choices' | 'stamps'> = this.record): void {
    this.rows = new ImportedPredictions(read, (this.rows?.imported.version ?? 0) + 1);
    this.problem = undefined;
    this.record = { ...this.record, choices, stamps };
    this.keep(this.record);
    this.changed.fire();
  }

  /** Reads the files again where they changed, or whatever they are; what was read before stays where that fails. */
  refresh(always = false): Promise<void> {
    return (this.reading = this.reading.then(() => this.readAgain(always)));
  }

  /** Its rows; throws why they can't be read. */
  async at(): Promise<ImportedPredictions> {
    if (!this.rows) await this.refresh(true);
    if (!this.rows) throw new Error(this.problem ?? t('The files were not read.'));
    return this.rows;
  }

  summary(): Inspected {
    const { id, title, problem, note } = this;
    return inspectedOf({ id, title, problem, note }, this.rows);
  }

  private async readAgain(always: boolean): Promise<void> {
    const { choices, stamps: before } = this.record;
    let stamps = before;
    try {
      stamps = await cancellable(this.title, stampsOf(this.uris));
      const changed = stamps.findIndex((stamp, i) => stamp !== before[i]);
      if (!always && changed < 0) return;
      const read = await this.read(this.uris, choices);
      if (read.kind !== 'predictions')
        throw new Error(t('{0} changed, and no longer says which of its parts is what. Import it again.', this.title));
      const name = namesOf(this.uris)[changed];
      this.note = name === undefined ? undefined : t('{0} changed on disk and was read again.', name);
      this.take(read, { choices, stamps });
    } catch (error) {
      this.record = { ...this.record, stamps };
      this.problem =
        error instanceof CancellationError
          ? t('{0} was not read: it was cancelled.', this.title)
          : withName(namesOf(this.uris), messageOf(error));
      this.changed.fire();
    }
  }
}
