import { useState } from 'preact/hooks';
import type { RunComparison } from '../../../extension/protocol/compare.js';
import { Select } from '../../shared/field.js';
import { count, probability } from '../../shared/format.js';
import { said } from '../nouns.js';
import { t } from '../../shared/strings.js';
import { VirtualImages } from '../images/imagesTab.js';
import type { RunDifference } from './runDifference.js';
import { host, shownEpoch } from '../state.js';

type Which = 'onlyMine' | 'onlyTheirs';

/** The images that only one of both reads right, as this run reads them; the open one with what the other reads. */
export function DifferingImages({ found, difference }: { found: RunComparison; difference: RunDifference }) {
  const [which, setWhich] = useState<Which>('onlyMine');
  const places = difference[which];
  const indices = places.map((place) => found.index[place] ?? 0);
  const fetch = async (offset: number, length: number) => {
    const { items, pixels } = await host.call('imagesAt', {
      indices: indices.slice(offset, offset + length),
      epoch: shownEpoch.value,
    });
    const size = items.length > 0 ? pixels.length / items.length : 0;
    const images = items.map((item, i) => ({ item, pixels: pixels.subarray(i * size, (i + 1) * size) }));
    return { total: indices.length, images };
  };
  return (
    <section class="all-images" aria-label={said('Images that only one of both reads right')}>
      <div class="bar">
        <h2>{t('Read right by one only')}</h2>
        <Select<Which>
          label={said('Which images')}
          value={which}
          options={[
            { value: 'onlyMine', label: t('Only this run: {0}', count(difference.onlyMine.length)) },
            { value: 'onlyTheirs', label: t('Only the other: {0}', count(difference.onlyTheirs.length)) },
          ]}
          onChange={setWhich}
        />
        <span class="muted small">{t('Those first that the other run is surest of; p and nats are of this run.')}</span>
      </div>
      <VirtualImages
        key={`${which} ${indices.join()}`}
        fetch={fetch}
        empty={t('There is none.')}
        note={({ item: { index } }) => {
          const place = found.index.indexOf(index);
          return t(
            'The other run reads it as {0}, with p {1}.',
            found.classes[found.theirs[place] ?? 0] ?? '',
            probability(found.confidence[place] ?? 0),
          );
        }}
      />
    </section>
  );
}
