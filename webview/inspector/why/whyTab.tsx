import { useEffect, useState } from 'preact/hooks';
import type { CellContrast } from '../../../extension/protocol/inspector/images.js';
import type { WhyPart as Part, WhyProgress, WhyQuery } from '../../../extension/protocol/inspector/why.js';
import { Button, IconButton, Link } from '../../shared/button.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { Working } from '../../shared/working.js';
import { ClassSelect } from '../classSelect.js';
import { ContrastPictures, useContrast } from '../matrix/cellContrast.js';
import type { Cell } from '../matrix/matrixKeys.js';
import {
  epochs,
  heldEpoch,
  latest,
  live,
  matrix,
  predictions,
  REST,
  run,
  select,
  shownCell,
  shownEpoch,
} from '../state.js';
import { ask, explanation, keyOf, stop } from './explanation.js';
import { Decision } from './decision.js';
import { Errors } from './errors.js';
import { NearestPairs } from './nearestPairs.js';
import './why.css';
import { sayWhy } from './whyWords.js';

/** Why images of one class are read as another: in words, in pictures, and one by one. */
export function WhyPart() {
  const cell = shownCell.value;
  const cm = matrix.value;
  if (!cm || !run.value) return null;
  const wrong = cell ? (cm.counts[cell.actual]?.[cell.predicted] ?? 0) : 0;
  return (
    <section class="why" aria-label={t('Why')}>
      {cell && <Chooser cell={cell} />}
      {!cell ? (
        <p class="empty muted">{itemText('Every image is read right: there is nothing to explain.')}</p>
      ) : cell.actual === cell.predicted ? (
        <p class="empty muted">
          {t('These are read right. Choose another class that they are read as, or a cell off the diagonal.')}
        </p>
      ) : wrong === 0 ? (
        <p class="empty muted">
          {itemText('No image of this class is read so at this epoch. Choose another pair, or another epoch.')}
        </p>
      ) : (
        <Explained cell={cell} />
      )}
    </section>
  );
}

function Chooser({ cell }: { cell: Cell }) {
  const { actual, predicted } = cell;
  return (
    <div class="bar">
      <ClassSelect label={t('Actual')} value={actual} onChange={(index) => select({ actual: index, predicted })} />
      <ClassSelect label={t('read as')} value={predicted} onChange={(index) => select({ actual, predicted: index })} />
      <IconButton
        icon="arrow-swap"
        label={t('The other way')}
        onPress={() => select({ actual: predicted, predicted: actual })}
      />
    </div>
  );
}

/** The epoch that is explained: the one shown, or, while a run goes on, the one at which the person asked. */
function useEpoch(cell: Cell): { epoch: number; follow: () => void } {
  const of = `${run.value?.id} ${cell.actual} ${cell.predicted}`;
  const now = latest.value?.epoch ?? 0;
  const [pinned, setPinned] = useState<{ of: string; epoch: number } | null>(null);
  const pinnedHere = live.value && pinned?.of === of && epochs.value.some(({ epoch }) => epoch === pinned.epoch);
  const epoch = shownEpoch.value ?? (pinnedHere ? pinned.epoch : now);
  useEffect(() => setPinned({ of, epoch }), [of, epoch]);
  return { epoch, follow: () => setPinned({ of, epoch: now }) };
}

function Explained({ cell }: { cell: Cell }) {
  const { epoch, follow } = useEpoch(cell);
  const query: WhyQuery = { ...cell, epoch };
  const key = keyOf(query);
  const { value: contrast, stale } = useContrast(cell);
  useEffect(() => {
    if (explanation.peek()?.key === key) return undefined;
    const timer = setTimeout(() => ask(query), shownEpoch.peek() === null ? 0 : REST);
    return () => clearTimeout(timer);
  }, [key]);
  const explained = explanation.value?.key === key ? explanation.value : null;
  const behind = shownEpoch.value === null && latest.value !== null && latest.value.epoch !== epoch;
  return (
    <>
      <Words cell={cell} contrast={stale ? null : contrast} />
      {contrast && <ContrastPictures cell={cell} contrast={contrast} stale={stale} />}
      {explained?.progress && <Progress progress={explained.progress} />}
      {explained?.stopped && (
        <p class="row notice why-ended" role="status">
          <span>{t('The rest was stopped.')}</span>
          <Button onPress={() => ask(query)}>{t('Look Closer')}</Button>
        </p>
      )}
      {explained && explained.trouble !== '' && (
        <p class="row notice error why-ended" role="alert">
          <span>{t('The rest could not be loaded. {0}', explained.trouble)}</span>
          <Button onPress={() => ask(query)}>{t('Retry')}</Button>
          {shownEpoch.value !== null && (
            <Link onPress={() => (heldEpoch.value = null)}>{t('Go to epoch {0}', latest.value?.epoch ?? 0)}</Link>
          )}
        </p>
      )}
      {behind && (
        <p class="muted">
          {t('What follows is of epoch {0}.', epoch)}{' '}
          <Link onPress={follow}>{t('Look at epoch {0}', latest.value?.epoch ?? 0)}</Link>
        </p>
      )}
      {explained?.why && (
        <>
          <Decision cell={cell} why={explained.why} />
          <Errors key={key} cell={cell} why={explained.why} />
          <NearestPairs cell={cell} why={explained.why} />
        </>
      )}
    </>
  );
}

/** The answer in words, as far as it is known. */
function Words({ cell, contrast }: { cell: Cell; contrast: CellContrast | null }) {
  const { value } = run;
  const cm = matrix.value;
  if (!value || !cm) return null;
  const now = shownEpoch.value ?? latest.value?.epoch ?? 0;
  const explained = explanation.value?.key === keyOf({ ...cell, epoch: now }) ? explanation.value.why : null;
  const sentences = sayWhy({
    cell,
    matrix: cm,
    classes: value.classes,
    size: { width: value.imageWidth, height: value.imageHeight, channels: value.imageChannels },
    predictions: predictions.value,
    contrast,
    why: explained,
  });
  return (
    <dl class="why-words">
      {sentences.map(({ id, term, words }) => (
        <div key={id} data-said={id}>
          <dt>{term}</dt>
          <dd class="numbers">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

const parts = (): Record<Part, string> => ({
  data: itemText('Reading the images'),
  neighbours: itemText('Looking for the nearest training images'),
  pairs: t('Looking for the nearest pairs of the two classes'),
  pixels: t('Asking which pixels moved the decision'),
  changes: t('Looking for the smallest changes'),
});

function Progress({ progress: { share, part } }: { progress: WhyProgress }) {
  const words = parts()[part];
  return (
    <Working label={t('Why')} share={share} words={words} class="why-working">
      <span class="muted small">{words}</span>
      <Button onPress={stop}>{t('Stop')}</Button>
    </Working>
  );
}
