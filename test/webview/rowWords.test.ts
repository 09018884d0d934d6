import assert from 'node:assert/strict';
import type { TableRowFacts } from '../../extension/protocol/inspector/table.js';
import { byMiddle, sayRow } from '../../webview/inspector/table/rowWords.js';

const columns = [{ name: 'ash' }, { name: 'proline' }];
const classes = ['Barolo', 'Grignolino'];
const facts = (part: Partial<TableRowFacts>): TableRowFacts => ({
  index: 0,
  row: 26,
  actual: 0,
  predicted: 1,
  p: 0.031,
  surprise: 3.46,
  values: Float64Array.of(25, 830),
  beyond: Uint8Array.of(1, 0),
  probabilities: Float64Array.of(0.031, 0.969),
  other: 1,
  middle: Float64Array.of(0.819, 0.113),
  own: Float64Array.of(11, 15, 16.25, 18, 22.5, 600, 985, 1095, 1280, 1600),
  against: new Float64Array(10),
  near: [],
  ...part,
});
const say = (part: Partial<TableRowFacts>): string => {
  const { answer, rest } = sayRow(facts(part), columns, classes);
  return `${answer} ${rest}`;
};

describe('what is said of a row (R9)', () => {
  it('R9 the answer first: the value that decides, and what p would be with the middle of its class', () => {
    assert.equal(
      say({}),
      'ash alone decides. Its 25 is above every Barolo in training (22.5 at most). With the 16.25 of the middle Barolo, p would be 0.819 instead of 0.031. No other column by itself lifts it above 0.113.',
    );
    assert.deepEqual(byMiddle(facts({})), [0, 1]);
  });

  it('R9 where several values would do, or none, that is said; and of a row read right what speaks against it', () => {
    assert.match(say({ middle: Float64Array.of(0.7, 0.6) }), /^ash decides\. .* proline would do as well\.$/);
    assert.match(
      say({ middle: Float64Array.of(0.05, 0.2) }),
      /^No column alone decides; proline counts most\. Its 830 lies outside the middle half of Barolo \(985–1,280\)\./,
    );
    assert.match(
      say({ predicted: 0, p: 0.7 }),
      /^Read right; ash speaks most against it\. .* 0\.819 instead of 0\.700\.$/,
    );
    assert.equal(
      say({ middle: Float64Array.of(0.0311, 0.031) }),
      'No column alone decides. No value by itself changes its p of 0.031.',
    );
    assert.equal(say({ predicted: 0, p: 0.9 }), 'Read right. No value by itself speaks against Barolo.');
  });
});
