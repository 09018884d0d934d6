import { python } from '../pythonLiteral.js';
import { lossText, weighted } from './lossText.js';
import { networkText } from './networkText.js';
import { memoryText, optimiserText, ratesGradient, rateText, stepText } from './optimiserText.js';
import type { ProjectRun } from './projectRun.js';

/** Some lines where they are needed, else nothing. */
const where = (needed: boolean, lines: string): string => (needed ? lines : '');

const list = (texts: readonly string[]): string => `[${texts.map(python).join(', ')}]`;

/** Items as the network takes them. */
function inputsText({ config, data }: ProjectRun): string {
  const { rule, pictures, item } = data;
  const scaled = { none: 'x', byte: 'x / 255', standard: '(x - MEAN) / DEVIATION' }[rule];
  const order = item.channels > 1 ? '.transpose(0, 3, 1, 2)' : '[:, None]';
  const type = config.mode === 'replay' ? 'np.float64' : 'np.float32';
  const array = rule === 'none' ? 'np.array(x)' : `(${scaled})`;
  return `${where(
    rule === 'standard',
    `MEAN, DEVIATION = np.load(HERE / "data/mean.npy"), np.load(HERE / "data/deviation.npy")
`,
  )}

def inputs(x):
    """${pictures ? 'Images' : 'Rows'} as the network takes them${pictures ? ': [items, channels, height, width]' : ''}."""
    return torch.from_numpy(${array}${where(pictures, order)}.astype(${type})).to(DEVICE)`;
}

/** Without a validation part nothing stops early. */
const stopsEarly = ({ config, data }: ProjectRun): boolean => data.validates && config.earlyStop !== null;

/** The first state. */
function beginText(run: ProjectRun): string {
  const { config, data } = run;
  const { begun } = data;
  const { step, epoch, best, stale } = begun ?? { step: 0, epoch: 0, best: Infinity, stale: 0 };
  const stops = stopsEarly(run) ? `, "best": ${Number.isFinite(best) ? best : 'math.inf'}, "stale": ${stale}` : '';
  return `def begin():
    """The state in which the run began."""
    start = HERE / "start.safetensors"
    model.load_state_dict(load_file(start))
    with safe_open(start, "np") as file:
        words = json.loads(file.metadata()["generator"])
${begun ? memoryText(config.optimiser, step) : '    order = torch.arange(len(train_y))\n'}    state = {"step": ${step}, "epoch": ${epoch}, "batch": 0${stops}, "run": None}
    return {**state, "order": order, "words": words}`;
}

