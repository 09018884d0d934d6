"""Times SciPy's average linkage and optimal leaf ordering on the counts of a folder; prints a median and the version."""
import json
import statistics
import sys
import time

import numpy
import scipy
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

folder, size = sys.argv[1], int(sys.argv[2])
counts = numpy.fromfile(folder + "/counts").reshape(size, size)


def tree():
    rates = counts / counts.sum(1, keepdims=True)
    apart = 1 - (rates + rates.T) / 2
    numpy.fill_diagonal(apart, 0)
    condensed = squareform(apart, checks=False)
    return leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))


times = []
for _ in range(4):
    began = time.perf_counter()
    tree()
    times.append((time.perf_counter() - began) * 1000)
print(json.dumps({"tree": statistics.median(times[1:]), "version": scipy.__version__}))
