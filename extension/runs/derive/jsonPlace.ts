/** Where a value stands in JSON text; line and column count from 1. */
export interface JsonPlace {
  line: number;
  column: number;
}

/** The place of `network.layers[0].width` in a text that is JSON, or of the deepest part of that path that is there. */
export function jsonPlace(text: string, path: string): JsonPlace {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  let at = skipSpace(text, 0);
  for (const step of steps) {
    const next = text[at] === '{' ? member(text, at, step) : text[at] === '[' ? item(text, at, Number(step)) : -1;
    if (next < 0) break;
    at = next;
  }
  return placeAt(text, at);
}

export function placeAt(text: string, offset: number): JsonPlace {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function member(text: string, open: number, name: string): number {
  let at = skipSpace(text, open + 1);
  while (text[at] === '"') {
    const end = endOf(text, at);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) return value;
    at = skipSpace(text, endOf(text, value));
    if (text[at] !== ',') break;
    at = skipSpace(text, at + 1);
  }
  return -1;
}

function item(text: string, open: number, index: number): number {
  let at = skipSpace(text, open + 1);
  for (let i = 0; text[at] !== ']'; i++) {
    if (i === index) return at;
    at = skipSpace(text, endOf(text, at));
    if (text[at] !== ',') break;
    at = skipSpace(text, at + 1);
  }
  return -1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at])) at++;
  return at;
}

/** Behind the value that begins at `from`. */
function endOf(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 0) return at + 1;
    } else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (c === ',' || /\s/.test(c))) return at;
  }
  return text.length;
}
