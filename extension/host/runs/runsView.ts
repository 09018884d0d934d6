import {
  type Disposable,
  EventEmitter,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  type Uri,
} from 'vscode';
import { count, percent, short } from '../ports/numbers.js';
import { treeItem, treeOf } from '../ports/items.js';
import { loadStore } from '../ports/lateBundles.node.js';
import type { RunLibrary } from './runLibrary.js';
import { type Damaged, isDamaged, type RunEntry } from './runEntry.js';
import { plural, t } from '../ports/t.js';
import { isLogLoss } from '@surprisal/core';
import { objectiveName, stateWords } from '../../protocol/runState.js';
import type { LabelWords, RunLabels, RunOrder } from '../../runs/derive/runLabels.js';
import type { Run } from '../../runs/model/run.js';
import type { RunQueue } from '../train/runQueue.js';
import { runTitle, sourceTitle } from '../train/runTitle.js';

const PAUSE = 250;
const ORDER = 'surprisal.runOrder';

/** The Runs view: every run of this folder, the one that trains and those that wait first. */
export class RunsView implements TreeDataProvider<RunEntry>, Disposable {
  static readonly id = 'surprisal.runs';
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: TreeView<RunEntry>;
  private readonly listeners: Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** Of the runs as they were last listed. */
  private labels: RunLabels = new Map();

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
      this.view.onDidChangeVisibility(({ visible }) => visible && void library.refresh()),
    ];
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
    clearTimeout(this.timer);
    for (const each of this.listeners) each.dispose();
  }

  async getChildren(parent?: RunEntry): Promise<RunEntry[]> {
    if (parent) return [];
    const { library, queue } = this;
    await library.ready();
    const { runLabels, sortedRuns } = await loadStore(this.extension);
    const { run } = queue;
    const first = run?.active ? [run, ...queue.waiting] : queue.waiting;
    const rest = library.runs.filter((each) => !first.includes(each));
    this.labels = runLabels([...first, ...rest], labelWords);
    this.view.description = orderWords(this.order);
    return [...first, ...sortedRuns(rest, this.order), ...library.damaged];
  }

  getTreeItem(entry: RunEntry): TreeItem {
    return isDamaged(entry) ? damagedItem(entry) : this.runItem(entry);
  }

  /** Epochs of a fast run come faster than anyone reads. */
  private changeSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changed.fire();
    }, PAUSE);
  }

  private runItem(run: Run): TreeItem {
    const { icon, words, kind } = this.queue.waiting.includes(run)
      ? { icon: 'clock', words: t('waits'), kind: 'waiting' }
      : stateOf(run);
    const open = { command: 'surprisal.openInspector', title: t('Open Inspector'), arguments: [run.id] };
    return treeItem({
      id: `${run.id} ${run.began}`,
      ...(this.labels.get(run) ?? { label: run.title }),
      description: words,
      icon,
      tooltip: tooltipOf(run, words),
      kind,
      ...(run.epochs.length > 0 && { command: open }),
    });
  }
}

const labelWords: LabelWords = {
  t,
  percent,
  moment,
  source: sourceTitle,
  objective: (loss) => objectiveName(loss, t),
  madeTitle: (run) => {
    const { title, config, classes } = run;
    if (title === runTitle(config)) return true;
    const { imageWidth, imageHeight, imageChannels } = run.summary();
    return title === runTitle(config, { inputs: imageWidth * imageHeight * imageChannels, classes: classes.length });
  },
};

/** 02:05, and Nov 26 02:05 of another day. */
function moment(time: number): string {
  const date = new Date(time);
  const clock = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date().toDateString()) return clock;
  return `${date.toLocaleDateString('en', { month: 'short', day: 'numeric' })} ${clock}`;
}

/** The order of the list, where it is not the usual one. */
export const orderWords = (order: RunOrder): string =>
  ({ newest: '', accuracy: t('by accuracy'), logLoss: t('by log loss') })[order];

/** Log loss on the test part, or how far the run is. */
function stateOf(run: Run): { icon: string; words: string; kind: string } {
  const last = run.epochs.at(-1);
  const figures = last?.testLogLoss === undefined ? '' : t('log loss {0}', short(last.testLogLoss));
  const epoch = t('epoch {0}', last?.epoch ?? 0);
  switch (run.status) {
    case 'preparing':
    case 'running':
    case 'paused':
    case 'steppingBatch':
    case 'steppingEpoch':
    case 'stopping': {
      const state = stateWords(run, t);
      const icon = run.status === 'paused' ? 'debug-pause' : 'loading~spin';
      return { icon, words: last ? `${state}, ${epoch}` : state, kind: 'run.active' };
    }
    case 'finished':
      return { icon: 'graph', words: figures, kind: 'run.finished' };
    case 'stopped':
      if (run.elsewhere)
        return { icon: 'multiple-windows', words: t('in another window, {0}', epoch), kind: 'elsewhere' };
      return run.resumable && run.message !== undefined
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
    lines.push(
      last.testLogLoss === undefined
        ? t(
            'test accuracy {0} after epoch {1}; its log loss is not known: open the run to evaluate it again',
            share,
            last.epoch,
          )
        : t('test accuracy {0}, log loss {1} nats after epoch {2}', share, short(last.testLogLoss), last.epoch),
    );
    const { loss } = run.config;
    if (!isLogLoss(loss)) lines.push(t('objective {0}, {1}', short(last.testLoss), objectiveName(loss, t)));
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
