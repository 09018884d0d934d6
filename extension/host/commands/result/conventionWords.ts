import { type ConventionPhrase, measureOf } from '@surprisal/core';
import type { MeasureAnswer } from '../../../protocol/answers.js';
import { plural, t } from '../../ports/t.js';

type Applied = Pick<MeasureAnswer, 'id' | 'unit' | 'target' | 'prediction' | 'phrases' | 'counted' | 'of'>;
/** The unit that a person reads. */
export type Base = 'nats' | 'bits';

const SIGNS: readonly [RegExp, string][] = [
  [/\bsum\b/g, 'Σ'],
  [/\bsqrt(?: |(?=\())/g, '√'],
  [/\bgamma\b/g, 'γ'],
  [/\balpha\b/g, 'α'],
  [/\^2/g, '²'],
  [/\|\|/g, '‖'],
  [/-/g, '−'],
];
const signed = (plain: string): string => SIGNS.reduce((text, [word, sign]) => text.replace(word, sign), plain);

/** A measure's formula in the signs of a page: `−Σ p ln q`. */
export const formulaOf = (id: string): string => signed(measureOf(id).formula.plain);

/** The formula as it was applied: `−Σ p ln(q + 1e-15)`; with class indices it has only the probability of the target. */
export function appliedFormula(applied: Applied, base: Base = 'nats'): string {
  const formula = formulaIn(applied);
  return applied.unit === 'nats' && base === 'bits' ? formula.replace(/\bln\b/g, 'log₂') : formula;
}

function formulaIn({ id, target, prediction, phrases }: Applied): string {
  const logits = prediction.role === 'logits';
  const [mode, epsilon] = phrases.find(({ words }) => words.startsWith('epsilon'))?.values ?? [];
  const log = (plain: string): string =>
    mode === 'add'
      ? signed(plain).replace(/ln (q(?:\[target\])?)|ln\((1 − q)\)/g, `ln($1$2 + ${epsilon})`)
      : signed(plain);
  if (id === 'categoricalCrossEntropy' && !['labelSmoothing', 'classWeights'].some((name) => isSaid(phrases, name))) {
    if (target?.role !== 'indices') return logits ? signed('-sum y ln softmax(z)') : log('-sum y ln q');
    return logits ? signed('-ln softmax(z)[target]') : log('-ln q[target]');
  }
  const whole = log(measureOf(id).formula.plain);
  if (!logits) return whole;
  const q = id === 'binaryCrossEntropy' ? 'q = sigmoid(z)' : 'q = softmax(z)';
  return whole.includes(', with') ? `${whole}, ${q}` : `${whole}, with ${q}`;
}

const isSaid = (phrases: readonly ConventionPhrase[], option: string): boolean =>
  phrases.some(({ words, values }) => words === '{0} {1}' && values[0] === option);

/** The conventions that had an effect and that the formula and the unit do not show. */
export const conventionWords = (applied: Applied): string =>
  applied.phrases
    .map((phrase) => phraseWords(phrase, applied))
    .filter((words) => words !== '')
    .join('; ');

/** `−Σ p ln(q + 1e-15), mean over 12 items` */
export const conventionLine = (applied: Applied, base: Base): string =>
  [appliedFormula(applied, base), conventionWords(applied)].filter((words) => words !== '').join(', ');

function phraseWords({ words, values }: ConventionPhrase, { counted, of }: Applied): string {
  switch (words) {
    case '{0}':
    case 'natural logarithm':
    case 'a class index for each row of the prediction':
      return '';
    case 'epsilon {0} {1}':
      return values[0] === 'clip' ? t('q clipped to [{0}, 1 − {0}]', values[1]) : '';
    case 'logits, by log-sum-exp without epsilon':
      return t('by log-sum-exp, without epsilon');
    case 'mean over rows':
      return counted === 1 ? '' : plural(counted, '{0} item', 'mean over {0} items');
    case 'mean over elements':
      return counted === 1 ? '' : plural(counted, '{0} element', 'mean over {0} elements');
    case 'sum over rows':
      return plural(counted, 'sum over {0} item', 'sum over {0} items');
    case 'sum over elements':
      return plural(counted, 'sum over {0} element', 'sum over {0} elements');
    case '{0} {1}':
      return values[0] === 'ignoreIndex' && counted === of ? '' : option(values);
    default:
      return t(words, ...values);
  }
}

/** `label smoothing 0.1` */
const option = ([name, value]: readonly string[]): string => {
  if (name === 'mode') return value === 'perClass' ? t('fading by each class') : t('fading by the true class');
  return t('{0} {1}', t(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)), value);
};
