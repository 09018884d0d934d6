import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { changesOf, decidedOf } from '../../extension/runs/derive/decisions.js';
import { type CorrectionSet, withChanges } from '../../extension/runs/disk/correctionsFile.js';
import { doubtfulPage, doubtfulSummary } from '../../extension/runs/derive/doubtfulPage.js';
import { otherRuns } from '../../extension/runs/derive/otherRuns.js';
import { modelOfRun } from '../../extension/runs/derive/comparedModel.js';
import { compareModels } from '../../extension/runs/derive/compareRuns.js';
import { modelTable } from '../../extension/runs/derive/modelTable.js';
import { Run, statusAfter } from '../../extension/runs/model/run.js';
import type {
  GroupName,
  InspectorApi,
  InspectorEvents,
  InspectorState,
} from '../../extension/protocol/inspector/inspector.js';
import type { Control, SidebarApi, SidebarEvents, SidebarState } from '../../extension/protocol/train.js';
import type { LabelsParams } from '../../extension/protocol/analysis.js';
import type { Decisions, DoubtfulLabels, LabelsState } from '../../extension/protocol/inspector/labels.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import type { StartParams, TrainingEvents as Heard } from '../../extension/protocol/training.js';
import { statusOf } from '../../extension/protocol/runState.js';
import { findDoubtful } from '../../extension/worker/doubtfulLabels.js';
import type { WhyProgress } from '../../extension/protocol/inspector/why.js';
import { Session } from '../../extension/worker/session.js';
import { why } from '../../extension/worker/why.js';
import { filesOf } from '../core/training.js';
import { PageHost } from './pageHost.js';

const bytesOf = (path: string) => new Uint8Array(readFileSync(join('dist', path)));
export const mnistFile = (name: string) => ({ name, bytes: bytesOf(`mnist/${name}`) });
/** The kernel that every machine has, so that the numbers are the same on all. */
export const kernels = { simd: bytesOf('kernels/simd.wasm'), relaxed: new Uint8Array() };
/** All but what only files have. */
const groups = 'page matrix images epochs merge why compare labels draw export'.split(' ') as GroupName[];
const classes = '0123456789'.split('');

const title = ({ data, network, seed }: RunConfig): string =>
  `${data.source} · ${network.layers.map((layer) => (layer.kind === 'dense' ? layer.width : layer.kind)).join('-')} · seed ${seed}`;

type Send<Sends> = <N extends keyof Sends & string>(name: N, data: Sends[N]) => unknown;

/** The host's own run and the training thread's own session in this process: what the pages show is really trained. */
export class LiveHost extends PageHost {
  run: Run | null = null;
  config: RunConfig = defaultConfig();
  pace = 0;
  data: SidebarState['data'] = [
    { source: 'mnist-sample', trainCount: 5000, testCount: 0 },
    { source: 'mnist', trainCount: 60_000, testCount: 10_000 },
  ];
  /** Runs beside the one that is shown, and why some can't be compared with it. */
  others: Run[] = [];
  problems: Record<string, string> = {};
  labelled: LabelsState = {
    busy: null,
    share: 0,
    found: null,
    decisions: null,
    check: null,
    filter: { given: null, suggested: null, order: 'confidence' },
  };
  /** What the Labels tab lists. */
  doubtfulOnes: DoubtfulLabels | null = null;
  private readonly sources = [{ file: 'sample-labels.idx.gz', sha256: '0'.repeat(64) }];
  private corrections: CorrectionSet[] = [];
  /** Waited for at each step of why a class is read as another. */
  whyPause: (how: WhyProgress) => Promise<void> | void = () => undefined;
  toSidebar: Send<SidebarEvents> = () => undefined;
  toInspector: Send<InspectorEvents> = () => undefined;
  /** Of each epoch of the run. */
  readonly checkpoints = new Map<number, Uint8Array>();
  private session: Session | null = null;
  private ended: () => void = () => {};
  private begun = 1;
  private awaited: { epoch: number; resolve: () => void }[] = [];

