"""Answers what the tensor viewer of Surprisal asks of one value of a program that a debugger has paused.

The extension sends this file with each question, as a part of one expression. It runs in a dictionary of its own, which is
emptied at the end. It imports only modules that every debugger of Python has imported, and changes nothing. A question and
an answer are JSON; numbers are base64 of their little-endian bytes, row by row.
"""
import binascii
import json
import math
import struct
import sys
import time

PIECE = 2**18  # numbers that are converted at a time
FEW = 2**24  # numbers, up to which quartiles and sums along axes are taken
SMALL = {"bfloat16": "int16", "float8_e4m3fn": "uint8", "float8_e5m2": "uint8"}  # what NumPy has no numbers for
WIDTHS = {"bool": 1, "bfloat16": 2, "float8_e4m3fn": 1, "float8_e5m2": 1, "complex64": 8, "complex128": 16}
WIDTHS.update({kind + str(8 * width): width for kind in ("int", "uint") for width in (1, 2, 4, 8)})
WIDTHS.update({"float" + str(8 * width): width for width in (2, 4, 8)})

numpy = sys.modules.get("numpy")
torch = sys.modules.get("torch")
pandas = sys.modules.get("pandas")


class Refused(Exception):
    """A reason and what it is about, which the extension puts into words."""


def answer(value, asked):
    """The answer to one question about a value. What the program throws meanwhile is told in its own words."""
    try:
        ask = json.loads(asked)
        kinds = {"take": take, "block": block, "moments": moments, "spread": spread, "order": order, "rank": rank}
        do = kinds[ask["do"]]
        if numpy:
            with numpy.errstate(all="ignore"):
                said = do(value, ask)
        else:
            said = do(value, ask)
    except Refused as refused:
        said = {"refused": refused.args[0], "about": str(refused.args[1])[:200]}
    except BaseException as error:  # one like SystemExit would end the program
        try:
            words = str(error)
        except BaseException:
            words = ""
        said = {"error": (type(error).__name__ + (": " if words else "") + words)[:600]}
    return json.dumps(said)


def take(value, ask):
    """What a value is, with all its numbers where they are few."""
    array = opened(value)
    said = {"class": name_of(value), "shape": [int(each) for each in array.shape], "dtype": dtype_of(array)}
    if len(said["shape"]) > 32:
        raise Refused("axes", len(said["shape"]))
    said["bytes"] = math.prod(said["shape"]) * WIDTHS[said["dtype"]]
    if said["bytes"] <= ask["most"]:
        said["data"] = base64(bytes_of(array, said["dtype"]))
    elif isinstance(array, Listed):
        raise Refused("list", math.prod(array.shape))
    return {**said, "id": id(value), "grad": bool(getattr(value, "requires_grad", False)), **layout(array)}


