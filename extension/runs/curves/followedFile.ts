import { counted, CsvCurves, type CurveSet, EventCurves, messageOf, trainerState } from '@surprisal/core';
import type { CurveForm } from './curveForm.js';
import type { CurveTrouble } from './curveOrigin.js';
import { inTurns } from './inTurns.js';

/** Bytes that are read at one time, between which other work gets its turn. */
const PIECE = 2 ** 20;
/** Bytes before the place of reading, and at the beginning, by which a file is known to be the same one. */
const SIGN = 64;
/** A state of a Trainer is read whole. */
const MOST_STATE = 64 * 2 ** 20;

/** How the files of curves are read, by their paths. */
export interface CurveDisk {
  /** Null where there is no such file; `stamp` differs after it was written. */
  stat(path: string): Promise<{ size: number; stamp: number } | null>;
  /** At most so many bytes from a place on; fewer only at the end of the file. */
  readFrom(path: string, from: number, most: number): Promise<Uint8Array>;
}

type Reader = { readonly curves: CurveSet; readonly waiting: number; push(bytes: Uint8Array): void };
const NOTHING = new Uint8Array(0);

/** A file of curves that is read from where reading left off; one that was replaced is read anew, never mixed. */
export class FollowedFile {
  curves: CurveSet | null = null;
  /** Differs after each change. */
  version = 0;
  /** By the clock of the host, when it was last seen to grow; -Infinity before. */
  grew = -Infinity;
  private reader: Reader | null = null;
  private offset = 0;
  private head = NOTHING;
  private tail = NOTHING;
  private stamp = '';
  private trouble: CurveTrouble | null = null;
  /** Bytes that waited at the end when it was read before. */
  private waited = 0;

  constructor(
    private readonly disk: CurveDisk,
    readonly path: string,
    /** As a person reads it. */
    readonly shown: string,
    readonly form: CurveForm,
    private readonly now: () => number,
  ) {}

  get troubles(): CurveTrouble[] {
    const { curves, shown: file, trouble } = this;
    const problems = curves?.problems ?? [];
    const all: CurveTrouble[] = problems.map((problem) => ({ kind: 'problem', file, ...problem }));
    if (curves && curves.others.size > 0) all.push({ kind: 'others', file, counts: curves.others });
    if (trouble) all.push(trouble);
    return all;
  }

  /** Takes what the file has now; `stopped` ends the reading between two pieces. */
  async update(stopped: () => boolean = () => false): Promise<void> {
    try {
      await this.look(stopped);
    } catch (error) {
      this.refuse(error);
    }
  }

  private async look(stopped: () => boolean): Promise<void> {
    const { disk, path } = this;
    const stat = await disk.stat(path);
    const stamp = stat ? `${stat.size} ${stat.stamp}` : 'gone';
    if (stamp === this.stamp) return this.tellTorn();
    const first = this.stamp === '';
    const before = this.version;
    if (!stat) {
      this.trouble = { kind: 'gone', file: this.shown };
      this.version++;
    } else {
      if (this.form === 'state') await this.readState(stat.size, stopped);
      else await this.readOn(stat.size, stopped);
    }
    if (stopped()) return;
    this.stamp = stamp;
    if (!first && stat && this.version > before) this.grew = this.now();
  }

  private async readOn(size: number, stopped: () => boolean): Promise<void> {
    if (!(await this.isSame(size))) this.restart();
    const reader = (this.reader ??= this.form === 'events' ? new EventCurves() : new CsvCurves());
    this.curves = reader.curves;
    while (this.offset < size && !stopped()) {
      const bytes = await this.disk.readFrom(this.path, this.offset, Math.min(PIECE, size - this.offset));
      if (bytes.length === 0) break;
      reader.push(bytes);
      if (this.offset < SIGN) this.head = joinedEnds(this.head, bytes).slice(0, SIGN);
      this.tail = joinedEnds(this.tail, bytes).slice(-SIGN);
      this.offset += bytes.length;
      this.version++;
    }
    this.trouble = null;
    this.waited = 0;
  }

  /**
   * Whether what was read still stands there, by its beginning and its end. One that was written without growing was
   * changed somewhere.
   */
  private async isSame(size: number): Promise<boolean> {
    const { offset, head, tail, path } = this;
    if (offset === 0) return true;
    if (size <= offset) return false;
    const [first, last] = [
      await this.disk.readFrom(path, 0, head.length),
      await this.disk.readFrom(path, offset - tail.length, tail.length),
    ];
    return isEqual(first, head) && isEqual(last, tail);
  }

  private restart(): void {
    this.reader = null;
    this.offset = 0;
    this.head = this.tail = NOTHING;
    this.version++;
  }

  /** A state is written anew each time; one that is cut short while it is written leaves what was read before. */
  private async readState(size: number, stopped: () => boolean): Promise<void> {
    this.version++;
    try {
      if (size > MOST_STATE)
        throw new Error(`${counted(size, 'byte')}; expected at most ${counted(MOST_STATE, 'byte')}`);
      const bytes = await this.disk.readFrom(this.path, 0, size);
      const curves = await inTurns(trainerState({ name: this.shown, bytes }), stopped);
      if (!curves) return;
      this.curves = curves;
      this.trouble = null;
    } catch (error) {
      this.refuse(error);
    }
  }

  /** A file that can't be read stops no other; it is told once, and tried again at the next look. */
  private refuse(error: unknown): void {
    const reason = messageOf(error);
    if (this.trouble?.kind === 'refused' && this.trouble.reason === reason) return;
    this.trouble = { kind: 'refused', file: this.shown, reason };
    this.version++;
  }

  /** What waits at the end of a file that does not change is told: its writer may never end it. */
  private tellTorn(): void {
    const bytes = this.reader?.waiting ?? 0;
    if (bytes === this.waited || this.trouble) return;
    this.waited = bytes;
    if (bytes > 0) this.trouble = { kind: 'torn', file: this.shown, bytes };
    this.version++;
  }
}

function joinedEnds(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  // Of a long piece the two ends are enough.
  const ends = b.length > 4 * SIGN ? [b.subarray(0, SIGN), b.subarray(-SIGN)] : [b];
  const all = new Uint8Array(a.length + ends.reduce((sum, { length }) => sum + length, 0));
  all.set(a);
  let at = a.length;
  for (const end of ends) {
    all.set(end, at);
    at += end.length;
  }
  return all;
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
