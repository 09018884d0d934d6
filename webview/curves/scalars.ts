import type { CurveRun, CurveScalar } from '../../extension/protocol/curves.js';
import { count, decimal, percent, plain } from '../shared/format.js';

/** What a name says of a scalar. */
export interface ScalarFacts {
  name: string;
  /** The part before the first `/`, empty where there is none, and the rest. */
  group: string;
  leaf: string;
  /** Which value is best; null where the name does not say it. */
  best: 'least' | 'greatest' | null;
  /** A share of 1, written in per cent. */
  isShare: boolean;
  isLoss: boolean;
  /** A setting that the program changes, such as a learning rate: it is never smoothed. */
  isRate: boolean;
}

const LOSS = /^(loss|losses|error|err|nll|perplexity|ppl|mse|rmse|mae|wer|cer|entropy|brier|ece)$/;
const SHARE = /^(acc|accuracy|recall|precision|sensitivity|specificity|top1|top5)$/;
const SCORE = /^(f1|auc|auroc|roc|iou|miou|map|map50|dice|bleu|rouge|jaccard|kappa|mcc|r2)$/;
const RATE = /^(lr|lrs|rate|momentum|beta1|beta2|weight_decay)$/;

/** The words of a name: parts between signs, whole and as camel case divides them. */
const wordsOf = (name: string): string[] =>
  `${name} ${name.replace(/([a-z])([A-Z])/g, '$1 $2')}`
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

export function scalarFacts(name: string): ScalarFacts {
  const slash = name.indexOf('/');
  const words = wordsOf(name);
  const has = (kind: RegExp): boolean => words.some((word) => kind.test(word));
  const isRate = has(RATE) && !has(SHARE);
  const isLoss = !isRate && has(LOSS);
  const isShare = !isRate && !isLoss && has(SHARE);
  const best = isLoss ? 'least' : isShare || (!isRate && has(SCORE)) ? 'greatest' : null;
  return {
    name,
    group: slash > 0 ? name.slice(0, slash) : '',
    leaf: slash > 0 ? name.slice(slash + 1) : name,
    best,
    isShare,
    isLoss,
    isRate,
  };
}

/** Whether a scalar is of the test part: no run is chosen by it. */
export const isOfTest = (name: string): boolean => wordsOf(name).includes('test');
const isOfValidation = (name: string): boolean =>
  wordsOf(name).some((word) => /^(val|valid|validation|eval|dev)$/.test(word));

/** The scalars of some runs, in the order in which they come. */
export function scalarsOf(runs: readonly CurveRun[]): ScalarFacts[] {
  return [...new Set(runs.flatMap(({ scalars }) => scalars.map(({ name }) => name)))].map(scalarFacts);
}

export interface ScalarGroup {
  name: string;
  scalars: ScalarFacts[];
  /** More than six of one unit, which stand in one row on one scale. */
  oneScale: boolean;
}

export function groupsOf(scalars: readonly ScalarFacts[]): ScalarGroup[] {
  const groups = new Map<string, ScalarFacts[]>();
  for (const scalar of scalars) groups.set(scalar.group, [...(groups.get(scalar.group) ?? []), scalar]);
  return [...groups].map(([name, scalars]) => {
    const [first] = scalars;
    const alike = scalars.every((it) => it.isShare === first.isShare && it.best === first.best);
    return { name, scalars, oneScale: name !== '' && alike && first.best !== null && scalars.length > 6 };
  });
}

/** The validation scalar by which runs are put in order: a share before a score before a loss. Never one of the test part. */
export function judge(scalars: readonly ScalarFacts[]): ScalarFacts | undefined {
  const fit = scalars.filter(
    ({ name, best, group, leaf }) => best && !isOfTest(name) && !/^\d+$/.test(leaf) && group !== 'recall',
  );
  const order = (of: ScalarFacts): number => (of.isShare ? 0 : of.best === 'greatest' ? 1 : 2);
  const validation = fit.filter(({ name }) => isOfValidation(name));
  return [...(validation.length > 0 ? validation : fit)].sort((a, b) => order(a) - order(b))[0];
}

/** Each scalar with the validation scalar of the same name, such as `loss` with `val_loss`, which then stands with it alone. */
export function pairsOf(scalars: readonly ScalarFacts[]): { facts: ScalarFacts; partner: ScalarFacts | null }[] {
  const bare = (name: string): string => name.replace(/^(val|valid|validation|eval)[_ ./-]/i, '');
  const partners = new Map(scalars.filter(({ name }) => bare(name) !== name).map((facts) => [bare(facts.name), facts]));
  const plain = scalars.filter(({ name }) => bare(name) === name);
  const names = new Set(plain.map(({ name }) => name.replace(/^(train|training)[_ ./-]/i, '')));
  return scalars.flatMap((facts) => {
    const base = facts.name.replace(/^(train|training)[_ ./-]/i, '');
    if (bare(facts.name) !== facts.name && names.has(bare(facts.name))) return [];
    return [{ facts, partner: bare(facts.name) === facts.name ? (partners.get(base) ?? null) : null }];
  });
}

const byName = new WeakMap<CurveRun, ReadonlyMap<string, CurveScalar>>();
export function scalarOf(run: CurveRun, name: string): CurveScalar | undefined {
  let found = byName.get(run);
  if (!found) byName.set(run, (found = new Map(run.scalars.map((scalar) => [scalar.name, scalar]))));
  return found.get(name);
}

/** The best reading of a run; null where the name does not say what is best. */
export const bestOf = (run: CurveRun, { name, best }: ScalarFacts) => {
  const scalar = scalarOf(run, name);
  return (best && scalar && (best === 'least' ? scalar.least : scalar.greatest)) || null;
};

/** A value as lists, heads and tables write it. */
export function valueText({ isShare, isRate }: ScalarFacts, value: number): string {
  if (isShare && Math.abs(value) <= 1.0000001) return percent(value);
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return isShare || size === 0 ? plain(value) : decimal(value);
  // A rate is a setting: 0.001, not 0.0010.
  if (isRate && size >= 1e-4 && size < 1000) return plain(Number(value.toPrecision(4)));
  if (size >= 1e7 || size < 1e-4) return value.toExponential(2).replace('e+', 'e').replaceAll('-', '−');
  if (size >= 1000) return count(value);
  return decimal(value, size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.01 ? 3 : size >= 0.001 ? 4 : 5);
}
