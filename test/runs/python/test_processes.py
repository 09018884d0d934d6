"""Runs of more than one process: forks, two writers, kills, containers, other clocks, a held interpreter lock."""
import glob
import os
import random
import shutil
import unittest

from logged import InFolder, head, lines  # finds the logger
import surprisal_run
from surprisal_run import Run

FAKETIME = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
KILLS = int(os.environ.get("SURPRISAL_KILLS", "20"))

WRITER = """
import sys
import surprisal_run
from surprisal_run import Run
surprisal_run.FLUSH, surprisal_run.BEAT = 0.002, 0.05
run = Run("killed", 3, resume=sys.argv[1] if len(sys.argv) > 1 else None, keep=2)
print(run.id, flush=True)
first = run._first_step
for n in range(1, 10**6):
    run.log(loss=1 / n, note=n)
    if n % 7 == 0:
        run.epoch(labels=[0, 1, 2] * 50, logits=[[n % 5, 1, 2]] * 150, val_loss=n)
    if n % 5 == 0 and run.flush():
        print(first + n - 1, run._epoch, flush=True)
"""


class Forks(InFolder):
    def test_a_forked_child_neither_writes_nor_ends_the_run(self):
        self.python("""
import os, sys
from surprisal_run import Run
run = Run("a")
run.log(loss=1)
if os.fork() == 0:
    run.log(loss=2)
    run.epoch(labels=[0], predictions=[0])
    sys.exit(3)  # runs atexit
if os.fork() == 0:
    with run:
        raise ValueError
os.wait(); os.wait()
run.log(loss=3)
assert run.flush()
import json
assert json.load(open(os.path.join(run.folder, "run.json")))["status"] == "running"
""")
        folder, = self.folders()
        self.assertEqual([line["loss"] for line in lines(folder, "steps")], [1, 3])
        self.assertEqual((lines(folder, "epochs"), head(folder)["status"]), ([], "finished"))

    def test_workers_of_a_script_without_a_guard_begin_no_runs(self):
        self.python("""
import multiprocessing
from surprisal_run import Run
run = Run("a")
def work(given):
    given.log(loss=2)
    return run.id
if __name__ == "__main__":
    for way in ("spawn", "fork"):
        with multiprocessing.get_context(way).Pool(2) as pool:
            print(way, set(pool.map(work, [run] * 4)), flush=True)
    run.log(loss=1)
""")
        folder, = self.folders()
        self.assertEqual([line["loss"] for line in lines(folder, "steps")], [1])
        self.assertEqual(head(folder)["status"], "finished")

    def test_writers_at_once_are_runs_of_their_own(self):
        text = "from surprisal_run import Run\nimport sys\nsys.stdin.readline()\nwith Run(sys.argv[1]) as run:\n" \
               "    for i in range(500): run.log(loss=i, by=int(sys.argv[1]))\n"
        children = [self.start(text, str(n)) for n in range(4)]
        for child in children:
            child.stdin.write("\n")
            child.stdin.flush()
        for child in children:
            self.assertEqual(child.wait(60), 0)
        said = [(head(folder), lines(folder, "steps")) for folder in self.folders()]
        self.assertEqual(sorted(one["title"] for one, _ in said), ["0", "1", "2", "3"])
        for one, steps in said:
            self.assertEqual([(line["loss"], str(line["by"])) for line in steps],
                             [(i, one["title"]) for i in range(500)])


class Kills(InFolder):
    def test_a_killed_writer_leaves_a_run_that_is_whole(self):
        """Half of the runs go on where a killed one ended, through a torn line."""
        chance = random.Random(20261126)
        again = None
        for _ in range(KILLS):
            child = self.start(WRITER, *([again] if again else []))
            name = child.stdout.readline().split()[0]
            announced = (0, 0)
            for _ in range(chance.randrange(12)):
                announced = tuple(map(int, child.stdout.readline().split()))
            for _ in range(chance.randrange(200_000)):
                pass
            self.kill(child)
            for text in child.stdout.read().split("\n"):
                if len(text.split()) == 2 and text[-1].isdigit():
                    announced = tuple(map(int, text.split()))
            folder = os.path.join(self.runs, name)
            said, steps, epochs = self.whole(folder)
            self.assertEqual((said["id"], said["status"], said["kind"]), (name, "running", "logged"))
            self.assertEqual([line["step"] for line in steps], list(range(1, len(steps) + 1)))
            self.assertGreaterEqual(len(steps), announced[0])
            self.assertGreaterEqual(epochs[-1]["epoch"] if epochs else 0, announced[1])
            again = name if again is None or chance.random() < 0.5 else None

    def test_who_goes_on_with_a_run_repeats_steps_and_epochs(self):
        for at, more in ((0, ()), (2, (True,))):
            self.python("""
import os, sys
from surprisal_run import Run
at, resume = int(sys.argv[1]), len(sys.argv) > 2
run = Run("elastic", 3, resume=resume or None)
for epoch in range(at, at + 3):
    for i in range(10):
        run.log(step=epoch * 10 + i, loss=at)
    run.epoch(epoch + 1, labels=[0, 1, 2], logits=[[at, 1, 2]] * 3)
run.flush()
os.kill(os.getpid(), 9) if not resume else run.finish()
""", str(at), *map(str, more), check=False)
        folder, = self.folders()
        with open(os.path.join(folder, "steps.jsonl"), "a") as file:
            file.write('{"step": 50, "lo')
        with Run("elastic", resume=os.path.basename(folder)) as run:
            run.log(loss=7)
        said, steps, epochs = self.whole(folder)
        self.assertEqual([line["step"] for line in steps], [*range(30), *range(20, 50), 50])
        self.assertEqual([each["epoch"] for each in epochs], [1, 2, 3, 3, 4, 5])
        self.assertNotEqual(epochs[2]["predicted"]["file"], epochs[3]["predicted"]["file"])
        self.assertEqual((said["status"], said["classes"]), ("finished", ["0", "1", "2"]))


