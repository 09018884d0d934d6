import assert from 'node:assert/strict';
import { CoreError, evaluate, type Measure, measures, type Nested, type TensorLike } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { type Sample, sampleOf } from './measureSample.js';
import { Worst } from './worst.js';

const TRIALS = 80;
const differences = new Worst();
/** Adds up all items, whatever the reduction. */
const total = (measure: Measure, { target, prediction, options }: Sample): number => {
  const { value, perItem } = evaluate(measure.id, target, prediction, options);
  return value ?? perItem.reduce<number>((sum, x) => sum + (x ?? 0), 0);
};
const samples = (measure: Measure, seed: number): Sample[] => {
  const random = new Seeded(seed);
  return Array.from({ length: TRIALS }, () => sampleOf(measure, random));
};
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b), 1e-3);

describe('M2 M4 M5 the catalogue', () => {
  it('has every measure once, complete', () => {
    assert.equal(new Set(measures.map(({ id }) => id)).size, measures.length);
    assert.ok(measures.length >= 20);
    for (const { id, title, formula, source, options, arguments: names } of measures) {
      assert.ok(title && formula.tex && formula.plain && source && names.length > 0, id);
      assert.equal(new Set(options.map(({ name }) => name)).size, options.length, id);
      for (const spec of options) assert.ok(spec.title, `${id} ${spec.name}`);
    }
  });

  for (const measure of measures) {
    describe(measure.title, () => {
      it('is finite inside its domain and says how it was computed', () => {
        for (const sample of samples(measure, 11)) {
          const result = evaluate(measure.id, sample.target, sample.prediction, sample.options);
          assert.equal(result.value === null, sample.options.reduction === 'none');
          assert.ok(Number.isFinite(total(measure, sample)), JSON.stringify(sample));
          assert.ok(result.convention.startsWith(measure.arguments.join(', ')), result.convention);
          assert.equal(result.unit === '', measure.unit === '');
          assert.equal(result.perItem.length, result.of);
          assert.equal(result.counted, result.perItem.filter((x) => x !== null).length);
        }
      });

      it('sums its items', () => {
        for (const sample of samples(measure, 12)) {
          if (!measure.options.some(({ name }) => name === 'reduction')) continue;
          const options = { ...sample.options, reduction: 'sum' };
          const { value, perItem } = evaluate(measure.id, sample.target, sample.prediction, options);
          const sum = perItem.reduce<number>((all, x) => all + (x ?? 0), 0);
          assert.ok(isNear(value ?? NaN, sum), `${value} ${sum}`);
        }
      });

      it('reads classes along any axis', () => {
        for (const sample of samples(measure, 13)) {
          if (!measure.options.some(({ name }) => name === 'axis')) continue;
          const turned = { ...sample, options: { ...sample.options, axis: 0 } };
          turned.target = transposed(sample.target);
          turned.prediction = sample.prediction && transposed(sample.prediction);
          assert.ok(isNear(total(measure, sample), total(measure, turned)), JSON.stringify(sample));
        }
      });

      if (measure.gradient)
        it('has the gradient of central differences, for each argument', () => {
          for (const sample of samples(measure, 14)) checkGradient(measure, sample);
        });

      it('names the place of a NaN', () => {
        for (const sample of samples(measure, 15))
          for (const side of ['target', 'prediction'] as const) {
            const input = sample[side];
            if (input === null || (side === 'target' && isFlat(input))) continue;
            const spoilt = structuredClone(input) as Nested[];
            const last = spoilt.at(-1);
            if (Array.isArray(last)) last[0] = NaN;
            else spoilt[spoilt.length - 1] = NaN;
            const name = measure.arguments[side === 'target' ? 0 : 1];
            assert.throws(
              () => evaluate(measure.id, side === 'target' ? spoilt : sample.target, side === 'target' ? sample.prediction : spoilt, sample.options), // prettier-ignore
              (error) =>
                error instanceof CoreError &&
                error.place.argument === name &&
                error.place.path?.[0] === spoilt.length - 1 &&
                error.message.includes('NaN'),
              `${measure.id} ${side}`,
            );
          }
      });
    });
  }

  after(() => differences.record('differences'));
});

/** Every partial derivative against a central difference; distances move along normalised rows. */
function checkGradient(measure: Measure, given: Sample): void {
  const onSimplex = measure.domain === 'distributions' || measure.domain === 'distribution';
  const options = onSimplex ? { ...given.options, normalize: true } : given.options;
  const sample = { ...given, options };
  const gradient = measure.gradient?.(sample.target, sample.prediction ?? [], options);
  for (const side of ['target', 'prediction'] as const) {
    const input = sample[side];
    const found = gradient?.[side] ?? null;
    if (found === null) {
      assert.ok(input === null || isFlat(input), `${measure.id} has no gradient for ${side}`);
      continue;
    }
    const rows = input as number[][];
    const flat = (found as number[][]).flat();
    const largest = Math.max(...flat.map(Math.abs), 1e-3);
    flat.forEach((derivative, at) => {
      const moved = (by: number): number => {
        const copy = rows.map((row) => [...row]);
        copy[Math.floor(at / rows[0].length)][at % rows[0].length] += by;
        return total(measure, { ...sample, [side]: copy });
      };
      const step = 1e-4;
      const difference = (8 * (moved(step / 2) - moved(-step / 2)) - (moved(step) - moved(-step))) / (6 * step);
      const what = `${side} at ${at}, ${JSON.stringify(sample)}`;
      differences.check(measure.id, derivative, difference, 1e-6, largest, what);
    });
  }
}

const isFlat = (input: TensorLike): boolean => !Array.isArray((input as Nested[])[0]);

function transposed(input: TensorLike): TensorLike {
  if (isFlat(input)) return input;
  const rows = input as number[][];
  return rows[0].map((_, k) => rows.map((row) => row[k]));
}
