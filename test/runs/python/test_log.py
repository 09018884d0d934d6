"""What `log`, `epoch`, the constructor and the end of a run write, with the standard library alone."""
import copy
import decimal
import logging
import math
import os
import pickle
import sys
import unittest

from logged import InFolder, array, head, lines  # finds the logger
import surprisal_run
from surprisal_run import Run


class Numbers(InFolder):
    def test_any_scalars_become_lines(self):
        with Run("a") as run:
            run.log(loss=0.5, count=3, right=True)
            run.log({"train/loss": decimal.Decimal("0.25")}, step=10)
            run.log(loss=float("nan"), up=math.inf, down=-math.inf)
        steps = lines(run.folder, "steps")
        self.assertEqual([line["step"] for line in steps], [1, 10, 11])
        self.assertEqual((steps[0]["loss"], steps[0]["count"], steps[0]["right"]), (0.5, 3, 1))
        self.assertEqual(steps[1]["train/loss"], 0.25)
        self.assertTrue(math.isnan(steps[2]["loss"]) and steps[2]["up"] == math.inf and steps[2]["down"] == -math.inf)

    def test_what_is_no_number_is_left_out_and_told_once(self):
        with self.assertLogs("surprisal", "WARNING") as told, Run("a") as run:
            for _ in range(3):
                run.log(ok=1, text="1", none=None, pair=[1, 2], large=10**400, wide=2**60, time=5, **{"n" * 201: 1})
                run.log(5)
        steps = lines(run.folder, "steps")
        self.assertEqual([{"ok", "wide", "step", "time"}, {"step", "time"}] * 3, [set(line) for line in steps])
        self.assertGreater(steps[0]["time"], 10**12)
        self.assertEqual(steps[0]["wide"], 2.0**60)
        self.assertEqual(len(told.output), 7, told.output)

    def test_numbers_of_one_step_stand_in_one_line(self):
        with Run("a") as run:
            run.log(step=7, loss=1)
            run.log(step=7, lr=2)
            self.assertTrue(run.flush())
            run.log(step=7, norm=3)
            run.log(step=8, loss=4)
        steps = [{key: each for key, each in line.items() if key != "time"} for line in lines(run.folder, "steps")]
        first = {"step": 7, "loss": 1, "lr": 2}
        self.assertEqual(steps, [first, {**first, "norm": 3}, {"step": 8, "loss": 4}])

    def test_steps_that_begin_again_are_told(self):
        with self.assertLogs("surprisal", "WARNING") as told, Run("a") as run:
            for _ in range(3):
                for i in range(5):
                    run.log(step=i, loss=0)
        self.assertEqual(len(told.output), 1)
        self.assertIn("step 0 comes after step 4", told.output[0])
        self.assertEqual(len(lines(run.folder, "steps")), 15)

    def test_numbers_of_an_epoch_come_in_several_calls(self):
        with Run("a") as run:
            run.log(loss=1)
            run.epoch(val_loss=3)
            run.epoch(1, {"f1": 0.5})
            run.epoch({"val_loss": 2})
        epochs = lines(run.folder, "epochs")
        self.assertEqual([(each["epoch"], each["step"], each["val_loss"]) for each in epochs],
                         [(1, 1, 3), (1, 1, 3), (2, 1, 2)])
        self.assertEqual(epochs[1]["f1"], 0.5)

    def test_epochs_may_be_counted_from_0(self):
        with self.assertLogs("surprisal", "WARNING") as told, Run("a") as run:
            for n in range(3):
                run.epoch(n, loss=n)
        epochs = lines(run.folder, "epochs")
        self.assertEqual([(each["epoch"], each["loss"]) for each in epochs], [(1, 0), (2, 1), (3, 2)])
        self.assertEqual(len(told.output), 1)


