# Surprisal, Hugging Face Transformers 4: a Trainer that classifies.
from surprisal_run import Run
from transformers import TrainerCallback

run = Run("transformers", classes=class_names)


class LogRun(TrainerCallback):
    def on_log(self, args, state, control, logs=None, **given):
        numbers = {name: value for name, value in (logs or {}).items() if name != "epoch"}
        run.log(numbers, step=state.global_step)

    def on_train_end(self, args, state, control, **given):
        run.finish()


def compute_metrics(evaluated):  # Trainer(..., compute_metrics=compute_metrics, callbacks=[LogRun()])
    run.epoch(labels=evaluated.label_ids, logits=evaluated.predictions)
    return {"accuracy": float((evaluated.predictions.argmax(-1) == evaluated.label_ids).mean())}
