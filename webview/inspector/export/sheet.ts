import { csvText } from '@surprisal/core';
import { escape, tag } from './svg.js';

export type Value = string | number | null;

/** A column of a sheet. Programs read its `key` and people its `head`; a column without a head is for programs alone. */
export interface SheetColumn<Row> {
  key: string;
  head: string;
  value: (row: Row) => Value;
  /** The value as the page writes it; the plain value where it is left out. */
  text?: (row: Row) => string;
  right?: boolean;
}

/** A column of numbers, in full and as the page writes them. */
export const numberColumn = <Row, N extends number | null>(
  key: string,
  head: string,
  value: (row: Row) => N,
  text: (value: N) => string = String,
): SheetColumn<Row> => ({ key, head, value, text: (row) => text(value(row)), right: true });

/** Rows with every value in full, for programs, and as text, for people. */
export interface Sheet {
  title: string;
  keys: string[];
  heads: string[];
  right: boolean[];
  values: Value[][];
  texts: string[][];
}

export const sheetOf = <Row>(title: string, rows: readonly Row[], columns: readonly SheetColumn<Row>[]): Sheet => {
  const seen = columns.filter(({ head }) => head !== '');
  return {
    title,
    keys: columns.map(({ key }) => key),
    heads: seen.map(({ head }) => head),
    right: seen.map(({ right }) => right === true),
    values: rows.map((row) => columns.map(({ value }) => value(row))),
    texts: rows.map((row) => seen.map(({ text, value }) => (text ? text(row) : String(value(row) ?? '')))),
  };
};

/** CSV with a line of names, commas, and decimal points. A missing value is empty. */
export const csvOf = ({ keys, values }: Sheet): string => csvText([keys, ...values]);

/** A table of Markdown under its title. */
export function markdownOf({ title, heads, right, texts }: Sheet): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |\n`;
  const rule = `| ${right.map((it) => (it ? '---:' : '---')).join(' | ')} |\n`;
  return `**${markdownText(title)}**\n\n${line(heads)}${rule}${texts.map(line).join('')}`;
}

const markdownText = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>#|~&]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' ');

/** A list of objects, one a row; numbers that JSON has no word for are null. */
export const jsonRows = ({ keys, values }: Sheet): Record<string, Value>[] =>
  values.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i] ?? null])));

/** A table of a document; its title is the caption. */
export function htmlOf({ title, heads, right, texts }: Sheet): string {
  const side = (i: number): { class?: string } => (right[i] ? { class: 'right' } : {});
  const cell = (text: string, i: number): string =>
    i === 0
      ? tag('th', { scope: 'row', ...side(i) }, escape(text) || '&#160;')
      : tag('td', side(i), escape(text) || '&#160;');
  const head = heads.map((text, i) => tag('th', { scope: 'col', ...side(i) }, escape(text) || '&#160;')).join('');
  const body = texts.map((row) => tag('tr', {}, row.map(cell).join(''))).join('\n');
  const caption = tag('caption', {}, escape(title));
  return tag('table', {}, `${caption}${tag('thead', {}, tag('tr', {}, head))}<tbody>\n${body}\n</tbody>`);
}
