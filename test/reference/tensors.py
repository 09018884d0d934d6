"""
300 array files and random slices of them as NumPy has them, written to data/tensors.json: `python3 test/reference/tensors.py`.
Texts are those of NumPy 2.3 and later. Types, orders and values are drawn by a seed; safetensors files are written by the safetensors library, bfloat16 and float8
by PyTorch, and read back as float32. Statistics are NumPy's in double precision, of the finite numbers.
"""
import base64
import gzip
import io
import json
import os
import platform
import struct
import zipfile

import numpy as np
import safetensors
import safetensors.numpy
import safetensors.torch
import torch
from seeded import Seeded

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ["b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8", "c8", "c16"]
IDX = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
TORCH = {"bfloat16": torch.bfloat16, "float8_e4m3fn": torch.float8_e4m3fn, "float8_e5m2": torch.float8_e5m2}
random = Seeded(20)
draw = np.random.RandomState(20)


def floats(count):
    """Numbers of many sizes, now and then one that is special."""
    values = draw.normal(size=count) * 10.0 ** draw.uniform(-9, 9, size=count)
    if random.below(3) == 0:
        values = draw.normal(size=count)
    if random.below(4) == 0:
        values = 2.0 ** draw.randint(-30, 30, size=count)
    if random.below(3) == 0:
        for _ in range(3):
            if count:
                values[random.below(count)] = random.pick([np.nan, np.inf, -np.inf, -0.0, 0.0, 1e16, 1e-5, 1e300, 5e-324, 6e-8, 65504.0])
    return values


def made(kind, shape):
    count = int(np.prod(shape))
    with np.errstate(all="ignore"):
        if kind[0] == "b":
            return draw.randint(0, 2, size=shape).astype(bool)
        if kind[0] in "ui":
            size = int(kind[1:])
            if random.below(2):
                return draw.randint(0, 10, size=shape).astype(kind)
            return np.frombuffer(draw.bytes(count * size), dtype=kind).reshape(shape).copy()
        if kind[0] == "c":
            return (floats(count) + 1j * floats(count)).astype(kind).reshape(shape)
        return floats(count).astype(kind).reshape(shape)