class Predictions(InFolder):
    def epoch(self, classes=None, fault=None, **given):
        """The files of the one epoch that is logged, by what they are; all that is told must be `fault`."""
        if fault:
            with self.assertLogs("surprisal", "WARNING") as told, Run("a", classes) as run:
                run.epoch(val_loss=1, **given)
            self.assertEqual(len(told.output), 1)
            self.assertRegex(told.output[0], fault)
        else:
            with self.assertNoWarning(), Run("a", classes) as run:
                run.epoch(val_loss=1, **given)
        self.whole(run.folder)
        record = lines(run.folder, "epochs")[-1]
        self.assertEqual(record["val_loss"], 1)
        names = [what for what in ("predicted", "scores", "confusion") if what in record]
        files = {what: array(run.folder, record[what]["file"]) for what in names}
        if "labels" in head(run.folder):
            files["labels"] = array(run.folder, head(run.folder)["labels"]["file"])
        return record, files

    def assertNoWarning(self):
        test = self

        class Silent(logging.Handler):
            def __enter__(self):
                surprisal_run._told.addHandler(self)

            def __exit__(self, *_):
                surprisal_run._told.removeHandler(self)

            def emit(self, record):
                test.fail(record.getMessage())

        return Silent()

    def test_logits_and_probabilities(self):
        logits = [[2, 1, 0], [0, -1, 3.5], [0, 5, 0]]
        record, files = self.epoch(labels=[0, 2, 2], logits=logits)
        self.assertEqual(files["labels"], ((3,), [0, 2, 2]))
        self.assertEqual(files["predicted"], ((3,), [0, 2, 1]))
        self.assertEqual(files["scores"], ((3, 3), [each for row in logits for each in row]))
        self.assertEqual(record["scores"]["of"], "logits")
        self.assertEqual(record["accuracy"], 2 / 3)
        record, files = self.epoch(labels=[0, 1], probs=[[0.75, 0.25], [0.5, 0.5]], accuracy=7)
        self.assertEqual((record["scores"]["of"], record["accuracy"]), ("probabilities", 7))
        self.assertEqual(files["predicted"][1], [0, 0])

    def test_one_number_an_item_is_that_of_class_1(self):
        self.assertEqual(self.epoch(labels=[0, 1], probs=[0.25, 0.75])[1]["scores"], ((2, 2), [0.75, 0.25, 0.25, 0.75]))
        self.assertEqual(self.epoch(labels=[0, 1], logits=[[-1], [2]])[1]["scores"], ((2, 2), [0, -1, 0, 2]))

    def test_labels_by_name_by_one_hot_rows_and_as_whole_numbers(self):
        for labels in (["b", "a"], [[0, 1], [1, 0]], [1.0, 0.0], (True, False), [[1], [0]]):
            self.assertEqual(self.epoch(["a", "b"], labels=labels, predictions=[1, 1])[1]["labels"][1], [1, 0])
        self.assertEqual(self.epoch(300, labels=[299, 0], predictions=range(2))[1]["labels"], ((2,), [299, 0]))

    def test_a_matrix_alone(self):
        _, files = self.epoch(confusion=[[5, 1], [2, 70000]])
        self.assertEqual(files, {"confusion": ((2, 2), [5, 1, 2, 70000])})

    def test_what_does_not_fit_is_told_and_the_numbers_stay(self):
        for fault, classes, given in [
            ("labels= is missing", None, {"predictions": [1]}),
            ("predictions of 1 items; there are 2 labels", None, {"labels": [0, 1], "predictions": [1]}),
            ("class 2; there are 2", None, {"labels": [0, 2], "logits": [[0, 1], [1, 0]]}),
            ("logits of 2 classes; expected 3", 3, {"labels": [0, 2], "logits": [[0, 1], [1, 0]]}),
            ("NaN in row 1", None, {"labels": [0, 1], "logits": [[0, 1], [math.nan, 0]]}),
            ("unequal length", None, {"labels": [0, 1], "logits": [[0, 1], [1]]}),
            ("expected (0 to 65535|a whole number from 0)", None, {"labels": [-1, 1], "predictions": [1, 1]}),
            ("whole number", None, {"labels": [0.5, 1], "predictions": [1, 1]}),
            ("'c', which is not among classes=", ["a", "b"], {"labels": ["a", "c"], "predictions": [1, 1]}),
            ("expected one class an item", None, {"labels": [[1, 1], [0, 1]], "predictions": [1, 1]}),
            ("no counts", None, {"confusion": [[1, -1], [0, 1]]}),
            (r"expected \[classes, classes\]", None, {"confusion": [[1, 1]]}),
        ]:
            with self.subTest(fault):
                self.assertEqual(self.epoch(classes, fault, **given)[1], {})
        _, files = self.epoch(None, "row 0 of probs= is no distribution", labels=[0, 1], probs=[[3, 1], [0, 1]])
        self.assertEqual(set(files), {"labels", "predicted"})

    def test_labels_that_differ_are_told_and_its_scores_left_out(self):
        scores = [[1, 0], [0, 1]]
        with self.assertLogs("surprisal", "WARNING") as told, Run("a") as run:
            run.epoch(labels=[0, 1], logits=scores)
            run.epoch(labels=[1, 1], logits=scores)
            run.epoch(logits=scores)
            run.epoch(labels=[0, 1], logits=scores)
            run.epoch(logits=scores)
        _, _, epochs = self.whole(run.folder)
        self.assertEqual([("scores" in each, "labels" in each) for each in epochs],
                         [(True, False), (False, True), (False, True), (True, False), (True, False)])
        self.assertEqual(array(run.folder, epochs[1]["labels"]["file"]), ((2,), [1, 1]))
        self.assertEqual([each["accuracy"] for each in epochs], [1, 0.5, 0.5, 1, 1])
        self.assertEqual(len(told.output), 1)

    def test_scores_of_the_best_and_the_latest_are_kept(self):
        def kept(right, **given):
            with Run("a", **given) as run:
                for n, share in enumerate(right):
                    run.epoch(labels=[0] * 10, logits=[[0, 1 if i < 10 - share else -1] for i in range(10)], loss=n % 3)
            self.whole(run.folder)
            return [name[7:11] for name in sorted(os.listdir(run.folder)) if name.startswith("scores")]

        right = [1, 9, 2, 3, 9, 4, 5]
        self.assertEqual(kept(right), ["0002", "0005", "0006", "0007"])
        self.assertEqual(kept(right, keep=1), ["0002", "0007"])
        self.assertEqual(kept(right, keep=0), ["0002"])
        self.assertEqual(kept(right, keep=0, best=None), [])
        self.assertEqual(kept(right, keep=1, best="min loss"), ["0001", "0007"])
        self.assertEqual(kept(right, keep_bytes=50), [])
        self.assertEqual(kept(right, keep=5, keep_bytes=3 * 208), ["0002", "0006", "0007"])
        self.assertEqual(kept(right, keep=5, keep_bytes=208), ["0007"])

    def test_items_and_their_features(self):
        path = os.path.join(self.root, "images", "é.png")
        os.mkdir(os.path.dirname(path))
        open(path, "w").close()
        items, features = [path, "/elsewhere/b.png"], [[1.5, 2], [3, 4]]
        with Run("a", images=[[[0, 255]], [[1, 2]]], items=items, features=features) as run:
            pass
        items = self.whole(run.folder)[0]["items"]
        self.assertEqual(array(run.folder, items["images"]["file"]), ((2, 1, 2), [0, 255, 1, 2]))
        self.assertEqual(array(run.folder, items["features"]["file"]), ((2, 2), [1.5, 2, 3, 4]))
        with open(os.path.join(run.folder, items["list"]["file"])) as file:
            said = surprisal_run.json.load(file)
        self.assertEqual(said, {"files": ["images/é.png", "/elsewhere/b.png"], "columns": ["0", "1"]})