  /** Trains and resolves when the run has ended. */
  train(config: RunConfig, begin: 'run' | 'paused' | 'batch' | 'epoch' = 'run'): Promise<Run> {
    const run = new Run(`run-${this.begun++}`, title(config), config, Date.now());
    this.run = run;
    const over = new Promise<Run>((resolve) => (this.ended = () => resolve(run)));
    const session = new Session((name, data) => {
      const event = { name, data } as { [N in keyof Heard]: { name: N; data: Heard[N] } }[keyof Heard];
      this.hear(run, event);
    });
    this.session = session;
    this.checkpoints.clear();
    const params = this.paramsOf(config);
    run.test.evaluateAgain = (epoch) => {
      this.asked.push(['evaluateAgain', epoch]);
      const bytes = this.checkpoints.get(epoch ?? run.epochs.length);
      if (!bytes) return Promise.reject(new Error(`The weights of epoch ${epoch} were not kept.`));
      const still = { threads: 1, pace: 0, begin: 'paused' } as const;
      const checkpoint = { name: `epoch ${epoch}`, bytes };
      return Promise.resolve(new Session(() => undefined).start({ ...params, ...still, checkpoint }));
    };
    run.test.start(session.start({ ...params, threads: 1, pace: this.pace, begin }));
    run.status = statusOf(begin);
    this.changed();
    return over;
  }

  /** Finds the doubtful labels of the run as its thread does; with `flip`, of labels some of which are turned. */
  findLabels(flip?: LabelsParams['flip']): DoubtfulLabels {
    const work = findDoubtful({ ...this.paramsOf(this.run!.config), ...(flip && { flip }) });
    for (;;) {
      const { done, value } = work.next();
      if (!done) continue;
      const { count, items, selfCheck } = value;
      if (selfCheck) this.labelled = { ...this.labelled, check: { ...selfCheck, count, found: items.length } };
      else {
        this.doubtfulOnes = value;
        this.labelled = { ...this.labelled, found: doubtfulSummary(value), decisions: this.undecided() };
      }
      return value;
    }
  }

  /** Nothing decided of what was found. */
  undecided(): Decisions {
    const classes = this.doubtfulOnes!.source!.classes;
    const file = '.surprisal/corrections/mnist-sample.json';
    return { file, classes, decided: [], kept: 0, undo: false, redo: false };
  }

  /** What a thread needs to read the data of a configuration. */
  paramsOf(config: RunConfig): Pick<StartParams, 'config' | 'files' | 'kernels'> {
    return { config, files: filesOf(config), kernels };
  }

  sidebarState(): SidebarState {
    const examples = { pixels: mnistFile('examples.idx').bytes.slice(-10 * 784), width: 28, height: 28, classes };
    return { config: this.config, pace: this.pace, data: this.data, examples, run: this.run?.forSidebar() ?? null };
  }

  inspectorState(): InspectorState {
    if (!this.run) throw new Error('no run');
    return { run: this.run.summary(), view: this.view, groups };
  }

  readonly sidebar: Handlers<SidebarApi> = {
    ...this.noted('inspect', 'hideLogged', 'showLog', 'openData', 'configuration'),
    ping: () => undefined,
    hydrate: () => this.sidebarState(),
    configure: (config) => void (this.config = config),
    train: (config) => {
      this.config = config;
      this.asked.push(['train', config]);
      void this.train(config);
    },
    control: (control) => this.control(control),
    pace: (pace) => {
      this.pace = pace;
      this.asked.push(['pace', pace]);
      if (this.run?.active) this.session?.running.setPace(pace);
    },
  };

