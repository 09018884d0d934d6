"""The snippets and the sample loops, as they are inserted and written, with the libraries that are here."""
import ast
import glob
import os
import shutil
import unittest

from logged import HERE, LOGGER, InFolder, missing  # finds the logger

ROOT = os.path.abspath(os.path.join(HERE, "..", "..", ".."))
SNIPPETS = os.path.join(LOGGER, "snippets")


def snippet(name):
    with open(os.path.join(SNIPPETS, f"{name}.py")) as file:
        return file.read()


def needs(*modules):
    absent = missing(*modules)
    return unittest.skipIf(absent, f"without {', '.join(absent)}")


class Snippets(InFolder):
    def ran(self, name, **given):
        exec(compile(snippet(name), name, "exec"), given)
        folder, = self.folders()
        return self.whole(folder)

    def test_each_says_whose_interface_it_follows(self):
        for path in glob.glob(os.path.join(SNIPPETS, "*.py")):
            with open(path) as file:
                text = file.read()
            ast.parse(text)
            self.assertRegex(text, r"^# Surprisal, .+ \d.*\.\n")
            self.assertIn("from surprisal_run import Run", text)
            self.assertLess(max(map(len, text.split("\n"))), 121)

    def test_a_plain_loop(self):
        said, steps, epochs = self.ran("loop", class_names=["a", "b"], lr=0.1, epochs=2, batches=[(1, 1)] * 3,
                                       train_step=lambda x, y: 0.5, x_test=[3], y_test=["a"], predict=lambda x: [1])
        self.assertEqual((said["status"], len(steps), [each["accuracy"] for each in epochs]), ("finished", 6, [0, 0]))

    @needs("torch")
    def test_pytorch(self):
        import torch
        torch.manual_seed(0)
        x, y = torch.randn(40, 4), torch.randint(0, 3, (40,))
        data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=16)
        model = torch.nn.Linear(4, 3)
        said, steps, epochs = self.ran(
            "pytorch", class_names=["a", "b", "c"], epochs=2, model=model,
            optimizer=torch.optim.SGD(model.parameters(), 0.1),
            loss_function=torch.nn.CrossEntropyLoss(), train_loader=data, test_loader=data)
        self.assertEqual((said["config"], len(steps), len(epochs)), ({"lr": 0.1}, 6, 2))
        self.assertAlmostEqual(epochs[1]["accuracy"], (model(x).argmax(1) == y).float().mean().item())
        self.assertIn("scores", epochs[1])

    @needs("sklearn")
    def test_scikit_learn(self):
        from sklearn.datasets import load_iris
        from sklearn.linear_model import SGDClassifier
        x, y = load_iris(return_X_y=True)
        model = SGDClassifier(random_state=0)
        _, _, epochs = self.ran("sklearn", class_names=["a", "b", "c"], model=model, epochs=3, x_train=x, y_train=y,
                                x_test=x, y_test=y)
        self.assertEqual(epochs[2]["accuracy"], model.score(x, y))
        self.assertEqual(epochs[2]["train_accuracy"], model.score(x, y))

    @needs("skorch", "torch")
    def test_skorch(self):
        import numpy as np
        import torch
        from skorch import NeuralNetClassifier
        x = np.random.RandomState(0).randn(60, 4).astype("f4")
        y = np.arange(60) % 3
        given = {"class_names": ["a", "b", "c"], "x_test": x, "y_test": y}
        exec(compile(snippet("skorch"), "skorch", "exec"), given)
        net = NeuralNetClassifier(torch.nn.Linear(4, 3), criterion=torch.nn.CrossEntropyLoss, max_epochs=2, verbose=0,
                                  batch_size=16, callbacks=[given["log_run"]])
        net.fit(x, y)
        folder, = self.folders()
        said, steps, epochs = self.whole(folder)
        self.assertEqual((said["status"], len(steps), len(epochs)), ("finished", 6, 2))
        self.assertEqual(epochs[1]["valid_loss"], net.history[-1, "valid_loss"])
        self.assertEqual(epochs[1]["accuracy"], (net.predict(x) == y).mean())


class Samples(InFolder):
    def run_sample(self, name):
        for path in (os.path.join(LOGGER, "surprisal_run.py"), os.path.join(ROOT, "samples", "python", name)):
            shutil.copy(path, self.root)
        os.mkdir(os.path.join(self.root, "mnist"))
        for path in glob.glob(os.path.join(ROOT, "dist", "mnist", "*s.idx.gz")):
            if os.path.basename(path).startswith(("sample-", "test-")):
                shutil.copy(path, os.path.join(self.root, "mnist"))
        with open(os.path.join(self.root, name)) as file:
            self.python(file.read(), "--epochs", "1")
        folder, = self.folders()
        said, steps, epochs = self.whole(folder)
        self.assertEqual((said["status"], len(epochs), said["items"]["images"]["bytes"]), ("finished", 1, 7840128))
        self.assertGreater(epochs[0]["accuracy"], 0.6)
        self.assertGreaterEqual(len(steps), 50)

    @needs("torch", "numpy")
    def test_mnist_pytorch(self):
        self.run_sample("mnist_pytorch.py")

    @needs("sklearn", "numpy")
    def test_digits_sklearn(self):
        self.run_sample("digits_sklearn.py")


if __name__ == "__main__":
    unittest.main()
