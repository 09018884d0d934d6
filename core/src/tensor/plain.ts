import type { Failure } from './failure.js';
import { plainJulia } from './juliaForm.js';
import { plainPrint } from './printForm.js';
import { plainR } from './rForm.js';
import type { Source } from './source.js';
import { dialectOf, type Dialect, type Syntax } from './words.js';
import { plainYaml } from './yamlForm.js';

/** A text as the reader of numbers takes it: of the same length, so that every place holds, and then what closes it. */
export interface Plain {
  text: string;
  dialect: Dialect;
  dtype?: string | undefined;
  /** The shape, by the one that was found; throws where the text says otherwise. */
  shape?(found: readonly number[]): readonly number[];
  /** Whether the numbers stand in the order of columns, the first axis fastest. */
  columns?: boolean;
}

/** What R, Julia, YAML and prints write otherwise than in brackets with commas; null where nothing is. */
export function plainOf(source: Source, syntax: Syntax | undefined, failure: Failure): Plain | null {
  if (typeof source !== 'string') return null;
  switch (syntax) {
    case 'r':
      return plainR(source, failure);
    case 'julia':
      return plainJulia(source);
    case 'yaml':
      return { text: plainYaml(source), dialect: dialectOf('yaml') };
    case 'text':
    case 'csv':
    case undefined:
      return plainPrint(source, failure);
    default:
      return null;
  }
}

/** Blanks for a part that says nothing, its line ends kept. */
export const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** Puts the numbers of columns into the order of rows: gives for each place the one it is read from. */
export function rowOrder(shape: readonly number[]): (index: number) => number {
  return (index) => {
    let rest = index;
    let stride = shape.reduce((product, length) => product * length, 1);
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      stride /= shape[axis];
      from += (rest % shape[axis]) * stride;
      rest = Math.floor(rest / shape[axis]);
    }
    return from;
  };
}
