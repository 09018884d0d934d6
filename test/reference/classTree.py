"""
References for the tree of classes, written to data/classTree.json: `python3 test/reference/classTree.py`.

Counts follow from a seed (seeded.py). Heights are those of SciPy's average linkage; the blocks are its flat clusters for
every number of them from 2 to 20.
"""
import json
import os
import platform

import numpy
import scipy
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from seeded import Seeded

BASE_SEED = 20261116
CASES = 40


def counts(random):
    n = 30 + random.below(31)
    return [[1 + random.below(20000 if i == j else 2000) for j in range(n)] for i in range(n)]


def tree(matrix):
    rates = numpy.array(matrix, float)
    rates /= rates.sum(1, keepdims=True)
    apart = 1 - (rates + rates.T) / 2
    numpy.fill_diagonal(apart, 0)
    joins = linkage(squareform(apart, checks=False), "average")
    blocks = [fcluster(joins, k, criterion="maxclust").tolist() for k in range(2, 21)]
    return {"heights": joins[:, 2].tolist(), "blocks": blocks}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    result = {
        "generator": "classTree.py",
        "baseSeed": BASE_SEED,
        "versions": {"python": platform.python_version(), "scipy": scipy.__version__, "numpy": numpy.__version__},
    }
    cases = [tree(counts(Seeded(BASE_SEED + i))) for i in range(CASES)]
    with open(os.path.join(here, "data", "classTree.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(result)[:-1])
        file.write(',"trees":[\n%s\n]}\n' % ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))


if __name__ == "__main__":
    main()
