"""
Writes models of PyTorch and ONNX, what they read, and the logits that PyTorch computes, into data/weights: `python3
test/reference/weightsIn.py`. The models of `refused` are what Import Weights can't take, each for one reason.
"""
import json
import os
import platform
import shutil

import numpy
import onnx
import safetensors.torch
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "data", "weights")
HEIGHT, WIDTH, CHANNELS, CLASSES, COUNT = 11, 14, 3, 4, 60


class Functional(nn.Module):
    """As tutorials write it: pools before activations, dropout, reshape and log_softmax."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(CHANNELS, 6, 2)
        self.conv2 = nn.Conv2d(6, 5, 3)
        self.fc1 = nn.Linear(5 * 3 * 4, 12)
        self.fc2 = nn.Linear(12, CLASSES)

    def logits(self, x):
        x = functional.relu(functional.max_pool2d(self.conv1(x), 2))
        x = torch.sigmoid(self.conv2(x))
        x = functional.dropout(x.reshape(-1, 60), training=self.training)
        return self.fc2(torch.tanh(self.fc1(x)))

    def forward(self, x):
        return functional.log_softmax(self.logits(x), dim=1)


class Normalised(nn.Module):
    """Scales pixels itself."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x):
        return self.model((x / 255 - self.mean) / self.deviation)


def convolution():
    return nn.Sequential(
        nn.Conv2d(CHANNELS, 5, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(5 * 4 * 6, 12), nn.Tanh(), nn.Linear(12, CLASSES),
    )  # fmt: skip


def dense():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(HEIGHT * WIDTH * CHANNELS, 9, bias=False), nn.Sigmoid(), nn.Linear(9, CLASSES)
    )


def export(name, model, example, batch=True):
    path = os.path.join(FOLDER, name)
    axes = {"x": {0: "n"}, "z": {0: "n"}} if batch else None
    torch.onnx.export(
        model.eval(), example, path, dynamo=False, input_names=["x"], output_names=["z"], dynamic_axes=axes
    )


def by_hand(name, nodes, tensors, shape=("n", 5), outputs=("z",), folder="", **more):
    """A model of these operators."""
    initializers = [numpy_helper.from_array(numpy.asarray(value), key) for key, value in tensors.items()]
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(key, TensorProto.FLOAT, None) for key in outputs],
        initializers,
        **more,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    onnx.save(model, os.path.join(FOLDER, folder, name))
    return model


def reals(*shape):
    return numpy.random.default_rng(7).normal(size=shape).astype(numpy.float32)


