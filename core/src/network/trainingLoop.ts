import type { NamedBytes } from '../data/bytes.js';
import type { Kernel } from '../kernels/kernel.js';
import { finished } from '../numeric/finished.js';
import { MersenneTwister } from '../numeric/mersenneTwister.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { RunConfig } from './config.js';
import type { Layout } from './layout.js';
import { logLoss } from './logLoss.js';
import { imageLabels, initialise, loadData, readWeights, type LayerWeights, type Parts } from './load.js';
import { Network, phases, type Phase } from './network.js';
import { rateAt } from './rateAt.js';
import type { BatchRecord, Snapshot, TrainingStep } from './records.js';
import { classWeights } from './rowLoss.js';
import type { Scaling } from './scaling.js';

/** Runs every task of a phase, on one thread or several, and returns when all are done. */
export type RunTasks = (phase: Phase, tasks: number, work: (phase: Phase, task: number) => void) => void;

const oneAfterTheOther: RunTasks = (phase, tasks, work) => {
  for (let task = 0; task < tasks; task++) work(phase, task);
};

interface Evaluation {
  loss: number;
  logLoss: number;
  accuracy: number;
  confusion: Uint32Array;
  logits: Float32Array;
}

type EpochStep = Extract<TrainingStep, { kind: 'epoch' }>;

/** What the record of an epoch says of the validation part, and of the test part. */
const heldOut = (part: Evaluation | null) => ({
  validationLoss: part?.loss ?? null,
  validationLogLoss: part?.logLoss ?? null,
  validationAccuracy: part?.accuracy ?? null,
});
const tested = ({ loss, logLoss: test, accuracy, confusion }: Evaluation) => ({
  testLoss: loss,
  testLogLoss: test,
  testAccuracy: accuracy,
  confusion,
});

/** A network in training: a generator of records, whose state can be taken and set between any two batches. */
export class TrainingLoop {
  private readonly network: Network;
  /** The indices of the images of each part; the images themselves lie in the kernel's memory. */
  private readonly parts: Pick<Parts, 'train' | 'validation' | 'test'>;
  private readonly scaling: Scaling;
  private readonly random: MersenneTwister;
  private readonly labels: Uint8Array;
  private readonly classes: number;
  private readonly weights: Float64Array | null;
  private state: Omit<Snapshot, 'random' | 'parameters'>;
  /** The states in which the last two epochs began; the last good weights are computed from them. */
  private readonly marks: Snapshot[] = [];
  private readonly work = (phase: Phase, task: number): void => this.network.run(phase, task);

  constructor(
    private readonly config: RunConfig,
    private readonly layout: Layout,
    parts: Parts,
    private readonly kernel: Kernel,
    private readonly runTasks: RunTasks = oneAfterTheOther,
  ) {
    const { sets, scaling, train, validation, test } = parts;
    this.parts = { train, validation, test };
    this.scaling = scaling;
    this.classes = sets[0].classes.length;
    this.labels = imageLabels(parts);
    loadData(parts, layout, kernel);
    this.weights = classWeights(config.loss, this.labels, train, this.classes);
    if (this.weights) new Float64Array(kernel.memory.buffer, layout.classWeights, this.classes).set(this.weights);
    this.network = new Network(config, layout, kernel, 0, this.classes);
    this.random = new MersenneTwister(config.seed);
    initialise(layout, kernel, config, this.random);
    this.network.refresh();
    const order = Uint32Array.from(train, (_, i) => i);
    this.state = {
      step: 0,
      epoch: 0,
      batch: 0,
      order,
      lossSum: 0,
      lossSumWithoutPenalty: 0,
      hits: 0,
      best: Infinity,
      stale: 0,
    };
  }

  /** The state of training as a file from which it can go on. */
  checkpoint(): Uint8Array {
    return writeCheckpoint(this.layout, this.snapshot(), this.scaling, this.kernel.name);
  }

  /** Sets the state of training to that of a checkpoint. */
  resume(file: NamedBytes): void {
    this.restore(readCheckpoint(file, this.layout, this.parts.train.length));
  }

  get batchesPerEpoch(): number {
    return Math.ceil(this.parts.train.length / this.batchSize);
  }

