import { checkConfig, type RunConfig } from '@surprisal/core';
import { commands, type Memento, type Uri, type WebviewView, type WebviewViewProvider } from 'vscode';
import { type SidebarApi, sidebarChecks, type SidebarEvents, type SidebarState } from '../../protocol/train.js';
import { log } from '../ports/log.js';
import { Page } from '../pages/panel.js';
import { SlowWork } from '../ports/slowWork.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { TrainingData } from './trainingData.js';
import type { Form } from './form.js';
import { type OwnData, readAs, whileRead } from './ownData.js';
import type { RunQueue } from './runQueue.js';
import { curvesOf } from '../inspector/curvesOf.js';
import type { LiveLogged } from '../runs/liveLogged.js';
import type { TrainingStatus } from './trainingStatus.js';

const PACE = 'surprisal.pace';
/** The page does not wait longer than this, ms, for a file system; what comes later is sent when it comes. */
const SOON = 1000;

/** What own data is read by. */
const readBy = (config: RunConfig): string => JSON.stringify([config.data.source, config.data.files, readAs(config)]);

/** The Train view: a form, the run under way, and its curves; the page draws them. */
export class SidebarView implements WebviewViewProvider {
  static readonly id = 'surprisal.train';
  private page: Page<SidebarApi, SidebarEvents> | undefined;
  private readonly late = new SlowWork(SOON, () => void this.refresh());

  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
    private readonly form: Form,
    private readonly data: TrainingData,
    private readonly own: OwnData,
    private readonly queue: RunQueue,
    private readonly library: RunLibrary,
    private readonly status: TrainingStatus,
    private readonly logged: LiveLogged,
  ) {
    queue.pace = memory.get<number>(PACE, 0);
  }

  /** Puts a configuration into the form, and shows the view. */
  async fill(config: RunConfig): Promise<void> {
    await this.form.set(config);
    await commands.executeCommand(`${SidebarView.id}.focus`);
    this.page?.send('configuration', config);
    await this.refresh();
  }

  /** Tells the page the whole state anew. */
  private async refresh(): Promise<void> {
    const { page } = this;
    if (page?.visible) page.send('state', await this.state());
  }

  resolveWebviewView(view: WebviewView): void {
    const { queue, form } = this;
    const page = new Page<SidebarApi, SidebarEvents>(view, this.extension, {
      page: 'sidebar',
      handlers: {
        hydrate: () => this.state(),
        configure: async (config) => {
          const before = readBy(form.config);
          await form.set(config);
          if (before !== readBy(config)) await this.refresh();
        },
        train: async (config) => {
          await form.set(config);
          await queue.start(config);
        },
        control: (control) => queue.control(control, form.config),
        pace: (pace) => {
          queue.setPace(pace);
          void this.memory.update(PACE, pace);
        },
        inspect: async (run) => void (await commands.executeCommand('surprisal.openInspector', run)),
        showLog: log.show,
        openData: () => void commands.executeCommand('surprisal.trainOnFile'),
        configuration: (what) => void commands.executeCommand(`surprisal.${what}Configuration`),
        hideLogged: () => this.logged.hide(),
        ping: () => undefined,
      },
      checks: sidebarChecks(checkConfig),
    });
    this.page = page;
    const refresh = (): void => void this.refresh();
    page.onVisibility(() => {
      this.status.viewVisible(page.visible);
      refresh();
    });
    page.whileOpen(
      queue.onChange(({ active }) => {
        if (active) this.logged.hide();
        refresh();
      }),
      this.own.onChange(refresh),
      this.library.onChange(refresh),
      queue.onBatches(({ run, batches }) => page.send('progress', { run: run.id, batches })),
      queue.onEpoch(({ run, record }) => page.send('epoch', { run: run.id, record })),
      this.logged.onChange(() => {
        if (page.visible) void this.logged.drawn().then((now) => page.send('logged', now));
      }),
    );
    void this.data.corrections().then(({ onChange }) => page.whileOpen(onChange(refresh)));
    page.onClose(() => {
      this.status.viewVisible(false);
      this.page = undefined;
    });
    this.status.viewVisible(page.visible);
  }

  private async state(): Promise<SidebarState> {
    const { queue, data: packed } = this;
    const { config } = this.form;
    const [statuses, own, examples, corrections, logged] = await Promise.all([
      packed.status(),
      this.late.wait(`own ${readBy(config)}`, () => this.own.status(config)),
      packed.examples(),
      this.late.wait(`corrections ${readBy(config)}`, () => packed.correctionsStatus(config)),
      this.late.wait('logged', () => this.logged.drawn()),
      this.late.wait('runs', () => this.library.ready()),
    ]);
    const files = own ? own.value : whileRead(config);
    const data = files ? [...statuses, files] : statuses;
    const { shown } = queue;
    if (shown) await this.late.wait(`batches ${shown.id}`, () => shown.curves.load());
    const run = shown?.forSidebar(curvesOf(shown)) ?? null;
    return {
      config: this.form.config,
      pace: queue.pace,
      data,
      examples,
      ...(corrections?.value && { corrections: corrections.value }),
      run,
      waiting: queue.waiting.map((w) => w.title),
      logged: logged?.value ?? undefined,
    };
  }
}
