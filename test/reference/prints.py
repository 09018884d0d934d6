"""
References for what scikit-learn, NumPy and pandas print: `python3 test/reference/prints.py` writes data/prints.json,
each print beside the values that it was made of. Sizes, names and values follow from a seed.
"""
import json
import os
import warnings

import numpy
import pandas
from sklearn.metrics import classification_report, confusion_matrix

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
SEED = 20130613
NAMES = ["cat", "sea lion", "鳥", "class 3", "7", "1.5", "Zürich", "a-b", "😀", "macro", "x avg", "C++ (new)", "no", "yes"]

random = numpy.random.default_rng(SEED)
warnings.filterwarnings("ignore")


def numbers(values):
    """JSON has no NaN and no infinity."""
    return [None if v != v else float(v) if abs(v) != float("inf") else repr(float(v)) for v in map(float, values)]


def labels(classes, n, skill):
    actual = random.integers(0, classes, n)
    predicted = numpy.where(random.random(n) < skill, actual, random.integers(0, classes, n))
    return actual, predicted


def rates(report):
    """In order: the keys of a JSON object that look like whole numbers would be moved."""
    kinds = ("precision", "recall", "f1-score", "support")
    return [[key, numbers(value[k] for k in kinds) if isinstance(value, dict) else value] for key, value in report.items()]


def reports():
    found = []
    for case in range(72):
        classes = int(random.integers(2, 9))
        n = int(random.integers(4, 400))
        actual, predicted = labels(classes, n, random.random())
        names = [str(name) for name in random.choice(NAMES, classes, replace=False)] if case % 2 else None
        options = {"labels": list(range(classes)), "target_names": names, "zero_division": [0, 1, numpy.nan][case % 3]}
        if case % 6 == 5 and classes > 2:
            options["labels"] = options["labels"][:-1]
            options["target_names"] = names and names[:-1]
        digits = [2, 3, 4, 6][case % 4]
        whole = classification_report(actual, predicted, output_dict=True, **options)
        text = classification_report(actual, predicted, digits=digits, **options)
        counts = confusion_matrix(actual, predicted).tolist() if classes == 2 and len(options["labels"]) == 2 else None
        found.append({"text": text, "dict": repr(whole),
                      "rates": rates(whole), "digits": digits, "counts": counts})
    return found


def matrices():
    found = []
    for case in range(48):
        classes = int(random.integers(2, 8))
        actual, predicted = labels(classes, int(random.integers(20, 3000)), 0.5 + random.random() / 2)
        names = [str(name) for name in random.choice(NAMES, classes, replace=False)]
        counts = confusion_matrix(actual, predicted, labels=list(range(classes)))
        kind = ["numpy", "crosstab", "margins", "frame", "markdown", "numpy"][case % 6]
        rows = "actual"
        if kind == "numpy":
            text, names = str(counts), [str(i) for i in range(classes)]
        elif kind in ("crosstab", "margins"):
            a = pandas.Categorical([names[i] for i in actual], names)
            p = pandas.Categorical([names[i] for i in predicted], names)
            if case % 4 > 1:
                rows = "predicted"
                table = pandas.crosstab(pandas.Series(p, name="predicted"), pandas.Series(a, name="actual"), dropna=False, margins=kind == "margins")
            else:
                table = pandas.crosstab(pandas.Series(a, name="actual"), pandas.Series(p, name="predicted"), dropna=False, margins=kind == "margins")
            text = table.to_string()
        elif kind == "frame":
            text = pandas.DataFrame(counts, index=names, columns=names).to_string()
        else:
            lines = ["| | " + " | ".join("pred " + name for name in names) + " |", "|---" * (classes + 1) + "|"]
            lines += ["| true " + name + " | " + " | ".join(map(str, row)) + " |" for name, row in zip(names, counts)]
            text = "\n".join(lines)
        stored = counts if rows == "actual" else counts.T
        found.append({"kind": kind, "text": text, "classes": names, "rows": rows, "counts": stored.tolist()})
    return found


def column(kind, n):
    if kind == 0:
        return random.normal(size=n)
    if kind == 1:
        return random.integers(-50, 1000, n)
    if kind == 2:
        return random.random(n) * 10.0 ** random.integers(-9, 9)
    if kind == 3:
        return random.random(n) > 0.5
    if kind == 4:
        return numpy.where(random.random(n) < 0.2, numpy.nan, random.normal(size=n))
    return [str(name) for name in random.choice(["x", "y y", "long text here", "é", "?"], n)]


def parsed(frame):
    """What is printed of each number, read again by pandas itself; None for a column of text."""
    out = []
    for i in range(frame.shape[1]):
        series = frame.iloc[:, i]
        if series.dtype == object:
            out.append(None)
            continue
        words = pandas.DataFrame({"v": series}).to_string(index=False, header=False).split("\n")
        out.append(numbers(float({"True": 1, "False": 0}.get(word.strip(), word)) for word in words))
    return out


def frames():
    found = []
    for case in range(72):
        n = int(random.integers(2, 25))
        width = int(random.integers(2, 14))
        kinds = random.integers(0, 6, width)
        kinds[0] = 0
        heads = [str(h) for h in random.choice(["x", "y_true", "y_prob", "col 0", "a b c", "鳥", "score", "é", "loss", "w_1", "n", "A", "Z", "12"], width, replace=False)]
        if case % 5 == 0:
            heads = list(range(width))
        frame = pandas.DataFrame({head: column(kind, n) for head, kind in zip(heads, kinds)})
        if case % 4 == 1:
            frame.index = [NAMES[i % len(NAMES)] + str(i) for i in range(n)]
        if case % 4 == 2:
            frame.index.name = "id"
        if case % 8 == 3:
            frame.index = pandas.MultiIndex.from_tuples([(i // 3, i) for i in range(n)], names=["u", "v"])
        with pandas.option_context("display.width", 60 if case % 2 else 1000, "display.max_columns", 100, "display.show_dimensions", case % 3 == 0):
            text = str(frame)
        found.append({"text": text, "columns": [str(h) for h in frame.columns], "values": parsed(frame), "rows": n})
    return found


def series():
    found = []
    for case in range(24):
        n = int(random.integers(1, 40))
        one = pandas.Series(column(int(case % 5), n), name=[None, "x", "a, dtype: b", "鳥 2"][case % 4])
        if case % 3 == 1:
            one.index = [NAMES[i % len(NAMES)] + str(i) for i in range(n)]
        if case % 6 == 2:
            one.index.name = "id"
        found.append({"text": str(one), "name": one.name or "", "values": parsed(one.to_frame("v"))[0], "rows": n})
    return found


def cut():
    frame = pandas.DataFrame(random.normal(size=(100, 3)), columns=["a", "b", "c"])
    wide = pandas.DataFrame(random.normal(size=(3, 40)), columns=[f"c{i}" for i in range(40)])
    return {
        "rows": [str(frame), str(frame["a"]), str(pandas.Series(range(200)))],
        "columns": [{"text": str(wide), "first": parsed(wide)[0]}],
    }


def main():
    found = {"reports": reports(), "matrices": matrices(), "frames": frames(), "series": series(), "cut": cut()}
    with open(os.path.join(HERE, "prints.json"), "w") as file:
        json.dump(found, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


main()
