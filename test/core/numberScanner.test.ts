import assert from 'node:assert/strict';
import { CoreError, NumberScanner, parseTensor } from '@surprisal/core';
import fc from 'fast-check';
import { summary } from './fuzzParse.js';
import { scanner } from './scanner.js';

const read = (source: string | Uint8Array, reader?: NumberScanner): unknown => {
  try {
    return summary(parseTensor(source, { scanner: reader }));
  } catch (error) {
    assert.ok(error instanceof CoreError, String(error));
    return summary(error);
  }
};

/** The scanner reads what the TypeScript reader reads: values, places, warnings or the error. */
function same(text: string): void {
  const known = read(text);
  assert.deepEqual(read(text, scanner), known, text.slice(0, 200));
  assert.deepEqual(read(new TextEncoder().encode(text), scanner), read(new TextEncoder().encode(text)));
}

const digits = '1234567890123456789012345678901234';

describe('D3 numbers read in WebAssembly', () => {
  it('reads 0 to 33 digits before a point and 0 to 33 after it as they are read without', () => {
    for (const lead of ['', '-', '0', '-0', '00'])
      for (let whole = 0; whole <= 33; whole++)
        for (let fraction = 0; fraction <= 33; fraction++)
          for (const point of fraction === 0 ? ['', '.'] : ['.']) {
            const number = `${lead}${digits.slice(0, whole)}${point}${digits.slice(1, 1 + fraction)}`;
            same(`[${number},${number} , 7]`);
            same(`[0.${'0'.repeat(whole)}${number.replace(/\D/g, '')}, 1]`);
          }
  });

  it('gives the double that JSON.parse gives for what String writes of any double', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const text = JSON.stringify(values);
        assert.deepEqual([...parseTensor(text, { scanner }).tensor.data], JSON.parse(text));
      }),
      { numRuns: 500 },
    ));

  it('reads on where a piece ends in the middle of a number, a row, a blank or a bracket', () => {
    const row = '[0.123456789012345, -12.5,7 , 12345678901234567], ';
    const rows = Math.ceil(131072 / row.length) + 2;
    for (let shift = 0; shift <= row.length; shift++) {
      const text = `[[0${' '.repeat(shift)}, 1, 2, 3], ${row.repeat(rows)}[1, 2, 3, 4]]`;
      const [known, found] = [undefined, scanner].map((reader) => parseTensor(text, { scanner: reader }));
      assert.deepEqual([found.tensor, found.warnings], [known.tensor, known.warnings]);
      for (let i = 0; i < found.tensor.data.length; i += 7) assert.deepEqual(found.rangeOf(i), known.rangeOf(i));
    }
  }).timeout(20_000);

  it('knows ragged rows, deep nesting, far steps and blank lines', () => {
    for (const text of [
      '[[1,2],[3,4,5]]',
      '[[1,2],[3]]',
      '[[[1,2],[3,4]],[[5,6],[7,8]]]',
      `[1,${' '.repeat(300)}2, 3]`,
      '[[1,2]\r\n,\r\n[3,4]\t,\n[5,6]]',
      '[[1,2],[3,4],',
      '[[1,2],[3,4],]',
      '[[1,2],[3,4],[',
      '[1 2 3]',
      '[1,,2]',
      '[1,-,2]',
      '[1,2',
      '[1,2,-',
    ])
      same(text);
  });

  it('counts places in units of the text where a comment holds what is not ASCII', () => {
    const rows = '[1, 2.5],\n'.repeat(20_000);
    for (const comment of ['// \u00e9\n', '/* \u{1f600} */', '// plain\n']) same(`[${rows}${comment}${rows}[3,4]]`);
  });

  it('counts blocks of elements right however the runs lie', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 8 }), (lengths) => {
        same(`[${lengths.map((length) => `${'1,'.repeat(length)}1e3`).join(',')}]`);
      }),
      { numRuns: 40 },
    ));

  it('says what is wrong with a module that is none', () => {
    assert.throws(() => NumberScanner.open(new Uint8Array(3), new TextEncoder()), /3 bytes.*WebAssembly module/s);
  });
});
