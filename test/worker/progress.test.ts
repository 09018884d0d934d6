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
          progress.add({ step: i + 1, loss: i, accuracy: 0 }, 200, seconds);
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
});
