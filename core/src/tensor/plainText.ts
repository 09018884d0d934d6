import type { Dialect } from './syntax.js';

/** A text as the reader of numbers takes it: of the same length, so that every place holds, and then what closes it. */
export interface PlainText {
  text: string;
  dialect: Dialect;
  dtype?: string | undefined;
  /** The shape, by the one that was found; throws where the text says otherwise. */
  shape?(found: readonly number[]): readonly number[];
  /** Whether the numbers stand in the order of columns, the first axis fastest. */
  columns?: boolean;
}

/** Blanks for a part that says nothing, its line ends kept. */
export const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');
