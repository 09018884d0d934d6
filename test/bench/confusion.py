"""Times confusion_matrix of scikit-learn on the labels of a folder: the classes found, and the classes given."""
import sys

import numpy
from rounds import milliseconds, serve
from sklearn.metrics import confusion_matrix

folder, classes = sys.argv[1], int(sys.argv[2])
actual = numpy.fromfile(folder + "/actual", dtype=numpy.int32)
predicted = numpy.fromfile(folder + "/predicted", dtype=numpy.int32)
counts = confusion_matrix(actual, predicted).tolist()
given = list(range(classes))


def measure():
    return {
        "found": milliseconds(lambda: confusion_matrix(actual, predicted), 7),
        "given": milliseconds(lambda: confusion_matrix(actual, predicted, labels=given), 7),
        "counts": counts,
    }


measure()
serve(measure)