  readonly inspector = {
    ...this.common,
    ...this.noted('branch', 'trainMerged', 'trainOnly', 'findLabels', 'stopLabels', 'openLabel', 'exportLabels'),
    ...this.noted('openImageFile', 'openLabelFile', 'openTrainFile'),
    ...this.noted('openDrawn', 'stopWhy', 'undoDecision', 'clearDecisions', 'exportDecisions'),
    hydrate: () => this.inspectorState(),
    images: (query) => {
      this.asked.push(['images', query]);
      return this.run!.test.images(query);
    },
    predictions: (epoch) => this.run!.test.predictions(epoch),
    matrix: (epoch) => this.run!.matrixAt(epoch),
    contrast: ({ actual, predicted, epoch }) => this.run!.test.contrast(actual, predicted, epoch),
    restore: (epoch) => {
      this.asked.push(['restore', epoch]);
      const run = this.run!;
      run.goBack(epoch, run.epochs.find((record) => record.epoch === epoch)!.step);
      run.end('paused');
      this.changed();
    },
    otherRuns: () => otherRuns(this.run!, this.others, ({ id }) => this.problems[id]),
    compareRuns: async ({ other, epoch }) => {
      const found = this.others.find(({ id }) => id === other);
      if (!found) throw new Error('The run to compare with is gone.');
      const comparison = compareModels((await modelOfRun(this.run!, epoch))!, (await modelOfRun(found))!);
      if ('differ' in comparison) throw new Error(`They differ in ${comparison.differ}.`);
      return comparison;
    },
    compareModels: async ({ others, epoch }) => {
      const found = this.others.filter(({ id }) => others.includes(id));
      const models = await Promise.all(found.map(async (other) => (await modelOfRun(other))!));
      return { ...modelTable((await modelOfRun(this.run!, epoch))!, models), problems: [] };
    },
    imagesAt: ({ indices, epoch }) => this.run!.test.imagesAt(indices, epoch),
    labels: () => this.labelled,
    decide: ({ indices, decision }) => {
      this.asked.push(['decide', { indices, decision }]);
      const kept = withChanges(this.corrections, this.sources, changesOf(this.doubtfulOnes!, indices, decision));
      this.corrections = kept;
      const found = this.doubtfulOnes!;
      const decided = decidedOf(found, kept[0]);
      const counted = { decided, kept: kept[0]?.corrections.length ?? 0, undo: true, redo: false };
      this.labelled = { ...this.labelled, decisions: { ...this.undecided(), ...counted } };
      void this.toInspector('labels', this.labelled);
    },
    doubtful: (query) => doubtfulPage(this.doubtfulOnes!, query),
    curves: () => this.run!.curves.copy(),
    weights: () => {
      const [epoch, bytes] = [...this.checkpoints].at(-1) ?? [];
      return epoch && bytes ? { epoch, checkpoint: { name: 'epoch.safetensors', bytes } } : null;
    },
    why: async ({ actual, predicted, epoch }) => {
      this.asked.push(['why', { actual, predicted, epoch }]);
      const [errors, right] = await Promise.all([
        this.run!.test.indices(actual, predicted, epoch),
        this.run!.test.indices(actual, actual, epoch),
      ]);
      if (errors.length === 0) return null;
      const checkpoint = { name: `epoch ${epoch}`, bytes: this.checkpoints.get(epoch)! };
      const cell = { actual, predicted, errors: Uint32Array.from(errors), right: Uint32Array.from(right) };
      const work = why({ ...this.paramsOf(this.run!.config), ...cell, checkpoint });
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        this.toInspector('why', value as WhyProgress);
        await this.whyPause(value as WhyProgress);
      }
    },
  } satisfies Handlers<Partial<InspectorApi>>;

  /** Resolves when epoch `epoch` has ended. */
  async epochEnds(epoch: number): Promise<void> {
    if ((this.run?.epochs.length ?? 0) >= epoch) return;
    await new Promise<void>((resolve) => this.awaited.push({ epoch, resolve }));
  }

  private control(control: Control): void {
    this.asked.push(['control', control]);
    if (!this.run?.active) {
      if (control === 'stepBatch' || control === 'stepEpoch')
        void this.train(this.config, control === 'stepBatch' ? 'batch' : 'epoch');
      return;
    }
    const { running } = this.session!;
    if (control === 'pause') running.pause();
    else if (control === 'resume') running.go('run');
    else if (control === 'stop') {
      this.run.status = 'stopping';
      this.changed();
      running.stop();
    } else if (control !== 'rewind') running.go(control === 'stepBatch' ? 'batch' : 'epoch');
  }

  private hear(run: Run, { name, data }: { [N in keyof Heard]: { name: N; data: Heard[N] } }[keyof Heard]): void {
    if (name === 'progress') {
      run.addBatches(data);
      this.toSidebar('progress', { run: run.id, batches: data });
    } else if (name === 'epoch') {
      run.addEpoch(data);
      this.checkpoints.set(data.record.epoch, data.checkpoint);
      this.toSidebar('epoch', { run: run.id, record: data.record });
      this.toInspector('epoch', data.record);
      for (const { epoch, resolve } of this.awaited) if (data.record.epoch >= epoch) resolve();
    } else if (name === 'mode') {
      if (run.status !== 'stopping') run.status = statusOf(data);
      this.changed();
    } else if (name === 'ended') {
      run.end(statusAfter(data.reason), data.message);
      this.changed();
      this.ended();
    }
  }

  private changed(): void {
    this.toSidebar('state', this.sidebarState());
    this.toInspector('state', this.inspectorState());
  }
}
