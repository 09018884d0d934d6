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
import type { LabelFinders } from './labelFinder.js';
import type { Explainer } from './explainer.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { plain } from '../ports/plain.js';
import { PageChannel, pageHtml, pageOptions } from '../pages/page.js';
import type { ImportedSet } from './importedSet.js';
import type { Imports } from './imports.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { withoutOptimiserState } from '../../runs/derive/withoutOptimiserState.js';
import type { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';
import { type ExportAsked, Exporter, predictionExports, predictionsOf, scriptExports } from './exporting.js';
import { comparesRun, runsChange } from './comparing.js';
import { curvesOf } from './curvesOf.js';
import { drawnDocument, imageDocument } from './imageDocument.js';
import { importedSubject } from './importedSubject.js';
import { inspectorChecks } from '../pages/pageChecks.js';
import { findsLabels, labelExports } from './labelling.js';
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
  private readonly exporters = new Map<string, Exporter>();

  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
    private readonly trainer: RunQueue,
    private readonly library: RunLibrary,
    /** The settings that the form holds now. */
    private readonly form: () => RunConfig,
    private readonly imports: () => Imports,
    private readonly finders: LabelFinders,
    private readonly explainer: Explainer,
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

  /** Exports from the inspector of a run, or from the one in sight: what is asked for, or what the person chooses. */
  async export({ run, what, uri }: ExportAsked = {}): Promise<void> {
    const id = run ?? [...this.panels].find(([, panel]) => panel.active)?.[0];
    const exporter = this.exporters.get(id ?? '');
    if (exporter) await exporter.begin(what, uri);
    else void notify.info(t('Open the inspector of what is to be exported.'));
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  private async find(id: string): Promise<Subject | undefined> {
    const set = this.imports().load(id);
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
      plain(made.title),
      { viewColumn: ViewColumn.Active, preserveFocus },
      pageOptions(this.extension),
    );
    this.attach(panel, made);
  }

  private async restore(run: Run, epoch: number): Promise<void> {
    const later = run.epochs.filter((record) => record.epoch > epoch);
    if (later.length === 0) return;
    await notify.confirm(
      t('Take {0} back to epoch {1}?', run.title, epoch),
      later.length === 1
        ? t('Its epoch {0} is forgotten. A branch keeps it: it goes on as a run of its own.', epoch + 1)
        : t('Its {0} later epochs are forgotten. A branch keeps them: it goes on as a run of its own.', later.length),
      [
        t('Restore'),
        async () => {
          await this.trainer.restore(run, epoch);
          await commands.executeCommand(TRAIN_VIEW);
        },
      ],
      [t('Branch'), () => this.branch(run, epoch)],
    );
  }

  private async branch(run: Run, epoch: number): Promise<void> {
    await this.trainer.branch(run, epoch, this.form());
    await commands.executeCommand(TRAIN_VIEW);
  }

  private ofRun(run: Run): Subject {
    const { trainer } = this;
    const finder = this.finders.of(run);
    return {
      get id() {
        return run.id;
      },
      get title() {
        return run.title;
      },
      summary: () => run.summary(),
      load: () => run.readMatrices(),
      serve: {
        images: (query) => run.images(query),
        rows: () => ({ total: 0, rows: [] }),
        predictions: (epoch) => run.predictions(epoch),
        contrast: ({ actual, predicted, epoch }) => run.contrast(actual, predicted, epoch),
        weights: async (asked) => {
          const epoch = asked ?? run.epochs.at(-1)?.epoch;
          if (epoch === undefined) return null;
          const { checkpoint } = await this.library.recover(run, epoch);
          return checkpoint && { epoch, checkpoint: withoutOptimiserState(checkpoint) };
        },
        openDrawn: (drawn) => {
          const { length } = run.summary().classes;
          if (drawn.logits.length !== length || (drawn.actual ?? 0) >= length)
            throw new Error(t('{0} logits for {1} classes.', drawn.logits.length, length));
          return openJson(drawnDocument(drawn, run.summary()));
        },
        curves: async () => {
          await run.readBatches();
          return curvesOf(run);
        },
        openImage: async (of) => openJson(await imageText(run, of)),
        copyImage: async (of) => env.clipboard.writeText(await imageText(run, of)),
        restore: (epoch) => this.restore(run, epoch),
        branch: (epoch) => this.branch(run, epoch),
        readAgain: () => undefined,
        ...comparesRun(run, this.library, trainer),
        ...findsLabels(finder, () => run.title),
      },
      exports: (epoch) => [
        ...predictionExports(() => predictionsOf(run, epoch)),
        ...scriptExports(run, this.extension),
        {
          id: 'record.json',
          label: t('Record as JSON: settings, epochs and hashes'),
          group: t('Run'),
          make: async () => this.library.record(run.id),
        },
        ...labelExports(finder),
      ],
      watchLabels: (tell) => finder.onChange(tell),
      explaining: {
        explain: (query, tell) => this.explainer.explain(run, query, tell),
        stop: () => this.explainer.stop(run),
      },
      listen: (changed, send) => {
        // Own images of a run from disk have a size once they are read again.
        if (run.summary().imageWidth === 0)
          void run.predictions().then(changed, (error: unknown) => log.error(run.id, error));
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
    panel.title = plain(subject.title);
    panel.iconPath = {
      light: Uri.joinPath(this.extension, 'media', 'tab-light.svg'),
      dark: Uri.joinPath(this.extension, 'media', 'tab-dark.svg'),
    };
    const { id } = subject;
    this.panels.set(id, panel);
    let view = this.viewOf(id);
    const state = () => ({ run: subject.summary(), view });
    const loaded = (): Promise<void> | undefined => subject.load?.()?.catch((error: unknown) => log.error(id, error));
    const tell = (): void => {
      const send = (): void => void (panel.visible && channel.send('state', state()));
      const loading = loaded();
      if (loading) void loading.then(send);
      else send();
    };
    const channel = new PageChannel<InspectorApi, InspectorEvents>(
      panel.webview,
      {
        hydrate: async () => {
          await loaded();
          return state();
        },
        remember: (next) => {
          view = next;
          this.remember(id, next);
        },
        ...subject.serve,
        why: (query) => subject.explaining?.explain(query, (how) => channel.send('why', how)) ?? null,
        stopWhy: () => subject.explaining?.stop(),
        chooseExport: ({ items, epoch }) => exporter.choose(items, epoch),
        saveExport: ({ id, content }) => exporter.save(id, content),
        importPredictions: async () => void (await commands.executeCommand('surprisal.importPredictions')),
        ping: () => undefined,
      },
      inspectorChecks,
    );
    const exporter = new Exporter(subject, (id) => channel.send('export', id));
    this.exporters.set(id, exporter);
    const changed = (): void => {
      panel.title = plain(subject.title);
      if (panel.visible) tell();
    };
    const listeners = [
      ...subject.listen(changed, (record) => panel.visible && channel.send('epoch', record)),
      ...(subject.watchLabels
        ? [subject.watchLabels((labels) => panel.visible && channel.send('labels', labels))]
        : []),
      panel.onDidChangeViewState(() => panel.visible && tell()),
      ...runsChange(this.library, this.trainer, () => panel.visible && channel.send('runs', null)),
      channel,
    ];
    panel.onDidDispose(() => {
      listeners.forEach((listener) => listener.dispose());
      subject.explaining?.stop();
      this.panels.delete(id);
      this.exporters.delete(id);
    });
    panel.webview.html = pageHtml(panel.webview, this.extension, 'inspector', 'Surprisal');
  }
}

async function imageText(run: Run, { index, epoch }: Parameters<InspectorApi['openImage']>[0]): Promise<string> {
  const image = await run.image(index, epoch);
  if (!image) throw new Error(t('The test part has no image {0}.', index));
  return imageDocument(image.item, image.pixels, run.summary());
}
