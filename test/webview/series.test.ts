import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnsOf, Curve } from '../../webview/shared/series.js';
import { logRange, logTicks, niceTicks, rateTicks, unitTicks, wholeTicks } from '../../webview/shared/ticks.js';

const losses = fc.float32Array({ min: 0, max: 10, noNaN: true, minLength: 1, maxLength: 3000 });

describe('training curves', () => {
  it('marks of any range lie in it, are few, and come to an end where a step is less than a double tells apart', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(double, double, fc.integer({ min: 2, max: 9 }), fc.boolean(), (one, other, most, isNear) => {
        const next = one + Math.abs(one) * Number.EPSILON;
        const [min, max] = [one, isNear && Number.isFinite(next) ? next : other].sort((a, b) => a - b);
        const ticks = niceTicks(min, max, most);
        assert.ok(ticks.length >= 1 && ticks.length <= most + 1);
        assert.ok(ticks.every((tick, i) => tick >= min && tick <= max && (i === 0 || tick > ticks[i - 1])));
      }),
      { numRuns: 3000, seed: 20 },
    );
    assert.deepEqual(niceTicks(1e16, 1e16 + 6, 6), [1e16]);
    assert.deepEqual(niceTicks(-Number.MAX_VALUE, Number.MAX_VALUE, 5), [-1e308, 0, 1e308]);
  });

  it('every batch lies in exactly one column: its least, mean and greatest are theirs', () => {
    fc.assert(
      fc.property(
        losses,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 2000 }),
        (values, pixels, more) => {
          const extent = values.length + more;
          const columns = columnsOf(values, extent, pixels, 1);
          assert.ok(columns.length <= Math.min(values.length, pixels));
          let at = 0;
          for (const { x, low, mean, high } of columns) {
            // A column's mean place tells where it ends: it begins where the last one ended.
            const end = Math.round(2 * x - at - 1);
            const inside = [...values.subarray(at, end)];
            assert.equal(low, Math.min(...inside));
            assert.equal(high, Math.max(...inside));
            assert.ok(Math.abs(mean - inside.reduce((sum, value) => sum + value, 0) / inside.length) < 1e-9);
            at = end;
          }
          assert.equal(at, values.length);
        },
      ),
    );
  });

  it('draws past a batch without a number, and a column of none is left out', () => {
    assert.deepEqual(columnsOf(Float32Array.of(1, NaN, 3), 3, 1, 1), [{ x: 2, low: 1, mean: 2, high: 3 }]);
    assert.deepEqual(columnsOf(Float32Array.of(NaN, Infinity), 2, 2, 1), []);
  });

  it('F9: the same batches sent twice, or in parts, give no gap and no duplicate', () => {
    fc.assert(
      fc.property(losses, fc.nat(), fc.nat(), (values, a, b) => {
        const curve = new Curve();
        const [first, second] = [a % values.length, b % values.length].sort((x, y) => x - y) as [number, number];
        curve.write(1, values.subarray(0, second));
        curve.write(first + 1, values.subarray(first));
        assert.deepEqual(curve.read(), values);
      }),
    );
  });
});

describe('marks on an axis', () => {
  it('epochs: few, whole, the last always, and none under its label', () => {
    assert.deepEqual(wholeTicks(20, 0.3), [0, 5, 10, 20]);
    assert.deepEqual(wholeTicks(5, 0.1), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(wholeTicks(1, 0.3), [0, 1]);
    for (let max = 1; max <= 1000; max++) {
      const ticks = wholeTicks(max, 0.3);
      assert.ok(ticks.length <= 6 && ticks.at(-1) === max && ticks.slice(0, -1).every((tick) => tick < 0.7 * max));
    }
  });

  it('epochs: the unit before the last is short only where no number gives way to it then', () => {
    const axis = { max: 5, unit: 'epoch', short: 'ep.' };
    const marks = (width: number) => unitTicks(axis, width, (text) => text.length * 6);
    const all = [0, 1, 2, 3, 4, 5];
    assert.deepEqual(marks(500), { last: 'epoch 5', ticks: all });
    assert.deepEqual(marks(230), { last: 'ep. 5', ticks: all });
    assert.deepEqual(marks(170), { last: 'epoch 5', ticks: [0, 1, 2, 3, 5] });
  });

  it('loss: powers of ten, and steps between where there are fewer than two', () => {
    assert.deepEqual(logTicks(0.003, 2.5), [0.01, 0.1, 1]);
    assert.deepEqual(logTicks(0.15, 0.9), [0.2, 0.5]);
    assert.deepEqual(logTicks(5e-7, 2), [1e-6, 1e-4, 1e-2, 1]);
  });

  it('loss: the range holds every positive value, whatever else comes', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        const { min, max } = logRange(values);
        assert.ok(0 < min && min < max);
        for (const value of values) if (value > 0 && value < Infinity) assert.ok(value >= min && value <= max);
      }),
    );
  });

  it('accuracy: from the roundest floor under the least validation', () => {
    assert.deepEqual(rateTicks(0.952), [0.9, 0.95, 1]);
    assert.deepEqual(rateTicks(0.3), [0, 0.5, 1]);
    assert.deepEqual(rateTicks(null), [0, 0.5, 1]);
  });
});
