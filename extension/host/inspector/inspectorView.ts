import * as v from 'valibot';
import {
  commands,
  type Disposable,
  type Memento,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from 'vscode';
import {
  type GroupName,
  type InspectorApi,
  inspectorChecks,
  type InspectorEvents,
  type InspectorHandlers,
  type InspectorState,
  type InspectorView as View,
  type PageApi,
} from '../../protocol/inspector/inspector.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Run } from '../../runs/model/run.js';
import { registerCommand } from '../ports/commands.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { openTab, Panel } from '../pages/panel.js';
import { t } from '../ports/t.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { LateFolders } from '../runs/lateFolders.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { RunQueue } from '../train/runQueue.js';
import { type ExportAsked, Exporter } from './export.js';
import type { ImportedSet } from './importedSet.js';
import { importedSubject } from './importedSubject.js';
import type { PredictionImports } from './predictionImports.js';
import { type RunServices, runSubject } from './runSubject.js';
import { handlersOf, type Send, type Subject } from './subject.js';

const VIEW = 'surprisal.view';
/** The cell chosen in each of the latest inspectors. */
const SELECTED = 'surprisal.selected';
const INSPECTORS = 50;
const START: View = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };

/** An inspector that is open. */
interface Tab {
  panel: Panel<Partial<InspectorApi>, InspectorEvents>;
  exporter: Exporter;
  /** Tells the page its whole state, where it is seen. */
  refresh: () => void;
}

/** The inspectors: one editor tab a run, live while it trains, or a set of predictions from files. */
export class Inspectors implements Disposable, WebviewPanelSerializer {
  static readonly type = 'surprisal.inspector';
  private readonly tabs = new Map<string, Tab>();
  private readonly services: RunServices;
  /** With which other run a page is to compare its own, when it is told its state next. */
  private readonly compared = new Map<string, string>();

  constructor(
    private readonly memory: Memento,
    private readonly imports: PredictionImports,
    services: Omit<RunServices, 'imports'>,
  ) {
    this.services = { ...services, imports };
    imports.onOpen((set) => this.openImported(set));
  }

  /** Shows the run's tab, and opens it where it is closed. */
  open(run: Run, preserveFocus = false): void {
    this.show(run.id, () => runSubject(run, this.services), preserveFocus);
  }

  /** Shows a run that another program trains. */
  async openLogged(run: LoggedRun): Promise<void> {
    const { loggedSubject } = await loadCommands(this.services.extension);
    this.show(run.id, () => loggedSubject(run, this.services), false);
  }

  /** Shows the run beside another. */
  async compare(run: Run | LoggedRun, other: string): Promise<void> {
    this.compared.set(run.id, other);
    const there = this.tabs.get(run.id);
    await ('kind' in run ? this.openLogged(run) : this.open(run));
    there?.refresh();
  }

  private openImported(set: ImportedSet): void {
    this.show(set.id, () => importedSubject(set, this.services, () => this.imports.release(set)), false);
  }

  /** Serves a tab that comes back with the window; one whose run or files are unknown now is closed. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const parsed = v.safeParse(v.object({ run: v.string() }), state);
    const subject = parsed.success ? await this.find(parsed.output.run) : undefined;
    if (subject && !this.tabs.has(subject.id)) this.attach(panel, subject);
    else panel.dispose();
  }

  /** Whose tab is the active one. */
  get activeId(): string | undefined {
    return [...this.tabs].find(([, { panel }]) => panel.active)?.[0];
  }

  close(id: string): void {
    this.tabs.get(id)?.panel.dispose();
  }

  /** Exports from the inspector of a run, or from the active one: the item that is given, or one that the person chooses. */
  async export({ run, what, uri }: ExportAsked = {}): Promise<void> {
    const tab = run === undefined ? [...this.tabs.values()].find(({ panel }) => panel.active) : this.tabs.get(run);
    if (!(await tab?.exporter.begin(what, uri))) void notify.info(t('Open the inspector of what is to be exported.'));
  }

  dispose(): void {
    for (const { panel } of this.tabs.values()) panel.dispose();
  }

