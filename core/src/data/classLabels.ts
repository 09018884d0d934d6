import { grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
import { isMissing } from './cells.js';
import { numberIn } from './decimalNumber.js';

/** The class of each item, as an index of the names of all classes. */
export interface ClassLabels {
  labels: Uint8Array;
  classes: string[];
}

/** Texts as they stand in a file, and where each of them does. */
interface LabelTexts {
  count: number;
  text(item: number): string;
  place(item: number): string;
}

/**
 * Names the classes of labels, and sorts them: numbers by their value, else by code unit. A label is the text that stands
 * in the file, so `007` and `7` are two, as are whole numbers above 2^53 that a double would make one; but labels that are
 * all written as reals and are all whole, as a column of floats is, are these whole numbers: `1.0` is `1`.
 * Throws `data` with the place where a label is empty or NaN, or `NA` or the like among numbers, and above `limits.classes` classes.
 */
export function classLabels(file: string, texts: LabelTexts): ClassLabels {
  const textOf = wholeTexts(texts);
  const found = new ClassNames(file);
  const labels = new Uint8Array(texts.count);
  for (let item = 0; item < texts.count; item++) {
    const text = textOf(item);
    if (isNoLabel(text))
      throw dataError(texts.place(item), text.trim() === '' ? 'nothing' : JSON.stringify(text), 'a label');
    labels[item] = found.indexOf(text);
  }
  const missing = missingAmong(found.names);
  if (missing !== undefined) {
    const index = found.indexOf(missing);
    const place = texts.place(labels.indexOf(index));
    throw dataError(place, `${JSON.stringify(missing)} among labels that are numbers`, 'a label, or the row left out');
  }
  const classes = sortClasses(found.names);
  const order = found.names.map((name) => classes.indexOf(name));
  for (let item = 0; item < labels.length; item++) labels[item] = order[labels[item]];
  return { labels, classes };
}

/** Whether a text is none, or the NaN of a missing label. */
export const isNoLabel = (text: string): boolean => /^\s*(?:nan)?\s*$/i.test(text);

/** A name that stands for a missing value, as `NA`, where all other names are numbers. */
export function missingAmong(names: readonly string[]): string | undefined {
  const words = names.filter((name) => !Number.isFinite(numberIn(name)));
  return words.length < names.length && words.every(isMissing) ? words[0] : undefined;
}

/** The different names among labels, by the order in which they came; never more than there may be classes. */
export class ClassNames {
  private readonly indices = new Map<string, number>();
  readonly names: string[] = [];

  constructor(
    private readonly file: string,
    private readonly most: number = limits.classes,
  ) {}

  indexOf(name: string): number {
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    if (this.names.length === this.most)
      throw dataError(this.file, `more than ${this.most} different labels`, `at most ${grouped(this.most)} classes`);
    this.indices.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** Numbers in numeric order, else by code unit, as scikit-learn has them. */
export function sortClasses(names: readonly string[]): string[] {
  const numeric = names.every((name) => Number.isFinite(numberIn(name)));
  const byUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return names.slice().sort((a, b) => (numeric && numberIn(a) - numberIn(b)) || byUnit(a, b));
}

/** A label that is a number, with a point where its table has a comma. */
export const withPoint = (text: string, decimal: string | undefined): string =>
  decimal === ',' && /^[+-]?\d+,\d*(?:[eE][+-]?\d+)?$/.test(text) ? text.replace(',', '.') : text;

/** Gives the texts; where all are whole numbers written as reals, `2.0` or `2.000e+00`, without their fractions. */
export function wholeTexts({ count, text }: Pick<LabelTexts, 'count' | 'text'>): (item: number) => string {
  for (let item = 0; item < count; item++) if (wholeOf(text(item)) === null) return text;
  return (item) => wholeOf(text(item)) ?? '';
}

/** The whole number that a text with a point stands for exactly; null for any other. */
export function wholeOf(text: string): string | null {
  const [, sign, whole, fraction, exponent = '0'] = /^(-?)(\d+)\.(\d*)(?:[eE]([+-]?\d{1,4}))?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point > 300 || /[1-9]/.test(point > 0 ? digits.slice(point) : digits)) return null;
  const integer =
    point > 0
      ? digits
          .slice(0, point)
          .padEnd(point, '0')
          .replace(/^0+(?=\d)/, '')
      : '0';
  return integer === '0' ? integer : sign + integer;
}
