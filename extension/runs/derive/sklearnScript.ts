import { mnistFiles, type RunConfig } from '@surprisal/core';
import { isArrayFile } from './arrayFile.js';
import { dataOf, type Scripted } from './pythonData.js';
import { python } from './pythonLiteral.js';

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

/** A script that trains the same network with scikit-learn's MLPClassifier. */
export function sklearnScript(run: Scripted): string {
  const { network, optimiser, batch, epochs } = run.config;
  const { id, l2, rate, momentum, nesterov } = optimiser;
  const layers = network.layers.flatMap((layer) => (layer.kind === 'dense' ? [layer] : []));
  const activation = layers[0]?.activation ?? 'relu';
  return `${dataOf(run, 'NumPy and scikit-learn')}
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

BATCH = min(${batch}, len(train_x))
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

print(f"{TITLE}: {accuracy:.2%} of {len(test_y)} test ${run.table ? 'rows' : 'images'} read right; the run itself {RUN_ACCURACY:.2%}")
`;
}
