# Surprisal, skorch 1.
from skorch.callbacks import Callback
from surprisal_run import Run


class LogRun(Callback):
    def __init__(self, run, x, y):
        self.run, self.x, self.y = run, x, y

    def on_batch_end(self, net, training=None, **given):
        if training:
            self.run.log(loss=given["loss"])

    def on_epoch_end(self, net, **given):
        row = net.history[-1]
        numbers = {name: row[name] for name in ("train_loss", "valid_loss", "valid_acc") if name in row}
        self.run.epoch(row["epoch"], numbers, labels=self.y, probs=net.predict_proba(self.x))

    def on_train_end(self, net, **given):
        self.run.finish()


log_run = LogRun(Run("skorch", classes=class_names), x_test, y_test)  # NeuralNetClassifier(..., callbacks=[log_run])
