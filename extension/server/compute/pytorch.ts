import type { Measure, MeasureOptions, NumericArray, Tensor } from '@surprisal/core';
import type { Pair } from './operand.js';
import { takesTwo } from './sides.js';

/** Numbers that a snippet may hold. */
const MOST = 2000;
/** Options that a snippet takes over, where its function has them. */
const TAKEN = ['fromLogits', 'epsilonMode', 'epsilon', 'reduction'];
const OF_CLASSES = [...TAKEN, 'labelSmoothing', 'classWeights', 'ignoreIndex'];

interface PyTorchInput {
  options: MeasureOptions;
  /** The target is class indices. */
  indices: boolean;
  shape: readonly number[];
  t: NumericArray;
  q: NumericArray;
}

/**
 * The same computation as a person writes it in PyTorch, which prints the same value; null where PyTorch has it not in a
 * line, or for too many numbers. `t` is the target, `w` the weights of the classes, and `q` the prediction, or `z` where
 * that is logits.
 */
export function pytorchOf(measure: Measure, { target, prediction }: Pair, options: MeasureOptions): string | null {
  if (target.tensor.data.length + prediction.tensor.data.length > MOST) return null;
  const taken = measure.id === 'categoricalCrossEntropy' ? OF_CLASSES : TAKEN;
  if (Object.entries(options).some(([name, value]) => value !== undefined && !taken.includes(name))) return null;
  const two = takesTwo(measure);
  const { shape } = prediction.tensor;
  const indices = two && target.tensor.shape.length < shape.length;
  const input: PyTorchInput = { options, indices, shape, t: target.tensor.data, q: prediction.tensor.data };
  const value = expressionOf(measure, input);
  if (value === null) return null;
  const weights = options.classWeights as readonly number[] | undefined;
  const line = (name: string, numbers: Tensor, whole = false): string =>
    `${name} = torch.tensor(${textOf(numbers)}${whole ? '' : ', dtype=torch.float64'})`;
  return [
    'import torch',
    ...(value.includes('F.') ? ['import torch.nn.functional as F'] : []),
    '',
    ...(two ? [line('t', target.tensor, indices)] : []),
    line(options.fromLogits === true ? 'z' : 'q', prediction.tensor),
    ...(weights ? [line('w', { shape: [weights.length], data: Float64Array.from(weights) })] : []),
    `print(${value}.item())`,
    '',
  ].join('\n');
}

function expressionOf({ id }: Measure, input: PyTorchInput): string | null {
  const { options, shape, q } = input;
  const { reduction } = options;
  if (reduction === 'weightedMean' && (id !== 'categoricalCrossEntropy' || !input.indices || options.labelSmoothing))
    return null;
  const sum = reduction === 'sum';
  const reduced = sum ? ", reduction='sum'" : '';
  const log = (of: string): string => logOf(of, options);
  /** Of values a row. */
  const rows = (terms: string): string => (shape.length < 2 ? terms : `${terms}.${sum ? 'sum' : 'mean'}()`);
  switch (id) {
    case 'crossEntropy':
      return rows(`-${weighted(options, 't')}.sum(-1)`);
    case 'categoricalCrossEntropy':
      return categorical(input, rows);
    case 'binaryCrossEntropy':
      if (options.fromLogits === true) return `F.binary_cross_entropy_with_logits(z, t${reduced})`;
      // Its own rule at 0 and 1 is another; between them no epsilon shows.
      if (options.epsilonMode !== 'clip' && q.every((x: number) => Math.min(x, 1 - x) > 1e3 * epsilonOf(options)))
        return `F.binary_cross_entropy(q, t${reduced})`;
      if (options.epsilonMode === 'none') return null;
      return `-(t * ${log('q')} + (1 - t) * ${log('1 - q')}).${sum ? 'sum' : 'mean'}()`;
    case 'meanSquaredError':
      return `F.mse_loss(q, t${reduced})`;
    case 'klDivergence':
      if (shape.length > 2 || q.some((x: number) => x === 0))
        return rows('(torch.special.xlogy(t, t) - torch.special.xlogy(t, q)).sum(-1)');
      return `F.kl_div(torch.log(q), t, reduction='${sum || shape.length < 2 ? 'sum' : 'batchmean'}')`;
    case 'totalVariation':
      return rows('(0.5 * (q - t).abs().sum(-1))');
    case 'hellinger':
      return rows('((t.sqrt() - q.sqrt()).square().sum(-1) / 2).sqrt()');
    case 'bhattacharyyaCoefficient':
      return rows('(t * q).sqrt().sum(-1)');
    case 'entropy':
      return rows('torch.special.entr(q).sum(-1)');
    default:
      return null;
  }
}

