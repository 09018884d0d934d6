import type { Measure, MeasureOptions } from '@surprisal/core';
import type { Remark } from '../../protocol/answers.js';
import type { Kind, PairReading, Reading } from '../../protocol/reading.js';
import { kindsOf } from '../meaning/kinds.js';
import { asShares, readingsOf, valuesOf } from '../meaning/readings.js';
import type { Operand, Pair } from './operand.js';
import { hasOption } from './sides.js';

/** A pair as a measure takes it. */
interface Taken {
  pair: Pair;
  options: MeasureOptions;
  /** As what each side is taken; null where the numbers do not say so. */
  kinds: { target: Kind | null; prediction: Kind | null };
  /** Every way to read the pair, where it is not too large to compute them all. */
  readings: PairReading[];
  remarks: Remark[];
}

const ON_SHARES: readonly string[] = ['classes', 'distributions', 'binary'];

/**
 * The pair by the first of its readings that is one of this measure, else by the first of all; what is only offered is
 * taken where the person asks for logits. What the person chose stands, whatever the reading.
 */
export function takenBy(measure: Measure, pair: Pair, given: MeasureOptions): Taken {
  const sides = [sideOf(pair.target), sideOf(pair.prediction)] as const;
  const readings = readingsOf(...sides);
  const fromLogits = given.fromLogits;
  const takesLogits = hasOption(measure, 'fromLogits');
  const fits = ({ prediction, offered }: Reading): boolean => {
    const logits = prediction === 'logits';
    return logits && !takesLogits ? false : fromLogits === undefined ? !offered : logits === fromLogits;
  };
  const open = readings.filter(fits);
  const reading =
    open.find(({ measure: id }) => id === measure.id) ?? (ON_SHARES.includes(measure.domain) ? open[0] : undefined);
  const logits = fromLogits ?? (reading ? reading.prediction === 'logits' : pair.fromLogits);
  const options = {
    ...Object.fromEntries(Object.entries(reading?.options ?? {}).filter(([name]) => hasOption(measure, name))),
    ...(logits && takesLogits && { fromLogits: true }),
    ...given,
  };
  return {
    pair: reading
      ? {
          ...pair,
          target: withShares(pair.target, reading.target),
          prediction: withShares(pair.prediction, reading.prediction),
        }
      : pair,
    options,
    kinds: { target: reading?.target ?? null, prediction: reading?.prediction ?? (fromLogits ? 'logits' : null) },
    readings: valuesOf(...sides, readings),
    remarks: options.fromLogits === true ? sumsOf(pair.prediction) : [],
  };
}

const sideOf = ({ tensor, key }: Operand) => ({ tensor, key });

const withShares = (operand: Operand, kind: Kind): Operand => ({ ...operand, tensor: asShares(operand.tensor, kind) });

/** Logits that sum to 1 are likely to be probabilities. */
function sumsOf({ tensor, key, range }: Operand): Remark[] {
  if (!kindsOf(tensor, key).includes('distributions')) return [];
  const rows = tensor.shape.length > 1 ? 'each row sums to 1' : 'they sum to 1';
  return [{ code: 'sumsAsLogits', message: `read as logits, though ${rows}, as probabilities do`, range }];
}
