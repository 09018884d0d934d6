"""
Event files as PyTorch and TensorFlow 2 write them, and tables and states as Lightning, Keras, DVCLive and Hugging Face do,
into data/curves/ with what they hold in data/curves.json: `python3 test/reference/curves.py`.

Needs python3-protobuf and python3-crc32c of Debian. The messages are those of TensorFlow's event.proto, summary.proto and
tensor.proto and of the plugin hparams, as far as these writers fill them; protobuf itself encodes them.
"""
import csv
import json
import math
import os
import platform
import struct
from importlib.metadata import version

import crc32c
import google.protobuf
import numpy
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, struct_pb2

from seeded import Seeded

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "curves")
KINDS = {"double": 1, "float": 2, "int64": 3, "uint64": 4, "int32": 5, "bool": 8, "string": 9, "message": 11, "bytes": 12, "uint32": 13, "enum": 14}
MESSAGES = {
    "Event": [("wall_time", 1, "double"), ("step", 2, "int64"), ("file_version", 3, "string"), ("graph_def", 4, "bytes"),
              ("summary", 5, "Summary"), ("session_log", 7, "SessionLog")],
    "SessionLog": [("status", 1, "int32")],
    "Summary": [("value", 1, "Value*")],
    "Value": [("tag", 1, "string"), ("simple_value", 2, "float"), ("image", 4, "Image"), ("histo", 5, "Histogram"),
              ("tensor", 8, "Tensor"), ("metadata", 9, "Metadata")],
    "Image": [("height", 1, "int32"), ("width", 2, "int32"), ("colorspace", 3, "int32"), ("encoded_image_string", 4, "bytes")],
    "Histogram": [("min", 1, "double"), ("max", 2, "double"), ("num", 3, "double"), ("bucket", 7, "double*")],
    "Metadata": [("plugin_data", 1, "PluginData"), ("data_class", 4, "int32")],
    "PluginData": [("plugin_name", 1, "string"), ("content", 2, "bytes")],
    "Tensor": [("dtype", 1, "int32"), ("tensor_shape", 2, "Shape"), ("tensor_content", 4, "bytes"), ("float_val", 5, "float*"),
               ("double_val", 6, "double*"), ("int_val", 7, "int32*"), ("string_val", 8, "bytes*"), ("int64_val", 10, "int64*"),
               ("bool_val", 11, "bool*"), ("half_val", 13, "int32*"), ("uint32_val", 16, "uint32*"), ("uint64_val", 17, "uint64*")],
    "Shape": [("dim", 2, "Dim*")],
    "Dim": [("size", 1, "int64")],
    "HParams": [("version", 1, "int32"), ("session_start_info", 3, "Session")],
    "Session": [("hparams", 1, "Entry*"), ("group_name", 4, "string"), ("start_time_secs", 5, "double")],
    "Entry": [("key", 1, "string"), ("value", 2, "google.protobuf.Value")],
}


def messages():
    file = descriptor_pb2.FileDescriptorProto(name="curves.proto", package="t", syntax="proto3")
    file.dependency.append("google/protobuf/struct.proto")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            many, kind = kind.endswith("*"), kind.rstrip("*")
            made = message.field.add(name=field, number=number, label=3 if many else 1, type=KINDS.get(kind, 11))
            if kind not in KINDS:
                made.type_name = "." + kind if "." in kind else ".t." + kind
        if name == "Value":  # One of several, so that a value of zero is written.
            message.oneof_decl.add(name="value")
            for made in message.field:
                if made.name in ("simple_value", "image", "histo", "tensor"):
                    made.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName("t." + name)) for name in MESSAGES}


M = messages()


def masked(data):
    crc = crc32c.crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def record(event, checked=True):
    data = event.SerializeToString()
    head = struct.pack("<Q", len(data))
    sums = (masked(head), masked(data)) if checked else (0, 0)
    return head + struct.pack("<I", sums[0]) + data + struct.pack("<I", sums[1])


