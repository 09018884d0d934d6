"""
References for the metrics of classifiers, written to data/metrics.json: `python3 test/reference/metrics.py`.

Label vectors, scores and confidences follow from a seed (seeded.py); only outputs are stored, from scikit-learn and SciPy,
the cost of merges from mpmath at 50 digits, calibration and rankings of pairs by plain counting. Where scikit-learn puts
NaN or 0 for what is undefined, null is written.
"""
import json
import math
import os
import platform
import sys
import warnings

import mpmath
import numpy
import scipy
import sklearn
from mpmath import mpf
from scipy.stats import binomtest
from sklearn.datasets import load_digits
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    matthews_corrcoef,
    precision_recall_fscore_support,
    top_k_accuracy_score,
)
from sklearn.naive_bayes import GaussianNB

from seeded import Seeded

warnings.filterwarnings("ignore")
mpmath.mp.dps = 50
BASE_SEED = 20110100
VECTORS, RANKED, INTERVALS, CALIBRATED = 1000, 200, 300, 200


def labels(random):
    """Actual and predicted labels; `listed` also names classes that nobody saw."""
    n, classes = 1 + random.below(80), 1 + random.below(6)
    skew = 1 + random.below(classes)
    actual = [random.below(1 + random.below(skew)) for _ in range(n)]
    right = random.next()
    predicted = [x if random.next() < right else random.below(classes) for x in actual]
    listed = list(range(classes + random.below(2)))
    if random.below(3) == 0:
        listed.reverse()
    return actual, predicted, listed


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def reports(actual, predicted, listed):
    result = {}
    for name, zero in (("null", numpy.nan), ("0", 0), ("1", 1)):
        options = {"labels": listed, "zero_division": zero}
        each = precision_recall_fscore_support(actual, predicted, **options)[:3]
        means = [precision_recall_fscore_support(actual, predicted, average=a, **options)[:3] for a in ("macro", "micro", "weighted")]
        result[name] = [[number(x) for x in column] for column in each] + [[number(x) for x in mean] for mean in means]
    return result


def entropy_of(cells):
    whole = sum(cells)
    return -mpmath.fsum(mpf(n) / whole * mpmath.log(mpf(n) / whole, 2) for n in cells if n)


def bits(cells):
    flat = [n for row in cells for n in row]
    return entropy_of([sum(row) for row in cells]) + entropy_of([sum(c) for c in zip(*cells)]) - entropy_of(flat)


def merged(cells, a, b):
    keep = [i for i in range(len(cells)) if i != b]
    rows = [[x + y for x, y in zip(cells[a], cells[b])] if i == a else cells[i] for i in keep]
    return [[row[a] + row[b] if j == a else row[j] for j in keep] for row in rows]


def merge_costs(cells):
    total = sum(sum(row) for row in cells)
    result = []
    for a in range(len(cells)):
        for b in range(a + 1, len(cells)):
            lost = bits(cells) - bits(merged(cells, a, b))
            x, y = sum(cells[a]), sum(cells[b])
            most = mpf(x + y) / total * entropy_of([x, y]) if x and y else mpf(0)
            lost = lost if abs(lost) > mpf(10) ** -40 else mpf(0)
            result.append([float(lost), float(lost / most) if most else None])
    return result


def classified(seed):
    actual, predicted, listed = labels(Seeded(seed))
    cells = confusion_matrix(actual, predicted, labels=listed)
    one_actual, one_predicted = len(set(actual)) == 1, len(set(predicted)) == 1
    same = one_actual and one_predicted and actual[0] == predicted[0]
    shares = [confusion_matrix(actual, predicted, labels=listed, normalize=n) for n in ("true", "pred", "all")]
    return {
        "counts": cells.tolist(),
        "found": confusion_matrix(actual, predicted).tolist(),
        # scikit-learn refuses labels that no actual one is among.
        "fewer": confusion_matrix(actual, predicted, labels=listed[:1]).tolist() if listed[0] in actual else None,
        "shares": [share.tolist() for share in shares],
        "accuracy": accuracy_score(actual, predicted),
        "balanced": balanced_accuracy_score(actual, predicted),
        "kappa": None if same else number(cohen_kappa_score(actual, predicted)),
        "matthews": None if one_actual or one_predicted else number(matthews_corrcoef(actual, predicted)),
        "reports": reports(actual, predicted, listed),
        "merges": merge_costs(cells.tolist()),
    }


