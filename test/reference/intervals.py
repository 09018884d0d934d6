"""
References for Student's quantiles and intervals of means, written to data/intervals.json: `python3 test/reference/intervals.py`.

Values follow from a seed (seeded.py); only outputs are stored, all from SciPy.
"""
import json
import os
import platform

import numpy
import scipy
from scipy.stats import t, ttest_1samp

from seeded import Seeded

FREEDOMS = list(range(1, 41)) + [49, 50, 99, 100, 999, 1000, 12345, 1000000]
LEVELS = [0.01, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999]
SAMPLES = 200


def sample(seed):
    random = Seeded(seed)
    n = 2 + random.below(30)
    scale, shift = 10.0 ** (random.below(7) - 3), random.next() - 0.5
    values = [scale * (random.next() + shift) for _ in range(n)]
    level = random.pick(LEVELS)
    interval = ttest_1samp(values, 0).confidence_interval(level)
    return [float(numpy.mean(values)), float(interval.low), float(interval.high), float(numpy.std(values, ddof=1))]


data = {
    "made": {"python": platform.python_version(), "scipy": scipy.__version__},
    "levels": LEVELS,
    # isf of the tail keeps its digits where ppf of what is near 1 would lose some.
    "quantiles": [[n, [float(t.isf((1 - level) / 2, n)) for level in LEVELS]] for n in FREEDOMS],
    "means": [sample(20110700 + i) for i in range(SAMPLES)],
}
with open(os.path.join(os.path.dirname(__file__), "data", "intervals.json"), "w") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
