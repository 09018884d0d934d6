import { limits } from '@surprisal/core';
import { type Disposable, Range, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { findCurves } from '../../runs/curves/findCurves.js';
import { openTab } from '../pages/panel.js';
import { files, nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import { count } from '../ports/numbers.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';
import { type CurveServices, CurvesTab } from './curvesTab.js';
import type { CurveSubject } from './curveSubject.js';
import { FileSubject } from './fileSubject.js';
import { RunSubject } from './runSubject.js';
import { TextSubject } from './textSubject.js';

const TYPE = 'surprisal.curves';
const ENDINGS = ['csv', 'tsv', 'json'];

/** The tabs of curves, one for each thing that is shown. */
export class CurvesViews implements Disposable {
  private readonly tabs = new Map<string, CurvesTab>();
  private texts = 0;

  constructor(private readonly services: CurveServices) {}

  dispose(): void {
    for (const tab of this.tabs.values()) tab.dispose();
  }

  showCurves(): void {
    this.show(RunSubject.id, () => new RunSubject(this.services));
  }

  /** Files or folders that were chosen in the explorer; without any a person is asked. */
  async openCurves(uri?: unknown, uris?: unknown): Promise<void> {
    const all = Array.isArray(uris) ? uris.filter((each) => each instanceof Uri) : [];
    if (uri instanceof Uri) this.showFiles(all.length > 0 ? all : [uri]);
    else await this.ask();
  }

  /** What is selected in the active editor, or all of its text. */
  async plotNumbers(): Promise<void> {
    const editor = window.activeTextEditor;
    if (!editor) return void notify.info(t('Open a text with the numbers of a training, and select them.'));
    const { document, selection } = editor;
    const range = selection.isEmpty
      ? new Range(0, 0, document.lineCount, 0)
      : new Range(selection.start, selection.end);
    const length = document.offsetAt(range.end) - document.offsetAt(range.start);
    if (length > limits.selection)
      return void notify.warn(
        t('{0} characters are selected; at most {1} are plotted.', count(length), count(limits.selection)),
      );
    const subject = await TextSubject.of(`text ${++this.texts}`, document, range);
    if (subject.empty) {
      subject.dispose();
      return void notify.info(
        t(
          'No number to plot: names before numbers are looked for, as in “epoch 3 loss 0.412”, or a column of numbers.',
        ),
      );
    }
    this.show(subject.id, () => subject, ViewColumn.Beside);
  }

  /** Fills a tab that came back with the window. */
  restore(panel: WebviewPanel, state: unknown): void {
    const id = (state as { curves?: unknown } | undefined)?.curves;
    const subject = typeof id === 'string' && !this.tabs.has(id) ? this.subjectOf(id) : undefined;
    if (subject) this.attach(panel, subject);
    else panel.dispose();
  }

  private subjectOf(id: string): CurveSubject | undefined {
    if (id === RunSubject.id) return new RunSubject(this.services);
    // A text may have changed since.
    return id.startsWith('text ')
      ? undefined
      : new FileSubject(
          id,
          id.split('\n').map((each) => Uri.parse(each)),
        );
  }

  private showFiles(places: readonly Uri[]): void {
    const id = places.map((each) => each.toString()).join('\n');
    this.show(id, () => new FileSubject(id, places));
  }

  private show(id: string, subject: () => CurveSubject, column = ViewColumn.Active): void {
    const there = this.tabs.get(id);
    if (there) return there.panel.reveal();
    const made = subject();
    this.attach(openTab(this.services.extension, TYPE, made.title, column, column === ViewColumn.Beside), made);
  }

  private attach(panel: WebviewPanel, subject: CurveSubject): void {
    const tab = new CurvesTab(panel, subject, this.services);
    this.tabs.set(subject.id, tab);
    tab.panel.onClose(() => this.tabs.delete(subject.id));
  }

  /** Lists the folders of the workspace that hold curves as they are found; closing the list ends the search. */
  private async ask(): Promise<void> {
    const { library } = this.services;
    const always = [
      ...(library.runs.length > 0 ? [{ label: t('Runs of this workspace'), act: () => this.showCurves() }] : []),
      { label: t('Choose a folder…'), act: () => this.choose(true) },
      { label: t('Choose files…'), act: () => this.choose(false) },
    ];
    const list = prompts.list<{ label: string; description?: string; act(): unknown }>();
    list.title = t('Open Curves');
    list.placeholder = t('Event files of TensorBoard, metrics.csv, metrics of DVCLive, trainer_state.json');
    list.items = always;
    list.busy = true;
    let closed = false;
    const chosen = new Promise<(() => unknown) | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.selectedItems[0]?.act ?? list.activeItems[0]?.act));
      list.onDidHide(() => resolve(undefined));
    }).finally(() => (closed = true));
    list.show();
    for (const { uri } of workspace.workspaceFolders ?? []) {
      if (closed) break;
      const found = new Map<string, number>();
      const at = (path: string): Uri => (path === '' ? uri : Uri.joinPath(uri, path));
      const { more, files: all } = await findCurves((path) => files.entries(at(path)), { stopped: () => closed });
      for (const { path } of all) {
        const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
        found.set(folder, (found.get(folder) ?? 0) + 1);
      }
      if (closed) break;
      const items = [...found].map(([folder, number]) => ({
        label: folder === '' ? nameOf(uri) : folder,
        description: more
          ? t('{0} files and more', count(number))
          : number === 1
            ? t('1 file')
            : t('{0} files', count(number)),
        act: () => this.showFiles([at(folder)]),
      }));
      list.items = [...items, ...list.items];
    }
    list.busy = false;
    const act = await chosen;
    list.dispose();
    await act?.();
  }

  private async choose(folder: boolean): Promise<void> {
    const title = t('Open Curves');
    const chosen = folder
      ? await prompts.openFolder(title, t('Open'))
      : await prompts.open(title, t('Open'), { [t('Curves')]: ENDINGS, [t('All files')]: ['*'] }, { many: true });
    const places = chosen instanceof Uri ? [chosen] : (chosen ?? []);
    if (places.length > 0) this.showFiles(places);
  }
}
