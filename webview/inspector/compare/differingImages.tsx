import { useState } from 'preact/hooks';
import type { RunComparison } from '../../../extension/protocol/inspector/compare.js';
import { Select } from '../../shared/field.js';
import { count, probability } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { VirtualImages } from '../images/imagesTab.js';
import { withPixels } from '../images/loadedImages.js';
import type { RunDifference } from './runDifference.js';
import { host, shownEpoch } from '../state.js';

type Which = 'onlyMine' | 'onlyTheirs';

/** The images that only one of both reads right, as this run reads them; the open one with what the other reads. */
export function DifferingImages({ comparison, difference }: { comparison: RunComparison; difference: RunDifference }) {
  const [which, setWhich] = useState<Which>('onlyMine');
  const places = difference[which];
  const indices = places.map((place) => comparison.index[place] ?? 0);
  const fetch = async (offset: number, length: number) => {
    const { items, pixels } = await host.call('imagesAt', {
      indices: indices.slice(offset, offset + length),
      epoch: shownEpoch.value,
    });
    return { total: indices.length, items: withPixels(items, pixels) };
  };
  return (
    <section class="all-images" aria-label={itemText('Images that only one of both reads right')}>
      <div class="bar">
        <h2>{t('Read right by one only')}</h2>
        <Select<Which>
          label={itemText('Which images')}
          value={which}
          options={[
            { value: 'onlyMine', label: t('Only this run: {0}', count(difference.onlyMine.length)) },
            { value: 'onlyTheirs', label: t('Only the other: {0}', count(difference.onlyTheirs.length)) },
          ]}
          onChange={setWhich}
        />
        <span class="muted small">
          {t('Sorted by the other run’s probability, highest first; p and nats are this run’s.')}
        </span>
      </div>
      <VirtualImages
        key={`${which} ${indices.join()}`}
        fetch={fetch}
        empty={t('There is none.')}
        note={({ item: { index } }) => {
          const place = comparison.index.indexOf(index);
          return t(
            'The other run reads it as {0}, with p {1}.',
            comparison.classes[comparison.theirs[place] ?? 0] ?? '',
            probability(comparison.confidence[place] ?? 0),
          );
        }}
      />
    </section>
  );
}
