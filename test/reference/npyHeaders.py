"""
600 headers of array files, spelled in many ways, and what NumPy reads in them, written to data/npyHeaders.json:
`python3 test/reference/npyHeaders.py`. Each stands for a file with as many zeros behind it as NumPy wants; null is what
NumPy refuses.
"""
import base64
import io
import json
import os
import platform
import struct
import warnings

import numpy as np
from seeded import Seeded

HERE = os.path.dirname(os.path.abspath(__file__))
random = Seeded(7)
ORDERS = ["<", "<", "<", ">", "|", "=", ""]
CODES = ["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f4", "f8", "f8", "c8", "c16"]
LETTERS = list("?bBhHiIqQefdFD")
NAMES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
NAMES += ["float16", "float32", "float64", "complex64", "complex128"]
OTHERS = ["O", "|O", "<U3", "S5", "|S5", "<M8[D]", "<m8[s]", "|V8", "g", "<f16", "f3", "b4", "<float32", "", "<", "<f4 "]
OTHERS += [" f4", "f4,", "!f4", "float", "x", "i3", "c4", "<c", "u", "f4x"]
COUNTS = ["0", "1", "2", "3", "4", "5", "00"]
ODD = ["-1", "03", "0o3", "3.0", "3l", "3LL", "'3'", "None", "3e0", ""]


def space():
    return random.pick(["", "", "", " ", " ", "  ", "\t", "\n", " \n "])


def quoted(text):
    quote = random.pick("'''\"")
    prefix = random.pick(["u", "U", "b"]) if random.below(12) == 0 else ""
    return f"{prefix}{quote}{text}{quote}"


def descr():
    kind = random.below(20)
    if kind < 11:
        return quoted(random.pick(ORDERS) + random.pick(CODES))
    if kind < 13:
        return quoted(random.pick(ORDERS) + random.pick(LETTERS))
    if kind < 15:
        return quoted(random.pick(NAMES))
    if kind < 16:
        return random.pick(["[('a', '<f4'), ('b', '<i4')]", "[]", "None", "4", "'<f4"])
    return quoted(random.pick(OTHERS))


def count():
    text = random.pick(ODD) if random.below(25) == 0 else random.pick(COUNTS)
    long = random.pick(["L", "L", " L"]) if random.below(5) == 0 else ""
    return text + long


def shape():
    counts = [count() for _ in range(random.pick([0, 1, 1, 2, 2, 3, 4]))]
    inside = (space() + "," + space()).join(counts)
    comma = "," if len(counts) == 1 and random.below(8) or random.below(3) == 0 and counts else ""
    ends = random.pick([("[", "]"), ("", "")]) if random.below(25) == 0 else ("(", ")")
    return ends[0] + space() + inside + space() + comma + space() + ends[1]


def made():
    order = random.pick(["True", "False", "False"]) if random.below(12) else random.pick(["true", "0", "1", "None", "'False'"])
    items = [("descr", descr()), ("fortran_order", order), ("shape", shape())]
    for i in range(2, 0, -1):
        j = random.below(i + 1)
        items[i], items[j] = items[j], items[i]
    unusual = random.below(20)
    if unusual == 0:
        items.pop(random.below(3))
    elif unusual == 1:
        items.append((random.pick(["more", "Shape"]), "1"))
    elif unusual == 2:
        items.append(random.pick([("descr", descr()), ("shape", shape()), ("fortran_order", "False")]))
    parts = [f"{space()}{quoted(key)}{space()}:{space()}{value}" for key, value in items]
    comma = random.pick(["", ",", ", "])
    text = "{" + (space() + ",").join(parts) + comma + space() + "}"
    if random.below(25) == 0:
        text = random.pick([text + " 1", text + ",", text[:-1], " " + text, "\n" + text])
    return text + " " * random.below(40) + random.pick(["\n", "\n", ""])


def file():
    text = made().encode("latin1")
    version = random.pick([(1, 0), (1, 0), (2, 0), (2, 0), (3, 0), (3, 0), (1, 1), (4, 0)] if random.below(6) == 0 else [(1, 0), (2, 0), (3, 0)])
    length = struct.pack("<H" if version[0] == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes(version) + length + text


def read(header):
    """The type, shape and order that NumPy has of it."""
    try:
        array = np.load(io.BytesIO(header + bytes(4096 * 16)))
    except Exception:
        return None
    if array.dtype.kind not in "biufc" or array.dtype.itemsize > 8 and array.dtype.kind == "f":
        return {"other": array.dtype.str}
    fortran = array.ndim > 1 and np.lib.format._read_array_header(*opened(header))[1]
    return {"type": array.dtype.str, "shape": list(array.shape), "fortran": bool(fortran), "bytes": array.nbytes}


def opened(header):
    stream = io.BytesIO(header)
    return stream, np.lib.format.read_magic(stream)


def cases():
    warnings.simplefilter("ignore")
    for _ in range(600):
        header = file()
        yield {"header": base64.b64encode(header).decode(), "numpy": read(header)}


data = {"made": {"python": platform.python_version(), "numpy": np.__version__}, "cases": list(cases())}
with open(os.path.join(HERE, "data", "npyHeaders.json"), "w", encoding="utf-8") as out:
    json.dump(data, out, separators=(",", ":"))
    out.write("\n")
