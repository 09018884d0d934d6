"""Trains one network with scikit-learn (in single precision) and PyTorch; prints the median milliseconds of each."""
import gzip
import json
import os
import statistics
import sys
import time
import warnings

import numpy
import torch
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
MNIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "dist", "mnist")


def images(part):
    def read(name, header):
        with gzip.open(os.path.join(MNIST, f"{part}-{name}.idx.gz")) as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

    return read("images", 16).reshape(-1, 784).astype(numpy.float32) / 255, read("labels", 8).astype(numpy.int64)


def median(work, rounds=5):
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def torch_epochs(make, optimiser, x, y, batch, epochs):
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def train():
        torch.manual_seed(1)
        model = make()
        step = optimiser(model.parameters())
        loss = torch.nn.CrossEntropyLoss()
        for _ in range(epochs):
            for rows in torch.randperm(len(x)).split(batch):
                step.zero_grad(set_to_none=True)
                loss(model(x[rows]), y[rows]).backward()
                step.step()

    return train


def sklearn_fit(x, y, layers, epochs, **options):
    return lambda: MLPClassifier(layers, max_iter=epochs, random_state=1, tol=0, n_iter_no_change=1000, **options).fit(x, y)


nn = torch.nn
adam = lambda parameters: torch.optim.Adam(parameters, lr=0.001)


def course():
    x, y = images("sample")
    x, _, y, _ = train_test_split(x, y, test_size=0.2, random_state=1)
    sgd = lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-3 / 200)
    make = lambda: nn.Sequential(nn.Linear(784, 10), nn.ReLU(), nn.Linear(10, 10))
    fit = sklearn_fit(x, y, (10,), 20, solver="sgd", learning_rate_init=0.1, alpha=1e-3, batch_size=200)
    return {"scikit-learn": median(fit), "PyTorch": median(torch_epochs(make, sgd, x, y, 200, 20))}


def wide():
    x, y = images("train")
    make = lambda: nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    fit = sklearn_fit(x, y, (128,), 1, solver="adam", alpha=0, batch_size=128)
    return {"scikit-learn": median(fit), "PyTorch": median(torch_epochs(make, adam, x, y, 128, 1))}


def convolution():
    x, y = images("train")
    x = x.reshape(-1, 1, 28, 28)
    make = lambda: nn.Sequential(
        nn.Conv2d(1, 8, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(256, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    return {"PyTorch": median(torch_epochs(make, adam, x, y, 128, 1), 3)}


print(json.dumps({"course": course, "adam": wide, "convolution": convolution}[sys.argv[1]]()))
