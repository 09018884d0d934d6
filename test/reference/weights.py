"""
Reads exported weights as their users do, and prints as JSON what was found: `python3 test/reference/weights.py FOLDER`, of
which `cases.json` says what lies in it. Each case has the features of the test part as their file has them, and the logits
of the network that was exported.
"""
import json
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
import safetensors
import safetensors.torch
import torch
from torch import nn

FOLDER = Path(sys.argv[1])


def sequential(case):
    """The network as a person would write it."""
    activations = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}
    shape = case["shape"][1:]
    modules = []
    flat = len(shape) == 1
    for layer in [*case["layers"], {"kind": "dense", "width": case["classes"], "activation": None}]:
        if layer["kind"] == "maxPool":
            modules.append(nn.MaxPool2d(layer["size"]))
        elif layer["kind"] == "convolution":
            modules.append(nn.LazyConv2d(layer["channels"], layer["size"]))
        else:
            if not flat:
                modules.append(nn.Flatten())
            flat = True
            modules.append(nn.LazyLinear(layer["width"]))
        if layer.get("activation"):
            modules.append(activations[layer["activation"]]())
    model = nn.Sequential(*modules)
    model(torch.zeros(1, *shape))
    return model


def scaled(x, scaling):
    if scaling["rule"] == "byte":
        return x / 255
    if scaling["rule"] == "standard":
        mean, deviation = (numpy.array(scaling[key]).reshape(x.shape[1:]) for key in ("mean", "deviation"))
        return (x - mean) / deviation
    return x


def worst(found, expected):
    """The greatest distance between logits, in units of max(1, |logit|)."""
    return float((numpy.abs(found - expected) / numpy.maximum(1, numpy.abs(expected))).max())


def by_torch(case, x, expected):
    path = FOLDER / case["weights"]
    model = sequential(case)
    model.load_state_dict(safetensors.torch.load_file(path), strict=True)
    with safetensors.safe_open(path, "np") as file:
        metadata = file.metadata()
    *words, place = json.loads(metadata["generator"])
    random = numpy.random.RandomState()
    random.set_state(("MT19937", numpy.array(words, numpy.uint32), place))
    x = torch.tensor(scaled(x.astype(numpy.float64), json.loads(metadata["scaling"]))).float()
    with torch.no_grad():
        logits = model(x).numpy()
    return {
        "worst": worst(logits, expected),
        "metadata": {key: metadata[key] for key in ("format", "producer", "network", "input", "classes", "epoch")},
        "order": random.permutation(20).tolist(),
    }


def by_onnxruntime(case, x, expected):
    model = onnx.load(FOLDER / case["onnx"])
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    x = x.astype({"tensor(float)": "f4", "tensor(double)": "f8"}[given.type])
    (logits,) = session.run(["logits"], {given.name: x})
    one = session.run(["logits"], {given.name: x[:1]})[0]
    return {
        "worst": max(worst(logits, expected), worst(one, expected[:1])),
        "versions": [model.ir_version, model.opset_import[0].version],
        "metadata": {each.key: each.value for each in model.metadata_props},
    }


def main():
    found = {}
    for case in json.loads((FOLDER / "cases.json").read_text()):
        x = numpy.fromfile(FOLDER / case["x"], "<f8").reshape(case["shape"])
        expected = numpy.fromfile(FOLDER / case["logits"], "<f4").reshape(len(x), -1)
        found[case["name"]] = {
            "logits": expected.size,
            "torch": by_torch(case, x, expected),
            "onnx": by_onnxruntime(case, x, expected),
        }
    print(json.dumps(found))


main()