class Wrong(InFolder):
    """Nothing that is given or found raises an error into a training."""

    def test_wrong_arguments(self):
        class Bad:
            def __getattr__(self, name):
                raise RuntimeError(name)

            def __str__(self):
                raise RuntimeError("str")

        logging.getLogger("surprisal").addHandler(logging.NullHandler())
        logging.getLogger("surprisal").propagate = False
        self.addCleanup(setattr, logging.getLogger("surprisal"), "propagate", True)
        values = [None, Bad(), -1, 2**70, math.nan, "text", b"\xff", [], {}, [[[]]], ["a", 1], object, {1: Bad()}]
        for value in values:
            names = ("classes", "config", "images", "items", "features", "columns", "epochs", "steps", "counts",
                     "parent", "resume", "keep", "keep_bytes", "best", "nonsense")
            for name in names:
                Run("a", **{name: value}).finish()
            Run(value, dir=value if not isinstance(value, str) else None)
            with Run("a") as run:
                run.log(value, step=value, loss=value)
                run.epoch(value, value, step=value, val=value)
                for name in ("labels", "logits", "probs", "predictions", "confusion"):
                    run.epoch(**{"labels": [0, 1], "predictions": [0, 1], name: value})
                    run.epoch(labels=[0, 1], **({name: value} if name != "labels" else {}))
                run.fail(value)

    def test_config_is_what_json_can_say(self):
        loop = {}
        loop["loop"] = loop
        deep = []
        for _ in range(5000):
            deep = [deep]
        with Run("a", config={"lr": math.inf, "f": print, "big": 2**80, 5: {"x"}, "loop": loop, "deep": deep}) as run:
            pass
        config = head(run.folder)["config"]
        self.assertEqual((config["lr"], config["big"], config["5"]), ("inf", str(2**80), ["x"]))
        self.assertLess(os.path.getsize(os.path.join(run.folder, "run.json")), 100_000)

    def test_a_folder_that_cannot_be_written(self):
        with open(os.path.join(self.root, ".surprisal"), "w"):
            pass
        with self.assertLogs("surprisal", "WARNING") as told, Run("a") as run:
            run.log(loss=1)
            run.epoch(labels=[0], predictions=[0])
            self.assertFalse(run.flush())
        self.assertEqual((run.id, run.folder, len(told.output)), (None, None, 1))

    def test_a_link_is_not_followed(self):
        os.makedirs(os.path.join(self.root, "scratch"))
        os.makedirs(os.path.join(self.root, ".surprisal"))
        os.symlink(os.path.join(self.root, "scratch"), self.runs)
        with self.assertLogs("surprisal", "WARNING") as told:
            Run("a").finish()
        self.assertIn("is a link", told.output[0])
        self.assertEqual(os.listdir(os.path.join(self.root, "scratch")), [])

    def test_a_folder_that_is_itself_a_link_is_not_followed(self):
        scratch = os.path.join(self.root, "scratch")
        os.makedirs(scratch)
        os.symlink(scratch, os.path.join(self.root, ".surprisal"))
        with self.assertLogs("surprisal", "WARNING") as told:
            Run("a").finish()
        self.assertIn(".surprisal is a link", told.output[0])
        self.assertEqual(os.listdir(scratch), [])

    def test_a_run_that_is_removed_meanwhile(self):
        with self.assertLogs("surprisal", "WARNING") as told, Run("a") as run:
            surprisal_run.os.rename(run.folder, run.folder + "-gone")
            run.log(loss=1)
            run.flush()
            run.epoch(labels=[0], predictions=[0])
        self.assertEqual(len(told.output), 1)
        self.assertIn("was removed", told.output[0])
        self.assertFalse(os.path.exists(run.folder))

    def test_a_full_disk_is_told_once_and_nothing_is_lost_where_room_comes_back(self):
        self.python("""
import logging, resource, signal
from surprisal_run import Run
told = []
class Told(logging.Handler):
    def emit(self, record):
        told.append(record.getMessage())
logging.getLogger("surprisal").addHandler(Told())
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, resource.RLIM_INFINITY))
with Run("full") as run:
    for i in range(1000):
        run.log(loss=i)
        if i % 250 == 249:
            run.epoch(labels=[0] * 10000, predictions=[0] * 10000)
            assert not run.flush(), "the disk has room"
    assert len(told) == 1 and "File too large" in told[0], told
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert run.flush()
    run.epoch(labels=[0] * 10000, predictions=[0] * 10000)
assert len(told) == 1, told
""")
        said, steps, epochs = self.whole(self.folders()[0])
        self.assertEqual([line["loss"] for line in steps], list(range(1000)))
        self.assertEqual(["predicted" in each for each in epochs], [False] * 4 + [True])
        self.assertEqual(said["status"], "finished")