def layout(array):
    """How its numbers lie in memory."""
    if is_torch(array):
        order = "C" if array.is_contiguous() else "F" if array.permute(*range(array.dim())[::-1]).is_contiguous() else None
        return {"order": order, "strides": list(array.stride()), "device": str(array.device)[:40]}
    if numpy and isinstance(array, numpy.ndarray):
        order = "C" if array.flags.c_contiguous else "F" if array.flags.f_contiguous else None
        strides = [each // max(1, array.itemsize) for each in array.strides]
        return {"order": order, "strides": strides, "swapped": array.dtype.str[0] == ">"}
    return {}


def block(value, ask):
    """The numbers of a slice, of the type that was told."""
    array = cut(opened(value), ask["cuts"])
    size = math.prod(array.shape) * WIDTHS[ask["dtype"]]
    if size > ask["most"]:
        raise Refused("large", size)
    return {"id": id(value), "data": base64(bytes_of(array, ask["dtype"]))}


def moments(value, ask):
    """Counts, range, mean and squared deviations of a slice, as far as it comes in the time that it has."""
    until = time.perf_counter() + ask["seconds"]
    total = dict.fromkeys(("count", "finite", "nan", "above", "below", "zeros", "negative", "atMin", "atMax"), 0)
    total.update(id=id(value), next=None, mean=0.0, squares=0.0, min=None, max=None)
    for number, exact in pieces(cut(opened(value), ask["cuts"]), ask["first"]):
        add(total, exact, doubles(exact, ask["part"]), ask["unit"])
        if time.perf_counter() > until:
            total["next"] = number + 1
            break
    # As text: the numbers of JavaScript do not hold whole numbers of 64 bits.
    total.update({name: None if total[name] is None else repr(total[name]) for name in ("min", "max")})
    total.update({name: total[name] if math.isfinite(total[name]) else None for name in ("mean", "squares")})
    return total


def add(total, exact, numbers, unit):
    """Takes some more numbers into the counts and the range, and their multiples by a unit into the moments."""
    total["count"] += numbers.size
    total["negative"] += int(numpy.count_nonzero(numbers < 0))
    finite = numpy.isfinite(numbers)
    if not finite.all():
        total["nan"] += int(numpy.count_nonzero(numpy.isnan(numbers)))
        total["above"] += int(numpy.count_nonzero(numbers == math.inf))
        total["below"] += int(numpy.count_nonzero(numbers == -math.inf))
        exact, numbers = exact.reshape(-1)[finite], numbers[finite]
    more = numbers.size
    if more == 0:
        return
    total["zeros"] += int(more - numpy.count_nonzero(numbers))
    known = exact if exact.dtype.kind in "iu" else numbers
    for name, at, end, beyond in (("min", "atMin", known.min(), numpy.less), ("max", "atMax", known.max(), numpy.greater)):
        if total[name] is None or beyond(end, total[name]):
            total[name], total[at] = end.item(), 0
        if end == total[name]:
            total[at] += int(numpy.count_nonzero(known == end))
    numbers = numbers if unit == 1 else numbers * unit
    mean = float(numbers.mean())
    apart, before = mean - total["mean"], total["finite"]
    total["finite"] += more
    total["squares"] += float(numpy.square(numbers - mean).sum()) + apart * apart * before * more / total["finite"]
    total["mean"] += apart * more / total["finite"]


def spread(value, ask):
    """How many numbers of a slice lie in each part of a range."""
    until = time.perf_counter() + ask["seconds"]
    counts = numpy.zeros(ask["bins"], numpy.int64)
    said = {"id": id(value), "next": None}
    for number, exact in pieces(cut(opened(value), ask["cuts"]), ask["first"]):
        numbers = doubles(exact, ask["part"])
        counts += numpy.histogram(numbers[numpy.isfinite(numbers)], ask["bins"], ask["range"])[0]
        if time.perf_counter() > until:
            said["next"] = number + 1
            break
    return {**said, "counts": counts.tolist()}


def order(value, ask):
    """The quartiles of a slice, and the axes along which it sums to 1; nothing of too many numbers."""
    array = cut(opened(value), ask["cuts"])
    said = {"id": id(value), "quartiles": None, "along": None}
    if math.prod(array.shape) > FEW:
        return said
    exact = exact_of(array)
    numbers = doubles(exact, ask["part"]) if exact.dtype.kind == "c" else exact.reshape(-1)
    said["quartiles"] = quartiles(numbers[numpy.isfinite(numbers)])
    if ask["tolerance"] is not None:
        sums = [exact.sum(axis, dtype="float64") for axis in range(exact.ndim)]
        said["along"] = [axis for axis, each in enumerate(sums) if (abs(each - 1) <= ask["tolerance"]).all()]
    return said


def quartiles(numbers):
    """As NumPy's `quantile`: linear between two numbers."""
    if numbers.size == 0:
        return None
    places = [(numbers.size - 1) * share for share in (0.25, 0.5, 0.75)]
    ends = [(math.floor(place), math.ceil(place)) for place in places]
    numbers = numpy.partition(numbers, sorted({end for pair in ends for end in pair}))
    pairs = [(float(numbers[low]), float(numbers[high])) for low, high in ends]
    return [low + (high - low) * (place % 1) for (low, high), place in zip(pairs, places)]


def rank(value, ask):
    """How many numbers of a slice are less than one, equal to it, and greater."""
    said = {"id": id(value), "below": 0, "equal": 0, "above": 0}
    for _, exact in pieces(cut(opened(value), ask["cuts"]), 0):
        numbers = doubles(exact, ask["part"])
        for name, compare in (("below", numpy.less), ("equal", numpy.equal), ("above", numpy.greater)):
            said[name] += int(numpy.count_nonzero(compare(numbers, ask["value"])))
    return said


class Listed:
    """Numbers in lists, where the program has no NumPy."""

    def __init__(self, value):
        self.shape, self.flat = [], [value]
        while self.flat and isinstance(self.flat[0], (list, tuple, range)):
            width = len(self.flat[0])
            if any(not isinstance(row, (list, tuple, range)) or len(row) != width for row in self.flat):
                raise Refused("ragged", len(self.shape))
            self.shape.append(width)
            self.flat = [each for row in self.flat for each in row]
        kinds = {type(each) for each in self.flat}
        for kind in kinds - {bool, int, float, complex}:
            raise Refused("element", kind.__name__)
        self.dtype = "complex128" if complex in kinds else "float64" if float in kinds or not kinds else "int64"
        self.dtype = "bool" if kinds == {bool} else self.dtype
        check_whole(self.flat, self.dtype)

    def tobytes(self):
        if self.dtype == "complex128":
            return struct.pack("<%dd" % (2 * len(self.flat)), *(part for z in map(complex, self.flat) for part in (z.real, z.imag)))
        code = {"bool": "?", "int64": "q", "float64": "d"}[self.dtype]
        return struct.pack("<%d%s" % (len(self.flat), code), *self.flat)


def check_whole(flat, dtype):
    """Refuses whole numbers that this type would change."""
    most = {"int64": 2**63 - 1, "float64": 2**53, "complex128": 2**53}.get(dtype)
    if most and any(isinstance(each, int) and not -most <= each <= most for each in flat):
        raise Refused("wide", dtype)


def opened(value):
    """The array that a value is: of NumPy, PyTorch or pandas, or what NumPy makes of it."""
    if torch and isinstance(value, torch.Tensor):
        if value.layout != torch.strided:
            raise Refused("layout", value.layout)
        if value.is_meta:
            raise Refused("meta", value.device)
        return value.dequantize() if value.is_quantized else value.detach()
    if pandas and isinstance(value, (pandas.DataFrame, pandas.Series, pandas.Index)):
        return framed(value)
    if not numpy and isinstance(value, (bool, int, float, complex, list, tuple, range)):
        return Listed(value)
    masked = sys.modules.get("numpy.ma")
    if masked and masked.isMaskedArray(value) and masked.getmaskarray(value).any():
        raise Refused("masked", int(masked.getmaskarray(value).sum()))
    if numpy and isinstance(value, numpy.ndarray):
        return numpy.asarray(value)
    if numpy and isinstance(value, (list, tuple)) and torch and value and isinstance(value[0], torch.Tensor):
        return torch.stack([each.detach() for each in value])
    known = (bool, int, float, complex, list, tuple, range, memoryview, bytes, bytearray)
    if numpy and (isinstance(value, known) or any(hasattr(type(value), name) for name in ("__array__", "__array_interface__"))):
        array = numpy.frombuffer(value, "uint8") if isinstance(value, (bytes, bytearray)) else numpy.asarray(value)
        if isinstance(value, (int, list, tuple)) and array.dtype.kind in "fc":
            check_whole(leaves(value), array.dtype.name)
        return array
    raise Refused("class", name_of(value))


def leaves(value):
    """The numbers of nested lists."""
    for each in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(each, (list, tuple)):
            yield from leaves(each)
        elif isinstance(each, int):
            yield each


def framed(value):
    """A table of pandas as an array; where a column holds missing numbers, they become NaN."""
    table = isinstance(value, pandas.DataFrame)
    types = list(value.dtypes) if table else [value.dtype]
    for i, each in enumerate(types):
        if getattr(each, "kind", "O") not in "biufc":
            raise Refused("column", "%s: %s" % (value.columns[i], each) if table else each)
    plain = {getattr(each, "numpy_dtype", each) for each in types}
    same = plain.pop() if len(plain) == 1 else None
    if any(not isinstance(each, numpy.dtype) for each in types) and value.isna().to_numpy().any():
        array = value.to_numpy("float64", na_value=math.nan)
    elif isinstance(same, numpy.dtype):
        return value.to_numpy(same)
    else:
        array = value.to_numpy()
        array = value.to_numpy("float64") if array.dtype.kind == "O" else array
    wide = [i for i, each in enumerate(types) if each.kind in "iu" and each.itemsize == 8]
    if wide and array.dtype.kind == "f" and (abs(array[:, wide] if table else array) > 2**53).any():
        raise Refused("wide", array.dtype.name)
    return array


def is_torch(array):
    return bool(torch) and isinstance(array, torch.Tensor)


def name_of(value):
    kind = type(value)
    home = "" if kind.__module__ == "builtins" else kind.__module__ + "."
    return (home + kind.__qualname__)[:80]


def dtype_of(array):
    """The type of its numbers, by the name that NumPy has for it."""
    if is_torch(array):
        name = str(array.dtype)[len("torch.") :]
        name = "complex64" if name == "complex32" else name
    elif isinstance(array, Listed):
        return array.dtype
    else:
        name = "structured" if array.dtype.names else array.dtype.name
    if name not in WIDTHS:
        raise Refused("dtype", name)
    return name


def cut(array, cuts):
    """A slice: of each axis so many indices from one on, by a step. An axis of one index stays an axis."""
    index, turned = [], []
    for axis, (start, step, count) in enumerate(cuts):
        if step < 0:  # PyTorch has none of these
            start, step = start + step * (count - 1), -step
            turned.append(axis)
        index.append(slice(start, start + step * count, step))
    array = array[tuple(index)]
    array = array if is_torch(array) else numpy.asarray(array)
    return (torch if is_torch(array) else numpy).flip(array, turned) if turned else array


def pieces(array, first):
    """The numbers in parts of NumPy's, each with its number, from the part `first` on; in the order in which they lie."""
    strides = array.stride() if is_torch(array) else array.strides
    axes = sorted(range(len(array.shape)), key=lambda axis: -abs(strides[axis]))
    array = array.permute(*axes) if is_torch(array) else array.transpose(axes)
    for number, piece in enumerate(parted(array)):
        if number >= first:
            yield number, exact_of(piece)


def parted(array):
    size = math.prod(array.shape)
    if size <= PIECE:
        yield array
        return
    row = size // array.shape[0]
    if row > PIECE:
        for i in range(array.shape[0]):
            yield from parted(array[i])
    else:
        for i in range(0, array.shape[0], PIECE // row):
            yield array[i : i + PIECE // row]


def exact_of(array):
    """An array of NumPy with the same numbers."""
    if is_torch(array):
        array = array.detach().resolve_conj().resolve_neg()
        name = str(array.dtype)[len("torch.") :]
        if name in SMALL:
            array = array.float()
        elif name == "complex32":
            array = array.to(torch.complex64)
        return array.cpu().numpy()
    return array.astype("float32") if array.dtype.name in SMALL else array


def doubles(exact, part):
    """Its numbers as float64, and the part of complex ones that is asked for."""
    if exact.dtype.kind == "c":
        exact = exact.astype("complex128")
        exact = abs(exact) if part == "magnitude" else exact.imag if part == "imaginary" else exact.real
    return exact.astype("float64").reshape(-1)


def bytes_of(array, dtype):
    if isinstance(array, Listed):
        return array.tobytes()
    if dtype in SMALL:
        if is_torch(array):
            array = array.detach().cpu().contiguous().view(getattr(torch, SMALL[dtype])).numpy()
        else:
            array = numpy.ascontiguousarray(array).view(SMALL[dtype])
        dtype = SMALL[dtype]
    else:
        array = exact_of(array)
    return array.astype(numpy.dtype(dtype).newbyteorder("<"), order="C", copy=False).tobytes()


def base64(raw):
    return binascii.b2a_base64(raw, newline=False).decode("ascii")
