# Surprisal, PyTorch 2.
import torch
from surprisal_run import Run

with Run("pytorch", classes=class_names, config={"lr": optimizer.param_groups[0]["lr"]}, epochs=epochs) as run:
    for epoch in range(1, epochs + 1):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = loss_function(model(x), y)
            loss.backward()
            optimizer.step()
            run.log(loss=loss)
        model.eval()
        with torch.no_grad():
            tested = [(model(x), y) for x, y in test_loader]
        run.epoch(epoch, labels=[y for _, y in tested], logits=[scores for scores, _ in tested])
