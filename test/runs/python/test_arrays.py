"""Arrays and tensors, and a confusion matrix that is scikit-learn's."""
import os
import unittest

from logged import InFolder, array, lines, missing  # finds the logger
from surprisal_run import Run

NO_NUMPY = missing("numpy")
NO_TORCH = missing("numpy", "torch")
NO_SKLEARN = missing("numpy", "sklearn")


def load(run, file):
    import numpy
    return numpy.load(os.path.join(run.folder, file["file"]))


@unittest.skipIf(NO_NUMPY, f"without {NO_NUMPY}")
class Arrays(InFolder):
    def test_arrays_of_any_type(self):
        import numpy as np
        logits = np.arange(12).reshape(4, 3) % 5
        with Run("a") as run:
            run.log(loss=np.float32(0.5), count=np.int64(3), one=np.array([2.0]), many=np.arange(2))
            for dtype in ("f2", "f4", "f8", ">f4", "i8"):
                run.epoch(labels=np.array([0, 1, 2, 1], dtype="i8"), logits=np.asfortranarray(logits.astype(dtype)))
        self.assertEqual({key: each for key, each in lines(run.folder, "steps")[0].items() if key != "time"},
                         {"step": 1, "loss": 0.5, "count": 3, "one": 2.0})
        for record in self.whole(run.folder)[2]:
            np.testing.assert_array_equal(load(run, record["predicted"]), logits.argmax(axis=1))
            if os.path.exists(os.path.join(run.folder, record["scores"]["file"])):
                np.testing.assert_array_equal(load(run, record["scores"]), logits)

    def test_what_is_reused_after_the_call_is_logged_as_it_was(self):
        import numpy as np
        logits, labels = np.eye(4, dtype="f4"), np.arange(4)
        with Run("a") as run:
            run._disk.acquire()  # the writing thread waits
            run.epoch(labels=labels, logits=logits)
            logits[:], labels[:] = 0, 0
            run._disk.release()
        record, = self.whole(run.folder)[2]
        np.testing.assert_array_equal(load(run, record["scores"]), np.eye(4))
        self.assertEqual(array(run.folder, "labels.npy")[1], [0, 1, 2, 3])

    def test_images_of_any_layout(self):
        import numpy as np
        pixels = np.random.RandomState(0).randint(0, 256, (5, 4, 6, 3)).astype("u1")
        grey = pixels[..., 0]
        for given, expected, told in [
            (pixels, pixels, False),
            (pixels.transpose(0, 3, 1, 2), pixels, True),
            (grey, grey, False),
            (grey[:, None], grey, True),
            (grey[..., None].astype("i8"), grey, False),
            (grey / 255, grey, True),
            (grey.astype("f4"), grey, False),
            (list(grey[:, None] / np.float32(255)), grey, True),
        ]:
            with self.assertLogs("surprisal") as said, Run("a", images=given) as run:
                pass
            np.testing.assert_array_equal(np.load(os.path.join(run.folder, "images.npy")), expected)
            self.assertEqual(any("images are shown as bytes" in text for text in said.output), told)
            self.assertFalse([text for text in said.output if not text.startswith("INFO")])
        for given, fault in [(grey / 100, "expected 0 to 255"), (grey - 0.5, "expected 0 to 255"),
                             (grey * 2.0, "expected 0 to 255"),
                             (grey.reshape(5, -1), r"expected \[n, height, width\]")]:
            with self.assertLogs("surprisal", "WARNING") as said, Run("a", images=given) as run:
                pass
            self.assertRegex(said.output[0], fault)
            self.assertFalse(os.path.exists(os.path.join(run.folder, "images.npy")))

    @unittest.skipIf(missing("pandas"), "without pandas")
    def test_a_table_has_its_columns(self):
        import pandas
        table = pandas.DataFrame({"height": [1.5, 2], "count": [3, 4]})
        with Run("a", features=table) as run:
            run.epoch(labels=pandas.Series([0, 1]), predictions=pandas.Series([0, 1], index=[7, 8]))
        self.assertEqual(array(run.folder, "features.npy"), ((2, 2), [1.5, 3, 2, 4]))
        with open(os.path.join(run.folder, "items.json")) as file:
            self.assertIn('["height", "count"]', file.read())


@unittest.skipIf(NO_TORCH, f"without {NO_TORCH}")
class Tensors(InFolder):
    def test_tensors_and_lists_of_batches(self):
        import torch
        torch.manual_seed(0)
        scores = torch.randn(10, 3, requires_grad=True)
        labels = torch.randint(0, 3, (10,))
        with Run("a") as run:
            run.log(loss=scores.mean())
            run.epoch(labels=labels, logits=scores)
            run.epoch(labels=list(labels.split(4)), logits=list(scores.split(4)))
            run.epoch(labels=list(labels), logits=list(scores.bfloat16()))
            run.epoch(labels=labels, probs=scores.softmax(dim=1).half())
            hot = torch.nn.functional.one_hot(labels)
            run.epoch(labels=hot, predictions=scores.argmax(1), val_acc=torch.tensor([0.5]))
        _, steps, epochs = self.whole(run.folder)
        self.assertAlmostEqual(steps[0]["loss"], scores.mean().item())
        self.assertEqual(["labels" in each for each in epochs], [False] * 5)
        for record in epochs[:2] + epochs[4:]:
            self.assertEqual(load(run, record["predicted"]).tolist(), scores.argmax(1).tolist())
        self.assertEqual(epochs[4]["val_acc"], 0.5)


@unittest.skipIf(NO_SKLEARN, f"without {NO_SKLEARN}")
class Matrices(InFolder):
    def test_the_matrix_is_scikit_learns(self):
        import numpy as np
        from sklearn.datasets import load_digits
        from sklearn.linear_model import SGDClassifier
        from sklearn.metrics import accuracy_score, confusion_matrix
        digits = load_digits()
        data, images = digits.data / 16, digits.images / 16
        model = SGDClassifier(loss="log_loss", random_state=0)
        with Run("digits", classes=digits.target_names, images=images[1000:], features=data[1000:]) as run:
            matrices, shares = [], []
            for _ in range(5):
                model.partial_fit(data[:1000], digits.target[:1000], classes=digits.target_names)
                predicted = model.predict(data[1000:])
                run.epoch(labels=digits.target[1000:], logits=model.decision_function(data[1000:]))
                matrices.append(confusion_matrix(digits.target[1000:], predicted))
                shares.append(accuracy_score(digits.target[1000:], predicted))
        said, _, epochs = self.whole(run.folder)
        labels = load(run, said["labels"])
        for record, matrix, share in zip(epochs, matrices, shares):
            counted = np.zeros((10, 10), dtype=int)
            np.add.at(counted, (labels, load(run, record["predicted"])), 1)
            np.testing.assert_array_equal(counted, matrix)
            self.assertEqual(record["accuracy"], share)


if __name__ == "__main__":
    unittest.main()
