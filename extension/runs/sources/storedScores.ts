import { limits, readNpyHeader, type ScoreKind } from '@surprisal/core';
import type { LoggedFile } from '../model/loggedRun.js';
import type { MeasuredItems, Stop, StoredScores } from '../predictions/storedScores.js';
import { predictedOf } from '../disk/matrices.js';
import { checkScores } from './loggedArrays.js';
import type { LoggedFiles } from './loggedFiles.js';
import { RecordError } from './recordProblems.js';

/** Numbers that are read at a time. */
const AT_ONCE = 2 ** 20;
/** Bytes in which the header of an array ends. */
const HEADER = 10_012;
/** What the losses on probabilities add before the logarithm, so that a 0 has a surprise. */
const EPSILON = 1e-15;

/** Scores in the file of a run that are too many to be held: a few rows are read at a time. */
export class ScoresOnDisk implements StoredScores {
  readonly kind: ScoreKind;
  private head: Promise<number> | undefined;

  constructor(
    private readonly files: LoggedFiles,
    private readonly named: LoggedFile & { of: ScoreKind },
    private readonly items: number,
    readonly classes: number,
  ) {
    this.kind = named.of;
  }

  async row(index: number): Promise<Float32Array> {
    return this.rows(index, 1);
  }

  /** The class of the greatest score of each item. */
  async predicted(): Promise<Uint16Array> {
    const { items, classes } = this;
    const all = new Uint16Array(items);
    const rows = Math.max(1, Math.floor(AT_ONCE / classes));
    for (let first = 0; first < items; first += rows)
      all.set(predictedOf(await this.rows(first, Math.min(rows, items - first)), classes), first);
    return all;
  }

  async measure(actual: Uint16Array, predicted: Uint16Array, stop?: Stop): Promise<MeasuredItems> {
    const { kind, items, classes } = this;
    const [surprise, p, confidence] = [0, 0, 0].map(() => new Float64Array(items));
    const rows = Math.max(1, Math.floor(AT_ONCE / classes));
    for (let first = 0; first < items; first += rows) {
      if (stop?.stopped) throw new Error(`${this.named.file}: stopped`);
      const data = await this.rows(first, Math.min(rows, items - first));
      for (let at = 0, i = first; at < data.length; at += classes, i++) {
        const [own, read] = [data[at + actual[i]], data[at + predicted[i]]];
        if (kind === 'probabilities') {
          [p[i], confidence[i]] = [own, read];
          surprise[i] = Math.max(0, -Math.log(own + EPSILON));
          continue;
        }
        let most = -Infinity;
        for (let c = at; c < at + classes; c++) if (data[c] > most) most = data[c];
        let sum = 0;
        for (let c = at; c < at + classes; c++) sum += Math.exp(data[c] - most);
        surprise[i] = Math.max(0, Math.log(sum) + most - own);
        p[i] = Math.exp(own - most) / sum;
        confidence[i] = Math.exp(read - most) / sum;
      }
    }
    return { kind, surprise, p, confidence };
  }

  /** Of `count` items from one on, checked. */
  private async rows(first: number, count: number): Promise<Float32Array> {
    const { files, named, classes } = this;
    this.head ??= this.start();
    const start = await this.head;
    const bytes = await files.part(named, start + 4 * first * classes, 4 * count * classes);
    if (bytes.length < 4 * count * classes)
      throw this.wrong(`an end within items ${first} to ${first + count - 1}`, `${this.items} items`);
    const data = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const scores = new Float32Array(data.buffer, data.byteOffset, count * classes);
    checkScores(named.file, named.of, scores, classes, first);
    return scores;
  }

  /** Where the numbers begin in the file. */
  private async start(): Promise<number> {
    const { files, named, items, classes } = this;
    const head = await files.part(named, 0, HEADER);
    const { descr, fortran, shape, start } = readNpyHeader({ name: named.file, bytes: head });
    if (descr !== '<f4' || fortran || shape.length !== 2 || shape[0] !== items || shape[1] !== classes)
      throw this.wrong(`shape (${shape.join(', ')}) of type '${descr}'`, `(${items}, ${classes}) of '<f4'`);
    return start;
  }

  private wrong(found: string, expected: string): RecordError {
    return new RecordError({ file: this.named.file, found, expected });
  }
}

/** How many columns a file of scores has that can be read by its rows; undefined for one of another form. */
export async function classesIn(files: LoggedFiles, named: LoggedFile): Promise<number | undefined> {
  const { descr, fortran, shape } = readNpyHeader({ name: named.file, bytes: await files.part(named, 0, HEADER) });
  const [, classes] = shape;
  const isOurs = descr === '<f4' && !fortran && shape.length === 2 && classes <= limits.predictedClasses;
  return isOurs ? classes : undefined;
}