def refused():
    node = helper.make_node
    pictures = ("n", 3, HEIGHT, WIDTH)
    last = node("Gemm", ["h", "w", "b"], ["z"], name="last", transB=1)
    rows = {"w": reals(4, 5), "b": reals(4)}
    weights = {"w": reals(4, 5, 3, 3), "b": reals(4)}

    def conv(name, **how):
        by_hand(name, [node("Conv", ["x", "k"], ["z"], name="first", **how)], {"k": reals(5, 3, 3, 3)}, pictures, folder="refused")

    conv("padded.onnx", pads=[1, 1, 1, 1])
    conv("strided.onnx", strides=[2, 2])
    conv("dilated.onnx", dilations=[2, 2])
    conv("same.onnx", auto_pad="SAME_UPPER")
    conv("no-dense.onnx")
    by_hand("oblong.onnx", [node("Conv", ["x", "k"], ["z"])], {"k": reals(5, 3, 2, 3)}, pictures, folder="refused")
    by_hand("norm.onnx", [node("BatchNormalization", ["x", "s", "s", "s", "s"], ["z"], name="bn")], {"s": reals(5)}, folder="refused")
    by_hand("gelu.onnx", [node("Erf", ["x"], ["h"], name="gelu"), last], rows, folder="refused")
    by_hand("bare.onnx", [node("Gemm", ["x", "w"], ["g"], name="first"), node("Gemm", ["g", "v"], ["z"], name="second")], {"w": reals(5, 6), "v": reals(6, 4)}, folder="refused")
    by_hand("ends-in-relu.onnx", [node("Gemm", ["x", "w", "b"], ["h"], transB=1), node("Relu", ["h"], ["z"])], rows, folder="refused")
    by_hand("beside.onnx", [node("Relu", ["x"], ["a"], name="left"), node("Tanh", ["x"], ["h"], name="right"), last], rows, folder="refused")
    by_hand("residual.onnx", [node("Gemm", ["x", "v"], ["g"]), node("Relu", ["g"], ["r"]), node("Add", ["r", "x"], ["h"], name="sum"), last], {**rows, "v": reals(5, 5)}, folder="refused")
    by_hand("circle.onnx", [node("Relu", ["y"], ["h"], name="one"), node("Relu", ["h"], ["y"], name="two")], {}, folder="refused")
    by_hand("computed.onnx", [node("Relu", ["w"], ["v"], name="of weights"), node("Gemm", ["x", "v", "b"], ["z"], name="last", transB=1)], rows, folder="refused")
    by_hand("two-outputs.onnx", [last], {**rows}, outputs=("z", "h"), folder="refused")
    by_hand("half.onnx", [node("Gemm", ["x", "w"], ["z"])], {"w": reals(5, 4).astype(numpy.float16)}, folder="refused")
    by_hand("alpha.onnx", [node("Gemm", ["x", "w"], ["z"], name="last", alpha=2.0)], {"w": reals(5, 4)}, folder="refused")
    by_hand("domain.onnx", [node("Relu", ["x"], ["h"], domain="com.example", name="own"), last], rows, folder="refused")
    by_hand("constructor.onnx", [node("constructor", ["x"], ["h"], name="own"), last], rows, folder="refused")
    then = helper.make_graph([node("Identity", ["x"], ["t"])], "then", [], [helper.make_tensor_value_info("t", TensorProto.FLOAT, None)])
    by_hand("nested.onnx", [node("If", ["c"], ["h"], name="if", then_branch=then, else_branch=then), last], {**rows, "c": numpy.array(True)}, folder="refused")
    by_hand("nested-first.onnx", [node("Loop", ["x"], ["h"], name="loop", body=then), last], rows, folder="refused")
    model = by_hand("elsewhere.onnx", [last], rows, folder="refused")
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../../etc/passwd")
    with open(os.path.join(FOLDER, "refused", "elsewhere.onnx"), "wb") as file:
        file.write(model.SerializeToString())
    model = by_hand("lying.onnx", [last], rows, folder="refused")
    model.graph.initializer[0].dims[:] = [2**31, 2**31]
    with open(os.path.join(FOLDER, "refused", "lying.onnx"), "wb") as file:
        file.write(model.SerializeToString())
    by_hand("column.onnx", [node("Gemm", ["x", "w", "b"], ["z"], name="last", transB=1)], {"w": reals(4, 5), "b": reals(4, 1)}, folder="refused")
    by_hand("column-sum.onnx", [node("MatMul", ["x", "w"], ["h"]), node("Add", ["h", "b"], ["z"])], {"w": reals(5, 4), "b": reals(4, 1)}, folder="refused")
    by_hand("whole.onnx", [node("Div", ["x", "by"], ["d"], name="scale"), node("Cast", ["d"], ["h"], to=1), last], {**rows, "by": numpy.array(255)}, folder="refused")
    by_hand("no-numbers.onnx", [node("Gemm", ["x", "w"], ["z"], name="last")], {"w": reals(0, 4)}, folder="refused")

    def again(name, change):
        model = by_hand(name, [node("Flatten", ["x"], ["h"], name="flat", axis=0), last], rows, pictures, folder="refused")
        change(model.graph)
        with open(os.path.join(FOLDER, "refused", name), "wb") as file:
            file.write(model.SerializeToString())

    # As writers of proto3 leave out what is 0.
    again("axis-left-out.onnx", lambda graph: graph.node[0].attribute[0].ClearField("i"))
    again("beta-left-out.onnx", lambda graph: (graph.node[0].ClearField("attribute"), graph.node[1].attribute.add(name="beta", type=1)))
    again("made-twice.onnx", lambda graph: graph.node.add(op_type="Relu", input=["h"], output=["w"], name="again"))
    again("dims-without-end.onnx", lambda graph: (graph.node[0].ClearField("attribute"), graph.node[1].ClearField("attribute"), graph.initializer[0].dims.__setitem__(slice(None), [2**52, 0]), graph.initializer[0].ClearField("raw_data")))
    again("other-numbers.onnx", lambda graph: (graph.node[0].ClearField("attribute"), graph.initializer[1].ClearField("raw_data"), graph.initializer[1].int64_data.extend([1, 2])))
    many = [node("Sub", [f"x{i}" if i else "x", "m"], [f"x{i + 1}"], name=f"sub{i}") for i in range(200)]
    by_hand("many-scalings.onnx", many, {"m": reals(3, 1, 1)}, ("n", 3, 1000, 1000), ("x200",), folder="refused")
    assert weights


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(os.path.join(FOLDER, "refused"))
    torch.manual_seed(19)
    x = numpy.random.default_rng(19).integers(0, 256, (COUNT, HEIGHT, WIDTH, CHANNELS), dtype=numpy.uint8)
    numpy.save(os.path.join(FOLDER, "images.npy"), x)
    numpy.save(os.path.join(FOLDER, "labels.npy"), (numpy.arange(COUNT) % CLASSES).astype(numpy.uint8))
    pixels = torch.tensor(x.transpose(0, 3, 1, 2)).float()
    cases = {}

    def case(name, model, before, example=None, batch=True):
        if name.endswith(".onnx"):
            export(name, model, pixels[:1] if example is None else example, batch)
        else:
            safetensors.torch.save_file(model.state_dict(), os.path.join(FOLDER, name))
        given = {"none": pixels, "byte": pixels / 255, "normal": (pixels / 255 - 0.1307) / 0.3081}[before]
        with torch.no_grad():
            logits = getattr(model.eval(), "logits", model)
            cases[name] = {"before": before, "logits": logits(given).double().tolist()}

    case("convolution.onnx", convolution(), "byte")
    case("one-by-one.onnx", convolution(), "byte", batch=False)
    case("functional.onnx", Functional(), "normal")
    case("normalised.onnx", Normalised(convolution()), "none")
    case("dense.onnx", dense(), "byte")
    case("sequential.safetensors", convolution(), "byte")
    case("named.safetensors", Functional(), "byte")
    rows = {"w": reals(5, 6), "b": reals(6), "v": reals(6, 3), "mean": reals(5), "scale": numpy.float32(0.25)}
    node = helper.make_node
    by_hand(
        "products.onnx",
        [
            node("Sub", ["x", "mean"], ["c"]),
            node("Mul", ["c", "scale"], ["s"]),
            node("MatMul", ["s", "w"], ["p"]),
            node("Add", ["p", "b"], ["a"]),
            node("Relu", ["a"], ["r"]),
            node("MatMul", ["r", "v"], ["q"]),
            node("Softmax", ["q"], ["z"], axis=-1),
        ],
        rows,
    )
    table = numpy.random.default_rng(3).normal(size=(COUNT, 5)).astype(numpy.float32)
    numpy.save(os.path.join(FOLDER, "rows.npy"), table)
    numpy.save(os.path.join(FOLDER, "kinds.npy"), (numpy.arange(COUNT) % 3).astype(numpy.uint8))
    scaled = (table.astype(float) - rows["mean"]) * 0.25
    cases["products.onnx"] = {
        "before": "none",
        "logits": (numpy.maximum(scaled @ rows["w"] + rows["b"], 0) @ rows["v"]).tolist(),
    }
    refused()
    versions = {"python": platform.python_version(), "torch": torch.__version__, "onnx": onnx.__version__}
    with open(os.path.join(FOLDER, "weights.json"), "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "cases": cases}, file, indent=1)
        file.write("\n")


main()
