"""
References for the distances of distributions, written to data/divergences.json: `python3 test/reference/divergences.py`.

Pairs follow from a seed (seeded.py); only outputs are stored. Every value comes from mpmath at 50 digits, with the largest
term of its sum; ordinary pairs also carry what SciPy and POT give. Gradients come from torch's autograd.
"""
import json
import os
import platform
import sys

import mpmath
import numpy
import ot
import scipy
import torch
from mpmath import mpf
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy, wasserstein_distance

from seeded import Seeded

mpmath.mp.dps = 50
torch.set_num_threads(1)
BASE_SEED = 19480700
KINDS = ["ordinary"] * 450 + ["zeros"] * 150 + ["near"] * 250 + ["equal"] * 50 + ["disjoint"] * 50 + ["sure"] * 50
MOVED = 250


def total(values):
    result = 0.0
    for value in values:
        result += value
    return result


def pair(random, kind):
    """Two distributions, made by the same operations as in the tests."""
    classes = 2 + random.below(9)
    p = random.distribution(classes, 0.3 if kind == "zeros" else 0.0)
    if kind == "near":
        step = 2.0 ** -(8 + random.below(42))
        weights = [x * (1 + step * random.between(-1, 1)) for x in p]
        sum_of = total(weights)
        return p, [x / sum_of for x in weights]
    if kind == "equal":
        return p, list(p)
    if kind == "disjoint":
        q = random.distribution(classes)
        return p + [0.0] * classes, [0.0] * classes + q
    if kind == "sure":
        at = random.below(classes)
        return [1.0 if k == at else 0.0 for k in range(classes)], random.distribution(classes, 0.3)
    return p, random.distribution(classes, 0.3 if kind == "zeros" else 0.0)


def summed(terms):
    terms = [mpf(t) for t in terms]
    return mpmath.fsum(terms), max(abs(t) for t in terms)


def kl(p, q):
    if any(a > 0 and b == 0 for a, b in zip(p, q)):
        return mpf("inf"), mpf(0)
    return summed([a * mpmath.log(a / b) if a > 0 else mpf(0) for a, b in zip(p, q)])


def js(p, q):
    terms = []
    for a, b in zip(p, q):
        m = (a + b) / 2
        terms += [a * mpmath.log(a / m) / 2 if a > 0 else 0, b * mpmath.log(b / m) / 2 if b > 0 else 0]
    value = summed(terms)[0]
    return value, value


def work(p, q, positions):
    order = sorted(range(len(p)), key=lambda k: positions[k])
    ahead, terms = mpf(0), []
    for here, there in zip(order, order[1:]):
        ahead += p[here] - q[here]
        terms.append(abs(ahead) * (mpf(positions[there]) - mpf(positions[here])))
    return summed(terms)


def precise(p, q, positions):
    p, q = [mpf(x) for x in p], [mpf(x) for x in q]
    square = mpmath.fsum([(mpmath.sqrt(a) - mpmath.sqrt(b)) ** 2 for a, b in zip(p, q)]) / 2
    overlap = summed([mpmath.sqrt(a * b) for a, b in zip(p, q)])
    divergence = js(p, q)[0]
    return {
        "klDivergence": kl(p, q),
        "jsDivergence": (divergence, divergence),
        "jsDistance": (mpmath.sqrt(divergence), mpf(0)),
        "totalVariation": summed([abs(a - b) / 2 for a, b in zip(p, q)]),
        "hellinger": (mpmath.sqrt(square), mpf(0)),
        "bhattacharyyaCoefficient": overlap,
        "bhattacharyyaDistance": (-mpmath.log1p(-square) if square < 0.5 else -mpmath.log(overlap[0]) if overlap[0] else mpf("inf"), mpf(0)),
        "wasserstein1": work(p, q, list(range(len(p)))),
        "positioned": work(p, q, positions),
        "entropy": summed([-a * mpmath.log(a) if a > 0 else mpf(0) for a in p]),
        "gini": summed([a * (1 - a) for a in p]),
    }


