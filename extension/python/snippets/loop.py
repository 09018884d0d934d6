# Surprisal, any loop of Python 3.9 or newer.
from surprisal_run import Run

with Run("my run", classes=class_names, config={"lr": lr}, epochs=epochs) as run:
    for epoch in range(1, epochs + 1):
        for x, y in batches:
            loss = train_step(x, y)
            run.log(loss=loss)
        run.epoch(epoch, labels=y_test, predictions=predict(x_test))  # or logits=, or probs=
