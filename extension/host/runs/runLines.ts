import { isLogLoss } from '@surprisal/core';
import { objectiveName, stateWords } from '../../protocol/runState.js';
import { type LabelWords, runLabels, type RunOrder } from '../../runs/derive/runLabels.js';
import type { Used } from '../../runs/disk/diskUsed.js';
import type { Run } from '../../runs/model/run.js';
import type { Line } from '../ports/items.js';
import { count, percent, short } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';
import { runTitle, sourceTitle } from '../train/runTitle.js';
import { type Damaged, isDamaged, isRun, lacksLogLoss } from './runEntry.js';

/** The lines of the Runs view: how each is called depends on the others. */
export function runLines(entries: readonly (Run | Damaged)[], waiting: readonly Run[]): (entry: Run | Damaged) => Line {
  const labels = runLabels(entries.filter(isRun), labelWords);
  return (entry) => {
    if (isDamaged(entry)) return damagedLine(entry);
    const { icon, words, kind } = waiting.includes(entry)
      ? { icon: 'clock', words: t('waits'), kind: 'waiting' }
      : stateOf(entry);
    const open = { command: 'surprisal.openInspector', title: t('Open Inspector'), arguments: [entry.id] };
    return {
      id: `${entry.id} ${entry.began}`,
      ...(labels.get(entry) ?? { label: entry.title }),
      description: words,
      icon,
      tooltip: tooltipOf(entry, words),
      kind: lacksLogLoss(entry) ? `${kind}.noLogLoss` : kind,
      ...(entry.epochs.length > 0 && { command: open }),
    };
  };
}

/** 39 KB, 183 MB or 1.83 GB */
export const sizeText = (bytes: number): string =>
  bytes < 1e6
    ? t('{0} KB', short(bytes / 1e3))
    : bytes < 1e9
      ? t('{0} MB', short(bytes / 1e6))
      : t('{0} GB', short(bytes / 1e9));

/** What stands beside the head of the view: its order where that is not the usual one, and the disk that is used. */
export const usedWords = (order: RunOrder, { runs, deleted }: Used): string =>
  [
    orderWords(order),
    ...(runs > 0 ? [sizeText(runs)] : []),
    ...(deleted > 0 ? [t('{0} deleted', sizeText(deleted))] : []),
  ]
    .filter((words) => words !== '')
    .join(' · ');

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
const orderWords = (order: RunOrder): string =>
  ({ newest: '', accuracy: t('by accuracy'), logLoss: t('by log loss') })[order];

/** Log loss on the test part, or how far the run is. */
function stateOf(run: Run): { icon: string; words: string; kind: string } {
  const last = run.epochs.at(-1);
  const figures = last ? t('log loss {0}', last.testLogLoss === undefined ? '–' : short(last.testLogLoss)) : '';
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
        ? t('test accuracy {0} after epoch {1}; its log loss is not known: Evaluate Again finds it', share, last.epoch)
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

const damagedLine = ({ id, reason }: Damaged): Line => ({
  id: `damaged ${id}`,
  label: id,
  description: t('damaged'),
  icon: 'warning',
  tooltip: [reason],
  kind: 'damaged',
  spoken: t('damaged: {0}', reason),
});
