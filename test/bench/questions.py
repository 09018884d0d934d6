"""
Times what scikit-learn and PyTorch do for one of the long questions, `questions.py QUESTION FOLDER`, on one thread, the
reading of data left out; prints its milliseconds and what was timed.
"""
import gzip
import json
import os
import sys
import time
import warnings

import numpy
import torch
from sklearn.inspection import permutation_importance
from sklearn.metrics import pairwise_distances
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.neighbors import NearestNeighbors
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
question, folder = sys.argv[1:3]
MNIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "dist", "mnist")


def images(*parts):
    def read(name, header):
        files = [gzip.open(os.path.join(MNIST, f"{part}-{name}.idx.gz")) for part in parts]
        return numpy.concatenate([numpy.frombuffer(file.read(), numpy.uint8, offset=header) for file in files])

    return read("images", 16).reshape(-1, 784).astype(numpy.float32) / 255, read("labels", 8)


def timed(work):
    began = time.perf_counter()
    found = work()
    return (time.perf_counter() - began) * 1000, found


def network(layers, epochs, **options):
    return MLPClassifier(layers, max_iter=epochs, random_state=1, tol=0, n_iter_no_change=1000, **options)


SGD = dict(solver="sgd", learning_rate_init=0.1, alpha=1e-3, batch_size=200)


def doubtful(model):
    x, y = images("sample", "rest")
    return timed(lambda: cross_val_predict(model, x, y, cv=5, method="predict_proba"))[0]


def why(convolutional):
    """Near images and pairs by brute force, then for each error a walk over borders (DeepFool), all errors at once."""
    with open(os.path.join(folder, "why.json")) as file:
        asked = json.load(file)
    x, y = images("sample", "rest")
    tested, _ = images("test")
    errors = tested[asked["errors"]]
    x, y = x[:54000], y[:54000]

    def near():
        NearestNeighbors(n_neighbors=3, algorithm="brute").fit(x).kneighbors(errors)
        distances = pairwise_distances(x[y == asked["actual"]], x[y == asked["predicted"]])
        return numpy.argpartition(distances.ravel(), 6)[:6]

    weights = []
    for i, shape in enumerate(asked["shapes"]):
        w = numpy.fromfile(os.path.join(folder, f"weights{i}"), numpy.float32).reshape(shape)
        weights.append((torch.from_numpy(w), torch.from_numpy(numpy.fromfile(os.path.join(folder, f"bias{i}"), numpy.float32))))

    def logits(batch):
        if convolutional:
            h = batch.reshape(-1, 1, 28, 28)
            for (w, b), (rows, channels, side) in zip(weights[:2], [(25, 8, 1), (200, 16, 8)]):
                filters = w.reshape(5, 5, side, channels).permute(3, 2, 0, 1)
                h = torch.max_pool2d(torch.relu(torch.conv2d(h, filters, b)), 2)
            h = h.permute(0, 2, 3, 1).flatten(1)
            rest = weights[2:]
        else:
            h, rest = batch, weights
        for w, b in rest[:-1]:
            h = torch.relu(h @ w + b)
        return h @ rest[-1][0] + rest[-1][1]

    def walk():
        at = torch.from_numpy(errors.copy())
        for _ in range(60):
            at.requires_grad_(True)
            z = logits(at)
            others = z.clone()
            others[:, asked["actual"]] = -numpy.inf
            lead = others.max(1).values - z[:, asked["actual"]]
            if (lead < 0).all():
                break
            (gradient,) = torch.autograd.grad(lead.sum(), at)
            step = (1.05 * lead.clamp(min=0) + 1e-6) / (gradient**2).sum(1).clamp(min=1e-12)
            at = (at - (step * (lead >= 0))[:, None] * gradient).clamp(0, 1).detach()

    return timed(near)[0] + timed(walk)[0]


def lab():
    x, y = images("sample")
    x, _, y, _ = train_test_split(x, y, test_size=0.28, random_state=1)
    x, y = torch.from_numpy(x), torch.from_numpy(y.astype(numpy.int64))
    ones = torch.nn.functional.one_hot(y, 10).float()

    def focal(z, rows):
        p = z.log_softmax(1)
        p = p.gather(1, y[rows][:, None])[:, 0]
        return (-0.25 * (1 - p.exp()) ** 2 * p).mean()

    losses = [
        lambda z, rows: torch.nn.functional.cross_entropy(z, y[rows]),
        lambda z, rows: ((z.softmax(1) - ones[rows]) ** 2).sum(1).mean(),
        focal,
    ]

    def train():
        for seed in range(5):
            for loss in losses:
                for rate in [0.03, 0.1, 0.3]:
                    torch.manual_seed(seed)
                    model = torch.nn.Sequential(torch.nn.Linear(784, 10), torch.nn.ReLU(), torch.nn.Linear(10, 10))
                    step = torch.optim.SGD(model.parameters(), rate, 0.9, nesterov=True, weight_decay=1e-3 / 200)
                    for _ in range(20):
                        for rows in torch.randperm(len(x)).split(200):
                            step.zero_grad(set_to_none=True)
                            loss(model(x[rows]), rows).backward()
                            step.step()

    return timed(train)[0]


def importance():
    table = numpy.genfromtxt(os.path.join(folder, "table.csv"), delimiter=",", skip_header=1, dtype=str)
    x, y = table[:, :-1].astype(float), table[:, -1]
    x, tested, y, truth = train_test_split(x, y, test_size=0.3, random_state=1)
    scaler = StandardScaler().fit(x)
    model = network((32,), 2, **SGD).fit(scaler.transform(x), y)
    read = scaler.transform(tested)[:5000]
    work = lambda: permutation_importance(model, read, truth[:5000], scoring="neg_log_loss", n_repeats=26, random_state=1)
    return timed(work)[0]


def said(milliseconds, note):
    return {"milliseconds": milliseconds, "note": note}


answers = {
    "doubtful": lambda: said(doubtful(network((10,), 20, **SGD)), "cross_val_predict"),
    "doubtfulWide": lambda: said(
        doubtful(network((256,), 3, solver="adam", alpha=0, learning_rate_init=0.004, batch_size=128)),
        "cross_val_predict",
    ),
    "why": lambda: said(why(False), "NearestNeighbors, pairwise_distances and DeepFool in batches alone"),
    "whyConvolutional": lambda: said(why(True), "NearestNeighbors, pairwise_distances and DeepFool in batches alone"),
    "lab": lambda: said(lab(), "the same trainings in PyTorch, without evaluation"),
    "importance": lambda: said(importance(), "permutation_importance alone"),
}
print(json.dumps(answers[question]()))
