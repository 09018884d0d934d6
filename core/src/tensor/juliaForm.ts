import { blank, type PlainText } from './plainText.js';
import { dialectOf } from './syntax.js';

/**
 * `[0.1, 0.9]` as elsewhere, with `1//3` and `1.0f0`; without commas the matrix `[1 2; 3 4]`, whose rows end with a
 * semicolon or with their line, and the row `[1 2]` of shape [1, 2].
 */
export function plainJulia(source: string): PlainText {
  const text = withoutBlocks(source)
    .replace(/^(\s*)([A-Z]\w*)(?=\[)/, (_, indent: string, type: string) => indent + blank(type))
    .replace(/(\d)f(?=[-+]?\d)/g, '$1e')
    .replace(/\/\//g, '/ ')
    .replace(/\b(Inf|NaN)(?:16|32|64)\b/g, '$1  ');
  const body = text.replace(/#[^\r\n]*/g, blank);
  const dialect = dialectOf('julia');
  // `;;` parts columns and `;;;` pages, which stand in another order.
  if (!/^\s*\[[^[\](),]*\]\s*$/.test(body) || body.includes(';;')) return { text, dialect };
  const open = body.indexOf('[');
  const close = body.lastIndexOf(']');
  if (body.slice(open + 1, close).trim() === '') return { text, dialect };
  const inner = body.slice(open + 1, close);
  let end = inner.trimEnd().length;
  while (end > 0 && /[\s;]/.test(inner[end - 1])) end--;
  const isRow = !/[;\r\n]/.test(inner.slice(0, end).trimStart()) && /\s/.test(inner.slice(0, end).trimStart());
  return {
    text: `${body.slice(0, open)} ${inner} ${body.slice(close + 1)}`,
    dialect: { ...dialect, spaces: true, semicolons: true },
    shape: (found) => (isRow && found.length === 1 ? [1, found[0]] : asVector(found)),
  };
}

/** Comments between `#=` and `=#` as blanks. */
function withoutBlocks(source: string): string {
  let text = '';
  let from = 0;
  for (let open = source.indexOf('#='); open >= 0; open = source.indexOf('#=', from)) {
    const close = source.indexOf('=#', open + 2);
    const end = close < 0 ? source.length : close + 2;
    text += source.slice(from, open) + blank(source.slice(open, end));
    from = end;
  }
  return text + source.slice(from);
}

/** A single number in brackets is a vector of one. */
const asVector = (found: readonly number[]): readonly number[] => (found.length === 0 ? [1] : found);
