"""
Prints as JSON the versions of the peers, and the BLAS that NumPy and PyTorch really multiply with: that of which the
loader takes `sgemm`, since another one may be loaded beside it.
"""
import ctypes
import json
import os
import platform

import numpy
import scipy
import sklearn
import torch
from threadpoolctl import threadpool_info

NAMES = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS"}
SYMBOLS = ("cblas_sgemm", "sgemm_", "scipy_cblas_sgemm64_", "cblas_sgemm64_")
# By folder: Debian's OpenBLAS has its products in a library beside its own.
known = {os.path.dirname(os.path.realpath(it["filepath"])): it for it in threadpool_info() if it["user_api"] == "blas"}


def maps():
    """The pieces of files in memory: first and last address, and the path."""
    with open("/proc/self/maps") as file:
        for line in file:
            addresses, *_, path = line.split(maxsplit=5)
            if path.startswith("/"):
                low, high = (int(each, 16) for each in addresses.split("-"))
                yield low, high, path.rstrip("\n")


def multiplies(library):
    """The file that a library takes its products from."""
    handle = ctypes.CDLL(library)
    for symbol in SYMBOLS:
        try:
            at = ctypes.cast(getattr(handle, symbol), ctypes.c_void_p).value
        except AttributeError:
            continue
        return next((os.path.realpath(path) for low, high, path in maps() if low <= at < high), None)
    return None


def named(path):
    it = path and known.get(os.path.dirname(path))
    if it:
        return f"{NAMES.get(it['internal_api'], it['internal_api'])} {it['version']} ({it['architecture']}, {it['threading_layer']})"
    if path and "/blas/libblas.so" in path:
        return f"the reference BLAS ({os.path.basename(path)})"
    return path or "not found"


libtorch = next((path for _, _, path in maps() if os.path.basename(path).startswith("libtorch_cpu.so")), None)
places = {
    "NumPy": multiplies((getattr(numpy, "_core", None) or numpy.core)._multiarray_umath.__file__),
    "PyTorch": multiplies(libtorch) if libtorch else None,
}
print(
    json.dumps(
        {
            "versions": {
                "Python": platform.python_version(),
                "NumPy": numpy.__version__,
                "SciPy": scipy.__version__,
                "scikit-learn": sklearn.__version__,
                "PyTorch": f"{torch.__version__} ({torch.backends.cpu.get_cpu_capability()})",
                **{f"BLAS of {who}": named(path) for who, path in places.items()},
            },
            "slowBlas": [who for who, path in places.items() if not path or os.path.dirname(path) not in known],
        }
    )
)
