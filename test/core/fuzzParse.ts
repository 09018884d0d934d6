import assert from 'node:assert/strict';
import {
  CoreError,
  parseTensor,
  toTensor,
  type NumberScanner,
  type ParsedTensor,
  type Syntax,
  type Tensor,
  type TensorLike,
} from '@surprisal/core';
import type { Seeded } from '../reference/seeded.js';
import { scanner } from './scanner.js';

const numbers = [
  '0', '1', '-1', '7', '42', '0.5', '-2.25', '.5', '1.', '1e5', '-1E-3', '0.333333', '0.1234567890123456', '1e400', '1e-400',
  '9007199254740993', '-0', '1_000', '0xff', 'NaN', 'nan', '-Infinity', 'inf', 'np.nan', 'True', 'float("nan")',
]; // prettier-ignore

const noise = [
  '[', ']', '(', ')', ',', ' ', '\n', '\r\n', '.', '-', '+', '_', 'e', '0', '7', '"', "'", '#', '/', '//', '/*', '*/', '{', '}', ':',
  '...', '\u2026', 'None', 'null', 'a', 'np.array(', 'dtype=int', 'tensor(', '=', '<', '\\', '\0', '\u00e9', '\u{1f600}',
  '\ud83d', '\ufeff', '\u00a0', '\u2212', 'j', '1j', '--', '%', '0x', '01', '1__0', '[1,2],', ', shape=(2,)', 'Float64Array(3) [',
]; // prettier-ignore

/** A tensor as one of the languages writes it, most often with numbers alone. */
function write(random: Seeded): string {
  const rank = random.below(4);
  const lengths = Array.from({ length: rank }, () => 1 + random.below(random.below(8) === 0 ? 40 : 4));
  const rich = random.below(3) === 0;
  const form = random.pick(['json', 'wide', 'print', 'tuple', 'lines']);
  const separator = form === 'print' ? ' ' : form === 'wide' ? ' ,\n ' : random.pick([',', ', ']);
  const level = (axis: number): string => {
    if (axis === rank) return rich ? random.pick(numbers) : String(Math.round(random.between(-1e6, 1e6)) / 1e3);
    const items = Array.from({ length: lengths[axis] }, () => level(axis + 1));
    if (form === 'lines' && axis === 0) return items.join(rank === 1 ? ', ' : '\n');
    return form === 'tuple' ? `(${items.join(separator)},)` : `[${items.join(separator)}]`;
  };
  const text = level(0);
  const wrap = random.pick(['', '', '', '', 'np.array(', 'torch.tensor(', 'tensor(']);
  return wrap === '' ? text : `${wrap}${text}${random.pick([')', ', dtype=torch.float32)', ', requires_grad=True)'])}`;
}

function mutate(text: string, random: Seeded): string {
  let result = text;
  for (let edits = random.below(4); edits > 0; edits--) {
    const at = random.below(result.length + 1);
    const length = random.pick([0, 0, 1, 1, 2, random.below(12)]);
    const added =
      random.pick([0, 1, 1, 2]) === 0 ? result.slice(random.below(result.length + 1)).slice(0, 12) : random.pick(noise);
    result = result.slice(0, at) + (random.below(4) === 0 ? '' : added) + result.slice(at + length);
  }
  return random.below(40) === 0 ? result.slice(0, random.below(result.length + 1)) : result;
}

export type Outcome = 'error' | 'value' | 'shaped';

/** Parses a random text. The result must be an error with its place, or agree with another way to read the text. */
export function parseAtRandom(random: Seeded): Outcome {
  const text = mutate(write(random), random);
  const what = JSON.stringify(text);
  const json = readJson(text);
  const result = parse(text, what);
  const known = summary(result);
  assert.deepEqual(summary(parse(text, what, scanner)), known, what);
  if (/^[\0-\x7f]*$/.test(text))
    for (const reader of [undefined, scanner])
      assert.deepEqual(summary(parse(new TextEncoder().encode(text), what, reader)), known, what);
  if (result instanceof CoreError) {
    assert.equal(json, null, `JSON refused: ${what}: ${result.message}`);
    checkPlace(text, result, what);
    return 'error';
  }
  checkValues(text, result, what);
  const shaped = json ?? shapeOf(text, result);
  if (!shaped) return 'value';
  assert.deepEqual(result.tensor.shape, shaped.shape, what);
  if (json) assert.deepEqual([...result.tensor.data], [...json.data], what);
  return 'shaped';
}

