import assert from 'node:assert/strict';
import { EarlierPredictions } from '../../extension/runs/model/earlierPredictions.js';
import { TestPredictions } from '../../extension/runs/model/testPredictions.js';

const reading = (): TestPredictions => new TestPredictions(Uint8Array.of(0), Float32Array.of(1, 0), 2);

/** Answers when it is told to, and fails when it is stopped. */
function asking() {
  const asked: number[] = [];
  const stopped: number[] = [];
  const answers = new Map<number, (value: TestPredictions) => void>();
  const ask = (epoch: number) => (stop: AbortSignal) => {
    asked.push(epoch);
    return new Promise<TestPredictions>((resolve, reject) => {
      answers.set(epoch, resolve);
      stop.addEventListener('abort', () => {
        stopped.push(epoch);
        reject(new Error(`epoch ${epoch} was stopped`));
      });
    });
  };
  return { asked, stopped, answers, ask };
}

describe('readings of earlier epochs (T6)', () => {
  it('those that ask for the same epoch share one reading; another epoch stops it', async () => {
    const { asked, stopped, answers, ask } = asking();
    const earlier = new EarlierPredictions();
    const first = earlier.get(3, ask(3));
    assert.equal(earlier.get(3, ask(3)), first);
    assert.deepEqual(asked, [3]);
    const second = earlier.get(4, ask(4));
    await assert.rejects(first, /epoch 3 was stopped/);
    assert.deepEqual(stopped, [3]);
    const found = reading();
    answers.get(4)!(found);
    assert.equal(await second, found);
    const again = earlier.get(3, ask(3));
    answers.get(3)!(reading());
    await again;
    assert.deepEqual([asked, stopped], [[3, 4, 3], [3]], 'what was stopped is asked for again');
    assert.equal(await earlier.get(4, ask(4)), found);
    assert.equal(asked.length, 3, 'what was read is kept');
  });

  it('going to an epoch that is kept stops the one that has not come', async () => {
    const { stopped, ask } = asking();
    const earlier = new EarlierPredictions();
    earlier.add(1, Promise.resolve(reading()));
    const late = earlier.get(5, ask(5));
    await earlier.get(1, ask(1));
    await assert.rejects(late);
    assert.deepEqual(stopped, [5]);
  });

  it('keeps the six that were asked for last, and none after a clear', async () => {
    const { asked, ask } = asking();
    const earlier = new EarlierPredictions();
    for (let epoch = 1; epoch <= 6; epoch++) earlier.add(epoch, Promise.resolve(reading()));
    await earlier.get(1, ask(1));
    earlier.add(7, Promise.resolve(reading()));
    await earlier.get(1, ask(1));
    assert.deepEqual(asked, []);
    const gone = earlier.get(2, ask(2));
    assert.deepEqual(asked, [2]);
    earlier.clear();
    await assert.rejects(gone);
    const cleared = earlier.get(1, ask(1));
    assert.deepEqual(asked, [2, 1]);
    earlier.clear();
    await assert.rejects(cleared);
  });
});
