import type { Failure } from './failure.js';
import { plainJulia } from './juliaForm.js';
import { plainPrint } from './printForm.js';
import type { PlainText } from './plainText.js';
import { plainR } from './rForm.js';
import type { Source } from './source.js';
import { dialectOf, type Syntax } from './syntax.js';
import { plainYaml } from './yamlForm.js';

/** What R, Julia, YAML and prints write otherwise than in brackets with commas; null where nothing is. */
export function plainOf(source: Source, syntax: Syntax | undefined, failure: Failure): PlainText | null {
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
