import type { RunConfig } from '@surprisal/core';
import {
  commands,
  type Disposable,
  env,
  type Memento,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
  workspace,
} from 'vscode';
import type { InspectorApi, InspectorEvents, InspectorView as View } from '../../protocol/pages.js';
import * as v from 'valibot';
import { log } from '../log.js';
import { PageChannel, pageHtml, pageOptions } from '../page.js';
import { t } from '../t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Run } from '../training/run.js';
import type { Trainer } from '../training/trainer.js';
import { imageDocument } from './imageDocument.js';
import { inspectorChecks } from './pageChecks.js';

const VIEW = 'surprisal.view';
/** Where the run stands paused and waits for Resume. */
const TRAIN_VIEW = 'surprisal.train.focus';
const START: View = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };

/** The inspectors: one editor tab a run, live while it trains. */
export class Inspectors implements Disposable, WebviewPanelSerializer {
  static readonly type = 'surprisal.inspector';
  private readonly panels = new Map<string, WebviewPanel>();

  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
    private readonly trainer: Trainer,
    private readonly library: RunLibrary,
    /** The settings that the form holds now. */
    private readonly form: () => RunConfig,
  ) {}

  /** Shows the run's tab, and opens it where it is closed. */
  open(run: Run, preserveFocus = false): void {
    const there = this.panels.get(run.id);
    if (there) {
      there.reveal(undefined, preserveFocus);
      return;
    }
    const panel = window.createWebviewPanel(
      Inspectors.type,
      run.title,
      { viewColumn: ViewColumn.Active, preserveFocus },
      pageOptions(this.extension),
    );
    this.attach(panel, run);
  }

  /** Gives a tab that the window kept its run again; one whose run is gone closes. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = v.safeParse(v.object({ run: v.string() }), state);
    const run = kept.success ? await this.library.get(kept.output.run) : undefined;
    if (!run || this.panels.has(run.id)) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.extension);
    this.attach(panel, run);
  }

  close(id: string): void {
    this.panels.get(id)?.dispose();
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  private async restore(run: Run, epoch: number): Promise<void> {
    const later = run.epochs.filter((record) => record.epoch > epoch);
    if (later.length === 0) return;
    const [restore, branch] = [t('Restore'), t('Branch')];
    const answer = await window.showWarningMessage(
      t('Take {0} back to epoch {1}?', run.title, epoch),
      {
        modal: true,
        detail:
          later.length === 1
            ? t('Its epoch {0} is forgotten. A branch keeps it: it goes on as a run of its own.', epoch + 1)
            : t(
                'Its {0} later epochs are forgotten. A branch keeps them: it goes on as a run of its own.',
                later.length,
              ),
      },
      restore,
      branch,
    );
    if (answer === branch) await this.branch(run, epoch);
    if (answer !== restore) return;
    await this.trainer.restore(run, epoch);
    await commands.executeCommand(TRAIN_VIEW);
  }

  private async branch(run: Run, epoch: number): Promise<void> {
    await this.trainer.branch(run, epoch, this.form());
    await commands.executeCommand(TRAIN_VIEW);
  }

  private attach(panel: WebviewPanel, run: Run): void {
    panel.title = run.title;
    panel.iconPath = {
      light: Uri.joinPath(this.extension, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(this.extension, 'media', 'tab-dark.svg'),
    };
    this.panels.set(run.id, panel);
    const state = () => ({ run: run.summary(), view: { ...START, ...this.memory.get<Partial<View>>(VIEW) } });
    const channel = new PageChannel<InspectorApi, InspectorEvents>(
      panel.webview,
      {
        hydrate: state,
        remember: (view) => void this.memory.update(VIEW, view),
        images: (query) => run.images(query),
        readings: () => run.readings(),
        compare: ({ actual, predicted }) => run.compare(actual, predicted),
        openImage: async (index) => {
          const content = await imageText(run, index);
          await window.showTextDocument(await workspace.openTextDocument({ language: 'json', content }));
        },
        copyImage: async (index) => env.clipboard.writeText(await imageText(run, index)),
        restore: (epoch) => this.restore(run, epoch),
        branch: (epoch) => this.branch(run, epoch),
        ping: () => undefined,
      },
      inspectorChecks,
    );
    const { trainer } = this;
    const listeners = [
      trainer.onChange((changed) => {
        if (changed !== run) return;
        panel.title = run.title;
        if (panel.visible) channel.send('state', state());
      }),
      trainer.onEpoch((e) => e.run === run && panel.visible && channel.send('epoch', e.record)),
      panel.onDidChangeViewState(() => panel.visible && channel.send('state', state())),
      channel,
    ];
    panel.onDidDispose(() => {
      listeners.forEach((listener) => listener.dispose());
      this.panels.delete(run.id);
    });
    // Own images of a run from disk have a size once they are read again.
    if (run.summary().imageWidth === 0)
      void run.readings().then(
        () => channel.send('state', state()),
        (error: unknown) => log().error(`${run.id}: ${String(error)}`),
      );
    panel.webview.html = pageHtml(panel.webview, this.extension, 'inspector', 'Surprisal');
  }
}

async function imageText(run: Run, index: number): Promise<string> {
  const image = await run.image(index);
  if (!image) throw new Error(t('The test part has no image {0}.', index));
  return imageDocument(image.item, image.pixels, run.summary());
}