def others(p, q, positions, exact):
    """What SciPy gives, where it keeps 13 digits itself: its divergences of likely pairs do not."""
    places = list(range(len(p)))
    given = {
        "klDivergence": float(entropy(p, q)),
        "jsDistance": float(jensenshannon(p, q)),
        "wasserstein1": float(wasserstein_distance(places, places, p, q)),
        "positioned": float(wasserstein_distance(positions, positions, p, q)),
        "entropy": float(entropy(p)),
    }
    return {name: value for name, value in given.items() if abs(value - exact[name][0]) <= 1e-13 * exact[name][0]}


FORMULAS = {
    "klDivergence": lambda p, q: torch.sum(p * torch.log(p / q)),
    "jsDivergence": lambda p, q: torch.sum(p * torch.log(2 * p / (p + q)) + q * torch.log(2 * q / (p + q))) / 2,
    "jsDistance": lambda p, q: torch.sqrt(FORMULAS["jsDivergence"](p, q)),
    "totalVariation": lambda p, q: torch.sum(torch.abs(p - q)) / 2,
    "hellinger": lambda p, q: torch.sqrt(torch.sum((torch.sqrt(p) - torch.sqrt(q)) ** 2) / 2),
    "bhattacharyyaCoefficient": lambda p, q: torch.sum(torch.sqrt(p * q)),
    "bhattacharyyaDistance": lambda p, q: -torch.log(torch.sum(torch.sqrt(p * q))),
    "wasserstein1": lambda p, q: torch.sum(torch.abs(torch.cumsum(p - q, 0)[:-1])),
}


def gradients(p, q, normalize):
    """With `normalize` the rows are three times the distributions, and divided by their sum inside."""
    result = {}
    for name, formula in FORMULAS.items():
        a = torch.tensor([3 * x if normalize else x for x in p], dtype=torch.float64, requires_grad=True)
        b = torch.tensor([3 * x if normalize else x for x in q], dtype=torch.float64, requires_grad=True)
        (formula(a / a.sum(), b / b.sum()) if normalize else formula(a, b)).backward()
        result[name] = [a.grad.tolist(), b.grad.tolist()]
    return result


def plain(value):
    value = float(value)
    return value if value != float("inf") else "Infinity"


def make(number, kind):
    random = Seeded(BASE_SEED + number)
    p, q = pair(random, kind)
    positions = [random.between(-10, 10) for _ in p]
    exact = precise(p, q, positions)
    case = {"kind": kind, "precise": {name: [plain(value), plain(term)] for name, (value, term) in exact.items()}}
    if kind == "ordinary":
        case["others"] = others(p, q, positions, exact)
        if number < 200:
            case["normalize"] = number % 2 == 1
            case["gradients"] = gradients(p, q, case["normalize"])
    return case


def moved(number):
    """The earth mover's cost by POT, for 2 to 14 classes on each side and costs that tie often."""
    random = Seeded(BASE_SEED + 100000 + number)
    n, m = 2 + random.below(13), 2 + random.below(13)
    p, q = random.distribution(n, 0.2), random.distribution(m, 0.2)
    whole = random.below(2) == 0
    cost = [[float(random.below(4)) if whole else random.between(-1, 5) for _ in range(m)] for _ in range(n)]
    return float(ot.emd2(numpy.array(p), numpy.array(q), numpy.array(cost), numItermax=10**7))


def main():
    cases = [make(number, kind) for number, kind in enumerate(KINDS)]
    versions = {
        "python": platform.python_version(), "mpmath": mpmath.__version__, "scipy": scipy.__version__,
        "torch": torch.__version__, "POT": ot.__version__, "numpy": numpy.__version__,
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "divergences.json")
    with open(path, "w", encoding="utf-8") as file:
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        costs = json.dumps([moved(number) for number in range(MOVED)])
        header = '{"generator":"divergences.py","baseSeed":%d,"versions":%s' % (BASE_SEED, json.dumps(versions))
        file.write('%s,"cases":[\n%s\n],"earthMover":%s}\n' % (header, lines, costs))
    print(len(cases), "pairs,", MOVED, "costs", file=sys.stderr)


if __name__ == "__main__":
    main()
