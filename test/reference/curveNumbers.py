"""
Tables of scalars in many dialects with what pandas reads in them, means over steps that lie unequally far apart, bands and
thinned curves, into data/curveNumbers.json: `python3 test/reference/curveNumbers.py`.

Needs python3-numpy and python3-pandas of Debian.
"""
import io
import json
import os
import platform

import numpy
import pandas

from seeded import Seeded

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "curveNumbers.json")
WORDS = ["nan", "NaN", "inf", "-inf", "Infinity", "", "N/A"]


def value_of(random):
    size = random.pick([1e-300, 1e-9, 1, 1, 1, 1e3, 1e9, 1e300])
    return (random.next() - 0.3) * size


def text_of(random, value):
    return random.pick([repr, lambda v: f"{v:.6e}", lambda v: f"{v:.17g}", lambda v: f"{v:+.3E}", lambda v: f" {v!r} "])(value)


def reading(series, at):
    return None if at is None else [int(series.index[at]), float(series.iloc[at])]


def table(random):
    separator = random.pick([",", ";", "\t"])
    names = [f"{random.pick(['train', 'val'])}/{name}" for name in ["loss", "acc", "lr"][: 1 + random.below(3)]]
    quoted = random.next() < 0.3
    cell = (lambda text: f'"{text}"') if quoted else (lambda text: text)
    rows, step = [["step", *names]], random.below(5) - 2
    for _ in range(3 + random.below(60)):
        rows.append([str(step), *(random.pick(WORDS) if random.next() < 0.15 else text_of(random, value_of(random)) for _ in names)])
        step += random.pick([0, 1, 1, 1, 7, 1000])
    end = random.pick(["\n", "\r\n"])
    text = "".join(separator.join(cell(each) for each in row) + end for row in rows)
    frame = pandas.read_csv(io.StringIO(text), sep=separator, float_precision="round_trip", skipinitialspace=True)
    scalars = {}
    for at, name in enumerate(names):
        # An empty cell is no point; of a step that stands more than once the last point stays.
        given = numpy.array([row[1 + at] not in ("", "N/A") for row in rows[1:]])
        series = pandas.Series(frame[name].to_numpy(dtype=float)[given], index=frame["step"].to_numpy()[given])
        series = series[~series.index.duplicated(keep="last")]
        finite = series[numpy.isfinite(series)]
        last, least, greatest = (None, None, None) if len(finite) == 0 else (len(finite) - 1, int(finite.argmin()), int(finite.argmax()))
        scalars[name] = {
            "points": len(series), "notFinite": len(series) - len(finite),
            "last": reading(finite, last), "least": reading(finite, least), "greatest": reading(finite, greatest),
        }
    return {"text": ("\ufeff" if random.next() < 0.2 else "") + text, "scalars": scalars}


def mean_over(random):
    """The weight of each value, and the mean by these, in long doubles."""
    over = random.pick([1.5, 10, 400, 1e6])
    gap = random.pick([1, 0.001, 1e-5, 37])
    steps, values, at = [], [], 0.0
    for _ in range(40):
        at += gap * (1 + random.below(4))
        steps.append(at)
        values.append(None if random.next() < 0.1 else random.next() * 10 - 3)
    means = []
    log = numpy.log1p(numpy.longdouble(-1) / numpy.longdouble(over))
    entered = []
    begun = False
    before = None
    for step, value in zip(steps, values):
        if value is None:
            means.append(None)
            if begun:
                before = step
            continue
        apart = numpy.longdouble(1 if before is None else step - before)
        kept = numpy.exp(log * apart)
        entered = [(weight * kept, each) for weight, each in entered] + [(-numpy.expm1(log * apart), value)]
        total = sum(weight for weight, _ in entered)
        means.append(float(sum(weight * numpy.longdouble(each) for weight, each in entered) / total))
        before, begun = step, True
    return {"over": over, "steps": steps, "values": values, "means": means}


def band(random):
    curves = []
    for _ in range(2 + random.below(4)):
        steps = sorted({random.below(60) for _ in range(50)})
        curves.append([[step, random.next() * 10 ** random.below(7)] for step in steps])
    frame = pandas.concat([pandas.Series(dict(curve)) for curve in curves], axis=1, join="inner").sort_index()
    return {
        "curves": curves, "x": [int(x) for x in frame.index], "mean": frame.mean(axis=1).tolist(),
        "deviation": frame.std(axis=1, ddof=1).tolist(), "low": frame.min(axis=1).tolist(), "high": frame.max(axis=1).tolist(),
    }


def thinned(random):
    """The first, the least, the greatest and the last of each of equal parts of the range, by their places."""
    columns = 5 + random.below(20)
    gaps = [0.01 + random.next() for _ in range(400)]
    x, y = numpy.cumsum(gaps), numpy.array([random.next() for _ in gaps])
    logarithmic = random.next() < 0.5
    place = numpy.log(x) if logarithmic else x
    part = numpy.minimum(columns - 1, numpy.floor((place - place[0]) / (place[-1] - place[0]) * columns).astype(int))
    kept = set()
    for _, group in pandas.DataFrame({"part": part, "y": y}).groupby("part"):
        kept |= {group.index[0], group["y"].idxmin(), group["y"].idxmax(), group.index[-1]}
    return {"columns": columns, "logarithmic": logarithmic, "x": x.tolist(), "y": y.tolist(), "kept": sorted(int(i) for i in kept)}


def main():
    random = Seeded(19700117)
    answer = {
        "generator": "curveNumbers.py",
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "pandas": pandas.__version__},
        "tables": [table(random) for _ in range(40)],
        "means": [mean_over(random) for _ in range(24)],
        "bands": [band(random) for _ in range(12)],
        "thinned": [thinned(random) for _ in range(6)],
    }
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(json.dumps(answer, separators=(",", ":"), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
