"""Logs the training of a model as a run, which the extension Surprisal shows in VS Code while it trains.

    from surprisal_run import Run

    with Run("cnn", classes=names, config=vars(args), images=x_test) as run:
        for epoch in range(epochs):
            for x, y in batches:
                ...
                run.log(loss=loss, lr=lr)                    # any numbers
            run.epoch(labels=y_test, logits=model(x_test))   # or probs=, or predictions=

This one file is all of it: copy it beside your script. It needs Python 3.9 and its standard library; NumPy is used
where it is installed. A run is a folder of plain files below `.surprisal/runs`, in the folder that `dir=` or the
variable SURPRISAL_DIR names; else beside the nearest `.surprisal` upwards, else beside `.git`, else here.

Logging never raises an error into a training: what goes wrong is told once by the logger `surprisal` of `logging`,
which prints it. In a job of many processes only rank 0 logs. Lines reach the disk within a second or so; `flush` waits
for them.
"""
import atexit
import hashlib
import itertools
import json
import logging
import math
import multiprocessing.process
import os
import platform
import struct
import sys
import threading
import time
import weakref

VERSION = "1"
__all__ = ["Run"]

BEAT = 5.0  # seconds between two signs of life
SILENT = 30.0  # seconds without one, until the writer of a run counts as ended
FLUSH = 1.0  # seconds between two looks at what is to be written
MOST_LINES = 1_000_000  # that wait for the disk
MOST_PENDING = 64 * 2**20  # bytes of lines that the disk refused
MOST_HELD = 512 * 2**20  # bytes of arrays that wait for the disk
MOST_IMAGES = 512 * 2**20  # bytes of images of one run
MOST_NAME = 200  # letters of the name of a number
MOST_CLASSES = 65_536
MOST_COUNTED = 1_000  # classes of a confusion matrix
SAFE = 2**53 - 1  # whole numbers up to here are exact everywhere

_OF_LINES = {"step", "time", "crc"}
_OF_EPOCHS = _OF_LINES | {"epoch", "labels", "predicted", "scores", "confusion", "checkpoint"}
_told = logging.getLogger("surprisal")
_open_runs = weakref.WeakSet()


