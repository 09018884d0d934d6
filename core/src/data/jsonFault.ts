import { CoreError } from '../numeric/error.js';
import { scanJson } from './jsonScan.js';
import { textBytes } from './utf8.js';

/**
 * What is wrong with bytes that are no text of JSON in UTF-8, with line and column where that is known: in words of ours,
 * which are the same in every engine.
 * @example jsonFault(new TextEncoder().encode('{"a": }')).message // 'line 1, column 7: "}"; expected JSON'
 */
export function jsonFault(bytes: Uint8Array): CoreError {
  try {
    scanJson('', textBytes({ name: '', bytes }));
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const { found, expected, place } = error;
    const at = place.line === undefined ? {} : { line: place.line, column: place.column! };
    return new CoreError('data', found, expected, at);
  }
  return new CoreError('data', 'a text that can’t be read', 'JSON');
}
