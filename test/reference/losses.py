"""
References for the losses, written to data/losses.json: `python3 test/reference/losses.py`.

Inputs follow from a seed (seeded.py); only options and outputs are stored. Values of losses on probabilities come from
mpmath at 50 digits, values on logits and squared errors from torch in double, gradients from torch's autograd.
"""
import json
import math
import os
import platform
import sys

import mpmath
import torch
import torch.nn.functional as F

from seeded import Seeded

mpmath.mp.dps = 50
torch.set_num_threads(1)
DOUBLE = torch.float64
BASE_SEED = 20240601


def rows_of(random, case):
    """Target and prediction as rows over classes, or as flat elements, in the order that the tests draw them."""
    n, classes, m = case["shape"]
    options = case["options"]
    rows = n * m
    logits = options.get("fromLogits", False)
    if case["target"] == "elements":
        count = n * classes * m
        numbers = case["loss"] == "meanSquaredError"
        target = [random.between(-3, 3) if numbers else random.pick([0.0, 1.0, random.next()]) for _ in range(count)]
        if numbers:
            prediction = [random.between(-3, 3) for _ in range(count)]
        elif logits:
            prediction = [random.between(-4, 4) for _ in range(count)]
        else:
            prediction = [random.pick([0.0, 1.0, random.next(), random.next()]) for _ in range(count)]
            if options.get("epsilonMode") == "none":
                prediction = [0.01 + 0.98 * q for q in prediction]
        return target, prediction
    if case["target"] == "index":
        target = [random.below(classes) for _ in range(rows)]
    elif case["target"] == "oneHot":
        target = []
        for _ in range(rows):
            label = random.below(classes)
            target.append([1.0 if k == label else 0.0 for k in range(classes)])
    else:
        target = [random.distribution(classes, 0.2) for _ in range(rows)]
    if logits:
        prediction = [[random.between(-4, 4) for _ in range(classes)] for _ in range(rows)]
    else:
        zeros = 0.0 if options.get("epsilonMode") == "none" else 0.2
        prediction = [random.distribution(classes, zeros) for _ in range(rows)]
    return target, prediction


def targets_over_classes(case, target):
    """Rows y' = (1 - a) y + a / n of every target, in torch."""
    classes = case["shape"][1]
    if case["target"] == "index":
        y = F.one_hot(torch.tensor(target), classes).to(DOUBLE)
    else:
        y = target
    alpha = case["options"].get("labelSmoothing", 0)
    return (1 - alpha) * y + alpha / classes


def log_of(q, options):
    mode, epsilon = options.get("epsilonMode", "add"), options.get("epsilon", 1e-15)
    if mode == "add":
        return torch.log(q + epsilon)
    return torch.log(torch.clamp(q, epsilon, 1 - epsilon)) if mode == "clip" else torch.log(q)


def precise_log(q, options):
    """The same rule at 50 digits; q may be an mpf."""
    mode, epsilon = options.get("epsilonMode", "add"), mpmath.mpf(options.get("epsilon", 1e-15))
    if mode == "add":
        return mpmath.log(q + epsilon)
    return mpmath.log(min(max(q, epsilon), 1 - epsilon)) if mode == "clip" else mpmath.log(q)


def row_losses(case, target, prediction):
    """One differentiable value a row (an element), by torch."""
    loss, options = case["loss"], case["options"]
    logits = options.get("fromLogits", False)
    if loss == "meanSquaredError":
        return F.mse_loss(prediction, target, reduction="none")
    if loss == "binaryCrossEntropy":
        if logits:
            return F.binary_cross_entropy_with_logits(prediction, target, reduction="none")
        return -(target * log_of(prediction, options) + (1 - target) * log_of(1 - prediction, options))
    weights = torch.tensor(options["classWeights"], dtype=DOUBLE) if "classWeights" in options else None
    if loss == "categoricalCrossEntropy" and logits:
        given = torch.tensor(target) if case["target"] == "index" else target
        ignore = options.get("ignoreIndex", -100)
        extra = {"ignore_index": ignore} if case["target"] == "index" else {}
        smoothing = options.get("labelSmoothing", 0)
        return F.cross_entropy(prediction, given, weight=weights, reduction="none", label_smoothing=smoothing, **extra)
    y = targets_over_classes(case, target)
    log = F.log_softmax(prediction, 1) if logits else log_of(prediction, options)
    if loss == "focalLoss":
        gamma, alpha = options.get("gamma", 2.0), torch.tensor(options.get("alpha", 0.25), dtype=DOUBLE)
        miss = -torch.expm1(log) if logits else 1 - prediction
        if options.get("mode", "perClass") == "perClass":
            return (alpha * y * miss**gamma * -log).sum(1)
        return (alpha * y).sum(1) / y.sum(1) * ((y * miss).sum(1) / y.sum(1)) ** gamma * -(y * log).sum(1)
    rows = -(y * log * (1 if weights is None else weights)).sum(1) / torch.log(
        torch.tensor(options.get("base", torch.e), dtype=DOUBLE)
    )
    if "ignoreIndex" in options:
        rows = torch.where(torch.tensor(target) == options["ignoreIndex"], torch.zeros_like(rows), rows)
    return rows


