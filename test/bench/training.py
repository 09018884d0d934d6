"""Trains one network with scikit-learn (in single precision) and PyTorch; gives the milliseconds of each in each round."""
import gzip
import os
import sys
import warnings

import numpy
import torch
from rounds import THREADS, WARM, milliseconds, serve
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
torch.set_num_threads(THREADS)
MNIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "dist", "mnist")


def images(*parts):
    def read(part, name, header):
        with gzip.open(os.path.join(MNIST, f"{part}-{name}.idx.gz")) as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

    pixels, labels = ([read(part, name, header) for part in parts] for name, header in (("images", 16), ("labels", 8)))
    x = numpy.concatenate(pixels).reshape(-1, 784).astype(numpy.float32) / 255
    return x, numpy.concatenate(labels).astype(numpy.int64)


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
    return 3, 1, {"scikit-learn": fit, "PyTorch": torch_epochs(make, sgd, x, y, 200, 20)}


def wide():
    x, y = images("sample", "rest")
    make = lambda: nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    epochs = 5
    fit = sklearn_fit(x, y, (128,), epochs, solver="adam", alpha=0, batch_size=128)
    fused = lambda parameters: torch.optim.Adam(parameters, lr=0.001, fused=True)
    return 1, epochs, {
        "scikit-learn": fit,
        "PyTorch": torch_epochs(make, adam, x, y, 128, epochs),
        "PyTorch with fused Adam": torch_epochs(make, fused, x, y, 128, epochs),
    }


def convolution():
    x, y = images("sample", "rest")
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
    return 1, 1, {"PyTorch": torch_epochs(make, adam, x, y, 128, 1)}


rounds, of_epochs, works = {"course": course, "adam": wide, "convolution": convolution}[sys.argv[1]]()
for work in works.values():
    work()
serve(lambda: {name: milliseconds(work, rounds, WARM) / of_epochs for name, work in works.items()})
