import { messageOf } from '@surprisal/core';
import { commands, type Disposable, env, type Event, type Memento, type Uri, type WebviewPanel } from 'vscode';
import {
  type CurvesApi,
  curvesChecks,
  type CurvesEvents,
  type CurvesState,
  type CurvesView,
  firstCurvesView,
} from '../../protocol/curves.js';
import { Curves } from '../../runs/curves/curves.js';
import { fileName } from '../../runs/derive/fileName.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';
import { Panel } from '../pages/panel.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { saveFile } from '../ports/saveFile.js';
import { t } from '../ports/t.js';
import type { CurveSubject } from './curveSubject.js';
import { troubleWords } from './troubleWords.js';

/** What tabs of curves need of the extension: its runs, those of other programs among them, and when they change. */
export interface CurveServices {
  extension: Uri;
  memory: Memento;
  library: {
    readonly runs: readonly Run[];
    readonly onChange: Event<void>;
    ready(): Promise<void>;
    readonly folders: {
      readonly logged: readonly LoggedRun[];
      readonly onChange: Event<void>;
      readonly onRun: Event<LoggedRun>;
      ready(): Promise<void>;
      watch(): Disposable;
    };
  };
  queue: Record<'onChange' | 'onBatches' | 'onEpoch', Event<unknown>>;
}

/** Milliseconds between two times that a page is told. */
const PAUSE = 100;

/** A tab of curves: what it shows is taken anew while it is in sight, one reading after the other. */
export class CurvesTab implements Disposable {
  readonly panel: Panel<CurvesApi, CurvesEvents>;
  private readonly model = new Curves(troubleWords);
  private updating: Promise<void> | undefined;
  private changed = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private told = 0;
  private first = true;

  constructor(
    tab: WebviewPanel,
    private readonly subject: CurveSubject,
    private readonly services: CurveServices,
  ) {
    const { model } = this;
    this.panel = new Panel<CurvesApi, CurvesEvents>(tab, services.extension, subject.title, {
      page: 'curves',
      handlers: {
        hydrate: () => {
          this.soon(0);
          return this.state();
        },
        remember: async (view) => services.memory.update(this.key, view),
        points: (queries) => model.points(queries),
        readAt: (asked) => {
          const found = model.readAt(asked);
          if (found.length > 0) subject.point?.(found[0].scalar, found[0].step);
          return found;
        },
        openRun: async (id) => void (await subject.open(id)),
        addFiles: async () => void (await commands.executeCommand('surprisal.openCurves')),
        beginRun: async (how) =>
          void (await commands.executeCommand(how === 'log' ? 'surprisal.logRun' : 'surprisal.train.focus')),
        saveCsv: (asked) => this.save(t('Save Curve'), `${fileName(asked.scalar)}.csv`, () => model.csv(asked)),
        saveExport: ({ name, content }) => this.save(t('Save Chart'), name, () => content),
        copy: async (text) => env.clipboard.writeText(text),
        ping: () => undefined,
      },
      checks: curvesChecks,
    });
    this.panel.whileOpen(subject.onChange(() => this.soon(PAUSE)));
    this.panel.onVisibility(() => this.panel.visible && this.soon(0));
    this.panel.onClose(() => {
      this.closed = true;
      clearTimeout(this.timer);
      subject.dispose();
    });
  }

  dispose(): void {
    this.panel.dispose();
  }

  private get key(): string {
    return `curves ${this.subject.id}`;
  }

  private state(): CurvesState {
    const { subject, model, services, first } = this;
    const { id, from: title, reading } = subject;
    const view = { ...firstCurvesView, ...subject.view, ...services.memory.get<Partial<CurvesView>>(this.key) };
    const now = reading ?? (first ? { done: 0, of: 1 } : null);
    return { id, title, runs: model.runs(), reading: now, every: subject.again ?? null, view };
  }

  /** Looks at what it shows in so many ms, or sooner where that was said before. */
  private soon(ms: number): void {
    this.changed = true;
    if (this.updating || this.closed) return;
    if (ms === 0) clearTimeout(this.timer);
    else if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.update();
    }, ms);
  }

  private async update(): Promise<void> {
    if (!this.panel.visible) return;
    const { subject } = this;
    this.changed = false;
    this.updating = subject.update(
      () => this.progress(),
      () => this.closed,
    );
    try {
      await this.updating;
    } catch (error) {
      log.error('curves', error);
      if (this.first) void notify.error(messageOf(error));
    }
    this.updating = undefined;
    if (this.closed) return;
    const first = this.first;
    this.first = false;
    this.tell(first);
    if (this.changed) this.soon(PAUSE);
    else if (subject.every !== null) this.soon(subject.every);
  }

  /** While much is read for the first time. */
  private progress(): void {
    const now = performance.now();
    if (this.closed || now - this.told < 3 * PAUSE) return;
    this.told = now;
    this.tell(true);
  }

  private tell(always: boolean): void {
    this.model.show(this.subject.origins);
    const { state, grown } = this.model.news();
    if (state || always) this.panel.send('state', this.state());
    if (grown.length > 0) this.panel.send('grown', grown);
  }

  private async save(title: string, name: string, content: () => string | Uint8Array | Promise<string>): Promise<void> {
    const ending = name.slice(name.lastIndexOf('.') + 1);
    await saveFile({ title, kind: ending.toUpperCase(), ending, name }, content);
  }
}
