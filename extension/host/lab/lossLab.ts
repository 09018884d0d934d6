import {
  labConfigs,
  labDefaults,
  labPlan,
  type LabRun,
  type LabSettings,
  messageOf,
  withCorrections,
} from '@surprisal/core';
import { CancellationError, CancellationTokenSource, type Disposable, EventEmitter, type Memento, Uri } from 'vscode';
import type { Lab, LabEvents, LabState, LabView } from '../../protocol/lab.js';
import { cancellable } from '../ports/cancellable.js';
import { files, nameOf } from '../ports/files.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { log } from '../ports/log.js';
import { networkTitle } from '../train/runTitle.js';
import type { Form } from '../train/form.js';
import type { RunQueue } from '../train/runQueue.js';
import type { Threads } from '../train/threads.js';
import { labText } from '../../runs/disk/labFile.js';

const KEY = 'surprisal.lab';
const FILE = 'lab.json';
/** Milliseconds between two reports on how far it is. */
const PAUSE = 100;

/** What a person has chosen; the next window finds it so. */
interface Choices {
  settings: LabSettings;
  view: LabView;
}
const fresh: Choices = { settings: labDefaults, view: { target: null, rate: null, curves: 'accuracy' } };

/** Compares losses in a thread of its own, and writes what came of it for the next window. */
export class LossLab implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly progress = new EventEmitter<LabEvents['progress']>();
  readonly onChange = this.changed.event;
  readonly onProgress = this.progress.event;
  private choices: Choices;
  private lab: Lab | null = null;
  private share = 0;
  private stopping: CancellationTokenSource | undefined;
  /** When the page last heard how far it is, ms. */
  private reportedAt = 0;
  /** Runs that the page has not heard of. */
  private unreported: LabRun[] = [];
  private loaded: Promise<void> | undefined;
  private readonly listeners: Disposable[];

  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
    /** Where the latest comparison lies. */
    private readonly folder: Uri,
    private readonly threads: Threads,
    private readonly form: Form,
    private readonly queue: RunQueue,
  ) {
    const changed = (): void => this.changed.fire();
    this.listeners = [form.onChange(changed), queue.onChange(changed)];
    this.choices = { ...fresh, ...memory.get<Partial<Choices>>(KEY) };
  }

  async state(): Promise<LabState> {
    await (this.loaded ??= this.load());
    const { lab, share } = this;
    this.unreported = [];
    const { config } = this.form;
    const busy = this.queue.run?.active === true;
    return { ...this.choices, config, title: networkTitle(config), lab, share, busy };
  }

  settings(settings: LabSettings): void {
    this.choose({ settings });
    this.changed.fire();
  }

  view(view: LabView): void {
    this.choose({ view });
  }

  /** Begins; what is wrong with the plan or the data is thrown. */
  async start(): Promise<void> {
    if (this.stopping) return;
    const { config } = this.form;
    const plan = labPlan(config, this.choices.settings);
    labConfigs(plan);
    const stopping = (this.stopping = new CancellationTokenSource());
    const lab: Lab = (this.lab = { plan, runs: [], title: networkTitle(config), status: 'running' });
    [this.share, this.unreported] = [0, []];
    this.changed.fire();
    try {
      const { config: used, ...params } = await this.threads.params(withCorrections(plan.config));
      plan.config = used;
      if (stopping.token.isCancellationRequested) throw new CancellationError();
      await this.threads.analyse(
        'lossLab',
        { plan, ...params },
        {
          token: stopping.token,
          tell: ({ share }) => this.report(share),
          hear: { labRun: (run) => this.add(lab, run) },
        },
      );
      lab.status = 'finished';
    } catch (error) {
      lab.status = error instanceof CancellationError ? 'stopped' : 'failed';
      if (lab.status === 'failed') lab.message = messageOf(error);
      log.info(`loss lab: ${lab.status} after ${lab.runs.length} runs`, error);
    } finally {
      this.stopping = undefined;
      stopping.dispose();
      await this.store();
      this.changed.fire();
    }
  }

  stop(): void {
    this.stopping?.cancel();
  }

  /** Shows the comparison of a file in place of the one that is there; throws what is wrong with it. */
  async open(uri: Uri): Promise<void> {
    const name = nameOf(uri);
    const bytes = await cancellable(name, files.read(uri));
    const lab = await this.read(bytes);
    this.stop();
    this.lab = { ...lab, file: name };
    this.choose({ view: { ...this.choices.view, target: null, rate: null } });
    this.changed.fire();
    await this.store();
  }

  /** The comparison as a file; null where there is none. */
  text(): { title: string; text: string } | null {
    return this.lab && { title: this.lab.title, text: labText(this.lab) };
  }

  dispose(): void {
    this.stop();
    for (const each of this.listeners) each.dispose();
    this.changed.dispose();
    this.progress.dispose();
  }

  private add(lab: Lab, run: LabRun): void {
    lab.runs.push(run);
    this.unreported.push(run);
    // A window that closes in the midst of it loses one seed at most.
    const perSeed = lab.plan.losses.length * lab.plan.rates.length;
    if (lab.runs.length % perSeed === 0) void this.store();
  }

  private report(share: number): void {
    this.share = share;
    const now = Date.now();
    if (now - this.reportedAt < PAUSE) return;
    this.reportedAt = now;
    this.progress.fire({ share, runs: this.unreported.splice(0), done: this.lab?.runs.length ?? 0 });
  }

  private choose(part: Partial<Choices>): void {
    this.choices = { ...this.choices, ...part };
    void this.memory.update(KEY, this.choices);
  }

  private async store(): Promise<void> {
    if (!this.lab) return;
    try {
      await files.put(Uri.joinPath(this.folder, FILE), new TextEncoder().encode(labText(this.lab)));
    } catch (error) {
      log.error('the loss lab was not written', error);
    }
  }

  /** What reads a comparison loads with the commands. */
  private async read(bytes: Uint8Array): Promise<Lab> {
    return (await loadCommands(this.extension)).readLab(new TextDecoder().decode(bytes));
  }

  private async load(): Promise<void> {
    if (this.lab) return;
    try {
      const bytes = await files.readIfThere(Uri.joinPath(this.folder, FILE));
      if (!bytes) return;
      const lab = await this.read(bytes);
      this.lab ??= lab;
    } catch (error) {
      log.error('the loss lab was not read', error);
    }
  }
}
