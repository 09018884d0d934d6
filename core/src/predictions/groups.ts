import { counted, grouped } from '../numeric/describe.js';
import { dataError } from '../data/bytes.js';
import { scoreHead } from './names.js';
import { numberIn } from '../data/decimalNumber.js';
import { besideCells, numberCells } from './cells.js';
import { type Column, placeOf, quoteCell } from './types.js';

/** Columns `p0`, `p1` or `prob_cat`, `prob_dog` of one file as one of scores; throws `data` where they differ in length. */
export function groupsOf(columns: readonly Column[]): Column[] {
  const groups = new Map<string, Map<string, Column>>();
  for (const column of columns) {
    const found = column.width === null ? scoreHead(column.name) : null;
    if (!found) continue;
    const key = `${column.file}\n${found.kind}`;
    const group = groups.get(key) ?? new Map<string, Column>();
    const twin = group.get(found.head);
    if (twin)
      throw dataError(
        column.file,
        `${quoteCell(twin.name)} and ${quoteCell(column.name)}, two scores of class ${quoteCell(found.head)}`,
        'one column a class',
      );
    const [first = column] = group.values();
    if (first.rows !== column.rows)
      throw dataError(column.id, counted(column.rows, 'value'), `${grouped(first.rows)}, as ${first.id} has`);
    groups.set(key, group.set(found.head, column));
  }
  const joint: Column[] = [];
  for (const [key, group] of groups)
    if (group.size > 1) joint.push(joined([...group.values()], [...group.keys()], key.slice(key.indexOf('\n') + 1)));
  return joint;
}

export function joined(parts: readonly Column[], heads: readonly string[], name: string): Column {
  const { file, rows, line } = parts[0];
  const cells = besideCells(parts.map((part) => part.cells));
  return { id: `${file}: ${name}`, file, name, rows, width: parts.length, cells, heads, line };
}

/** Labels in rows of zeros with a single 1, as class indices. */
export function fromOneHot(column: Column): Column {
  const { width, rows, cells, heads } = column;
  if (width === null) return column;
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let at = -1;
    for (let c = 0; c < width; c++) {
      const x = cells.number(row * width + c);
      if (x === 1 && at < 0) at = c;
      else if (x !== 0) at = width;
    }
    if (at < 0 || at === width)
      throw dataError(
        placeOf(column, row),
        `a row of ${counted(width, 'value')}`,
        'one label, or zeros with a single 1',
      );
    labels[row] = at;
  }
  const indices = numberCells(labels);
  const head = (row: number): string => heads![labels[row]];
  const named = heads && { get: head, text: head, clipped: head };
  const number = heads ? (row: number) => numberIn(head(row)) : indices.number;
  return { ...column, width: null, cells: { ...indices, ...named, number }, heads: null };
}