class Run:
    """A run that is being logged.

    title       what the run is called; without it, the name of the script
    classes     names of the classes in their order, or how many there are
    config      anything that JSON can say, such as `vars(args)`
    images      pixels of the evaluated items, [n, height, width] or with 3 channels, 0 to 255 or 0 to 1
    items       what the evaluated items are: a list of paths or texts, or a dict of `files`, `texts` and `ids`
    features    numbers of the evaluated items, [n, d], and their names `columns`
    epochs      how many are planned; `steps` likewise
    counts      items of the parts: a dict of `train`, `validation` and `test`
    parent      the run that this one goes on from: its id, or a dict of `id` and `epoch`
    dir         the folder whose `.surprisal` takes the run
    resume      the id of a run to go on with; True for the newest with this title that did not finish
    keep        the scores of so many latest epochs are kept beside those of the best one, `keep_bytes` at most
    best        what makes an epoch the best: "max accuracy", or such as "min val_loss"
    """

    def __init__(self, title=None, classes=None, config=None, images=None, items=None, features=None, columns=None,
                 epochs=None, steps=None, counts=None, parent=None, dir=None, resume=None, keep=3,
                 keep_bytes=256 * 2**20, best="max accuracy", **unknown):
        self.id = None  # None where nothing is logged
        self.folder = None
        self._pid = os.getpid()
        self._live = self._ended = False
        self._warned = set()
        try:
            if _rank() > 0 or getattr(multiprocessing.process.current_process(), "_inheriting", False):
                return  # another process logs, or this one only imports the script once more to help it
            for name in unknown:
                self._warn("unknown", f"Run() knows no {name}=.")
            given = {"classes": (_class_names, classes), "config": (_config, config), "counts": (_counts, counts),
                     "epochs": (_planned, epochs), "steps": (_planned, steps), "parent": (_parent, parent)}
            head = {name: self._read(name, *each) for name, each in given.items() if each[1] is not None}
            self._keep = self._read("keep", _Keep, (keep, keep_bytes, best)) or _Keep()
            self._prepare()
            self._begin(_title(title), {name: each for name, each in head.items() if each is not None}, dir, resume)
            self._write_items(images, items, features, columns)
            if not self._watch:
                self._appear()
            self._start()
        except Exception as error:
            self._live = False
            self._warn("begin", f"this run is not logged: {_words(error)}")

    # ---- what a training calls

    def log(self, *mappings, step=None, **scalars):
        """Logs numbers of a step: `log(loss=loss)`, `log({"train/loss": loss}, step=i)`. Steps count on through all
        epochs; without `step` it is the next one. What is logged of one step in several calls stands in one line."""
        if not self._writes("log"):
            return
        try:
            numbers = self._numbers(mappings, scalars, _OF_LINES)
            now = int(time.time() * 1000)
            with self._lock:
                last = self._line
                step = self._step_after(last) if step is None else _whole(step, "step")
                if last is not None and last["step"] == step:
                    if self._queue and self._queue[-1] is last:
                        last.update(numbers)
                        return
                    line = {**last, "time": now, **numbers}
                else:
                    if last is not None and step < last["step"]:
                        self._warn("back", f"step {step} comes after step {last['step']}: what was logged from there "
                                           "on is cut from the curves. Count steps on through all epochs.")
                    line = {"step": step, "time": now, **numbers}
                if len(self._queue) >= MOST_LINES:
                    return self._warn("many", "the disk is too slow: steps are left out.")
                self._queue.append(line)
                self._line = line
        except Exception as error:
            self._warn("log", f"a step is left out: {_words(error)}")

    def epoch(self, n=None, *mappings, labels=None, logits=None, probs=None, predictions=None, confusion=None,
              step=None, **scalars):
        """Logs an epoch: numbers such as `val_loss=`, and what the model says of the evaluated items.

        n            its number from 1; without it, the next one
        labels       actual class of each item, by number or by name; left out, those of the epoch before
        logits       [items, classes], or one number an item where there are two classes
        probs        the same as probabilities
        predictions  only the predicted class of each item
        confusion    only counts, actual classes on the rows, where there are no items
        step         the step after which it was evaluated; without it, the last one logged
        Each may be an array, a tensor of any library, a list, or a list of batches of them.
        """
        if not self._writes("epoch"):
            return
        try:
            if isinstance(n, dict):
                n, mappings = None, (n, *mappings)
            entry = _Epoch(self._numbers(mappings, scalars, _OF_EPOCHS))
            try:
                self._read_predictions(entry, labels, logits, probs, predictions, confusion)
            except Exception as error:
                entry.forget()
                self._warn("predictions", f"the predictions of an epoch are left out: {_words(error)}")
            with self._lock:
                line = self._line
                number = self._number_of_epoch(n)
                entry.record = {"epoch": number}
                if step is not None or line is not None:
                    entry.record["step"] = line["step"] if step is None else _whole(step, "step")
                entry.record["time"] = int(time.time() * 1000)
                self._epoch = number
                self._wait_for_room(entry)
                self._queue.append(entry)
            self._wake.set()
        except Exception as error:
            self._warn("epoch", f"an epoch is left out: {_words(error)}")

    def flush(self, timeout=60):
        """Waits until what was logged so far is on the disk; False where that takes longer than `timeout` seconds."""
        if not self._writes("flush"):
            return False
        until = time.monotonic() + timeout
        with self._room:
            wanted = self._rounds + 2  # the round that is under way may have begun before
            while self._live and self._rounds < wanted and time.monotonic() < until:
                self._wake.set()
                self._room.wait(0.05)
            return self._rounds >= wanted and not self._steps.pending and not self._epochs.pending

    def finish(self):
        """Ends the run: all that was logged is written."""
        self._end("finished")

    def fail(self, error=None):
        """Ends the run as failed; `error` is an exception or a text."""
        self._end("failed", _words(error) if error is not None else None)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._end(*_ending(error if error is not None else kind))
        return False

    def __repr__(self):
        return f"<Run {self.id}>" if self.id else "<Run, not logged>"

    # A copy in this process is the same run; one in another process logs nothing.

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return _silent, ()

    def __del__(self):
        try:
            if self._live and self._pid == os.getpid():
                self._end("stopped", "The program let go of the run without finish().", joined=True)
        except Exception:
            pass

    # ---- what is asked of each call

    def _writes(self, call):
        if self._pid != os.getpid():
            return False  # a forked process neither writes nor ends the run
        if self._ended:
            self._warn("ended", f"{call}() comes after the end of the run and is left out.")
        return self._live

    def _warn(self, kind, text, level=logging.WARNING):
        """Tells of each kind of error once; of what is no error at the level INFO."""
        if kind in self._warned:
            return
        self._warned.add(kind)
        try:
            _told.log(level, "Surprisal: %s", text)
        except Exception:
            pass

    def _read(self, name, read, value):
        try:
            return read(value)
        except Exception as error:
            self._warn(name, f"{name}= is left out: {_words(error)}")
            return None

    def _numbers(self, mappings, scalars, taken):
        numbers = {}
        for given in (*mappings, scalars):
            if not hasattr(given, "items"):
                self._warn("mapping", f"{type(given).__name__} is no dict of numbers and is left out.")
                continue
            for name, value in given.items():
                if name in taken or not isinstance(name, str) or not 0 < len(name) <= MOST_NAME:
                    short = str(name)[:40]
                    self._warn(f"name {short}", f"a number can't be called {short!r}; it is left out.")
                    continue
                if type(value) is not float and (type(value) is not int or abs(value) > SAFE):
                    try:
                        value = _number(value)
                    except Exception as error:
                        self._warn(f"number {name}", f"{name} is no number and is left out: {_words(error)}")
                        continue
                numbers[name] = value
        return numbers

    def _step_after(self, last):
        return last["step"] + 1 if last is not None else self._first_step

    def _number_of_epoch(self, n):
        if n is None:
            return self._epoch + 1
        number = _whole(n, "epoch")
        if number == 0 and self._shift == 0:
            self._shift = 1
            self._warn("epoch 0", "epochs are numbered from 1: epoch 0 is written as 1, and so on.")
        return number + self._shift

    def _read_predictions(self, entry, labels, logits, probs, predictions, confusion):
        """Checks what a model says of the items; raises ValueError with what was expected."""
        names = self._head.get("classes")
        given = [(of, value) for of, value in (("logits", logits), ("probabilities", probs)) if value is not None]
        if labels is not None:
            entry.labels = _classes(labels, names, "labels")
        if given:
            of, value = given[0]
            entry.scores, entry.of = _scores(value, of), of
            count = entry.scores.shape[1]
            if names and count != len(names):
                raise ValueError(f"{of} of {count} classes; expected {len(names)}")
            entry.predicted = _highest(entry.scores, of)
            fault = _no_probabilities(entry.scores) if of == "probabilities" else None
            if fault:
                self._warn("probs", f"scores are left out: {fault}; give logits= where they are logits.")
                entry.scores = None
        elif predictions is not None:
            entry.predicted = _classes(predictions, names, "predictions")
            count = len(names) if names else None
        elif confusion is not None:
            entry.confusion = _counted(confusion, len(names) if names else None)
            entry.count = entry.confusion.shape[0]
            return
        else:
            return
        entry.known = entry.labels if entry.labels is not None else self._known
        if entry.known is None:
            raise ValueError("labels= is missing")
        number = entry.known.shape[0]
        if entry.predicted.shape[0] != number:
            raise ValueError(f"predictions of {entry.predicted.shape[0]} items; there are {number} labels")
        most = max(_most(entry.known), _most(entry.predicted))
        if count is not None and most >= count:
            raise ValueError(f"class {most}; there are {count}, numbered from 0")
        if self._items not in (None, number):
            self._warn("items", f"images or items of {self._items} items; there are {number} labels.")
        entry.count = count or most + 1
        entry.accuracy = _accuracy(entry)
        entry.scalars.setdefault("accuracy", entry.accuracy)
        self._known = entry.known

    def _wait_for_room(self, entry):
        until = time.monotonic() + 60
        while entry.bytes and self._held and self._held + entry.bytes > MOST_HELD and time.monotonic() < until:
            self._wake.set()
            self._room.wait(1)
        if self._held and self._held + entry.bytes > MOST_HELD:
            self._warn("slow", "the disk is too slow: scores are left out.")
            entry.scores = None
        self._held += entry.bytes

    # ---- how a run begins

    def _prepare(self):
        self._lock = threading.RLock()  # for what a training gives; a signal handler may log as well
        self._room = threading.Condition(self._lock)
        self._disk = threading.RLock()  # for the files
        self._signing = threading.RLock()  # for the heartbeat
        self._wake, self._stop = threading.Event(), threading.Event()
        self._queue, self._held, self._rounds = [], 0, 0
        self._line, self._first_step, self._epoch, self._shift = None, 1, 0, 0
        self._known = None  # labels that were given last
        self._labels = None  # the file of the head, and that of the labels that were given last
        self._last_labels = None
        self._items = self._record = self._watch = self._signed = None

    def _begin(self, title, given, folder, resume):
        runs = _runs_folder(folder)
        found = _find(runs, resume, title) if resume else None
        if resume and not found:
            self._warn("resume", f"there is no run {resume!r} in {runs} to go on with: a new one begins."
                       if resume is not True else f"no run {title!r} is unfinished: a new one begins.")
        if found:
            self.id, self.folder = found, os.path.join(runs, found)
            self._continue(given)
        else:
            started = time.time()
            self.id, self.folder = _take_id(runs, started)
            self._head = {"version": 2, "id": self.id, "title": title, "kind": "logged", "started": int(started * 1000),
                          "status": "running", **given}
        self._head["logger"] = f"surprisal_run.py {VERSION}"
        self._head["writer"] = _this_process()
        self._steps = _Log(os.path.join(self.folder, "steps.jsonl"))
        self._epochs = _Log(os.path.join(self.folder, "epochs.jsonl"))
        self._beat = int.from_bytes(os.urandom(6), "big")

    def _continue(self, given):
        """Goes on with a run that was begun before, unless its writer lives."""
        for other in list(_open_runs):
            if other.folder == self.folder and other._pid == self._pid:
                other._end("stopped")
        self._head = _read_head(self.folder)
        alive = _lives(self._head.get("writer")) if self._head.get("status") == "running" else False
        if alive:
            raise RuntimeError(f"run {self.id} is being written by process {self._head['writer'].get('pid')}")
        if alive is None:  # its heartbeat will tell; until then nothing is written
            self._watch = (_read_sign(self.folder), time.monotonic() + SILENT)
        for gone in ("message", "ended_at", "crc"):
            self._head.pop(gone, None)
        if "classes" in self._head and given.get("classes") not in (None, self._head["classes"]):
            self._warn("classes", "the classes of the run that goes on are others; they are kept.")
            given = {key: value for key, value in given.items() if key != "classes"}
        self._head.update(given, status="running")
        self._labels = self._last_labels = _with_digest(self.folder, self._head.get("labels"))
        for line in _lines(os.path.join(self.folder, "steps.jsonl"), "step", 2**20):
            self._first_step = line["step"] + 1
        for record in _lines(os.path.join(self.folder, "epochs.jsonl"), "epoch", MOST_PENDING):
            self._epoch = record["epoch"]
            self._keep.remember(record)

    def _write_items(self, images, items, features, columns):
        """Writes what the evaluated items are; the head then names it."""
        if self._head.get("items") or self._watch:
            return
        files, head = [], {}
        try:
            if images is not None:
                pictures, said = _pictures(images)
                if said:
                    self._warn("form of images", said, logging.INFO)
                self._items = pictures.shape[0]
                files.append(("images", "images.npy", _npy(pictures, "|u1")))
        except Exception as error:
            self._warn("images", f"images are left out: {_words(error)}")
        try:
            names = _item_lists(items, self.folder)
            if features is not None:
                if columns is None:
                    columns = getattr(features, "columns", None)
                rows = _array(features, 2)
                if len(rows.shape) != 2 or getattr(rows, "dtype", rows).kind not in "biuf":
                    raise ValueError(f"features of shape {list(rows.shape)}; expected numbers [items, columns]")
                files.append(("features", "features.npy", _npy(rows, "<f8")))
                names["columns"] = [str(name) for name in (columns if columns is not None else range(rows.shape[1]))]
            if names:
                files.append(("list", "items.json", [json.dumps(names).encode()]))
        except Exception as error:
            self._warn("items", f"items are left out: {_words(error)}")
        for key, name, parts in files:
            try:
                head[key] = _write_whole(self.folder, name, parts)
            except OSError as error:
                self._warn("disk", f"{name} can't be written: {_words(error)}")
        if head:
            self._head["items"] = head

    def _appear(self):
        """The run is there from now on."""
        self._sign()
        self._save_head()

    def _start(self):
        me = weakref.ref(self)
        self._thread = threading.Thread(target=_write_lines, args=(me, self._wake), name="surprisal", daemon=True)
        beats = threading.Thread(target=_beat, args=(me, self._stop), name="surprisal beat", daemon=True)
        self._live = True
        self._thread.start()
        beats.start()
        _open_runs.add(self)
        try:
            _told.info("Surprisal: logging to %s", self.folder)
        except Exception:
            pass

    # ---- what the writing thread does

    def _write(self):
        """Writes what was logged, in its order."""
        with self._disk:
            if not self._may_write():
                return
            with self._lock:
                queue, self._queue = self._queue, []
            lines = []
            for each in queue:
                if isinstance(each, dict):
                    lines.append(each)
                    continue
                self._add(self._steps, lines)
                lines = []
                try:
                    self._write_epoch(each)
                except Exception as error:
                    self._warn("write", f"an epoch can't be written: {_words(error)}")
                with self._room:
                    self._held -= each.bytes
                    self._room.notify_all()
            self._add(self._steps, lines)
            self._add(self._epochs, [])
        with self._room:
            self._rounds += 1
            self._room.notify_all()

    def _may_write(self):
        """Whether the run is this process's: no other one writes it still, or has taken it over."""
        if not self._watch:
            return not self._queue or self._is_mine()
        sign, until = self._watch
        if _read_sign(self.folder) != sign:
            self._give_up("is being written by another process")
        elif time.monotonic() >= until:
            self._watch = None
            self._appear()
            return True
        return False

    def _give_up(self, why):
        self._live = False
        self._watch = None
        self._stop.set()
        self._warn("gave up", f"run {self.id} {why}; nothing more is logged here.")

    def _add(self, log, lines):
        """Adds lines to a log; what the disk refuses is kept for the next time, up to a limit."""
        try:
            if lines and len(log.pending) > MOST_PENDING:
                self._warn("lost", "the disk still refuses lines: from here on they are lost.")
            else:
                log.pending += "".join(f"{json.dumps(line)}\n" for line in lines).encode()
            log.flush()
        except FileNotFoundError:
            self._give_up("was removed")
        except OSError as error:
            self._warn("disk", f"lines can't be written: {_words(error)}; it is tried again.")

    def _write_epoch(self, entry):
        record = {**entry.record, **entry.scalars}
        number = record["epoch"]
        if self._record and self._record["epoch"] == number:  # more of the same epoch
            files = {"labels", "predicted", "scores", "confusion"} if entry.count else ()
            record = {**{key: value for key, value in self._record.items() if key not in files}, **record}
        try:
            self._write_files(entry, record, number)
        except FileNotFoundError:
            return self._give_up("was removed")
        except OSError as error:
            self._warn("disk", f"files of epoch {number} can't be written: {_words(error)}")
        self._add(self._epochs, [record])
        self._record = record
        if self._epochs.pending:
            return
        for file in self._keep.dropped(record, entry.accuracy):
            try:
                os.remove(os.path.join(self.folder, file))
            except OSError:
                pass

    def _write_files(self, entry, record, number):
        wide = "<u2" if entry.count > 256 else "|u1"
        if entry.labels is not None and entry.predicted is not None:
            parts = _npy(entry.labels, wide)
            digest = hashlib.sha256(b"".join(parts)).hexdigest()
            if self._labels is None:
                self._labels = self._head["labels"] = self._file("labels", None, parts)
                self._save_head()
            if digest == self._labels.get("sha256"):
                self._last_labels = self._labels
            elif self._last_labels is None or digest != self._last_labels.get("sha256"):
                self._last_labels = self._file("labels", number, parts)
                self._warn("labels", f"the labels of epoch {number} are not those of the epochs before: its scores are "
                                     "left out. Evaluate the same items in the same order.")
        same = self._last_labels is self._labels
        if entry.predicted is not None:
            if not same:
                record["labels"] = self._last_labels
            record["predicted"] = self._file("predicted", number, _npy(entry.predicted, wide))
        if entry.confusion is not None:
            record["confusion"] = self._file("confusion", number, _npy(entry.confusion, "<u4"))
        if entry.scores is not None and same and self._keep.takes(entry.bytes):
            record["scores"] = {**self._file("scores", number, _npy(entry.scores, "<f4")), "of": entry.of}

    def _file(self, what, number, parts):
        """Writes a file under a name that is not taken, so that no line that names another one becomes wrong."""
        stem = what if number is None else f"{what}-{number:04d}"
        name, n = f"{stem}.npy", 2
        while os.path.lexists(os.path.join(self.folder, name)):
            name, n = f"{stem}-{n}.npy", n + 1
        return _write_whole(self.folder, name, parts)

    def _save_head(self):
        with self._disk:
            _write_whole(self.folder, "run.json", [json.dumps(self._head, indent=1).encode() + b"\n"])

    def _sign(self):
        """Gives a sign of life, unless another process gave one: then that one has the run."""
        if self._watch or not (self._live or self._signed is None):
            return
        try:
            with self._signing:
                if not self._is_mine():
                    return
                self._beat += 1
                self._signed = b"%020d" % self._beat
                flags = os.O_WRONLY | os.O_CREAT
                with open(os.path.join(self.folder, "heartbeat"), "wb", buffering=0, opener=_opener(flags)) as file:
                    file.write(self._signed)
        except FileNotFoundError:
            self._give_up("was removed")
        except OSError as error:
            self._warn("disk", f"the heartbeat can't be written: {_words(error)}")

    def _is_mine(self):
        """Whether the last sign of life is this process's; else it gives the run up."""
        with self._signing:
            mine = self._signed is None or _read_sign(self.folder) in (self._signed, None)
        if not mine:
            self._give_up("was taken over by another process")
        return mine

    # ---- how a run ends

    def _end(self, status, message=None, joined=False):
        if self._pid != os.getpid() or self._ended or not self._live:
            return
        self._ended = True
        try:
            while self._watch and self._live and not joined:
                self._stop.wait(0.25)
                self._write()
            self._live = self._live and not self._watch
            if not self._live:
                return
            self._wake.set()
            if not joined and threading.current_thread() is not self._thread:
                self._thread.join(60)
                if self._thread.is_alive():
                    return self._warn("hangs", "the disk does not answer: what was logged last may be lost.")
            self._write()
            if self._steps.pending or self._epochs.pending:
                self._warn("lost", "the disk refused the last lines: they are lost.")
            self._head["status"] = status
            if message:
                self._head["message"] = message
            self._head["ended_at"] = int(time.time() * 1000)
            if self._live:
                self._save_head()
        except Exception as error:
            self._warn("end", f"the end of the run can't be written: {_words(error)}")
        finally:
            self._live = False
            self._stop.set()
            _open_runs.discard(self)


