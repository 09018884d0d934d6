import {
  type Disposable,
  EventEmitter,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  type Uri,
} from 'vscode';
import { Soon } from '../ports/soon.js';
import { treeItem, treeOf } from '../ports/items.js';
import { loadStore } from '../ports/lateBundles.node.js';
import { log } from '../ports/log.js';
import type { Used } from '../../runs/disk/diskUsed.js';
import type { RunOrder } from '../../runs/derive/runLabels.js';
import type { RunQueue } from '../train/runQueue.js';
import type { RunEntry } from './runEntry.js';
import type { RunLibrary } from './runLibrary.js';
import type { RunTree } from './runTree.js';

const PAUSE = 250;
const ORDER = 'surprisal.runOrder';

/** The Runs view: every run of this folder, the one that trains and those that wait first. */
export class RunsView implements TreeDataProvider<RunEntry>, Disposable {
  static readonly id = 'surprisal.runs';
  private readonly changed = new EventEmitter<RunEntry[] | void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<RunEntry>;
  private readonly listeners: Disposable[];
  private readonly soon = new Soon(PAUSE, () => {
    this.changed.fire(this.stale && [...this.stale]);
    this.stale = new Set();
  });
  /** What is to be shown anew; undefined where the whole list is. */
  private stale: Set<RunEntry> | undefined = new Set();
  /** As it was given last. */
  private tree!: RunTree;
  private watching: Disposable | undefined;
  private used: Used = { runs: 0, deleted: 0 };
  private measuring = false;

  constructor(
    private readonly extension: Uri,
    private readonly library: RunLibrary,
    private readonly queue: RunQueue,
    private readonly memory: Memento,
  ) {
    this.view = treeOf(RunsView.id, this);
    this.listeners = [
      this.view,
      this.changed,
      library.onChange(() => this.changed.fire()),
      queue.onChange(() => this.changed.fire()),
      queue.onEpoch(() => this.changeSoon()),
      library.folders.onChange(() => this.changeSoon()),
      library.folders.onRun((run) => this.changeSoon(run)),
      { dispose: () => this.watching?.dispose() },
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) void library.refresh();
        this.watch(visible);
      }),
    ];
    this.watch(this.view.visible);
  }

  /** What a person selected. */
  get selection(): readonly RunEntry[] {
    return this.view.selection;
  }

  get order(): RunOrder {
    const kept = this.memory.get<string>(ORDER);
    return kept === 'accuracy' || kept === 'logLoss' ? kept : 'newest';
  }

  async sort(order: RunOrder): Promise<void> {
    await this.memory.update(ORDER, order);
    this.changed.fire();
  }

  dispose(): void {
    this.soon.dispose();
    for (const each of this.listeners) each.dispose();
  }

  async getChildren(parent?: RunEntry): Promise<RunEntry[]> {
    if (parent) return this.tree.below(parent);
    const { library, queue } = this;
    await library.ready();
    const { runTree, usedWords } = await loadStore(this.extension);
    const folders = await library.folders.late();
    const [{ head, logged, damaged }, ...others] = folders.folders;
    const own = { head, runs: library.runs, logged, damaged: [...library.damaged, ...damaged] };
    const { run } = queue;
    const first = run?.active ? [run, ...queue.waiting] : queue.waiting;
    this.tree = runTree([own, ...others], first, queue.waiting, this.order);
    const tell = (): void => void (this.view.description = usedWords(this.order, this.used));
    tell();
    void this.measure().then(tell);
    return this.tree.top;
  }

  /** The view asks for lines of a list that it was given. */
  getTreeItem(entry: RunEntry): TreeItem {
    return treeItem(this.tree.lineOf(entry));
  }

  private watch(visible: boolean): void {
    this.watching?.dispose();
    this.watching = visible ? this.library.folders.watch() : undefined;
  }

  /** Adds up what the runs take on disk; those of a run that trains change all the time. */
  private async measure(): Promise<void> {
    const { library, queue } = this;
    if (this.measuring || queue.run?.active || library.folders.live) return;
    this.measuring = true;
    try {
      this.used = await library.used();
    } catch (error) {
      log.error('disk used', error);
    } finally {
      this.measuring = false;
    }
  }

  /** Epochs of a fast run come faster than anyone reads. */
  private changeSoon(of?: RunEntry): void {
    if (of) this.stale?.add(of);
    else this.stale = undefined;
    this.soon.call();
  }
}
