import { type PredictionChoices, type PredictionQuestion, type Predictions, messageOf } from '@surprisal/core';
import { CancellationError, type Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { Inspected } from '../../protocol/inspector/inspector.js';
import { cancellable } from '../ports/cancellable.js';
import { withName } from '../ports/files.js';
import { t } from '../ports/t.js';
import type { CountedMatrix } from '../../runs/predictions/countedMatrix.js';
import { filesChanged, namesOf, stampsOf, titleOf } from './predictionFiles.js';
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

export type ReadFiles = (uris: readonly Uri[], choices: PredictionChoices) => Promise<Predictions | PredictionQuestion>;

/** Predictions of any model as an inspector shows them: read from files, and again when these change. */
export class ImportedSet implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  rows: ImportedPredictions | undefined;
  private problem: string | undefined;
  private note: string | undefined;
  private reading: Promise<void> = Promise.resolve();
  private readonly watchers: Disposable[];

  constructor(
    readonly id: string,
    readonly uris: readonly Uri[],
    private choices: PredictionChoices,
    private stamps: readonly string[],
    private readonly read: ReadFiles,
    private readonly keep: (record: ImportRecord) => void,
    readonly matrix?: CountedMatrix,
    readonly title = matrix?.title ?? titleOf(uris),
  ) {
    this.watchers = uris.flatMap((uri) => {
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), name));
      const again = (): void => void this.refresh();
      return [watcher, watcher.onDidChange(again), watcher.onDidCreate(again), watcher.onDidDelete(again)];
    });
  }

  dispose(): void {
    for (const each of [this.changed, ...this.watchers]) each.dispose();
  }

  /** What was read just now, and by which choices. */
  take(read: Predictions, choices: PredictionChoices, stamps: readonly string[]): void {
    this.rows = new ImportedPredictions(read, (this.rows?.imported.version ?? 0) + 1);
    this.problem = undefined;
    this.choices = choices;
    this.stamps = stamps;
    const { id, uris, matrix } = this;
    this.keep({ id, uris: uris.map(String), choices, stamps: [...stamps], ...(matrix && { matrix }) });
    this.changed.fire();
  }

  /** Reads the files again where they changed, or whatever they are; what was read before stays where that fails. */
  refresh(always = false): Promise<void> {
    return (this.reading = this.reading.then(() => this.readAgain(always)));
  }

  summary(): Inspected {
    const { id, title, problem, note } = this;
    return inspectedOf({ id, title, problem, note }, this.rows);
  }

  private async readAgain(always: boolean): Promise<void> {
    let { stamps } = this;
    try {
      const before = stamps;
      stamps = await cancellable(this.title, stampsOf(this.uris));
      const changed = filesChanged(this.uris, before, stamps);
      if (!always && changed === undefined) return;
      const read = await this.read(this.uris, this.choices);
      if (read.kind !== 'predictions')
        throw new Error(t('{0} changed, and no longer says which of its parts is what. Import it again.', this.title));
      this.note = changed === undefined ? undefined : t('{0} changed on disk and was read again.', changed);
      this.take(read, this.choices, stamps);
    } catch (error) {
      this.stamps = stamps;
      this.problem = this.problemOf(error);
      this.changed.fire();
    }
  }

  private problemOf(error: unknown): string {
    return error instanceof CancellationError
      ? t('{0} was not read: it was cancelled.', this.title)
      : withName(namesOf(this.uris), messageOf(error));
  }
}
