import { type PredictionChoices, type PredictionQuestion, type Predictions, messageOf } from '@surprisal/core';
import * as v from 'valibot';
import { CancellationError, type Disposable, EventEmitter, type Memento, Position, Range, Uri, window } from 'vscode';
import { cancellable } from '../ports/cancellable.js';
import { withName } from '../ports/files.js';
import { registerCommand } from '../ports/commands.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { CountedMatrix, predictionsOf } from '../../runs/predictions/countedMatrix.js';
import { type ImportRecord, ImportedSet, type KnownImport } from './importedSet.js';
import { namesOf, pathOf, readAll, stampsOf, titleOf } from './predictionFiles.js';
import type { Threads } from '../train/threads.js';
import type { ImportAnswers } from './importQuestions.js';

/** A table of labels and predictions as CSV, and what its tab is called. */
const Text = v.object({ title: v.string(), csv: v.string() });

const KEY = 'surprisal.imports';
const MOST_IMPORTS = 50;
/** So many of them are offered to be compared with. */
const MOST_OFFERED = 20;

/** Imports the predictions of any model from files, and brings them back after a reload. */
export class PredictionImports implements Disposable {
  private readonly sets = new Map<string, ImportedSet>();
  private readonly opened = new EventEmitter<ImportedSet>();
  /** A set is to be shown. */
  readonly onOpen = this.opened.event;
  private readonly wasRead = new EventEmitter<ImportedSet>();
  /** A set was read, or could not be read any more. */
  readonly onRead = this.wasRead.event;
  private readonly command: Disposable;

  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
    private readonly threads: Threads,
  ) {
    this.command = registerCommand('surprisal.importPredictions', (given: unknown, others: unknown) => {
      const [matrix, text] = [v.safeParse(CountedMatrix, given), v.safeParse(Text, given)];
      if (matrix.success) return this.openMatrix(matrix.output);
      return text.success ? this.runText(text.output) : this.run(urisOf(others) ?? urisOf(given));
    });
  }

  dispose(): void {
    this.command.dispose();
    this.opened.dispose();
    this.wasRead.dispose();
    for (const set of this.sets.values()) set.dispose();
  }

  /** The set of a tab that the window kept, its files read again; undefined where nothing is known of it. */
  load(id: string): ImportedSet | undefined {
    const record = this.records.find((each) => each.id === id);
    if (!record) return this.sets.get(id);
    const set = this.setOf(record);
    void set.refresh(set.rows === undefined);
    return set;
  }

  /** A set by its id, its files not read yet where its tab is closed. */
  find(id: string): ImportedSet | undefined {
    const record = this.records.find((each) => each.id === id);
    return record ? this.setOf(record) : this.sets.get(id);
  }

  /** The sets that are there: those shown, the latest first, and the latest that were, where their files still are. */
  async known(): Promise<KnownImport[]> {
    const latest = this.records.slice(0, MOST_OFFERED);
    const stamps = await Promise.all(latest.map(({ uris }) => stampsOf(uris.map((uri) => Uri.parse(uri)))));
    const there = latest.filter(({ id }, i) => !this.sets.has(id) && stamps[i].every((stamp) => stamp !== ''));
    const closed = there.map(({ id, uris: names, matrix }) => {
      const uris = names.map((uri) => Uri.parse(uri));
      const title = matrix?.title ?? titleOf(uris);
      return {
        id,
        title,
        path: matrix?.title ?? pathOf(uris),
        isMatrix: matrix !== undefined,
        kind: 'import' as const,
      };
    });
    return [...[...this.sets.values()].reverse(), ...closed];
  }

  /** The tab of a set was closed. */
  release(set: ImportedSet): void {
    this.sets.delete(set.id);
    set.dispose();
  }

  private get records(): ImportRecord[] {
    return this.memory.get<ImportRecord[]>(KEY) ?? [];
  }

  private async run(given: readonly Uri[] | undefined): Promise<void> {
    const { ask, pickFiles } = await loadCommands(this.extension);
    const first = given ?? (await pickFiles(t('Labels, and Predictions or Probabilities')));
    if (!first?.length) return;
    let answers: ImportAnswers = { uris: first, choices: {} };
    try {
      for (;;) {
        const stamps = await cancellable(titleOf(answers.uris), stampsOf(answers.uris));
        const read = await this.read(answers.uris, answers.choices);
        if (read.kind === 'predictions') {
          this.open(answers, read, stamps);
          return;
        }
        const next = await ask(read, answers);
        if (!next) return;
        answers = next;
      }
    } catch (error) {
      if (error instanceof CancellationError) return;
      void tellFault(answers.uris, messageOf(error));
    }
  }

  /** Labels beside predictions that were read elsewhere; they are in no file, so a window that comes back has them no more. */
  private async runText({ title, csv }: v.InferOutput<typeof Text>): Promise<void> {
    const read = () => this.threads.predictions([{ name: 'labels.csv', bytes: new TextEncoder().encode(csv) }], {});
    const predictions = await cancellable(title, read());
    if (predictions.kind !== 'predictions') return;
    const set = new ImportedSet(newRecord(), read, () => undefined, title);
    this.sets.set(set.id, set);
    this.show(set, predictions);
  }

  /** Shows counts that stand in a text; what is kept of them is they themselves. */
  private openMatrix(matrix: CountedMatrix): void {
    this.show(this.setOf({ ...newRecord(), matrix }), predictionsOf(matrix));
  }

  private open({ uris, choices }: ImportAnswers, read: Predictions, stamps: string[]): void {
    const names = uris.map(String);
    const known = this.records.find((record) => record.uris.join('\n') === names.join('\n'));
    this.show(this.setOf({ ...(known ?? newRecord()), uris: names }), read, { choices, stamps });
  }

  private show(set: ImportedSet, ...read: Parameters<ImportedSet['take']>): void {
    set.take(...read);
    this.opened.fire(set);
  }

  private setOf(record: ImportRecord): ImportedSet {
    const { id, matrix } = record;
    const there = this.sets.get(id);
    if (there) return there;
    const read = async (from: readonly Uri[], as: PredictionChoices) =>
      matrix ? predictionsOf(matrix) : this.read(from, as);
    const set = new ImportedSet(record, read, (kept) => this.keep(kept));
    set.onChange(() => this.wasRead.fire(set));
    this.sets.set(id, set);
    return set;
  }

  private keep(record: ImportRecord): void {
    const others = this.records.filter(({ id }) => id !== record.id);
    void this.memory.update(KEY, [record, ...others].slice(0, MOST_IMPORTS));
  }

  private read(uris: readonly Uri[], choices: PredictionChoices): Promise<Predictions | PredictionQuestion> {
    const read = readAll(uris).then((found) => this.threads.predictions(found, choices));
    return cancellable(titleOf(uris), read);
  }
}

const newRecord = (): ImportRecord => ({ id: `import-${crypto.randomUUID()}`, uris: [], choices: {}, stamps: [] });

function urisOf(given: unknown): Uri[] | undefined {
  if (given instanceof Uri) return [given];
  if (!Array.isArray(given)) return undefined;
  const uris = given.filter((each) => each instanceof Uri);
  return uris.length > 0 ? uris : undefined;
}

/** Says what is wrong and where, and leads there where the place is a line. */
function tellFault(uris: readonly Uri[], message: string): Promise<unknown> {
  const line = /^[^:]*, line (\d+(?:,\d{3})*)/.exec(message)?.[1];
  const names = namesOf(uris);
  const uri = uris[names.findIndex((name) => message.startsWith(name))];
  if (line === undefined || !uri) return notify.error(withName(names, message));
  const at = new Position(Number(line.replaceAll(',', '')) - 1, 0);
  const selection = new Range(at, at);
  return notify.error(message, [t('Go to Line {0}', line), () => window.showTextDocument(uri, { selection })]);
}