def _silent():
    """A run that logs nothing: what a run becomes in another process."""
    run = Run.__new__(Run)
    run.id = run.folder = None
    run._pid, run._live, run._ended, run._warned = os.getpid(), False, False, set()
    return run


def _write_lines(me, wake):
    """The thread that writes; it does not keep the run from being let go."""
    while True:
        wake.wait(FLUSH)
        wake.clear()
        run = me()
        if run is None or run._ended or not run._live:
            return
        try:
            run._write()
        except Exception as error:
            run._warn("write", f"something can't be written: {_words(error)}")
        del run


def _beat(me, stop):
    while not stop.wait(BEAT):
        run = me()
        if run is None or not run._live:
            return
        run._sign()
        del run


@atexit.register
def _end_open_runs():
    """Runs that were not ended: as finished, or as failed where the program ends by an error."""
    error = None if hasattr(sys, "ps1") else getattr(sys, "last_value", None)
    for run in list(_open_runs):
        run._end(*_ending(error))


def _ending(error):
    """The status that an exception gives a run, and its words."""
    if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
        return ("finished",)
    if isinstance(error, (KeyboardInterrupt, GeneratorExit)):
        return ("stopped",)
    return "failed", _words(error)


def _words(error):
    if isinstance(error, BaseException):
        text = _text(error)
        return (f"{type(error).__name__}: {text}" if text else type(error).__name__)[:2000]
    return _text(error)[:2000]


