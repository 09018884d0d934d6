import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Progress } from '../../extension/worker/progress.js';

describe('progress of a run', () => {
  it('whatever the clock does, no time is negative and no batch is lost (F23)', () => {
    const moment = fc.record({
      jump: fc.double({ min: -1e7, max: 1e7, noNaN: true }),
      seconds: fc.double({ min: 0, max: 10, noNaN: true }),
      pace: fc.constantFrom(0, 1, 50),
    });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 40 }), (moments) => {
        let time = 0;
        const progress = new Progress(() => time, moments.length, 7);
        const told: number[] = [];
        moments.forEach(({ jump, seconds, pace }, i) => {
          time += jump;
          progress.add({ step: i + 1, loss: i, objective: i, accuracy: 0 }, 200, seconds);
          const message = progress.flush(pace, i === moments.length - 1);
          if (!message) return;
          told.push(...message.loss);
          assert(message.seconds >= 0 && message.secondsLeft >= 0 && message.imagesPerSecond >= 0);
          assert(Number.isFinite(message.secondsLeft));
        });
        assert.deepEqual(
          told,
          moments.map((_, i) => i),
        );
      }),
    );
  });

  it('the rate is that of the last seconds, and a pace that a person chose is not in it (T1)', () => {
    let time = 0;
    const progress = new Progress(() => time, 1000, 10);
    const rates: number[] = [];
    for (let step = 1; step <= 100; step++) {
      time += 100;
      // At ten batches a second, each is computed in 1 ms, and one in ten in 2 ms; after 6 seconds in 4 ms.
      const seconds = step > 60 ? 0.004 : step % 10 === 0 ? 0.002 : 0.001;
      progress.add({ step, loss: 1, objective: 1, accuracy: 0 }, 100, seconds);
      rates.push(progress.flush(10)!.imagesPerSecond);
    }
    const steady = rates.slice(30, 60);
    assert.ok(Math.max(...steady) / Math.min(...steady) < 1.05, `${Math.min(...steady)} to ${Math.max(...steady)}`);
    assert.ok(Math.abs(steady.at(-1)! - 100 / 0.0011) < 3000, `${steady.at(-1)}`);
    assert.ok(Math.abs(rates.at(-1)! - 25_000) < 1, 'four seconds later it is that of now');
  });
});
