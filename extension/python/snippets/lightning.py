# Surprisal, Lightning 2.
import lightning
from surprisal_run import Run


class LogRun(lightning.Callback):
    def __init__(self, run):
        self.run, self.tested = run, []

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        self.run.log(loss=outputs["loss"], step=trainer.global_step)

    def on_validation_epoch_start(self, trainer, module):
        self.tested = []

    def on_validation_batch_end(self, trainer, module, outputs, batch, batch_idx, dataloader_idx=0):
        x, y = batch
        self.tested.append((module(x), y))

    def on_validation_epoch_end(self, trainer, module):
        if not trainer.sanity_checking:
            scores, labels = zip(*self.tested)
            self.run.epoch(trainer.current_epoch + 1, dict(trainer.callback_metrics), labels=labels, logits=scores)

    def on_exception(self, trainer, module, exception):
        self.run.fail(exception)

    def on_train_end(self, trainer, module):
        self.run.finish()


log_run = LogRun(Run("lightning", classes=class_names))  # lightning.Trainer(..., callbacks=[log_run])
