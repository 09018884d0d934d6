"""
References for networks on images of colour, written to data/colour.json: `python3 test/reference/colour.py`.

The images are made by the seeded generator (see test/core/colourImages.ts, which makes the same bytes). PyTorch trains the
first epoch from the weights and in the order that NumPy's generator draws by the seed of the run, in single precision and
in double. Stored are the losses of its batches and what it then makes of the first test images.
"""
import hashlib
import json
import math
import os
import platform

import numpy as np
import sklearn
import torch
from sklearn.model_selection import train_test_split
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
GRID, NOISE = 8, 96

CASES = {
    "CIFAR-shaped": {
        "width": 32, "height": 32, "count": 600, "classes": 10, "dataSeed": 7,
        "seed": 1, "batch": 25, "rate": 0.01, "momentum": 0.9, "nesterov": True, "l2": 0,
        "layers": [
            {"kind": "convolution", "size": 5, "channels": 6, "activation": "relu"},
            {"kind": "maxPool", "size": 2},
            {"kind": "convolution", "size": 3, "channels": 9, "activation": "tanh"},
            {"kind": "maxPool", "size": 2},
            {"kind": "dense", "width": 32, "activation": "relu"},
        ],
    },
    "wider than tall, without a dense layer": {
        "width": 21, "height": 14, "count": 900, "classes": 6, "dataSeed": 8,
        "seed": 9, "batch": 37, "rate": 0.2, "momentum": 0.5, "nesterov": False, "l2": 0.5,
        "layers": [
            {"kind": "maxPool", "size": 2},
            {"kind": "convolution", "size": 3, "channels": 5, "activation": "sigmoid"},
        ],
    },
    "dense": {
        "width": 9, "height": 12, "count": 900, "classes": 6, "dataSeed": 8,
        "seed": 3, "batch": 64, "rate": 0.05, "momentum": 0.9, "nesterov": True, "l2": 0.1,
        "layers": [{"kind": "dense", "width": 24, "activation": "tanh"}],
    },
}


class Stream:
    """The numbers of `Seeded` of seeded.py, many at once."""

    def __init__(self, seed):
        self.seed, self.drawn = seed, 0

    def below(self, most):
        """One number below each of `most`."""
        most = np.asarray(most, np.float64)
        at = np.arange(self.drawn + 1, self.drawn + 1 + len(most), dtype=np.uint64)
        self.drawn += len(most)
        state = ((at * 0x6D2B79F5 + self.seed) & 0xFFFFFFFF).astype(np.uint32)
        t = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
        return np.floor((t ^ (t >> np.uint32(14))) / 2**32 * most).astype(int)


def images(width, height, count, classes, dataSeed, **_):
    stream = Stream(dataSeed)
    colours = stream.below(np.full(classes * GRID * GRID * 3, 256)).reshape(classes, GRID, GRID, 3)
    # Two numbers move an image, then there is one for each channel of each pixel.
    drawn = stream.below(np.tile([4, 4] + [NOISE] * (height * width * 3), count)).reshape(count, -1)
    rows = (np.arange(height) + drawn[:, 1:2]) * GRID // (height + 4)
    columns = (np.arange(width) + drawn[:, 0:1]) * GRID // (width + 4)
    labels = np.arange(count) % classes
    shown = colours[labels[:, None, None], rows[:, :, None], columns[:, None, :]]
    noise = drawn[:, 2:].reshape(count, height, width, 3) - NOISE // 2
    return np.clip(128 + ((shown - 128) >> 1) + noise, 0, 255).astype(np.uint8), labels


ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


def network(case, random, dtype):
    """Weights are drawn as inputs by outputs, the inputs in the order of height, width and channels."""
    height, width, channels = case["height"], case["width"], 3
    flat, modules = False, []
    every = case["layers"] + [{"kind": "dense", "width": case["classes"], "activation": None}]
    last = [layer["activation"] for layer in case["layers"] if "activation" in layer][-1]
    for layer in every:
        kind = layer["kind"]
        if kind == "maxPool":
            modules.append(nn.MaxPool2d(layer["size"]))
            height, width = height // layer["size"], width // layer["size"]
            continue
        factor = 2 if (layer["activation"] or last) == "sigmoid" else 6
        if kind == "convolution":
            size, out = layer["size"], layer["channels"]
            bound = math.sqrt(factor / (size * size * channels + size * size * out))
            weight = random.uniform(-bound, bound, (size, size, channels, out)).transpose(3, 2, 0, 1)
            made = nn.Conv2d(channels, out, size)
            height, width, channels = height - size + 1, width - size + 1, out
        else:
            inputs, out = channels if flat else height * width * channels, layer["width"]
            bound = math.sqrt(factor / (inputs + out))
            weight = random.uniform(-bound, bound, (inputs, out))
            if flat:
                weight = weight.T
            else:
                modules.append(nn.Flatten())
                weight = weight.reshape(height, width, channels, out).transpose(3, 2, 0, 1).reshape(out, -1)
            made, flat, channels = nn.Linear(inputs, out), True, out
        bias = random.uniform(-bound, bound, out)
        with torch.no_grad():
            made = made.to(dtype)
            made.weight.copy_(torch.tensor(weight.copy()))
            made.bias.copy_(torch.tensor(bias))
        modules.append(made)
        if layer["activation"]:
            modules.append(ACTIVATIONS[layer["activation"]]())
    return nn.Sequential(*modules)


def first_epoch(case, dtype):
    x, labels = images(**case)
    digest = hashlib.sha256(x.tobytes()).hexdigest()
    train, test = train_test_split(np.arange(len(x)), test_size=0.2, random_state=case["seed"])
    pixels = torch.tensor(x.transpose(0, 3, 1, 2) / 255).to(dtype)
    labels = torch.tensor(labels)
    random = np.random.RandomState(case["seed"])
    model = network(case, random, dtype)
    decay = [p for name, p in model.named_parameters() if name.endswith("weight")]
    plain = [p for name, p in model.named_parameters() if name.endswith("bias")]
    step = torch.optim.SGD(
        [{"params": decay, "weight_decay": 1.0}, {"params": plain}],
        lr=case["rate"], momentum=case["momentum"], nesterov=case["nesterov"],
    )
    order, losses = random.permutation(len(train)), []
    for rows in np.split(train[order], range(case["batch"], len(train), case["batch"])):
        # The penalty is divided by the rows of the batch that there are.
        step.param_groups[0]["weight_decay"] = case["l2"] / len(rows)
        step.zero_grad()
        loss = nn.functional.cross_entropy(model(pixels[rows]), labels[rows])
        loss.backward()
        losses.append(loss.item())
        step.step()
    with torch.no_grad():
        logits = model(pixels[test])
    accuracy = (logits.argmax(1) == labels[test]).double().mean().item()
    return digest, {"losses": losses, "logits": logits[:20].flatten().tolist(), "accuracy": accuracy}


def main():
    torch.set_num_threads(1)
    cases = []
    for title, case in CASES.items():
        digest, single = first_epoch(case, torch.float32)
        _, double = first_epoch(case, torch.float64)
        cases.append({"title": title, **case, "sha256": digest, "single": single, "double": double})
        noise = max(abs(a - b) / abs(b) for a, b in zip(single["losses"], double["losses"]))
        print(title, len(single["losses"]), "batches, noise of single precision in the losses", noise, single["accuracy"])
    versions = {"python": platform.python_version(), "numpy": np.__version__, "sklearn": sklearn.__version__, "torch": torch.__version__}
    with open(os.path.join(HERE, "data", "colour.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "cases": cases}, file)
        file.write("\n")


if __name__ == "__main__":
    main()
