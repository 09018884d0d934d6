import assert from 'node:assert/strict';
import { confusionMatrix } from '@surprisal/core';
import { predictionsOf } from '../../extension/runs/predictions/countedMatrix.js';

describe('a matrix of counts', () => {
  it('D4 becomes as many items, which come to the same counts; above a million it is refused', () => {
    const counts = [3, 0, 2, 1, 4, 0, 0, 0, 5];
    const { actual, predicted, scores } = predictionsOf({ title: 'x', classes: ['a', 'b', 'c'], counts });
    assert.deepEqual(confusionMatrix(actual, predicted).counts.flat(), counts);
    assert.equal(scores, null);
    assert.throws(() => predictionsOf({ title: 'x', classes: ['a', 'b'], counts: [1e6, 0, 0, 1] }), /at most/);
  });
});
