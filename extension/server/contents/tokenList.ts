import { PROBABILITY_TOLERANCE, type TextRange } from '@surprisal/core';
import { STAND_IN } from '../../protocol/tokens.js';
import { quoted } from './tokenText.js';

/** A token; its places are offsets of the text. */
export interface TokenEntry {
  /** In nats; null if none is given. */
  logprob: number | null;
  /** The start of its number, or of the object that holds it. */
  start: number;
  /** The range of its text, between quotes, or of its id; null if it has only a number. */
  name: TextRange | null;
  /** The range of its number. */
  number: TextRange;
  /** The total probability of the alternatives listed for its place; NaN if there are none. */
  listed: number;
}

const WIDTH = 8;
const [START, FROM, TO, NUMBER_FROM, NUMBER_TO, LOGPROB, GIVEN, LISTED] = Array.from({ length: WIDTH }, (_, i) => i);

/** Tokens in the order of the text, in one typed array, so that a million of them do not need a million objects. */
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
    const [from, to] = name ? [name.start, name.end] : [-1, -1];
    const given = logprob === null ? 0 : 1;
    this.rows.set([start, from, to, number.start, number.end, logprob ?? 0, given, listed], at);
  }

  /** In nats; null if the file has none. */
  logprob(i: number): number | null {
    return this.rows[i * WIDTH + GIVEN] === 1 ? this.rows[i * WIDTH + LOGPROB] : null;
  }

  /** The log-probability if it is valid; null for a stand-in or a fault. */
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

  /** The range of the token's text, or of its number if it has no text. */
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

  /** The token whose text, or else whose item, is at an offset; -1 if there is none. */
  at(offset: number, { start, end }: TextRange): number {
    const named = this.lastBefore(offset + 1, FROM);
    const to = this.rows[named * WIDTH + TO];
    if (named >= 0 && to >= 0 && offset <= to) return named;
    return offset >= start && offset < end ? this.lastBefore(offset, START) : -1;
  }

  /** The last token whose column is at most `offset`. Columns increase, since tokens are in the order of the text. */
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
