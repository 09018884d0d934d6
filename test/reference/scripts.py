"""
Executes the scripts that runs export, and writes what they read right to data/scripts.json: `python3
test/reference/scripts.py`, after a build of the tests. The digest of each script stands beside it, so that a script that
is made otherwise since then is known. With names of runs only these are executed, and the others stay as they are.
"""
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

import numpy
import sklearn

from colour import images

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
DATA = os.path.join(HERE, "data", "scripts.json")
MAKE = (
    "import('./out/test/reference/scriptRuns.js').then(({scripts, scriptColours}) => "
    "console.log(JSON.stringify([scripts(), scriptColours()])))"
)


def write_colours(folder, of):
    """Writes the images of a run as its files: see `Colours` of scriptRuns.ts."""
    x, labels = images(dataSeed=of["images"]["seed"], **of["images"])
    os.mkdir(os.path.join(folder, "colour"))
    if of["as"] == "npz":
        numpy.savez(os.path.join(folder, "colour", "both.npz"), X=x, y=labels.astype(str))
        return
    numpy.save(os.path.join(folder, "colour", "images.npy"), x.transpose(0, 3, 1, 2))
    numpy.save(os.path.join(folder, "colour", "labels.npy"), labels)


def main():
    made, colours = json.loads(subprocess.check_output(["node", "-e", MAKE], cwd=ROOT))
    with open(DATA, encoding="utf-8") as file:
        known = json.load(file)["scripts"]
    results = {}
    for name, text in made.items():
        run = name.rsplit("-", 1)[0]
        if sys.argv[1:] and run not in sys.argv[1:]:
            results[name] = known[name]
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "script.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            data = os.path.join(ROOT, "dist", "mnist")
            if "table beside it" in text:
                data = os.path.join(HERE, "data", "realTables")
            if run in colours:
                write_colours(folder, colours[run])
                data = folder
            out = subprocess.check_output([sys.executable, path, data], encoding="utf-8")
        share, count = re.search(r": ([\d.]+)% of (\d+) test (?:images|rows)", out).groups()
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        results[name] = {"sha256": sha256, "accuracy": float(share) / 100, "count": int(count)}
        print(out.strip())
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "sklearn": sklearn.__version__}
    with open(DATA, "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "scripts": results}, file, indent=1)
        file.write("\n")


main()
