import { PROBABILITY_TOLERANCE, type TextRange } from '@surprisal/core';
import { STAND_IN } from '../../protocol/tokens.js';
import { quoted } from './tokenText.js';

/** What one token is known by; offsets of the text. */
export interface TokenEntry {
  /** In nats; null where none is given. */
  logprob: number | null;
  /** Where it begins: the number, or the object that holds it. */
  start: number;
  /** What it is called, between quotes or as an id; null where only its number stands. */
  name: TextRange | null;
  /** Where its number stands. */
  number: TextRange;
  /** The probability that the list of the likeliest in its place holds; NaN where there is none. */
  listed: number;
}

const WIDTH = 8;
const [START, FROM, TO, NUMBER_FROM, NUMBER_TO, LOGPROB, GIVEN, LISTED] = Array.from({ length: WIDTH }, (_, i) => i);

/** Tokens in the order of the text: numbers and places alone, so that a million of them are no million objects. */
export class TokenList {
  count = 0;
  private rows = new Float64Array(4 * WIDTH);

  constructor(
    private readonly source: string,
    readonly kind: 'tokens' | 'top' | 'tops',
  ) {}

  add({ start, name, number, logprob, listed }: TokenEntry): void {
    const at = this.count++ * WIDTH;
    if (at === this.rows.length) {
      const more = new Float64Array(at * 2);
      more.set(this.rows);
      this.rows = more;
    }
    this.rows.set(
      [
        start,
        name?.start ?? -1,
        name?.end ?? -1,
        number.start,
        number.end,
        logprob ?? 0,
        logprob === null ? 0 : 1,
        listed,
      ],
      at,
    );
  }

  /** In nats; null where the file has none. */
  logprob(i: number): number | null {
    return this.rows[i * WIDTH + GIVEN] === 1 ? this.rows[i * WIDTH + LOGPROB] : null;
  }

  /** The same where it counts: neither a stand-in nor a fault. */
  value(i: number): number | null {
    const logprob = this.logprob(i);
    return logprob === null || logprob === STAND_IN || !(logprob <= PROBABILITY_TOLERANCE)
      ? null
      : Math.min(logprob, 0);
  }

  listed(i: number): number {
    return this.rows[i * WIDTH + LISTED];
  }

  setListed(i: number, listed: number): void {
    if (i < this.count) this.rows[i * WIDTH + LISTED] = listed;
  }

  setName(i: number, { start, end }: TextRange): void {
    if (i < this.count) this.rows.set([start, end], i * WIDTH + FROM);
  }

  /** Where the token is written: its text, or its number where it has none. */
  place(i: number): TextRange {
    const at = i * WIDTH;
    const named = this.rows[at + FROM] >= 0;
    return { start: this.rows[at + (named ? FROM : NUMBER_FROM)], end: this.rows[at + (named ? TO : NUMBER_TO)] };
  }

  text(i: number): string | null {
    const at = i * WIDTH;
    const [start, end] = [this.rows[at + FROM], this.rows[at + TO]];
    return start < 0 ? null : quoted(this.source, start, end);
  }

  /** The token at an offset: the one whose text stands there, or whose item does; -1 where none does. */
  at(offset: number, { start, end }: TextRange): number {
    const named = this.lastBefore(offset + 1, FROM);
    const to = this.rows[named * WIDTH + TO];
    if (named >= 0 && to >= 0 && offset <= to) return named;
    return offset >= start && offset < end ? this.lastBefore(offset, START) : -1;
  }

  /** Columns rise from token to token, since all are in the order of the text. */
  private lastBefore(offset: number, column: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle * WIDTH + column] <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
