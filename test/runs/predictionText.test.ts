import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { type Predictions, readPredictions } from '@surprisal/core';
import {
  predictionsCsv,
  predictionsJson,
  type PredictionTable,
} from '../../extension/runs/predictions/predictionText.js';

const inflate = (bytes: Uint8Array, format: 'gzip' | 'raw', limit: number): Uint8Array =>
  (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });

/** What Import Predictions makes of a file. */
function read(name: string, text: string): Predictions {
  const found = readPredictions([{ name, bytes: new TextEncoder().encode(text) }], inflate);
  assert.equal(found.kind, 'predictions', JSON.stringify(found));
  return found;
}
const same = (found: Predictions, said: PredictionTable): void => {
  const plain = ({ classes, actual, predicted, scores }: PredictionTable) => [
    classes,
    [...actual],
    [...predicted],
    scores && [scores.kind, [...scores.data]],
  ];
  assert.deepEqual(plain(found), plain(said));
};

describe('exported predictions (K13)', () => {
  const names = fc.oneof(
    fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((name) => /[^\s\d.+-]/.test(name)),
    fc.constantFrom('a,b', '"q"', '=1+1', 'é', 'x\ny', '__proto__'),
  );
  /** Every class has a label, as in the test part of any run that was stratified. */
  const said = fc
    .uniqueArray(names, { minLength: 2, maxLength: 5, selector: (name) => name.trim() })
    .map((all) => all.map((name) => name.trim()))
    .chain((classes) => {
      const label = fc.nat({ max: classes.length - 1 });
      const rows = fc.array(
        fc.tuple(label, label, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 5 })),
      );
      return fc.record({ classes: fc.constant(classes), rows, scored: fc.boolean() });
    })
    .map(({ classes, rows, scored }): PredictionTable => {
      const all = [...classes.map((_, c): [number, number, number[]] => [c, c, [1, 2, 3, 4, 5]]), ...rows];
      const shares = all.flatMap(([, , parts]) => {
        const own = parts.slice(0, classes.length);
        return own.map((part) => part / own.reduce((a, b) => a + b, 0));
      });
      return {
        classes,
        actual: Uint16Array.from(all, ([actual]) => actual),
        predicted: Uint16Array.from(all, ([, predicted]) => predicted),
        scores: scored ? { kind: 'probabilities', data: Float64Array.from(shares) } : null,
      };
    });

  it('as JSON come back the same to the last bit, whatever the classes are called', () => {
    fc.assert(fc.property(said, (each) => same(read('p.json', predictionsJson(each)), each)));
  });

  it('as CSV with scores come back the same to the last bit, whatever the classes are called', () => {
    fc.assert(
      fc.property(said, (each) => {
        if (each.scores) same(read('p.csv', predictionsCsv(each)), each);
      }),
    );
  });

  it('as CSV without scores come back as the same matrix by name', () => {
    fc.assert(
      fc.property(said, (each) => {
        const bare = { ...each, scores: null };
        const found = read('p.csv', predictionsCsv(bare));
        const pairs = ({ classes, actual, predicted }: PredictionTable) =>
          Array.from(actual, (label, i) => [classes[label], classes[predicted[i]]]);
        assert.deepEqual(pairs(found), pairs(bare));
      }),
    );
  });

  it('digits keep their order, and a part of them their names', () => {
    for (const classes of ['0123456789'.split(''), ['4', '9'], ['9', '4']]) {
      const width = classes.length;
      const actual = Uint16Array.from({ length: 3 * width }, (_, i) => i % width);
      const data = Float64Array.from({ length: actual.length * width }, (_, k) =>
        k % width === 1 ? 0.5 : 0.5 / (width - 1),
      );
      const each: PredictionTable = {
        classes,
        actual,
        predicted: Uint16Array.from(actual, () => 1),
        scores: { kind: 'probabilities', data },
      };
      same(read('p.csv', predictionsCsv(each)), each);
      same(read('p.json', predictionsJson(each)), each);
    }
  });

  it('imported logits go out and come back', () => {
    const bytes = new Uint8Array(readFileSync('test/reference/data/predictions/probabilities.csv'));
    const first = readPredictions([{ name: 'probabilities.csv', bytes }], inflate) as Predictions;
    const logits: PredictionTable = {
      ...first,
      scores: { kind: 'logits', data: first.scores!.data.map((p) => Math.log(p + 1e-9)) },
    };
    same(read('p.csv', predictionsCsv(logits)), logits);
    same(read('p.json', predictionsJson(logits)), logits);
  });
});

it('R9 K13 of a table each item has its number in the file, and the export is read again', () => {
  const table: PredictionTable = {
    classes: ['a', 'b'],
    actual: Uint16Array.of(0, 1, 1),
    predicted: Uint16Array.of(0, 1, 0),
    scores: { kind: 'probabilities', data: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4) },
    rows: Uint32Array.of(26, 3, 88),
  };
  const csv = predictionsCsv(table);
  assert.match(csv, /^index,label,prediction,prob_a,prob_b\n26,a,a,0\.9,0\.1\n3,b,b,/);
  assert.match(predictionsJson(table), /"rows": \[26, 3, 88\]/);
  same(read('a.csv', csv), table);
  same(read('a.json', predictionsJson(table)), table);
});