  /** The number of epochs that are done. */
  get epoch(): number {
    return this.state.epoch;
  }

  get step(): number {
    return this.state.step;
  }

  get batch(): number {
    return this.state.batch;
  }

  readWeights(): LayerWeights[] {
    return readWeights(this.layout, this.kernel);
  }

  /** The logits of the test images under the current weights, `count * classes`. */
  readTest(): Float32Array {
    return this.read(this.parts.test).logits;
  }

  /** How the current weights read images of the data, of whatever part. */
  read(images: Uint32Array): Evaluation {
    return finished(this.evaluate(images));
  }

  /** How the weights as they stand read all parts, as the record of epoch 0: of a model that was trained elsewhere. */
  evaluateAll(): EpochStep {
    const { config, parts, batchSize, state } = this;
    const [train, test] = [this.read(parts.train), this.read(parts.test)];
    let squares = 0;
    for (const { weights } of this.readWeights()) for (const weight of weights) squares += weight * weight;
    const record = {
      epoch: state.epoch,
      step: state.step,
      trainLoss: train.loss + (0.5 * config.optimiser.l2 * squares) / batchSize,
      trainLossWithoutPenalty: train.loss,
      trainAccuracy: train.accuracy,
      ...heldOut(parts.validation.length ? this.read(parts.validation) : null),
      ...tested(test),
    };
    return { kind: 'epoch', record, testLogits: test.logits };
  }

  snapshot(): Snapshot {
    const { order } = this.state;
    return { ...this.state, order: order.slice(), random: this.random.save(), parameters: this.parameters().slice() };
  }

  restore({ random, parameters, ...state }: Snapshot): void {
    this.state = { ...state, order: state.order.slice() };
    this.random.restore(random);
    this.parameters().set(parameters);
    this.network.refresh();
  }

  /** Trains to the end; all work is done inside the consumer's calls of `next()`. */
  *run(): Generator<TrainingStep, void, undefined> {
    const { epochs, earlyStop } = this.config;
    if (this.state.batch > 0) this.marks.push(this.snapshot());
    while (this.state.epoch < epochs) {
      if (this.state.batch === 0) this.beginEpoch();
      while (this.state.batch < this.batchesPerEpoch) {
        const { record, rows } = this.trainBatch();
        if (!Number.isFinite(record.objective)) {
          const { step, epoch } = this.state;
          yield* this.backToGood();
          yield { kind: 'end', reason: 'notFinite', step: step + 1, epoch: epoch + 1, loss: record.objective };
          return;
        }
        yield { kind: 'batch', record, rows };
      }
      yield* this.endEpoch();
      if (earlyStop && this.state.stale >= earlyStop.patience) {
        yield { kind: 'end', reason: 'earlyStop' };
        return;
      }
    }
    yield { kind: 'end', reason: 'finished' };
  }

  private get batchSize(): number {
    return Math.min(this.config.batch, this.parts.train.length);
  }

  private parameters(): Float32Array | Float64Array {
    const { memory } = this.kernel;
    const at = this.layout.base / memory.realBytes;
    return memory.real.subarray(at, at + this.layout.length * (1 + this.layout.states));
  }

  private beginEpoch(): void {
    this.marks.push(this.snapshot());
    if (this.marks.length > 2) this.marks.shift();
    const { order } = this.state;
    // The new order is drawn as positions in the current one.
    const drawn = this.random.permutation(order.length);
    this.state.order = drawn.map((position) => order[position]);
    Object.assign(this.state, { lossSum: 0, lossSumWithoutPenalty: 0, hits: 0 });
  }

