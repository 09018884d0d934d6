import type { ReadingsAnswer } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { valuesOf } from '../meaning/readings.js';
import { pairOf, SeveralPairs } from './pairs.js';

/** How the pair that is selected may be read; of several around a caret, each by itself. */
export function answerReadings(question: Question): ReadingsAnswer {
  try {
    const { target, prediction } = pairOf(question);
    return { kind: 'readings', readings: valuesOf(target, prediction), pairs: [] };
  } catch (error) {
    if (!(error instanceof SeveralPairs)) throw error;
    const pairs = error.pairs.map(({ target, prediction }) => ({
      names: [target.key ?? '', prediction.key ?? ''] as const,
      target: target.range,
      prediction: prediction.range,
      readings: valuesOf(target, prediction),
    }));
    return { kind: 'readings', readings: [], pairs };
  }
}
