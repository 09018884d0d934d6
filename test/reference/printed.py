"""
Arrays as NumPy and PyTorch print them, and what they are described as, written to data/printed.json:
`python3 test/reference/printed.py`.

The values that a print holds are what Python's own parser reads from it: `repr` is evaluated as it stands, `str` after
its spaces were made commas. Truncated prints are kept apart: they are to be refused.
"""
import json
import math
import os
import platform
import re
import sys
from fractions import Fraction

import numpy
import torch

from seeded import Seeded

BASE_SEED = 20110110
PRINTS, TRUNCATED, DESCRIBED, WRAPPED = 500, 60, 300, 60
AS_WRITTEN = lambda values, **said: numpy.array(values, dtype="float64")
NAMES = {
    "array": AS_WRITTEN, "tensor": AS_WRITTEN, "nan": math.nan, "inf": math.inf, "torch": torch,
    **{name: name for name in ("float16", "float32", "float64", "int8", "uint8", "int32", "int64", "bool")},
}
DTYPES = ["float64", "float32", "float16", "int64", "int32", "uint8", "int8", "bool"]


def array(random):
    """An array of up to four axes; one in six has NaN and infinities, one in eight is a distribution by rows."""
    shape = tuple(int(n) for n in random.integers(1, [3, 4, 6, 30])[4 - random.integers(1, 5):])
    dtype = DTYPES[random.integers(len(DTYPES))]
    kind = random.integers(8)
    values = random.standard_normal(shape) * 10.0 ** random.integers(-12 if kind == 1 else -3, 13 if kind == 1 else 4)
    if kind == 2:
        values = numpy.exp(values / (1 + abs(values).max()))
        values /= values.sum(-1, keepdims=True)
    if kind == 3:
        values = numpy.round(values, random.integers(0, 4))
    if dtype == "bool":
        return values > 0
    if not dtype.startswith("float"):
        info = numpy.iinfo(dtype)
        values = random.integers(max(info.min, -10**15), min(info.max, 10**15), shape, endpoint=True)
        return (values if kind % 2 else numpy.clip(values, max(info.min, -9), 9)).astype(dtype)
    with numpy.errstate(over="ignore"):
        values = values.astype(dtype)
    if random.integers(6) == 0:
        values.flat[random.integers(values.size)] = [math.nan, math.inf, -math.inf][random.integers(3)]
    return values


def number(value):
    value = float(value)
    return value if math.isfinite(value) else repr(value)


def flat(value):
    value = numpy.asarray(value)
    return list(value.shape), [number(x) for x in value.flatten()]


def printed(random):
    values = array(random)
    if random.integers(3) == 0:
        tensor = torch.tensor(values, requires_grad=bool(values.dtype == numpy.float32 and random.integers(2)))
        if tensor.requires_grad and random.integers(2):
            tensor = tensor * 1
        torch.set_printoptions(
            precision=int(random.choice([2, 4, 8, 17])), linewidth=int(random.choice([40, 80, 120])), threshold=10**6,
            sci_mode=[None, True, False][random.integers(3)])
        text = repr(tensor)
        read = eval(re.sub(r",\s+(grad_fn=<\w+>|requires_grad=True)", "", text), NAMES)
        return {"form": "torch", "text": text, "read": read}
    numpy.set_printoptions(
        precision=int(random.choice([2, 4, 8, 17])), linewidth=int(random.choice([40, 75, 120])), threshold=10**6,
        suppress=bool(random.integers(2)), sign=str(random.choice(["-", "+", " "])),
        floatmode=str(random.choice(["maxprec", "unique", "fixed", "maxprec_equal"])))
    if random.integers(2):
        text = repr(values)
        return {"form": "repr", "text": text, "read": eval(text, NAMES)}
    text = str(values)
    commas = re.sub(r"\s+", ",", re.sub(r"(?<=\[)\s+|\s+(?=\])", "", text))
    return {"form": "str", "text": text, "read": eval(commas, NAMES)}


def cut(random):
    values = array(random)
    while values.size < 12 or max(values.shape) < 8:
        values = array(random)
    numpy.set_printoptions(threshold=5, edgeitems=2)
    torch.set_printoptions(threshold=5, edgeitems=2)
    print_of = [repr, str, lambda it: repr(torch.tensor(it))][random.integers(3)]
    return print_of(values)


