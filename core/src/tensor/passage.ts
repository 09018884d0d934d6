import type { TextRange } from './source.js';
import type { Syntax } from './syntax.js';

/** A part of a document that is read by itself: its text has the length of what it stands for. */
export interface Passage {
  start: number;
  text: string;
  syntax: Syntax;
  /** Where the passage is one array, which of the table it is, and where that is shown. */
  table?: { of: TablePart; shown: TextRange };
}

/** A column by its header, or a row by its number, of which so many cells are numbers. */
export interface TablePart {
  column: string | null;
  row: number | null;
  numbers: number;
  cells: number;
}
