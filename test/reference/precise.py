"""
References at 400 digits where doubles (and 50 digits) lose them: sure answers, dominant logits, tiny probabilities.
Written to data/precise.json: `python3 test/reference/precise.py`. Inputs are stored, being few and exact.
"""
import json
import os
import platform
import sys

import mpmath
from mpmath import mpf

from seeded import Seeded

mpmath.mp.dps = 400


def log_sum_exp(x):
    top = max(x)
    return top + mpmath.log(sum(mpmath.exp(v - top) for v in x))


def log_softmax(x):
    total = log_sum_exp(x)
    return [v - total for v in x]


def focal(y, log, gamma, alpha):
    return sum(alpha * t * (-mpmath.expm1(v)) ** gamma * -v for t, v in zip(y, log))


def softplus(x):
    return mpmath.log1p(mpmath.exp(x))


def logits_of(random, classes):
    """Ordinary logits, one of them raised by up to 700."""
    row = [random.between(-3, 3) for _ in range(classes)]
    row[random.below(classes)] += random.pick([0, 10, 20, 30, 36, 60, 200, 700]) * random.next()
    return row


def sure(random):
    """A probability next to 0 or to 1, or in between."""
    tiny = 2.0 ** -(1 + random.below(51)) * (1 + random.next()) / 2
    return random.pick([tiny, 1 - tiny, random.next()])


def make(number):
    random = Seeded(977 * number + 13)
    classes = 2 + random.below(9)
    x = logits_of(random, classes)
    log = log_softmax([mpf(v) for v in x])
    label = random.below(classes)
    soft = random.distribution(classes, 0.3)
    gamma, alpha = random.pick([0.5, 1, 2, 5]), random.next()
    hot = [1 if k == label else 0 for k in range(classes)]
    p, q = sure(random), sure(random)
    epsilon = random.pick([1e-15, 1e-7])
    mode = random.pick(["add", "clip", "none"])
    bounded = min(max(mpf(q), mpf(epsilon)), 1 - mpf(epsilon)) if mode == "clip" else mpf(q)
    added = mpf(epsilon) if mode == "add" else 0
    yes, no = -mpmath.log(bounded + added), -mpmath.log(1 - bounded + added)
    z = random.between(-1, 1) * random.pick([1, 30, 40, 700])
    other = 1 - q
    probability = [mpmath.exp(v) for v in log]
    return {
        "logits": x, "label": label, "soft": soft, "gamma": gamma, "alpha": alpha,
        "p": p, "q": q, "other": other, "epsilon": epsilon, "mode": mode, "z": z,
        "logSumExp": log_sum_exp([mpf(v) for v in x]),
        "logSoftmax": log,
        "softmax": probability,
        "index": -log[label],
        "softRow": -sum(mpf(t) * v for t, v in zip(soft, log)),
        "focal": focal(hot, log, mpf(gamma), mpf(alpha)),
        "curvature": [v * (1 - v) for v in probability],
        "indexGradient": [v - t for v, t in zip(probability, hot)],
        "binary": mpf(p) * yes + (1 - mpf(p)) * no,
        "binaryLogit": mpf(p) * softplus(-mpf(z)) + (1 - mpf(p)) * softplus(mpf(z)),
        "certain": yes,
        "surprise": -mpmath.log(mpf(q)),
    }


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, mpf) else value


def main():
    cases = [{key: plain(value) for key, value in make(number).items()} for number in range(400)]
    versions = {"python": platform.python_version(), "mpmath": mpmath.__version__}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "precise.json")
    with open(path, "w", encoding="utf-8") as file:
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        file.write('{"generator":"precise.py","versions":%s,"cases":[\n%s\n]}\n' % (json.dumps(versions), lines))
    print(len(cases), "cases", file=sys.stderr)


if __name__ == "__main__":
    main()
