"""
References for two vectors beside each other, written to data/vectors.json: `python3 test/reference/vectors.py`.

Norms, dot products, cosines and distances by mpmath at 60 digits, checked here against NumPy and SciPy where these do not
overflow; closeness by `numpy.isclose`. Vectors follow from a seed (seeded.py); only outputs are stored.
"""
import json
import os
import platform

import mpmath
import numpy
import scipy
from mpmath import mpf
from scipy.spatial import distance

from seeded import Seeded

mpmath.mp.dps = 60
CASES = 120
SCALES = [1.0, 1.0, 1e-3, 1e160, 1e-170]


def vectors(seed):
    random = Seeded(seed)
    n = 1 + random.below(60)
    scale = random.pick(SCALES)
    near = random.pick([0.0, 1e-9, 1e-5, 1.0])
    a = [random.between(-1, 1) * scale for _ in range(n)]
    b = [x + random.between(-1, 1) * near * scale for x in a]
    return scale, a, b


def case(seed):
    scale, a, b = vectors(seed)
    x, y = [mpf(v) for v in a], [mpf(v) for v in b]
    norms = [mpmath.sqrt(mpmath.fsum(v * v for v in w)) for w in (x, y)]
    dot = mpmath.fsum(v * w for v, w in zip(x, y))
    l1 = mpmath.fsum(abs(v - w) for v, w in zip(x, y))
    l2 = mpmath.sqrt(mpmath.fsum((v - w) ** 2 for v, w in zip(x, y)))
    cosine = dot / norms[0] / norms[1]
    if scale == 1.0:
        p, q = numpy.array(a), numpy.array(b)
        assert abs(distance.cosine(p, q) - float(1 - cosine)) < 1e-12
        assert abs(distance.euclidean(p, q) - float(l2)) < 1e-12 and abs(distance.cityblock(p, q) - float(l1)) < 1e-12
    close = numpy.isclose(a, b, rtol=1e-5, atol=1e-8)
    difference = numpy.abs(numpy.array(a) - numpy.array(b))
    ratio = difference / numpy.abs(b)
    return [
        [float(v) for v in norms],
        float(dot) if abs(dot) < mpf("1e308") else None,
        float(cosine), float(1 - cosine), float(l2), float(l1),
        int((~close).sum()), int(difference.argmax()), int(ratio.argmax()), float(ratio.max()),
    ]


made = {
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__, "mpmath": mpmath.__version__},
    "cases": [case(seed) for seed in range(1, CASES + 1)],
}
path = os.path.join(os.path.dirname(__file__), "data", "vectors.json")
with open(path, "w") as file:
    json.dump(made, file)
    file.write("\n")
