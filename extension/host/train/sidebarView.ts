import { defaultConfig, checkConfig, type RunConfig } from '@surprisal/core';
import { commands, EventEmitter, type Memento, type Uri, type WebviewView, type WebviewViewProvider } from 'vscode';
import type { SidebarApi, SidebarEvents, SidebarState } from '../../protocol/pages.js';
import { log } from '../ports/log.js';
import { PageChannel, pageHtml, pageOptions } from '../pages/page.js';
import { SlowWork } from '../ports/slowWork.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { TrainingData } from './trainingData.js';
import type { Form } from './formCommands.js';
import { type OwnData, whileRead } from './ownData.js';
import type { RunQueue } from './runQueue.js';
import { curvesOf } from '../inspector/curvesOf.js';
import { sidebarChecks } from '../pages/pageChecks.js';
import type { TrainingStatus } from './trainingStatus.js';

const CONFIG = 'surprisal.config';
const PACE = 'surprisal.pace';
/** What a file system gives later than this, ms, the page is told when it comes. */
const SOON = 1000;

/** What own data is read by. */
const readBy = ({ data: { files, scale } }: RunConfig): string => JSON.stringify([files, scale]);

/** The Train view: a form, the run under way, and its curves. Its state lives here; the page draws it. */
export class SidebarView implements WebviewViewProvider, Form {
  static readonly id = 'surprisal.train';
  /** A hidden page is told nothing; when it comes into sight it asks for all. */
  private visible = false;
  private readonly formChanged = new EventEmitter<void>();
  /** The form holds other settings. */
  readonly onForm = this.formChanged.event;
  private channel: PageChannel<SidebarApi, SidebarEvents> | undefined;
  private readonly late = new SlowWork(SOON, () => void this.refresh());

  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
    private readonly shelf: TrainingData,
    private readonly own: OwnData,
    private readonly trainer: RunQueue,
    private readonly library: RunLibrary,
    private readonly inspect: (run: string) => Promise<void>,
    private readonly status: TrainingStatus,
  ) {
    trainer.pace = memory.get<number>(PACE, 0);
  }

  /** The form as it was left, or the course's run. */
  get config(): RunConfig {
    try {
      return checkConfig(this.memory.get(CONFIG) ?? defaultConfig());
    } catch {
      return defaultConfig();
    }
  }

  async fill(config: RunConfig): Promise<void> {
    await this.memory.update(CONFIG, config);
    this.formChanged.fire();
    await commands.executeCommand(`${SidebarView.id}.focus`);
    this.channel?.send('configuration', config);
    await this.refresh();
  }

  /** Tells the page the whole state anew. */
  private async refresh(): Promise<void> {
    const { channel } = this;
    if (channel && this.visible) channel.send('state', await this.state());
  }

  resolveWebviewView(view: WebviewView): void {
    const { trainer } = this;
    view.webview.options = pageOptions(this.extension);
    const channel = new PageChannel<SidebarApi, SidebarEvents>(
      view.webview,
      {
        hydrate: () => this.state(),
        configure: async (config) => {
          const before = readBy(this.config);
          await this.memory.update(CONFIG, config);
          this.formChanged.fire();
          if (before !== readBy(config)) await this.refresh();
        },
        train: async (config) => {
          await this.memory.update(CONFIG, config);
          await trainer.start(config);
        },
        control: (control) => trainer.control(control, this.config),
        pace: (pace) => {
          trainer.setPace(pace);
          void this.memory.update(PACE, pace);
        },
        inspect: this.inspect,
        showLog: log.show,
        openData: () => void commands.executeCommand('surprisal.trainOnFile'),
        configuration: (what) => void commands.executeCommand(`surprisal.${what}Configuration`),
        ping: () => undefined,
      },
      sidebarChecks,
    );
    this.channel = channel;
    this.visible = view.visible;
    const listeners = [
      trainer.onChange(() => void this.refresh()),
      this.own.onChange(() => void this.refresh()),
      this.library.onChange(() => void this.refresh()),
      trainer.onBatches(({ run, batches }) => view.visible && channel.send('progress', { run: run.id, batches })),
      trainer.onEpoch(({ run, record }) => view.visible && channel.send('epoch', { run: run.id, record })),
      view.onDidChangeVisibility(async () => {
        this.visible = view.visible;
        this.status.viewVisible(view.visible);
        if (view.visible) await this.refresh();
      }),
      channel,
    ];
    view.onDidDispose(() => {
      this.status.viewVisible(false);
      this.channel = undefined;
      listeners.forEach((listener) => listener.dispose());
    });
    this.status.viewVisible(view.visible);
    view.webview.html = pageHtml(view.webview, this.extension, 'sidebar', 'Surprisal');
  }

  private async state(): Promise<SidebarState> {
    const { trainer, shelf, config } = this;
    const [packed, own, examples] = await Promise.all([
      shelf.status(),
      this.late.wait(`own ${readBy(config)}`, () => this.own.status(config)),
      shelf.examples(),
      this.late.wait('runs', () => this.library.ready()),
    ]);
    const files = own ? own.value : whileRead(config);
    const data = files ? [...packed, files] : packed;
    const { shown } = trainer;
    if (shown) await this.late.wait(`batches ${shown.id}`, () => shown.readBatches());
    const run = shown?.forSidebar(curvesOf(shown)) ?? null;
    return {
      config: this.config,
      pace: trainer.pace,
      data,
      examples,
      run,
      waiting: trainer.waiting.map((w) => w.title),
    };
  }
}
