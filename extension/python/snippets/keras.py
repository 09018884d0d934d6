# Surprisal, Keras 3.
import keras
from surprisal_run import Run


class LogRun(keras.callbacks.Callback):
    def __init__(self, run, x, y):
        super().__init__()
        self.log_of, self.x, self.y = run, x, y

    def on_train_batch_end(self, batch, logs=None):
        self.log_of.log(logs or {})

    def on_epoch_end(self, epoch, logs=None):
        self.log_of.epoch(epoch + 1, logs or {}, labels=self.y, probs=self.model.predict(self.x, verbose=0))

    def on_train_end(self, logs=None):
        self.log_of.finish()


log_run = LogRun(Run("keras", classes=class_names), x_test, y_test)  # model.fit(..., callbacks=[log_run])
