"""Trains a linear classifier on a part of MNIST with scikit-learn's partial_fit, and logs it as a run for Surprisal.

Three lines log it: those with `Run`, `run.log` and `run.epoch`. "Surprisal: Open a Python Sample..." writes this file
into a folder, with the logger and the images beside it. Start it there with `python digits_sklearn.py`; the run
is in the Surprisal view from its first second on.
"""
import argparse
import gzip
import pathlib

import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss

from surprisal_run import Run

HERE = pathlib.Path(__file__).parent


def read_idx(name, start):
    """The bytes of an IDX file behind its header."""
    return np.frombuffer(gzip.decompress((HERE / "mnist" / name).read_bytes()), np.uint8, offset=start).copy()


def images(part):
    return read_idx(f"{part}-images.idx.gz", 16).reshape(-1, 28, 28)


def labels(part):
    return read_idx(f"{part}-labels.idx.gz", 8)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--epochs", type=int, default=10)
    arguments.add_argument("--alpha", type=float, default=1e-4)
    arguments.add_argument("--batch", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=0)
    args = arguments.parse_args()

    x_train, y_train = images("sample").reshape(-1, 784) / 255, labels("sample")
    x_test, y_test = images("test").reshape(-1, 784) / 255, labels("test")
    model = SGDClassifier(loss="log_loss", alpha=args.alpha, random_state=args.seed)
    order = np.random.RandomState(args.seed)

    with Run("Digits, scikit-learn", classes=10, config=vars(args), images=images("test"), epochs=args.epochs) as run:
        for epoch in range(1, args.epochs + 1):
            for rows in np.array_split(order.permutation(len(x_train)), len(x_train) // args.batch):
                model.partial_fit(x_train[rows], y_train[rows], classes=range(10))
                run.log(batch_loss=log_loss(y_train[rows], model.predict_proba(x_train[rows]), labels=range(10)))
            run.epoch(epoch, labels=y_test, probs=model.predict_proba(x_test))
            print(f"epoch {epoch}: {model.score(x_test, y_test):.2%} of the test images are right")


if __name__ == "__main__":
    main()