function parse(source: string | Uint8Array, what: string, reader?: NumberScanner): ParsedTensor | CoreError {
  try {
    return parseTensor(source, { scanner: reader });
  } catch (error) {
    assert.ok(error instanceof CoreError, `${what}: ${String(error)}`);
    return error;
  }
}

export function summary(result: ParsedTensor | CoreError): unknown {
  if (result instanceof CoreError) return [result.code, result.found, result.expected, result.place];
  return [result.tensor, result.warnings, result.dtype, Array.from(result.tensor.data, (_, i) => result.rangeOf(i))];
}

/** The result of JSON.parse, if it is a tensor. */
function readJson(text: string): Tensor | null {
  try {
    return toTensor(JSON.parse(text) as TensorLike);
  } catch {
    return null;
  }
}

function checkPlace(text: string, error: CoreError, what: string): void {
  const { offset = -1, line, column } = error.place;
  assert.ok(offset >= 0 && offset <= text.length, what);
  const lines = text.slice(0, offset).split(/\r\n|\n|\r(?!\n)/);
  const split = text[offset - 1] === '\r' && text[offset] === '\n';
  if (!split) assert.deepEqual([line, column], [lines.length - 1, lines.at(-1)?.length], what);
  assert.ok(error.found.length > 0 && error.found.length < 80 && error.expected.length > 0, what);
}

const special: Record<string, number> = { nan: NaN, inf: Infinity, infinity: Infinity, true: 1, false: 0 };

