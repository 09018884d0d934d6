"""
References for imported predictions: `python3 test/reference/predictions.py` writes the files that a person imports, as
CSV, JSON, NPY and NPZ, to data/predictions/, and beside them what scikit-learn says of them: predictions.json.

Labels and probabilities follow from a seed. Three classes with names, one of them rare; probabilities of float32 as a
network gives them. The CSV has them in seven significant digits, so its rows sum to 1 within the tolerance.
"""
import csv
import json
import os

import numpy
from sklearn.metrics import (
    balanced_accuracy_score,
    classification_report,
    cohen_kappa_score,
    confusion_matrix,
    log_loss,
    matthews_corrcoef,
)

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
FOLDER = os.path.join(HERE, "predictions")
SEED, N = 20110101, 240
CLASSES = ["cat", "dog", "sea lion"]


def main():
    os.makedirs(FOLDER, exist_ok=True)
    random = numpy.random.default_rng(SEED)
    actual = random.choice(3, size=N, p=[0.55, 0.35, 0.1])
    logits = random.normal(size=(N, 3)) * 1.5
    logits[numpy.arange(N), actual] += 1.2
    logits = logits.astype(numpy.float32)
    exp = numpy.exp(logits - logits.max(axis=1, keepdims=True), dtype=numpy.float32)
    probabilities = exp / exp.sum(axis=1, keepdims=True, dtype=numpy.float32)
    predicted = probabilities.argmax(axis=1)
    names = numpy.array(CLASSES)

    def path(name):
        return os.path.join(FOLDER, name)

    numpy.save(path("y_true.npy"), actual)
    numpy.save(path("y_pred.npy"), predicted.astype(numpy.int32))
    numpy.save(path("y_prob.npy"), probabilities)
    numpy.save(path("logits.npy"), logits)
    numpy.save(path("names_true.npy"), names[actual])
    numpy.savez_compressed(path("all.npz"), y_true=actual, probs=probabilities, classes=names)
    numpy.save(path("object.npy"), names[actual].astype(object))
    with open(path("labels.csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "label", "prediction"])
        for i in range(N):
            writer.writerow([i, CLASSES[actual[i]], CLASSES[predicted[i]]])
    with open(path("probabilities.csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["label"] + [f"prob_{name}" for name in CLASSES])
        for i in range(N):
            writer.writerow([CLASSES[actual[i]]] + [f"{p:.7g}" for p in probabilities[i]])
    with open(path("labels.json"), "w") as file:
        json.dump({"classes": CLASSES, "labels": actual.tolist(), "predictions": predicted.tolist()}, file)
    with open(path("probabilities.json"), "w") as file:
        rows = [[float(f"{p:.9g}") for p in row] for row in probabilities]
        json.dump({"classes": CLASSES, "labels": actual.tolist(), "probabilities": rows}, file)

    doubles = probabilities.astype(numpy.float64)
    reference = {
        "classes": CLASSES,
        "confusion": confusion_matrix(actual, predicted).tolist(),
        "report": classification_report(actual, predicted, target_names=CLASSES, output_dict=True),
        "balancedAccuracy": balanced_accuracy_score(actual, predicted),
        "kappa": cohen_kappa_score(actual, predicted),
        "mcc": matthews_corrcoef(actual, predicted),
        "loss": log_loss(actual, doubles / doubles.sum(axis=1, keepdims=True)),
    }
    with open(os.path.join(HERE, "predictions.json"), "w") as file:
        json.dump(reference, file, indent=1)
        file.write("\n")


main()
