import type { CurveFault } from '@surprisal/core';
import type { ToldTrouble } from '../../runs/curves/curveOrigin.js';
import { count } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';

/** What each fault means for the curves, by how often it was met. */
const FAULTS: Record<CurveFault, (n: number, detail: string) => string> = {
  checksum: (n) =>
    plural(
      n,
      '1 record is not what was written and is left out',
      '{0} records are not what was written and are left out',
    ),
  noChecksum: (n) =>
    plural(
      n,
      '1 record has no checksum and is taken as it stands',
      '{0} records have no checksum and are taken as they stand',
    ),
  length: (n) => plural(n, 'what is no record is passed over', 'what is no record is passed over, {0} times'),
  long: (n) =>
    plural(n, '1 record or line is too long and is left out', '{0} records or lines are too long and are left out'),
  record: (n) => plural(n, '1 record ends early and is left out', '{0} records end early and are left out'),
  back: (n) =>
    plural(n, 'steps go back, and the later values stay', 'steps go back {0} times, and the later values stay'),
  again: (n) =>
    plural(
      n,
      '1 value stands at the step of the one before and takes its place',
      '{0} values stand at the step of the one before, and the last of them stays',
    ),
  step: (n, detail) =>
    plural(
      n,
      '1 value, of {1}, has no step that can be used and is left out',
      '{0} values, of {1} first, have no step that can be used and are left out',
      detail,
    ),
  name: (n) =>
    plural(
      n,
      '1 value has a name that is too long and is left out',
      '{0} values have a name that is too long and are left out',
    ),
  names: (n) =>
    plural(
      n,
      'there are too many names, and 1 value is left out',
      'there are too many names, and {0} values are left out',
    ),
  points: (n) =>
    plural(n, 'there are too many points, and 1 is left out', 'there are too many points, and {0} are left out'),
  cells: (n) =>
    plural(
      n,
      '1 row has another number of cells and is left out',
      '{0} rows have another number of cells and are left out',
    ),
  number: (n, detail) =>
    plural(
      n,
      '1 cell, of {1}, holds no number and is left out',
      '{0} cells, of {1} first, hold no number and are left out',
      detail,
    ),
  columns: (n) => plural(n, 'the columns change', 'the columns change {0} times'),
  form: (n) => plural(n, '1 entry has another form and is left out', '{0} entries have another form and are left out'),
};

/** What was left out of a file of curves, and where, in a sentence. */
export function troubleWords(trouble: ToldTrouble): string {
  const { file } = trouble;
  switch (trouble.kind) {
    case 'problem': {
      const place = {
        byte: t('from byte {0}', count(trouble.at)),
        line: t('from line {0}', count(trouble.at)),
        entry: t('from entry {0}', count(trouble.at)),
      }[trouble.unit];
      return t('{0}, {1}: {2}.', file, place, FAULTS[trouble.fault](trouble.count, trouble.detail ?? ''));
    }
    case 'torn':
      return plural(
        trouble.bytes,
        '{1}: its last byte is no whole record yet; it is read when the file goes on.',
        '{1}: its last {0} bytes are no whole record yet; they are read when the file goes on.',
        file,
      );
    case 'gone':
      return t('{0}: it is not there any more; what was read of it stays.', file);
    case 'refused':
      return trouble.reason.includes(file) ? trouble.reason : t('{0}: {1}', file, trouble.reason);
    case 'unread':
      return plural(
        trouble.count,
        '{1}: line {2} holds no number with a name.',
        '{1}: {0} lines hold no number with a name; the first is line {2}.',
        file,
        count(trouble.line),
      );
    case 'record': {
      const { line, found, expected } = trouble;
      return line === undefined
        ? t('{0}: {1}; expected {2}', file, found, expected)
        : t('{0}, line {1}: {2}; expected {3}', file, count(line), found, expected);
    }
  }
}
