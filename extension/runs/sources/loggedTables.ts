import { type ExtraColumn, limits, type Predictions } from '@surprisal/core';
import { countMatrix } from '../disk/matrices.js';
import type { LoggedEpoch, LoggedFile, LoggedRun } from '../model/loggedRun.js';
import { readClassFile, readCounts, readScores } from './loggedArrays.js';
import type { LoggedFiles } from './loggedFiles.js';
import { RecordError } from './recordProblems.js';
import { classesIn, ScoresOnDisk } from './storedScores.js';

/** More scores than these are not held: they are read where they are asked for. */
const MOST_HELD = 2 ** 21;

type ClassesRead = ReturnType<typeof readClassFile>;

/** What the epochs of a logged run say of its items, from the files that they name; what does not fit is named. */
export class LoggedTables {
  /** The actual classes that were counted last: most epochs are of the same. */
  private labels: { of: string; read: Promise<ClassesRead> } | undefined;

  constructor(
    private readonly run: LoggedRun,
    private readonly files: LoggedFiles,
    private readonly extras: (count: number) => Promise<ExtraColumn[]>,
  ) {}

  /** What was read of the labels is read anew. */
  forget(): void {
    this.labels = undefined;
  }

  async predictions(epoch: LoggedEpoch, headLabels: LoggedFile | undefined, withScores = true): Promise<Predictions> {
    const { predicted: named, scores: scoresNamed } = epoch.files;
    const labelsNamed = this.labelsOf(epoch, headLabels);
    const known = this.run.classes.length || undefined;
    // Without a file of its own, what was predicted comes from the scores.
    // Scores that are too many to be held tell the classes by a few rows at a time.
    const stored = named && known !== undefined ? null : await this.storedScores(epoch, headLabels);
    const kept = !stored && epoch.has.scores && (withScores || !named) ? scoresNamed : undefined;
    const scores = kept && readScores({ name: kept.file, bytes: await this.files.whole(kept) }, kept.of);
    const width = known ?? stored?.classes ?? scores?.classes;
    if (scores && scores.classes !== width)
      throw wrongFile(kept.file, `${scores.classes} classes`, `${width}, as the record names`);
    const labels = await this.classes(labelsNamed, width);
    const predicted = named
      ? await this.classes(named, width)
      : stored
        ? { indices: await stored.predicted(), classes: stored.classes }
        : { indices: scores!.predicted(), classes: scores!.classes };
    const { length } = labels.indices;
    if (predicted.indices.length !== length)
      throw wrongFile(
        named?.file ?? kept!.file,
        `${predicted.indices.length} items`,
        `${length}, as ${labelsNamed.file} has`,
      );
    if (scores && scores.items !== length)
      throw wrongFile(kept.file, `${scores.items} items`, `${length}, as ${labelsNamed.file} has`);
    const count = Math.max(2, width ?? Math.max(labels.classes, predicted.classes));
    return {
      kind: 'predictions',
      classes: this.namesOf(count),
      actual: labels.indices,
      predicted: predicted.indices,
      scores: scores ? { kind: scores.kind, data: scores.data } : null,
      normalized: 0,
      rounded: 0,
      sums: null,
      extras: await this.extras(length),
      leftOut: [],
      from: { actual: labelsNamed.file, predicted: named?.file ?? null, scores: kept?.file ?? null },
    };
  }

  async matrix(
    epoch: LoggedEpoch,
    headLabels: LoggedFile | undefined,
  ): Promise<{ classes: readonly string[]; counts: Uint32Array }> {
    const { confusion } = epoch.files;
    if (!epoch.has.predictions) {
      const file = { name: confusion!.file, bytes: await this.files.whole(confusion!) };
      const { counts, classes } = readCounts(file, this.run.classes.length || undefined);
      return { classes: this.namesOf(classes), counts };
    }
    const { classes, actual, predicted } = await this.predictions(epoch, headLabels, false);
    const most = limits.matrixClasses;
    if (classes.length > most)
      throw wrongFile('the record', `${classes.length} classes`, `at most ${most} for a matrix`);
    return { classes, counts: countMatrix(actual, predicted, classes.length) };
  }

  /** The scores of an epoch where they stay in their file; null where they are read whole, or were not kept. */
  async storedScores(epoch: LoggedEpoch, headLabels: LoggedFile | undefined): Promise<ScoresOnDisk | null> {
    const { scores } = epoch.files;
    if (!epoch.has.scores || !scores) return null;
    const known = this.run.classes.length || (await classesIn(this.files, scores));
    // Those of another form are read whole.
    if (!known) return null;
    const { length } = (await this.actual(this.labelsOf(epoch, headLabels), known)).indices;
    return length * known > MOST_HELD ? new ScoresOnDisk(this.files, scores, length, known) : null;
  }

  async accuracy(epoch: LoggedEpoch, headLabels: LoggedFile | undefined): Promise<number> {
    const { predicted: named } = epoch.files;
    const known = this.run.classes.length || undefined;
    const { actual, predicted } = named
      ? {
          actual: (await this.actual(this.labelsOf(epoch, headLabels), known)).indices,
          predicted: (await this.classes(named, known)).indices,
        }
      : await this.predictions(epoch, headLabels);
    let right = 0;
    for (let i = 0; i < actual.length; i++) if (actual[i] === predicted[i]) right++;
    return right / actual.length;
  }

  private labelsOf({ epoch, files }: LoggedEpoch, headLabels: LoggedFile | undefined): LoggedFile {
    const named = files.labels ?? headLabels;
    if (!named) throw new Error(`${this.run.name}: no labels of epoch ${epoch}.`);
    return named;
  }

  private actual(named: LoggedFile, width: number | undefined): Promise<ClassesRead> {
    const of = JSON.stringify([named, width]);
    if (this.labels?.of !== of) {
      const read = this.classes(named, width);
      read.catch(() => this.labels?.read === read && this.forget());
      this.labels = { of, read };
    }
    return this.labels.read;
  }

  private async classes(named: { file: string }, width: number | undefined): Promise<ClassesRead> {
    return readClassFile({ name: named.file, bytes: await this.files.whole(named) }, width);
  }

  private namesOf(count: number): string[] {
    const { classes } = this.run;
    return classes.length > 0 ? [...classes] : Array.from({ length: count }, (_, i) => String(i));
  }
}

const wrongFile = (file: string, found: string, expected: string): RecordError =>
  new RecordError({ file, found, expected });
