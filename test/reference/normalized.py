"""
References for measures of weights that are divided by their sum first, written to data/normalized.json:
`/usr/bin/python3 test/reference/normalized.py`.

Weights from 1e-17 to 1, of which one can be nearly all, and second ones beside them that differ in anything down to their last
digits; some rows are huge or tiny as a whole. Stored with 17 digits, measured by mpmath with 60.
"""
import json
import os
import platform

import mpmath
from mpmath import mpf

from seeded import Seeded

mpmath.mp.dps = 60
BASE_SEED, CASES = 20260300, 300


def ten(random, low, high):
    return 10.0 ** random.between(low, high)


def weights(random, n):
    row = [ten(random, random.pick([-2, -9, -17]), 0) for _ in range(n)]
    if random.next() < 0.5:
        row[random.below(n)] = random.between(1e3, 1e6)
    return row


def case(number):
    random = Seeded(BASE_SEED + number)
    n = 2 + random.below(3)
    a = weights(random, n)
    part = ten(random, -16, -1)
    b = [x * (1 + part * random.between(-1, 1)) for x in a] if number % 2 else weights(random, n)
    unit = 2.0 ** random.pick([0, 0, 0, 1000, -900])
    return [x * unit for x in a], b


def shares(row):
    row = list(map(mpf, row))
    return [x / mpmath.fsum(row) for x in row]


def measures(a, b):
    p, q = shares(a), shares(b)
    root = mpmath.sqrt
    js = mpmath.fsum(x * mpmath.log(2 * x / (x + y)) + y * mpmath.log(2 * y / (x + y)) for x, y in zip(p, q)) / 2
    square = mpmath.fsum((root(x) - root(y)) ** 2 for x, y in zip(p, q)) / 2
    apart = [x - y for x, y in zip(p, q)]
    return {
        "entropy": -mpmath.fsum(x * mpmath.log(x) for x in p),
        "gini": mpmath.fsum(x * (1 - x) for x in p),
        "klDivergence": mpmath.fsum(x * mpmath.log(x / y) for x, y in zip(p, q)),
        "jsDivergence": js,
        "jsDistance": root(js),
        "totalVariation": mpmath.fsum(map(abs, apart)) / 2,
        "hellinger": root(square),
        "bhattacharyyaDistance": -mpmath.log1p(-square),
        "wasserstein1": mpmath.fsum(abs(mpmath.fsum(apart[: k + 1])) for k in range(len(p) - 1)),
    }


made = [case(number) for number in range(CASES)]
data = {
    "made": {"python": platform.python_version(), "mpmath": mpmath.__version__},
    "cases": [[a, b, {name: float(value) for name, value in measures(a, b).items()}] for a, b in made],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "normalized.json"), "w") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