def _text(value):
    """Any value in words, also one that can't say itself."""
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"


# ---- where a run lies, and who writes it

def _rank():
    """The place of this process in a job of many; 0 alone logs."""
    try:
        distributed = sys.modules.get("torch.distributed")
        if distributed and distributed.is_available() and distributed.is_initialized():
            return distributed.get_rank()
    except Exception:
        pass
    of = {name: int(value) for name, value in os.environ.items() if value.isdecimal() and len(value) < 10}
    for name in ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"):
        if name in of:
            return of[name]
    return max(of.get("LOCAL_RANK", 0), of.get("NODE_RANK", 0))


def _runs_folder(given):
    given = given or os.environ.get("SURPRISAL_DIR")
    if given:
        folder = os.path.abspath(os.path.expanduser(os.fspath(given)))
    else:
        here = os.getcwd()
        folder = _upwards(here, ".surprisal") or _upwards(here, ".git") or here
    if os.path.basename(folder) != ".surprisal":
        folder = os.path.join(folder, ".surprisal")
    runs = os.path.join(folder, "runs")
    _no_link(folder)
    try:
        os.makedirs(folder)
        with open(os.path.join(folder, ".gitignore"), "w") as file:
            file.write("*\n")
    except FileExistsError:
        pass
    _no_link(runs)
    os.makedirs(runs, exist_ok=True)
    return runs


