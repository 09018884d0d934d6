import { escape, tag } from './svg.js';

export type Value = string | number | null;

/** A column of a sheet: by its `key` for programs, by its `head` for people, who don't see one without a head. */
export interface SheetColumn<Row> {
  key: string;
  head: string;
  value: (row: Row) => Value;
  /** As it is read on the page; without it the value itself. */
  text?: (row: Row) => string;
  right?: boolean;
}

/** Rows as text: every value in full for programs, and as people read it. */
export interface Sheet {
  title: string;
  keys: string[];
  heads: string[];
  right: boolean[];
  values: Value[][];
  texts: string[][];
}

export const sheetOf = <Row>(title: string, columns: readonly SheetColumn<Row>[], rows: readonly Row[]): Sheet => {
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

const csvCell = (value: Value): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Commas, a line of names, a point in numbers; nothing where there is no value. */
export const csvOf = ({ keys, values }: Sheet): string =>
  [keys, ...values].map((row) => `${row.map(csvCell).join(',')}\n`).join('');

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
