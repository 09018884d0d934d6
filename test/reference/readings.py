"""
References for what a pair comes to by its first reading, written to data/readings.json:
`python3 test/reference/readings.py`.

Labels, probabilities and numbers follow from a seed (seeded.py), as the test of the readings makes them too; only the
outputs of scikit-learn are stored.
"""
import json
import os

import numpy
import sklearn
from sklearn.metrics import accuracy_score, log_loss, mean_squared_error

from seeded import Seeded

BASE_SEED = 20140300
CASES = 60


def binary(seeded):
    n = 4 + seeded.below(20)
    target = [1, 1, 0] + [seeded.below(2) for _ in range(n)]
    q = [round(seeded.between(0.01, 0.99) * 1000) / 1000 for _ in target]
    return log_loss(target, q, labels=[0, 1])


def rows(seeded):
    n, classes = 2 + seeded.below(8), 3 + seeded.below(5)
    target = [seeded.below(classes) for _ in range(n)]
    q = [seeded.distribution(classes) for _ in range(n)]
    return log_loss(target, q, labels=list(range(classes)))


def multiLabel(seeded):
    n, classes = 2 + seeded.below(8), 3
    target = [[1, 1, 0]] + [[seeded.below(2) for _ in range(classes)] for _ in range(n)]
    q = [[round(seeded.between(0.4, 0.9) * 1000) / 1000 for _ in row] for row in target]
    columns = zip(numpy.transpose(target), numpy.transpose(q))
    return numpy.mean([log_loss(t, p, labels=[0, 1]) for t, p in columns])


def indices(seeded):
    n = 3 + seeded.below(20)
    target = [2] + [seeded.below(5) for _ in range(n)]
    q = [t if seeded.next() < 0.6 else seeded.below(5) for t in target]
    return accuracy_score(target, q)


def numbers(seeded):
    n = 2 + seeded.below(20)
    target = [2.5] + [round(seeded.between(-9, 9) * 100) / 100 for _ in range(n)]
    q = [t + round(seeded.between(-1, 1) * 100) / 100 for t in target]
    return mean_squared_error(target, q)


KINDS = {"binary": binary, "rows": rows, "multiLabel": multiLabel, "indices": indices, "numbers": numbers}
data = {name: [float(make(Seeded(BASE_SEED + i))) for i in range(CASES)] for name, make in KINDS.items()}
path = os.path.join(os.path.dirname(__file__), "data", "readings.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"versions": {"scikit-learn": sklearn.__version__}, "baseSeed": BASE_SEED, **data}, file, indent=1)
    file.write("\n")
