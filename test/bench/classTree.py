"""Times SciPy's average linkage and optimal leaf ordering on the counts of a file."""
import sys

import numpy
from rounds import milliseconds, serve
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform

file, size = sys.argv[1], int(sys.argv[2])
counts = numpy.fromfile(file).reshape(size, size)


def tree():
    rates = counts / counts.sum(1, keepdims=True)
    apart = 1 - (rates + rates.T) / 2
    numpy.fill_diagonal(apart, 0)
    condensed = squareform(apart, checks=False)
    return leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))


tree()
serve(lambda: milliseconds(tree, 3))