def _no_link(path):
    if os.path.islink(path):
        raise OSError(f"{path} is a link, which is not followed; set SURPRISAL_DIR to where it leads")


def _upwards(folder, name):
    """The nearest folder from here upwards in which there is something of this name."""
    while not os.path.exists(os.path.join(folder, name)):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _take_id(runs, started):
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(started))
    for n in range(1, 1_000_000):
        name = stamp if n == 1 else f"{stamp}-{n}"
        if os.path.lexists(os.path.join(runs, "deleted", name)):
            continue  # it may come back
        try:
            os.mkdir(os.path.join(runs, name))  # of two processes one succeeds
            return name, os.path.join(runs, name)
        except FileExistsError:
            pass
    raise OSError(f"no name is left in {runs}")


def _find(runs, resume, title):
    """The id of the run to go on with, or None."""
    wanted = [os.path.basename(os.fspath(resume))] if resume is not True else sorted(os.listdir(runs), reverse=True)
    for name in wanted:
        folder = os.path.join(runs, name)
        try:
            head = _read_head(folder)
        except (OSError, ValueError):
            continue
        if resume is not True:
            return name
        live = head.get("status") == "running" and _lives(head.get("writer"))
        if head.get("title") == title and head.get("status") != "finished" and not live:
            return name
    return None


def _read_head(folder):
    if os.path.islink(folder):
        raise OSError(f"{folder} is a link")
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
        head = json.load(file)
    if not isinstance(head, dict) or head.get("kind") != "logged" or head.get("version") != 2:
        raise ValueError(f"{folder} is no logged run of version 2")
    return head


def _lines(path, number, most):
    """The whole lines at the end of a log, `most` bytes of them, that have such a number."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - most))
            lines = file.read().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and isinstance(record.get(number), int):
            yield record


def _with_digest(folder, file):
    """What a record says of a file, with its SHA-256."""
    if not isinstance(file, dict) or "sha256" in file:
        return file
    with open(os.path.join(folder, os.path.basename(file["file"])), "rb") as opened:
        return {**file, "sha256": hashlib.sha256(opened.read()).hexdigest()}


def _read_sign(folder):
    try:
        with open(os.path.join(folder, "heartbeat"), "rb") as file:
            return file.read(64)
    except OSError:
        return None


def _this_process():
    """What tells this process from another one, of whatever machine."""
    writer = {"host": platform.node(), "pid": os.getpid()}
    try:  # where Linux says so: a process of the same number in another container is another one
        with open("/proc/sys/kernel/random/boot_id") as file:
            writer["machine"] = f"{file.read().strip()} {os.readlink('/proc/self/ns/pid')}"
        writer["begun"] = _begun(os.getpid())
    except OSError:
        pass
    return writer


def _begun(pid):
    with open(f"/proc/{pid}/stat", "rb") as file:
        return int(file.read().rsplit(b")", 1)[1].split()[19])


def _lives(writer):
    """Whether the process that wrote a run lives; None where that can't be told from here."""
    here = _this_process()
    if not isinstance(writer, dict) or "machine" not in here or writer.get("machine") != here["machine"]:
        return None
    if writer.get("pid") == os.getpid():
        return False
    try:
        return _begun(int(writer["pid"])) == writer.get("begun")
    except (FileNotFoundError, ProcessLookupError):
        return False
    except Exception:
        return None


