import type { ResultTable } from '../../../protocol/result.js';

/** A value of JSON, which has no infinity and no NaN: these become strings. */
export const exact = (value: number | string | null | undefined): number | string | null =>
  value === undefined || value === null
    ? null
    : typeof value === 'string' || Number.isFinite(value)
      ? value
      : String(value);

export function tableAsJson({ columns, rows }: ResultTable): string {
  const heads = columns.map(({ head }) => head || '#');
  const list = Array.from({ length: rows }, (_, row) => {
    const entries = columns.map(({ values }, i) => [heads[i], exact(values[row])] as const);
    return Object.fromEntries(entries);
  });
  return JSON.stringify(list, null, 2);
}

export function tableAsMarkdown({ columns, rows }: ResultTable): string {
  const lines = [columns.map(({ head }) => head || '#'), columns.map(() => '---')];
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ values }) => String(values[row])));
  return lines.map(markdownRow).join('\n');
}

export const markdownRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
