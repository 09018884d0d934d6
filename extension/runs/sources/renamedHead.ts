import { endOf, keyOf } from '../disk/parsedJson.js';
import { sealed } from '../disk/sealed.js';

const SEAL = /,\s*"crc":\s*"[0-9a-f]{8}"(\s*\})\s*$/;

/**
 * The text of a head whose run has another title; all else stays letter by letter, what nobody here knows as well. A check
 * sum is made anew.
 */
export function renamedHead(text: string, title: string): string {
  const bare = text.replace(SEAL, '$1');
  const place = titleIn(bare);
  const value = JSON.stringify(title);
  const open = bare.indexOf('{') + 1;
  const renamed = place
    ? bare.slice(0, place[0]) + value + bare.slice(place[1])
    : `${bare.slice(0, open)}"title":${value},${bare.slice(open)}`;
  return bare === text ? renamed : `${sealed(renamed.trimEnd())}\n`;
}

/** Where the value of the title of the outermost object begins and ends; undefined where it has none. */
function titleIn(json: string): [number, number] | undefined {
  let [depth, text] = [0, ''];
  let from: number | undefined;
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (c === '"') {
      const end = endOf(json, i);
      if (depth === 1 && from === undefined) text = json.slice(i, end);
      i = end - 1;
    } else if (c === '{' || c === '[') depth++;
    else if (c === ':' && depth === 1 && from === undefined && keyOf(text) === 'title') from = i + 1;
    else if (c === ',' || c === '}' || c === ']') {
      if (depth === 1 && from !== undefined) {
        const value = json.slice(from, i);
        return [from + value.length - value.trimStart().length, from + value.trimEnd().length];
      }
      if (c !== ',') depth--;
    }
  }
  return undefined;
}
