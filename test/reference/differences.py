"""
How pairs of arrays differ, as NumPy has it, written to data/differences.json: `python3 test/reference/differences.py`.
Types, orders and values are drawn by a seed. Whole numbers are compared as Python's, which are exact.
"""
import base64
import io
import json
import os
import platform

import numpy as np
from seeded import Seeded

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ["b1", "u1", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "c8", "c16"]
random = Seeded(21)
draw = np.random.RandomState(21)


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return base64.b64encode(out.getvalue()).decode()


def numbers(kind, shape):
    count = int(np.prod(shape))
    if kind == "b1":
        return draw.randint(0, 2, size=shape).astype(bool)
    if kind[0] in "ui":
        if random.below(2):
            return draw.randint(0, 100, size=shape).astype(kind)
        return np.frombuffer(draw.bytes(count * int(kind[1:])), dtype=kind).reshape(shape).copy()
    size = 1e200 if kind in ("f8", "c16") and random.below(4) == 0 else 1.0
    values = draw.normal(size=count) * size
    if kind[0] == "c":
        values = values + 1j * draw.normal(size=count) * size
    return values.astype(kind).reshape(shape)


def near(array):
    """Another one of its shape: the same, or some numbers a little or much apart, perhaps special, perhaps of another type."""
    other = array.copy()
    flat, how = other.reshape(-1), random.below(6)
    if flat.size == 0 or how == 0:
        return other
    for _ in range(1 + random.below(5)):
        i = random.below(flat.size)
        if flat.dtype.kind == "b":
            flat[i] = not flat[i]
        elif flat.dtype.kind in "ui":
            flat[i] = flat[i] ^ flat.dtype.type(1 << random.below(flat.dtype.itemsize * 8 - 1))
        elif how == 1:
            flat[i] = random.pick([np.nan, np.inf, -np.inf])
        else:
            flat[i] = flat[i] * random.pick([1 + 1e-7, 1 + 1e-3, -1, 2]) + random.pick([0, 1e-9, 1e-6])
    if how == 2 and other.dtype.kind == "f":
        other = other.astype(random.pick(["f4", "f8"]))
    return other


def special(array):
    """The same places of both hold NaN or infinities."""
    if array.dtype.kind in "fc" and array.size:
        for _ in range(random.below(4)):
            array.reshape(-1)[random.below(array.size)] = random.pick([np.nan, np.inf, -np.inf])
    return array


def number(x):
    x = float(x)
    return "NaN" if x != x else "Infinity" if x == np.inf else "-Infinity" if x == -np.inf else x


def difference(a, b):
    if a.dtype.kind in "bui" and b.dtype.kind in "bui":
        pairs = [(int(x), int(y)) for x, y in zip(a.reshape(-1).tolist(), b.reshape(-1).tolist())]
        apart = np.array([float(abs(x - y)) for x, y in pairs], dtype=float).reshape(a.shape)
        same = np.array([x == y for x, y in pairs], dtype=bool).reshape(a.shape)
    else:
        kind = np.complex128 if "c" in a.dtype.kind + b.dtype.kind else np.float64
        x, y = a.astype(kind), b.astype(kind)
        same = (x == y) | (np.isnan(x) & np.isnan(y))
        apart = np.asarray(abs(x - y))
    x, y = (each.astype(np.complex128 if each.dtype.kind == "c" else np.float64) for each in (a, b))
    finite = np.isfinite(x) & np.isfinite(y)
    first = np.argwhere(~same)
    found = {
        "count": int(a.size),
        "unequal": int((~same).sum()),
        "nanBoth": int((np.isnan(x) & np.isnan(y)).sum()),
        "nanOne": int((np.isnan(x) ^ np.isnan(y)).sum()),
        "finite": int(finite.sum()),
        "far": int(((~np.isclose(x, y, equal_nan=True)) if a.dtype.kind not in "bui" else (apart > 1e-8 + 1e-5 * abs(y))).sum()),
        "first": first[0].tolist() if len(first) else None,
        "texts": [str(a[tuple(first[0])]), str(b[tuple(first[0])])] if len(first) else None,
    }
    if finite.any():
        size = max(apart[finite].max(), abs(y[finite]).max())
        unit = 2.0**-600 if size > 1e150 else 1.0
        norm = np.linalg.norm(y[finite] * unit)
        found |= {
            "max": number(apart[finite].max()),
            "at": np.argwhere(finite & (apart == apart[finite].max()))[0].tolist(),
            "mean": number((apart[finite] * unit).mean() / unit),
            "relative": number(np.linalg.norm(apart[finite] * unit) / norm) if norm > 0 else None,
        }
    return found


def cases():
    for i in range(240):
        kind, rank = KINDS[i % len(KINDS)], i % 5
        shape = tuple(0 if random.below(30) == 0 else 1 + random.below(9 if rank < 3 else 5) for _ in range(rank))
        a = special(numbers(kind, shape))
        b = near(a)
        a = a.astype(a.dtype.newbyteorder(random.pick("<>")))
        a, b = (each.copy(order=random.pick("CCF")) for each in (a, b))
        yield {"what": f"{a.dtype.str} and {b.dtype.str} {shape}", "a": npy(a), "b": npy(b), **difference(a, b)}


with np.errstate(all="ignore"):
    data = {"made": {"python": platform.python_version(), "numpy": np.__version__}, "cases": list(cases())}
with open(os.path.join(HERE, "data", "differences.json"), "w", encoding="utf-8") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
