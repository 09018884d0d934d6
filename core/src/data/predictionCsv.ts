import { dataError, type NamedBytes } from './bytes.js';
import { fileText, readCsv } from './csv.js';
import { isKnown } from './predictionNames.js';
import { type Column, type PredictionChoices, Unanswered } from './predictionTypes.js';

/** The columns of a table; a single one without a name goes by `stem`. */
export function csvColumns(file: NamedBytes, stem: string, choices: PredictionChoices): Omit<Column, 'id' | 'file'>[] {
  const table = readCsv(file.name, fileText(file));
  const named = table.names !== null;
  const rows = named ? [table.names!, ...table.rows] : table.rows;
  const header = named || (choices.header?.[file.name] ?? hasHeader(file.name, rows));
  const body = header ? rows.slice(1) : rows;
  const lines = header && !named ? table.lines.slice(1) : table.lines;
  if (body.length === 0) throw dataError(file.name, 'no rows below its names', 'one or more');
  return rows[0].map((first, j) => ({
    name: header ? first.trim() : rows[0].length === 1 ? stem : `column ${j + 1}`,
    rows: body.length,
    width: null,
    cells: body.map((row) => row[j]),
    heads: null,
    lines,
  }));
}

/** Whether the first line is names: it has a known one, or texts above numbers. Texts above texts can be either. */
function hasHeader(file: string, rows: readonly string[][]): boolean {
  const [first, ...rest] = rows;
  const again = first.map((cell, j) => rest.some((row) => row[j] === cell));
  if (first.some((cell, j) => !again[j] && isKnown(cell))) return true;
  const single = first.length === 1 || rest.length === 0;
  if (single || again.includes(true) || first.some((cell) => cell === '' || Number.isFinite(Number(cell))))
    return false;
  throw new Unanswered({ ask: 'header', file, first: first.join(', ').slice(0, 80) });
}
