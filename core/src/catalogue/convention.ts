import type { OptionSpec } from '../numeric/option.js';
import { describe } from '../numeric/describe.js';
import { EPSILON } from '../losses/epsilon.js';
import type { Items } from '../losses/reduce.js';
import type { Measure, MeasureOptions } from './measure.js';

/** Everything about a value that another library might have chosen otherwise, in words. */
export function conventionOf(measure: Measure, options: MeasureOptions, items: Items): string {
  const phrases = measure.options.map((spec) => phrase(spec, measure, options, items));
  return [measure.arguments.join(', '), ...(measure.conventions ?? []), ...phrases].filter(Boolean).join('; ');
}

function phrase(spec: OptionSpec, measure: Measure, options: MeasureOptions, items: Items): string {
  const value = options[spec.name] ?? spec.default;
  switch (spec.name) {
    case 'fromLogits':
      return value === true ? 'logits, by log-sum-exp without epsilon' : '';
    case 'epsilonMode':
      if (options.fromLogits === true) return '';
      return value === 'none' ? 'no epsilon' : `epsilon ${text(value)} ${text(options.epsilon ?? EPSILON.default)}`;
    case 'epsilon':
      return '';
    case 'base':
      return value === Math.E ? 'natural logarithm' : `logarithm to base ${text(value)}`;
    case 'normalize':
      return value === true ? 'rows divided by their sum' : '';
    case 'reduction':
      return reductionPhrase(text(value), measure, items);
    case 'positions':
      return value === null ? 'classes at 0, 1, 2, ...' : `classes at ${text(value)}`;
    case 'cost':
      return value === null ? 'cost |i - j|' : 'the given cost';
    case 'axis':
      return value === -1 || measure.item === 'element' ? '' : `classes along axis ${text(value)}`;
    default:
      return value === null || (value === spec.default && spec.kind === 'flag') ? '' : plain(spec, value);
  }
}

function reductionPhrase(reduction: string, { item }: Measure, { counted, meanDivisor = counted }: Items): string {
  if (item === 'whole') return '';
  if (reduction === 'none') return `one value ${item === 'row' ? 'a row' : 'an element'}`;
  if (reduction === 'sum') return `sum over ${item}s`;
  if (reduction === 'weightedMean') return "mean weighted by the sum of w y'";
  return meanDivisor === counted ? `mean over ${item}s` : 'mean over the sum of w[y]';
}

/** `labelSmoothing 0` says nothing; `gamma 2` does. */
function plain({ name }: OptionSpec, value: unknown): string {
  return name === 'labelSmoothing' && value === 0 ? '' : `${name} ${text(value)}`;
}

function text(value: unknown): string {
  if (ArrayBuffer.isView(value)) return text(Array.from(value as unknown as ArrayLike<number>));
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : describe(value);
}
