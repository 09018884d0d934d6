"""
References for two models on the same items, written to data/paired.json: `python3 test/reference/paired.py`.

McNemar's p-values: SciPy's `binomtest`, and the same sum by mpmath at 60 digits, since SciPy loses some for many items.
Differences: Newcombe's method 10 from its definition, by mpmath at 60 digits, the Wilson limits as roots of their equation.
Counts follow from a seed (seeded.py); only outputs are stored.
"""
import json
import os
import platform

import mpmath
import scipy
from mpmath import mpf
from scipy.stats import binomtest

from seeded import Seeded

mpmath.mp.dps = 60
CASES, HUGE, PAIRS = 600, 60, 400


def exact(first, second):
    n, k = first + second, min(first, second)
    if first == second:
        return mpf(1)
    term = mpmath.binomial(n, k) / mpf(2) ** n
    total, i = mpf(0), k
    while i >= 0 and term > total * mpf(10) ** -40:
        total += term
        term = term * i / (n - i + 1)
        i -= 1
    return min(mpf(1), 2 * total)


def case(seed, huge=False):
    random = Seeded(seed)
    n = random.below(10 ** (5 + random.below(4))) if huge else random.below(10 ** (1 + random.below(4)))
    near = (2 * random.next() - 1) * random.pick([1, 5, 30]) * n**0.5 / 2
    first = random.below(n + 1) if random.below(4) == 0 and not huge else int(min(n, max(0, n / 2 + near)))
    second = n - first
    p = binomtest(first, n).pvalue if n > 0 else 1.0
    return [first, second, float(p), float(exact(first, second))]


def wilson(successes, n, z):
    """The rates p with (successes/n - p)^2 = z^2 p (1 - p) / n."""
    rate = mpf(successes) / n
    a, b, c = 1 + z * z / n, -(2 * rate + z * z / n), rate * rate
    root = mpmath.sqrt(max(mpf(0), b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def newcombe(a, b, c, d, level):
    n = a + b + c + d
    z = mpmath.sqrt(2) * mpmath.erfinv(mpf(level))
    first, second = mpf(a + b) / n, mpf(a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b, n, z), wilson(a + c, n, z)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    numerator = mpf(a * d - b * c)
    if numerator > 0:
        numerator = max(numerator - mpf(n) / 2, mpf(0))
    phi = numerator / mpmath.sqrt(margins) if margins else mpf(0)
    difference = first - second
    below = (first - l1) ** 2 - 2 * phi * (first - l1) * (u2 - second) + (u2 - second) ** 2
    above = (u1 - first) ** 2 - 2 * phi * (u1 - first) * (second - l2) + (second - l2) ** 2
    return [float(difference), float(difference - mpmath.sqrt(below)), float(difference + mpmath.sqrt(above))]


def pair(seed):
    random = Seeded(seed)
    scale = 10 ** random.below(5)
    cells = [random.below(1 + scale * random.pick([0, 1, 5, 50])) for _ in range(4)]
    if sum(cells) == 0:
        cells[0] = 1
    level = random.pick([0.5, 0.9, 0.95, 0.99])
    return [cells, level, newcombe(*cells, level)]


data = {
    "made": {"python": platform.python_version(), "scipy": scipy.__version__, "mpmath": mpmath.__version__},
    "tests": [case(20110900 + i) for i in range(CASES)] + [case(20115900 + i, True) for i in range(HUGE)],
    "differences": [pair(20118000 + i) for i in range(PAIRS)],
}
with open(os.path.join(os.path.dirname(__file__), "data", "paired.json"), "w") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
