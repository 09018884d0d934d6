import assert from 'node:assert/strict';
import { bandOf, CsvCurves, type CurveSeries, smoothed, thinned } from '@surprisal/core';
import { readReference, Worst } from './worst.js';

type Reading = [step: number, value: number] | null;
interface Reference {
  tables: {
    text: string;
    scalars: Record<string, { points: number; notFinite: number; last: Reading; least: Reading; greatest: Reading }>;
  }[];
  /** A value that is none stands as null. */
  means: { over: number; steps: number[]; values: (number | null)[]; means: (number | null)[] }[];
  bands: {
    curves: [number, number][][];
    x: number[];
    mean: number[];
    deviation: number[];
    low: number[];
    high: number[];
  }[];
  thinned: { columns: number; logarithmic: boolean; x: number[]; y: number[]; kept: number[] }[];
}

const reference = readReference<Reference>('curveNumbers.json');

describe('numbers of curves beside those of NumPy and pandas (R3, R4)', () => {
  const worst = new Worst();
  after(() => void worst.record('curveNumbers'));

  it('the readings of tables in every dialect are exactly those of pandas', () => {
    for (const { text, scalars } of reference.tables)
      for (const part of [1e6, 7]) {
        const reader = new CsvCurves();
        const bytes = new TextEncoder().encode(text);
        for (let at = 0; at < bytes.length; at += part) reader.push(bytes.subarray(at, at + part));
        const found = Object.fromEntries(
          [...reader.curves.scalars].map(([name, series]) => [name, readingsOf(series)]),
        );
        const expected = Object.entries(scalars).filter(([, { points }]) => points > 0);
        assert.deepEqual(found, Object.fromEntries(expected), text);
      }
  });

  it('a mean over steps, however far apart they lie, is that of its weights', () => {
    for (const { over, steps, values, means } of reference.means) {
      const given = Float64Array.from(values, (value) => value ?? NaN);
      const found = smoothed(Float64Array.from(steps), given, over);
      means.forEach((mean, i) => {
        if (mean === null) assert.ok(Number.isNaN(found[i]));
        else worst.check('mean', found[i], mean, 1e-14, 10, `over ${over}, ${i}`);
      });
    }
  });

  it('a band has the mean, the deviation and the ends of pandas at the steps that all have', () => {
    for (const { curves, x, mean, deviation, low, high } of reference.bands) {
      const given = curves.map((points) => ({
        x: Float64Array.from(points, ([step]) => step),
        y: Float64Array.from(points, ([, value]) => value),
      }));
      const [range, spread] = [bandOf(given), bandOf(given, 'deviation')];
      assert.deepEqual([[...range.x], [...range.low], [...range.high]], [x, low, high]);
      x.forEach((step, i) => {
        worst.check('band mean', range.mean[i], mean[i], 1e-14, 0, `step ${step}`);
        worst.check('band low', spread.low[i], mean[i] - deviation[i], 1e-14, high[i], `step ${step}`);
        worst.check('band high', spread.high[i], mean[i] + deviation[i], 1e-14, high[i], `step ${step}`);
      });
    }
  });

  it('a thinned curve has the first, the least, the greatest and the last of each part, and no other', () => {
    for (const { columns, logarithmic, x, y, kept } of reference.thinned) {
      const few = thinned({ x: Float64Array.from(x), y: Float64Array.from(y) }, columns, { logarithmic });
      assert.deepEqual(
        [...few.x],
        kept.map((at) => x[at]),
      );
      assert.deepEqual(
        [...few.y],
        kept.map((at) => y[at]),
      );
    }
  });
});

function readingsOf(series: CurveSeries) {
  const { steps, values } = series;
  const { least, greatest, notFinite } = series.extremes();
  const reading = (at: number): Reading => (at < 0 ? null : [steps[at], values[at]]);
  return {
    points: series.size,
    notFinite,
    last: reading([...values].map(Number.isFinite).lastIndexOf(true)),
    least: reading(least),
    greatest: reading(greatest),
  };
}