def shapes(rank):
    while True:
        shape = tuple(0 if random.below(25) == 0 else 1 + random.below(7 if rank < 4 else 4) for _ in range(rank))
        if np.prod(shape) <= 260:
            return shape


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def npz(save, arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


def idx(array, kind):
    head = struct.pack(">BBBB", 0, 0, IDX[kind], array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.astype(">" + kind).tobytes()


def index_of(shape):
    """A random index as text, and as NumPy takes it."""
    texts, items = [], []
    for n in shape:
        if n > 0 and random.below(3) == 0:
            i = random.below(2 * n) - n
            texts.append(str(i))
            items.append(i)
            continue
        ends = [None if random.below(2) else random.below(2 * n + 5) - n - 2 for _ in range(2)]
        step = random.pick([None, None, 1, 2, 3, -1, -2])
        word = lambda x: "" if x is None else str(x)
        text = f"{word(ends[0])}:{word(ends[1])}"
        texts.append(text if step is None else f"{text}:{step}")
        items.append(slice(ends[0], ends[1], step))
    how = random.below(4)
    if how == 0 and len(items) > 0:
        texts, items = texts[:-1], items[:-1]
    if how == 1 and len(items) > 1:
        at = random.below(len(items))
        texts[at], items[at] = "...", Ellipsis
    return f"[{', '.join(texts)}]" if random.below(2) else ", ".join(texts) or "...", tuple(items)


def number(x):
    x = float(x)
    return "NaN" if x != x else "Infinity" if x == np.inf else "-Infinity" if x == -np.inf else x


def histogram(finite):
    """NumPy's counts in seven bins, or null where it has none of them: the range is too wide or too narrow."""
    try:
        return np.histogram(finite, bins=7)[0].tolist() if finite.max() - finite.min() < 1e300 else None
    except ValueError:
        return None


def statistics(part):
    flat = np.abs(part.astype(complex)).ravel() if part.dtype.kind == "c" else part.ravel()
    with np.errstate(all="ignore"):
        values = flat.astype(np.float64)
    finite = values[np.isfinite(values)]
    found = {
        "count": int(flat.size),
        "nan": int(np.isnan(values).sum()),
        "positiveInfinity": int((values == np.inf).sum()),
        "negativeInfinity": int((values == -np.inf).sum()),
        "zeros": int((values == 0).sum()),
        "negative": int((values < 0).sum()),
    }
    if finite.size:
        unit = np.abs(finite).max()
        with np.errstate(all="ignore"):
            scaled = finite / unit if unit > 1e150 else finite
            unit = unit if unit > 1e150 else 1.0
            counts = histogram(finite)
            found |= {
                "min": number(finite.min()),
                "max": number(finite.max()),
                "mean": number(np.mean(scaled, dtype=np.float64) * unit),
                "deviation": number(np.std(scaled, dtype=np.float64) * unit),
                "norm": number(np.linalg.norm(scaled) * unit),
                "size": number(np.abs(finite).max()),
                "quantiles": [number(q) for q in np.quantile(finite, [0.25, 0.5, 0.75])],
                "histogram": counts,
            }
        if part.dtype.kind in "ui":
            found |= {"minText": str(part.min()), "maxText": str(part.max())}
    return found


SHORT = {"f2": 1e3, "f4": 1e6, "c8": 1e6}


def text_of(x):
    """As NumPy 2.3 and later write it: before, an exponent began at 1e16 for every type, where a zero may be no digit."""
    x = np.asarray(x)[()]
    most = SHORT.get(x.dtype.str[1:])
    if most is None or most >= 1e16:
        return str(x)
    if x.dtype.kind == "c":
        # The real part of 0 is left out, and parts have no zero behind the point.
        imag = part_of(x.imag, most)
        if x.real == 0 and not np.signbit(x.real):
            return f"{imag}j"
        sign = "" if imag.startswith("-") else "+"
        return f"({part_of(x.real, most)}{sign}{imag}j)"
    return str(x) if not most <= abs(x) < np.inf else part_of(x, most)


def part_of(x, most):
    if most <= abs(x) < np.inf:
        return np.format_float_scientific(x, trim="-")
    text = str(x)
    return text[:-2] if text.endswith(".0") else text


def slices(array):
    found = []
    for _ in range(3):
        text, items = index_of(array.shape)
        part = np.asarray(array[items])
        view = part
        while view.ndim > 2:
            view = view[0] if view.shape[0] else view.reshape(0, 0)
        found.append(
            {
                "text": text,
                "shape": list(part.shape),
                "view": list(view.shape),
                "texts": [text_of(x) for x in view.ravel()],
                "statistics": statistics(part),
            }
        )
    return found


def case(what, file, array, name="", dtype=None):
    return {
        "what": what,
        "name": name,
        "dtype": dtype or array.dtype.name,
        "shape": list(array.shape),
        "file": base64.b64encode(file).decode(),
        "slices": slices(array),
    }


def cases():
    for i in range(180):
        kind = KINDS[i % len(KINDS)]
        array = np.asarray(made(kind, shapes(i % 7))).astype(np.dtype(random.pick("<>") + kind))
        if random.below(2):
            array = np.asfortranarray(array)
        yield case(f"npy {array.dtype.str} {array.shape}", npy(array), array)
    for i in range(50):
        first, array = made("i4", (3,)), made(KINDS[i % len(KINDS)], shapes(i % 5))
        if i % 3 == 0:
            array = np.asfortranarray(array)
        packed = i % 2 == 0
        # Every fifth archive has its sizes and places in 64 bits, as one beyond 4 GB.
        zipfile.ZIP64_LIMIT = 10 if i % 5 == 0 else (1 << 31) - 1
        file = npz(np.savez_compressed if packed else np.savez, {"a": first, "wanted": array})
        yield case(f"npz {'deflated' if packed else 'stored'} {array.dtype.str} {array.shape}", file, array, "wanted")
    for i in range(30):
        kind = ["b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"][i % 12]
        array = made(kind, shapes(i % 6))
        file = safetensors.numpy.save({"first": made("f4", (2, 2)), "wanted": array}, metadata={"note": "made"})
        yield case(f"safetensors {array.dtype.str} {array.shape}", file, array, "wanted")
    for i in range(20):
        name = list(TORCH)[i % 3]
        tensor = torch.from_numpy(np.asarray(draw.normal(size=shapes(i % 4)) * 10.0 ** random.below(3))).to(TORCH[name])
        file = safetensors.torch.save({"wanted": tensor})
        yield case(f"safetensors {name} {tuple(tensor.shape)}", file, tensor.float().numpy(), "wanted", name)
    for i in range(20):
        kind = list(IDX)[i % 6]
        array = made(kind, shapes(1 + i % 4))
        file = idx(array, kind)
        yield case(f"idx {array.dtype.str} {array.shape}", gzip.compress(file, mtime=0) if i % 2 else file, array)


def texts():
    """Numbers near whatever turns the form of a text, bit by bit."""
    single = [2.0**e for e in range(-149, 128)] + [10.0**e for e in range(-44, 38)]
    single += list(np.frombuffer(draw.bytes(4 * 300), dtype="<f4").astype(float))
    half = [2.0**e for e in range(-24, 16)] + list(np.frombuffer(draw.bytes(2 * 300), dtype="<f2").astype(float))
    double = [2.0**e for e in range(-1074, 1024, 7)] + list(np.frombuffer(draw.bytes(8 * 100), dtype="<f8"))
    found = {}
    with np.errstate(all="ignore"):
        for kind, values in (("f4", single), ("f2", half), ("f8", double)):
            array = np.array(values).astype("<" + kind)
            found[array.dtype.name] = {"file": base64.b64encode(npy(array)).decode(), "texts": [text_of(x) for x in array]}
    return found


data = {
    "made": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "safetensors": safetensors.__version__,
        "torch": torch.__version__,
    },
    "cases": list(cases()),
    "texts": texts(),
}
with open(os.path.join(HERE, "data", "tensors.json"), "w", encoding="utf-8") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