class Writer:
    """A file of events, and the scalars in it as a reader is to find them."""

    def __init__(self, name, began, checked=True):
        self.name, self.time, self.checked = name, began, checked
        self.bytes, self.places, self.scalars = b"", [], {}
        self.put(M["Event"](file_version="brain.Event:2"))

    def put(self, event, tick=0.25):
        event.wall_time = self.time
        self.time += tick
        self.places.append(len(self.bytes))
        self.bytes += record(event, self.checked)
        return event

    def value(self, step, **fields):
        return self.put(M["Event"](step=step, summary=M["Summary"](value=[M["Value"](**fields)])))

    def scalar(self, tag, step, value):
        self.value(step, tag=tag, simple_value=value)
        self.keep(tag, step, float(numpy.float32(value)))

    def keep(self, tag, step, value):
        self.scalars.setdefault(tag, []).append([step, plain(value), self.time - 0.25])

    def plugin(self, name, content=b""):
        return M["Metadata"](plugin_data=M["PluginData"](plugin_name=name, content=content))

    def done(self, **more):
        with open(os.path.join(FOLDER, self.name), "wb") as file:
            file.write(self.bytes)
        return {"name": self.name, "places": self.places, "scalars": self.scalars, **more}


def plain(value):
    return value if math.isfinite(value) else str(value)


def pytorch(random):
    """SummaryWriter: add_scalar, add_histogram, add_image, add_text, add_graph, add_hparams."""
    writer = Writer("events.out.tfevents.1700000000.host.1.0", 1700000000.0)
    writer.put(M["Event"](graph_def=b"graph"))
    for step in range(200):
        writer.scalar("train/loss", step, 2.3 * math.exp(-step / 60) + random.next() / 10)
        if step % 20 == 19:
            writer.scalar("val/accuracy", step, 1 - math.exp(-step / 60))
    for step, value in enumerate([math.nan, math.inf, -math.inf, -0.0, 1e-45]):
        writer.scalar("odd", 2**40 + step, value)
    writer.value(0, tag="weights", histo=M["Histogram"](min=-1, max=1, num=3, bucket=[1, 2]))
    writer.value(0, tag="digit", image=M["Image"](height=1, width=1, colorspace=1, encoded_image_string=b"png"))
    text = M["Tensor"](dtype=7, string_val=[b"words"], tensor_shape=M["Shape"](dim=[M["Dim"](size=1)]))
    writer.value(0, tag="note/text_summary", metadata=writer.plugin("text"), tensor=text)
    settings = {"lr": 0.001, "optimiser": "Adam", "nesterov": False, "layers": 3}
    session = M["Session"]()
    for key, value in settings.items():
        entry = session.hparams.add(key=key)
        kind = "bool_value" if isinstance(value, bool) else "string_value" if isinstance(value, str) else "number_value"
        setattr(entry.value, kind, value)
    content = M["HParams"](session_start_info=session).SerializeToString()
    writer.value(0, tag="_hparams_/session_start_info", metadata=writer.plugin("hparams", content))
    return writer.done(settings=settings, others={"graphs": 1, "histograms": 1, "images": 1, "text": 1})


DTYPES = {
    "float32": (1, "float_val"), "float64": (2, "double_val"), "int32": (3, "int_val"), "uint8": (4, "int_val"),
    "int16": (5, "int_val"), "int8": (6, "int_val"), "int64": (9, "int64_val"), "bool": (10, "bool_val"),
    "uint16": (17, "int_val"), "float16": (19, "half_val"), "uint32": (22, "uint32_val"), "uint64": (23, "uint64_val"),
}