class Ends(InFolder):
    def test_by_an_exception(self):
        for error, status, message in [
            (ValueError("bad\nvalue"), "failed", "ValueError: bad\nvalue"),
            (KeyboardInterrupt(), "stopped", None),
            (SystemExit(0), "finished", None),
            (SystemExit(3), "failed", "SystemExit: 3"),
        ]:
            with self.assertRaises(type(error)):
                with Run("a") as run:
                    run.log(loss=1)
                    raise error
            said = head(run.folder)
            self.assertEqual((said["status"], said.get("message"), said["ended_at"] > 0), (status, message, True))
            self.assertEqual(len(lines(run.folder, "steps")), 1)

    def test_without_finish(self):
        text = "from surprisal_run import Run\nrun = Run('a')\nrun.log(loss=1)\n"
        for more, status, message in [
            ("", "finished", None),
            ("raise ValueError('x')", "failed", "ValueError: x"),
            ("raise KeyboardInterrupt", "stopped", None),
            ("del run", "stopped", "The program let go of the run without finish()."),
        ]:
            self.python(text + more, check=False)
            said = head(self.folders()[-1])
            self.assertEqual((said["status"], said.get("message")), (status, message))
            self.assertEqual(len(lines(self.folders()[-1], "steps")), 1)

    def test_what_comes_after_the_end_is_told(self):
        run = Run("a")
        run.fail("too bad")
        with self.assertLogs("surprisal", "WARNING") as told:
            run.log(loss=1)
            run.epoch(loss=1)
            run.finish()
        self.assertEqual(len(told.output), 1)
        self.assertEqual((head(run.folder)["status"], head(run.folder)["message"]), ("failed", "too bad"))
        self.assertEqual(lines(run.folder, "steps"), [])

    def test_warnings_as_errors_and_a_handler_that_raises(self):
        self.python("""
import logging, warnings
warnings.simplefilter("error")
logging.getLogger("surprisal").addFilter(lambda record: 1 / 0)
from surprisal_run import Run
with Run("a", nonsense=1) as run:
    run.log(loss="text")
""")


