"""
References for information measures, written to data/information.json: `python3 test/reference/information.py`.

Tables and label vectors follow from a seed (seeded.py). Values come from mpmath at 50 digits, with the largest term of their
sum; label vectors also carry what scikit-learn gives, where it keeps 12 digits itself.
"""
import json
import os
import platform
import sys

import mpmath
import numpy
import sklearn
from mpmath import mpf
from sklearn.metrics import adjusted_mutual_info_score, homogeneity_completeness_v_measure, mutual_info_score
from sklearn.metrics import normalized_mutual_info_score

from seeded import Seeded

mpmath.mp.dps = 50
BASE_SEED = 19570300
TABLES = ["counts"] * 400 + ["probabilities"] * 200 + ["near"] * 200 + ["independent"] * 100 + ["degenerate"] * 100
VECTORS = 1000
AVERAGES = ["arithmetic", "geometric", "min", "max"]


def table(random, kind):
    rows, columns = 1 + random.below(6), 1 + random.below(6)
    if kind == "counts":
        cells = [[random.below(1 + random.below(40)) for _ in range(columns)] for _ in range(rows)]
        cells[0][0] += 1
        return cells
    if kind == "probabilities":
        flat = random.distribution(rows * columns, 0.2)
        return [flat[i * columns:(i + 1) * columns] for i in range(rows)]
    r, c = [1 + random.below(9) for _ in range(rows)], [1 + random.below(9) for _ in range(columns)]
    if kind == "degenerate":
        at = random.below(columns)
        return [[a if j == at else 0 for j in range(columns)] for a in r]
    scale = 10 ** (1 + random.below(7)) if kind == "near" else 1
    cells = [[scale * a * b for b in c] for a in r]
    if kind == "near":
        cells[random.below(rows)][random.below(columns)] += 1
    return cells


def summed(terms):
    terms = [mpf(t) for t in terms]
    return mpmath.fsum(terms), max(abs(t) for t in terms)


def entropy(counts):
    whole = mpmath.fsum(counts)
    return mpmath.fsum([-mpf(n) / whole * mpmath.log(mpf(n) / whole) for n in counts if n > 0])


def information(cells):
    """Of each measure the value and its largest term; of mutual information the value alone, to be held strictly."""
    cells = [[mpf(x) for x in row] for row in cells]
    whole = mpmath.fsum(x for row in cells for x in row)
    r = [mpmath.fsum(row) for row in cells]
    c = [mpmath.fsum(column) for column in zip(*cells)]
    each = [(x, r[i], c[j]) for i, row in enumerate(cells) for j, x in enumerate(row) if x > 0]
    terms = [x / whole * mpmath.log(x * whole / (a * b)) for x, a, b in each]
    return {
        "mutualInformation": summed(terms),
        "givenRows": summed([-x / whole * mpmath.log(x / a) for x, a, _ in each]),
        "givenColumns": summed([-x / whole * mpmath.log(x / b) for x, _, b in each]),
    }


def labels(random):
    n, k, g = 1 + random.below(60), 1 + random.below(6), 1 + random.below(6)
    a = [random.below(1 + random.below(k)) for _ in range(n)]
    same = random.next()
    return a, [x if random.next() < same else random.below(g) for x in a]


def contingency(a, b):
    names, groups = sorted(set(a)), sorted(set(b))
    cells = [[0] * len(groups) for _ in names]
    for x, y in zip(a, b):
        cells[names.index(x)][groups.index(y)] += 1
    return cells


def expected(cells):
    """The mean information over all tables with these sums, each cell hypergeometric."""
    r, c = [sum(row) for row in cells], [sum(column) for column in zip(*cells)]
    n = sum(r)
    result = mpf(0)
    for a in r:
        for b in c:
            for k in range(max(1, a + b - n), min(a, b) + 1):
                chance = mpmath.binomial(a, k) * mpmath.binomial(n - a, b - k) / mpmath.binomial(n, b)
                result += chance * mpf(k) / n * mpmath.log(mpf(n) * k / (mpf(a) * b))
    return result


def averaged(a, b, average):
    return {"arithmetic": (a + b) / 2, "geometric": mpmath.sqrt(a * b), "min": min(a, b), "max": max(a, b)}[average]


def agreement(a, b, average):
    cells = contingency(a, b)
    gain = information(cells)["mutualInformation"][0]
    of_labels, of_groups = entropy([sum(row) for row in cells]), entropy([sum(column) for column in zip(*cells)])
    mean = averaged(of_labels, of_groups, average)
    by_chance = expected(cells)
    h = gain / of_labels if of_labels else mpf(1)
    c = gain / of_groups if of_groups else mpf(1)
    alike = len(cells) == len(cells[0]) and len(cells) in (1, len(a))
    if len(cells) == 1 == len(cells[0]):
        normalized = mpf(1)
    else:
        normalized = gain / mean if mean else mpf(0)
    # Where the range is 0 there is nothing to adjust.
    span = mean - by_chance
    adjusted = mpf(1) if alike else (gain - by_chance) / span if abs(span) > mpf(10) ** -40 else mpf(0)
    return {
        "informationGain": gain, "normalized": normalized, "adjusted": adjusted,
        "homogeneity": h, "completeness": c, "vMeasure": 2 * h * c / (h + c) if h + c else mpf(0),
        "purity": mpf(sum(max(column) for column in zip(*cells))) / len(a),
        "span": span,
    }


def theirs(a, b, average):
    h, c, v = homogeneity_completeness_v_measure(a, b)
    return {
        "informationGain": mutual_info_score(a, b),
        "normalized": normalized_mutual_info_score(a, b, average_method=average),
        "adjusted": adjusted_mutual_info_score(a, b, average_method=average),
        "homogeneity": h, "completeness": c, "vMeasure": v,
    }


def main():
    tables = []
    for number, kind in enumerate(TABLES):
        values = information(table(Seeded(BASE_SEED + number), kind))
        tables.append({"kind": kind, **{name: [float(v), float(t)] for name, (v, t) in values.items()}})
    vectors = []
    for number in range(VECTORS):
        average = AVERAGES[number % 4]
        a, b = labels(Seeded(BASE_SEED + 100000 + number))
        exact = {name: float(value) for name, value in agreement(a, b, average).items()}
        given = {name: float(value) for name, value in theirs(a, b, average).items()}
        near = {name: value for name, value in given.items() if abs(value - exact[name]) <= 1e-12 * abs(exact[name])}
        vectors.append({"average": average, "precise": exact, "sklearn": near})
    versions = {
        "python": platform.python_version(), "mpmath": mpmath.__version__,
        "scikit-learn": sklearn.__version__, "numpy": numpy.__version__,
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "information.json")
    with open(path, "w", encoding="utf-8") as file:
        text = [",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) for cases in (tables, vectors)]
        header = '{"generator":"information.py","baseSeed":%d,"versions":%s' % (BASE_SEED, json.dumps(versions))
        file.write('%s,"tables":[\n%s\n],"vectors":[\n%s\n]}\n' % (header, *text))
    kept = {name: sum(name in case["sklearn"] for case in vectors) for name in vectors[0]["precise"]}
    print(len(tables), "tables,", len(vectors), "vectors", kept, file=sys.stderr)


if __name__ == "__main__":
    main()
