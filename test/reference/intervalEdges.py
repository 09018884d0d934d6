"""
References for quantiles and intervals at the edges, written to data/intervalEdges.json:
`/usr/bin/python3 test/reference/intervalEdges.py`.

Levels next to 0 and to 1, degrees of freedom from 1 to 2^53 and the normal distribution, rates of few and of many items, and
samples of values that differ in their last digits, or are huge or tiny. All by mpmath with 60 digits; inputs are stored.
"""
import json
import os
import platform

import mpmath
from mpmath import mpf
from scipy.stats import norm, t as student

from seeded import Seeded

mpmath.mp.dps = 60
BASE_SEED = 20260200
LEVELS = [1e-20, 0.3, 0.9, 0.95, 1 - 1e-9, 1 - 1e-10, 1 - 1e-12, 1 - 2**-52, 1 - 2**-53]
FREEDOMS = [1, 2, 3, 9, 29, 30, 31, 1000, 10**6 + 1, 10**9, 2**53, None]


def density(freedom):
    if freedom is None:
        return lambda t: mpmath.npdf(t)
    n = mpf(freedom)
    peak = mpmath.exp(mpmath.loggamma((n + 1) / 2) - mpmath.loggamma(n / 2))
    return lambda t: peak / mpmath.sqrt(n * mpmath.pi) * mpmath.exp(-(n + 1) / 2 * mpmath.log1p(t * t / n))


def outside(freedom, t):
    """P(|T| > t), without what cancels."""
    if freedom is None:
        return mpmath.erfc(t / mpmath.sqrt(2))
    n = mpf(freedom)
    if n < 10**5:
        return mpmath.betainc(n / 2, mpf(1) / 2, 0, n / (n + t * t), regularized=True)
    return 2 * mpmath.quad(density(freedom), [t, t + 1, t + 3, t + 8, t + 20, t + 60])


def quantile(freedom, level):
    """Newton's method from SciPy's value; next to 0 the density is as good as that at 0."""
    f, level = density(freedom), mpf(level)
    if level < 1e-9:
        return level / 2 / f(0)
    half = float((1 - level) / 2)
    t = mpf(norm.isf(half) if freedom is None else student.isf(half, freedom))
    for _ in range(6):
        t += (outside(freedom, t) - (1 - level)) / (2 * f(t))
    return t


def wilson(successes, n, level):
    z = quantile(None, level)
    p, n = mpf(successes) / n, mpf(n)
    half = z * mpmath.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    middle = p + z * z / (2 * n)
    # What mpmath leaves of an end that is 0 is some 1e-60.
    return [float(mpmath.chop((middle + sign * half) / (1 + z * z / n), tol=1e-55)) for sign in (-1, 1)]


def rates():
    random = Seeded(BASE_SEED)
    for _ in range(60):
        n = random.pick([1, 10, 1000, 10**9])
        successes = random.pick([0, n, random.below(n + 1), random.below(n + 1)])
        level = random.pick(LEVELS)
        yield [successes, n, level, *wilson(successes, n, level)]


def samples():
    random = Seeded(BASE_SEED + 1)
    for _ in range(60):
        n = 2 + random.below(6)
        offset, step = random.pick([(1e16, 2.0), (-1e16, 2.0), (2.0**60, 256.0), (1.0, 2.0**-52), (1e300, 2.0**945),
                                    (0.0, 1e-300), (0.0, 1e305), (0.1, 1e-9)])
        values = [offset + step * random.below(10) for _ in range(n)]
        level = random.pick([0.5, 0.95, 0.99])
        mean = mpmath.fsum(map(mpf, values)) / n
        deviation = mpmath.sqrt(mpmath.fsum((mpf(x) - mean) ** 2 for x in values) / (n - 1))
        half = quantile(n - 1, level) * deviation / mpmath.sqrt(n)
        yield [values, level, *map(float, (mean, deviation, mean - half, mean + half))]


data = {
    "made": {"python": platform.python_version(), "mpmath": mpmath.__version__},
    "quantiles": [[n, level, float(quantile(n, level))] for n in FREEDOMS for level in LEVELS],
    "rates": list(rates()),
    "samples": list(samples()),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "intervalEdges.json"), "w") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
