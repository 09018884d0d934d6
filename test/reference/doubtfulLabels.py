"""
References for doubtful labels, written to data/doubtfulLabels.json: `python3 test/reference/doubtfulLabels.py`.

Written in plain NumPy from Northcutt, Jiang and Chuang, Confident learning (2021), apart from the TypeScript version.
Labels and probabilities follow from a seed (seeded.py); only outputs are stored. The second part gives every row the
same probabilities, whose mean a plain sum would lift above them. The third does the whole thing
with scikit-learn on the packed MNIST sample: 5% of its labels turned wrong by NumPy's generator, as `flipLabels` does,
for five seeds and for none, out-of-sample probabilities by `cross_val_predict`, precision and recall of what is found.
"""
import gzip
import json
import os
import platform
import sys
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split
from sklearn.neural_network import MLPClassifier

from seeded import Seeded

warnings.filterwarnings("ignore")
CASES, CONSTANT, BASE_SEED, SEEDS = 200, 30, 20210400, [1, 2, 3, 4, 5]
ROUNDING = 1e-12


def confident_learning(given, p):
    n, classes = p.shape
    present = np.array([np.any(given == j) for j in range(classes)])
    thresholds = np.array([p[given == j, j].mean() if present[j] else np.inf for j in range(classes)])
    above = p >= thresholds * (1 - ROUNDING)
    confident = np.where(above.any(axis=1), np.where(above, p, -1.0).argmax(axis=1), -1)
    joint = np.zeros((classes, classes), dtype=int)
    for i, j in zip(given, confident):
        if j >= 0:
            joint[i, j] += 1
    support = np.bincount(given, minlength=classes)
    estimated = np.zeros((classes, classes))
    for i in range(classes):
        if joint[i].sum() > 0:
            estimated[i] = joint[i] / joint[i].sum() * support[i]
        else:
            estimated[i, i] = support[i]
    doubtful = np.where((confident >= 0) & (confident != given))[0]
    confidence = p[doubtful, given[doubtful]]
    others = p[doubtful].copy()
    others[np.arange(len(doubtful)), given[doubtful]] = -np.inf
    margin = confidence - others.max(axis=1) if len(doubtful) else confidence
    return {
        "thresholds": [float(t) if present[j] else None for j, t in enumerate(thresholds)],
        "joint": joint.tolist(),
        "errors": float(estimated.sum() - np.trace(estimated)),
        "byConfidence": doubtful[np.lexsort((doubtful, confidence))].tolist(),
        "byMargin": doubtful[np.lexsort((doubtful, margin))].tolist(),
        "suggested": confident[doubtful].tolist(),
    }


def case(seed):
    random = Seeded(seed)
    n, classes = 1 + random.below(120), 2 + random.below(5)
    used = 1 + random.below(classes)
    given = np.array([random.below(used) for _ in range(n)])
    p = np.array([random.distribution(classes) for _ in range(n)])
    # Half of the rows lean to the given class, as those of a trained model do.
    for i in range(n):
        if random.next() < 0.5:
            p[i] = 0.3 * p[i]
            p[i, given[i]] += 0.7
    return confident_learning(given, p)


def constant(seed):
    random = Seeded(seed)
    n, classes = 10 ** (2 + random.below(4)) + random.below(1000), 2 + random.below(4)
    row = random.distribution(classes)
    used = 1 + random.below(classes)
    given = np.array([random.below(used) for _ in range(n)])
    result = confident_learning(given, np.tile(row, (n, 1)))
    return {"joint": result["joint"], "errors": result["errors"]}


def flip(labels, share, classes, seed):
    random = np.random.RandomState(seed)
    turned = labels.copy()
    flipped = random.permutation(len(labels))[: round(share * len(labels))]
    for row in flipped:
        # interval(8): RandomState.randint draws in another way, so bits are drawn as core's `interval` does.
        mask, value = (1 << (classes - 2).bit_length()) - 1, classes
        while value > classes - 2:
            value = int(random.randint(0, 2**32, dtype=np.uint32)) & mask
        turned[row] = (turned[row] + 1 + value) % classes
    return turned, np.sort(flipped)


def mnist():
    folder = os.path.join(os.path.dirname(__file__), "..", "..", "dist", "mnist")
    read = lambda name: gzip.open(os.path.join(folder, name)).read()
    labels = np.frombuffer(read("sample-labels.idx.gz"), dtype=np.uint8)[8:].astype(int)
    images = np.frombuffer(read("sample-images.idx.gz"), dtype=np.uint8)[16:].reshape(len(labels), 784) / 255
    return images, labels


def pipeline(images, labels, seed, share):
    # The training part of a run of this seed: 4,000 of the 5,000, rows ascending.
    train, _ = train_test_split(np.arange(len(labels)), test_size=0.2, random_state=seed)
    rows = np.sort(train)
    given, flipped = flip(labels[rows], share, 10, seed)
    model = MLPClassifier((10,), solver="sgd", learning_rate_init=0.1, momentum=0.9, nesterovs_momentum=True,
                          alpha=1e-3, batch_size=200, max_iter=20, random_state=seed)
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    p = cross_val_predict(model, images[rows], given, cv=folds, method="predict_proba")
    result = confident_learning(given, p)
    found = result["byConfidence"]
    right = len(set(found) & set(flipped.tolist()))
    return {
        "seed": seed,
        "flipped": len(flipped),
        "firstFlipped": flipped[:10].tolist(),
        "turned": given[flipped][:10].tolist(),
        "found": len(found),
        "right": right,
        "errors": result["errors"],
    }


images, labels = mnist()
data = {
    "made": {"python": platform.python_version(), "numpy": np.__version__, "sklearn": sklearn.__version__},
    "cases": [case(BASE_SEED + i) for i in range(CASES)],
    "constant": [constant(BASE_SEED + CASES + i) for i in range(CONSTANT)],
    "mnist": [pipeline(images, labels, seed, 0.05) for seed in SEEDS],
    "clean": [pipeline(images, labels, seed, 0.0) for seed in SEEDS],
}
for part in ("mnist", "clean"):
    for it in data[part]:
        print(part, it)
with open(os.path.join(os.path.dirname(__file__), "data", "doubtfulLabels.json"), "w") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
