import { CoreError } from '@surprisal/core';
import { Misplaced } from './misplaced.js';
import type { Operand, Pair } from './operand.js';
import { checkAlike } from './shapes.js';

/** Arrays of one shape as a batch. */
export function stack(parts: readonly Operand[]): Operand {
  checkAlike(parts);
  const {
    shape,
    data: { length },
  } = parts[0].tensor;
  const data = new Float64Array(length * parts.length);
  parts.forEach(({ tensor }, i) => data.set(tensor.data, i * length));
  const [first, last] = [parts[0], parts.at(-1)!];
  return {
    tensor: { shape: [parts.length, ...shape], data },
    range: { start: first.range.start, end: last.range.end },
    key: first.key,
    remarks: parts.flatMap(({ remarks }) => remarks),
    rangeAt: ([part, ...path]) => {
      if (part === undefined) return { start: first.range.start, end: last.range.end };
      return path.length ? parts[part].rangeAt(path) : parts[part].range;
    },
    elementAt: (index) => parts[Math.floor(index / length)].elementAt(index % length),
  };
}

/** Pairs as one pair of batches. */
export function stackPairs(pairs: readonly Pair[]): Pair {
  const [first, ...others] = pairs as [Pair, ...Pair[]];
  const { fromLogits } = first;
  const kind = (logits: boolean): string => (logits ? 'logits' : 'probabilities');
  const unlike = others.find((pair) => pair.fromLogits !== fromLogits);
  if (unlike)
    throw new Misplaced(
      new CoreError('data', kind(!fromLogits), `${kind(fromLogits)}, as in the first object`),
      unlike.prediction.range,
      first.prediction.range,
    );
  return {
    target: stack(pairs.map(({ target }) => target)),
    prediction: stack(pairs.map(({ prediction }) => prediction)),
    fromLogits,
  };
}