class Places(InFolder):
    def test_the_head(self):
        planned = {"epochs": 5, "steps": 50, "counts": {"train": 3}}
        with Run("näme", ["a", "b"], {"lr": 1}, parent="20260101-000000", **planned) as run:
            said = head(run.folder)
            self.assertEqual(said["status"], "running")
        self.assertRegex(run.id, r"^\d{8}-\d{6}(-\d+)?$")
        wanted = {"version": 2, "id": run.id, "title": "näme", "kind": "logged", "classes": ["a", "b"],
                  "config": {"lr": 1}, **planned, "parent": {"id": "20260101-000000"}}
        self.assertEqual({key: said.get(key) for key in wanted}, wanted)
        self.assertEqual(head(Run("b", parent=run).folder)["parent"], {"id": run.id})

    def test_where_a_run_lies(self):
        def lies(expected, **given):
            run = Run("a", **given)
            run.finish()
            self.assertEqual(os.path.dirname(run.folder), os.path.join(self.root, *expected, ".surprisal", "runs"))

        for path in ("given", "repo/deep/er", "repo/.git", "plain"):
            os.makedirs(os.path.join(self.root, path))
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        lies([])
        lies(["given"], dir=os.path.join(self.root, "given"))
        lies(["given"], dir=os.path.join(self.root, "given", ".surprisal"))
        del os.environ["SURPRISAL_DIR"]
        os.chdir(os.path.join(self.root, "repo", "deep", "er"))
        os.rename(os.path.join(self.root, ".surprisal"), os.path.join(self.root, "away"))
        lies(["repo"])
        with open(os.path.join(self.root, "repo", ".surprisal", ".gitignore")) as file:
            self.assertEqual(file.read(), "*\n")
        os.makedirs(os.path.join(self.root, "repo", "deep", ".surprisal"))
        lies(["repo", "deep"])
        self.assertFalse(os.path.exists(os.path.join(self.root, "repo", "deep", ".surprisal", ".gitignore")))
        os.chdir(os.path.join(self.root, "plain"))
        lies(["plain"])

    def test_ranks_above_0_are_silent(self):
        for name in ("RANK", "SLURM_PROCID", "LOCAL_RANK"):
            os.environ[name] = "1"
            with Run("a") as run:
                run.log(loss=1)
                run.epoch(labels=[0], predictions=[0])
            self.assertIsNone(run.id)
            self.assertFalse(os.path.exists(self.runs))
            del os.environ[name]
        os.environ["RANK"] = "0"
        self.assertIsNotNone(Run("a").id)

    def test_copies(self):
        with Run("a") as run:
            self.assertIs(copy.deepcopy(run), run)
            other = pickle.loads(pickle.dumps(run))
            other.log(loss=1)
            other.finish()
            self.assertEqual((other.id, head(run.folder)["status"]), (None, "running"))
        self.assertEqual(lines(run.folder, "steps"), [])


if __name__ == "__main__":
    unittest.main()
