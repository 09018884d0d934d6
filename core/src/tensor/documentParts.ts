import { Bracket, BracketStack, bracketIn, isArray, pack, placeIn } from './brackets.js';
import { scanBrackets, type BracketSink } from './scanBrackets.js';
import { scopeLine } from './scopes.js';
import type { TextRange } from './source.js';
import type { Syntax } from './syntax.js';

/**
 * A part of the text that could be read alone, with the brackets that find no partner in it; their list is the same one
 * as long as the text of the part is, wherever edits before it move it.
 */
export interface Part extends TextRange {
  readonly brackets: readonly number[];
  /** Where its first array with a key stands, counted from its start; Infinity where it has none. */
  readonly firstKeyed: number;
  /** Its lines that bear on scopes, as `ScopeWalk` reads them. */
  readonly scopes: readonly number[];
}

/**
 * A document in parts, each with its brackets, kept through edits: the text is read as far as a question needs, and
 * parts behind an edit are kept as soon as reading meets the beginning of one.
 */
export class DocumentParts {
  private readonly parts: Part[] = [];
  /** Parts behind the last edit that may still hold, the nearest last. */
  private rest: Part[] = [];

  constructor(
    public text: string,
    readonly syntax: Syntax,
    private readonly partLength: number,
  ) {}

  /** Takes the text after an edit that replaced `[start, oldEnd)` by what is now `[start, newEnd)`. */
  edit(text: string, start: number, oldEnd: number, newEnd: number): void {
    const { parts, rest } = this;
    const shift = newEnd - oldEnd;
    /** What ends with the text may be a string or a comment that goes on in the new one. */
    const oldLength = this.text.length;
    const kept: Part[] = [];
    const keep = (part: Part): void => {
      if (part.start >= oldEnd) kept.push({ ...part, start: part.start + shift, end: part.end + shift });
      else if (part.end <= start && part.end < oldLength) kept.push(part);
    };
    rest.forEach(keep);
    while (parts.length > 0 && (parts.at(-1) as Part).end > Math.min(start, oldLength - 1)) keep(parts.pop() as Part);
    this.text = text;
    this.rest = kept;
  }

  /** All parts, read to the end of the text. */
  all(): readonly Part[] {
    while (this.readPart());
    return this.parts;
  }

  /** The parts that are read, those up to `offset` among them. */
  upTo(offset: number): readonly Part[] {
    while ((this.parts.at(-1)?.end ?? 0) <= offset && this.readPart());
    return this.parts;
  }

  /** Brackets that are open at `offset`, one that stands there included. */
  openAt(offset: number): BracketStack {
    this.upTo(offset);
    const stack = new BracketStack();
    const last = this.partAt(offset);
    for (let i = 0; i < last; i++) replay(this.parts[i], (packed) => stack.add(packed));
    this.scanPart(last, (packed) => {
      if (isBehind(packed, offset)) stack.add(packed);
    });
    return stack;
  }

  /** Gives the brackets behind `offset` in order, of each further part those without a partner in it, until `done`. */
  readOn(offset: number, sink: (packed: number) => void, done: () => boolean): void {
    let index = this.partAt(offset);
    this.scanPart(index, (packed) => {
      if (!isBehind(packed, offset)) sink(packed);
    });
    while (!done() && (++index < this.parts.length || this.readPart())) replay(this.parts[index], sink);
  }

  /** Gives the brackets of the part that holds the one at `start`, up to it, with their keys. */
  scanTo(start: number, sink: BracketSink): void {
    this.scanPart(this.partAt(start), sink, start + 1);
  }

  /** The string or the comment that covers `offset`; null where none does. */
  skippedAt(offset: number): TextRange | null {
    while ((this.parts.at(-1)?.end ?? 0) <= offset && this.readPart());
    const part = this.parts[this.partAt(offset)];
    let found: TextRange | null = null;
    if (part)
      scanBrackets(this.text, part.start, part.end, this.syntax, ignore, undefined, (start, end) => {
        if (start <= offset && offset <= end) found ??= { start, end };
      });
    return found;
  }

  private scanPart(index: number, sink: BracketSink, to?: number): void {
    const part = this.parts[index];
    if (part) scanBrackets(this.text, part.start, to ?? part.end, this.syntax, sink);
  }

  /** Reads one more part, or takes it from before the edit; false at the end of the text. */
  private readPart(): boolean {
    const start = this.parts.at(-1)?.end ?? 0;
    if (start >= this.text.length) return false;
    while (this.rest.length > 0 && (this.rest.at(-1) as Part).start < start) this.rest.pop();
    const next = this.rest.at(-1);
    if (next?.start === start) {
      this.parts.push(this.rest.pop() as Part);
      return true;
    }
    const stack = new BracketStack(true);
    const to = Math.min(start + this.partLength, next?.start ?? Infinity);
    const base = pack(start, 0);
    const lines: number[] = [];
    let firstKeyed = Infinity;
    const add: BracketSink = (packed, keyStart) => {
      stack.add(packed - base);
      if (keyStart >= 0 && firstKeyed === Infinity && isArray(packed)) firstKeyed = placeIn(packed - base);
    };
    const addLine = (at: number): void => {
      if (scopeLine(this.text, at, this.text.length, start, this.syntax) >= 0) lines.push(at);
    };
    const end = scanBrackets(this.text, start, to, this.syntax, add, undefined, undefined, addLine);
    // What a part says must not hang on what stands behind it.
    const scopes = lines.map((at) => scopeLine(this.text, at, end, start, this.syntax)).filter((line) => line >= 0);
    this.parts.push({ start, end, brackets: stack.items, firstKeyed, scopes });
    return true;
  }

  /** Index of the part that holds `offset`, the last one where it lies at the end of the text. */
  private partAt(offset: number): number {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.parts[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const ignore = (): void => undefined;

/** Whether a bracket counts as read at `offset`: an opening one there does, a closing one does not. */
function isBehind(packed: number, offset: number): boolean {
  const at = placeIn(packed);
  return at < offset || (at === offset && bracketIn(packed) < Bracket.closeSquare);
}

function replay(part: Part, sink: (packed: number) => void): void {
  const base = pack(part.start, 0);
  for (const packed of part.brackets) sink(packed + base);
}
