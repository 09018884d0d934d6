import type { TextRange } from '@surprisal/core';

/** The kind of a value in JSON, or in Python as it prints them. */
type LiteralKind = 'list' | 'object' | 'text' | 'number' | 'none' | 'other';

const SPACE = /[\s,]*/y;
const NUMBER = /[-+]?(?:Infinity|inf(?:inity)?|nan|(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?![\w.])/iy;
const NONE = /(?:null|None|undefined)\b/y;
/** An object, or a call with named arguments such as `Logprob(logprob=-0.3)`. */
const OBJECT = /\{|[A-Za-z_][\w.]{0,100}\(/y;
const NAME = /[\w$]+/y;
const BETWEEN = /\s*[:=]\s*/y;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const isOpening = (code: number): boolean => code === 0x5b || code === 0x28 || code === 0x7b;
const isClosing = (code: number): boolean => code === 0x5d || code === 0x29 || code === 0x7d;

/** Reads values one after the other, without recursion; each character is read at most twice. */
export class Literals {
  constructor(
    readonly text: string,
    public at: number,
    private readonly end: number,
  ) {}

  /** The kind of the value that begins after blanks and commas. */
  kind(): LiteralKind {
    this.pass(SPACE);
    const c = this.text.charAt(this.at);
    if (this.at >= this.end) return 'other';
    if (c === '[' || c === '(') return 'list';
    if (c === '"' || c === "'") return 'text';
    if (this.sees(NUMBER)) return 'number';
    if (this.sees(NONE)) return 'none';
    return this.sees(OBJECT) ? 'object' : 'other';
  }

  /** Reads the opening bracket of a list or an object. */
  open(): void {
    if (!this.pass(OBJECT)) this.at++;
  }

  /** Whether another value or key comes before the closing bracket, which it reads otherwise. */
  more(): boolean {
    this.pass(SPACE);
    if (this.at >= this.end) return false;
    if (!isClosing(this.text.charCodeAt(this.at))) return true;
    this.at++;
    return false;
  }

  /** Reads a key and its colon. If there is none, it gives null and skips the rest of the object. */
  key(): TextRange | null {
    const start = this.at;
    const found = this.kind() === 'text' ? this.string() : this.pass(NAME) ? { start, end: this.at } : null;
    if (found && this.pass(BETWEEN)) return found;
    this.at = this.end;
    return null;
  }

  /** Reads a string and gives the range between its quotes. */
  string(): TextRange {
    const quote = this.text.charCodeAt(this.at);
    const start = ++this.at;
    while (this.at < this.end && this.text.charCodeAt(this.at) !== quote)
      this.at += this.text.charCodeAt(this.at) === BACKSLASH ? 2 : 1;
    const end = Math.min(this.at, this.end);
    this.at = Math.min(this.at + 1, this.end);
    return { start, end };
  }

  number(): number {
    NUMBER.lastIndex = this.at;
    const word = (NUMBER.exec(this.text)?.[0] ?? '').toLowerCase().replaceAll('_', '');
    this.at = Math.max(this.at, NUMBER.lastIndex);
    if (word.includes('inf')) return word.startsWith('-') ? -Infinity : Infinity;
    return Number(word.includes('nan') ? NaN : word);
  }

  /** Skips a value of any kind. */
  skip(): void {
    const kind = this.kind();
    if (kind === 'text') this.string();
    else if (kind === 'number' || kind === 'none') this.pass(kind === 'number' ? NUMBER : NONE);
    else this.skipOther();
  }

  private skipOther(): void {
    let depth = 0;
    while (this.at < this.end) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22 || code === 0x27) {
        this.string();
        continue;
      }
      if (depth === 0 && (code === COMMA || isClosing(code))) return;
      this.at++;
      if (isOpening(code)) depth++;
      else if (isClosing(code) && --depth === 0) return;
    }
  }

  private sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private pass(pattern: RegExp): boolean {
    if (!this.sees(pattern)) return false;
    this.at = Math.min(pattern.lastIndex, this.end);
    return true;
  }
}
