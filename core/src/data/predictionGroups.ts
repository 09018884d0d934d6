import { dataError } from './bytes.js';
import { scoreHead } from './predictionNames.js';
import { type Cell, type Column, numberOf, placeOf } from './predictionTypes.js';

/** Columns `p0`, `p1` or `prob_cat`, `prob_dog` of one table as one of scores. */
export function groupsOf(columns: readonly Column[]): Column[] {
  const groups = new Map<string, { heads: string[]; parts: Column[] }>();
  for (const column of columns) {
    const head = column.lines ? scoreHead(column.name) : null;
    if (!head) continue;
    const key = `${column.file}\n${head.kind}`;
    const group = groups.get(key) ?? { heads: [], parts: [] };
    group.heads.push(head.head);
    group.parts.push(column);
    groups.set(key, group);
  }
  return [...groups]
    .filter(([, { parts }]) => parts.length > 1)
    .map(([key, { heads, parts }]) => joined(parts, heads, key.slice(key.indexOf('\n') + 1)));
}

export function joined(parts: readonly Column[], heads: readonly string[], name: string): Column {
  const { file, rows, lines } = parts[0];
  const cells: Cell[] = [];
  for (let i = 0; i < rows; i++) for (const part of parts) cells.push(part.cells[i]);
  return { id: `${file}: ${name}`, file, name, rows, width: parts.length, cells, heads, lines };
}

/** Labels in rows of zeros with a single 1, as class indices. */
export function fromOneHot(column: Column): Column {
  const { width, rows, cells, heads } = column;
  if (width === null) return column;
  const labels = Array.from({ length: rows }, (_, i) => {
    const row = Array.from(cells.slice(i * width, (i + 1) * width), numberOf);
    const at = row.indexOf(1);
    if (at < 0 || row.some((x, c) => x !== 0 && c !== at))
      throw dataError(placeOf(column, i), `a row of ${width} values`, 'one label, or zeros with a single 1');
    return heads ? heads[at] : at;
  });
  return { ...column, width: null, cells: labels, heads: null };
}
