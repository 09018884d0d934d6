"""
Times confusion_matrix of scikit-learn on the labels of a folder, in the faster of 32 and 64 bits: the classes found, and
the classes given.
"""
import sys

import numpy
from rounds import milliseconds, serve
from sklearn.metrics import confusion_matrix

folder, classes = sys.argv[1], int(sys.argv[2])
narrow = [numpy.fromfile(f"{folder}/{name}", dtype=numpy.int32) for name in ("actual", "predicted")]
wide = [labels.astype(numpy.int64) for labels in narrow]
counts = confusion_matrix(*narrow).tolist()


def fastest(**options):
    return min(milliseconds(lambda: confusion_matrix(*pair, **options), 7) for pair in (narrow, wide))


def measure():
    return {"found": fastest(), "given": fastest(labels=list(range(classes))), "counts": counts}


measure()
serve(measure)
