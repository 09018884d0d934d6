import * as v from 'valibot';
import type { EpochFiles, LoggedEpoch, LoggedRun } from '../model/loggedRun.js';
import { ScalarSeries } from '../model/scalarSeries.js';
import { loggedFile } from './loggedHead.js';
import type { Place } from './logTail.js';
import { quoted, type RecordProblems } from './recordProblems.js';

/** The most names of scalars, epochs, and values by step, that are kept of one run. */
const MOST_NAMES = 500;
const MOST_EPOCHS = 100_000;
const MOST_VALUES = 2 ** 24;
const LETTERS = 200;

const FILES = ['labels', 'predicted', 'confusion', 'checkpoint', 'scores'] as const;
const OWN = new Set(['step', 'epoch', 'time', 'crc', ...FILES]);
const scoresFile = v.object({ ...loggedFile.entries, of: v.picklist(['logits', 'probabilities']) });
/** Numbers that JSON has no word for come as text. */
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

type Line = Record<string, unknown>;
const isWhole = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least;

/** Takes the lines of a log into a run. */
export class LoggedLines {
  private values = 0;
  /** Of what comes with every line, the first is told. */
  private readonly told = new Set<string>();

  constructor(
    private readonly run: LoggedRun,
    private readonly problems: RecordProblems,
  ) {}

  /** All is read again. */
  restart(): void {
    this.values = 0;
    this.told.clear();
  }

  /** A line of the steps. */
  readonly step = (line: Line, place: Place): void => {
    const { run } = this;
    const { step } = line;
    if (!isWhole(step, 0)) return this.tell(place, `step ${quoted(step)}`, 'a whole number from 0 on');
    const last = run.lastStep;
    if (last !== undefined && step < last) {
      this.tell(place, `step ${step} after step ${last}`, 'a later step; what stood from there on no longer counts');
      this.values = 0;
      run.times.cutFrom(step);
      for (const series of run.scalars.values()) {
        series.cutFrom(step);
        this.values += series.size;
      }
    }
    const time = this.time(line, place);
    run.addTime(step, time);
    let taken = false;
    for (const [name, value] of this.scalars(line, place)) {
      const series = this.series(name, place);
      series?.add(step, value);
      taken ||= series !== undefined;
    }
    if (taken && time !== undefined) run.times.add(step, time);
  };

  /** A line of the epochs. */
  readonly epoch = (line: Line, place: Place): void => {
    const { epochs } = this.run;
    const { epoch, step } = line;
    if (!isWhole(epoch, 1)) return this.tell(place, `epoch ${quoted(epoch)}`, 'a whole number from 1 on');
    if (step !== undefined && !isWhole(step, 0)) this.tell(place, `step ${quoted(step)}`, 'a whole number from 0 on');
    const last = epochs.at(-1)?.epoch ?? 0;
    // The line before is told once more with all that it said.
    if (epoch === last) epochs.pop();
    else if (epoch < last) {
      this.tell(
        place,
        `epoch ${epoch} after epoch ${last}`,
        'a later epoch; what stood from there on no longer counts',
      );
      while (epochs.length > 0 && epochs[epochs.length - 1].epoch >= epoch) epochs.pop();
    }
    if (epochs.length === MOST_EPOCHS)
      return this.tell({ ...place, line: 0 }, `more than ${MOST_EPOCHS} epochs`, 'fewer; the later ones are left out');
    const read: LoggedEpoch = {
      epoch,
      step: isWhole(step, 0) ? step : undefined,
      time: this.time(line, place),
      scalars: new Map(this.scalars(line, place)),
      files: this.files(line, place),
      has: { predictions: false, scores: false, matrix: false },
    };
    epochs.push(read);
  };

  private files(line: Line, place: Place): EpochFiles {
    const files: EpochFiles = {};
    for (const name of FILES) {
      const value = line[name] ?? undefined;
      if (value === undefined) continue;
      const expected = 'a file of the run';
      if (name === 'scores') {
        const parsed = v.safeParse(scoresFile, value, { abortEarly: true });
        if (parsed.success) files.scores = parsed.output;
        else this.tell(place, `${name} ${quoted(value)}`, `${expected}, of logits or of probabilities`);
      } else {
        const parsed = v.safeParse(loggedFile, value, { abortEarly: true });
        if (parsed.success) files[name] = parsed.output;
        else this.tell(place, `${name} ${quoted(value)}`, expected);
      }
    }
    return files;
  }

  /** The numbers of a line by name; what is none is told and left out. */
  private *scalars(line: Line, place: Place): Generator<[string, number]> {
    let names = 0;
    for (const name in line) {
      if (OWN.has(name)) continue;
      const value = line[name];
      if (name.length < 1 || name.length > LETTERS)
        this.tellOnce('', place, `a name of ${name.length} letters`, `1 to ${LETTERS}`);
      else if (typeof value !== 'number' && !NOT_FINITE.includes(String(value)))
        this.tellOnce(name, place, `${quoted(name)}: ${quoted(value)}`, 'a number; it is left out');
      else if (++names > MOST_NAMES) return this.tell(place, `more than ${MOST_NAMES} names`, 'fewer');
      else yield [name, Number(value)];
    }
  }

  private series(name: string, place: Place): ScalarSeries | undefined {
    const { scalars } = this.run;
    if (++this.values > MOST_VALUES) {
      this.tell({ file: place.file, line: 0 }, `more than ${MOST_VALUES} values`, 'fewer; the later ones are left out');
      return undefined;
    }
    const known = scalars.get(name);
    if (known) return known;
    if (scalars.size >= MOST_NAMES) {
      this.tell({ file: place.file, line: 0 }, `more than ${MOST_NAMES} names`, 'fewer; the others are left out');
      return undefined;
    }
    const made = new ScalarSeries();
    scalars.set(name, made);
    return made;
  }

  private time({ time }: Line, place: Place): number | undefined {
    if (typeof time === 'number' && Number.isFinite(time)) return time;
    if (time !== undefined && time !== null) this.tell(place, `time ${quoted(time)}`, 'milliseconds since 1970');
    return undefined;
  }

  private tellOnce(what: string, place: Place, found: string, expected: string): void {
    if (this.told.has(what) || this.told.size > MOST_NAMES) return;
    this.told.add(what);
    this.tell(place, found, expected);
  }

  private tell({ file, line }: Place, found: string, expected: string): void {
    this.problems.add({ file, ...(line > 0 && { line }), found, expected });
  }
}
