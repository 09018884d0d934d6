const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;
const OTHERS = new Map([
  ['nan', NaN],
  ['<na>', NaN],
  ['none', NaN],
  ['nat', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['-infinity', -Infinity],
  ['true', 1],
  ['false', 0],
]);

/** The number that a printed word is: NaN where it says that none is there, undefined for any other word. */
export function cellNumber(word: string): number | undefined {
  if (word.length === 0 || word.length > 400) return undefined;
  return NUMBER.test(word) ? Number(word) : OTHERS.get(word.toLowerCase());
}

/** How many digits stand behind the point of a printed number. */
export function decimalsOf(word: string): number {
  const point = word.indexOf('.');
  return point < 0 || /e/i.test(word) ? 0 : word.length - point - 1;
}
