import { decimalNumber } from './decimalNumber.js';
import { type CellForm, forCells } from './csvCells.js';

const COMMA = 44;
const SPACE = 32;
/** Rows that tell, and bytes after which no more of them are looked at. */
const SAMPLE = 20;
const FAR = 2 ** 20;

/**
 * How the cells of a text stand. A first line `sep=;`, as spreadsheets write it, says what is between them. Else it is
 * the tab, semicolon or comma that parts the first rows into equally many cells, the most of them numbers; with a comma in
 * the numbers only a tab or a semicolon can. Spaces part cells only where no other does and all below the first line
 * are numbers, as NumPy writes them, or where R wrote them, whose first row has one cell fewer, without the row's name.
 * Lines that begin with `# ` and stand before all rows are NumPy's comments: the
 * last of them is names where it has as many cells as the rows.
 */
export function csvForm(file: string, bytes: Uint8Array): CellForm {
  const said = /^"?sep=([,;\t| ])"?\r?\n/.exec(start(bytes, 0, 9));
  if (said) return { from: said[0].length, separator: said[1].charCodeAt(0) };
  const { comment, body } = afterComments(bytes);
  const form = separatorOf(file, bytes, body);
  const { separator } = form;
  if (comment < 0 || form.rowNames) return { from: body, ...form };
  const names = cellsIn(file, bytes, { from: comment + 2, separator });
  return { from: names === cellsIn(file, bytes, { from: body, separator }) ? comment + 2 : body, separator };
}

const start = (bytes: Uint8Array, from: number, length: number): string => {
  let text = '';
  for (let at = from; at < Math.min(bytes.length, from + length); at++) text += String.fromCharCode(bytes[at]);
  return text;
};

/** Where the last of the comments begins, or -1, and where the rows do. */
function afterComments(bytes: Uint8Array): { comment: number; body: number } {
  let comment = -1;
  let body = 0;
  while (bytes[body] === 35 && bytes[body + 1] === SPACE) {
    comment = body;
    while (body < bytes.length && bytes[body] !== 10) body++;
    body++;
  }
  return { comment, body };
}

/** Cells in the first row. */
function cellsIn(file: string, bytes: Uint8Array, form: CellForm): number {
  let count = 0;
  forCells(file, bytes, form, (_start, _end, last) => {
    count++;
    return !last;
  });
  return count;
}

function separatorOf(file: string, bytes: Uint8Array, from: number): Omit<CellForm, 'from'> {
  let best = -1;
  let bestHasNames = false;
  let most = -1;
  let firstAt = Infinity;
  for (const separator of [9, 59, COMMA]) {
    const { width, even, numbers, found, rowNames } = sample(file, bytes, { from, separator });
    if (width < 2) continue;
    const share = even || rowNames ? numbers : -0.5;
    if (share < most || (share === most && found >= firstAt)) continue;
    [best, most, firstAt, bestHasNames] = [separator, share, found, rowNames];
  }
  if (best >= 0) return { separator: best, ...(bestHasNames && { rowNames: true }) };
  const { width, even, below } = sample(file, bytes, { from, separator: SPACE });
  if (width > 1 && even && below) return { separator: SPACE };
  const quoted = sample(file, bytes, { from, separator: SPACE, quoted: true });
  return quoted.rowNames ? { separator: SPACE, quoted: true, rowNames: true } : { separator: COMMA };
}

interface Sample {
  /** Cells in the first row, whether all rows have as many, and where the first of them ends. */
  width: number;
  even: boolean;
  found: number;
  /** The first row has one cell fewer than all others, of which there are two or more with a number in them. */
  rowNames: boolean;
  /** The share of the cells that are numbers, and whether all below the first row are. */
  numbers: number;
  below: boolean;
}

/** The first rows, as far as they can be read with that separator. */
function sample(file: string, bytes: Uint8Array, form: CellForm): Sample {
  const mark = form.separator === COMMA ? 46 : COMMA;
  const found: Sample = { width: 0, even: true, found: Infinity, numbers: 0, below: false, rowNames: false };
  let [longer, numbersAbove] = [0, 0];
  let [row, inRow, cells, isBelow] = [0, 0, 0, true];
  try {
    forCells(file, bytes, form, (begin, end, last) => {
      const quoted = bytes[begin] === 34 && end > begin + 1 ? 1 : 0;
      const isNumber = [46, mark].some(
        (each) => !Number.isNaN(decimalNumber(bytes, begin + quoted, end - quoted, each)),
      );
      cells++;
      if (isNumber) found.numbers++;
      else if (row > 0) isBelow = false;
      if (found.found === Infinity) found.found = end;
      inRow++;
      if (!last && end < form.from + FAR) return true;
      if (row === 0) [found.width, numbersAbove] = [inRow, found.numbers];
      else if (inRow === found.width + 1) longer++;
      if (row > 0 && inRow !== found.width) found.even = false;
      inRow = 0;
      return ++row < SAMPLE && last;
    });
  } catch {
    found.even = false;
  }
  const rowNames = found.width > 1 && longer > 1 && longer === row - 1 && numbersAbove === 0 && found.numbers > 0;
  return {
    ...found,
    rowNames,
    numbers: found.numbers / Math.max(1, cells),
    below: isBelow && (row > 1 || found.numbers === cells),
  };
}