# ---- files

def _opener(flags=0):
    """Opens nothing through a link."""
    always = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return lambda path, given: os.open(path, (flags or given) | always, 0o666)


class _Log:
    """A file of lines, to which bytes are added in order; what could not be written stays in `pending`."""

    def __init__(self, path):
        self.path, self.pending = path, bytearray()
        try:
            with open(path, "rb") as file:
                if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) is not None and file.read(1) != b"\n":
                    self.pending += b"\n"  # a line was torn
        except OSError:
            pass

    def flush(self):
        if not self.pending:
            return
        with open(self.path, "ab", buffering=0, opener=_opener()) as file:
            while self.pending:
                del self.pending[:file.write(self.pending[:2**20])]


def _write_whole(folder, name, parts):
    """Writes a file under another name, which then takes its place; says what a record says of it."""
    path, digest, size = os.path.join(folder, name), hashlib.sha256(), 0
    try:
        with open(f"{path}.part", "wb", opener=_opener()) as file:
            for part in parts:
                digest.update(part)
                size += memoryview(part).nbytes
                file.write(part)
        for wait in (0.05, 0.2, 1, None):
            try:
                os.replace(f"{path}.part", path)
                break
            except PermissionError:  # on Windows, while someone reads it
                if wait is None:
                    raise
                time.sleep(wait)
    except OSError:
        try:
            os.remove(f"{path}.part")
        except OSError:
            pass
        raise
    return {"file": name, "bytes": size, "sha256": digest.hexdigest()}


def _npy(array, dtype):
    """The parts of an .npy file of numbers in the order of the rows."""
    shape = ", ".join(str(int(n)) for n in array.shape) + ("," if len(array.shape) == 1 else "")
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({shape}), }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode("latin1")
    return [start, array.packed(dtype) if isinstance(array, _Lists) else _bytes_of(array, dtype)]


def _bytes_of(array, dtype):
    if array.size == 0:
        return b""
    return memoryview(_numpy().ascontiguousarray(array, dtype=dtype)).cast("B")


class _Keep:
    """Which scores are kept: those of the best epoch and of the latest ones, bounded in bytes."""

    def __init__(self, given=(3, 256 * 2**20, "max accuracy")):
        latest, self.most_bytes, best = int(given[0]), int(given[1]), given[2]
        self.latest = max(0, latest)
        way, _, self.by = str(best or "").strip().rpartition(" ")
        self.sign = -1 if way == "min" else 1
        self.kept = []  # (epoch, file, bytes), oldest first
        self.best = None  # (value, file)

    def takes(self, size):
        return 0 < size <= self.most_bytes and (self.latest > 0 or bool(self.by))

    def remember(self, record, accuracy=None):
        file = record.get("scores") or {}
        if not file.get("file"):
            return
        value = accuracy if self.by == "accuracy" and accuracy is not None else record.get(self.by)
        self.kept = [each for each in self.kept if each[1] != file["file"]]
        self.kept.append((record["epoch"], file["file"], file.get("bytes", 0)))
        if isinstance(value, (int, float)) and value == value:
            if self.best is None or self.sign * value > self.best[0]:
                self.best = (self.sign * value, file["file"])

    def dropped(self, record, accuracy):
        """The files that are no longer kept once this epoch is written."""
        self.remember(record, accuracy)
        best = self.best and self.best[1]
        free = [each for each in self.kept if each[1] != best]
        gone = free[:max(0, len(free) - self.latest)]
        left = [each for each in self.kept if each not in gone]
        while len(left) > 1 and sum(each[2] for each in left) > self.most_bytes:
            oldest = next((each for each in left[:-1] if each[1] != best), left[0])
            left.remove(oldest)
            gone.append(oldest)
        self.kept = left
        return [each[1] for each in gone]


# ---- numbers and arrays

class _Epoch:
    """An epoch on its way to the disk."""

    def __init__(self, scalars):
        self.scalars, self.record = scalars, {}
        self.forget()

    def forget(self):
        self.labels = self.known = self.predicted = self.scores = self.confusion = self.of = self.accuracy = None
        self.count = 0

    @property
    def bytes(self):
        return 4 * math.prod(self.scores.shape) if self.scores is not None else 0


class _Lists:
    """Numbers of nested lists, where there is no NumPy."""

    def __init__(self, value):
        shape, flat = [], [value]
        while flat and isinstance(flat[0], (list, tuple, range)):
            shape.append(len(flat[0]))
            if any(not isinstance(row, (list, tuple, range)) or len(row) != shape[-1] for row in flat):
                raise ValueError("rows are of unequal length")
            flat = [each for row in flat for each in row]
        self.shape, self.flat, self.kind = tuple(shape), flat, "f"

    def rows(self):
        width = self.shape[1]
        return (self.flat[i * width:(i + 1) * width] for i in range(self.shape[0]))

    def packed(self, dtype):
        code = {"|u1": "B", "<u2": "H", "<u4": "I", "<f4": "f", "<f8": "d"}[dtype]
        kind = float if code in "fd" else int
        return b"".join(struct.pack(f"<{len(part)}{code}", *map(kind, part))
                        for part in (self.flat[i:i + 65536] for i in range(0, len(self.flat), 65536)))


