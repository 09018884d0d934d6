import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { type ChoiceOption, readChoice } from '../numeric/option.js';
import { meanOf } from '../numeric/sum.js';
import type { CoreWarning } from '../numeric/warning.js';

/**
 * What becomes of one value a row (an element, for the mean squared error and the binary loss):
 * `none` all of them, in one flat array in the order of the batch, whatever its shape and class axis, `sum`, `mean` as
 * PyTorch has it, `weightedMean` over the weight that the targets carry.
 */
export type Reduction = 'none' | 'sum' | 'mean' | 'weightedMean';

export interface ReductionOptions {
  reduction?: Reduction;
}

export const REDUCTION = {
  kind: 'choice',
  name: 'reduction',
  title: 'One value from many',
  default: 'mean',
  choices: ['none', 'sum', 'mean', 'weightedMean'],
} as const satisfies ChoiceOption<Reduction>;

/** What a measure gives before it is reduced: the one result that the plain functions and `evaluate` share. */
export interface Items {
  /** One value an item, 0 where it is ignored. */
  readonly values: Float64Array;
  /** Items that count, of `values.length`. */
  readonly counted: number;
  /** 1 where an item is ignored; left out when none is. */
  readonly ignored?: Uint8Array;
  /** What `mean` and `weightedMean` divide by; the number that counts when left out. */
  readonly meanDivisor?: number;
  readonly weightedDivisor?: number;
  readonly warnings: readonly CoreWarning[];
}

/** What a divisor is made from. */
type Countable = Pick<Items, 'counted' | 'meanDivisor' | 'weightedDivisor'> & { values: { length: number } };

/** What the items are divided by in all. Throws `empty` where nothing counts and `undefined` where the weights are 0 or overflow. */
export function divisorOf(items: Countable, reduction: Reduction): number {
  if (items.counted === 0)
    throw new CoreError(
      'empty',
      `0 of ${counted(items.values.length, 'item')} counted`,
      'at least one item that is not ignored',
    );
  if (reduction === 'none' || reduction === 'sum') return 1;
  const divisor = (reduction === 'mean' ? items.meanDivisor : items.weightedDivisor) ?? items.counted;
  if (!(divisor > 0 && divisor < Infinity))
    throw new CoreError('undefined', `weights that sum to ${divisor}`, 'a positive, finite sum of weights');
  return divisor;
}

/** Reduces the items of a measure to a number, or gives them all. */
export function reduce<R extends Reduction = 'mean'>(items: Items, options: { reduction?: R }): Reduced<R> {
  const reduction = readChoice<Reduction>(REDUCTION, options.reduction);
  const divisor = divisorOf(items, reduction);
  return (reduction === 'none' ? items.values : meanOf(items.values, divisor)) as Reduced<R>;
}

/** A number for every reduction but `none`, which gives one value an item: flat, where PyTorch keeps the batch's shape. */
export type Reduced<R extends Reduction> = R extends 'none' ? Float64Array : number;
