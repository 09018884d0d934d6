import type { ProjectRun } from './projectRun.js';

/** Whether classes have weights. */
export const weighted = ({ config }: ProjectRun): boolean => config.loss.classWeights !== 'none';

/** The weights of the classes, where they have any. */
function weightsText({ config }: ProjectRun): string {
  const { classWeights } = config.loss;
  if (classWeights === 'none') return '';
  if (classWeights !== 'balanced') {
    const reals = classWeights.map((weight) => (Number.isInteger(weight) ? weight.toFixed(1) : String(weight)));
    return `WEIGHTS = torch.tensor([${reals.join(', ')}], device=DEVICE)\n\n\n`;
  }
  return `# A class weighs more the fewer rows it has.
counts = torch.bincount(train_y, minlength=len(CLASSES))
WEIGHTS = torch.where(counts > 0, len(train_y) / (len(CLASSES) * counts), 0)


`;
}

/** The sum of the losses of rows. */
function sumText(run: ProjectRun): string {
  const { id, labelSmoothing: smoothing, gamma, alpha } = run.config.loss;
  const own = weighted(run);
  if (id === 'crossEntropy') {
    const options = [...(own ? ['weight=WEIGHTS'] : []), ...(smoothing > 0 ? [`label_smoothing=${smoothing}`] : [])];
    const all = ['logits', 'labels', ...options, 'reduction="sum"'];
    return `    return nn.functional.cross_entropy(${all.join(', ')})`;
  }
  const targets = `    targets = nn.functional.one_hot(labels, len(CLASSES))${smoothing > 0 ? ` * (1 - ${smoothing}) + ${smoothing} / len(CLASSES)` : ''}\n`;
  if (id === 'squaredError')
    return `${targets}    squares = (logits.softmax(1) - targets).square().sum(1)
    return ${own ? '(WEIGHTS[labels] * squares)' : 'squares'}.sum()`;
  // The slope of a root has no end at 0.
  const rest = gamma > 0 && gamma < 1 ? '(1 - logs.exp()).clamp(min=1e-30)' : '(1 - logs.exp())';
  return `${targets}    logs = logits.log_softmax(1)
    return -(${own ? 'WEIGHTS * ' : ''}targets * ${alpha === 1 ? '' : `${alpha} * `}${rest} ** ${gamma} * logs).sum()`;
}

/** The loss, and with weights of classes what its sum over rows is divided by. */
export const lossText = (run: ProjectRun): string => `${weightsText(run)}def loss_sum(logits, labels):
${sumText(run)}${
  weighted(run)
    ? `


def weight_sum(labels):
    return WEIGHTS[labels].sum().item() or 1`
    : ''
}`;
