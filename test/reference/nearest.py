"""
References for near images, written to data/nearest.json: `python3 test/reference/nearest.py`.

Every distance by NumPy, sorted, equals in the order of the list. Images follow from a seed (seeded.py): bytes of which
about three fifths are 0; only outputs are stored.
"""
import json
import os
import platform

import numpy

from seeded import Seeded

CASES = [[28, 28, 1], [12, 9, 2], [5, 5, 3], [31, 2, 4]]
IMAGES, QUERIES, NEAR, PAIRS = 120, 12, 4, 9


def case(width, height, seed):
    random = Seeded(seed)
    size = width * height
    rows = [[0 if random.next() < 0.6 else random.below(256) for _ in range(size)] for _ in range(IMAGES)]
    images = numpy.array(rows, dtype=numpy.int64)
    squared = ((images[:, None, :] - images[None, :, :]) ** 2).sum(axis=2)
    listed = squared[:QUERIES, QUERIES:]
    order = numpy.argsort(listed, axis=1, kind="stable")[:, :NEAR]
    nearest = [[[int(i) + QUERIES, float(numpy.sqrt(listed[q, i]))] for i in order[q]] for q in range(QUERIES)]
    half = IMAGES // 2
    across = squared[:half, half:].ravel()
    pairs = [
        [int(at) // half, half + int(at) % half, float(numpy.sqrt(across[at]))]
        for at in numpy.argsort(across, kind="stable")[:PAIRS]
    ]
    return {"width": width, "height": height, "seed": seed, "nearest": nearest, "pairs": pairs}


if __name__ == "__main__":
    made = {
        "made": {"python": platform.python_version(), "numpy": numpy.__version__},
        "images": IMAGES,
        "queries": QUERIES,
        "cases": [case(*each) for each in CASES],
    }
    path = os.path.join(os.path.dirname(__file__), "data", "nearest.json")
    with open(path, "w") as file:
        json.dump(made, file, separators=(",", ":"))
        file.write("\n")
