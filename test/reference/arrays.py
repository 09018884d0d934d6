"""
NumPy's own array files, written to data/arrays.json: `python3 test/reference/arrays.py`. Each is stored as base64 with
its shape and its values in row-major order.
"""
import base64
import io
import json
import os
import platform

import numpy as np
from sklearn.datasets import load_digits

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ["b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]


def text(values):
    return ["NaN" if v != v else "Infinity" if v == np.inf else "-Infinity" if v == -np.inf else float(v) for v in values]


def npy(array, **options):
    out = io.BytesIO()
    np.save(out, array, **options)
    return base64.b64encode(out.getvalue()).decode()


def plain():
    random = np.random.RandomState(0)
    cases = []
    for kind in KINDS:
        for order in "<>":
            for shape in [(), (0,), (7,), (2, 3), (2, 3, 4)]:
                for fortran in (False, True):
                    if kind[0] == "f":
                        values = random.normal(size=shape) * 100
                        if values.size > 3:
                            values.flat[0], values.flat[1], values.flat[2] = np.nan, np.inf, -np.inf
                    else:
                        low = 0 if kind[0] in "bu" else -100
                        values = random.randint(low, 2 if kind == "b1" else 100, size=shape)
                    array = np.asarray(values).astype(np.dtype(order + kind))
                    if fortran:
                        array = np.asfortranarray(array)
                    with np.errstate(all="ignore"):
                        cases.append(
                            {"type": array.dtype.str, "shape": list(array.shape), "file": npy(array), "values": text(array.ravel(order="C").tolist())}
                        )
    return cases


def refused():
    record = np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")])
    return {
        "object": npy(np.array([1, None, "x"], dtype=object), allow_pickle=True),
        "record": npy(record),
        "text": npy(np.array(["ab", "c"])),
        "bytes": npy(np.array([b"ab", b"c"])),
        "complex": npy(np.array([1 + 2j])),
        "date": npy(np.array(["2024-02-29"], dtype="datetime64[D]")),
        "beyond 2^53": npy(np.array([1, 2**53 + 1], dtype=np.int64)),
    }


def archives():
    arrays = {"images": np.arange(24, dtype=np.uint8).reshape(2, 3, 4), "labels": np.array([5, 7], dtype=np.int64)}
    out = {}
    for name, save in [("stored", np.savez), ("deflated", np.savez_compressed)]:
        file = io.BytesIO()
        save(file, **arrays)
        out[name] = base64.b64encode(file.getvalue()).decode()
    return out


def digits():
    """scikit-learn's digits as a table without a header: 64 values and the label."""
    x, y = load_digits(return_X_y=True)
    return "\n".join(",".join(str(int(v)) for v in (*row, label)) for row, label in zip(x[:600], y[:600])) + "\n"


data = {
    "made": {"python": platform.python_version(), "numpy": np.__version__},
    "arrays": plain(),
    "refused": refused(),
    "archives": archives(),
    "digits": digits(),
}
with open(os.path.join(HERE, "data", "arrays.json"), "w", encoding="utf-8") as file:
    json.dump(data, file, separators=(",", ":"))
    file.write("\n")
