import { evaluate, type MeasureOptions, type Tensor } from '@surprisal/core';
import { ACCURACY, type Kind, type PairReading, type Reading } from '../../protocol/reading.js';
import { valueOrNull } from '../valueOrNull.js';
import { kindsBy, namedKind } from './kinds.js';
import { IGNORED, isUnit, type Profile, profileOf } from './profile.js';

/** One side of a pair: its numbers and their name. */
export interface PairSide {
  tensor: Tensor;
  key: string | null;
}

/** A side with the profile of its numbers, the kinds that it can be, and the kind that its name gives. */
interface ProfiledSide extends PairSide {
  profile: Profile;
  kinds: Kind[];
  named: Kind | null;
}

/** Whole numbers below this are taken for class indices without further evidence. */
const FEW = 10;

/**
 * The ways to read two arrays as target and prediction, the best first; none if they do not match. If both are possible,
 * the log loss comes before the cross-entropy.
 */
export function readingsOf(target: PairSide, prediction: PairSide): Reading[] {
  const [ours, theirs] = [target.tensor.shape, prediction.tensor.shape];
  if (target.tensor.data.length === 0 || theirs.length === 0) return [];
  if (sameShape(ours, theirs)) return ofOneShape(profiled(target), profiled(prediction));
  return sameShape(ours, theirs.slice(0, -1)) ? ofIndices(profiled(target), profiled(prediction)) : [];
}

function profiled({ tensor, key }: PairSide): ProfiledSide {
  const profile = profileOf(tensor);
  const kinds = kindsBy(profile, key);
  const named = namedKind(key);
  return { tensor, key, profile, kinds, named: named !== null && kinds[0] === named ? named : null };
}

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

/** The readings of a target that has a class index for each row of the prediction. */
function ofIndices({ profile, kinds }: ProfiledSide, prediction: ProfiledSide): Reading[] {
  if (!kinds.includes('classIndices') || prediction.profile.classes < 2) return [];
  const base: MeasureOptions = profile.ignores ? { ignoreIndex: IGNORED } : {};
  return rowsOf(prediction).map(({ kind, offered }) => ({
    measure: 'categoricalCrossEntropy',
    options: kind === 'logits' ? { ...base, fromLogits: true } : base,
    target: 'classIndices',
    prediction: kind,
    ...(offered && { offered }),
  }));
}

/** The kinds that rows over classes can be: probabilities first, then percentages, counts and logits. */
function rowsOf({ profile, kinds, named }: ProfiledSide): { kind: Kind; offered?: true }[] {
  const logits = { kind: 'logits' } as const;
  if (named === 'logits') return profile.sumTo1 ? [logits, { kind: 'distributions' }] : [logits];
  if (kinds.includes('distributions')) return [{ kind: 'distributions' }];
  const maybe = profile.above1 && !profile.negative && profile.finite ? [{ ...logits, offered: true } as const] : [];
  if (kinds.includes('percentages')) return [{ kind: 'percentages' }];
  if (kinds.includes('counts')) return [{ kind: 'counts' }, ...maybe];
  return kinds.includes('logits') ? [logits] : maybe;
}

function ofOneShape(target: ProfiledSide, prediction: ProfiledSide): Reading[] {
  const [t, p] = [target.profile, prediction.profile];
  if (t.nan || p.nan) return [];
  if (prediction.kinds.includes('logits') && (t.zeroOne || t.sumTo1)) return onLogits(target, prediction);
  if (prediction.named === 'logits') return [];
  if (t.zeroOne) return onLabels(target, prediction);
  const shared = onShares(target, prediction);
  if (shared.length === 0) return onNumbers(target, prediction);
  const isCertain = [target, prediction].some(({ kinds, named }) => named !== null || kinds.includes('distributions'));
  return isCertain ? shared : [...shared, SQUARED];
}

const labelsOf = ({ rank }: Profile): Kind => (rank > 1 ? 'multiLabels' : 'binaryLabels');

/** The cross-entropy of a target that gives each class its share. */
const crossEntropy = (target: ProfiledSide, prediction: Kind): Reading => ({
  measure: prediction === 'logits' ? 'categoricalCrossEntropy' : 'crossEntropy',
  options: prediction === 'logits' ? { fromLogits: true } : {},
  target: target.profile.oneHot ? 'oneHot' : 'distributions',
  prediction,
});

const logLoss = ({ profile }: ProfiledSide, prediction: 'positive' | 'logits'): Reading => ({
  measure: 'binaryCrossEntropy',
  options: prediction === 'logits' ? { fromLogits: true } : {},
  target: labelsOf(profile),
  prediction,
});

/** Whether one-hot rows are classes. A single such row may also be a list of yes and no, unless its name says one-hot. */
const isRows = ({ profile, named }: ProfiledSide): boolean =>
  profile.oneHot && (profile.rank > 1 || named === 'oneHot');

function onLogits(target: ProfiledSide, prediction: ProfiledSide): Reading[] {
  const { zeroOne, sumTo1 } = target.profile;
  const binary = zeroOne && !isRows(target) ? [logLoss(target, 'logits')] : [];
  const classes = sumTo1 ? [crossEntropy(target, 'logits')] : [];
  const asItIs = prediction.profile.sumTo1 && sumTo1 ? [crossEntropy(target, 'distributions')] : [];
  return [...binary, ...classes, ...asItIs];
}

