"""
scikit-learn's log_loss of the predictions of runs that were trained on five objectives, written to data/logLoss.json:
`python3 test/reference/logLoss.py`, after a build of the tests. The digest of the predictions stands beside it.
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
from sklearn.metrics import log_loss

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MAKE = "import('./out/test/reference/logLossRuns.js').then(({predictions}) => console.log(JSON.stringify(predictions())))"


def main():
    made = json.loads(subprocess.check_output(["node", "-e", MAKE], cwd=ROOT))
    runs = {}
    for name, text in made.items():
        head, *rows = csv.reader(io.StringIO(text))
        labels = [row[0] for row in rows]
        probabilities = numpy.array([[float(cell) for cell in row[1:]] for row in rows])
        given = [row[head.index(label)] for label, row in zip(labels, rows)]
        assert min(map(float, given)) > 1e-15, "scikit-learn would clip it"
        value = log_loss(labels, probabilities, labels=head[1:])
        runs[name] = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "logLoss": float(value)}
        print(name, value)
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "sklearn": sklearn.__version__}
    with open(os.path.join(HERE, "data", "logLoss.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "runs": runs}, file, indent=1)
        file.write("\n")


main()
