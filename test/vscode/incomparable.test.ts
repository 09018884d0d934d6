import assert from 'node:assert/strict';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { whyIncomparable } from '../../extension/host/inspector/incomparable.js';
import { Run } from '../../extension/runs/model/run.js';

const digits = '0123456789'.split('');

/** A run of one epoch, or of none. */
function runOf(
  data: Partial<RunConfig['data']> = {},
  more: Partial<RunConfig> = {},
  classes = digits,
  epochs = 1,
): Run {
  const base = defaultConfig();
  const run = new Run('run', 'run', { ...base, ...more, data: { ...base.data, ...data } }, 0);
  const counts = { trainCount: 1, validationCount: 0, testCount: 1, batchesPerEpoch: 1 };
  run.setFacts({ kernel: '', classes, imageWidth: 1, imageHeight: 1, imageChannels: 1, ...counts });
  const loss = { trainLoss: 1, trainAccuracy: 0, validationLoss: null, validationAccuracy: null };
  const test = { testLoss: 1, testAccuracy: 0, confusion: new Uint32Array(classes.length ** 2) };
  for (let epoch = 1; epoch <= epochs; epoch++)
    run.addStoredEpoch({ epoch, step: epoch, seconds: 1, ...loss, ...test });
  return run;
}

describe('K11 why runs can’t be compared', () => {
  const mine = runOf();
  const why = (other: Run, own = mine): string => whyIncomparable(own, other) ?? '';

  it('those on the same test images can, whatever else differs', () => {
    assert.equal(why(runOf({}, { epochs: 3, mode: 'replay', batch: 7 })), '');
    assert.equal(why(runOf({ validationFraction: 0.3 })), '');
    assert.equal(why(runOf({ classes: ['4', '9'] }, {}, ['4', '9'])), '');
    assert.equal(why(runOf({ merge: [['4', '9']] }, {}, ['0', '1', '2', '3', '4+9', '5', '6', '7', '8'])), '');
    // The full set has a test part of its own, and so may own files: the seed is not asked.
    assert.equal(why(runOf({ source: 'mnist' }, { seed: 2 }), runOf({ source: 'mnist' })), '');
    const files = { images: 'a.npy', testImages: 'b.npy' };
    assert.equal(why(runOf({ source: 'files', files, count: 5 }, { seed: 2 }), runOf({ source: 'files', files })), '');
  });

  it('others are told why not', () => {
    assert.equal(why(runOf({}, {}, digits, 0)), 'It has no finished epoch.');
    assert.equal(why(runOf({ source: 'mnist' })), 'It was tested on other images: full MNIST.');
    const files = { images: 'a.npy' };
    assert.equal(why(runOf({ source: 'files', files })), 'It was tested on other rows: a.npy.');
    assert.match(why(runOf({}, { seed: 7 })), /^It was tested on other images: seed 7 splits/);
    assert.match(why(runOf({ count: 100 })), /uses other rows/);
    assert.match(why(runOf({ first: 1 })), /uses other rows/);
    assert.match(why(runOf({ testFraction: 0.3 })), /test part is split off in another way/);
    assert.match(why(runOf({ stratified: true })), /test part is split off in another way/);
    const [two, others] = [
      runOf({ classes: ['4', '9'] }, {}, ['4', '9']),
      runOf({ classes: ['3', '5'] }, {}, ['3', '5']),
    ];
    assert.equal(why(others, two), 'It has none of these classes.');
  });
});