def tensorflow():
    """tf.summary: every value is a tensor; the plugin stands at the first of a tag alone, or at each."""
    writer = Writer("events.out.tfevents.1700000500.host.2.v2", 1700000500.0)
    for name, (number, field) in DTYPES.items():
        kind = numpy.dtype(name)
        for step, given in enumerate([0, 1, 0.1, -3.75, 100.5, 2**31, math.nan]):
            if kind.kind != "f" and (given != int(given) if math.isfinite(given) else True):
                continue
            if kind.kind in "ub" and given < 0 or kind.kind in "iu" and given > numpy.iinfo(kind).max:
                continue
            with numpy.errstate(over="ignore"):
                value = kind.type(given)
            meta = {"metadata": writer.plugin("scalars")} if step == 0 else {}
            content = M["Tensor"](dtype=number, tensor_shape=M["Shape"](), tensor_content=value.tobytes())
            stored = int(value.view("uint16")) if name == "float16" else value.item()
            listed = M["Tensor"](dtype=number, tensor_shape=M["Shape"]())
            if stored != 0:
                getattr(listed, field).append(stored)
            for tag, tensor in ((name + "/content", content), (name + "/listed", listed)):
                writer.value(step, tag=tag, tensor=tensor, **meta)
                writer.keep(tag, step, float(value))
    for step, value in enumerate([0.5, -2.0, 3.140625]):
        bits = struct.unpack("<I", struct.pack("<f", value))[0] >> 16
        tensor = M["Tensor"](dtype=14, tensor_shape=M["Shape"](), tensor_content=struct.pack("<H", bits))
        writer.value(step, tag="bfloat16", tensor=tensor, metadata=writer.plugin("scalars"))
        writer.keep("bfloat16", step, value)
    pair = M["Tensor"](dtype=1, tensor_shape=M["Shape"](dim=[M["Dim"](size=2)]), float_val=[1, 2])
    writer.value(0, tag="pair", tensor=pair, metadata=writer.plugin("histograms"))
    writer.value(1, tag="pair", tensor=pair)
    return writer.done(settings={}, others={"histograms": 2})


def unchecked(random):
    """Checksums of zero, as some writers leave them."""
    writer = Writer("events.out.tfevents.1700001000.host.3.0", 1700001000.0, checked=False)
    for step in range(20):
        writer.scalar("loss", step, random.next())
    return writer.done(settings={}, others={})


def restarted(random):
    """A second writer of the folder goes on from step 30; its first event says so."""
    writer = Writer("events.out.tfevents.1700002000.host.4.0", 1700002000.0)
    for step in range(50):
        writer.scalar("loss", step, random.next())
    writer.put(M["Event"](step=30, session_log=M["SessionLog"](status=1)))
    writer.scalars["loss"] = writer.scalars["loss"][:30]
    for step in range(30, 60):
        writer.scalar("loss", step, random.next())
    return writer.done(settings={}, others={})


def smoothing(random):
    """The smoothing of TensorBoard's chart of lines, `resmoothDataset`, on values one step apart."""
    values = [random.between(-1, 3) for _ in range(300)] + [math.nan, 1.0, math.inf, 2.0]
    answers = {}
    for weight in (0.5, 0.9, 0.99):
        last, count, means = 0.0, 0, []
        for value in values:
            if not math.isfinite(value):
                means.append(value)
                continue
            last = last * weight + (1 - weight) * value
            count += 1
            means.append(last / (1 - weight**count))
        answers[str(weight)] = [plain(mean) for mean in means]
    return {"values": [plain(value) for value in values], "means": answers}


