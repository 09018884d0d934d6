"""
Which items of a real run NumPy selects for each filter of the inspector's lists, written to data/filters.json:
`python3 test/reference/filters.py`, after a build of the tests. scikit-learn's confusion_matrix counts the pairs. The
digest of the predictions stands beside it.
"""
import csv
import hashlib
import io
import json
import os
import platform
import subprocess

import numpy
import sklearn
from sklearn.metrics import confusion_matrix

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MAKE = "import('./out/test/reference/logLossRuns.js').then(({predictions}) => console.log(predictions().smoothed))"
FILTERS = [
    {"show": "wrong"},
    {"show": "wrong", "confidence": [0.6, 1]},
    {"confidence": [None, 0.5]},
    {"confidence": [0.3, 0.4], "show": "right"},
    {"surprise": [1.5, 3]},
    {"surprise": [3, None], "predicted": 9},
    {"actual": 4, "predicted": 9},
    {"actual": 4, "predicted": 9, "confidence": [0.5, None], "surprise": [1, 2]},
    {"actual": 3, "show": "right", "surprise": [0.5, None]},
    {"show": "wrong", "confidence": [0.999, 1]},
]


def main():
    text = subprocess.check_output(["node", "-e", MAKE], cwd=ROOT, text=True)[:-1]
    head, *rows = csv.reader(io.StringIO(text))
    names = head[1:]
    actual = numpy.array([names.index(row[0]) for row in rows])
    p = numpy.array([[float(cell) for cell in row[1:]] for row in rows])
    predicted = p.argmax(axis=1)
    values = {"confidence": p.max(axis=1), "surprise": -numpy.log(p[numpy.arange(len(p)), actual])}
    matrix = confusion_matrix(actual, predicted, labels=range(len(names)))
    selected = []
    for wanted in FILTERS:
        keep = numpy.ones(len(actual), dtype=bool)
        for name, classes in (("actual", actual), ("predicted", predicted)):
            if name in wanted:
                keep &= classes == wanted[name]
        if "show" in wanted:
            keep &= (actual == predicted) == (wanted["show"] == "right")
        for name, value in values.items():
            low, high = wanted.get(name, [None, None])
            for end, inside in ((low, numpy.greater_equal), (high, numpy.less_equal)):
                if end is not None:
                    assert abs(value - end).min() > 1e-9, "an item lies on the end of the range"
                    keep &= inside(value, end)
        if set(wanted) == {"actual", "predicted"}:
            assert keep.sum() == matrix[wanted["actual"], wanted["predicted"]]
        wrong = int((actual != predicted)[keep].sum())
        selected.append({"filter": wanted, "wrong": wrong, "indices": numpy.flatnonzero(keep).tolist()})
        print(wanted, int(keep.sum()), wrong)
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "sklearn": sklearn.__version__}
    digest = hashlib.sha256(text.encode()).hexdigest()
    with open(os.path.join(HERE, "data", "filters.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "sha256": digest, "selected": selected}, file)
        file.write("\n")


main()
