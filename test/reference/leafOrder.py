"""
References for the order of classes by similarity, written to data/leafOrder.json: `python3 test/reference/leafOrder.py`.

Counts follow from a seed (seeded.py). The tree is SciPy's average linkage; the order is the best of all the turns of its
branches, each tried, with its first end the lower index. SciPy's own order keeps the same branches but is not always the
best (its issue 11227), so of it only the sum between neighbours is stored, as a bound.
"""
import json
import os
import platform

import numpy
import scipy
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

from seeded import Seeded

BASE_SEED = 20010617
CASES = 300


def counts(random):
    n = 2 + random.below(10)
    return [[1 + random.below(20000 if i == j else 2000) for j in range(n)] for i in range(n)]


def turns(tree, n):
    """Every order that keeps the branches together."""
    orders = {i: [[i]] for i in range(n)}
    for k, (a, b, _, _) in enumerate(tree):
        left, right = orders[int(a)], orders[int(b)]
        orders[n + k] = [x + y for x in left for y in right] + [y + x for x in left for y in right]
    return orders[2 * n - 2]


def order(matrix):
    rates = numpy.array(matrix, float)
    rates /= rates.sum(1, keepdims=True)
    apart = 1 - (rates + rates.T) / 2
    numpy.fill_diagonal(apart, 0)
    condensed = squareform(apart, checks=False)
    tree = linkage(condensed, "average")
    every = numpy.array(turns(tree, len(matrix)))
    sums = apart[every[:, :-1], every[:, 1:]].sum(1)
    best = every[sums.argmin()].tolist()
    theirs = leaves_list(optimal_leaf_ordering(tree, condensed))
    bound = float(apart[theirs[:-1], theirs[1:]].sum())
    return [best[::-1] if best[0] > best[-1] else best, bound]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "data", "metrics.json"), encoding="utf-8") as file:
        digits = json.load(file)["digits"]["counts"]
    result = {
        "generator": "leafOrder.py",
        "baseSeed": BASE_SEED,
        "versions": {"python": platform.python_version(), "scipy": scipy.__version__, "numpy": numpy.__version__},
        "digits": order(digits),
    }
    cases = [order(counts(Seeded(BASE_SEED + i))) for i in range(CASES)]
    with open(os.path.join(here, "data", "leafOrder.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(result)[:-1])
        file.write(',"cases":[\n%s\n]}\n' % ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))


if __name__ == "__main__":
    main()