def _numpy():
    try:
        import numpy
        return numpy
    except Exception:
        return None


def _array(value, axes):
    """An array, a tensor or a list as an array of NumPy, or as `_Lists`; batches of `axes` axes are joined."""
    if isinstance(value, (list, tuple)) and value and hasattr(value[0], "shape"):
        if len(value[0].shape) == 0:
            value = [each.item() for each in value]
        else:
            parts = [_array(each, axes) for each in value]
            return _numpy().concatenate(parts) if parts[0].ndim == axes else _numpy().stack(parts)
    for name in ("detach", "cpu"):  # of PyTorch
        value = getattr(value, name, lambda same=value: same)()
    if "bfloat16" in str(getattr(value, "dtype", "")) and hasattr(value, "float"):
        value = value.float()
    if type(value).__module__.split(".")[0] == "cupy":
        value = value.get()
    elif hasattr(value, "numpy"):
        value = value.numpy()
    numpy = _numpy()
    if numpy is None:
        return _Lists(list(value) if not isinstance(value, (list, tuple, range)) else value)
    try:
        array = numpy.asarray(value)
        right = array.dtype.kind != "O" or all(isinstance(each, str) for each in array.flat)
    except ValueError:
        right = False
    if not right:
        raise ValueError("rows are of unequal length, or not all are numbers")
    return array


def _number(value):
    """A number as JSON can say it; raises where it is none."""
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError(f"{type(value).__name__} given")
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, int) and abs(value) <= SAFE:
        return int(value)
    return float(value)


def _whole(value, what="it"):
    number = _number(value)
    if number != number or number in (math.inf, -math.inf) or number != int(number) or not 0 <= number <= SAFE:
        raise ValueError(f"{what} is {number}; expected a whole number from 0")
    return int(number)


def _classes(value, names, what):
    """The class of each item, as its place among the classes."""
    array = _array(value, 1)
    if len(array.shape) == 2 and array.shape[1] == 1:
        array = array[:, 0] if not isinstance(array, _Lists) else _Lists(array.flat)
    elif len(array.shape) == 2:
        array = _of_one_hot(array, what)
    if len(array.shape) != 1:
        raise ValueError(f"{what} of shape {list(array.shape)}; expected one class an item")
    flat = array.flat if isinstance(array, _Lists) else array
    if isinstance(array, _Lists) or array.dtype.kind in "OUS":
        flat = list(array.flat)
        if any(isinstance(each, str) for each in flat):
            places = {name: i for i, name in enumerate(names or [])}
            missing = next((each for each in flat if str(each) not in places), None)
            if missing is not None:
                raise ValueError(f"{what} have {str(missing)[:60]!r}, which is not among classes=")
            flat = [places[str(each)] for each in flat]
        flat = [_whole(each, what) for each in flat]
        low, high = (min(flat), max(flat)) if flat else (0, 0)
    else:
        if array.dtype.kind not in "biuf" or (array.dtype.kind == "f" and not (array == array.round()).all()):
            raise ValueError(f"{what} are not whole numbers")
        low, high = (array.min(), array.max()) if array.size else (0, 0)
    if low < 0 or high >= MOST_CLASSES:
        raise ValueError(f"{what} have {low if low < 0 else high}; expected 0 to {MOST_CLASSES - 1}")
    return _Lists(flat) if isinstance(array, _Lists) else _numpy().array(flat, dtype="<u2")


def _of_one_hot(array, what):
    rows = array.rows() if isinstance(array, _Lists) else None
    if rows is not None:
        rows = list(rows)
        hot = all(set(row) <= {0, 1} and sum(row) == 1 for row in rows)
        places = [row.index(1) for row in rows] if hot else []
    else:
        hot = bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())
        places = array.argmax(axis=1) if hot else []
    if not hot:
        raise ValueError(f"{what} of shape {list(array.shape)}; expected one class an item, or one-hot rows")
    return _Lists(places) if rows is not None else places


def _scores(value, of):
    """Scores as [items, classes]; one number an item is that of class 1 of two."""
    array = _array(value, 2)
    if isinstance(array, _Lists):
        if len(array.shape) == 1 or (len(array.shape) == 2 and array.shape[1] == 1):
            array = _Lists([[0.0 if of == "logits" else 1 - one, one] for one in array.flat])
    else:
        array = _numpy().array(array, dtype="<f4")  # a copy: the training may use its memory again
        if array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1):
            one = array.reshape(-1)
            array = _numpy().stack([_numpy().zeros_like(one) if of == "logits" else 1 - one, one], axis=1)
    if len(array.shape) != 2 or array.shape[1] > MOST_CLASSES:
        raise ValueError(f"{of} of shape {list(array.shape)}; expected [items, classes]")
    return array


def _highest(scores, of):
    """The class of the highest score of each row; raises where a row has a NaN."""
    if isinstance(scores, _Lists):
        rows = list(scores.rows())
        bad = next((i for i, row in enumerate(rows) if any(each != each for each in row)), None)
        places = [row.index(max(row)) for row in rows] if bad is None else []
    else:
        nan = _numpy().isnan(scores).any(axis=1)
        bad = int(nan.argmax()) if nan.any() else None
        places = scores.argmax(axis=1)
    if bad is not None:
        raise ValueError(f"{of} have NaN in row {bad}")
    return _Lists(places) if isinstance(scores, _Lists) else places.astype("<u2")


def _no_probabilities(scores):
    """What rows have that are no probabilities, or None."""
    if isinstance(scores, _Lists):
        sums = [sum(row) if min(row) >= -1e-3 else math.nan for row in scores.rows()]
        bad = next((i for i, each in enumerate(sums) if not abs(each - 1) < 0.02), None)
    else:
        sums = scores.sum(axis=1)
        wrong = ~(abs(sums - 1) < 0.02) | (scores < -1e-3).any(axis=1)
        bad = int(wrong.argmax()) if wrong.any() else None
    return None if bad is None else f"row {bad} of probs= is no distribution"


