import {
  type ArrayIndex,
  CoreError,
  type FoundArray,
  limits,
  type NumericArray,
  parseTensor,
  type ParsedTensor,
} from '@surprisal/core';
import { isDistribution } from './rounding.js';

/** An array that is meant, and its numbers; null where they cannot be read, or not for a hover. */
export interface ArrayAt {
  found: FoundArray;
  parsed: ParsedTensor | null;
}

/**
 * The array that a pointer or a caret means, to a hover as to a command: the smallest around it; but of a row that is no
 * distribution, the whole that it is a row of. A row of whole numbers is one only among rows that all are.
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
  try {
    return parseTensor(text.slice(start, end), { syntax, offset: start });
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}
