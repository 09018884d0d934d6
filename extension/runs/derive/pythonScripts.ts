import { mnistFiles, type RunConfig } from '@surprisal/core';
import { isArrayFile } from './arrayFile.js';
import { dataOf, python, type Scripted } from './pythonData.js';
import { BEGIN, networkOf, PICTURES } from './pythonNetwork.js';

/** The packed files that a script reads beside it; own files are read where they lie. */
export function scriptFiles({ data }: RunConfig): string[] {
  return data.source === 'files' ? [] : Object.values(mnistFiles[data.source]);
}

/** Whether a script can read the data of a run. */
export function hasScript({ data: { source, files, scale } }: RunConfig): boolean {
  if (source !== 'files') return true;
  return scale !== 'legacy' && Object.values(files ?? {}).every(isArrayFile);
}

const TWO = 2;

/**
 * Whether scikit-learn's MLPClassifier can be set to train the same network in the same way. Of two classes it makes one
 * output with a sigmoid, which is another network.
 */
export function fitsSklearn({ network, loss, optimiser, earlyStop }: RunConfig, classes: number): boolean {
  const kinds = new Set(network.layers.map((layer) => (layer.kind === 'dense' ? layer.activation : 'none')));
  return (
    classes !== TWO &&
    !kinds.has('none') &&
    kinds.size <= 1 &&
    loss.id === 'crossEntropy' &&
    loss.labelSmoothing === 0 &&
    loss.classWeights === 'none' &&
    optimiser.schedule === 'constant' &&
    earlyStop === null
  );
}

/** A batch is never larger than the training part. */
const batchLine = ({ batch }: RunConfig): string => `BATCH = min(${batch}, len(train_x))`;

const endingOf = ({ table }: Scripted): string => `
print(f"{TITLE}: {accuracy:.2%} of {len(test_y)} test ${table ? 'rows' : 'images'} read right; the run itself {RUN_ACCURACY:.2%}")
`;

/** A script that trains the same network with scikit-learn's MLPClassifier. */
export function sklearnScript(run: Scripted): string {
  const { network, optimiser, epochs } = run.config;
  const { id, l2, rate, momentum, nesterov } = optimiser;
  const layers = network.layers.flatMap((layer) => (layer.kind === 'dense' ? [layer] : []));
  const activation = layers[0]?.activation ?? 'relu';
  return `${dataOf(run, 'NumPy and scikit-learn')}
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

${batchLine(run.config)}
model = MLPClassifier(
    hidden_layer_sizes=${python(layers.map(({ width }) => width))},
    activation=${python(activation === 'sigmoid' ? 'logistic' : activation)},
    solver=${python(id)},
    alpha=${l2},
    batch_size=BATCH,
    learning_rate_init=${rate},
    momentum=${momentum},
    nesterovs_momentum=${python(nesterov)},
    max_iter=${epochs},
    # It trains to the last epoch, as the run did.
    tol=0,
    n_iter_no_change=${epochs + 1},
    random_state=SEED,
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore", ConvergenceWarning)
    model.fit(train_x, train_y)
accuracy = model.score(test_x, test_y)
${endingOf(run)}`;
}

/** The loss of each row, from log-probabilities, targets and the weights of the classes. */
function lossOf({ id, gamma, alpha }: RunConfig['loss']): string {
  if (id === 'crossEntropy') return '(-weights * targets * logs).sum(1)';
  if (id === 'focal')
    return `(-weights * targets * ${alpha} * (1 - logs.exp()).clamp(min=0) ** ${gamma} * logs).sum(1)`;
  return 'weights[labels] * ((logs.exp() - targets) ** 2).sum(1)';
}

const rates = (schedule: RunConfig['optimiser']['schedule'], rate: number): string =>
  ({
    constant: `return ${rate}`,
    step: `return ${rate} if done < 0.5 else ${rate} / 10 if done < 0.75 else ${rate} / 100`,
    cosine: `return between(${rate}, 0, done)`,
    oneCycle: `if done < 0.3:
        return between(${rate} / 25, ${rate}, done / 0.3)
    return between(${rate}, ${rate} / 250000, (done - 0.3) / 0.7)`,
  })[schedule];

/** A script that trains the same network with PyTorch. */
export function pytorchScript(run: Scripted): string {
  const { loss, optimiser, epochs, earlyStop } = run.config;
  const { modules, starts } = networkOf(run);
  const { id, l2, rate, schedule, momentum, nesterov } = optimiser;
  const size = run.classes.length;
  const weights =
    loss.classWeights === 'none'
      ? `torch.ones(${size})`
      : loss.classWeights === 'balanced'
        ? `torch.tensor([len(train_y) / (${size} * n) if n else 0 for n in np.bincount(train_y, minlength=${size})]).float()`
        : `torch.tensor(${python(loss.classWeights.map(Number))}).float()`;
  const made =
    id === 'adam'
      ? 'torch.optim.Adam(groups)'
      : `torch.optim.SGD(groups, lr=1, momentum=${momentum}, nesterov=${python(nesterov && momentum > 0)})`;
  return `${dataOf(run, 'NumPy, scikit-learn and PyTorch')}
import math

import torch
from torch import nn
${modules.includes('Pictures()') ? `\n${PICTURES}` : ''}
train_x, test_x = torch.tensor(train_x).float(), torch.tensor(test_x).float()
train_labels = torch.tensor(train_y)
EPOCHS = ${epochs}
${batchLine(run.config)}
STEPS = EPOCHS * math.ceil(len(train_x) / BATCH)
model = nn.Sequential(
${modules.map((line) => `    ${line},\n`).join('')})
STARTS = [${starts.join(', ')}]
${BEGIN}
weights = ${weights}


def loss_of(logits, labels):
    logs = logits.log_softmax(1)
    targets = nn.functional.one_hot(labels, ${size}).float() * (1 - ${loss.labelSmoothing}) + ${loss.labelSmoothing} / ${size}
    return (${lossOf(loss)}).sum() / weights[labels].sum()


def between(start, end, part):
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2


def rate_at(step):
    done = step / STEPS
    ${rates(schedule, rate)}


# The penalty is ${l2} / 2 times the squares of the weights, over the size of the batch; biases have none.
groups = [
    {"params": [each for name, each in model.named_parameters() if name.endswith("weight")]},
    {"params": [each for name, each in model.named_parameters() if name.endswith("bias")]},
]
optimiser = ${made}
step, best, stale = 0, math.inf, 0
order = np.arange(len(train_x))
for epoch in range(EPOCHS):
    order = order[random.permutation(len(order))]
    for rows in torch.tensor(order).split(BATCH):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step)
        optimiser.param_groups[0]["weight_decay"] = ${l2} / len(rows)
        optimiser.zero_grad()
        loss_of(model(train_x[rows]), train_labels[rows]).backward()
        optimiser.step()
        step += 1
${
  earlyStop === null
    ? ''
    : `    # It stops after ${earlyStop.patience} epochs without a better loss on the validation part.
    if validation_x is not None:
        with torch.no_grad():
            loss = loss_of(model(torch.tensor(validation_x).float()), torch.tensor(validation_y)).item()
        stale = 0 if loss < best else stale + 1
        best = min(best, loss)
        if stale >= ${earlyStop.patience}:
            break
`
}
with torch.no_grad():
    accuracy = (model(test_x).argmax(1).numpy() == test_y).mean()
${endingOf(run)}`;
}
