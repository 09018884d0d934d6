import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoreError, describeTensor, limits, toTensor, type NestedNumbers, type TensorLike } from '@surprisal/core';
import { matrix } from '../matrix.js';

describe('D4 describeTensor', () => {
  it('counts and measures as the plain definitions do', () => {
    const value = fc.oneof(
      fc.double(),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 0.5),
      fc.double({ min: -10, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 2500, size: 'max' }), (values) => {
        const described = describeTensor(values);
        const finite = values.filter(Number.isFinite);
        const [min, max] = finite.reduce(
          ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
          [Infinity, -Infinity],
        );
        assert.equal(described.count, values.length);
        assert.equal(described.finiteCount, finite.length);
        assert.equal(described.nanCount, values.filter(Number.isNaN).length);
        assert.equal(described.positiveInfinityCount, values.filter((x) => x === Infinity).length);
        assert.equal(described.negativeInfinityCount, values.filter((x) => x === -Infinity).length);
        assert.equal(described.negativeCount, values.filter((x) => x < 0).length);
        assert.equal(described.nonZeroCount, finite.filter((x) => x !== 0).length);
        assert.equal(described.allWhole, values.length > 0 && values.every(Number.isInteger));
        if (finite.length === 0) {
          assert.deepEqual(
            [described.min, described.max, described.mean, described.standardDeviation],
            [null, null, null, null],
          );
          return;
        }
        assert.ok(described.min === min && described.max === max);
        const { mean, standardDeviation } = described as { mean: number; standardDeviation: number };
        assert.ok(mean >= min && mean <= max && standardDeviation >= 0);
        const width = max / 2 - min / 2;
        assert.ok(
          standardDeviation / 2 <= (width / 2) * (1 + 1e-12),
          `${standardDeviation} of a width of ${2 * width}`,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for every kind of data', () => {
    const values = Array.from({ length: 3000 }, (_, i) => (i * 31) % 120);
    const expected = describeTensor(values);
    assert.ok(Math.abs((expected.mean as number) - values.reduce((a, b) => a + b) / 3000) < 1e-12);
    for (const Kind of [Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array])
      assert.deepEqual(describeTensor(Kind.from(values)), expected);
  });

  it('sees through size and offset', () => {
    const cases: [values: number[], mean: number, deviation: number][] = [
      [[1e308, 1e308, -1e308, -1e308], 0, 1e308],
      [[3e-310, 1e-310], 2e-310, 1e-310],
      [[1e200, 3e200], 2e200, 1e200],
      [[1e15 + 1, 1e15 + 3], 1e15 + 2, 1],
      [[5], 5, 0],
      [Array<number>(5000).fill(0.1), 0.1, 0],
      [[1e16, ...Array<number>(4095).fill(0)], 1e16 / 4096, (1e16 / 4096) * Math.sqrt(4095)],
    ];
    for (const [values, mean, deviation] of cases) {
      const described = describeTensor(values);
      const near = (actual: number | null, expected: number): boolean =>
        Math.abs((actual as number) - expected) <= 1e-15 * Math.max(...values.map(Math.abs));
      assert.ok(near(described.mean, mean) && near(described.standardDeviation, deviation), JSON.stringify(described));
    }
  });

  it('tells which rows along the last axis are distributions, and the worst', () => {
    const rows = (value: TensorLike, tolerance?: number): unknown => {
      const { rows: found } = describeTensor(value, { tolerance });
      return found && [found.count, found.length, found.distributions, found.worstRow, found.worstSum];
    };
    assert.deepEqual(rows(matrix([0.5, 0.5], [0.25, 0.75])), [2, 2, 2, 0, 1]);
    assert.deepEqual(rows(matrix([0.5, 0.5], [1.5, -0.5], [0.5, 0.25])), [3, 2, 1, 2, 0.75]);
    assert.deepEqual(rows(matrix([NaN, 1], [0, 1])), [2, 2, 1, 0, NaN]);
    assert.deepEqual(rows([[[0.5, 0.4995]]]), [1, 2, 0, 0, 0.9995]);
    assert.deepEqual(rows([[[0.5, 0.4995]]], 1e-3), [1, 2, 1, 0, 0.9995]);
    assert.deepEqual(rows(1), [1, 1, 1, 0, 1]);
    assert.equal(rows([[], []]), null);
    assert.equal(describeTensor([1e308, 1e308]).rows?.worstMiss, Infinity);
    assert.deepEqual(rows({ shape: [3, 700], data: new Float64Array(2100).fill(1 / 700) }), [3, 700, 3, 0, 1]);
  });
});

describe('toTensor', () => {
  const nest = (depth: number): NestedNumbers => {
    let value: NestedNumbers = 1;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };

  it('takes 32 axes, refuses 33 and an array that holds itself', () => {
    for (const depth of [limits.rank - 1, limits.rank]) assert.equal(toTensor(nest(depth)).shape.length, depth);
    const itself: NestedNumbers[] = [];
    itself.push(itself);
    for (const value of [nest(limits.rank + 1), nest(100_000), itself])
      assert.throws(() => toTensor(value), { name: 'CoreError', code: 'limit' });
  });

  it('names the place of what does not fit', () => {
    const cases: [value: unknown, code: string, path: number[]][] = [
      [[[1, 2], [3]], 'ragged', [1]],
      [[[1], 2], 'ragged', [1]],
      [[1, [2]], 'ragged', [1]],
      [[[1], [null]], 'shape', [1, 0]],
      ['x', 'shape', []],
    ];
    for (const [value, code, path] of cases)
      assert.throws(
        () => toTensor(value as TensorLike, 'logits'),
        (error) => {
          assert.ok(error instanceof CoreError);
          assert.deepEqual([error.code, error.place.path, error.place.argument], [code, path, 'logits']);
          return true;
        },
      );
  });
});