/** The readings of a target that holds only 0 and 1. */
function onLabels(target: ProfiledSide, prediction: ProfiledSide): Reading[] {
  const [t, p] = [target.profile, prediction.profile];
  const ofClasses = t.oneHot && p.sumTo1 ? [crossEntropy(target, 'distributions')] : [];
  if (isUnit(p)) {
    const asClasses = isRows(target) || prediction.named === 'distributions';
    if (ofClasses.length > 0 && asClasses) return ofClasses;
    if (p.zeroOne) {
      if (t.rank > 1) return ofClasses;
      const hard = accuracy('binaryLabels');
      return prediction.named === 'positive' ? [logLoss(target, 'positive'), hard] : [hard, ...ofClasses];
    }
    return [logLoss(target, 'positive'), ...ofClasses];
  }
  if (t.oneHot && prediction.kinds.includes('percentages')) return [crossEntropy(target, 'percentages')];
  if (t.rank === 1 && p.indices) return [accuracy('classIndices')];
  if (isRows(target) && prediction.kinds.includes('counts')) return [crossEntropy(target, 'counts')];
  if (!p.finite || p.negative) return [];
  return onLogits(target, prediction).map((reading) => ({ ...reading, offered: true }));
}

const accuracy = (kind: Kind): Reading => ({ measure: ACCURACY, options: {}, target: kind, prediction: kind });

const SQUARED: Reading = { measure: 'meanSquaredError', options: {}, target: 'values', prediction: 'values' };

/** The reading of two sides that both give each class a share: of 1, of 100 or of a count. */
function onShares(target: ProfiledSide, prediction: ProfiledSide): Reading[] {
  const [t, p] = [shareOf(target), shareOf(prediction)];
  return t && p ? [{ measure: 'crossEntropy', options: {}, target: t, prediction: p }] : [];
}

const shareOf = ({ kinds, named }: ProfiledSide): Kind | undefined =>
  (['distributions', 'percentages'] as const).find((kind) => kinds.includes(kind)) ??
  (named === 'counts' ? named : undefined);

function onNumbers(target: ProfiledSide, prediction: ProfiledSide): Reading[] {
  const [t, p] = [target.profile, prediction.profile];
  if (t.indices && p.indices && t.rank === 1) {
    const classes = accuracy('classIndices');
    if (areClasses(target, prediction)) return [classes];
    return t.ignores || p.ignores ? [classes] : [SQUARED, classes];
  }
  // Labels with their scores, in either order, and a distribution with something else have no squared error.
  const [labelsFirst, labelsLast] = [t.indices && isUnit(p), p.indices && isUnit(t)];
  if (labelsFirst || labelsLast || t.sumTo1 || !t.finite || !p.finite) return [];
  return [SQUARED];
}

/** Whether whole numbers on both sides are class indices: they are small, or often equal. */
function areClasses({ tensor: { data: t } }: ProfiledSide, { tensor: { data: p } }: ProfiledSide): boolean {
  let [most, alike] = [0, 0];
  for (let i = 0; i < t.length; i++) {
    most = Math.max(most, t[i], p[i]);
    if (t[i] === p[i]) alike++;
  }
  return most < FEW || most < t.length / 2 || alike >= t.length / 3;
}

/** The most numbers of a prediction for which values are computed. */
const MOST_VALUED = 200_000;

/** The readings with their values. Readings that cannot be computed are left out, and large predictions have none. */
export function valuesOf(
  target: PairSide,
  prediction: PairSide,
  readings: readonly Reading[] = readingsOf(target, prediction),
): PairReading[] {
  if (prediction.tensor.data.length > MOST_VALUED) return [];
  return readings.flatMap((reading) => {
    const {
      value = null,
      counted = 0,
      unit = '',
    } = valueOrNull(() => valueOf(reading, target.tensor, prediction.tensor)) ?? {};
    return value === null ? [] : [{ ...reading, value, counted, unit }];
  });
}

function valueOf(
  { measure, options, ...kinds }: Reading,
  target: Tensor,
  prediction: Tensor,
): { value: number | null; counted: number; unit: string } {
  if (measure === ACCURACY) return { ...shareRight(target, prediction), unit: '' };
  return evaluate(measure, asShares(target, kinds.target), asShares(prediction, kinds.prediction), options);
}

function shareRight({ data: t }: Tensor, { data: p }: Tensor): { value: number | null; counted: number } {
  let [right, counted] = [0, 0];
  for (let i = 0; i < t.length; i++) {
    if (t[i] === IGNORED) continue;
    counted++;
    if (t[i] === p[i]) right++;
  }
  return { value: counted > 0 ? right / counted : null, counted };
}

/** Divides percentages by 100 and counts by the sum of their row; leaves other kinds as they are. */
export function asShares(tensor: Tensor, kind: Kind): Tensor {
  if (kind !== 'percentages' && kind !== 'counts') return tensor;
  const { shape, data } = tensor;
  const classes = shape.at(-1) ?? 1;
  const shares = new Float64Array(data.length);
  for (let at = 0; at < data.length; at += classes) {
    let sum = kind === 'percentages' ? 100 : 0;
    if (kind === 'counts') for (let k = at; k < at + classes; k++) sum += data[k];
    for (let k = at; k < at + classes; k++) shares[k] = data[k] / sum;
  }
  return { shape, data: shares };
}