  private async find(id: string): Promise<Subject | undefined> {
    const set = this.imports.load(id);
    if (set) return importedSubject(set, this.services, () => this.imports.release(set));
    const { library, logged, extension } = this.services;
    const run = await library.get(id);
    if (run) return runSubject(run, this.services);
    await logged.ready();
    const other = logged.get(id);
    return other && (await loadCommands(extension)).loggedSubject(other, this.services);
  }

  private show(id: string, subject: () => Subject, preserveFocus: boolean): void {
    const there = this.tabs.get(id);
    if (there) {
      there.panel.reveal(preserveFocus);
      return;
    }
    const made = subject();
    this.attach(openTab(this.services.extension, Inspectors.type, made.title, ViewColumn.Active, preserveFocus), made);
  }

  /** Choices of looks go from one inspector to the next that opens; a chosen cell stays with its own. */
  private viewOf(id: string): View {
    const selected = this.memory.get<[string, View['selected']][]>(SELECTED)?.find(([of]) => of === id)?.[1] ?? null;
    return { ...START, ...this.memory.get<Partial<View>>(VIEW), selected };
  }

  private remember(id: string, { selected, ...looks }: View): void {
    const others = (this.memory.get<[string, View['selected']][]>(SELECTED) ?? []).filter(([of]) => of !== id);
    void this.memory.update(VIEW, looks);
    void this.memory.update(SELECTED, [[id, selected], ...others].slice(0, INSPECTORS));
  }

  private attach(tab: WebviewPanel, subject: Subject): void {
    const { id } = subject;
    let view = this.viewOf(id);
    const loaded = (): Promise<void> | undefined => subject.load?.()?.catch((error: unknown) => log.error(id, error));
    const sendState = (): void => {
      const loading = loaded();
      if (loading) void loading.then(() => send('state', state()));
      else send('state', state());
    };
    const send: Send = (name, data) => panel.send(name, data);
    const exporter = new Exporter(subject, this.services.extension, this.memory, (order) => {
      panel.send('export', order);
      return panel.visible;
    });
    const served = subject.serve(send, () => {
      panel.title = subject.title;
      if (panel.visible) sendState();
    });
    const page: Handlers<PageApi> = {
      hydrate: async () => {
        await loaded();
        return state();
      },
      remember: (next) => {
        view = next;
        this.remember(id, next);
      },
      importPredictions: async () => void (await commands.executeCommand('surprisal.importPredictions')),
      ping: () => undefined,
    };
    const groups: InspectorHandlers = { page, ...served.groups, export: exporter.handlers };
    const names = Object.keys(groups) as GroupName[];
    const state = (): InspectorState => {
      const compareWith = this.compared.get(subject.id);
      this.compared.delete(subject.id);
      return { run: subject.summary(), view, groups: names, ...(compareWith !== undefined && { compareWith }) };
    };
    const panel = new Panel<Partial<InspectorApi>, InspectorEvents>(tab, this.services.extension, subject.title, {
      page: 'inspector',
      handlers: handlersOf(groups),
      checks: inspectorChecks,
    });
    this.tabs.set(id, { panel, exporter, refresh: () => panel.visible && sendState() });
    panel.onVisibility(() => panel.visible && sendState());
    panel.whileOpen(...served.listeners);
    panel.onClose(() => this.tabs.delete(id));
  }
}

/** Opens the inspector of a run that is named, or of the one that the Train view shows, and exports from it. */
export const registerInspectors = (
  inspectors: Inspectors,
  queue: RunQueue,
  library: RunLibrary,
  logged: LateFolders,
): Disposable[] => [
  window.registerWebviewPanelSerializer(Inspectors.type, inspectors),
  registerCommand('surprisal.openInspector', async (id?: string) => {
    await library.ready();
    const run = id === undefined ? queue.shown : await library.get(id);
    if (run?.epochs.length) return inspectors.open(run);
    await logged.ready();
    const other = id === undefined ? logged.live : logged.get(id);
    if (other) await inspectors.openLogged(other);
    else void notify.info(t('No run to look at yet: open the Surprisal view and press Train.'));
  }),
  registerCommand('surprisal.export', (asked?: ExportAsked) => inspectors.export(asked)),
];
