"""
Executes the scripts that runs export, and writes what they read right to data/scripts.json: `python3
test/reference/scripts.py`, after a build of the tests. The digest of each script stands beside it, so that a script that
is made otherwise since then is known.
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
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MAKE = "import('./out/test/reference/scriptRuns.js').then(({scripts}) => console.log(JSON.stringify(scripts())))"


def main():
    made = json.loads(subprocess.check_output(["node", "-e", MAKE], cwd=ROOT))
    results = {}
    for name, text in made.items():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "script.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            data = os.path.join(ROOT, "dist", "mnist")
            out = subprocess.check_output([sys.executable, path, data], encoding="utf-8")
        share, count = re.search(r": ([\d.]+)% of (\d+) test images", out).groups()
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        results[name] = {"sha256": sha256, "accuracy": float(share) / 100, "count": int(count)}
        print(out.strip())
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "sklearn": sklearn.__version__, "torch": torch.__version__}
    with open(os.path.join(HERE, "data", "scripts.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "scripts": results}, file, indent=1)
        file.write("\n")


main()
