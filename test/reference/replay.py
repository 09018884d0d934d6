"""
References for the replay of scikit-learn, written to data/replay.json: `python3 test/reference/replay.py`.

The packed MNIST of dist/mnist is split and trained on by scikit-learn in double precision. Stored are the loss of each
epoch, the predictions on the test part and the split itself, by its first rows.
"""
import gzip
import json
import os
import platform
import warnings

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore", category=ConvergenceWarning)
HERE = os.path.dirname(os.path.abspath(__file__))
MNIST = os.path.join(HERE, "..", "..", "dist", "mnist")


def idx(name, header):
    with gzip.open(os.path.join(MNIST, f"{name}.idx.gz")) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def images(part):
    return idx(f"{part}-images", 16).reshape(-1, 784) / 255, idx(f"{part}-labels", 8)


BASE = {
    "layers": [10],
    "activation": "relu",
    "optimiser": "sgd",
    "rate": 0.1,
    "momentum": 0.9,
    "nesterov": True,
    "l2": 1e-3,
    "batch": 200,
    "seed": 1,
    "stratified": False,
    "testFraction": 0.2,
}
RUNS = [
    {},
    {"seed": 7, "testFraction": 0.25},
    {"seed": 2024, "stratified": True},
    {"layers": [32], "batch": 64, "rate": 0.05, "seed": 3},
    {"layers": [24, 12], "batch": 150, "seed": 4, "l2": 0.01},
    {"activation": "tanh", "seed": 5},
    {"activation": "sigmoid", "seed": 6, "rate": 0.5},
    {"nesterov": False, "seed": 8, "momentum": 0.5},
    {"layers": [], "seed": 9},
    {"optimiser": "adam", "rate": 0.001, "seed": 10, "layers": [20]},
]


def fit(run, x, y, Classifier=MLPClassifier):
    model = Classifier(
        tuple(run["layers"]),
        activation={"sigmoid": "logistic"}.get(run["activation"], run["activation"]),
        solver=run["optimiser"],
        learning_rate_init=run["rate"],
        momentum=run["momentum"],
        nesterovs_momentum=run["nesterov"],
        alpha=run["l2"],
        batch_size=run["batch"],
        random_state=run["seed"],
        max_iter=20,
        tol=0,
        n_iter_no_change=1000,
    )
    return model.fit(x, y)


class TwoOutputs(MLPClassifier):
    """As for more classes, one output a class through softmax also where there are two: scikit-learn has one sigmoid there."""

    def _validate_input(self, X, y, *args, **options):
        X, y = super()._validate_input(X, y, *args, **options)
        self._label_binarizer.y_type_ = "multiclass"
        return X, np.hstack([1 - y, y])


def digits(values):
    return "".join(str(value) for value in values)


def on_sample(changes):
    run = {**BASE, **changes}
    x, y = images("sample")
    rows = np.arange(len(y))
    train, test = train_test_split(
        rows,
        test_size=run["testFraction"],
        random_state=run["seed"],
        stratify=y if run["stratified"] else None,
    )
    model = fit(run, x[train], y[train])
    return {
        "run": run,
        "testRows": test[:20].tolist(),
        "trainRows": train[:20].tolist(),
        "losses": model.loss_curve_,
        "predicted": digits(model.predict(x[test])),
    }


def on_classes(changes, classes):
    """Parted as all classes are, then only the rows of some."""
    run = {**BASE, **changes}
    x, y = images("sample")
    rows = train_test_split(np.arange(len(y)), test_size=run["testFraction"], random_state=run["seed"])
    train, test = (part[np.isin(y[part], classes)] for part in rows)
    model = fit(run, x[train], y[train], TwoOutputs if len(classes) == 2 else MLPClassifier)
    scores = model._forward_pass_fast(x[test])
    plain = fit(run, x[train], y[train])
    return {
        "run": run,
        "classes": [str(each) for each in classes],
        "trainCount": len(train),
        "actual": digits(y[test]),
        "losses": model.loss_curve_,
        "predicted": digits(model.classes_[scores.argmax(axis=1)]),
        "plainAccuracy": float(np.mean(plain.predict(x[test]) == y[test])),
    }


def on_merged(groups):
    """Each class of a group is learned as the first of it."""
    x, y = images("sample")
    train, test = train_test_split(np.arange(len(y)), test_size=BASE["testFraction"], random_state=BASE["seed"])
    for first, *others in groups:
        y = np.where(np.isin(y, others), first, y)
    model = fit(BASE, x[train], y[train])
    return {
        "run": BASE,
        "groups": [[str(each) for each in group] for group in groups],
        "losses": model.loss_curve_,
        "confusion": confusion_matrix(y[test], model.predict(x[test])).tolist(),
    }


def on_full():
    x, y = images("train")
    test, actual = images("test")
    model = fit(BASE, x, y)
    predicted = model.predict(test)
    return {
        "losses": model.loss_curve_,
        "accuracy": float(np.mean(predicted == actual)),
        "confusion": confusion_matrix(actual, predicted).tolist(),
    }


def generator():
    random = np.random.RandomState(12345)
    words = random.randint(0, 2**32, size=5, dtype=np.uint32)
    return {
        "words": words.tolist(),
        "doubles": np.random.RandomState(12345).random_sample(5).tolist(),
        "uniform": np.random.RandomState(99).uniform(-0.25, 1.5, 5).tolist(),
        "permutations": {str(n): np.random.RandomState(n).permutation(n).tolist() for n in (1, 2, 3, 10, 257, 1000)},
        "late": float(np.random.RandomState(4294967295).random_sample(5000)[-1]),
    }


def splits():
    cases = []
    for seed, (n, classes, fraction) in enumerate([(10, 2, 0.3), (101, 3, 0.25), (300, 7, 0.23), (1000, 10, 0.2), (997, 13, 0.11)]):
        y = np.random.RandomState(seed).randint(0, classes, n)
        plain = train_test_split(np.arange(n), test_size=fraction, random_state=seed)
        strata = train_test_split(np.arange(n), test_size=fraction, random_state=seed, stratify=y)
        cases.append(
            {
                "seed": seed,
                "fraction": fraction,
                "labels": y.tolist(),
                "plain": [part.tolist() for part in plain],
                "stratified": [part.tolist() for part in strata],
            }
        )
    return cases


def main():
    data = {
        "made": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "generator": generator(),
        "splits": splits(),
        "sample": [on_sample(changes) for changes in RUNS],
        "classes": [on_classes({}, [4, 9]), on_classes({"layers": [32], "seed": 3}, [3, 5, 8])],
        "merged": on_merged([[4, 9], [3, 5, 8]]),
        "full": on_full(),
    }
    with open(os.path.join(HERE, "data", "replay.json"), "w", encoding="utf-8") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")


main()
