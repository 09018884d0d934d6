import type { RunConfig } from '@surprisal/core';
import { t } from '../t.js';

/** Such as `sample · 784-10-10 · seed 1`: the data, the widths and the seed, by which runs are told apart. */
export function runTitle({ data, network, seed }: RunConfig): string {
  const source =
    data.source === 'mnist-sample' ? t('sample') : data.source === 'mnist' ? t('full') : (data.files?.images ?? '');
  const layers = network.layers.map((layer) =>
    layer.kind === 'dense'
      ? `${layer.width}`
      : layer.kind === 'convolution'
        ? `${layer.size}x${layer.size}x${layer.channels}`
        : t('pool {0}', layer.size),
  );
  const widths = data.source === 'files' ? layers : ['784', ...layers, `${data.classes?.length ?? 10}`];
  return `${source} · ${widths.join('-')} · ${t('seed {0}', seed)}`;
}
