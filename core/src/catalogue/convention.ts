import type { OptionSpec } from '../numeric/option.js';
import { describe } from '../numeric/describe.js';
import { EPSILON } from '../losses/epsilon.js';
import type { Items } from '../losses/reduce.js';
import type { Measure, MeasureOptions } from './measure.js';

/** One part of a convention: words in which `{0}` stands for the first of the values, so that they can be translated. */
export interface ConventionPhrase {
  readonly words: string;
  readonly values: readonly string[];
}

/** Everything about a value that another library might have chosen otherwise, part by part. */
export function conventionOf(measure: Measure, options: MeasureOptions, items: Items): ConventionPhrase[] {
  return [
    say('{0}', measure.arguments.join(', ')),
    ...(measure.conventions ?? []).map((words) => say(words)),
    ...measure.options.map((spec) => phrase(spec, measure, options, items)),
  ].filter((part) => part !== null);
}

/** The parts as one text. */
export const conventionText = (phrases: readonly ConventionPhrase[]): string =>
  phrases.map(({ words, values }) => words.replace(/\{(\d)\}/g, (_, i: string) => values[Number(i)])).join('; ');

const say = (words: string, ...values: string[]): ConventionPhrase => ({ words, values });

function phrase(spec: OptionSpec, measure: Measure, options: MeasureOptions, items: Items): ConventionPhrase | null {
  const value = options[spec.name] ?? spec.default;
  switch (spec.name) {
    case 'fromLogits':
      return value === true ? say('logits, by log-sum-exp without epsilon') : null;
    case 'epsilonMode':
      if (options.fromLogits === true) return null;
      if (value === 'none') return say('no epsilon');
      return say('epsilon {0} {1}', text(value), text(options.epsilon ?? EPSILON.default));
    case 'epsilon':
      return null;
    case 'base':
      return value === Math.E ? say('natural logarithm') : say('logarithm to base {0}', text(value));
    case 'normalize':
      return value === true ? say('rows divided by their sum') : null;
    case 'reduction':
      return reductionPhrase(text(value), measure, items);
    case 'positions':
      return value === null ? say('classes at 0, 1, 2, ...') : say('classes at {0}', text(value));
    case 'cost':
      return say(value === null ? 'cost |i - j|' : 'the given cost');
    case 'axis':
      return value === -1 || measure.item === 'element' ? null : say('classes along axis {0}', text(value));
    default:
      return value === null || (value === spec.default && spec.kind === 'flag') ? null : plain(spec, value);
  }
}

function reductionPhrase(
  reduction: string,
  { item }: Measure,
  { counted, meanDivisor = counted }: Items,
): ConventionPhrase | null {
  if (item === 'whole') return null;
  const rows = item === 'row';
  if (reduction === 'none') return say(rows ? 'one value a row' : 'one value an element');
  if (reduction === 'sum') return say(rows ? 'sum over rows' : 'sum over elements');
  if (reduction === 'weightedMean') return say("mean weighted by the sum of w y'");
  if (meanDivisor !== counted) return say('mean over the sum of w[y]');
  return say(rows ? 'mean over rows' : 'mean over elements');
}

/** `labelSmoothing 0` says nothing; `gamma 2` does. */
function plain({ name }: OptionSpec, value: unknown): ConventionPhrase | null {
  return name === 'labelSmoothing' && value === 0 ? null : say('{0} {1}', name, text(value));
}

function text(value: unknown): string {
  if (ArrayBuffer.isView(value)) return text(Array.from(value as unknown as ArrayLike<number>));
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : describe(value);
}
