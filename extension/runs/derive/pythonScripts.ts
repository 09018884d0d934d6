import { mnistFiles, type LayerConfig, type RunConfig } from '@surprisal/core';

/** A run as a script of Python: its settings, the names of its classes, and what it read right of the test part. */
export interface Scripted {
  title: string;
  config: RunConfig;
  classes: readonly string[];
  testAccuracy: number;
}

/** The packed files that a script reads; none for own data, of which no script is made. */
export function scriptFiles({ data }: RunConfig): string[] {
  return data.source === 'files' ? [] : Object.values(mnistFiles[data.source]);
}

/** Whether scikit-learn's MLPClassifier can be set to train the same network in the same way. */
export function fitsSklearn({ network, loss, optimiser, earlyStop }: RunConfig): boolean {
  const kinds = new Set(network.layers.map((layer) => (layer.kind === 'dense' ? layer.activation : 'none')));
  return (
    !kinds.has('none') &&
    kinds.size <= 1 &&
    loss.id === 'crossEntropy' &&
    loss.labelSmoothing === 0 &&
    loss.classWeights === 'none' &&
    optimiser.schedule === 'constant' &&
    earlyStop === null
  );
}

/** A literal of Python: JSON has the same texts, numbers and lists. */
const python = (value: unknown): string =>
  value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : JSON.stringify(value);

/** A batch is never larger than the training part. */
const batchLine = ({ batch }: RunConfig): string => `BATCH = min(${batch}, len(train_x))`;

/** The training images lie in two files: a sample of them, with the row of each, and the rest. */
const WHOLE = `
def whole(part, kind):
    if part == "test":
        return read(f"test-{kind}.idx.gz")
    rows = np.frombuffer(gzip.open(FOLDER / "sample-rows.idx.gz").read(), ">i4", offset=8)
    sample, rest = read(f"sample-{kind}.idx.gz"), read(f"rest-{kind}.idx.gz")
    every = np.empty((len(sample) + len(rest), *sample.shape[1:]), np.uint8)
    every[rows] = sample
    every[np.setdiff1d(np.arange(len(every)), rows)] = rest
    return every

`;

const STANDARD = `
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(train_x)
train_x, test_x = scaler.transform(train_x), scaler.transform(test_x)
if validation_x is not None:
    validation_x = scaler.transform(validation_x)
`;

/** Reads and splits the data, row for row as the run did. */
function dataOf({ title, config, classes, testAccuracy }: Scripted, packages: string): string {
  const { data, seed } = config;
  const { source, first = 0, count, testFraction, validationFraction, stratified, scale = 'byte' } = data;
  const rows = `[${first}:${count === undefined ? '' : first + count}]`;
  const groups = classes.map((name) => name.split('+').map(Number));
  const part = (from: string, x: string, y: string, fraction: number): string =>
    `${from}_x, ${x}, ${from}_y, ${y} = train_test_split(
    ${from}_x, ${from}_y, test_size=${fraction}, random_state=${seed}, stratify=${stratified ? `${from}_y` : 'None'})`;
  const of = (kind: string): string =>
    source === 'mnist' ? `whole(part, "${kind}")` : `read(f"{part}-${kind}.idx.gz")`;
  const test =
    source === 'mnist' ? 'test_x, test_y = load("test", slice(None))' : part('train', 'test_x', 'test_y', testFraction);
  return `# Trains a network as Surprisal did, and says how much of the test part it reads right.
# It needs ${packages}, and the files of MNIST in a folder "mnist" beside it, or in the one it is given.
import gzip
import sys
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

TITLE = ${python(title)}
RUN_ACCURACY = ${testAccuracy}
SEED = ${seed}
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "mnist"
# The digits of each class, in the order of the classes.
GROUPS = ${python(groups)}


def read(name):
    data = gzip.open(FOLDER / name).read()
    sizes = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)

${source === 'mnist' ? WHOLE : ''}
def load(part, rows):
    class_of = np.full(10, -1)
    for index, digits in enumerate(GROUPS):
        class_of[digits] = index
    images = ${of('images')}[rows]
    labels = class_of[${of('labels')}[rows]]
    kept = labels >= 0
    return images[kept].reshape(-1, 28 * 28)${scale === 'byte' ? ' / 255' : ''}, labels[kept]


train_x, train_y = load(${source === 'mnist' ? '"train"' : '"sample"'}, np.s_${rows})
${test}
${validationFraction > 0 ? part('train', 'validation_x', 'validation_y', validationFraction) : 'validation_x, validation_y = None, None'}
${scale === 'standard' ? STANDARD : ''}`;
}

const ENDING = `
print(f"{TITLE}: {accuracy:.2%} of {len(test_y)} test images read right; the run itself {RUN_ACCURACY:.2%}")
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
${ENDING}`;
}

const functions = { relu: 'nn.ReLU()', tanh: 'nn.Tanh()', sigmoid: 'nn.Sigmoid()' };

/** The layers one after the other; a dense one sees all of what comes before it. */
function modules(layers: readonly LayerConfig[], classes: number): string[] {
  let [side, channels, flat] = [28, 1, false];
  const lines = ['nn.Unflatten(1, (1, 28, 28))'];
  const flatten = (): number => {
    if (!flat) lines.push('nn.Flatten()');
    const width = flat ? channels : channels * side * side;
    flat = true;
    return width;
  };
  for (const layer of layers)
    if (layer.kind === 'dense') {
      lines.push(`nn.Linear(${flatten()}, ${layer.width})`, functions[layer.activation]);
      channels = layer.width;
    } else if (layer.kind === 'maxPool') {
      lines.push(`nn.MaxPool2d(${layer.size})`);
      side = Math.floor(side / layer.size);
    } else {
      lines.push(`nn.Conv2d(${channels}, ${layer.channels}, ${layer.size})`, functions[layer.activation]);
      [side, channels] = [side - layer.size + 1, layer.channels];
    }
  lines.push(`nn.Linear(${flatten()}, ${classes})`);
  return lines;
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
  const { network, loss, optimiser, epochs, earlyStop } = run.config;
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

torch.manual_seed(SEED)
train_x, test_x = torch.tensor(train_x).float(), torch.tensor(test_x).float()
train_labels = torch.tensor(train_y)
EPOCHS = ${epochs}
${batchLine(run.config)}
STEPS = EPOCHS * math.ceil(len(train_x) / BATCH)
model = nn.Sequential(
${modules(network.layers, size)
  .map((line) => `    ${line},\n`)
  .join('')})
for layer in model:
    if isinstance(layer, (nn.Linear, nn.Conv2d)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
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
    {"params": [each for name, each in model.named_parameters() if name.endswith("weight")], "weight_decay": ${l2} / BATCH},
    {"params": [each for name, each in model.named_parameters() if name.endswith("bias")]},
]
optimiser = ${made}
step, best, stale = 0, math.inf, 0
for epoch in range(EPOCHS):
    for rows in torch.randperm(len(train_x)).split(BATCH):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step)
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
${ENDING}`;
}
