"""
References for two models or more on the same items, written to data/paired.json: `python3 test/reference/paired.py`.

McNemar's p-values: SciPy's `binomtest`, and the same sum by mpmath at 60 digits, since SciPy loses some for many items.
Differences: Newcombe's method 10 from its definition, by mpmath at 60 digits, the Wilson limits as roots of their equation.
Several models: statsmodels' `cochrans_q` and exact `mcnemar` of their first two, and SciPy's paired t interval of what
they lose; the tail of chi-squared by SciPy and mpmath. Macro F1: scikit-learn's `f1_score`, and its variance by mpmath
from the derivative by each share of the confusion matrix, taken by central differences.
Counts follow from a seed (seeded.py); only outputs are stored.
"""
import json
import os
import platform

import mpmath
import numpy
import scipy
import sklearn
import statsmodels
from mpmath import mpf
from scipy.stats import binomtest, chi2, ttest_rel
from sklearn.metrics import f1_score
from statsmodels.stats.contingency_tables import cochrans_q, mcnemar

from seeded import Seeded

mpmath.mp.dps = 60
CASES, HUGE, PAIRS, SEVERAL, TAILS = 600, 60, 400, 60, 300


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


def macro(cells, k):
    """Mean F1 of the classes that appear, of k * k shares."""
    found = []
    for i in range(k):
        whole = sum(cells[i * k + j] for j in range(k)) + sum(cells[j * k + i] for j in range(k))
        if whole:
            found.append(2 * cells[i * k + i] / whole)
    return sum(found) / len(found)


def spread(shares, k):
    """The gradient of macro by each share, by central differences at 60 digits."""
    step = mpf(10) ** -20
    for at in range(k * k):
        up, down = list(shares), list(shares)
        up[at] += step
        down[at] -= step
        yield (macro(up, k) - macro(down, k)) / (2 * step)


def shares_of(actual, predicted, k):
    shares = [mpf(0)] * (k * k)
    for a, b in zip(actual, predicted):
        shares[a * k + b] += mpf(1) / len(actual)
    return shares


def deviation(values):
    mean = sum(values) / len(values)
    return mpmath.sqrt(sum((v - mean) ** 2 for v in values)) / len(values)


def several(seed):
    """Models that are right more or less often: made again in the test from the same seed."""
    random = Seeded(seed)
    k, models, n = 2 + random.below(5), 2 + random.below(5), 5 + random.below(200)
    skill = [0.3 + 0.6 * random.next() for _ in range(models)]
    actual = [random.below(k) for _ in range(n)]
    predicted = [[a if random.next() < s else random.below(k) for a in actual] for s in skill]
    losses = [[-float(numpy.log(0.05 + 0.9 * random.next())) for _ in range(n)] for _ in range(2)]
    right = numpy.array([[int(a == b) for a, b in zip(actual, row)] for row in predicted])
    q = cochrans_q(right.T)
    first, second = right[0], right[1]
    table = [[int(((first == x) & (second == y)).sum()) for y in (1, 0)] for x in (1, 0)]
    ci = ttest_rel(losses[0], losses[1]).confidence_interval(0.95)
    gradients = [list(spread(shares_of(actual, row, k), k)) for row in predicted[:2]]
    moved = [[g[a * k + b] for a, b in zip(actual, row)] for g, row in zip(gradients, predicted)]
    labels = sorted({*actual, *predicted[0]})
    return {
        "q": None if numpy.isnan(q.statistic) else [float(q.statistic), float(q.pvalue)],
        "mcnemar": float(mcnemar(table, exact=True).pvalue),
        "loss": [float(ci.low), float(ci.high)],
        "f1": float(f1_score(actual, predicted[0], labels=labels, average="macro", zero_division=0)),
        "deviation": float(deviation(moved[0])),
        "apart": float(deviation([a - b for a, b in zip(*moved)])),
    }


def tail(seed):
    random = Seeded(seed)
    freedom = 1 + random.below(random.pick([3, 20, 300]))
    value = freedom * random.pick([0.01, 0.5, 1, 2, 6]) * (0.2 + random.next())
    exact = mpmath.gammainc(mpf(freedom) / 2, mpf(value) / 2, mpmath.inf, regularized=True)
    return [freedom, value, float(chi2.sf(value, freedom)), float(exact)]


data = {
    "made": {
        "python": platform.python_version(),
        "scipy": scipy.__version__,
        "mpmath": mpmath.__version__,
        "sklearn": sklearn.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "tests": [case(20110900 + i) for i in range(CASES)] + [case(20115900 + i, True) for i in range(HUGE)],
    "differences": [pair(20118000 + i) for i in range(PAIRS)],
    "several": [several(20119000 + i) for i in range(SEVERAL)],
    "tails": [tail(20119500 + i) for i in range(TAILS)],
}
with open(os.path.join(os.path.dirname(__file__), "data", "paired.json"), "w") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
