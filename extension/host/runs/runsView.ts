import { type Disposable, EventEmitter, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';
import { count, percent, short } from '../ports/numbers.js';
import { treeItem, treeOf } from '../ports/items.js';
import type { Damaged, RunLibrary } from './runLibrary.js';
import { plural, t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';

/** One line of the tree. */
export type RunEntry = Run | Damaged;
export const isDamaged = (entry: RunEntry): entry is Damaged => 'reason' in entry;

const PAUSE = 250;

/** The Runs view: every run of this folder, the one that trains and those that wait first. */
export class RunsView implements TreeDataProvider<RunEntry>, Disposable {
  static readonly id = 'surprisal.runs';
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<RunEntry>;
  private readonly listeners: Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly library: RunLibrary,
    private readonly queue: RunQueue,
  ) {
    this.view = treeOf(RunsView.id, this);
    this.listeners = [
      this.view,
      this.changed,
      library.onChange(() => this.changed.fire()),
      queue.onChange(() => this.changed.fire()),
      queue.onEpoch(() => (this.timer ??= setTimeout(() => this.tick(), PAUSE))),
      this.view.onDidChangeVisibility(({ visible }) => visible && void library.refresh()),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of this.listeners) each.dispose();
  }

  async getChildren(parent?: RunEntry): Promise<RunEntry[]> {
    if (parent) return [];
    const { library, queue } = this;
    await library.ready();
    const { run } = queue;
    const first = run?.active ? [run, ...queue.waiting] : queue.waiting;
    return [...first, ...library.runs.filter((each) => !first.includes(each)), ...library.damaged];
  }

  getTreeItem(entry: RunEntry): TreeItem {
    return isDamaged(entry) ? damagedItem(entry) : this.runItem(entry);
  }

  /** Epochs of a fast run come faster than anyone reads. */
  private tick(): void {
    this.timer = undefined;
    this.changed.fire();
  }

  private runItem(run: Run): TreeItem {
    const { icon, words, kind } = this.queue.waiting.includes(run)
      ? { icon: 'clock', words: t('waits'), kind: 'waiting' }
      : stateOf(run);
    const open = { command: 'surprisal.openInspector', title: t('Open Inspector'), arguments: [run.id] };
    return treeItem({
      id: `${run.id} ${run.began}`,
      label: run.title,
      description: words,
      icon,
      tooltip: tooltipOf(run, words),
      kind,
      ...(run.epochs.length > 0 && { command: open }),
    });
  }
}

/** Accuracy and loss on the test part, or how far the run is. */
function stateOf(run: Run): { icon: string; words: string; kind: string } {
  const last = run.epochs.at(-1);
  const figures = last ? `${percent(last.testAccuracy, 2)}  ${last.testLoss.toFixed(3)}` : '';
  const epoch = t('epoch {0}', last?.epoch ?? 0);
  switch (run.status) {
    case 'preparing':
      return { icon: 'loading~spin', words: t('begins'), kind: 'run.active' };
    case 'running':
      return { icon: 'loading~spin', words: last ? epoch : t('epoch 1'), kind: 'run.active' };
    case 'paused':
      return { icon: 'debug-pause', words: t('paused, {0}', epoch), kind: 'run.active' };
    case 'finished':
      return { icon: 'graph', words: figures, kind: 'run.finished' };
    case 'stopped':
      if (run.elsewhere)
        return { icon: 'multiple-windows', words: t('in another window, {0}', epoch), kind: 'elsewhere' };
      return run.resumable
        ? { icon: 'debug-disconnect', words: t('interrupted, {0}', epoch), kind: 'run.open' }
        : { icon: 'primitive-square', words: last ? figures : t('stopped'), kind: 'run.open' };
    case 'failed':
      return { icon: 'error', words: t('failed, {0}', epoch), kind: run.resumable ? 'run.open' : 'run.finished' };
  }
}

function tooltipOf(run: Run, words: string): string[] {
  const { began, message, seconds, epochs } = run;
  const last = epochs.at(-1);
  const { trainCount, testCount, kernel, imageHeight } = run.summary();
  const lines = [run.title, words, new Date(began).toLocaleString()];
  if (last) {
    const share = percent(last.testAccuracy, 2);
    lines.push(t('test accuracy {0}, loss {1} nats after epoch {2}', share, short(last.testLoss), last.epoch));
    const parts =
      imageHeight === 1
        ? plural(trainCount, '{0} row to train on, {1} to test', '{0} rows to train on, {1} to test', count(testCount))
        : plural(
            trainCount,
            '{0} image to train on, {1} to test',
            '{0} images to train on, {1} to test',
            count(testCount),
          );
    lines.push(t('{0}; {1} s; {2}', parts, short(seconds), kernel));
  }
  if (message) lines.push(message);
  return lines;
}

const damagedItem = ({ id, reason }: Damaged): TreeItem =>
  treeItem({
    id: `damaged ${id}`,
    label: id,
    description: t('damaged'),
    icon: 'warning',
    tooltip: [reason],
    kind: 'damaged',
    spoken: t('damaged: {0}', reason),
  });
