"""
References for the best threshold split, written to data/thresholds.json: `python3 test/reference/thresholds.py`.

Values and labels follow from a seed (seeded.py): quarters, which single precision holds. scikit-learn's decision stump gives
threshold and gain; every split in 50 digits of mpmath gives the gain again, and whether one threshold alone reaches it.
"""
import json
import os
import platform
import sys

import mpmath
import numpy
import sklearn
from mpmath import mpf
from sklearn.tree import DecisionTreeClassifier

from seeded import Seeded

mpmath.mp.dps = 50
BASE_SEED = 19840100
CASES = 1000


def case(random):
    n, steps, classes = 1 + random.below(80), 1 + random.below(40), 1 + random.below(5)
    told = random.next()
    x = [(random.below(steps) - steps // 2) / 4 for _ in range(n)]
    return x, [int(v > 0) if random.next() < told else random.below(classes) for v in x]


def entropy(labels):
    n = len(labels)
    return -mpmath.fsum(mpf(labels.count(c)) / n * mpmath.log(mpf(labels.count(c)) / n) for c in set(labels))


def every(x, y):
    """Gain and threshold of each split."""
    values = sorted(set(x))
    for low, high in zip(values, values[1:]):
        sides = [b for a, b in zip(x, y) if a <= low], [b for a, b in zip(x, y) if a > low]
        rest = mpmath.fsum(mpf(len(side)) / len(y) * entropy(side) for side in sides)
        yield entropy(y) - rest, (low + high) / 2


def stump(x, y):
    tree = DecisionTreeClassifier(max_depth=1, criterion="entropy", random_state=0)
    tree = tree.fit(numpy.array(x).reshape(-1, 1), y).tree_
    if tree.node_count == 1:
        return None
    n, bits = tree.weighted_n_node_samples, tree.impurity
    return float(tree.threshold[0]), float((bits[0] - (n[1] * bits[1] + n[2] * bits[2]) / n[0]) * numpy.log(2))


def main():
    cases = []
    for number in range(CASES):
        x, y = case(Seeded(BASE_SEED + number))
        splits = sorted(every(x, y), reverse=True)
        gain, threshold = splits[0] if splits else (mpf(0), None)
        alone = bool(splits) and (len(splits) == 1 or gain - splits[1][0] > mpf(10) ** -9)
        cases.append({"gain": float(gain), "threshold": threshold if alone else None, "stump": stump(x, y)})
    versions = {
        "python": platform.python_version(), "mpmath": mpmath.__version__,
        "scikit-learn": sklearn.__version__, "numpy": numpy.__version__,
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "thresholds.json")
    with open(path, "w", encoding="utf-8") as file:
        header = '{"generator":"thresholds.py","baseSeed":%d,"versions":%s' % (BASE_SEED, json.dumps(versions))
        rows = ",\n".join(json.dumps(each, separators=(",", ":")) for each in cases)
        file.write('%s,"cases":[\n%s\n]}\n' % (header, rows))
    print(sum(each["threshold"] is not None for each in cases), "with one best threshold", file=sys.stderr)


if __name__ == "__main__":
    main()
