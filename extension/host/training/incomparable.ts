import type { RunConfig } from '@surprisal/core';
import { t } from '../t.js';
import { membersOf } from './derivedConfig.js';
import type { Run } from './run.js';

const sourceName = ({ source, files }: RunConfig['data']): string =>
  source === 'mnist' ? t('full MNIST') : source === 'mnist-sample' ? t('the sample') : (files?.images ?? '');

/** Why two runs can't be compared: they were tested on other images, or there is nothing to compare yet. */
export function whyIncomparable(mine: Run, other: Run): string | undefined {
  const [a, b] = [mine.config.data, other.config.data];
  if (other.epochs.length === 0) return t('It has no finished epoch.');
  if (a.source !== b.source || JSON.stringify(a.files) !== JSON.stringify(b.files))
    return t('It was tested on other images: {0}.', sourceName(b));
  if (a.source !== 'mnist' && !a.files?.testImages) {
    if ((a.first ?? 0) !== (b.first ?? 0) || a.count !== b.count)
      return t('It was tested on other images: it uses other rows of the data.');
    if (mine.config.seed !== other.config.seed)
      return t('It was tested on other images: seed {0} splits the data in another way.', other.config.seed);
    if (a.testFraction !== b.testFraction || a.stratified !== b.stratified)
      return t('It was tested on other images: its test part is split off in another way.');
  }
  const [own, theirs] = [mine, other].map((run) => membersOf(run.classes, run.config.data.merge).flat());
  if (!own.some((label) => theirs.includes(label))) return t('It knows none of these classes.');
  return undefined;
}
