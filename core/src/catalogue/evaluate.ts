import { CoreError } from '../numeric/error.js';
import { CoreWarning } from '../numeric/warning.js';
import { limits } from '../numeric/limits.js';
import { checkOption } from '../numeric/option.js';
import { unitOf } from '../numeric/base.js';
import { type Items, reduce, type Reduction } from '../losses/reduce.js';
import { isTensor } from '../tensor/tensor.js';
import { conventionOf, conventionText, type ConventionPhrase } from './convention.js';
import type { Measure, MeasureInput, MeasureOptions } from './measure.js';
import { measureOf } from './measures.js';

/** A value that can be shown to a person: never without its unit, its convention and what was counted. */
export interface Evaluation {
  readonly id: string;
  /** Null where nothing counted, or where every item was asked for (`reduction` none). */
  readonly value: number | null;
  /** One value a row (an element, for losses of elements), null where it was ignored. */
  readonly perItem: readonly (number | null)[];
  /** `nats`, `bits`; empty for a plain number. */
  readonly unit: string;
  readonly convention: string;
  /** The convention in parts whose words can be translated. */
  readonly phrases: readonly ConventionPhrase[];
  readonly counted: number;
  readonly of: number;
  readonly warnings: readonly CoreWarning[];
}

/**
 * Computes any measure of the catalogue and says what was computed.
 *
 * `id` names the measure, `options` are its own. Shapes and units are those of the measure; one that takes a single
 * argument reads `target` and no prediction. What another library might have chosen otherwise stands in `convention`.
 * Where nothing counts (an empty batch, every target ignored) the value is null and a warning says so, where PyTorch gives NaN
 * and the plain function throws. An infinite value carries a warning, and so does an option that the measure has not.
 * Throws as the measure does: NaN in, a negative probability, a shape that does not fit, each with its place.
 *
 * @example evaluate('crossEntropy', [0.1, 0.7, 0.2], [0.1, 0.6, 0.3]).value // 0.828631
 * Source: that of each measure.
 */
export function evaluate(
  id: string,
  target: MeasureInput,
  prediction: MeasureInput | null = null,
  options: MeasureOptions = {},
): Evaluation {
  const measure = measureOf(id);
  for (const spec of measure.options) checkOption(spec, options[spec.name]);
  const own = ownOptions(measure, options);
  const items = itemsOf(measure, target, prediction, own);
  const warnings = [...items.warnings, ...unusedOptions(measure, options)];
  const has = (option: string): boolean => measure.options.some(({ name }) => name === option);
  const phrases = conventionOf(measure, own, items);
  const value = valueOf(items, has('reduction') ? (options.reduction as Reduction | undefined) : 'mean', warnings);
  return {
    id,
    value,
    perItem: Array.from(items.values, (x, i) => (items.ignored?.[i] ? null : x)),
    unit: has('base') ? measure.unit.replace('nats', unitOf((options.base ?? Math.E) as number)) : measure.unit,
    convention: conventionText(phrases),
    phrases,
    counted: items.counted,
    of: items.values.length,
    warnings,
  };
}

/** The items of a measure; none where the input is empty. */
function itemsOf(
  measure: Measure,
  target: MeasureInput,
  prediction: MeasureInput | null,
  options: MeasureOptions,
): Items {
  const second = measure.arguments[1];
  if (second !== undefined && prediction === null)
    throw new CoreError('shape', 'nothing', `numbers, since ${measure.id} takes two arguments`, { argument: second });
  try {
    return measure.items(target, prediction ?? [], options);
  } catch (error) {
    const isEmptyBatch = isEmpty(target) && (prediction === null || isEmpty(prediction));
    if (!(error instanceof CoreError) || error.code !== 'empty' || !isEmptyBatch) throw error;
    return { values: new Float64Array(0), counted: 0, warnings: [] };
  }
}

function isEmpty(input: MeasureInput): boolean {
  const values: unknown = isTensor(input) ? input.data : Array.isArray(input) ? input.flat(limits.rank) : input;
  return (values as ArrayLike<unknown> | null)?.length === 0;
}

function valueOf(items: Items, reduction: Reduction | undefined, warnings: CoreWarning[]): number | null {
  try {
    const value = reduce(items, { reduction });
    if (typeof value !== 'number') return null;
    if (!Number.isFinite(value) && !warnings.some(({ code }) => code === 'infinite'))
      warnings.push(new CoreWarning('infinite', 'the value is infinite: something certain was ruled out'));
    return value;
  } catch (error) {
    if (!(error instanceof CoreError) || (error.code !== 'empty' && error.code !== 'undefined')) throw error;
    const message =
      error.code === 'empty' ? `${items.counted} of ${items.values.length} counted` : `no mean: ${error.found}`;
    warnings.push(new CoreWarning(error.code, message));
    return null;
  }
}

/** The options that a measure has, of more: those that `items` and `gradient` of its entry take. */
export function ownOptions(measure: Measure, options: MeasureOptions): MeasureOptions {
  return Object.fromEntries(
    measure.options.filter(({ name }) => options[name] !== undefined).map(({ name }) => [name, options[name]]),
  );
}

function unusedOptions(measure: Measure, options: MeasureOptions): CoreWarning[] {
  return Object.keys(options)
    .filter((name) => options[name] !== undefined && !measure.options.some((spec) => spec.name === name))
    .map((name) => new CoreWarning('unused', `${measure.id} has no option ${name}`, { argument: name }));
}
