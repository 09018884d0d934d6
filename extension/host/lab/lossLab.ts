import { labConfigs, labDefaults, labPlan, type LabRun, type LabSettings, type RunConfig } from '@surprisal/core';
import { CancellationError, CancellationTokenSource, type Disposable, EventEmitter, type Memento, Uri } from 'vscode';
import type { Lab, LabEvents, LabState, LabView } from '../../protocol/lab.js';
import { cancellable } from '../ports/cancellable.js';
import { files, nameOf } from '../ports/files.js';
import { log } from '../ports/log.js';
import { wordsOf } from '../ports/plain.js';
import { networkTitle } from '../train/runTitle.js';
import type { Threads } from '../train/threads.js';
import { labText, readLab } from '../../runs/disk/labFile.js';

const KEY = 'surprisal.lab';
const FILE = 'lab.json';
/** Milliseconds between two words on how far it is. */
const TELL = 100;

interface Kept {
  settings: LabSettings;
  view: LabView;
}
const fresh: Kept = { settings: labDefaults, view: { target: null, rate: null, curves: 'accuracy' } };

/** Compares losses in a thread of its own, and keeps what came of it for the next window. */
export class LossLab implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly progress = new EventEmitter<LabEvents['progress']>();
  readonly onChange = this.changed.event;
  readonly onProgress = this.progress.event;
  private kept: Kept;
  private lab: Lab | null = null;
  private share = 0;
  private stopping: CancellationTokenSource | undefined;
  private told = 0;
  private untold: LabRun[] = [];
  private reading: Promise<void> | undefined;

  constructor(
    private readonly memory: Memento,
    /** Where the latest comparison lies. */
    private readonly folder: Uri,
    private readonly threads: Threads,
    /** The settings that the form holds now. */
    private readonly form: () => RunConfig,
    private readonly busy: () => boolean,
  ) {
    this.kept = { ...fresh, ...memory.get<Partial<Kept>>(KEY) };
  }

  async state(): Promise<LabState> {
    await (this.reading ??= this.recall());
    const { lab, share } = this;
    this.untold = [];
    const config = this.form();
    return { ...this.kept, config, title: networkTitle(config), lab, share, busy: this.busy() };
  }

  settings(settings: LabSettings): void {
    this.keep({ settings });
    this.changed.fire();
  }

  view(view: LabView): void {
    this.keep({ view });
  }

  /** Begins; what is wrong with the plan or the data is thrown. */
  async start(): Promise<void> {
    if (this.stopping) return;
    const config = this.form();
    const plan = labPlan(config, this.kept.settings);
    labConfigs(plan);
    const stopping = (this.stopping = new CancellationTokenSource());
    const lab: Lab = (this.lab = { plan, runs: [], title: networkTitle(config), status: 'running' });
    [this.share, this.untold] = [0, []];
    this.changed.fire();
    try {
      const { config: _, ...params } = await this.threads.params(plan.config);
      if (stopping.token.isCancellationRequested) throw new CancellationError();
      await this.threads.analyse(
        'lossLab',
        { plan, ...params },
        {
          token: stopping.token,
          tell: ({ share }) => this.tell(share),
          hear: { labRun: (run) => this.add(lab, run) },
        },
      );
      lab.status = 'finished';
    } catch (error) {
      lab.status = error instanceof CancellationError ? 'stopped' : 'failed';
      if (lab.status === 'failed') lab.message = wordsOf(error);
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
    const lab = readLab(new TextDecoder().decode(bytes));
    this.stop();
    this.lab = { ...lab, file: name };
    this.keep({ view: { ...this.kept.view, target: null, rate: null } });
    this.changed.fire();
    await this.store();
  }

  /** The comparison as a file; null where there is none. */
  text(): { title: string; text: string } | null {
    return this.lab && { title: this.lab.title, text: labText(this.lab) };
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
    this.progress.dispose();
  }

  private add(lab: Lab, run: LabRun): void {
    lab.runs.push(run);
    this.untold.push(run);
    // A window that closes in the midst of it loses one seed at most.
    const perSeed = lab.plan.losses.length * lab.plan.rates.length;
    if (lab.runs.length % perSeed === 0) void this.store();
  }

  private tell(share: number): void {
    this.share = share;
    const now = Date.now();
    if (now - this.told < TELL) return;
    this.told = now;
    this.progress.fire({ share, runs: this.untold.splice(0), done: this.lab?.runs.length ?? 0 });
  }

  private keep(part: Partial<Kept>): void {
    this.kept = { ...this.kept, ...part };
    void this.memory.update(KEY, this.kept);
  }

  private async store(): Promise<void> {
    if (!this.lab) return;
    try {
      await files.put(Uri.joinPath(this.folder, FILE), new TextEncoder().encode(labText(this.lab)));
    } catch (error) {
      log.error('the loss lab was not kept', error);
    }
  }

  private async recall(): Promise<void> {
    if (this.lab) return;
    try {
      const bytes = await files.readIfThere(Uri.joinPath(this.folder, FILE));
      if (bytes) this.lab ??= readLab(new TextDecoder().decode(bytes));
    } catch (error) {
      log.error('the loss lab was not read', error);
    }
  }
}
