"""Trains a small convolutional network on a part of MNIST with PyTorch, and logs it as a run for Surprisal.

Three lines log it: those with `Run`, `run.log` and `run.epoch`. "Surprisal: Open a Python Sample..." writes this file
into a folder, with the logger and the images beside it. Start it there with `python mnist_pytorch.py`; the run
is in the Surprisal view from its first second on.
"""
import argparse
import gzip
import pathlib

import numpy as np
import torch
from torch import nn

from surprisal_run import Run

HERE = pathlib.Path(__file__).parent


def read_idx(name, start):
    """The bytes of an IDX file behind its header."""
    return np.frombuffer(gzip.decompress((HERE / "mnist" / name).read_bytes()), np.uint8, offset=start).copy()


def images(part):
    return read_idx(f"{part}-images.idx.gz", 16).reshape(-1, 28, 28)


def labels(part):
    return read_idx(f"{part}-labels.idx.gz", 8).astype(np.int64)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--lr", type=float, default=1e-3)
    arguments.add_argument("--batch", type=int, default=64)
    arguments.add_argument("--seed", type=int, default=0)
    args = arguments.parse_args()

    torch.manual_seed(args.seed)
    x_train = torch.from_numpy(images("sample")).unsqueeze(1) / 255
    y_train = torch.from_numpy(labels("sample"))
    x_test = torch.from_numpy(images("test")).unsqueeze(1) / 255
    y_test = torch.from_numpy(labels("test"))
    first, second = nn.Conv2d(1, 8, 5, stride=2), nn.Conv2d(8, 16, 5, stride=2)
    model = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Flatten(), nn.Linear(256, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    loss_function = nn.CrossEntropyLoss()

    with Run("MNIST, PyTorch", classes=10, config=vars(args), images=images("test"), epochs=args.epochs) as run:
        for epoch in range(1, args.epochs + 1):
            for rows in torch.randperm(len(x_train)).split(args.batch):
                optimizer.zero_grad()
                loss = loss_function(model(x_train[rows]), y_train[rows])
                loss.backward()
                optimizer.step()
                run.log(loss=loss)
            with torch.no_grad():
                logits = model(x_test)
            run.epoch(epoch, labels=y_test, logits=logits, test_loss=loss_function(logits, y_test))
            print(f"epoch {epoch}: {(logits.argmax(1) == y_test).float().mean():.2%} of the test images are right")


if __name__ == "__main__":
    main()
