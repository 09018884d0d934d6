import { describe, tuple } from './describe.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import { CoreError } from './error.js';

interface Named {
  /** The key in an options object. */
  readonly name: string;
  /** What it does, for a form or a table. */
  readonly title: string;
}

export interface NumberOption extends Named {
  readonly kind: 'number';
  readonly default: number | null;
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** True when `min` itself is not allowed. */
  readonly above?: boolean;
}

export interface ChoiceOption<T extends string = string> extends Named {
  readonly kind: 'choice';
  readonly default: T;
  readonly choices: readonly T[];
}

export interface FlagOption extends Named {
  readonly kind: 'flag';
  readonly default: boolean;
}

/** One number for every class, or (where `scalar`) one number for all. */
export interface VectorOption extends Named {
  readonly kind: 'vector';
  readonly default: number | null;
  readonly min: number;
  readonly max: number;
  readonly scalar: boolean;
}

/** A square matrix of numbers, one row and column a class. */
export interface MatrixOption extends Named {
  readonly kind: 'matrix';
  readonly default: null;
  readonly min: number;
}

/** An option as the functions check it and as the catalogue shows it: one definition for both. */
export type OptionSpec = NumberOption | ChoiceOption | FlagOption | VectorOption | MatrixOption;

/** The checked number of an option, its default where it is left out. */
export function readNumber(spec: NumberOption & { default: number }, value: number | undefined): number;
export function readNumber(spec: NumberOption, value: number | null | undefined): number | null;
export function readNumber(spec: NumberOption, value: number | null | undefined): number | null {
  if (value === undefined || value === null) return spec.default;
  checkNumber(spec, value);
  return value;
}

/** The checked choice of an option, its default where it is left out. */
export function readChoice<T extends string>(spec: ChoiceOption<T>, value: T | undefined): T {
  if (value === undefined) return spec.default;
  if (!spec.choices.includes(value))
    throw new CoreError('option', describe(value), `one of ${spec.choices.join(', ')}`, { argument: spec.name });
  return value;
}

/** The checked flag of an option, its default where it is left out. */
export function readFlag(spec: FlagOption, value: boolean | undefined): boolean {
  if (value === undefined) return spec.default;
  if (typeof value !== 'boolean')
    throw new CoreError('option', describe(value), 'true or false', { argument: spec.name });
  return value;
}

/** One number a class: the checked vector, a scalar repeated, or null where it is left out without a default. */
export function readVector(
  spec: VectorOption,
  value: number | ArrayLike<number> | null | undefined,
  classes: number,
): Float64Array | null {
  const given = value ?? spec.default;
  if (given === null) return null;
  if (typeof given === 'number') {
    if (!spec.scalar) throw new CoreError('option', describe(given), 'one number a class', { argument: spec.name });
    checkNumber(spec, given);
    return new Float64Array(classes).fill(given);
  }
  const { shape, data } = toTensor(given as TensorLike, spec.name);
  if (shape.length !== 1 || data.length !== classes)
    throw new CoreError('option', `shape ${tuple(shape)}`, `shape ${tuple([classes])}, one number a class`, {
      argument: spec.name,
    });
  data.forEach((x, i) => checkNumber(spec, x, i));
  return Float64Array.from(data);
}

/**
 * Throws `option`, naming it and those there are, for an option that a function has not: a slip of the pen is no default.
 * One that is undefined is left out.
 */
export function checkOptions(options: object, known: readonly (string | Named)[]): void {
  if (typeof options !== 'object' || options === null)
    throw new CoreError('option', describe(options), 'an object of options', { argument: 'options' });
  for (const [name, value] of Object.entries(options)) {
    const names = known.map((option) => (typeof option === 'string' ? option : option.name));
    if (value !== undefined && !names.includes(name))
      throw new CoreError('option', 'no such option', `one of ${names.join(', ')}`, { argument: name });
  }
}

/** Throws `option` for a value that no input could go with; vectors and matrices are checked beside their input. */
export function checkOption(spec: OptionSpec, value: unknown): void {
  if (spec.kind === 'number') readNumber(spec, value as number | undefined);
  if (spec.kind === 'choice') readChoice(spec, value as string | undefined);
  if (spec.kind === 'flag') readFlag(spec, value as boolean | undefined);
}

function checkNumber(
  spec: { name: string; min: number; max: number; integer?: boolean; above?: boolean },
  value: number,
  index?: number,
): void {
  const { name, min, max, integer, above } = spec;
  if (typeof value === 'number' && value >= min && value <= max && !(above && value === min))
    if (!integer || Number.isInteger(value)) return;
  const kind = integer ? 'an integer' : 'a number';
  const low = above ? `above ${min}` : `at least ${min}`;
  const range = [...(min > -Infinity ? [low] : []), ...(max < Infinity ? [`at most ${max}`] : [])].join(' and ');
  throw new CoreError('option', describe(value), `${kind} ${range}`.trim(), {
    argument: name,
    ...(index === undefined ? {} : { path: [index] }),
  });
}
