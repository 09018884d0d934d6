import { crc32 } from '@surprisal/core';
import { endOf, parsedJson } from './parsedJson.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** How the lines of a log end. */
const BEFORE = encoder.encode(',"crc":"');
const AFTER = encoder.encode('"}\n');
const SUM = 8;
const [LINE_END, BRACE, COMMA] = encoder.encode('\n},');
const SEAL = /,\s*"crc":\s*"([0-9a-f]{8})"(\s*\})\s*$/;
/** Bytes of one line of a log. */
const MOST_LINE = 2 ** 20;

const hex = (sum: number): string => sum.toString(16).padStart(SUM, '0');
const sumOf = (text: string): string => hex(crc32(encoder.encode(text)));

/** A JSON object with the CRC-32 of its text as the last of its fields, in hexadecimal. */
export function sealed(text: string): string {
  const end = text.endsWith('\n}') ? '\n}' : '}';
  const seal = end === '}' ? `,"crc":"${sumOf(text)}"` : `,\n "crc": "${sumOf(text)}"`;
  return `${text.slice(0, -end.length)}${seal}${end}`;
}

/** Numbers that are not finite stand as Python writes them, `NaN` and `Infinity`. */
export function jsonOf(value: object): string {
  const marked = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? `\0${each}` : each,
  );
  return marked.replace(/"\\u0000(NaN|-?Infinity)"/g, '$1');
}

/**
 * What a JSON object says, and whether its check sum fits: one that was changed by hand, or damaged so that it is
 * still JSON, has none that does. Numbers that are not finite come as text. Throws where it is no JSON.
 */
export function unsealed(text: string): { value: unknown; fits: boolean } {
  const seal = SEAL.exec(text);
  const fits = seal !== null && sumOf(text.slice(0, seal.index) + seal[2]) === seal[1];
  return { value: parsed(text), fits };
}

/** Lines of JSON objects, each with its check sum. */
export function sealedLines(lines: readonly string[]): Uint8Array {
  const plain = encoder.encode(lines.map((line) => `${line}\n`).join(''));
  const more = BEFORE.length + SUM + AFTER.length - 2;
  const bytes = new Uint8Array(plain.length + more * lines.length);
  let at = 0;
  for (let start = 0, end; start < plain.length; start = end + 1) {
    end = plain.indexOf(LINE_END, start);
    const line = plain.subarray(start, end);
    bytes.set(line.subarray(0, -1), at);
    at += line.length - 1;
    bytes.set(BEFORE, at);
    encoder.encodeInto(hex(crc32(line)), bytes.subarray((at += BEFORE.length)));
    bytes.set(AFTER, (at += SUM));
    at += AFTER.length;
  }
  return bytes;
}

/** A line of a log: what it says where it is JSON, and whether its check sum fits. */
export interface Line {
  value: unknown;
  fits: boolean;
  /** Why the line is no JSON. */
  problem?: string;
  /** Why it was not even tried. */
  refused?: string;
  /** The line has an end; one without may have been broken off. */
  ended: boolean;
}

/** The lines of a log, one after the other; `refuse` says which of them are not tried, and why. */
export function* linesOf(file: Uint8Array, refuse?: (line: Uint8Array) => string | undefined): Generator<Line> {
  const bytes = file.slice();
  const whole = decoder.decode(bytes);
  const plain = whole.length === bytes.length;
  for (let start = 0, end; start < bytes.length; start = end + 1) {
    const lineEnd = bytes.indexOf(LINE_END, start);
    const ended = lineEnd >= 0;
    end = ended ? lineEnd : bytes.length;
    const refused = refuse?.(bytes.subarray(start, end));
    if (refused !== undefined) {
      yield { value: null, fits: false, refused, ended };
      continue;
    }
    if (end - start > MOST_LINE) {
      yield { value: null, fits: false, problem: `${end - start} bytes; expected at most ${MOST_LINE}`, ended };
      continue;
    }
    const text = plain ? whole.slice(start, end) : decoder.decode(bytes.subarray(start, end));
    try {
      yield fitsAt(bytes, start, end)
        ? { value: parsed(text, (line) => JSON.parse(line) as unknown), fits: true, ended }
        : { ...unsealed(text), ended };
    } catch {
      yield { value: null, fits: false, problem: 'no JSON', ended };
    }
  }
}

/** Whether a line of ours has the check sum of what stands before it. */
function fitsAt(bytes: Uint8Array, start: number, end: number): boolean {
  const at = end - BEFORE.length - SUM - (AFTER.length - 1);
  if (at < start || bytes[at] !== COMMA) return false;
  const said = decoder.decode(bytes.subarray(at, end));
  bytes[at] = BRACE;
  const sum = crc32(bytes.subarray(start, at + 1));
  bytes[at] = COMMA;
  return said === `,"crc":"${hex(sum)}"}`;
}

/** What a text says; lines with the check sum of ours have each key once, and are short. */
function parsed(text: string, parse: (text: string) => unknown = parsedJson): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return parse(notFiniteQuoted(text));
  }
}

/** The three numbers that JSON has no word for as texts. It takes texts by their ends: an expression runs out of stack. */
function notFiniteQuoted(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') {
      i = endOf(text, i) - 1;
      continue;
    }
    const word = ['NaN', 'Infinity', '-Infinity'].find((each) => text.startsWith(each, i));
    if (word === undefined) continue;
    parts.push(text.slice(from, i), `"${word}"`);
    i += word.length - 1;
    from = i + 1;
  }
  return parts.join('') + text.slice(from);
}