def wrapped(random):
    """A parameter, or an array with a mask of which nothing is masked: printed with words around it."""
    values = array(random)
    while values.dtype not in ("float32", "float64"):
        values = array(random)
    numpy.set_printoptions(legacy=False, precision=17, threshold=10**6)
    torch.set_printoptions(profile="full", precision=17)
    kept = random.integers(2)
    text = repr(torch.nn.Parameter(torch.tensor(values)) if kept else numpy.ma.masked_array(values))
    bare = re.sub(r"Parameter containing:\n|,\s+requires_grad=True", "", text)
    shape, values = flat(eval(bare, {**NAMES, "np": numpy, "masked_array": lambda data, **said: AS_WRITTEN(data)}))
    return {"text": text, "shape": shape, "values": values}


def refused():
    """Prints that are no dense array of real numbers, and what is to be named."""
    sparse = torch.tensor([[0.0, 3.0], [4.0, 0.0]])
    numpy.set_printoptions(legacy=False)
    torch.set_printoptions(profile="default")
    return [
        ["a sparse tensor", repr(sparse.to_sparse())],
        ["a sparse tensor", repr(sparse.to_sparse_csr())],
        ["a complex number", repr(torch.tensor([1 + 2j, 3 - 1j]))],
        ["a complex number", repr(numpy.array([[1.5 + 2j, 3 - 1j]]))],
        ['the masked value "--"', repr(numpy.ma.masked_array([1, 2, 3], [False, True, False]))],
        ['the masked value "--"', str(numpy.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[True, False], [False, False]]))],
    ]


def described(seed):
    """Mean and deviation of values that follow from the seed, of any count and offset, by exact sums."""
    random = Seeded(seed)
    count = 1 + random.below(3000)
    offset = random.pick([0.0, 1.0, -1e3, 1e9, 1e15])
    width = random.pick([1e-6, 1e-3, 1.0, 1e3, 1e7])
    exact = [Fraction(offset + random.between(-width, width)) for _ in range(count)]
    mean = sum(exact) / count
    variance = sum((x - mean) ** 2 for x in exact) / count
    scale = 2**300
    deviation = Fraction(math.isqrt(int(variance * scale * scale)), scale)
    return {"seed": seed, "mean": float(mean), "deviation": float(deviation)}


def main():
    prints, described_cases, truncated = [], [], []
    for i in range(PRINTS):
        case = printed(numpy.random.default_rng(BASE_SEED + i))
        shape, values = flat(case.pop("read"))
        prints.append({**case, "shape": shape, "values": values})
    empty = [numpy.zeros((0, 3)), numpy.zeros(0), numpy.zeros((2, 0), "float32"), numpy.zeros((0, 4, 2), "int32")]
    numpy.set_printoptions(legacy=False, threshold=1000)
    torch.set_printoptions(profile="default")
    for value in empty:
        prints.append({"form": "repr", "text": repr(value), "shape": list(value.shape), "values": []})
        tensor = torch.tensor(value)
        prints.append({"form": "torch", "text": repr(tensor), "shape": list(value.shape), "values": []})
    for i in range(DESCRIBED):
        described_cases.append(described(BASE_SEED + 100000 + i))
    for i in range(TRUNCATED):
        truncated.append(cut(numpy.random.default_rng(BASE_SEED + 200000 + i)))
    wrapped_cases = [wrapped(numpy.random.default_rng(BASE_SEED + 300000 + i)) for i in range(WRAPPED)]
    result = {
        "generator": "printed.py",
        "baseSeed": BASE_SEED,
        "versions": {
            "python": platform.python_version(), "numpy": numpy.__version__, "torch": torch.__version__,
        },
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "printed.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(result)[:-1])
        for name, cases in {"prints": prints, "described": described_cases, "truncated": truncated,
                            "wrapped": wrapped_cases, "refused": refused()}.items():
            file.write(',"%s":[\n%s\n]' % (name, ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)))
        file.write("}\n")
    print(len(prints), len(described_cases), len(truncated), file=sys.stderr)


if __name__ == "__main__":
    main()
