import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { RunComparison } from '../../../extension/protocol/inspector/compare.js';
import { Select } from '../../shared/field.js';
import { count, probability } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { VirtualImages } from '../images/imagesTab.js';
import { withPixels } from '../images/loadedImages.js';
import { modelText } from './modelText.js';
import type { RunDifference } from './runDifference.js';
import { host, shownEpoch } from '../state.js';

export type Which = 'onlyMine' | 'onlyTheirs';

export interface DifferingProps {
  comparison: RunComparison;
  difference: RunDifference;
}

/** The images that only one of both reads right, as this run reads them; the open one with what the other reads. */
export function DifferingImages({ comparison, difference }: DifferingProps) {
  const [which, setWhich] = useState<Which>('onlyMine');
  const indices = difference[which].map((place) => comparison.index[place] ?? 0);
  const fetch = async (offset: number, length: number) => {
    const { items, pixels } = await host.call('imagesAt', {
      indices: indices.slice(offset, offset + length),
      epoch: shownEpoch.value,
    });
    return { total: indices.length, items: withPixels(items, pixels) };
  };
  return (
    <DifferingBar {...{ comparison, difference, which, setWhich }}>
      {(empty) => (
        <VirtualImages
          key={`${which} ${indices.join()}`}
          fetch={fetch}
          empty={empty}
          note={({ item: { index } }) => noteOf(comparison, index)}
        />
      )}
    </DifferingBar>
  );
}

interface BarProps extends DifferingProps {
  which: Which;
  setWhich: (which: Which) => void;
  /** The list, given what is said where it is empty. */
  children: (empty: string) => ComponentChildren;
}

/** The choice of which items are listed, and the list. */
export function DifferingBar({ comparison: { kinds, confidence }, difference, which, setWhich, children }: BarProps) {
  return (
    <section class="all-images" aria-label={itemText('Images that only one of both reads right')}>
      <div class="bar">
        <h2>{t('Read right by one only')}</h2>
        <Select<Which>
          label={itemText('Which images')}
          value={which}
          options={[
            { value: 'onlyMine', label: modelText(kinds, 'Only this run: {0}', count(difference.onlyMine.length)) },
            { value: 'onlyTheirs', label: t('Only the other: {0}', count(difference.onlyTheirs.length)) },
          ]}
          onChange={setWhich}
        />
        <span class="muted small">
          {confidence
            ? modelText(
                kinds,
                'Sorted by the probability that the other run gives, highest first; p and nats are of this run.',
              )
            : modelText(kinds, 'As in the data; p and nats are of this run.')}
        </span>
      </div>
      {children(t('There is none.'))}
    </section>
  );
}

/** What the other reads an item as. */
export function noteOf({ kinds, index, theirs, classes, confidence }: RunComparison, item: number): string {
  const place = index.indexOf(item);
  const name = classes[theirs[place] ?? 0] ?? '';
  return confidence
    ? modelText(kinds, 'The other run reads it as {0}, with p {1}.', name, probability(confidence[place] ?? 0))
    : modelText(kinds, 'The other run reads it as {0}.', name);
}
