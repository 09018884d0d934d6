import { CoreError, evaluate, type MeasureOptions, type Tensor } from '@surprisal/core';
import { ACCURACY, type Kind, type PairReading, type Reading } from '../../protocol/reading.js';
import { kindsBy, namedKind } from './kinds.js';
import { IGNORED, isUnit, type Profile, profileOf } from './profile.js';

/** One side of a pair: its numbers, and the name that they stand under. */
export interface PairSide {
  tensor: Tensor;
  key: string | null;
}

/** What is known of a side: what was seen of its numbers, what it may be, and what its name says. */
interface Known extends PairSide {
  profile: Profile;
  kinds: Kind[];
  named: Kind | null;
}

/** Class indices below this are few enough to be classes without more ado. */
const FEW = 10;

/**
 * The ways to read two arrays as target and prediction, the one that is shown first; none where they do not go together.
 * Of two that hold all their checks, the log loss stands before the cross-entropy.
 */
export function readingsOf(target: PairSide, prediction: PairSide): Reading[] {
  const [ours, theirs] = [target.tensor.shape, prediction.tensor.shape];
  if (target.tensor.data.length === 0 || theirs.length === 0) return [];
  if (same(ours, theirs)) return ofOneShape(known(target), known(prediction));
  return same(ours, theirs.slice(0, -1)) ? ofIndices(known(target), known(prediction)) : [];
}

function known({ tensor, key }: PairSide): Known {
  const profile = profileOf(tensor);
  const kinds = kindsBy(profile, key);
  const named = namedKind(key);
  return { tensor, key, profile, kinds, named: named !== null && kinds[0] === named ? named : null };
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

/** A class index for each row of the prediction. */
function ofIndices({ profile, kinds }: Known, prediction: Known): Reading[] {
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

/** What rows over classes may be: probabilities before percentages, these before counts, and logits last. */
function rowsOf({ profile, kinds, named }: Known): { kind: Kind; offered?: true }[] {
  const logits = { kind: 'logits' } as const;
  if (named === 'logits') return profile.sumTo1 ? [logits, { kind: 'distributions' }] : [logits];
  if (kinds.includes('distributions')) return [{ kind: 'distributions' }];
  const maybe = profile.above1 && !profile.negative && profile.finite ? [{ ...logits, offered: true } as const] : [];
  if (kinds.includes('percentages')) return [{ kind: 'percentages' }];
  if (kinds.includes('counts')) return [{ kind: 'counts' }, ...maybe];
  return kinds.includes('logits') ? [logits] : maybe;
}

function ofOneShape(target: Known, prediction: Known): Reading[] {
  const [t, p] = [target.profile, prediction.profile];
  if (t.nan || p.nan) return [];
  if (prediction.kinds.includes('logits') && (t.zeroOne || t.sumTo1)) return onLogits(target, prediction);
  if (prediction.named === 'logits') return [];
  if (t.zeroOne) return onLabels(target, prediction);
  const shared = onShares(target, prediction);
  if (shared.length === 0) return onNumbers(target, prediction);
  const told = [target, prediction].some(({ kinds, named }) => named !== null || kinds.includes('distributions'));
  return told ? shared : [...shared, SQUARED];
}

const labelsOf = ({ rank }: Profile): Kind => (rank > 1 ? 'multiLabels' : 'binaryLabels');

/** The one row of classes, or the rows, of a target that gives each class its share. */
const crossEntropy = (target: Known, prediction: Kind): Reading => ({
  measure: prediction === 'logits' ? 'categoricalCrossEntropy' : 'crossEntropy',
  options: prediction === 'logits' ? { fromLogits: true } : {},
  target: target.profile.oneHot ? 'oneHot' : 'distributions',
  prediction,
});

const logLoss = ({ profile }: Known, prediction: 'positive' | 'logits'): Reading => ({
  measure: 'binaryCrossEntropy',
  options: prediction === 'logits' ? { fromLogits: true } : {},
  target: labelsOf(profile),
  prediction,
});

/** Rows of which each has one label are classes; one row of them may as well be so many answers of yes and no. */
const isRows = ({ profile, named }: Known): boolean => profile.oneHot && (profile.rank > 1 || named === 'oneHot');

function onLogits(target: Known, prediction: Known): Reading[] {
  const { zeroOne, sumTo1 } = target.profile;
  const binary = zeroOne && !isRows(target) ? [logLoss(target, 'logits')] : [];
  const classes = sumTo1 ? [crossEntropy(target, 'logits')] : [];
  const asItIs = prediction.profile.sumTo1 && sumTo1 ? [crossEntropy(target, 'distributions')] : [];
  return [...binary, ...classes, ...asItIs];
}

/** The target holds 0 and 1 alone. */
function onLabels(target: Known, prediction: Known): Reading[] {
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

/** Both give each class a share: of 1, of 100, or of all that was counted. */
function onShares(target: Known, prediction: Known): Reading[] {
  const [t, p] = [shareOf(target), shareOf(prediction)];
  return t && p ? [{ measure: 'crossEntropy', options: {}, target: t, prediction: p }] : [];
}

const shareOf = ({ kinds, named }: Known): Kind | undefined =>
  (['distributions', 'percentages'] as const).find((kind) => kinds.includes(kind)) ??
  (named === 'counts' ? named : undefined);

function onNumbers(target: Known, prediction: Known): Reading[] {
  const [t, p] = [target.profile, prediction.profile];
  if (t.indices && p.indices && t.rank === 1) {
    const classes = accuracy('classIndices');
    if (areClasses(target, prediction)) return [classes];
    return t.ignores || p.ignores ? [classes] : [SQUARED, classes];
  }
  // Scores beside the labels that they are of, whichever stands first, and a distribution beside what is none.
  const [labelsFirst, labelsLast] = [t.indices && isUnit(p), p.indices && isUnit(t)];
  if (labelsFirst || labelsLast || t.sumTo1 || !t.finite || !p.finite) return [];
  return [SQUARED];
}

/** Whole numbers on both sides name classes where they are few, or often the same; else they may be measured. */
function areClasses({ tensor: { data: t } }: Known, { tensor: { data: p } }: Known): boolean {
  let [most, alike] = [0, 0];
  for (let i = 0; i < t.length; i++) {
    most = Math.max(most, t[i], p[i]);
    if (t[i] === p[i]) alike++;
  }
  return most < FEW || most < t.length / 2 || alike >= t.length / 3;
}

/** Numbers of a prediction of which every reading is computed. */
const MOST_VALUED = 200_000;

/** The readings with their values; one that cannot be computed is none, and of larger predictions there are none. */
export function valuesOf(
  target: PairSide,
  prediction: PairSide,
  readings: readonly Reading[] = readingsOf(target, prediction),
): PairReading[] {
  if (prediction.tensor.data.length > MOST_VALUED) return [];
  return readings.flatMap((reading) => {
    try {
      const { value, counted, unit } = valueOf(reading, target.tensor, prediction.tensor);
      return value === null ? [] : [{ ...reading, value, counted, unit }];
    } catch (error) {
      if (error instanceof CoreError) return [];
      throw error;
    }
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

/** Percentages as hundredths, and counts as their share of the row; anything else as it is. */
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