def tables(random):
    def write(name, rows, separator=","):
        path = os.path.join(FOLDER, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)

    # CSVLogger of Lightning: the names in the order of the alphabet, a row for what was logged at one time.
    rows, found = [["epoch", "step", "train_loss_epoch", "train_loss_step", "val_acc", "val_loss"]], {}
    for epoch in range(3):
        for step in range(epoch * 100 + 49, epoch * 100 + 100, 50):
            rows.append([epoch, step, "", loss := random.next(), "", ""])
            found.setdefault("train_loss_step", []).append([step, loss, epoch])
        rows.append([epoch, step, "", "", acc := random.next(), loss := random.next()])
        found.setdefault("val_acc", []).append([step, acc, epoch])
        found.setdefault("val_loss", []).append([step, loss, epoch])
        rows.append([epoch, step, loss := random.next(), "", "", ""])
        found.setdefault("train_loss_epoch", []).append([step, loss, epoch])
    write("lightning/metrics.csv", rows)
    answers = {"lightning/metrics.csv": found}
    # CSVLogger of Keras: sorted names after the epoch, NA where an epoch had no such value.
    rows, found = [["epoch", "accuracy", "learning_rate", "loss", "val_accuracy", "val_loss"]], {}
    for epoch in range(8):
        values = [random.next() for _ in range(5)]
        values[2] = math.nan if epoch == 6 else values[2]
        values[3] = "NA" if epoch == 3 else values[3]
        rows.append([epoch, *values])
        for name, value in zip(rows[0][1:], values):
            if value != "NA":
                found.setdefault(name, []).append([epoch, plain(value), None])
    write("keras/training.csv", rows)
    answers["keras/training.csv"] = found
    # DVCLive: a file for each name, with a time where it was asked for.
    rows = [["timestamp", "step", "loss"]] + [[1623671484747 + 145 * step, step, random.next()] for step in range(6)]
    write("dvclive/plots/metrics/train/loss.tsv", rows, "\t")
    answers["dvclive/plots/metrics/train/loss.tsv"] = {"loss": [[step, loss, None] for _, step, loss in rows[1:]]}
    rows = [["step", "accuracy"]] + [[step, random.next()] for step in range(6)]
    write("dvclive/plots/metrics/eval/accuracy.tsv", rows, "\t")
    answers["dvclive/plots/metrics/eval/accuracy.tsv"] = {"accuracy": [[step, each, None] for step, each in rows[1:]]}
    # TensorBoard's own download.
    rows = [["Wall time", "Step", "Value"]] + [[1700000000.5 + step, step, random.next()] for step in range(5)]
    write("tensorboard/run-train-tag-loss.csv", rows)
    answers["tensorboard/run-train-tag-loss.csv"] = {"Value": [[step, value, None] for _, step, value in rows[1:]]}
    return answers


def trainer(random):
    """The state of a Trainer: keys in order, indented by two, NaN as Python writes it."""
    history, found = [], {}
    for step in range(25, 501, 25):
        epoch = step / 250
        entry = {"epoch": epoch, "grad_norm": random.next(), "learning_rate": 5e-5 * (1 - step / 500), "loss": random.next()}
        entry["grad_norm"] = math.nan if step == 100 else -math.inf if step == 125 else math.inf if step == 150 else entry["grad_norm"]
        history.append({**entry, "step": step})
        if step % 250 == 0:
            evaluated = {"epoch": epoch, "eval_accuracy": random.next(), "eval_loss": random.next(), "eval_runtime": 92.0138}
            history.append({**evaluated, "step": step})
    history.append({"epoch": 2.0, "step": 500, "total_flos": 2.1e14, "train_loss": 0.3, "train_runtime": 12.5})
    for entry in history:
        for name, value in entry.items():
            if name not in ("step", "epoch"):
                found.setdefault(name, []).append([entry["step"], plain(value), entry["epoch"]])
    state = {
        "best_metric": None, "best_model_checkpoint": None, "epoch": 2.0, "eval_steps": 250, "global_step": 500,
        "is_hyper_param_search": False, "log_history": history, "logging_steps": 25, "max_steps": 500,
        "num_train_epochs": 2, "save_steps": 250, "stateful_callbacks": {"TrainerControl": {"args": {"should_log": False}}},
        "train_batch_size": 8, "trial_name": None, "trial_params": None,
    }
    os.makedirs(os.path.join(FOLDER, "trainer"), exist_ok=True)
    with open(os.path.join(FOLDER, "trainer", "trainer_state.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(state, indent=2, sort_keys=True) + "\n")
    return found


def main():
    random = Seeded(19620401)
    os.makedirs(FOLDER, exist_ok=True)
    answer = {
        "generator": "curves.py",
        "versions": {
            "python": platform.python_version(), "protobuf": google.protobuf.__version__, "crc32c": version("crc32c"),
            "numpy": numpy.__version__,
        },
        "events": [pytorch(random), tensorflow(), unchecked(random), restarted(random)],
        "tables": tables(random),
        "trainer": trainer(random),
        "smoothing": smoothing(random),
    }
    with open(os.path.join(os.path.dirname(FOLDER), "curves.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(answer, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
