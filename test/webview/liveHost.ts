import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { Run } from '../../extension/host/training/run.js';
import type {
  Control,
  InspectorApi,
  InspectorEvents,
  InspectorState,
  InspectorView,
  SidebarApi,
  SidebarEvents,
  SidebarState,
} from '../../extension/protocol/pages.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import type { TrainingEvents as Heard } from '../../extension/protocol/training.js';
import { Session } from '../../extension/worker/session.js';

const mnist = join(process.cwd(), 'dist', 'mnist');
const read = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(mnist, name))) });
const classes = '0123456789'.split('');

const title = ({ data, network, seed }: RunConfig): string =>
  `${data.source} · ${network.layers.map((layer) => (layer.kind === 'dense' ? layer.width : layer.kind)).join('-')} · seed ${seed}`;

type Send<Sends> = <N extends keyof Sends & string>(name: N, data: Sends[N]) => unknown;

/** The host's own run and the training thread's own session in this process: what the pages show is really trained. */
export class LiveHost {
  run: Run | null = null;
  config: RunConfig = defaultConfig();
  pace = 0;
  view: InspectorView = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };
  data: SidebarState['data'] = [
    { source: 'mnist-sample', trainCount: 5000, testCount: 0 },
    { source: 'mnist', trainCount: 60_000, testCount: 10_000 },
  ];
  /** What the pages asked for beside data, in order. */
  readonly asked: [method: string, params: unknown][] = [];
  toSidebar: Send<SidebarEvents> = () => undefined;
  toInspector: Send<InspectorEvents> = () => undefined;
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
    const full = config.data.source === 'mnist';
    const part = full ? 'train' : 'sample';
    run.dataRead(
      session.start({
        config,
        files: {
          images: read(`${part}-images.idx.gz`),
          labels: read(`${part}-labels.idx.gz`),
          ...(full && { testImages: read('test-images.idx.gz'), testLabels: read('test-labels.idx.gz') }),
        },
        kernels: { simd: new Uint8Array(), relaxed: new Uint8Array() },
        threads: 1,
        pace: this.pace,
        begin,
      }),
    );
    run.status = 'running';
    this.changed();
    return over;
  }

  sidebarState(): SidebarState {
    const examples = { pixels: read('examples.idx').bytes.slice(-10 * 784), width: 28, height: 28, classes };
    return { config: this.config, pace: this.pace, data: this.data, examples, run: this.run?.forSidebar() ?? null };
  }

  inspectorState(): InspectorState {
    if (!this.run) throw new Error('no run');
    return { run: this.run.summary(), view: this.view };
  }

  readonly sidebar: Handlers<SidebarApi> = {
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
    inspect: (run) => void this.asked.push(['inspect', run]),
    showLog: () => void this.asked.push(['showLog', null]),
    openData: () => void this.asked.push(['openData', null]),
    configuration: (what) => void this.asked.push(['configuration', what]),
    ping: () => undefined,
  };

  readonly inspector: Handlers<InspectorApi> = {
    hydrate: () => this.inspectorState(),
    remember: (view) => void (this.view = view),
    images: (query) => {
      this.asked.push(['images', query]);
      return this.run!.images(query);
    },
    rows: () => ({ total: 0, rows: [] }),
    readings: () => this.run!.readings(),
    compare: ({ actual, predicted }) => this.run!.compare(actual, predicted),
    openImage: (index) => void this.asked.push(['openImage', index]),
    copyImage: (index) => void this.asked.push(['copyImage', index]),
    restore: (epoch) => {
      this.asked.push(['restore', epoch]);
      const run = this.run!;
      run.goBack(epoch, run.epochs.find((record) => record.epoch === epoch)!.step);
      run.end('paused');
      this.changed();
    },
    branch: (epoch) => void this.asked.push(['branch', epoch]),
    readAgain: () => void this.asked.push(['readAgain', null]),
    importPredictions: () => void this.asked.push(['importPredictions', null]),
    ping: () => undefined,
  };

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
    else if (control === 'stop') running.stop();
    else if (control !== 'rewind') running.go(control === 'stepBatch' ? 'batch' : 'epoch');
  }

  private hear(run: Run, { name, data }: { [N in keyof Heard]: { name: N; data: Heard[N] } }[keyof Heard]): void {
    if (name === 'progress') {
      run.addBatches(data);
      this.toSidebar('progress', { run: run.id, batches: data });
    } else if (name === 'epoch') {
      run.addEpoch(data);
      this.toSidebar('epoch', { run: run.id, record: data.record });
      this.toInspector('epoch', data.record);
      for (const { epoch, resolve } of this.awaited) if (data.record.epoch >= epoch) resolve();
    } else if (name === 'paused') {
      run.status = data ? 'paused' : 'running';
      this.changed();
    } else if (name === 'ended') {
      run.end(
        data.reason === 'notFinite' ? 'failed' : data.reason === 'stopped' ? 'stopped' : 'finished',
        data.message,
      );
      this.changed();
      this.ended();
    }
  }

  private changed(): void {
    this.toSidebar('state', this.sidebarState());
    this.toInspector('state', this.inspectorState());
  }
}