class Lives(InFolder):
    def beats(self, folder):
        """The content of the heartbeat once it is another one than now."""
        path = os.path.join(folder, "heartbeat")
        with open(path) as file:
            before = file.read()
        until = surprisal_run.time.monotonic() + 30
        while surprisal_run.time.monotonic() < until:
            with open(path) as file:
                now = file.read()
            if now != before:
                return now
        return self.fail("the heartbeat stands still")

    def patch(self, **values):
        for name, value in values.items():
            self.addCleanup(setattr, surprisal_run, name, getattr(surprisal_run, name))
            setattr(surprisal_run, name, value)

    def test_a_second_writer_of_a_run_that_lives_says_so(self):
        child = self.start(WRITER)
        name = child.stdout.readline().strip()
        with self.assertLogs("surprisal", "WARNING") as told, Run("second", resume=name) as run:
            run.log(loss=1)
        self.assertIn("is being written by process", told.output[0])
        self.assertEqual(head(os.path.join(self.runs, name))["title"], "killed")
        self.kill(child)
        with Run(resume=name) as run:
            run.log(note=-1)
        self.assertEqual(lines(run.folder, "steps")[-1]["note"], -1)

    @unittest.skipIf(not shutil.which("unshare") or os.getuid() != 0, "no unshare, or no right")
    def test_a_writer_of_another_host_and_process_namespace(self):
        self.patch(SILENT=1.0, FLUSH=0.05)
        child = self.start(WRITER, before=["unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"])
        name = child.stdout.readline().strip()
        folder = os.path.join(self.runs, name)
        self.beats(folder)
        with self.assertLogs("surprisal", "WARNING") as told, Run(resume=name) as run:
            run.log(note=-1)
        self.assertIn("is being written by another process", told.output[0])
        self.kill(child)
        child.stdout.read()  # ends with the last process that has it
        before = len(lines(folder, "steps"))
        with Run(resume=name) as run:
            run.log(note=-1)
        self.assertEqual(head(folder)["status"], "finished")
        self.assertEqual(lines(folder, "steps")[-1]["note"], -1)
        self.assertGreaterEqual(len(lines(folder, "steps")), before)

    def test_a_writer_that_was_taken_over_stops_and_says_so(self):
        for beat, log in ((0.05, False), (60, True)):
            self.patch(BEAT=beat)
            run = Run("a")
            with self.assertLogs("surprisal", "WARNING") as told:
                with open(os.path.join(run.folder, "heartbeat"), "w") as file:
                    file.write("1".zfill(20))
                if log:  # what is to be written is looked at as well
                    run.log(loss=1)
                run._stop.wait(30)
            self.assertIn("was taken over by another process", told.output[0])
            run.log(loss=1)
            run.finish()
            self.assertEqual((head(run.folder)["status"], lines(run.folder, "steps")), ("running", []))

    @unittest.skipIf(not FAKETIME, "no faketime")
    def test_a_clock_two_hours_off(self):
        child = self.start(WRITER, before=["env", f"LD_PRELOAD={FAKETIME[0]}", "FAKETIME=+2h"])
        name = child.stdout.readline().strip()
        child.stdout.readline()
        folder = os.path.join(self.runs, name)
        self.beats(folder)
        self.kill(child)
        self.whole(folder)
        self.assertGreater(head(folder)["started"] / 1000, surprisal_run.time.time() + 3600)

    def test_a_call_that_holds_the_lock_of_the_interpreter(self):
        child = self.start("""
import ctypes, sys
import surprisal_run
surprisal_run.BEAT = surprisal_run.FLUSH = 0.05
run = surprisal_run.Run("held")
run.log(loss=1)
ctypes.PyDLL(None).usleep(700_000)  # keeps the lock
run.log(loss=2)
print(run.folder, flush=True)
sys.stdin.readline()
""")
        folder = child.stdout.readline().strip()
        self.beats(folder)
        self.assertEqual(child.poll(), None)


if __name__ == "__main__":
    unittest.main()
