import type { RunConfig } from '@surprisal/core';
import { t } from '../ports/t.js';
import { membersOf } from '../../runs/derive/derivedConfig.js';
import type { Run } from '../../runs/model/run.js';

const sourceName = ({ source, files }: RunConfig['data']): string =>
  source === 'mnist' ? t('full MNIST') : source === 'mnist-sample' ? t('the sample') : (files?.images ?? '');

/** A table by itself has rows; labels beside it, or MNIST, make images of its items. */
const isTable = ({ source, files }: RunConfig['data']): boolean => source === 'files' && !files?.labels;

/** Why two runs can't be compared: they were tested on other images, or there is nothing to compare yet. */
export function whyIncomparable(mine: Run, other: Run): string | undefined {
  const [a, b] = [mine.config.data, other.config.data];
  if (other.epochs.length === 0) return t('It has no finished epoch.');
  if (a.source !== b.source || JSON.stringify(a.files) !== JSON.stringify(b.files))
    return isTable(b)
      ? t('It was tested on other rows: {0}.', sourceName(b))
      : t('It was tested on other images: {0}.', sourceName(b));
  const onOther = isTable(a) ? t('It was tested on other rows') : t('It was tested on other images');
  if (a.source !== 'mnist' && !a.files?.testImages) {
    if ((a.first ?? 0) !== (b.first ?? 0) || a.count !== b.count)
      return t('{0}: it uses other rows of the data.', onOther);
    if (mine.config.seed !== other.config.seed)
      return t('{0}: seed {1} splits the data in another way.', onOther, other.config.seed);
    if (a.testFraction !== b.testFraction || a.stratified !== b.stratified)
      return t('{0}: its test part is split off in another way.', onOther);
  }
  const [own, theirs] = [mine, other].map((run) => membersOf(run.classes, run.config.data.merge).flat());
  if (!own.some((label) => theirs.includes(label))) return t('It has none of these classes.');
  return undefined;
}
