import { limits } from '../numeric/limits.js';
import { skipString } from './skip.js';
import { codeAt, skipSpace, textOf, type Source } from './source.js';
import { isWordUnit, wordEnd } from './syntax.js';

/** What stands after the value in `np.array(value, dtype=..., shape=...)`. */
interface CallArguments {
  /** Offset of the closing parenthesis, or the end where there is none. */
  end: number;
  /** Offset of an argument that may be more numbers, being neither named nor a word or a string, or of a comment; or -1. */
  odd: number;
  /** `float32` for `dtype=torch.float32`, `np.float32`, `'float32'`. */
  dtype: string | null;
  /** What a print of an empty tensor says of itself. */
  shape: number[] | null;
}

/** What no argument holds: comments, braces, a bracket that closes another. */
const STRANGE = [35, 41, 47, 93, 123, 125];

/** Reads the arguments from the comma at `at` to the parenthesis that closes the call. */
export function readArguments(source: Source, at: number, end: number): CallArguments {
  const closers = [41];
  let close = at;
  let odd = -1;
  for (; close < end; close++) {
    const code = codeAt(source, close);
    if (code === 44 && closers.length === 1) {
      const first = skipSpace(source, close + 1, end);
      const next = codeAt(source, first);
      const after = codeAt(source, skipSpace(source, wordEnd(source, first, end), end));
      const isName = isWordUnit(next) && !(next >= 48 && next <= 57) && (after === 61 || after === 44 || after === 41);
      if (odd < 0 && !isName && next !== 34 && next !== 39 && next !== 41) odd = first;
    } else if (code === 34 || code === 39) close = skipString(source, close, end) - 1;
    else if (code === 40 || code === 91) {
      if (closers.length < limits.nesting) closers.push(code === 40 ? 41 : 93);
      else if (odd < 0) odd = close;
    } else if (code === closers[closers.length - 1]) {
      closers.pop();
      if (closers.length === 0) break;
    } else if (odd < 0 && STRANGE.includes(code)) odd = close;
  }
  const text = textOf(source, at, Math.min(close, at + 1000));
  const named = /\bdtype ?= ?(?:np\.|numpy\.|jnp\.|torch\.|tf\.|mx\.)?["']?(\w+)/.exec(text);
  const placed = /^, ?(?:np\.|numpy\.|jnp\.|torch\.|tf\.)(\w+)/.exec(text);
  const shape = /\b(?:shape|size) ?= ?\(([\d, ]*)\)/.exec(text)?.[1];
  return {
    end: Math.min(close, end),
    odd,
    dtype: (named ?? placed)?.[1] ?? null,
    shape: shape === undefined ? null : (shape.match(/\d+/g) ?? []).map(Number),
  };
}

/** Whether a number is one of the type of that name, for types of whole numbers; null for all other types. */
export function fitOf(dtype: string): ((value: number) => boolean) | null {
  if (/^(?:long|short|bool_?)$/.test(dtype)) return Number.isInteger;
  const [, unsigned, bits] = /^(u?)int(\d*)$/.exec(dtype) ?? [];
  if (unsigned === undefined) return null;
  const span = 2 ** (Number(bits || 64) - (unsigned ? 0 : 1));
  return (value) => Number.isInteger(value) && value < span && value >= (unsigned ? 0 : -span);
}
