"""What the tests of the logger share: a folder for runs, and readers of their files that need no NumPy."""
import ast
import hashlib
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
LOGGER = os.path.abspath(os.path.join(HERE, "..", "..", "..", "extension", "python"))
sys.path.insert(0, LOGGER)
CODES = {"|u1": "B", "<u2": "H", "<u4": "I", "<f4": "f", "<f8": "d"}
RANKS = ("RANK", "LOCAL_RANK", "NODE_RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK")


class InFolder(unittest.TestCase):
    """A test in a folder of its own, to which `SURPRISAL_DIR` leads."""

    def setUp(self):
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="surprisal-"))
        self.addCleanup(shutil.rmtree, self.root, True)
        before = dict(os.environ)
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(before)))
        for name in RANKS:
            os.environ.pop(name, None)
        os.environ["SURPRISAL_DIR"] = self.root
        self.programs = 0
        self.runs = os.path.join(self.root, ".surprisal", "runs")

    def folders(self):
        return [os.path.join(self.runs, name) for name in sorted(os.listdir(self.runs))]

    def start(self, text, *arguments, before=()):
        """Starts a program that finds the logger."""
        self.programs += 1  # one that is started already may still be read
        path = os.path.join(self.root, f"program{self.programs}.py")
        with open(path, "w") as file:
            file.write(text)
        environment = {**os.environ, "PYTHONPATH": LOGGER, "PYTHONDONTWRITEBYTECODE": "1"}
        child = subprocess.Popen([*before, sys.executable, path, *arguments], env=environment, text=True,
                                 start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        self.addCleanup(lambda: (self.kill(child), child.stdin.close(), child.stdout.close(), child.stderr.close()))
        return child

    def kill(self, child):
        """Ends a program and what it started."""
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def python(self, text, *arguments, check=True):
        """Runs a program to its end."""
        child = self.start(text, *arguments)
        errors = child.communicate(timeout=120)[1]
        if check:
            self.assertEqual(child.returncode, 0, errors)

    def whole(self, folder):
        """The record of a run, of which every file that a line names must be there as it was written, scores apart."""
        found = head(folder), lines(folder, "steps"), lines(folder, "epochs")
        kept = {}
        for record in found[2]:  # a line of the same or an earlier epoch takes the place of those from there on
            kept = {n: each for n, each in kept.items() if n < record["epoch"]}
            kept[record["epoch"]] = record
        files = ("labels", "predicted", "confusion", "scores")
        named = [each[what] for each in kept.values() for what in files if what in each]
        named += [found[0][what] for what in ("labels",) if what in found[0]] + list(found[0].get("items", {}).values())
        for file in named:
            path = os.path.join(folder, file["file"])
            if file["file"].startswith("scores") and not os.path.exists(path):
                continue
            with open(path, "rb") as opened:
                content = opened.read()
            self.assertEqual(len(content), file["bytes"], path)
            self.assertEqual(hashlib.sha256(content).hexdigest(), file["sha256"], path)
        return found


def head(folder):
    with open(os.path.join(folder, "run.json")) as file:
        return json.load(file)


def lines(folder, kind):
    """The whole lines of a log; one that is none may only be cut short, at the end or before a restart."""
    path = os.path.join(folder, f"{kind}.jsonl")
    if not os.path.exists(path):
        return []
    with open(path) as file:
        texts = file.read().split("\n")
    found = []
    for text in texts:
        try:
            found.append(json.loads(text))
        except ValueError:
            if not (text == "" or text.startswith("{")) or text.endswith("}}"):
                raise
    return found


def array(folder, name):
    """The shape and the numbers of an .npy file."""
    with open(os.path.join(folder, name), "rb") as file:
        content = file.read()
    assert content[:8] == b"\x93NUMPY\x01\x00", content[:8]
    size = struct.unpack("<H", content[8:10])[0]
    assert (10 + size) % 64 == 0
    said = ast.literal_eval(content[10:10 + size].decode("latin1"))
    assert said["fortran_order"] is False
    code = CODES[said["descr"]]
    rest = content[10 + size:]
    return said["shape"], list(struct.unpack(f"<{len(rest) // struct.calcsize(code)}{code}", rest))


def missing(*modules):
    """Those that can't be imported here."""
    absent = []
    for name in modules:
        try:
            __import__(name)
        except ImportError:
            absent.append(name)
    return absent
