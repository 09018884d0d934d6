import type { Measure, MeasureOptions, OptionSpec, TensorLike } from '@surprisal/core';
import type { Seeded } from '../reference/seeded.js';

/** A batch in the domain of a measure, with at least two rows and away from corners. */
export interface Sample {
  target: TensorLike;
  prediction: TensorLike | null;
  options: MeasureOptions;
}

/** Draws inputs by the domain of a measure, and options by their specs. */
export function sampleOf(measure: Measure, random: Seeded): Sample {
  const classes = 2 + random.below(4);
  const rows = 2 + random.below(3);
  const options = Object.fromEntries(
    measure.options
      .map((spec) => [spec.name, optionOf(spec, classes, random)])
      .filter(([, value]) => value !== undefined),
  );
  const table = (make: () => number): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: classes }, make));
  const inside = (): number => random.between(0.05, 0.95);
  const distributions = (): number[][] => table(inside).map((row) => divided(row));
  switch (measure.domain) {
    case 'classes': {
      const isIndex = random.next() < 0.4;
      const labels = Array.from({ length: rows }, () => random.below(classes));
      if (!isIndex) delete options.ignoreIndex;
      else if (labels.every((label) => label === options.ignoreIndex)) delete options.ignoreIndex;
      const logits = (): number[][] => table(() => random.between(-4, 4));
      return {
        target: isIndex ? labels : distributions(),
        prediction: options.fromLogits === true ? logits() : distributions(),
        options,
      };
    }
    case 'distributions':
      return { target: distributions(), prediction: distributions(), options };
    case 'distribution':
      return { target: distributions(), prediction: null, options };
    case 'probabilities':
      return { target: table(inside), prediction: null, options };
    case 'binary':
      return {
        target: table(inside),
        prediction: table(options.fromLogits === true ? () => random.between(-4, 4) : inside),
        options,
      };
    case 'numbers':
      return { target: table(() => random.between(-5, 5)), prediction: table(() => random.between(-5, 5)), options };
    case 'joint':
      return { target: table(() => 1 + random.below(9)), prediction: null, options };
    default: {
      const labels = (): number[] => Array.from({ length: 12 }, () => random.below(4));
      return { target: labels(), prediction: labels(), options };
    }
  }
}

/** A value of an option, or none, so that the default is tested too. */
function optionOf(spec: OptionSpec, classes: number, random: Seeded): unknown {
  if (spec.name === 'axis' || random.next() < 0.3) return undefined;
  const low = Math.max(spec.kind === 'number' || spec.kind === 'vector' ? spec.min : 0, -5);
  switch (spec.kind) {
    case 'flag':
      return random.next() < 0.5;
    case 'choice':
      return random.pick(spec.choices);
    case 'matrix':
      return Array.from({ length: classes }, () => Array.from({ length: classes }, () => random.between(0, 3)));
    case 'vector': {
      const one = (): number => random.between(low, low + 5);
      return spec.scalar && random.next() < 0.5 ? one() : Array.from({ length: classes }, one);
    }
    default:
      if (spec.integer) return random.below(classes);
      if (spec.name === 'epsilon') return random.pick([1e-15, 1e-7, 1e-3]);
      return random.between(low + 0.1, Math.min(spec.max, low + 5));
  }
}

function divided(row: number[]): number[] {
  const total = row.reduce((sum, x) => sum + x);
  return row.map((x) => x / total);
}
