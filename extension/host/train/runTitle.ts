import { type RunConfig, layersText } from '@surprisal/core';
import { t } from '../ports/t.js';

/** Such as `sample · 784-10-10 · seed 1`: the data, the widths and the seed, by which runs are told apart. */
export const runTitle = (config: RunConfig, ends?: Ends): string =>
  `${networkTitle(config, ends)} · ${t('seed {0}', config.seed)}`;

/** How many features and classes own data has, once it is read. */
interface Ends {
  inputs: number;
  classes: number;
}

/** Such as `sample · 784-10-10`. */
export function networkTitle({ data, network }: RunConfig, ends: Ends | null = null): string {
  const source = sourceTitle(data);
  const merged = data.merge?.reduce((sum, group) => sum + group.length - 1, 0) ?? 0;
  const outputs = (data.classes?.length ?? 10) - merged;
  const layers = layersText(network.layers, data.source === 'files' ? ends : { inputs: 784, classes: outputs });
  const scaled = data.scale === 'standard' ? [t('standardised')] : [];
  return [source, layers, ...scaled, ...classWords(data)].join(' · ');
}

/** Most names that stand in a title. */
const MOST = 6;

/** Which classes a run is of, where not all as they are: `4+9 merged`, `only 4, 9`. */
function classWords({ classes, merge }: RunConfig['data']): string[] {
  const merged = merge?.map((group) => group.join('+')).join(', ');
  return [
    ...(merged ? [t('{0} merged', merged.length > 40 ? t('{0} groups', merge!.length) : merged)] : []),
    ...(!classes
      ? []
      : classes.length > MOST
        ? [t('{0} classes', classes.length)]
        : [t('only {0}', classes.join(', '))]),
  ];
}

/** Such as `sample`, or the name of a file. */
export const sourceTitle = ({ source, files }: RunConfig['data']): string =>
  source === 'mnist-sample' ? t('sample') : source === 'mnist' ? t('full') : (files?.images ?? '');
