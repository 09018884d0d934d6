import { limits } from '@surprisal/core';

const [OPEN, OPEN_LIST, QUOTE, BACKSLASH, CLOSE, CLOSE_LIST] = new TextEncoder().encode('{["\\}]');
/** Nothing stands in a line. */
export const EMPTY = 'nothing';
export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/** Why a text of JSON is not even tried: it is empty, or brackets within brackets would take many times their bytes. */
export function refused(json: Uint8Array): string | undefined {
  let [depth, isQuoted, isEmpty] = [0, false, true];
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    isEmpty &&= isSpace(byte);
    if (isQuoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isQuoted = false;
    } else if (byte === QUOTE) isQuoted = true;
    else if (byte === OPEN || byte === OPEN_LIST) {
      if (++depth > limits.nesting) return `more than ${limits.nesting} open brackets`;
    } else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
  }
  return isEmpty ? EMPTY : undefined;
}
