"""
References for tables of two variables at the edges, written to data/joint.json: `/usr/bin/python3 test/reference/joint.py`.

A third of the tables are nearly deterministic, a third nearly independent, a third anything from 1e-12 to 1; some are huge or
tiny as a whole. Their numbers are stored with 17 digits, so that they are exact, and measured by mpmath with 60 digits, or
with 700 where powers of 1e-300 are added. Beside them stand tables of counts, most items of which are in one row, with their
adjusted mutual information.
"""
import json
import os
import platform

import mpmath
from mpmath import mpf

from seeded import Seeded

BASE_SEED, TABLES, GROUPS = 20260100, 501, 60


def ten(random, low, high):
    return 10.0 ** random.between(low, high)


def deterministic(random, rows, columns):
    """One great cell a row; beside it next to nothing, or nothing."""
    least = random.pick([-4, -9, -18, -300])
    great = [random.below(columns) for _ in range(rows)]
    beside = lambda: 0.0 if random.next() < 0.3 else ten(random, least, -2)
    return [[random.between(0.1, 1) if j == great[i] else beside() for j in range(columns)] for i in range(rows)]


def independent(random, rows, columns):
    """Products, some moved by a part down to what rounding moves; a line can be rare."""
    part = ten(random, -17, -1)
    weight = lambda: ten(random, random.pick([0, 0, -8, -100]), 0)
    r, c = [weight() for _ in range(rows)], [weight() for _ in range(columns)]
    return [[a * b * (1 + part * random.between(-1, 1)) for b in c] for a in r]


def anything(random, rows, columns):
    return [[0.0 if random.next() < 0.2 else ten(random, -12, 0) for _ in range(columns)] for _ in range(rows)]


def table(number):
    random = Seeded(BASE_SEED + number)
    rows, columns = 2 + random.below(2), 2 + random.below(3)
    kind = [deterministic, independent, anything][number % 3]
    cells = kind(random, rows, columns)
    cells[0][0] = cells[0][0] or 1.0
    least = min(x for row in cells for x in row if x > 0)
    shifts = [0, 0, 0, 300, 1018] + ([-700] if least > 1e-90 else [])
    scale = 2.0 ** random.pick(shifts)
    return kind.__name__, [[x * scale for x in row] for row in cells]


def measures(cells):
    p = [[mpf(x) for x in row] for row in cells]
    rows, columns = [sum(row) for row in p], [sum(column) for column in zip(*p)]
    total = sum(rows)
    each = [(x, rows[i], columns[j]) for i, row in enumerate(p) for j, x in enumerate(row) if x > 0]
    information = sum(x * mpmath.log(x * total / (r * c)) for x, r, c in each) / total
    given_rows = -sum(x * mpmath.log(x / r) for x, r, _ in each) / total
    given_columns = -sum(x * mpmath.log(x / c) for x, _, c in each) / total
    x, r, c = each[0]
    # 1e-18: sums in two doubles tell a cell from chance to 1e-31 of it.
    slope = lambda nats, mean: [float((nats - mean) / total), float("%.2g" % (max(abs(nats), mean, 1e-18) / total))]
    return {
        "information": float(information),
        "givenRows": float(given_rows),
        "givenColumns": float(given_columns),
        "slopes": [
            slope(mpmath.log(x * total / (r * c)), information),
            slope(-mpmath.log(x / r), given_rows),
        ],
    }


def exact(cells):
    mpmath.mp.dps = 60
    least = min(x for row in cells for x in row if x > 0) / max(map(max, cells))
    if least < 1e-40:
        mpmath.mp.dps = 700
    return measures(cells)


def groups(number):
    random = Seeded(BASE_SEED + TABLES + number)
    rows, columns = 2 + random.below(2), 2 + random.below(2)
    counts = [[random.below(4) for _ in range(columns)] for _ in range(rows)]
    counts[0][0] += random.pick([50, 1000, 50000])
    counts[0][1] += counts[0][0] * random.below(2)
    for i in range(1, max(rows, columns)):
        counts[min(i, rows - 1)][min(i, columns - 1)] += 1
    return counts


def adjusted(counts):
    """The adjusted mutual information, and the range that it is a share of."""
    mpmath.mp.dps = 60
    a, b = [sum(row) for row in counts], [sum(column) for column in zip(*counts)]
    n = sum(a)
    share = lambda k, x, y: mpf(k) / n * mpmath.log(mpf(n) * k / (mpf(x) * y))
    information = mpmath.fsum(share(k, a[i], b[j]) for i, row in enumerate(counts) for j, k in enumerate(row) if k)
    ways = mpmath.binomial
    chance = lambda k, x, y: ways(x, k) * ways(n - x, y - k) / ways(n, y)
    expected = mpmath.fsum(
        chance(k, x, y) * share(k, x, y) for x in a for y in b for k in range(max(1, x + y - n), min(x, y) + 1)
    )
    entropy = lambda sizes: -mpmath.fsum(mpf(k) / n * mpmath.log(mpf(k) / n) for k in sizes)
    span = (entropy(a) + entropy(b)) / 2 - expected
    return [counts, float((information - expected) / span), float(max(information, expected) / span)]


def main():
    made = [table(number) for number in range(TABLES)]
    tables = [{"kind": kind, "cells": cells, **exact(cells)} for kind, cells in made]
    versions = {"python": platform.python_version(), "mpmath": mpmath.__version__}
    data = {"made": versions, "tables": tables, "groups": [adjusted(groups(number)) for number in range(GROUPS)]}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "joint.json"), "w") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
