import assert from 'node:assert/strict';
import { thinned } from '@surprisal/core';
import fc from 'fast-check';

describe('curves with few points', () => {
  const curve = fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 9 }),
        fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constantFrom(NaN, Infinity)),
      ),
      {
        maxLength: 600,
      },
    )
    .map((parts) => {
      let at = 0;
      return { x: Float64Array.from(parts, ([gap]) => (at += gap)), y: Float64Array.from(parts, ([, y]) => y) };
    });

  it('keep points of the curve alone, in order, and of every column the least and the greatest', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 40 }), fc.boolean(), (given, columns, logarithmic) => {
        const { x, y } = thinned(given, columns, { logarithmic });
        assert.ok(x.length <= Math.max(4 * columns + 8, 0) || x.length === given.x.length);
        const place = new Map(Array.from(given.x, (at, i) => [at, i]));
        const places = Array.from(x, (at) => place.get(at)!);
        assert.ok(places.every((at, i) => at !== undefined && (i === 0 || at > places[i - 1])));
        assert.ok(places.every((at, i) => Object.is(given.y[at], y[i])));
        if (given.x.length <= 4 * columns) assert.equal(x.length, given.x.length);
        if (given.x.length === 0) return;
        const scale = logarithmic ? Math.log : (value: number) => value;
        const [low, high] = [scale(given.x[0]), scale(given.x.at(-1)!)];
        const columnOf = (at: number): number =>
          Math.min(columns - 1, Math.max(0, Math.floor(((scale(at) - low) / (high - low || 1)) * columns - 1e-9)));
        const extremes = (xs: Float64Array, ys: Float64Array) => [
          ys.reduce((sum, v) => (Number.isFinite(v) ? Math.min(sum, v) : sum), Infinity),
          ys.reduce((sum, v) => (Number.isFinite(v) ? Math.max(sum, v) : sum), -Infinity),
          new Set(Array.from(xs, columnOf)).size,
        ];
        assert.deepEqual(extremes(x, y).slice(0, 2), extremes(given.x, given.y).slice(0, 2));
      }),
    );
  });

  it('in a range hold one point on either side, so that lines run out of the picture', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i);
    const seen = thinned({ x, y: x }, 10, { from: 100.5, to: 800.5 });
    assert.deepEqual([seen.x[0], seen.x.at(-1)], [100, 801]);
    const few = thinned({ x, y: x }, 10, { from: 100.5, to: 104.5 });
    assert.deepEqual([...few.x], [100, 101, 102, 103, 104, 105]);
    assert.equal(thinned({ x, y: x }, 10, { from: 2000, to: 3000 }).x.length, 1);
  });

  it('lose no peak of one point among 100,000', () => {
    const x = Float64Array.from({ length: 100_000 }, (_, i) => i);
    const y = x.map((i) => Math.sin(i / 5000));
    y[54_321] = 7;
    y[65_432] = -7;
    const { y: few, x: at } = thinned({ x, y }, 200);
    assert.ok(few.length <= 808);
    assert.deepEqual([at[few.indexOf(7)], at[few.indexOf(-7)]], [54_321, 65_432]);
  });
});
