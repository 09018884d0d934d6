import assert from 'node:assert/strict';
import { crossEntropy, type DoubtfulLabel } from '@surprisal/core';
import { doubtfulCsv, doubtfulDocument } from '../../extension/runs/derive/labelText.js';
import { matrix } from '../matrix.js';

const item: DoubtfulLabel = { index: 7, given: 1, suggested: 0, confidence: 0.25, probability: 0.75, margin: -0.5 };
const classes = ['a "b"', 'c,d'];

describe('texts of doubtful labels', () => {
  it('K9 a document holds the image with both labels, and its loss is that of the given one', () => {
    const pixels = Uint8Array.of(0, 128, 255, 1);
    const run = { title: 'a run', classes, imageWidth: 2, imageHeight: 2, imageChannels: 1 };
    const read = JSON.parse(doubtfulDocument(item, Float64Array.of(0.75, 0.25), pixels, run)) as {
      given: string;
      suggested: string;
      target: number;
      probabilities: number[];
      pixels: number[][];
    };
    assert.deepEqual([read.given, read.suggested], ['c,d', 'a "b"']);
    assert.deepEqual(read.pixels, matrix([0, 128], [255, 1]));
    const target = [0, 0];
    target[read.target] = 1;
    assert.ok(Math.abs(crossEntropy(target, read.probabilities) + Math.log(item.confidence)) < 1e-12);
  });

  it('R9 of an image of colour, a document holds the three channels of each pixel', () => {
    const pixels = Uint8Array.from({ length: 18 }, (_, i) => i);
    const run = { title: 'a run', classes, imageWidth: 3, imageHeight: 2, imageChannels: 3 };
    const text = doubtfulDocument(item, Float64Array.of(0.75, 0.25), pixels, run);
    assert.deepEqual((JSON.parse(text) as { pixels: number[][][] }).pixels, [
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 8],
      ],
      [
        [9, 10, 11],
        [12, 13, 14],
        [15, 16, 17],
      ],
    ]);
  });

  it('K9 a CSV has a row an image, names in quotes where they need them', () => {
    assert.equal(
      doubtfulCsv([item], classes),
      'image,given,suggested,p_given,p_suggested,margin\n7,"c,d","a ""b""",0.25,0.75,-0.5\n',
    );
  });
});
