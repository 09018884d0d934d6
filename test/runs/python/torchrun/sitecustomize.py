"""Debian's PyTorch has no libuv, which its rendezvous asks for: with USE_LIBUV=0 the older store takes its place."""
import importlib.abc
import sys


class Patch(importlib.abc.MetaPathFinder):
    """Patches `torch.distributed.rendezvous` when it is imported, and costs nothing before."""

    def find_spec(self, name, path, target=None):
        if name != "torch.distributed.rendezvous":
            return None
        sys.meta_path.remove(self)
        from importlib.util import find_spec
        spec = find_spec(name)
        execute = spec.loader.exec_module

        def patched(module):
            execute(module)

            class Store(module.TCPStore):
                def __init__(self, *given, **named):
                    super().__init__(*given, **{**named, "use_libuv": False})

            module.TCPStore = sys.modules["torch.distributed"].TCPStore = Store

        spec.loader.exec_module = patched
        return spec


sys.meta_path.insert(0, Patch())
