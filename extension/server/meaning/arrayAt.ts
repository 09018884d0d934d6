import {
  type ArrayIndex,
  type FoundArray,
  limits,
  type NumericArray,
  parseTensor,
  type ParsedTensor,
} from '@surprisal/core';
import { valueOrNull } from '../valueOrNull.js';
import { isDistribution } from './rounding.js';

/** An array and its numbers, which are null if they cannot be read or are too many for a hover. */
interface ArrayAt {
  found: FoundArray;
  parsed: ParsedTensor | null;
}

/**
 * The array that a hover or a command takes at an offset: the smallest around it. If that is a row and no distribution, it
 * is the whole array of the row. A row of whole numbers counts as a distribution only if all rows are distributions.
 */
export function arrayAt(index: ArrayIndex, offset: number): ArrayAt | null {
  const found = index.find(offset);
  if (!found) return null;
  const parsed = parsedOf(index, found);
  const row = { found, parsed };
  const outer = index.outermost(offset);
  if (!parsed || !outer || outer.start === found.start) return row;
  const { shape, data } = parsed.tensor;
  const isRow = shape.length === 1 && isDistribution(data, data.length);
  if (isRow && !isWhole(data)) return row;
  const whole = parsedOf(index, outer);
  const isBatch = isRow && whole !== null && isDistribution(whole.tensor.data, whole.tensor.shape.at(-1) ?? 0);
  return whole && !isBatch ? { found: outer, parsed: whole } : row;
}

const isWhole = (data: NumericArray): boolean => data.every((x: number) => Number.isInteger(x));

function parsedOf({ text, syntax }: ArrayIndex, { start, end }: FoundArray): ParsedTensor | null {
  if (end - start > limits.hoverArray) return null;
  return valueOrNull(() => parseTensor(text.slice(start, end), { syntax, offset: start }));
}
