import type { Disk } from '../disk/disk.js';
import { segmentsOf, type LogKind } from '../disk/log.js';
import { sameBytes } from '../disk/sameBytes.js';
import { linesOf } from '../disk/sealed.js';
import { EMPTY, isSpace, refused } from './brackets.js';
import { quoted, type RecordProblems } from './recordProblems.js';

/** Bytes that are read at one time, between which other work gets its turn; no line is longer. */
const PIECE = 2 ** 20;
/** Bytes before the place of reading by which a file is known to be the same one. */
const SIGN = 64;
const [LINE_END, CLOSE] = new TextEncoder().encode('\n}');

/** Where a line stands. */
export interface Place {
  file: string;
  line: number;
}

interface Read {
  offset: number;
  /** Lines before the offset; NaN where what stands before was not read. */
  line: number;
  /** The last bytes before the offset. */
  sign: Uint8Array;
  /** What stands there belongs to a line that is too long. */
  skips: boolean;
  /** No more is written to it, and all of it was read. */
  done: boolean;
}

const BEGIN: Read = { offset: 0, line: 0, sign: new Uint8Array(0), skips: false, done: false };

/**
 * Follows a log that another program writes: each reading goes on where the last one ended. A last line that has no end
 * yet is waited for, unless it is whole as it stands.
 */
export class LogTail {
  /** Lines that stand before those that were read were left out. */
  isCut = false;
  private readonly files = new Map<string, Read>();
  private next = 0;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly kind: LogKind,
    private readonly problems: RecordProblems,
  ) {}

  /**
   * Gives the objects of the lines that came since, of the files `names`; `ended`: nothing is written any more. False where
   * what was read before is not there any more: then all is to be read again, after `restart`. The first reading begins
   * `most` bytes before the end, where the disk can tell; the lines have no numbers then.
   */
  async read(
    names: readonly string[],
    ended: boolean,
    take: (value: Record<string, unknown>, place: Place) => void,
    most = Infinity,
  ): Promise<boolean> {
    const segments = segmentsOf(this.kind, names).map(({ file }) => file);
    if (this.files.size === 0 && most < Infinity) await this.leaveOut(segments, most);
    const known = [...this.files.keys()];
    if (known.some((file, i) => file !== segments[i])) return false;
    // Of the files that no more is written to one is looked at again each time: someone may have put another in its place.
    const again = known.length > 1 ? known[this.next++ % (known.length - 1)] : undefined;
    if (again !== undefined && !(await this.stands(again))) return false;
    for (const [i, file] of segments.entries()) {
      const at = this.files.get(file) ?? { ...BEGIN };
      this.files.set(file, at);
      if (!at.done && !(await this.readFile(file, at, ended || i < segments.length - 1, take))) return false;
      if (i < segments.length - 1) at.done = true;
    }
    return true;
  }

  /** Begins as if what stands before the last bytes had been read. */
  private async leaveOut(segments: readonly string[], most: number): Promise<void> {
    const { disk, folder, files } = this;
    if (!disk.readFrom || !disk.size) return;
    let left = most;
    const begun: [string, Read][] = [];
    for (const file of [...segments].reverse()) {
      const size = left > 0 ? await disk.size(`${folder}/${file}`) : 0;
      const offset = Math.max(0, size - left);
      if (left <= 0 || offset > 0) {
        this.isCut = true;
        begun.unshift([file, { ...BEGIN, offset, line: NaN, skips: true, done: left <= 0 }]);
      }
      left -= size;
    }
    for (const [file, at] of begun) files.set(file, at);
  }

  private async stands(file: string): Promise<boolean> {
    const { offset, sign } = this.files.get(file)!;
    if (!this.disk.readFrom || sign.length === 0) return true;
    const bytes = await this.disk.readFrom(`${this.folder}/${file}`, offset - sign.length, sign.length);
    return bytes !== null && sameBytes(bytes, sign);
  }

  restart(): void {
    this.isCut = false;
    this.files.clear();
    this.problems.clear((file) => segmentsOf(this.kind, [file]).length > 0);
  }

  private async readFile(
    file: string,
    at: Read,
    last: boolean,
    take: (value: Record<string, unknown>, place: Place) => void,
  ): Promise<boolean> {
    const path = `${this.folder}/${file}`;
    const whole = this.disk.readFrom ? undefined : await this.disk.read(path);
    for (;;) {
      const from = at.offset - at.sign.length;
      const most = PIECE + at.sign.length;
      const bytes = this.disk.readFrom
        ? await this.disk.readFrom(path, from, most)
        : whole && whole.subarray(from, from + most);
      if (!bytes || at.sign.some((byte, i) => byte !== bytes[i])) return at.offset === 0;
      const news = bytes.subarray(at.sign.length);
      const isEnd = news.length < PIECE;
      const length = this.linesIn(news, isEnd, { file, line: at.line }, { at, last, take });
      at.offset += length;
      at.sign = bytes.slice(Math.max(0, at.sign.length + length - SIGN), at.sign.length + length);
      if (isEnd) return true;
    }
  }

  /** Gives the lines of a piece, and how many of its bytes these are. */
  private linesIn(
    news: Uint8Array,
    isEnd: boolean,
    place: Place,
    { at, last, take }: { at: Read; last: boolean; take: (value: Record<string, unknown>, place: Place) => void },
  ): number {
    let length = news.lastIndexOf(LINE_END) + 1;
    if (length === 0 && !isEnd) {
      if (!at.skips)
        this.tell({ ...place, line: place.line + 1 }, `a line of more than ${PIECE} bytes`, 'a shorter one');
      at.skips = true;
      return news.length;
    }
    const rest = news.subarray(length);
    // An object that is whole needs no end of its line; half of one is never whole.
    if (isEnd && !at.skips && isWhole(rest)) length = news.length;
    for (const { value, fits, problem, refused: why, ended } of linesOf(news.subarray(0, length), refused)) {
      if (at.skips) {
        at.skips = false;
        at.line += Number(ended);
        continue;
      }
      const here = { file: place.file, line: at.line + 1 };
      at.line += Number(ended);
      if (why === EMPTY) continue;
      if (why !== undefined) this.tell(here, why, 'fewer');
      else if (problem !== undefined) this.tell(here, 'no JSON', 'an object');
      else if (typeof value !== 'object' || value === null || Array.isArray(value))
        this.tell(here, quoted(value), 'an object');
      else if ('crc' in value && !fits) this.tell(here, 'a check sum that does not fit', 'the line as it was written');
      else take(value as Record<string, unknown>, here);
    }
    if (last && isEnd && length < news.length && !at.skips)
      this.tell({ file: place.file, line: at.line + 1 }, 'a line that was broken off', 'a whole one');
    return length;
  }

  private tell(place: Place, found: string, expected: string): void {
    const { file, line } = place;
    this.problems.add({ file, ...(line > 0 && { line }), found, expected });
  }
}

/** Whether bytes are one object, all of whose brackets are closed. */
function isWhole(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1])) end--;
  if (bytes[end - 1] !== CLOSE) return false;
  const [line] = linesOf(bytes.subarray(0, end), refused);
  return line.problem === undefined && line.refused === undefined;
}
