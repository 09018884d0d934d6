import type { TextRange } from '../tensor/source.js';
import { cellNumber, decimalsOf } from './cell.js';
import { isBlank, lineAt, lineBefore, linesFrom, type PrintedLine, wordsOf } from './lines.js';

/** A line of a report; a rate that is not printed, as of the accuracy, or is `nan`, is NaN. */
export interface ReportRow extends TextRange {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  support: number;
}

/** A classification report as it was printed. */
export interface PrintedReport extends TextRange {
  classes: ReportRow[];
  /** Of `accuracy`, where it is printed; it is not where the labels are a part of all. */
  accuracy: ReportRow | null;
  /** Means over the classes by name, such as `macro avg`. */
  averages: ReportRow[];
  /** Half of the last digit that is printed: what each rate may be off by. */
  rounding: number;
}

export const isAverage = (label: string): boolean =>
  /^(?:micro|macro|weighted|samples) avg$|^avg \/ total$/.test(label);

/**
 * The classification report of scikit-learn that stands at an offset: precision, recall, F1 and support by class, the
 * accuracy and the means, as they are printed. Null where none does.
 * @example readReport('precision recall f1-score support\na 1.00 0.50 0.67 2', 40)?.classes[0].recall // 0.5
 */
export function readReport(text: string, offset: number): PrintedReport | null {
  const head = headAbove(text, offset);
  if (!head) return null;
  const rows: (ReportRow & { decimals: number })[] = [];
  let end = head.end;
  let averaged = false;
  for (const line of linesFrom(text, head)) {
    if (isBlank(text, line)) continue;
    const row = rowOf(text, line);
    if (!row || (averaged && !isAverage(row.label))) break;
    averaged = isAverage(row.label);
    rows.push(row);
    end = line.end;
  }
  if (offset > end) return null;
  const accuracyAt = rows.findIndex(({ label, recall }) => label === 'accuracy' && Number.isNaN(recall));
  const classes = rows.filter(({ label }, i) => i !== accuracyAt && !isAverage(label));
  if (classes.length === 0) return null;
  const decimals = Math.max(...rows.slice(0, 100).map((row) => row.decimals));
  return {
    start: head.start,
    end,
    classes,
    accuracy: rows[accuracyAt] ?? null,
    averages: rows.filter(({ label }) => isAverage(label)),
    rounding: 0.5 * 10 ** -decimals,
  };
}

const HEAD = ['precision', 'recall', 'f1-score', 'support'];

function isHead(text: string, line: PrintedLine): boolean {
  if (!text.slice(line.from, line.end).includes('f1-score')) return false;
  const words = wordsOf(text, line).map(({ start, end }) => text.slice(start, end));
  return words.length === 4 && HEAD.every((word, i) => words[i] === word);
}

/** The head of the report whose line an offset is on. */
function headAbove(text: string, offset: number): PrintedLine | null {
  const at = lineAt(text, offset);
  if (!at || isHead(text, at)) return at;
  if (!rowOf(text, at)) return null;
  for (const line of linesFrom(text, at, lineBefore)) {
    if (isHead(text, line)) return line;
    if (!isBlank(text, line) && !rowOf(text, line)) return null;
  }
  return null;
}

function rowOf(text: string, line: PrintedLine): (ReportRow & { decimals: number }) | null {
  const words = wordsOf(text, line);
  const taken = words.slice(-4).map(({ start, end }) => text.slice(start, end));
  const numbers = taken.map((word) => cellNumber(word) ?? null);
  const of = (label: string, precision: number, recall: number, f1: number, support: number, rate: string) => ({
    label,
    precision,
    recall,
    f1,
    support,
    decimals: decimalsOf(rate),
    start: words[0].start,
    end: words.at(-1)!.end,
  });
  const [precision, recall, f1, support] = numbers;
  // The accuracy stands below F1, with nothing before it.
  if (words.length === 3 && taken[0] === 'accuracy' && recall !== null && f1 !== null)
    return of('accuracy', NaN, NaN, recall, f1, taken[1]);
  if (words.length < 5 || precision === null || recall === null || f1 === null || support === null) return null;
  return of(text.slice(words[0].start, words.at(-5)!.end), precision, recall, f1, support, taken[1]);
}
