"""
Iris and wine as tables with names, written to data/realTables/, and what scikit-learn makes of them, written to
data/realTables.json: `python3 test/reference/realTables.py`.

A run splits the rows, standardises them on those trained on and trains an MLPClassifier in double precision. Stored are
the loss of each epoch, the probabilities of the test part, and the importance of each column by permutation.
"""
import io
import json
import os
import platform
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.datasets import load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)
HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "data", "realTables")
CULTIVARS = ["Barolo", "Grignolino", "Barbera"]


def save(name, loaded, columns, target, classes):
    frame = pd.DataFrame(loaded.data, columns=columns)
    frame[target] = np.array(classes)[loaded.target]
    frame.to_csv(os.path.join(FOLDER, f"{name}.csv"), index=False, lineterminator="\n")
    return pd.read_csv(os.path.join(FOLDER, f"{name}.csv"))


def run(frame, target, seed, layers, epochs, rate, batch):
    x, y = frame.drop(columns=target).to_numpy(), frame[target].to_numpy()
    train, test = train_test_split(np.arange(len(y)), test_size=0.5, random_state=seed, stratify=y)
    scaler = StandardScaler().fit(x[train])
    model = MLPClassifier(
        tuple(layers),
        solver="sgd",
        learning_rate_init=rate,
        momentum=0.9,
        alpha=1e-3,
        batch_size=batch,
        random_state=seed,
        max_iter=epochs,
        tol=0,
        n_iter_no_change=1000,
    ).fit(scaler.transform(x[train]), y[train])
    test_x = scaler.transform(x[test])
    found = permutation_importance(
        model, test_x, y[test], scoring="neg_log_loss", n_repeats=50, random_state=seed
    )
    return {
        "seed": seed,
        "layers": layers,
        "epochs": epochs,
        "rate": rate,
        "batch": batch,
        "target": target,
        "columns": [str(c) for c in frame.columns if c != target],
        "rows": test.tolist(),
        "losses": model.loss_curve_,
        "probabilities": model.predict_proba(test_x).tolist(),
        "accuracy": model.score(test_x, y[test]),
        "importance": found.importances_mean.tolist(),
        "deviation": found.importances_std.tolist(),
    }


def pets():
    """A table with a column of numbers of rows and one of words, with semicolons and decimal commas."""
    random = np.random.RandomState(5)
    n = 300
    kind = random.randint(0, 3, n)
    frame = pd.DataFrame(
        {
            "Id": np.arange(1, n + 1),
            "kind": np.array(["cat", "dog", "newt"])[kind],
            "color": np.array(["black", "green", "white"])[np.where(random.rand(n) < 0.6, kind, random.randint(0, 3, n))],
            "weight": np.round(random.gamma(4, 1, n) + 4 * (kind == 1) + 2 * (kind == 0), 2),
            "legs": 4,
        }
    )
    frame.to_csv(os.path.join(FOLDER, "pets.csv"), index=False, sep=";", decimal=",", lineterminator="\n")


def forms(frame):
    """The first rows as pandas and R write them, which are all one table."""
    some = frame.iloc[:6]
    r = "\n".join(
        [" ".join(f'"{c}"' for c in some.columns)]
        + [
            f'"{i + 1}" ' + " ".join(f'"{v}"' if isinstance(v, str) else repr(float(v)) for v in row)
            for i, row in enumerate(some.itertuples(index=False))
        ]
    )
    lines = io.StringIO()
    some.to_json(lines, orient="records", lines=True)
    return {
        "a.csv": some.to_csv(index=False),
        "indexed.csv": some.to_csv(),
        "semicolons.csv": some.to_csv(index=False, sep=";", decimal=","),
        "a.tsv": some.to_csv(index=False, sep="\t"),
        "r.txt": r + "\n",
        "r.csv": some.to_csv(index=True, index_label=False),
        "records.json": some.to_json(orient="records"),
        "indented.json": some.to_json(orient="records", indent=1),
        "columns.json": some.to_json(orient="columns"),
        "index.json": some.to_json(orient="index"),
        "split.json": some.to_json(orient="split"),
        "lists.json": json.dumps(some.to_dict(orient="list")),
        "lines.jsonl": lines.getvalue(),
    }


def main():
    os.makedirs(FOLDER, exist_ok=True)
    iris, wine = load_iris(), load_wine()
    names = [name.replace(" (cm)", "").replace(" ", "_") for name in iris.feature_names]
    flowers = save("iris", iris, names, "species", [str(c) for c in iris.target_names])
    columns = [name.split("/")[0] for name in wine.feature_names]
    wines = save("wine", wine, columns, "cultivar", CULTIVARS)
    pets()
    data = {
        "made": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pandas": pd.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "runs": {
            "iris": run(flowers, "species", 1, [10], 20, 0.1, 16),
            "wine": run(wines, "cultivar", 1, [8], 20, 0.1, 16),
        },
        "forms": forms(flowers),
    }
    with open(os.path.join(HERE, "data", "realTables.json"), "w", encoding="utf-8") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")


main()