def precise_rows(case, target, prediction):
    """The same at 50 digits, for losses on probabilities."""
    loss, options = case["loss"], case["options"]
    one = mpmath.mpf(1)
    if loss == "binaryCrossEntropy":
        out = []
        for t, q in zip(target, prediction):
            t, q = mpmath.mpf(t), mpmath.mpf(q)
            mode, epsilon = options.get("epsilonMode", "add"), mpmath.mpf(options.get("epsilon", 1e-15))
            if mode == "clip":
                q = min(max(q, epsilon), 1 - epsilon)
            added = epsilon if mode == "add" else 0
            yes = t * mpmath.log(q + added) if t else 0
            no = (1 - t) * mpmath.log(1 - q + added) if t != 1 else 0
            out.append(-(yes + no))
        return out
    classes = case["shape"][1]
    smoothing = mpmath.mpf(options.get("labelSmoothing", 0))
    out = []
    for y, q in zip(target, prediction):
        if case["target"] == "index":
            if y == options.get("ignoreIndex"):
                out.append(mpmath.mpf(0))
                continue
            y = [1.0 if k == y else 0.0 for k in range(classes)]
        y = [(1 - smoothing) * mpmath.mpf(t) + smoothing / classes for t in y]
        q = [mpmath.mpf(x) for x in q]
        surprise = [-precise_log(x, options) if t else mpmath.mpf(0) for t, x in zip(y, q)]
        if loss == "focalLoss":
            gamma, alpha = mpmath.mpf(options.get("gamma", 2)), options.get("alpha", 0.25)
            alpha = [mpmath.mpf(a) for a in (alpha if isinstance(alpha, list) else [alpha] * classes)]
            if options.get("mode", "perClass") == "perClass":
                out.append(sum(a * t * (one - x) ** gamma * s for a, t, x, s in zip(alpha, y, q, surprise)))
            else:
                weight = sum(a * t for a, t in zip(alpha, y)) / sum(y)
                miss = sum(t * (one - x) for t, x in zip(y, q)) / sum(y)
                out.append(weight * miss**gamma * sum(t * s for t, s in zip(y, surprise)))
            continue
        weights = options.get("classWeights", [1] * classes)
        base = mpmath.mpf(options["base"]) if "base" in options else mpmath.e
        out.append(sum(mpmath.mpf(w) * t * s for w, t, s in zip(weights, y, surprise)) / mpmath.log(base))
    return out


def divisor(case, target):
    """What the reduction divides by."""
    options, reduction = case["options"], case["options"].get("reduction", "mean")
    if reduction in ("none", "sum"):
        return 1
    n, classes, m = case["shape"]
    if case["target"] == "elements":
        return n * classes * m
    weights = options.get("classWeights", [1.0] * classes)
    if case["target"] == "index":
        kept = [label for label in target if label != options.get("ignoreIndex")]
        if reduction == "mean":
            return sum(weights[label] for label in kept)
        alpha = options.get("labelSmoothing", 0)
        return sum((1 - alpha) * weights[label] + alpha * sum(weights) / classes for label in kept)
    if reduction == "mean":
        return len(target)
    y = targets_over_classes(case, torch.tensor(target, dtype=DOUBLE))
    return (y * torch.tensor(weights, dtype=DOUBLE)).sum()


