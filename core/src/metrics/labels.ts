import { counted, describe, tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { toTensor, type NumericArray, type Tensor } from '../tensor/tensor.js';

/** The name of a class: a whole number, a string or a boolean. */
export type Label = number | string | boolean;

/** One label an item. */
export type LabelVector = readonly Label[] | NumericArray | Tensor;

/** The flat values behind a vector of labels; a tensor must have one axis. */
export function labelValues(vector: LabelVector, argument: string): readonly Label[] | NumericArray {
  if (Array.isArray(vector)) return vector;
  const { shape, data } = toTensor(vector as Tensor | NumericArray, argument);
  if (shape.length !== 1)
    throw new CoreError('shape', `shape ${tuple(shape)}`, 'one label an item, shape (n,)', { argument });
  return data;
}

/** Throws `shape` unless both vectors have one length. */
export function checkSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, nameOfA: string, nameOfB: string): void {
  if (a.length !== b.length)
    throw new CoreError('shape', counted(b.length, 'label'), `${a.length}, as many as in ${nameOfA}`, {
      argument: nameOfB,
    });
}

/** Throws `range`, with the place, at the first that is not an index below `classes`. */
export function checkClasses(labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++)
    if (!(Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes))
      throw new CoreError('range', `${labels[i]}`, `a class from 0 to ${classes - 1}`, {
        argument: 'labels',
        path: [i],
      });
}

/** Class indices where the number of classes is not known. */
const MOST_INDICES = 2 ** 31;

/** The rows of each class, classes ascending. Throws `range`, with the place, for a label that is no class index. */
export function rowsByLabel(labels: ArrayLike<number>): [label: number, rows: number[]][] {
  checkClasses(labels, MOST_INDICES);
  const groups = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const rows = groups.get(labels[row]);
    if (rows) rows.push(row);
    else groups.set(labels[row], [row]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}

/** Numbers ascending, strings by code unit, false before true: the order of the classes where none is asked for. */
export function sortLabels(labels: Label[]): Label[] {
  return labels.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** How a message quotes a label: strings in quotes, so that "4" and 4 differ. */
export function quoteLabel(label: unknown): string {
  return typeof label === 'string' ? JSON.stringify(label) : String(label);
}

/** Numbers each label by its first appearance; `kind` keeps numbers and strings from being mixed. */
export class LabelIndex {
  readonly labels: Label[] = [];
  private readonly codes = new Map<Label, number>();

  /** The code of `label`, or -1 where it is not known. */
  find(label: Label): number {
    return this.codes.get(label) ?? -1;
  }

  /** The code of `label`, which is added where it is new. Throws for what cannot be a label. */
  add(label: Label, argument: string, position: number): number {
    const known = this.codes.get(label);
    if (known !== undefined) return known;
    this.check(label, argument, position);
    this.codes.set(label, this.labels.length);
    // -0 is 0, also as the first of its kind.
    return this.labels.push(label === 0 ? 0 : label) - 1;
  }

  private check(label: unknown, argument: string, position: number): void {
    const place = { argument, path: [position] };
    if (typeof label !== 'string' && typeof label !== 'number' && typeof label !== 'boolean')
      throw new CoreError('shape', describe(label), 'a whole number or a string as a label', place);
    if (typeof label === 'number' && !Number.isInteger(label))
      throw new CoreError(
        Number.isFinite(label) ? 'range' : 'notFinite',
        `${label}`,
        'a whole number or a string as a label',
        place,
      );
    const first = this.labels[0];
    if (first !== undefined && typeof first !== typeof label)
      throw new CoreError(
        'data',
        `the ${typeof label} ${quoteLabel(label)}`,
        `a ${typeof first} like the label ${quoteLabel(first)}`,
        place,
      );
  }
}
