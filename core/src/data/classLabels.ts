import { grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
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
 * Throws `data` with the place where a label is empty or NaN, and above `limits.classes` classes.
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
  const classes = sortClasses(found.names);
  const order = found.names.map((name) => classes.indexOf(name));
  for (let item = 0; item < labels.length; item++) labels[item] = order[labels[item]];
  return { labels, classes };
}

/** Whether a text is none, or the NaN of a missing label. */
export const isNoLabel = (text: string): boolean => /^\s*(?:nan)?\s*$/i.test(text);

/** The different names among labels, by the order in which they came; never more than there may be classes. */
export class ClassNames {
  private readonly indices = new Map<string, number>();
  readonly names: string[] = [];

  constructor(private readonly file: string) {}

  indexOf(name: string): number {
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    if (this.names.length === limits.classes)
      throw dataError(
        this.file,
        `more than ${limits.classes} different labels`,
        `at most ${grouped(limits.classes)} classes`,
      );
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

/** Gives the texts; where all are whole numbers written as reals, `2.0` or `2.000e+00`, without their fractions. */
export function wholeTexts({ count, text }: Pick<LabelTexts, 'count' | 'text'>): (item: number) => string {
  for (let item = 0; item < count; item++) if (wholeOf(text(item)) === null) return text;
  return (item) => wholeOf(text(item)) ?? '';
}

/** The whole number that a text with a point stands for exactly; null for any other. */
function wholeOf(text: string): string | null {
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