def reference(case):
    random = Seeded(case["seed"])
    target, prediction = rows_of(random, case)
    options = case["options"]
    elements, index = case["target"] == "elements", case["target"] == "index"
    x = torch.tensor(prediction, dtype=DOUBLE, requires_grad=True)
    t = target if index else torch.tensor(target, dtype=DOUBLE, requires_grad=True)
    rows = row_losses(case, t, x)
    d = divisor(case, target)
    if options.get("reduction") == "weightedMean" and not (elements or index):
        y = targets_over_classes(case, t)
        weights = torch.tensor(options.get("classWeights", [1.0] * case["shape"][1]), dtype=DOUBLE)
        total = rows.sum() / (y * weights).sum()
    else:
        total = rows.sum() / d
    precise = case["loss"] != "meanSquaredError" and not options.get("fromLogits", False)
    if precise:
        exact = precise_rows(case, target, prediction)
        values = [float(value) for value in exact]
        value = float(sum(exact) / mpmath.mpf(float(d)))
    else:
        values, value = rows.tolist(), total.item()
    case["value"] = values if options.get("reduction") == "none" else value
    if case.pop("wantsGradient"):
        total.backward()
        case["gradient"] = {"prediction": numbers(x.grad), "target": None if index else numbers(t.grad)}
    return case


def numbers(tensor):
    """A flat list, None where torch has NaN (0 times an infinite slope)."""
    return [x if math.isfinite(x) else None for x in tensor.flatten().tolist()]


def make_case(number):
    random = Seeded(BASE_SEED + number)
    kind = number % 10
    shape = [1 + random.below(4), 2 + random.below(7), random.pick([1, 1, 2])]
    options, target = {}, "elements"
    if kind == 0:
        loss = "meanSquaredError"
    elif kind in (1, 2):
        loss = "binaryCrossEntropy"
    elif kind == 3:
        loss, target = "crossEntropy", random.pick(["oneHot", "soft"])
        if random.next() < 0.5:
            options["base"] = random.pick([2, 10, 3.5])
    elif kind in (4, 5):
        loss, target = "focalLoss", random.pick(["index", "oneHot", "soft"])
        options["gamma"] = random.pick([0, 0.5, 1, 2, 3.5])
        options["mode"] = random.pick(["perClass", "trueClass"])
        scalar = random.next() < 0.5
        options["alpha"] = random.next() if scalar else [random.next() for _ in range(shape[1])]
    else:
        loss, target = "categoricalCrossEntropy", random.pick(["index", "oneHot", "soft"])
        if random.next() < 0.5:
            options["classWeights"] = [random.between(0.1, 3) for _ in range(shape[1])]
        if random.next() < 0.4:
            options["labelSmoothing"] = random.pick([0.05, 0.1, 0.3, 1])
        if target == "index" and random.next() < 0.3:
            options["ignoreIndex"] = 0
    if loss not in ("meanSquaredError", "crossEntropy") and random.next() < 0.5:
        options["fromLogits"] = True
    elif loss != "meanSquaredError":
        mode = random.pick(["add", "add", "clip", "none"])
        if mode != "add" or random.next() < 0.5:
            options["epsilonMode"] = mode
        if mode == "clip" or random.next() < 0.3:
            options["epsilon"] = random.pick([1e-7, 1e-12])
    options["reduction"] = random.pick(["mean", "sum", "none", "weightedMean"])
    case = {"loss": loss, "seed": 7 * BASE_SEED + number, "shape": shape, "target": target, "options": options}
    case["wantsGradient"] = number % 3 == 0
    if "ignoreIndex" in options:
        labels, _ = rows_of(Seeded(case["seed"]), case)
        if all(label == 0 for label in labels):
            del options["ignoreIndex"]
    return case


def main():
    cases = [reference(make_case(number)) for number in range(2000)]
    versions = {"python": platform.python_version(), "torch": torch.__version__, "mpmath": mpmath.__version__}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "losses.json")
    with open(path, "w", encoding="utf-8") as file:
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        file.write('{"generator":"losses.py","versions":%s,"cases":[\n%s\n]}\n' % (json.dumps(versions), lines))
    print(len(cases), "cases", file=sys.stderr)


if __name__ == "__main__":
    main()