def _counted(value, count):
    array = _array(value, 2)
    size = array.shape[0] if array.shape else 0
    if array.shape != (size, size) or size > MOST_COUNTED or (count and size != count):
        raise ValueError(f"confusion of shape {list(array.shape)}; expected [classes, classes], at most {MOST_COUNTED}")
    if isinstance(array, _Lists):
        fit = all(0 <= each < 2**32 and each == int(each) for each in array.flat)
    else:
        fit = bool(((array >= 0) & (array < 2**32) & (array == array // 1)).all())
    if not fit:
        raise ValueError("confusion has numbers that are no counts")
    return array if isinstance(array, _Lists) else _numpy().array(array, dtype="<u4")


def _most(classes):
    if not classes.shape[0]:
        return -1
    return max(classes.flat) if isinstance(classes, _Lists) else int(classes.max())


def _accuracy(entry):
    """The share of the items that are predicted right."""
    known, predicted = entry.known, entry.predicted
    if not known.shape[0]:
        return math.nan
    if isinstance(known, _Lists):
        return sum(map(int.__eq__, known.flat, predicted.flat)) / len(known.flat)
    return float((known == predicted).mean())


def _pictures(value):
    """Images as bytes [n, height, width] or [n, height, width, 3], and what was done to them, if anything."""
    array, said = _array(value, 4), []
    if isinstance(array, _Lists):
        if len(array.shape) not in (3, 4) or (len(array.shape) == 4 and array.shape[3] != 3):
            raise ValueError(f"shape {list(array.shape)}; expected [n, height, width] or [n, height, width, 3]")
        return array, None
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    elif array.ndim == 4 and array.shape[1] in (1, 3) and array.shape[3] != 3:
        array = array[:, 0] if array.shape[1] == 1 else array.transpose(0, 2, 3, 1)
        said.append("channels come last")
    if array.ndim not in (3, 4) or (array.ndim == 4 and array.shape[3] != 3):
        raise ValueError(f"shape {list(array.shape)}; expected [n, height, width] or [n, height, width, 3]")
    if array.size > MOST_IMAGES:
        raise ValueError(f"{array.size} bytes; expected at most {MOST_IMAGES}. Give items= with their file names")
    if array.dtype.kind not in "biuf":
        raise ValueError("they are no numbers")
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
    whole = array.dtype.kind != "f" or high <= 1 or bool((array == array.round()).all())
    if not (0 <= low and high <= 255 and whole):
        raise ValueError(f"values from {low:g} to {high:g}; expected 0 to 255 or 0 to 1")
    if array.dtype.kind in "fb":
        numpy, scale = _numpy(), 255 if high <= 1 else 1
        pixels = numpy.empty(array.shape, dtype="|u1")
        for i in range(0, len(array), 256):
            pixels[i:i + 256] = numpy.rint(array[i:i + 256] * numpy.float32(scale))
        array = pixels
        said += ["0 to 1 becomes 0 to 255"] if scale == 255 else []
    return array, f"images are shown as bytes: {', '.join(said)}." if said else None


def _item_lists(items, folder):
    """Lists of `files`, `texts` and `ids`; paths below the folder that has `.surprisal` are told from there on."""
    if items is None:
        return {}
    if not isinstance(items, dict):
        items = list(items)
        paths = items and (isinstance(items[0], os.PathLike) or os.path.isfile(str(items[0])))
        items = {"files" if paths else "texts": items}
    lists = {key: [str(each) for each in items[key]] for key in ("files", "texts", "ids") if key in items}
    if not lists:
        raise ValueError("expected a list, or a dict of files, texts or ids")
    root = os.path.dirname(os.path.dirname(os.path.dirname(folder)))
    if "files" in lists:
        lists["files"] = [_from(root, os.path.abspath(each)) for each in lists["files"]]
    return lists


def _from(root, path):
    below = path.startswith(root.rstrip(os.sep) + os.sep)
    return (os.path.relpath(path, root) if below else path).replace(os.sep, "/")


def _plain(value, depth, room):
    """Anything as JSON can say it, `room[0]` values at most; what JSON can't say is said in words."""
    room[0] -= 1
    if room[0] < 0:
        return "..."
    try:
        value = value.item()  # a number of an array library
    except Exception:
        pass
    if value is None or isinstance(value, (bool, str)):
        return value[:10_000] if isinstance(value, str) else value
    if isinstance(value, int):
        return value if abs(value) <= SAFE else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth < 8:
        if hasattr(value, "items"):
            return {_text(key)[:MOST_NAME]: _plain(each, depth + 1, room) for key, each in list(value.items())[:1000]}
        if isinstance(value, (list, tuple, set, range)):
            return [_plain(each, depth + 1, room) for each in list(value)[:1000]]
        if depth == 0 and hasattr(value, "__dict__"):  # a Namespace, a dataclass
            return _plain(vars(value), depth + 1, room)
    return _text(value)[:500]


def _title(title):
    script = os.path.splitext(os.path.basename(sys.argv[0] if sys.argv else ""))[0]
    return _text(title if title is not None else script or "run")[:300]


def _class_names(classes):
    if isinstance(classes, dict):
        classes = [classes[key] for key in sorted(classes)]
    each_class = range(classes) if isinstance(classes, int) else classes
    names = [str(each) for each in itertools.islice(each_class, MOST_CLASSES + 1)]
    if not 0 < len(names) <= MOST_CLASSES:
        raise ValueError(f"expected 1 to {MOST_CLASSES} classes")
    return names


def _config(value):
    return _plain(value, 0, [20_000])


def _planned(value):
    return _whole(value) or None


def _counts(given):
    return {part: _whole(given[part], part) for part in ("train", "validation", "test") if part in given}


def _parent(given):
    return _config(given) if isinstance(given, dict) else {"id": str(getattr(given, "id", given))}