/** `train.py`: what a person would write for this run, and nothing that it does not use. */
export function trainText(run: ProjectRun): string {
  const { id, title, config, data } = run;
  const { optimiser, earlyStop, batch, epochs, mode } = config;
  const { validates } = data;
  const stops = stopsEarly(run);
  const rate = optimiser.schedule === 'constant' ? 'RATE' : 'rate';
  const convolves = config.network.layers.some(({ kind }) => kind === 'convolution');
  const isTable = data.item.height === 1;
  const columns = where(data.columns !== undefined, ', columns=COLUMNS');
  return `"""Trains a network as a run of Surprisal did: in one process, \`python3 train.py\`, or in many, \`sh run.sh 4\`.

It begins from the first weights of the run and takes the rows in its order. All processes draw the same order, and each
takes its share of every batch, so a step is the same however many they are. Where one dies, torchrun starts all again;
they go on from the state that was saved last, into the same record.
"""
import json
import math
import os
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from surprisal_run import Run

TITLE = ${python(`${title} · PyTorch`)}
PARENT = ${python(id)}  # the run that this one repeats
CLASSES = ${list(data.classes)}
${where(columns !== '', `COLUMNS = ${list(data.columns ?? [])}\n`)}EPOCHS = ${epochs}
BATCH = ${batch}  # of all processes together
RATE = ${optimiser.rate}
${where(optimiser.l2 > 0, `L2 = ${optimiser.l2}\n`)}${where(stops, `PATIENCE = ${earlyStop?.patience}  # epochs without a better loss on the validation part\n`)}SAVE_EVERY = 100  # steps
HERE = Path(__file__).resolve().parent
SAVED = HERE / f"state-{PARENT}.pt"

CUDA = torch.cuda.is_available()
DEVICE = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if CUDA else torch.device("cpu")
${where(mode === 'replay', 'torch.set_default_dtype(torch.float64)\n')}${where(convolves, 'torch.backends.cudnn.allow_tf32 = False  # all digits of float32, as the run had them\n')}if CUDA:
    torch.cuda.set_device(DEVICE)
if "RANK" in os.environ:  # torchrun began it
    dist.init_process_group("nccl" if CUDA else "gloo")
else:
    dist.init_process_group("nccl" if CUDA else "gloo", store=dist.HashStore(), rank=0, world_size=1)
RANK, WORLD = dist.get_rank(), dist.get_world_size()


def load(part):
    """What a part holds, of which all processes of a machine share one copy, and its labels."""
    labels = np.load(HERE / f"data/{part}-y.npy").astype(np.int64)
    return np.load(HERE / f"data/{part}-x.npy", mmap_mode="r"), torch.from_numpy(labels).to(DEVICE)


train_x, train_y = load("train")
${where(validates, 'validation_x, validation_y = load("validation")\n')}test_x, test_y = load("test")
BATCHES = math.ceil(len(train_y) / BATCH)
${inputsText(run)}


${networkText(run)}.to(DEVICE)
${optimiserText(optimiser)}


${rateText(optimiser)}${lossText(run)}


${beginText(run)}


def save(state):
    """Saves what a restart goes on from: the file is the old one or the new one, whole."""
    torch.save({"state": state, "model": model.state_dict(), "optimiser": optimiser.state_dict()}, f"{SAVED}.part")
    os.replace(f"{SAVED}.part", SAVED)


def restore():
    """The state that rank 0 finds, for all ranks; the first one where there is none."""
    found = RANK == 0 and SAVED.exists()
    saved = [torch.load(SAVED, map_location="cpu", weights_only=True) if found else None]
    dist.broadcast_object_list(saved, device=DEVICE)
    if saved[0] is None:
        return begin()
    model.load_state_dict(saved[0]["model"])
    optimiser.load_state_dict(saved[0]["optimiser"])
    return saved[0]["state"]


def train_epoch(network, state, run):
    """Trains to the end of an epoch, or what is left of it."""
    if state["batch"] == 0:
        random = np.random.RandomState()
        random.set_state(("MT19937", state["words"][:-1], state["words"][-1]))
        state["order"] = state["order"][random.permutation(len(train_y))]
        _, words, place, *_ = random.get_state()
        state["words"] = [*words.tolist(), place]
    for batch in range(state["batch"], BATCHES):
        rows = state["order"][batch * BATCH:(batch + 1) * BATCH]
        mine = rows[RANK::WORLD]  # none, where there are more processes than rows
        weight = ${weighted(run) ? 'weight_sum(train_y[rows])' : 'len(rows)'}
${stepText(optimiser)}        optimiser.zero_grad()
        logits, labels = network(inputs(train_x[mine.numpy()])), train_y[mine]
        loss = loss_sum(logits, labels)
        # The processes' gradients are averaged, and what the loss of the batch has is their sum.
        (${where(ratesGradient(optimiser), 'rate * ')}loss * WORLD / weight).backward()
        optimiser.step()
        sums = torch.stack([loss.detach().double(), (logits.argmax(1) == labels).sum().double()])
        dist.all_reduce(sums)
        mean, accuracy = sums[0].item() / weight, sums[1].item() / len(rows)
        state["step"], state["batch"] = state["step"] + 1, batch + 1
        run.log({"train/loss": mean, "train/accuracy": accuracy, "train/lr": ${rate}}, step=state["step"])
        if not math.isfinite(mean):
            raise FloatingPointError(f"the loss became {mean} at step {state['step']}")
        if RANK == 0 and state["step"] % SAVE_EVERY == 0:
            run.flush()  # what the state has is on the disk before it
            save(state)


@torch.no_grad()
def evaluate(x, labels):
    """Loss, accuracy and logits of a part, of which each process reads its share."""
    logits = torch.zeros(len(x), len(CLASSES), device=DEVICE)
    for rows in torch.arange(len(x))[RANK::WORLD].split(1000):
        logits[rows] = model(inputs(x[rows.numpy()]))
    dist.all_reduce(logits)  # each row is of one process, and 0 in all others
    accuracy = (logits.argmax(1) == labels).double().mean().item()
    return loss_sum(logits, labels).item() / ${weighted(run) ? 'weight_sum(labels)' : 'len(labels)'}, accuracy, logits


def train():
    state = restore()
    network = DistributedDataParallel(model)
    # After its first pass it sends gradients in another order. With a pass before the first step, a training that was
    # interrupted adds them as one that was not.
    loss_sum(network(inputs(train_x[:1])), train_y[:1]).backward()
    config = {"epochs": EPOCHS, "batch": BATCH, "rate": RATE, "processes": WORLD}
    counts = {"train": len(train_y), ${where(validates, '"validation": len(validation_y), ')}"test": len(test_y)}
    with Run(TITLE, classes=CLASSES, config=config, ${isTable ? `features=test_x${columns}` : 'images=test_x'}, counts=counts, epochs=EPOCHS,
             steps=EPOCHS * BATCHES, parent=PARENT, resume=state["run"]) as run:  # rank 0 alone logs
        state["run"] = run.id
        if RANK == 0:
            save(state)
        while state["epoch"] < EPOCHS${where(stops, ' and state["stale"] < PATIENCE')}:
            train_epoch(network, state, run)
            state["epoch"], state["batch"] = state["epoch"] + 1, 0
            scalars = {}
${where(
  validates,
  `            scalars["valid/loss"], scalars["valid/accuracy"], _ = evaluate(validation_x, validation_y)
`,
)}${where(
    stops,
    `            state["stale"] = 0 if scalars["valid/loss"] < state["best"] else state["stale"] + 1
            state["best"] = min(state["best"], scalars["valid/loss"])
`,
  )}            scalars["test/loss"], scalars["test/accuracy"], logits = evaluate(test_x, test_y)
            run.epoch(state["epoch"], scalars, labels=test_y, logits=logits, step=state["step"])
            if RANK == 0:
                run.flush()
                save(state)
                right = scalars["test/accuracy"]
                print(f"epoch {state['epoch']}: {right:.2%} of {len(test_y)} test ${isTable ? 'rows' : 'images'} read right", flush=True)
    if RANK == 0:
        with safe_open(HERE / "start.safetensors", "np") as file:
            said = {**file.metadata(), "epoch": str(state["epoch"]), "generator": json.dumps(state["words"])}
        save_file(model.state_dict(), HERE / "trained.safetensors", said)
        print(f"trained.safetensors has the weights. To train anew, remove {SAVED.name}.")


train()
dist.destroy_process_group()
`;
}