/** `F.cross_entropy` of logits, `F.nll_loss` of the logarithms of probabilities; rows of a target by their sum. */
function categorical({ options, indices, shape, t }: PyTorchInput, rows: (terms: string) => string): string | null {
  const { fromLogits, classWeights, ignoreIndex, labelSmoothing, reduction } = options;
  const smoothing = Number(labelSmoothing ?? 0);
  const logits = fromLogits === true;
  if (!logits && (!indices || smoothing > 0)) {
    if (indices && (classWeights !== undefined || ignoreIndex !== undefined)) return null;
    const classes = shape.at(-1)!;
    const target = indices ? `F.one_hot(t, ${classes}).double()` : 't';
    const soft = smoothing > 0 ? `((1 - ${smoothing}) * ${target} + ${smoothing} / ${classes})` : target;
    return rows(`-${weighted(options, classWeights === undefined ? soft : `w * ${soft}`)}.sum(-1)`);
  }
  const ignored = ignoreIndex !== undefined && indices && t.includes(Number(ignoreIndex));
  const given = [
    classWeights === undefined ? '' : 'weight=w',
    ignored && Number(ignoreIndex) !== -100 ? `ignore_index=${Number(ignoreIndex)}` : '',
    logits && smoothing > 0 ? `label_smoothing=${smoothing}` : '',
    reduction === 'sum' ? "reduction='sum'" : '',
  ].filter((part) => part !== '');
  // PyTorch has the classes of a larger batch on the second axis.
  const flat = (name: string, kept: number): string =>
    shape.length > 2 ? `${name}.flatten(${kept > 0 ? `0, -${kept + 1}` : ''})` : name;
  const target = flat('t', indices ? 0 : 1);
  return logits
    ? `F.cross_entropy(${[flat('z', 1), target, ...given].join(', ')})`
    : `F.nll_loss(${[logOf(flat('q', 1), options), target, ...given].join(', ')})`;
}

/** Weights times the logarithm of the prediction; where that may be of 0, a weight of 0 makes it 0. */
const weighted = (options: MeasureOptions, weight: string): string =>
  options.epsilonMode === 'none' ? `torch.special.xlogy(${weight}, q)` : `(${weight} * ${logOf('q', options)})`;

const epsilonOf = ({ epsilonMode, epsilon = 1e-15 }: MeasureOptions): number =>
  epsilonMode === 'none' ? 0 : Number(epsilon);

function logOf(of: string, options: MeasureOptions): string {
  const epsilon = epsilonOf(options);
  if (epsilon === 0) return `torch.log(${of})`;
  if (options.epsilonMode !== 'clip') return `torch.log(${of} + ${epsilon})`;
  return `torch.log(${/^\w+$/.test(of) ? of : `(${of})`}.clamp(${epsilon}, 1 - ${epsilon}))`;
}

function textOf({ shape, data }: Tensor, axis = 0, from = 0): string {
  if (axis === shape.length) return numberText(data[from]);
  const size = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const parts = Array.from({ length: shape[axis] }, (_, i) => textOf({ shape, data }, axis + 1, from + i * size));
  return `[${parts.join(', ')}]`;
}

const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : `float('${value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan'}')`;
