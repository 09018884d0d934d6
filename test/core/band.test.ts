import assert from 'node:assert/strict';
import { bandOf } from '@surprisal/core';
import fc from 'fast-check';

describe('the band of curves of one configuration (R4)', () => {
  const curve = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true })), { maxLength: 40 })
    .map((parts) => {
      let at = 0;
      return { x: Float64Array.from(parts, ([gap]) => (at += gap)), y: Float64Array.from(parts, ([, y]) => y) };
    });

  it('has mean, least and greatest of all curves at each x that all of them have, and at no other', () => {
    fc.assert(
      fc.property(fc.array(curve, { minLength: 1, maxLength: 5 }), (curves) => {
        const [range, deviation] = [bandOf(curves), bandOf(curves, 'deviation')];
        const shared = [...curves[0].x].filter((x) => curves.every((each) => each.x.includes(x)));
        assert.deepEqual([...range.x], shared);
        shared.forEach((x, i) => {
          const values = curves.map((each) => each.y[each.x.indexOf(x)]);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          assert.equal(range.mean[i], mean);
          assert.deepEqual([range.low[i], range.high[i]], [Math.min(...values), Math.max(...values)]);
          const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          const sd = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
          assert.deepEqual([deviation.low[i], deviation.high[i]], [mean - sd, mean + sd]);
        });
      }),
    );
  });

  it('is empty without curves and where they share no x, and not a number where a value is none', () => {
    assert.equal(bandOf([]).x.length, 0);
    const [x, y] = [Float64Array.of(1, 2), Float64Array.of(1, NaN)];
    assert.equal(
      bandOf([
        { x, y },
        { x: Float64Array.of(3, 4), y },
      ]).x.length,
      0,
    );
    const { mean, low, high } = bandOf([
      { x, y },
      { x, y: Float64Array.of(3, 5) },
    ]);
    assert.deepEqual([...mean, ...low, ...high], [2, NaN, 1, NaN, 3, NaN]);
  });
});
