import { tuple } from '../numeric/describe.js';
import type { OpenArray } from './arrayHeader.js';
import { type ArraySlice, checkSlice, sliceSize } from './arraySlice.js';
import { type Dtype, dtypeOf } from './dtypes.js';
import { doubleText, numberText } from './numberText.js';
import { type ArrayBlock, readBlock } from './readBlock.js';

/** How numbers of a slice are written to be pasted elsewhere. */
export type CopyForm = 'json' | 'numpy' | 'csv';

const asJson = (word: string): string => word.replace('nan', 'NaN').replace('inf', 'Infinity');
const asNumpy = (word: string): string => word.replace(/nan|inf/, 'np.$&');

/**
 * A slice as text: JSON, as Python writes its `tolist` (doubles with all their digits, since JSON has no other type; `NaN`,
 * `Infinity`, complex numbers as pairs); NumPy, which makes an array of the same type, or of float32 where NumPy lacks it;
 * CSV, a row a line. Whole numbers are exact.
 * Throws `limit` above `limits.arrayCells` numbers.
 */
export async function copyText(array: OpenArray, slice: ArraySlice, form: CopyForm): Promise<string> {
  checkSlice(slice);
  const [height, width] = sliceSize(slice);
  const { rows, columns, ...block } = await readBlock(array, slice, [0, height], [0, width]);
  const dtype = dtypeOf(array.header.dtype);
  const write = writerOf(form, dtype, block);
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let column = 0; column < columns; column++)
      line += `${column === 0 ? '' : form === 'csv' ? ',' : ', '}${write(row * columns + column)}`;
    lines.push(form === 'csv' ? `${line}\n` : `[${line}]`);
  }
  if (form === 'csv') return lines.join('');
  const between = form === 'json' ? ',\n ' : `,\n${' '.repeat('np.array(['.length)}`;
  const isNumber = slice.rows === null && slice.columns === null;
  const whole = isNumber ? (lines[0] ?? '').slice(1, -1) : slice.rows === null ? lines[0] : `[${lines.join(between)}]`;
  if (form === 'json') return whole ?? '[]';
  const type = `dtype=np.${dtype.kind === 'bool' ? 'bool_' : dtype.npy === null ? 'float32' : dtype.name}`;
  if (rows * columns > 0) return `np.array(${whole}, ${type})`;
  return `np.empty(${tuple(slice.rows === null ? [columns] : [rows, columns])}, ${type})`;
}

/** How each number of a block is written. */
function writerOf(
  form: CopyForm,
  { kind, name }: Dtype,
  { texts, values, imaginary }: Pick<ArrayBlock, 'texts' | 'values' | 'imaginary'>,
): (at: number) => string {
  if (form === 'csv') return (at) => texts[at];
  const text = form === 'json' ? doubleText : numberText(name);
  if (!imaginary) {
    if (form === 'numpy') return (at) => asNumpy(texts[at]);
    if (kind === 'float') return (at) => asJson(text(values[at]));
    return (at) => (kind === 'bool' ? texts[at].toLowerCase() : texts[at]);
  }
  return (at) => {
    const parts = [text(values[at]), text(imaginary[at])];
    return form === 'json' ? `[${parts.map(asJson).join(', ')}]` : `complex(${parts.map(asNumpy).join(', ')})`;
  };
}