/** A name or a call that may lead to an array, of the characters that this fuzzer knows. */
const NAME =
  /(?:new\s+)?[A-Za-z_$\u00e9\u2026\u{1f600}\ud83d][\w.$\u00e9\u2026\u{1f600}\ud83d]*(?:\(\d+\)(?=\s*\[))?/gu;

/** Checks that the ranges of all elements are in order and hold their text, and that no other number is in the text. */
function checkValues(text: string, { tensor, warnings, rangeOf }: ParsedTensor, what: string): void {
  assert.equal(
    tensor.data.length,
    tensor.shape.reduce((product, length) => product * length, 1),
    what,
  );
  let end = 0;
  let between = '';
  tensor.data.forEach((value, index) => {
    const range = rangeOf(index);
    assert.ok(range.start >= end && range.end > range.start, what);
    between += `${text.slice(end, range.start)}\ue000`;
    end = range.end;
    const written = text.slice(range.start, range.end);
    if (written.includes('/') && !/^["']/.test(written)) {
      const [dividend, divisor] = written.split('/').map((part) => Number(part.replace(/[_\s]/g, '')));
      assert.ok(!Number.isFinite(dividend / divisor) || Object.is(value, dividend / divisor), `${what}: ${written}`);
      return;
    }
    const sign = written.startsWith('-') ? -1 : 1;
    const body = written.replace(/^[+-]/, '');
    const word = special[/^["']?\s*[+-]?\s*(?:\w*\.)?(\w+?)_?\s*["']?$/.exec(body)?.[1].toLowerCase() ?? ''];
    const inner = /^["']\s*-/.test(written) ? -1 : 1;
    const expected = word === undefined ? sign * Number(body.replaceAll('_', '')) : sign * inner * word;
    assert.ok(Object.is(value, expected), `${what}: ${written} read as ${value}`);
    if (word === undefined)
      assert.match(body, /^(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[\d_]*\.?[\d_]*(?:[eE][+-]?[\d_]+)?)$/, what);
  });
  between += text.slice(end);
  const isOfR = /^[#>\s]*\[1\]\s/.test(text) && tensor.data.length > 0 && rangeOf(0).start > text.indexOf(']');
  const rest = (isOfR ? between.replace(/\[\d+\]/g, '') : between)
    .replace(/\/\*[^]*?\*\/|\/\/[^\r\n]*|#[^\r\n]*|'[^'\r\n]*'|"[^"\r\n]*"/g, (skipped) =>
      /^["']/.test(skipped) ? 's' : '',
    )
    .replace(NAME, (name) => (name.endsWith(')') ? '' : 'n'))
    .replace(/,(?:[^[\]()\ue000]|\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])*\)/g, (end) =>
      /^,[\s,]*\)$/.test(end) ? end : ')',
    );
  assert.doesNotMatch(rest, /\d/, what);
  const unusual = [...tensor.data].some((value) => !Number.isFinite(value));
  assert.ok(!unusual || warnings.some(({ code }) => ['nan', 'infinity', 'overflow'].includes(code)), what);
}

/** The shape by JSON.parse, of a text that is nothing but numbers, brackets and their separators. */
function shapeOf(text: string, { tensor, rangeOf }: ParsedTensor): { shape: readonly number[] } | null {
  let bare = '';
  let end = 0;
  tensor.data.forEach((_, index) => {
    bare += `${text.slice(end, rangeOf(index).start)}0`;
    end = rangeOf(index).end;
  });
  bare += text.slice(end);
  if (!/^\s*\[[[\]0,\s]*\]\s*$/.test(bare)) return null;
  bare = bare.trim().replace(/,(?=\s*\])/g, '');
  if (!bare.includes(',')) bare = bare.replace(/([\]0])\s+(?=[[0])/g, '$1,');
  return readJson(bare);
}

const forms: [syntax: Syntax, text: string][] = [
  ['r', 'c(0.1, 0.9)'], ['r', 'matrix(c(1, 2, 3, 4), nrow = 2, byrow = TRUE)'], ['r', 'rbind(c(1, 2L), c(3, Inf))'],
  ['r', 'array(c(1, 2, 3, 4), dim = c(2, 2))'], ['julia', '[1 2; 3 4]'], ['julia', 'Float32[1.0f0, 1//3]'],
  ['julia', '[0.1 0.9]'], ['yaml', '- 0.1\n- .inf\n'], ['yaml', '- [1, 2]\n  - [3, 4] # c'], ['csv', '0.1,0.9'],
  ['text', '[1] 0.1 0.9\n[3] 0.5'], ['text', '     [,1] [,2]\n[1,]    1    3\n[2,]    2    4'],
  ['text', '3-element Vector{Float64}:\n 0.1\n 0.2\n 0.7'], ['text', 'Parameter containing:\ntensor([1., 2.])'],
  ['text', '<tf.Tensor: shape=(1, 2), dtype=float32, numpy=array([[1., 2.]], dtype=float32)>'],
  ['text', 'masked_array(data=[1, 2], mask=[False, False], fill_value=9)'], ['python', '[1/3, -2/3]'],
]; // prettier-ignore

/** Changes a form of one language at random, and checks that each number that is read is at its range. */
export function formAtRandom(random: Seeded): boolean {
  const [syntax, form] = random.pick(forms);
  const text = mutate(form, random);
  const what = `${syntax}: ${JSON.stringify(text)}`;
  let parsed: ParsedTensor;
  try {
    parsed = parseTensor(text, { syntax });
  } catch (error) {
    assert.ok(error instanceof CoreError, `${what}: ${String(error)}`);
    checkPlace(text, error, what);
    return false;
  }
  const { tensor, rangeOf } = parsed;
  assert.equal(
    tensor.data.length,
    tensor.shape.reduce((product, length) => product * length, 1),
    what,
  );
  tensor.data.forEach((value, index) => {
    const { start, end } = rangeOf(index);
    const written = text.slice(start, end);
    const alone = written
      .replace('//', '/')
      .replace(/(\d)f/, '$1e')
      .replace(/(Inf|NaN)\d\d/, '$1');
    assert.ok(Object.is(parseTensor(alone).tensor.data[0], value), `${what}: ${written} read as ${value}`);
  });
  return true;
}
