import type { OptionSpec } from '../numeric/option.js';
import type { Like } from '../tensor/like.js';
import type { Items } from '../losses/reduce.js';
import type { LabelVector } from '../metrics/labels.js';
import type { TensorLike } from '../tensor/tensor.js';

/**
 * What a measure takes:
 * `classes` a target of class indices or rows and a prediction of rows (or logits); `distributions` two of them;
 * `distribution` one; `probabilities` any elements in [0, 1];
 * `binary` two of them; `numbers` any two of one shape; `joint` a table of counts or
 * probabilities; `labels` two sequences of labels.
 */
export type Domain =
  'classes' | 'distributions' | 'distribution' | 'probabilities' | 'binary' | 'numbers' | 'joint' | 'labels';

/** What `evaluate` accepts: numbers, or labels where the measure compares labels. */
export type MeasureInput = TensorLike | LabelVector;

/** The options of any measure by name, as a form, a settings file or a command holds them. */
export type MeasureOptions = Readonly<Record<string, unknown>>;

/** One entry of the catalogue: everything that a form, a table, a document or a test needs to know of a measure. */
export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly formula: { readonly tex: string; readonly plain: string };
  readonly domain: Domain;
  /** The names of the arguments, in order; one or two. */
  readonly arguments: readonly [string] | readonly [string, string];
  readonly options: readonly OptionSpec[];
  /** The unit in words; `nats` in it gives way to the unit of a chosen base; empty for a plain number. */
  readonly unit: string;
  /** What is fixed and worth saying: a ground metric, a root. */
  readonly conventions?: readonly string[];
  /** What `reduction` counts. */
  readonly item: 'row' | 'element' | 'whole';
  items(target: MeasureInput, prediction: MeasureInput, options: MeasureOptions): Items;
  /** Null where nothing is differentiable. */
  readonly gradient: MeasureGradientFunction | null;
  readonly source: string;
}

/** A gradient for each argument that is differentiable, null for one that is not or is not there. */
export interface MeasureGradient {
  readonly target: Like<TensorLike> | null;
  readonly prediction: Like<TensorLike> | null;
}

export type MeasureGradientFunction = (
  target: TensorLike,
  prediction: TensorLike,
  options: MeasureOptions,
) => MeasureGradient;
