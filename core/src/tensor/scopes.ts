import type { Syntax } from './syntax.js';

/**
 * What a line does to the names around it: a `def` or a `class` opens a scope of its own, as the head of any other block
 * ends those that reach no further; a notebook's `# %%` begins a cell, and a fence of Markdown opens or ends a block. So
 * do a `function` of Julia, a key of YAML with all below it, an item of a list, and `---` before a document.
 */
const Line = { head: 0, definition: 1, cell: 2, fence: 3, bareFence: 4 } as const;

/** No indentation and no fence is counted further. */
const MOST = 255;
const packLine = (at: number, kind: number, size: number): number => at * 2048 + kind * 256 + Math.min(size, MOST);
const placeOf = (line: number): number => Math.floor(line / 2048);

const HEAD = /(?:if|for|while|with|try|match|elif|else|except|finally|case)\b/y;
const DEFINITION = /(?:(?:async +)?def +\w+ *[([]|class +\w+ *[(:])/y;
const CELL = /# ?(?:%%|In ?\[)/y;
const FENCE = /(`{3,}|~{3,})([^\n`]*)/y;
const FUNCTION = /(?:function|macro)\b/y;
const DOCUMENT = /---(?:\s|$)/y;
/** A key with nothing behind it, or an item that begins with one. */
const MAPPING = /(?:- +)+[^\s#[{][^\n]*?:(?:\s|$)|[^\s#[{-][^:\n]*:[ \t]*(?:[#&][^\n]*)?(?:\r?\n|$)/y;

const INITIALS = { text: '#acdefimtw`~', python: '#acdefimtw', julia: 'fm' } as const;

/** The line at `at` where it bears on scopes, packed with its place from `base` on; -1 for any other. */
export function scopeLine(text: string, at: number, end: number, base: number, syntax: Syntax): number {
  if (syntax !== 'python' && syntax !== 'text' && syntax !== 'yaml' && syntax !== 'julia') return -1;
  let first = at;
  while (first < end && (text[first] === ' ' || text[first] === '\t')) first++;
  const initial = first < end ? text[first] : '';
  if (initial === '' || (syntax !== 'yaml' && !INITIALS[syntax].includes(initial))) return -1;
  const line = text.slice(first, Math.min(end, first + MOST));
  const starts = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = 0;
    return pattern.exec(line);
  };
  const indent = first - at;
  if (syntax === 'julia') return starts(FUNCTION) ? packLine(at - base, Line.definition, indent) : -1;
  if (syntax === 'yaml') {
    if (indent === 0 && starts(DOCUMENT)) return packLine(at - base, Line.cell, 0);
    return starts(MAPPING) ? packLine(at - base, Line.definition, indent) : -1;
  }
  if (initial === '`' || initial === '~') {
    const fence = starts(FENCE);
    if (!fence) return -1;
    const kind = fence[2].trim() === '' ? Line.bareFence : Line.fence;
    return packLine(at - base, kind, fence[1].length * 2 + Number(initial === '~'));
  }
  if (initial === '#') return indent === 0 && starts(CELL) ? packLine(at - base, Line.cell, 0) : -1;
  if (starts(DEFINITION)) return packLine(at - base, Line.definition, indent);
  return starts(HEAD) ? packLine(at - base, Line.head, indent) : -1;
}

/** The parts of a text from its start to an offset at least, with their lines that bear on scopes. */
type ScopeParts = (offset: number) => readonly { readonly start: number; readonly scopes: readonly number[] }[];

/**
 * Which scope places of a text stand in, asked in the order of the text: -1 outside of all, else a number below that, the
 * same for all places of one scope.
 */
export class ScopeWalk {
  private readonly open: { at: number; kind: number; size: number }[] = [];
  private part = 0;
  private next = 0;
  private before = 0;
  private indent = MOST;

  constructor(
    private readonly text: string,
    private readonly parts: ScopeParts,
  ) {}

  /** The scope of the statement that begins at `offset`. */
  at(offset: number): number {
    this.readTo(offset);
    this.indent = this.indentOf(offset);
    this.before = offset;
    this.endBlocks(this.indent);
    const last = this.open.at(-1);
    return last ? -2 - last.at : -1;
  }

  private readTo(offset: number): void {
    const parts = this.parts(offset);
    for (; this.part < parts.length; this.part++, this.next = 0) {
      const { start, scopes } = parts[this.part];
      for (; this.next < scopes.length; this.next++) {
        const line = scopes[this.next];
        const at = start + placeOf(line);
        if (at > offset) return;
        // What a part begins with is the start of a line only where the part before ended with one.
        if (at === 0 || this.text[at - 1] === '\n') this.read(at, Math.floor(line / 256) % 8, line % 256);
      }
      if (this.part === parts.length - 1) return;
    }
  }

  private read(at: number, kind: number, size: number): void {
    const fence = this.open[0]?.kind === Line.fence ? 0 : -1;
    if (kind === Line.fence || kind === Line.bareFence) {
      if (fence < 0) this.open.splice(0, Infinity, { at, kind: Line.fence, size });
      else if (kind === Line.bareFence && size >= this.open[fence].size && (size - this.open[fence].size) % 2 === 0)
        this.open.length = 0;
    } else if (kind === Line.cell) this.open.splice(fence + 1, Infinity, { at, kind, size });
    else {
      this.endBlocks(size);
      if (kind === Line.definition) this.open.push({ at, kind, size });
    }
  }

  /** Ends the definitions whose bodies would be further in. */
  private endBlocks(indent: number): void {
    for (let last = this.open.at(-1); last?.kind === Line.definition && last.size >= indent; last = this.open.at(-1))
      this.open.pop();
  }

  /** How far the line of `offset` is indented; looks back no further than where it looked last. */
  private indentOf(offset: number): number {
    let start = offset;
    while (start > this.before && this.text[start - 1] !== '\n') start--;
    if (start > 0 && this.text[start - 1] !== '\n') return this.indent;
    let first = start;
    // The dash of an item is a part of how far it is indented.
    while (' \t-'.includes(this.text[first] || '.')) first++;
    // A line of nothing says nothing.
    return /[\r\n]|^$/.test(this.text.charAt(first)) ? MOST : first - start;
  }
}