def ranked(seed):
    random = Seeded(seed)
    n, classes = 1 + random.below(30), 3 + random.below(6)
    actual = [random.below(classes) for _ in range(n)]
    # Few levels, so that many scores tie.
    scores = [[random.below(6) / 4 for _ in range(classes)] for _ in range(n)]
    every = list(range(classes))
    return [top_k_accuracy_score(actual, scores, k=k, labels=every) for k in range(1, classes)]


def interval(seed):
    random = Seeded(seed)
    n = 1 + random.below(random.pick([5, 100, 10000]))
    successes = random.pick([0, n, random.below(n + 1)])
    level = random.pick([0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1 - 1e-6, 1 - 1e-12])
    given = binomtest(successes, n).proportion_ci(level, method="wilson")
    z = mpmath.sqrt(2) * mpmath.erfinv(mpf(level))
    p, share = mpf(successes) / n, z**2 / n
    half = z * mpmath.sqrt(p * (1 - p) / n + share / n / 4)
    exact = [(p + share / 2 - half) / (1 + share), (p + share / 2 + half) / (1 + share)]
    # SciPy's ends lose digits near 0 and at high levels, but nowhere more than this.
    assert max(abs(given.low - exact[0]), abs(given.high - exact[1])) < (1e-12 if level < 0.9999 else 1e-4)
    return [float(exact[0]) if exact[0] > mpf(10) ** -40 else 0.0, float(exact[1])]


def calibrated(seed):
    random = Seeded(seed)
    n, bins = 1 + random.below(200), random.pick([1, 2, 10, 15, 15, 20])
    confidences = [random.pick([random.next(), random.below(bins + 1) / bins]) for _ in range(n)]
    hits = [1 if random.next() < c else 0 for c in confidences]
    error = mpf(0)
    for b in range(bins):
        here = [i for i, c in enumerate(confidences) if b / bins < c <= (b + 1) / bins or (b == 0 and c == 0)]
        if here:
            gap = sum(hits[i] for i in here) - mpmath.fsum(mpf(confidences[i]) for i in here)
            error += abs(gap) / n
    return float(error)


def digits():
    """A real confusion matrix, far from symmetric: naive Bayes on the small digits that come with scikit-learn."""
    pixels, actual = load_digits(return_X_y=True)
    predicted = GaussianNB().fit(pixels[:700], actual[:700]).predict(pixels[700:])
    cells = confusion_matrix(actual[700:], predicted).tolist()
    classes = range(len(cells))
    directed = [[i, j, cells[i][j], sum(cells[i])] for i in classes for j in classes if i != j and cells[i][j]]
    both = [[i, j, cells[i][j] + cells[j][i], sum(cells[i]) + sum(cells[j])] for i in classes for j in classes if i < j]
    as_one = [[4 if x == 9 else int(x) for x in side] for side in (actual[700:], predicted)]
    return {
        "counts": cells,
        "directed": sorted(directed, key=lambda entry: -entry[2]),
        "symmetric": sorted([entry for entry in both if entry[2]], key=lambda entry: -entry[2]),
        "merges": merge_costs(cells),
        "merged": {"counts": confusion_matrix(*as_one).tolist(), "accuracy": accuracy_score(*as_one), "kappa": cohen_kappa_score(*as_one)},
    }


def main():
    result = {
        "generator": "metrics.py",
        "digits": digits(),
        "baseSeed": BASE_SEED,
        "versions": {
            "python": platform.python_version(), "mpmath": mpmath.__version__, "scikit-learn": sklearn.__version__,
            "scipy": scipy.__version__, "numpy": numpy.__version__,
        },
    }
    parts = {
        "vectors": [classified(BASE_SEED + i) for i in range(VECTORS)],
        "ranked": [ranked(BASE_SEED + 100000 + i) for i in range(RANKED)],
        "intervals": [interval(BASE_SEED + 200000 + i) for i in range(INTERVALS)],
        "calibrated": [calibrated(BASE_SEED + 300000 + i) for i in range(CALIBRATED)],
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "metrics.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(result)[:-1])
        for name, cases in parts.items():
            file.write(',"%s":[\n%s\n]' % (name, ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)))
        file.write("}\n")
    print({name: len(cases) for name, cases in parts.items()}, file=sys.stderr)


if __name__ == "__main__":
    main()
