import { counted } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import type { Failure } from './failure.js';
import { blank, type PlainText } from './plainText.js';
import { dialectOf } from './syntax.js';

const TOKEN = /#[^\r\n]*|"[^"]*"|'[^']*'|(?<![\w.])([A-Za-z.][\w.]*)(\s*\(|\s*=(?!=))|[(),]|(?<=[\d.])L\b/g;

/**
 * `c(0.1, 0.9)`, with names and in one another; `rbind` and `cbind` of them; `matrix(c(...), nrow = 2)` and
 * `array(c(...), dim = c(2, 3))`, whose numbers stand in the order of columns unless `byrow` says otherwise.
 */
export function plainR(source: string, failure: Failure): PlainText | null {
  const open: string[] = [];
  let text = '';
  let from = 0;
  let made: Omit<PlainText, 'text' | 'dialect'> = {};
  const put = (start: number, end: number, closer: string): void => {
    text += source.slice(from, start) + blank(source.slice(start, end - closer.length)) + closer;
    from = end;
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
    const [token, word, then] = match;
    const at = match.index;
    const end = at + token.length;
    const around = open.at(-1);
    if (then?.endsWith('(')) {
      if (!isKnown(word, around) || open.length >= limits.nesting) return null;
      const inner = around === 'c' || around === 'inner';
      put(at, end, inner || word === 'matrix' || word === 'array' ? '' : '[');
      open.push(inner ? 'inner' : word);
    } else if (then) put(at, end, '');
    else if (token === 'L') put(at, end, '');
    else if (token === '(') return null;
    else if (token === ')') {
      const closed = open.pop();
      put(at, end, closed === 'inner' || closed === 'matrix' || closed === 'array' ? '' : ']');
      if (open.length === 0 && closed === 'rbind') made = { shape: (found) => (found[1] ? found : [found[0], 1]) };
      else if (open.length === 0 && closed === 'cbind')
        made = { columns: true, shape: (found) => (found[1] ? [found[1], found[0]] : [1, found[0]]) };
      else if (open.length === 0 && (closed === 'matrix' || closed === 'array')) made = shaped(closed, '', failure, at);
    } else if (token === ',' && (around === 'matrix' || around === 'array')) {
      const close = source.lastIndexOf(')');
      put(at, close + 1, '');
      made = shaped(around, source.slice(at, close), failure, at);
      break;
    }
  }
  return { text: text + source.slice(from), dialect: dialectOf('r'), ...made };
}

/** Whether a call may stand there: `c` anywhere, the others at the very outside. */
function isKnown(word: string, around: string | undefined): boolean {
  if (around === undefined) return /^(?:c|matrix|array|rbind|cbind)$/.test(word);
  return word === 'c';
}

/** What the arguments behind the numbers say of their shape. */
function shaped(
  call: 'matrix' | 'array',
  text: string,
  failure: Failure,
  at: number,
): Omit<PlainText, 'text' | 'dialect'> {
  const [rows, columns, byRow] = call === 'matrix' ? matrixArguments(text) : [];
  const dim = /^\s*,\s*(?:dim\s*=\s*)?c\(([\d\s,L]+)\)/.exec(text)?.[1];
  const lengths = dim?.split(',').map((length) => Number(length.replace('L', '')));
  return {
    columns: !byRow,
    shape(found) {
      const count = found.reduce((product, length) => product * length, 1);
      const [r = columns === undefined ? count : count / columns, c = count / r] = [rows, columns];
      const shape = call === 'matrix' ? [r, c] : (lengths ?? [count]);
      const isRead = call === 'matrix' ? rows !== NaN_ARGUMENT && columns !== NaN_ARGUMENT : lengths || text === '';
      if (!isRead)
        throw failure.at(at, 'shape', JSON.stringify(text.slice(1, 41).trim()), 'lengths written as whole numbers');
      if (found.length > 1 || !shape.every(Number.isInteger) || shape.reduce((a, b) => a * b, 1) !== count)
        throw failure.at(at, 'shape', counted(count, 'number'), `as many as ${text.slice(1, 41).trim()} asks for`);
      return shape;
    },
  };
}

/** Stands for a length that is no whole number in the text, such as a name. */
const NaN_ARGUMENT = -1;

/** Rows, columns and whether the numbers stand by rows, named or in their places. */
function matrixArguments(text: string): [rows: number | undefined, columns: number | undefined, byRow: boolean] {
  const placed = text
    .split(',')
    .slice(1)
    .map((argument) => argument.trim());
  const lengthOf = (name: string, place: number): number | undefined => {
    const named = placed.find((argument) => new RegExp(`^${name}\\s*=`).test(argument));
    const value = named?.replace(/^[^=]*=\s*/, '') ?? (placed[place]?.includes('=') ? undefined : placed[place]);
    if (value === undefined) return undefined;
    return /^\d+L?$/.test(value) ? parseInt(value, 10) : NaN_ARGUMENT;
  };
  const byRow = /\bbyrow\s*=\s*T(?:RUE)?\b/.test(text) || /^T(?:RUE)?$/.test(placed[2] ?? '');
  return [lengthOf('nrow', 0), lengthOf('ncol', 1), byRow];
}
