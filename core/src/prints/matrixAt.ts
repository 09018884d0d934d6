import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { ArrayIndex } from '../tensor/arrayIndex.js';
import { parseTensor } from '../tensor/parseTensor.js';
import type { Syntax } from '../tensor/syntax.js';
import { confusionOfArray, confusionOfTable, type PrintedConfusion } from './confusion.js';
import { printAt } from './print.js';
import { countsOfReport } from './reportFacts.js';

/**
 * The counts at an offset that a person says are a confusion matrix: an array, a table of pandas or of Markdown, or a
 * report over two classes that leaves no other. Null where none stand.
 */
export function matrixAt(text: string, offset: number, syntax: Syntax): PrintedConfusion | null {
  const print = printAt(text, offset);
  if (print && 'report' in print) {
    const counts = countsOfReport(print.report);
    const classes = print.report.classes.map(({ label }) => label);
    return counts && { classes, counts: Float64Array.from(counts.flat()), rows: 'actual', certain: true };
  }
  if (print) return confusionOfTable(print.table, true);
  const found = new ArrayIndex(text, syntax).outermost(offset);
  if (!found || found.end - found.start > limits.hoverArray) return null;
  try {
    return confusionOfArray(parseTensor(text.slice(found.start, found.end), { syntax }).tensor, true);
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}
