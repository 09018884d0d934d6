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
} from 'vscode';
import type { InspectorApi, InspectorEvents, InspectorView as View } from '../../protocol/pages.js';
import * as v from 'valibot';
import { log } from '../log.js';
import { PageChannel, pageHtml, pageOptions } from '../page.js';
import type { ImportedSet } from '../predictions/importedSet.js';
import type { Imports } from '../predictions/imports.js';
import { t } from '../t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Run } from '../training/run.js';
import type { Trainer } from '../training/trainer.js';
import { imageDocument } from './imageDocument.js';
import { importedSubject } from './importedSubject.js';
import { inspectorChecks } from './pageChecks.js';
import { openJson, type Subject } from './subject.js';

const VIEW = 'surprisal.view';
/** The cell chosen in each of the latest inspectors. */
const SELECTED = 'surprisal.selected';
const KEPT = 50;
/** Where the run stands paused and waits for Resume. */
const TRAIN_VIEW = 'surprisal.train.focus';
const START: View = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };

/** The inspectors: one editor tab a run, live while it trains, or a set of predictions from files. */
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
    private readonly imports: () => Imports,
  ) {}

  /** Shows the run's tab, and opens it where it is closed. */
  open(run: Run, preserveFocus = false): void {
    this.show(run.id, () => this.ofRun(run), preserveFocus);
  }

  openImported(set: ImportedSet): void {
    this.show(set.id, () => importedSubject(set, () => this.imports().release(set)), false);
  }

  /** Gives a tab that the window kept what it showed; one of which nothing is known any more closes. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = v.safeParse(v.object({ run: v.string() }), state);
    const subject = kept.success ? await this.find(kept.output.run) : undefined;
    if (!subject || this.panels.has(subject.id)) {
      panel.dispose();
      return;
    }
    panel.webview.options = pageOptions(this.extension);
    this.attach(panel, subject);
  }

  close(id: string): void {
    this.panels.get(id)?.dispose();
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  private async find(id: string): Promise<Subject | undefined> {
    const set = this.imports().recall(id);
    if (set) return importedSubject(set, () => this.imports().release(set));
    const run = await this.library.get(id);
    return run && this.ofRun(run);
  }

  private show(id: string, subject: () => Subject, preserveFocus: boolean): void {
    const there = this.panels.get(id);
    if (there) {
      there.reveal(undefined, preserveFocus);
      return;
    }
    const made = subject();
    const panel = window.createWebviewPanel(
      Inspectors.type,
      made.title,
      { viewColumn: ViewColumn.Active, preserveFocus },
      pageOptions(this.extension),
    );
    this.attach(panel, made);
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

  private ofRun(run: Run): Subject {
    const { trainer } = this;
    return {
      get id() {
        return run.id;
      },
      get title() {
        return run.title;
      },
      summary: () => run.summary(),
      serve: {
        images: (query) => run.images(query),
        rows: () => ({ total: 0, rows: [] }),
        readings: () => run.readings(),
        compare: ({ actual, predicted }) => run.compare(actual, predicted),
        openImage: async (index) => openJson(await imageText(run, index)),
        copyImage: async (index) => env.clipboard.writeText(await imageText(run, index)),
        restore: (epoch) => this.restore(run, epoch),
        branch: (epoch) => this.branch(run, epoch),
        readAgain: () => undefined,
      },
      listen: (changed, send) => {
        // Own images of a run from disk have a size once they are read again.
        if (run.summary().imageWidth === 0)
          void run.readings().then(changed, (error: unknown) => log().error(`${run.id}: ${String(error)}`));
        return [
          trainer.onChange((other) => other === run && changed()),
          trainer.onEpoch((e) => e.run === run && send(e.record)),
        ];
      },
    };
  }

  /** Choices of looks go from one inspector to the next that opens; a chosen cell stays with its own. */
  private viewOf(id: string): View {
    const selected = this.memory.get<[string, View['selected']][]>(SELECTED)?.find(([of]) => of === id)?.[1] ?? null;
    return { ...START, ...this.memory.get<Partial<View>>(VIEW), selected };
  }

  private remember(id: string, { selected, ...looks }: View): void {
    const others = (this.memory.get<[string, View['selected']][]>(SELECTED) ?? []).filter(([of]) => of !== id);
    void this.memory.update(VIEW, looks);
    void this.memory.update(SELECTED, [[id, selected], ...others].slice(0, KEPT));
  }

  private attach(panel: WebviewPanel, subject: Subject): void {
    panel.title = subject.title;
    panel.iconPath = {
      light: Uri.joinPath(this.extension, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(this.extension, 'media', 'tab-dark.svg'),
    };
    const { id } = subject;
    this.panels.set(id, panel);
    let view = this.viewOf(id);
    const state = () => ({ run: subject.summary(), view });
    const channel = new PageChannel<InspectorApi, InspectorEvents>(
      panel.webview,
      {
        hydrate: state,
        remember: (next) => {
          view = next;
          this.remember(id, next);
        },
        ...subject.serve,
        importPredictions: async () => void (await commands.executeCommand('surprisal.importPredictions')),
        ping: () => undefined,
      },
      inspectorChecks,
    );
    const changed = (): void => {
      panel.title = subject.title;
      if (panel.visible) channel.send('state', state());
    };
    const listeners = [
      ...subject.listen(changed, (record) => panel.visible && channel.send('epoch', record)),
      panel.onDidChangeViewState(() => panel.visible && channel.send('state', state())),
      channel,
    ];
    panel.onDidDispose(() => {
      listeners.forEach((listener) => listener.dispose());
      this.panels.delete(id);
    });
    panel.webview.html = pageHtml(panel.webview, this.extension, 'inspector', 'Surprisal');
  }
}

async function imageText(run: Run, index: number): Promise<string> {
  const image = await run.image(index);
  if (!image) throw new Error(t('The test part has no image {0}.', index));
  return imageDocument(image.item, image.pixels, run.summary());
}
