import { layersText, type RunConfig } from '@surprisal/core';
import type { Run } from '../model/run.js';

/** Words of a label that are a person's language. */
export interface LabelWords {
  t: (message: string, ...args: (string | number)[]) => string;
  percent: (share: number) => string;
  /** The time of a moment, with its day where that is not today. */
  moment: (time: number) => string;
  /** Such as `sample` or the name of a file. */
  source: (data: RunConfig['data']) => string;
  /** Such as `smoothed focal loss`. */
  objective: (loss: RunConfig['loss']) => string;
  /** Whether the title is the one that was made for the run, not a person's. */
  madeTitle: (run: Run) => boolean;
}

/** How each run is called, and how many letters of that stand out. */
export type RunLabels = Map<Run, { label: string; strong: number }>;

type Part = (config: RunConfig) => string;
const numberText = (value: number): string => String(Number(value.toPrecision(6)));

/** What may tell runs apart, each as a short text that is empty where there is nothing to say; in the order of a label. */
const partsOf = ({ t, source, objective }: LabelWords): Part[] => [
  ({ data }) => source(data),
  ({ data }) => (data.scale === 'standard' ? t('standardised') : ''),
  ({ data }) => [...(data.merge ?? []).map((group) => group.join('+')), ...(data.classes ?? [])].join(' ').slice(0, 30),
  ({ data }) => (data.corrections && data.corrections !== 'none' ? t('corrected labels') : ''),
  ({ loss }) => objective(loss),
  ({ optimiser }) => (optimiser.id === 'adam' ? 'Adam' : 'SGD'),
  ({ optimiser }) => t('rate {0}', numberText(optimiser.rate)),
  ({ optimiser }) => (optimiser.schedule === 'constant' ? '' : optimiser.schedule),
  ({ optimiser }) => t('L2 {0}', numberText(optimiser.l2)),
  ({ optimiser }) => (optimiser.id === 'adam' ? '' : t('momentum {0}', numberText(optimiser.momentum))),
  ({ batch }) => t('batch {0}', batch),
  ({ epochs }) => t('{0} ep', epochs),
  ({ seed }) => t('seed {0}', seed),
  ({ mode }) => (mode === 'replay' ? t('replay') : ''),
];
/** Before it stands what is trained on and by which loss, after it how. */
const NETWORK_AFTER = 5;

/**
 * How each run of a list is called: its test accuracy first, then what differs between the runs that are there, its
 * network and own data in any case, and when it began. A title that a person gave stands right after the accuracy.
 */
export function runLabels(runs: readonly Run[], words: LabelWords): RunLabels {
  const parts = partsOf(words);
  const texts = runs.map(({ config }) => parts.map((part) => part(config)));
  const differs = parts.map((_, i) => texts.some((each) => each[i] !== texts[0][i]));
  return new Map(
    runs.map((run, r) => {
      const last = run.epochs.at(-1);
      const share = last ? words.percent(last.testAccuracy) : '';
      const told = texts[r].map((text, i) =>
        differs[i] || (i === 0 && run.config.data.source === 'files') ? text : '',
      );
      told.splice(NETWORK_AFTER, 0, networkText(run));
      const title = words.madeTitle(run) ? '' : run.title;
      const all = [share, title, ...told, words.moment(run.began)].filter((text) => text !== '');
      return [run, { label: all.join(' · '), strong: share.length }];
    }),
  );
}

/** Such as `784-10-10`; of own data, its ends are known from the record. */
export function networkText(run: Run): string {
  const { imageWidth, imageHeight, imageChannels, classes } = run.summary();
  const inputs = imageWidth * imageHeight * imageChannels;
  const ends = inputs > 0 && classes.length > 0 ? { inputs, classes: classes.length } : null;
  return layersText(run.config.network.layers, ends);
}

export type RunOrder = 'newest' | 'accuracy' | 'logLoss';

/** Runs in an order: what is not known of a run stands last. */
export function sortedRuns(runs: readonly Run[], order: RunOrder): Run[] {
  const known = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? Infinity : value);
  const rank = ({ epochs, began }: Run): number => {
    const last = epochs.at(-1);
    if (order === 'accuracy') return known(last && -last.testAccuracy);
    return order === 'logLoss' ? known(last?.testLogLoss) : -began;
  };
  return [...runs].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? b.began - a.began : x - y;
  });
}
