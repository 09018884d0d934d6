"""
Files as NumPy, PyTorch, scikit-learn and pandas print and save them, and as APIs answer, written to real/:
`python3 test/reference/real.py`. What is to be said of each stands in real/expected.json, by hand; all numbers and
texts are made up here. The versions that wrote them are in real/versions.json.
"""
import io
import json
import os
import platform

import numpy as np
import pandas as pd
import sklearn
import torch
from sklearn.metrics import classification_report, confusion_matrix

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "real")
SEED = 20260101
random = np.random.default_rng(SEED)


def write(name, text):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text if text.endswith("\n") else text + "\n")


def dump(name, value):
    write(name, json.dumps(value, indent=1))


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def main():
    logits = random.normal(size=(6, 4)) * 2
    probs = softmax(logits)
    labels = random.integers(0, 4, 6)
    binary = random.integers(0, 2, 8)
    positive = np.round(random.uniform(size=8), 3)

    write("numpy-print.txt", str(probs))
    write("numpy-print-float32.txt", str(probs.astype("float32")))
    with np.printoptions(precision=2, suppress=True):
        write("numpy-print-2.txt", str(probs))
        write("numpy-repr-2.txt", repr(probs))
    write("numpy-repr.txt", repr(probs))
    write("numpy-repr-bool.txt", repr(probs > 0.5))
    write("numpy-repr-int.txt", repr(labels))
    write("numpy-print-long.txt", str(np.arange(2000) / 1000))
    write("numpy-print-logits.txt", str(logits))
    write("numpy-onehot.txt", repr(np.eye(4)[labels]))
    for name, options in {"numpy.csv": {"delimiter": ","}, "numpy-savetxt.txt": {"fmt": "%.4f"}}.items():
        file = io.StringIO()
        np.savetxt(file, probs, **options)
        write(name, file.getvalue())
    write("script.py", (
        '"""An evaluation; every array is as it should be."""\nimport numpy as np\n\n'
        f"def binary():\n    y_true = np.{binary!r}\n    y_prob = np.{positive!r}\n    return y_true, y_prob\n\n\n"
        f"def many():\n    y_true = np.{labels!r}\n    logits = np.{np.round(logits, 3)!r}\n    return y_true, logits\n\n\n"
        "def levels(data, prob=(0.25, 0.5, 0.75)):\n    return np.quantile(data, prob)\n").replace("np.array", "np.array"))

    t = torch.tensor(probs, dtype=torch.float32)
    write("torch-print.txt", repr(t))
    write("torch-grad.txt", repr(t.clone().requires_grad_()))
    write("torch-parameter.txt", repr(torch.nn.Parameter(torch.tensor(logits[:2], dtype=torch.float32))))
    write("torch-grad-fn.txt", repr((t.clone().requires_grad_() * 1).softmax(-1)))
    write("torch-half.txt", repr(t.to(torch.float16)))
    write("torch-device.txt", repr(t).rstrip(")") + ", device='cuda:0')")
    write("torch-int.txt", repr(torch.tensor(labels)))

    dump("softmax.json", {"target": labels.tolist(), "probs": probs.tolist()})
    dump("softmax-2.json", {"target": labels.tolist(), "probs": np.round(probs, 2).tolist()})
    dump("thirds.json", {"probs": [0.33, 0.33, 0.33]})
    dump("logits.json", {"labels": labels.tolist(), "logits": logits.tolist()})
    dump("binary.json", {"y_true": binary.tolist(), "y_prob": positive.tolist()})
    dump("binary-near.json", {"labels": [1, 0, 1], "probs": [0.6, 0.1, 0.35]})
    dump("indices.json", {"y_true": labels.tolist(), "y_pred": probs.argmax(-1).tolist()})
    dump("multilabel.json", {"y_true": [[1, 0, 1], [0, 1, 0], [1, 1, 0]], "probs": [[0.9, 0.1, 0.8], [0.2, 0.7, 0.1], [0.6, 0.9, 0.3]]})
    dump("percentages.json", {"probs": [62.5, 30.1, 7.4]})
    dump("counts.json", {"probs": [12, 30, 8], "distribution": [5, 9, 1]})
    dump("regression.json", {"y_true": [1.5, 2.5, 0.3], "y_pred": [1.4, 2.6, 0.1]})
    dump("top-k.json", [{"label": 281, "probs": [0.61, 0.22, 0.09], "indices": [281, 282, 285]}])
    dump("detections.json", {
        "image_id": 42, "labels": [1, 3, 17], "probs": [0.93, 0.51, 0.12],
        "boxes": [[12.5, 30.1, 80.2, 64.0], [100.0, 20.5, 40.0, 38.25], [7.0, 9.5, 15.0, 22.0]]})
    dump("coco.json", [
        {"image_id": i, "category_id": int(c), "bbox": np.round(random.uniform(0, 200, 4), 2).tolist(), "score": round(float(s), 3)}
        for i, (c, s) in enumerate(zip(random.integers(1, 90, 6), random.uniform(size=6)))])
    dump("transitions.json", {"probs": [[0.5, 0.5], [1.0], [0.2, 0.3, 0.5]]})
    dump("tokens.json", {"labels": [101, 2023, 102], "outputs": [101, 2023, 2003, 102]})

    words = ["The", " sum", " of", " two", " rows", "."]
    logprobs = np.round(-random.exponential(0.7, len(words)), 4).tolist()
    top = lambda word, p: [{"token": word, "logprob": p}, {"token": " and", "logprob": p - 1.5}]
    dump("logprobs-chat.json", {"choices": [{"index": 0, "message": {"role": "assistant", "content": "".join(words)}, "logprobs": {
        "content": [{"token": w, "logprob": p, "bytes": list(w.encode()), "top_logprobs": top(w, p)} for w, p in zip(words, logprobs)]}}]})
    dump("logprobs-completion.json", {"choices": [{"text": "".join(words), "logprobs": {
        "tokens": words, "token_logprobs": [None, *logprobs[1:]], "text_offset": [0, 3, 7, 10, 14, 19]}}]})
    dump("logprobs-prompt.json", {"prompt_logprobs": [None, *[{"314": {"logprob": p, "rank": 1, "decoded_token": w}} for w, p in zip(words, logprobs)]]})
    dump("logprobs-probs.json", {"content": "".join(words), "completion_probabilities": [
        {"content": w, "probs": [{"tok_str": w, "prob": round(float(np.exp(p)), 4)}, {"tok_str": " and", "prob": 0.02}]}
        for w, p in zip(words, logprobs)]})

    names = ["cat", "dog", "owl", "fox"]
    frame = pd.DataFrame(probs, columns=names)
    write("pandas-print.txt", str(frame))
    write("pandas.csv", frame.to_csv())
    write("pandas-columns.json", frame.to_json())
    write("pandas-records.json", frame.to_json(orient="records"))
    write("pandas-split.json", frame.to_json(orient="split"))
    write("pandas-series.txt", str(pd.Series([3, 1, 2], index=names[:3], name="count")))
    truth = random.integers(0, 4, 60)
    guess = np.where(random.uniform(size=60) < 0.7, truth, random.integers(0, 4, 60))
    write("report.txt", classification_report(truth, guess, target_names=names))
    write("confusion.txt", str(confusion_matrix(truth, guess)))
    write("confusion-repr.txt", repr(confusion_matrix(truth, guess)))

    losses = np.round(2.3 * np.exp(-np.arange(8) / 3), 4)
    write("train.log", "\n".join(f"Epoch {i + 1}/8 - loss: {x:.4f} - accuracy: {1 - x / 3:.4f} - lr: 1e-03" for i, x in enumerate(losses)))
    write("steps.log", "\n".join(f"2026-01-01 10:00:{i:02d} INFO step {i * 100} | loss {x} | probs [0.9, 0.8] | grad norm {x / 2:.3f}" for i, x in enumerate(losses)))
    write("trainer.log", "\n".join(str({"loss": float(x), "grad_norm": round(float(x) / 2, 4), "epoch": i + 1}) for i, x in enumerate(losses)))
    write("prose.md", "# Notes\n\nThe probabilities [0.9, 0.8] were of two labels; target [1, 2] and output [3] are ids.\n\nprobs: about 3 of [12, 40] were kept.\n")
    with open(os.path.join(HERE, "notebook.ipynb"), "w", encoding="utf-8", newline="\n") as file:
        cell = lambda kind, source, **more: {"cell_type": kind, "metadata": {}, "source": source.splitlines(True), **more}
        output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": repr(t).splitlines(True)}}
        json.dump({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
            cell("code", "y_true = [0, 1, 1]\ny_pred = [0, 1, 0]", execution_count=1, outputs=[output]),
            cell("code", "probs = [0.9, 0.2, 0.4]", execution_count=2, outputs=[]),
            cell("markdown", "The rows of `probs` are no distribution: [0.9, 0.2, 0.4].")]}, file, indent=1)
    dump("wrong-sum.json", {"probs": [[0.2, 0.8], [0.5, 0.57], [0.9, 0.1]]})
    dump("wrong-class.json", {"y_true": [0, 4, 1], "y_pred": np.round(softmax(logits[:3]), 3).tolist()})
    dump("wrong-negative.json", {"probabilities": [0.8, -0.1, 0.3]})
    dump("versions.json", {"seed": SEED, "python": platform.python_version(), "numpy": np.__version__,
        "torch": torch.__version__, "pandas": pd.__version__, "sklearn": sklearn.__version__})


main()
