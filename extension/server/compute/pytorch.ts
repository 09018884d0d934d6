import type { Measure, MeasureOptions, Tensor } from '@surprisal/core';
import type { Pair } from './operands.js';
import { takesTwo } from './sides.js';

/** Numbers that a snippet may hold. */
const MOST = 2000;

/**
 * The same computation as PyTorch lines that print the same value; null where there is none in a few lines, or too many
 * numbers. `t` is the target and `q` the prediction, or `z` where that is logits.
 */
export function pytorchOf(measure: Measure, { target, prediction }: Pair, options: MeasureOptions): string | null {
  if (target.tensor.data.length + prediction.tensor.data.length > MOST || (options.axis ?? -1) !== -1) return null;
  const indices = takesTwo(measure) && target.tensor.shape.length < prediction.tensor.shape.length;
  const perItem = expressionOf(measure, options, indices);
  if (perItem === null) return null;
  const logits = options.fromLogits === true;
  const lines = ['import torch', ''];
  if (takesTwo(measure))
    lines.push(`t = torch.tensor(${textOf(target.tensor)}, dtype=torch.${indices ? 'int64' : 'float64'})`);
  lines.push(`${logits ? 'z' : 'q'} = torch.tensor(${textOf(prediction.tensor)}, dtype=torch.float64)`);
  if (logits) lines.push(measure.id === 'binaryCrossEntropy' ? 'q = torch.sigmoid(z)' : 'q = torch.softmax(z, -1)');
  const reduction = options.reduction === 'sum' ? '.sum()' : '.mean()';
  lines.push(`print((${perItem})${reduction}.item())`, '');
  return lines.join('\n');
}

/** One value a row, or an element where the measure is of elements. */
function expressionOf({ id }: Measure, options: MeasureOptions, indices: boolean): string | null {
  const plain = ['labelSmoothing', 'classWeights', 'ignoreIndex', 'normalize', 'base', 'positions'];
  if (plain.some((name) => options[name] !== undefined) || options.reduction === 'weightedMean') return null;
  const log = (of: string): string => logOf(of, options);
  switch (id) {
    case 'crossEntropy':
      return `-(t * ${log('q')}).sum(-1)`;
    case 'categoricalCrossEntropy':
      if (options.fromLogits === true)
        return indices
          ? 'torch.logsumexp(z, -1) - z.gather(-1, t.unsqueeze(-1)).squeeze(-1)'
          : '-(t * torch.log_softmax(z, -1)).sum(-1)';
      return indices ? `-${log('q.gather(-1, t.unsqueeze(-1)).squeeze(-1)')}` : `-(t * ${log('q')}).sum(-1)`;
    case 'binaryCrossEntropy':
      if (options.fromLogits === true) return 'torch.nn.functional.softplus(z) - t * z';
      return `-(t * ${log('q')} + (1 - t) * ${log('(1 - q)')})`;
    case 'meanSquaredError':
      return '(q - t) ** 2';
    case 'klDivergence':
      return 'torch.special.xlogy(t, t / q).sum(-1)';
    case 'totalVariation':
      return '(q - t).abs().sum(-1) / 2';
    case 'hellinger':
      return '((t.sqrt() - q.sqrt()) ** 2).sum(-1).div(2).sqrt()';
    case 'bhattacharyyaCoefficient':
      return '(t * q).sqrt().sum(-1)';
    case 'entropy':
      return '-torch.special.xlogy(q, q).sum(-1)';
    default:
      return null;
  }
}

function logOf(of: string, { epsilonMode = 'add', epsilon = 1e-15 }: MeasureOptions): string {
  if (epsilonMode === 'none') return `torch.log(${of})`;
  if (epsilonMode === 'clip') return `torch.log(${of}.clamp(${Number(epsilon)}, 1 - ${Number(epsilon)}))`;
  return `torch.log(${of} + ${Number(epsilon)})`;
}

function textOf({ shape, data }: Tensor, axis = 0, from = 0): string {
  if (axis === shape.length) return numberText(data[from]);
  const size = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const parts = Array.from({ length: shape[axis] }, (_, i) => textOf({ shape, data }, axis + 1, from + i * size));
  return `[${parts.join(', ')}]`;
}

const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : `float('${value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan'}')`;
