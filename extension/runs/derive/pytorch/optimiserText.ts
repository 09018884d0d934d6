import type { OptimiserConfig } from '@surprisal/core';
import { python } from '../pythonLiteral.js';

/**
 * Whether the rate stands in the gradient: where it changes, a step of the past goes on at the rate that it was taken
 * at, and not at that of today, as in PyTorch's own velocity.
 */
export const ratesGradient = ({ id, schedule, momentum }: OptimiserConfig): boolean =>
  id === 'sgd' && schedule !== 'constant' && momentum > 0;

/** The optimiser; biases have no penalty. */
export function optimiserText(optimiser: OptimiserConfig): string {
  const { id, momentum, nesterov, l2 } = optimiser;
  const parameters =
    l2 === 0
      ? 'model.parameters()'
      : `[
    {"params": [each for name, each in model.named_parameters() if name.endswith("weight")]},
    {"params": [each for name, each in model.named_parameters() if name.endswith("bias")]},
]`;
  if (id === 'adam') return `optimiser = torch.optim.Adam(${parameters}, lr=RATE)`;
  const moves = momentum > 0 ? `, momentum=${momentum}${nesterov ? `, nesterov=${python(nesterov)}` : ''}` : '';
  const lr = ratesGradient(optimiser) ? 'lr=1' : 'lr=RATE';
  const why = '# The rate stands in the gradients, so that a step goes on at the rate that it was taken at.\n';
  return `${ratesGradient(optimiser) ? why : ''}optimiser = torch.optim.SGD(${parameters}, ${lr}${moves})`;
}

/** What the order of the rows and the optimiser are where a branch begins. */
export function memoryText(optimiser: OptimiserConfig, step: number): string {
  const order = '    order = torch.from_numpy(np.load(HERE / "data/order.npy").astype(np.int64))\n';
  if (optimiser.id === 'adam')
    return `${order}    mean, variance = load_file(HERE / "mean.safetensors"), load_file(HERE / "variance.safetensors")
    for name, each in model.named_parameters():
        optimiser.state[each] = {"step": torch.tensor(${step}.0), "exp_avg": mean[name].to(DEVICE),
                                 "exp_avg_sq": variance[name].to(DEVICE)}
`;
  if (optimiser.momentum === 0) return order;
  // The velocity of a run points down, and has the rate in it.
  return `${order}    velocity = load_file(HERE / "velocity.safetensors")
    for name, each in model.named_parameters():
        optimiser.state[each] = {"momentum_buffer": -velocity[name].to(DEVICE)${ratesGradient(optimiser) ? '' : ' / RATE'}}
`;
}

/** The rate of each step; nothing where it stays. */
export function rateText({ schedule }: OptimiserConfig): string {
  if (schedule === 'constant') return '';
  const between = `def between(start, end, part):
    """From start to end along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2


`;
  const body = {
    step: '    return RATE if done < 0.5 else RATE / 10 if done < 0.75 else RATE / 100',
    cosine: '    return between(RATE, 0, done)',
    oneCycle: `    if done < 0.3:
        return between(RATE / 25, RATE, done / 0.3)
    return between(RATE, RATE / 250000, (done - 0.3) / 0.7)`,
  }[schedule];
  return `${schedule === 'step' ? '' : between}def rate_at(step):
    done = step / (EPOCHS * BATCHES)
${body}


`;
}

/** What is set before each step, indented. */
export function stepText(optimiser: OptimiserConfig): string {
  const { id, schedule, l2 } = optimiser;
  const scaled = ratesGradient(optimiser);
  const lines: string[] = [];
  const groups: string[] = [];
  if (schedule !== 'constant') lines.push('rate = rate_at(state["step"])');
  if (schedule !== 'constant' && !scaled) groups.push('    group["lr"] = rate');
  if (id === 'adam')
    groups.push(
      '    # The run adds its epsilon before the bias of the first steps is taken out.',
      '    group["eps"] = 1e-8 / math.sqrt(1 - 0.999 ** (state["step"] + 1))',
    );
  if (groups.length > 0) lines.push('for group in optimiser.param_groups:', ...groups);
  if (l2 > 0) lines.push(`optimiser.param_groups[0]["weight_decay"] = ${scaled ? 'rate * ' : ''}L2 / len(rows)`);
  return lines.map((line) => `        ${line}\n`).join('');
}
