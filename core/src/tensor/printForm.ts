import { tuple } from '../numeric/describe.js';
import type { Failure } from './failure.js';
import { linePrints } from './linePrints.js';
import { blank, type PlainText } from './plainText.js';
import { dialectOf } from './syntax.js';

const BEGINS =
  /\s*(?:Parameter containing:|<(?:tf\.)?\w+|masked_array\(|(?:[#>][#>\s]*)?\[\d*(?:,\d*)?\]\s|\d+(?:-element|×))/y;
/** `<tf.Tensor: shape=(2, 3), dtype=float32, numpy=` and `<tf.Variable 'w:0' shape=(2,) dtype=float32, numpy=`. */
const TENSORFLOW =
  /^\s*<(?:tf\.)?(?:Tensor|Variable)\b[^<>\n]*?\bshape=\(([\d, ]*)\)[^<>\n]*?\bdtype=(\w+)[^<>\n]*?\b(?:numpy|value)=/;
const LEADS = /^\s*(?:Parameter containing:\s*(?=\w)|masked_array\(\s*data=)/;

/** What PyTorch, TensorFlow, NumPy, R and Julia print around the numbers, as blanks; null where nothing of it stands. */
export function plainPrint(source: string, failure: Failure): PlainText | null {
  BEGINS.lastIndex = 0;
  if (!BEGINS.test(source)) return null;
  const dialect = dialectOf('text');
  const [lead] = LEADS.exec(source) ?? [];
  if (lead?.includes('data=')) {
    const call = `${blank(lead.slice(0, lead.indexOf('masked')))}array(`;
    return { text: call + blank(lead.slice(call.length)) + source.slice(lead.length), dialect };
  }
  if (lead) return { text: blank(lead) + source.slice(lead.length), dialect };
  const [head, lengths, dtype] = TENSORFLOW.exec(source.slice(0, 1000)) ?? [];
  if (head === undefined) return ofLines(source, failure);
  const end = source.lastIndexOf('>');
  const body = end < head.length ? source.slice(head.length) : source.slice(head.length, end);
  const said = (lengths.match(/\d+/g) ?? []).map(Number);
  const rest = end < head.length ? '' : ` ${source.slice(end + 1)}`;
  return { text: blank(head) + body + rest, dialect, dtype, shape: asSaid(said, failure) };
}

function ofLines(source: string, failure: Failure): PlainText | null {
  const first = /\S[^\r\n]*/.exec(source);
  const begin = first ? source.lastIndexOf('\n', first.index) + 1 : 0;
  const firstLine = /[^\r\n]*/.exec(source.slice(begin, begin + 2 ** 16))?.[0] ?? '';
  const print = linePrints.find(({ begins }) => begins(firstLine));
  if (!print) return null;
  const read = print.reader();
  let lines = 0;
  let isOne = true;
  const text = source.replace(/[^\r\n]+/g, (line) => {
    const numbers = !isOne || line.trim() === '' ? line : read(line);
    if (numbers === null) isOne = false;
    else if (line.trim() !== '') lines++;
    return numbers ?? line;
  });
  if (!isOne) return null;
  const dialect = { ...dialectOf('text'), fractions: true };
  if (print.isList) return { text: `${text.replace(' ', '[')}]`, dialect };
  return { text, dialect, shape: asSaid(print.shape(firstLine, lines - 1), failure) };
}

/** The shape that a print says, if as many numbers were read and no other lengths. */
function asSaid(said: number[] | null, failure: Failure): NonNullable<PlainText['shape']> {
  return (found) => {
    const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
    const lengths = (shape: readonly number[]): string => shape.filter((length) => length !== 1).join();
    if (!said || (count(found) === count(said) && lengths(found) === lengths(said))) return said ?? found;
    if (said.includes(0) && found.includes(0)) return said;
    const shapeText = `an array of shape ${tuple(found)}`;
    throw failure.at(0, 'saidShape', shapeText, `an array of shape ${tuple(said)}, as it says of itself`);
  };
}
