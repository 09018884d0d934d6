import { codeAt, type Source } from './source.js';

/** Where the string that opens at `at` ends: after its quote, or before the end of a line that leaves it open. */
export function skipString(source: Source, at: number, end: number, tripleQuotes = true): number {
  const quote = codeAt(source, at);
  const isTriple = (i: number): boolean => codeAt(source, i + 1) === quote && codeAt(source, i + 2) === quote;
  const triple = tripleQuotes && isTriple(at);
  for (let i = at + (triple ? 3 : 1); i < end; i++) {
    const code = codeAt(source, i);
    if (code === 92) i += codeAt(source, i + 1) === 13 && codeAt(source, i + 2) === 10 ? 2 : 1;
    else if (code === quote && (!triple || isTriple(i))) return i + (triple ? 3 : 1);
    else if (!triple && (code === 10 || code === 13)) return i;
  }
  return end;
}

/** Where the comment that opens at `at` ends, or `at` if none does: `//` and block comments by `slash`, `#` by `hash`. */
export function skipComment(source: Source, at: number, end: number, slash: boolean, hash: boolean): number {
  const code = codeAt(source, at);
  const next = codeAt(source, at + 1);
  if (slash && code === 47 && next === 42) {
    for (let i = at + 2; i + 1 < end; i++) if (codeAt(source, i) === 42 && codeAt(source, i + 1) === 47) return i + 2;
    return end;
  }
  if (!(hash && code === 35) && !(slash && code === 47 && next === 47)) return at;
  let i = at + 1;
  while (i < end && codeAt(source, i) !== 10 && codeAt(source, i) !== 13) i++;
  return i;
}

/** Where the comment that opens with two units at `at` ends, behind `closer`. */
export function skipBetween(text: string, at: number, closer: string): number {
  const end = text.indexOf(closer, at + 2);
  return end < 0 ? text.length : end + closer.length;
}

/** Where the JavaScript template that opens at `at` ends, with the code and the templates inside it. */
export function skipTemplate(source: Source, at: number, end: number): number {
  /** What is open: -1 for the text of a template, else how many braces are open in the code of a `${`. */
  const open = [-1];
  for (let i = at + 1; i < end; i++) {
    const code = codeAt(source, i);
    const top = open.length - 1;
    if (code === 96) {
      if (open[top] >= 0) open.push(-1);
      else if (open.pop() && open.length === 0) return i + 1;
    } else if (open[top] < 0) {
      if (code === 92) i++;
      else if (code === 36 && codeAt(source, i + 1) === 123) i = open.push(0) && i + 1;
    } else if (code === 123) open[top]++;
    else if (code === 125 && --open[top] < 0) open.pop();
    else if (code === 34 || code === 39) i = skipString(source, i, end, false) - 1;
    else if (code === 47) i = Math.max(i, skipComment(source, i, end, true, false) - 1);
  }
  return end;
}