  /** One batch: forward, backward and update; a loss that is not finite leaves the state as it was before. */
  private trainBatch(): { record: BatchRecord; rows: number } {
    const { state, parts, batchSize, config, network } = this;
    const from = state.batch * batchSize;
    const rows = Math.min(batchSize, state.order.length - from);
    const { ints } = this.kernel.memory;
    let divisor = this.weights ? 0 : rows;
    for (let i = 0; i < rows; i++) {
      const image = parts.train[state.order[from + i]];
      ints[this.layout.order / 4 + i] = image;
      if (this.weights) divisor += this.weights[this.labels[image]];
    }
    if (divisor === 0) divisor = 1;
    const { l2, id } = config.optimiser;
    let rate = rateAt(config.optimiser, state.step, config.epochs * this.batchesPerEpoch);
    const t = state.step + 1;
    if (id === 'adam') rate = (rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    network.setTerms({ rows, rate, divisor, l2: (l2 * divisor) / rows });
    this.phase(phases.first, rows);
    this.phase(phases.train, rows);
    const mean = network.lossSum(rows) / divisor;
    const hits = network.hitCount(rows);
    const record = { step: t, loss: mean, objective: mean, accuracy: hits / rows };
    if (!Number.isFinite(mean)) return { record, rows };
    this.phase(phases.update, rows);
    network.finishUpdate();
    record.objective = mean + (0.5 * l2 * network.squareSum()) / rows;
    if (!Number.isFinite(record.objective)) return { record, rows };
    state.step = t;
    state.batch++;
    state.lossSum += record.objective * rows;
    state.lossSumWithoutPenalty += mean * rows;
    state.hits += hits;
    return { record, rows };
  }

  private *endEpoch(): Generator<TrainingStep, void, undefined> {
    const { state, parts } = this;
    const validation = parts.validation.length ? yield* this.evaluate(parts.validation) : null;
    const test = yield* this.evaluate(parts.test);
    const alone = state.lossSumWithoutPenalty / state.order.length;
    const record = {
      epoch: state.epoch + 1,
      step: state.step,
      trainLoss: state.lossSum / state.order.length,
      ...(!Number.isNaN(alone) && { trainLossWithoutPenalty: alone }),
      trainAccuracy: state.hits / state.order.length,
      ...heldOut(validation),
      ...tested(test),
    };
    state.epoch++;
    state.batch = 0;
    if (validation) {
      if (validation.loss < state.best) Object.assign(state, { best: validation.loss, stale: 0 });
      else state.stale++;
    }
    yield { kind: 'epoch', record, testLogits: test.logits };
  }

  /** Computes the loss and the predictions of the given images without learning from them. */
  private *evaluate(images: Uint32Array): Generator<TrainingStep, Evaluation, undefined> {
    const { classes, network, layout, labels } = this;
    const { ints } = this.kernel.memory;
    const logits = new Float32Array(images.length * classes);
    const predicted = new Uint8Array(images.length);
    const confusion = new Uint32Array(classes * classes);
    let [loss, hits, weight] = [0, 0, 0];
    for (let from = 0; from < images.length; from += layout.rowCapacity) {
      const rows = Math.min(layout.rowCapacity, images.length - from);
      for (let i = 0; i < rows; i++) {
        const image = (ints[layout.order / 4 + i] = images[from + i]!);
        weight += this.weights?.[labels[image]] ?? 1;
      }
      network.setTerms({ rows, rate: 0, divisor: 1, l2: 0 });
      this.phase(phases.evaluate, rows);
      loss += network.lossSum(rows);
      hits += network.hitCount(rows);
      network.readOut(rows, logits, predicted, from);
      yield { kind: 'pulse' };
    }
    const actual = Array.from(images, (image) => labels[image]);
    actual.forEach((label, i) => confusion[label * classes + predicted[i]]++);
    return {
      loss: loss / (weight || 1),
      logLoss: logLoss(logits, actual, classes),
      accuracy: hits / images.length,
      confusion,
      logits,
    };
  }

  /**
   * A loss that is not finite comes from the weights after the last update, so the last good weights are those before that
   * update. They are computed again from the state in which the epoch began.
   */
  private *backToGood(): Generator<TrainingStep, void, undefined> {
    const good = this.state.step - 1;
    const [before, latest] = [this.marks[0], this.marks.at(-1)!];
    const mark = latest.step <= good ? latest : before;
    this.restore(mark);
    if (mark.step >= good) return;
    if (mark.batch === 0) this.beginEpoch();
    while (this.state.step < good) {
      this.trainBatch();
      yield { kind: 'pulse' };
    }
  }

  private phase(phase: Phase, rows: number): void {
    const tasks = this.network.tasks(phase, rows);
    if (tasks > 0) this.runTasks(phase, tasks, this.work);
  }
}
