import { CoreError, parseTensor, type ParseWarning, type Tensor, type TextRange } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';
import { scanner } from './scanner.js';

/** An error of the mathematics, with the place in the document where its cause stands. */
export class Misplaced extends Error {
  constructor(
    override readonly cause: CoreError,
    readonly range: TextRange | null,
  ) {
    super(cause.message);
  }
}

/** Numbers that were read, and where. */
export interface Operand {
  tensor: Tensor;
  range: TextRange;
  key: string | null;
  warnings: readonly ParseWarning[];
  /** Where the part at an index path is written: an element, or a row from its first element to its last. */
  rangeAt(path: readonly number[]): TextRange;
  /** Where one number is written, by its place in the flat data. */
  elementAt(index: number): TextRange;
}

/** Reads the numbers of a part of the text. */
export function read(
  { source, syntax }: Pick<Question, 'source' | 'syntax'>,
  { start, end }: TextRange,
  key: string | null,
): Operand {
  const { tensor, warnings, rangeOf } = parseTensor(source.slice(start, end), {
    syntax,
    offset: start,
    scanner: scanner(),
  });
  const range = { start, end };
  const rangeAt = (path: readonly number[]): TextRange => spanOf(tensor, path, rangeOf) ?? range;
  return { tensor, range, key, warnings, rangeAt, elementAt: rangeOf };
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
    warnings: row === 0 ? matrix.warnings : [],
    rangeAt: (path) => matrix.rangeAt([row, ...path]),
    elementAt: (i) => matrix.elementAt(row * size + i),
  }));
}

/** Arrays of one shape as a batch. */
export function stack(parts: readonly Operand[]): Operand {
  const {
    shape,
    data: { length },
  } = parts[0].tensor;
  const data = new Float64Array(length * parts.length);
  parts.forEach(({ tensor, range }, i) => {
    if (tensor.shape.join() !== shape.join())
      throw new Misplaced(
        new CoreError('shape', `an array of ${tensor.shape.join(' × ')}`, `${shape.join(' × ')}, as the first one is`),
        range,
      );
    data.set(tensor.data, i * length);
  });
  const [first, last] = [parts[0], parts.at(-1)!];
  return {
    tensor: { shape: [parts.length, ...shape], data },
    range: { start: first.range.start, end: last.range.end },
    key: first.key,
    warnings: parts.flatMap(({ warnings }) => warnings),
    rangeAt: ([part, ...path]) => {
      if (part === undefined) return { start: first.range.start, end: last.range.end };
      return path.length ? parts[part].rangeAt(path) : parts[part].range;
    },
    elementAt: (index) => parts[Math.floor(index / length)].elementAt(index % length),
  };
}
