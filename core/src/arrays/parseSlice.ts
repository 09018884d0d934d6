import { counted, tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { atIndex, type AxisSlice, type Selection } from './arraySlice.js';

const MOST = 2000;

/**
 * Reads NumPy's indexing, with its brackets or without: whole numbers, slices with steps, negative ones too, and one `...`.
 * Axes that are not named are taken whole. `None` and `np.newaxis`, and lists of indices, make another array than a part of
 * this one, and are refused. Throws `syntax` or `range` with the place in the text.
 * @example parseSlice('[0, :, -1]', [2, 3, 4]).map(({ count }) => count) // [1, 3, 1]
 * Source: the NumPy reference, Indexing on ndarrays, Basic indexing.
 */
export function parseSlice(text: string, shape: readonly number[]): Selection {
  return new SliceParser(text, shape).parse();
}

class SliceParser {
  private at = 0;
  private readonly items: ((length: number, axis: number) => AxisSlice)[] = [];
  /** How many axes came before the dots; -1 without dots. */
  private dots = -1;

  constructor(
    private readonly text: string,
    private readonly shape: readonly number[],
  ) {}

  parse(): Selection {
    const { text, shape, items } = this;
    if (text.length > MOST) throw this.fault(0, counted(text.length, 'character'), `at most ${MOST}`);
    const close = this.take('[') ? ']' : this.take('(') ? ')' : '';
    const ends = (): boolean => (close === '' ? this.isAtEnd() : this.take(close));
    // NumPy takes `x[()]`, and a comma at the end.
    while (!ends()) {
      this.item();
      if (this.take(',')) continue;
      if (!ends()) throw this.fault(this.at, this.rest(), close ? `a comma or "${close}"` : 'a comma or the end');
      break;
    }
    if (!this.isAtEnd()) throw this.fault(this.at, this.rest(), 'nothing after the index');
    const before = this.dots < 0 ? items.length : this.dots;
    const after = shape.length - items.length + before;
    return shape.map((count, axis) => {
      if (axis >= before && axis < after) return { start: 0, step: 1, count, kept: true };
      return items[axis < before ? axis : axis - after + before](count, axis);
    });
  }

  private item(): void {
    this.skip();
    const { at, text } = this;
    if (text.startsWith('...', at) || text.startsWith('…', at) || /^Ellipsis\b/.test(text.slice(at, at + 9))) {
      if (this.dots >= 0) throw this.fault(at, 'a second "..."', 'one at most');
      this.dots = this.items.length;
      this.at += text[at] === '.' ? 3 : text[at] === '…' ? 1 : 8;
      return;
    }
    const word = /^(?:None|(?:np\.|numpy\.)?newaxis)\b/.exec(text.slice(at, at + 20))?.[0];
    if (word) throw this.fault(at, `"${word}", which adds an axis`, 'an index, a slice or "..."');
    if (text[at] === '[' || text[at] === '(')
      throw this.fault(at, 'a list of indices, which picks them one by one', 'an index, a slice or "..."');
    const parts = [this.number()];
    while (this.take(':')) {
      if (parts.length === 3) throw this.fault(this.at - 1, 'a third ":"', 'start:stop:step');
      parts.push(this.number());
    }
    if (parts.length === 1 && parts[0] === null) throw this.fault(this.at, this.rest(), 'an index, a slice or "..."');
    if (parts.length === 3 && parts[2] === 0) throw this.fault(at, 'a step of 0', 'another step');
    if (this.items.length === this.shape.length)
      throw this.fault(at, 'more indices than axes', `at most ${this.shape.length} for shape ${tuple(this.shape)}`);
    this.items.push((length, axis) =>
      parts.length === 1 ? this.indexIn(parts[0]!, length, axis, at) : rangeIn(parts, length),
    );
  }

  private indexIn(index: number, length: number, axis: number, at: number): AxisSlice {
    if (index >= length || index < -length)
      throw this.fault(
        at,
        `index ${index} on axis ${axis}`,
        length === 0 ? `a slice: axis ${axis} is empty` : `one from ${-length} to ${length - 1}`,
        'range',
      );
    return atIndex(index < 0 ? index + length : index);
  }

  private number(): number | null {
    this.skip();
    const { at, text } = this;
    let end = at;
    if (text[end] === '-' || text[end] === '+') end++;
    const digits = end;
    while ((text[end] >= '0' && text[end] <= '9') || (text[end] === '_' && end > digits)) end++;
    if (end === digits) {
      if (digits > at) throw this.fault(at, this.rest(), 'a whole number');
      return null;
    }
    if (text[end] === '.' || /[a-z]/i.test(text[end] ?? ''))
      throw this.fault(at, this.rest(), 'a whole number, a slice or "..."');
    this.at = end;
    const value = Number(text.slice(at, end).replaceAll('_', ''));
    // Beyond what a double holds, any number lies outside of every array.
    return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value)) + 0;
  }

  private take(character: string): boolean {
    this.skip();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? '-')) this.at++;
  }

  private isAtEnd(): boolean {
    this.skip();
    return this.at >= this.text.length;
  }

  private rest(): string {
    return this.isAtEnd() ? 'the end' : `"${this.text.slice(this.at, this.at + 20)}"`;
  }

  private fault(offset: number, found: string, expected: string, code: 'syntax' | 'range' = 'syntax'): CoreError {
    return new CoreError(code, found, expected, { argument: 'slice', offset, line: 0, column: offset });
  }
}

/** What Python's `slice.indices` gives. */
function rangeIn([from = null, to = null, by = null]: (number | null)[], length: number): AxisSlice {
  const step = by ?? 1;
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clip = (value: number): number => (value < 0 ? Math.max(value + length, lowest) : Math.min(value, highest));
  const start = from === null ? (step > 0 ? lowest : highest) : clip(from);
  const stop = to === null ? (step > 0 ? highest : lowest) : clip(to);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { start: count === 0 ? 0 : start, step, count, kept: true };
}
