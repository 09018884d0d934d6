# Surprisal, scikit-learn 1: a model that learns by partial_fit.
from surprisal_run import Run

with Run("partial_fit", classes=class_names, config=model.get_params(), epochs=epochs) as run:
    for epoch in range(1, epochs + 1):
        model.partial_fit(x_train, y_train, classes=range(len(class_names)))
        run.epoch(epoch, labels=y_test, predictions=model.predict(x_test), train_accuracy=model.score(x_train, y_train))
