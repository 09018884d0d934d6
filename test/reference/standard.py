"""
References for standardised features, written to data/standard.json: `python3 test/reference/standard.py`.

Iris, wine and a table with columns that hardly vary are split and standardised by scikit-learn on the rows trained on;
MLPClassifier then trains on them in double precision. Stored are the tables as CSV, what was fitted, and of each run the
loss of each epoch and the probabilities of the test part.
"""
import json
import os
import platform
import warnings

import numpy as np
import sklearn
from sklearn.datasets import load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)
HERE = os.path.dirname(os.path.abspath(__file__))
EPOCHS = 5
VALIDATION = 0.2


def steady():
    """Columns that never vary, that vary by rounding alone, and that vary little beside their mean."""
    random = np.random.RandomState(4)
    n = 120
    y = random.randint(0, 3, n)
    columns = [
        np.full(n, 0.1),
        np.full(n, 1e8 + 0.1),
        np.zeros(n),
        1e6 + 1e-10 * random.randint(0, 2, n),
        1e4 + random.normal(size=n) / 100,
        random.normal(size=n) * 1e5 + y * 1e5,
        random.normal(size=n) * 1e-6 + y * 1e-6,
        y + random.normal(size=n) / 2,
    ]
    return np.column_stack(columns), y


def csv(x, y):
    return "".join(",".join(repr(float(v)) for v in row) + f",{label}\n" for row, label in zip(x, y))


def fitted(x, y, seed):
    """Parts the rows as a run does, and fits on those that are trained on."""
    train, test = train_test_split(np.arange(len(y)), test_size=0.25, random_state=seed)
    train, _ = train_test_split(train, test_size=VALIDATION, random_state=seed)
    scaler = StandardScaler().fit(x[train])
    told = {"csv": csv(x, y), "seed": seed, "mean": scaler.mean_.tolist(), "scale": scaler.scale_.tolist()}
    return told, scaler.transform(x[train]), y[train], scaler.transform(x[test]), y[test]


def case(x, y, seed, layers, batch, rate):
    told, train_x, train_y, test_x, test_y = fitted(x, y, seed)
    model = MLPClassifier(
        tuple(layers),
        activation="tanh",
        solver="sgd",
        learning_rate_init=rate,
        momentum=0.9,
        alpha=1e-3,
        batch_size=batch,
        random_state=seed,
        max_iter=EPOCHS,
        tol=0,
        n_iter_no_change=1000,
    ).fit(train_x, train_y)
    return {
        **told,
        "layers": layers,
        "batch": batch,
        "rate": rate,
        "losses": model.loss_curve_,
        "probabilities": model.predict_proba(test_x).tolist(),
        "accuracy": model.score(test_x, test_y),
    }


def main():
    iris, wine = load_iris(), load_wine()
    data = {
        "made": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "epochs": EPOCHS,
        "testFraction": 0.25,
        "validationFraction": VALIDATION,
        "steady": fitted(*steady(), 3)[0],
        "runs": {
            "iris": case(iris.data, iris.target, 1, [8], 16, 0.1),
            "wine": case(wine.data, wine.target, 2, [12, 6], 20, 0.05),
        },
    }
    with open(os.path.join(HERE, "data", "standard.json"), "w", encoding="utf-8") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")


main()
