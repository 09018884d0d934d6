import { parseTensor, type Tensor, type TextRange } from '@surprisal/core';
import type { Remark } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { scanner } from './scanner.js';

/** Numbers that were read, and where. */
export interface Operand {
  tensor: Tensor;
  range: TextRange;
  key: string | null;
  /** What was noticed in reading. */
  remarks: readonly Remark[];
  /** Where the part at an index path is written: an element, or a row from its first element to its last. */
  rangeAt(path: readonly number[]): TextRange;
  /** Where one number is written, by its place in the flat data. */
  elementAt(index: number): TextRange;
  /** Stands in cells of a printed table, with other text between them. */
  printed?: true;
}

/** What two arguments a measure is given. */
export interface Pair {
  target: Operand;
  prediction: Operand;
  /** The prediction's key says logits. */
  fromLogits: boolean;
}

/** The place of the first character of a part of the text that is no space; its end where there is none. */
export function firstIn(source: string, { start, end }: TextRange): number {
  let at = start;
  while (at < end && source.charCodeAt(at) <= 32) at++;
  return at;
}

/** Reads the numbers of a part of the text. */
export function read(
  { source, syntax }: Pick<Question, 'source' | 'syntax'>,
  { start, end }: TextRange,
  key: string | null,
): Operand {
  const given = { syntax, offset: start, scanner: scanner() };
  const { tensor, warnings, rangeOf } = parseTensor(source.slice(start, end), given);
  const range = { start, end };
  const remarks = warnings.map(({ code, count, message, start, end }) => {
    return { code, count, message, range: { start, end } };
  });
  const rangeAt = (path: readonly number[]): TextRange => spanOf(tensor, path, rangeOf) ?? range;
  return { tensor, range, key, remarks, rangeAt, elementAt: rangeOf };
}

/** The part at a path, from the start of its first element to the end of its last. */
function spanOf(tensor: Tensor, path: readonly number[], rangeOf: (index: number) => TextRange): TextRange | null {
  const { shape } = tensor;
  let first = 0;
  for (let axis = 0; axis < path.length; axis++) first = first * shape[axis] + path[axis];
  const size = shape.slice(path.length).reduce((product, length) => product * length, 1);
  if (size === 0) return null;
  const { start } = rangeOf(first * size);
  return { start, end: rangeOf(first * size + size - 1).end };
}

/** A matrix as its rows. */
export function rowsOf(matrix: Operand): Operand[] {
  const { shape, data } = matrix.tensor;
  if (shape.length < 2) return [matrix];
  const size = data.length / shape[0];
  return Array.from({ length: shape[0] }, (_, row) => ({
    tensor: { shape: shape.slice(1), data: data.subarray(row * size, (row + 1) * size) },
    range: matrix.rangeAt([row]),
    key: null,
    remarks: row === 0 ? matrix.remarks : [],
    rangeAt: (path) => matrix.rangeAt([row, ...path]),
    elementAt: (i) => matrix.elementAt(row * size + i),
  }));
}
