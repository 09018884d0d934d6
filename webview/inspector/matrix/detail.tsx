import { useState } from 'preact/hooks';
import { wilsonInterval } from '@surprisal/core';
import type { ImageQuery } from '../../../extension/protocol/pages.js';
import { Button, IconButton, Link } from '../../shared/button.js';
import { Select } from '../../shared/field.js';
import { count, interval, percent } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { noun, said } from '../nouns.js';
import { t } from '../../shared/strings.js';
import { CellContrastPart } from './cellContrast.js';
import { useFetched } from '../fetched.js';
import { ImageGrid, type LoadedImage } from '../images/imageGrid.js';
import { ImagePanel } from '../images/imagePanel.js';
import type { Cell } from './matrixKeys.js';
import { PairActions } from '../merge/retrain.js';
import { CellRows } from '../images/rows.js';
import {
  explain,
  heldEpoch,
  host,
  imported,
  isImport,
  isLatest,
  latest,
  matrix,
  report,
  run,
  select,
  showImages,
  shownCell,
  shownEpoch,
  view,
} from '../state.js';
import { Trouble } from '../trouble.js';
import { cellName } from '../differenceWords.js';

export type Order = ImageQuery['order'];
export const orders = (): { value: Order; label: string }[] => [
  { value: 'mostSurprising', label: t('Most surprising first') },
  { value: 'leastSurprising', label: t('Least surprising first') },
  { value: 'index', label: t('As in the data') },
];

const small = narrowerThan(420);
const wide = narrowerThan(1100);

export async function fetchImages(query: ImageQuery): Promise<{ total: number; images: LoadedImage[] }> {
  const { total, items, pixels } = await host.call('images', { epoch: shownEpoch.value, ...query });
  const size = items.length > 0 ? pixels.length / items.length : 0;
  return { total, images: items.map((item, i) => ({ item, pixels: pixels.subarray(i * size, (i + 1) * size) })) };
}

/** The cell that is chosen, or the most confused pair: its numbers, what sets it apart, and its images. */
export function Detail() {
  const cell = shownCell.value;
  const cm = matrix.value;
  const classes = run.value?.classes ?? [];
  if (!cm || !cell) return null;
  const items = cm.counts[cell.actual]?.[cell.predicted] ?? 0;
  const support = report.value?.classes[cell.actual]?.support ?? 0;
  return (
    <section class="detail" aria-label={cellName(classes, cell)}>
      <div class="detail-head">
        <h2 class="clip">{cellName(classes, cell)}</h2>
        <span class="numbers muted">
          {t('{0} of {1}', count(items), count(support))}
          {support > 0 && `, ${percent(items / support)} ${interval(wilsonInterval(items, support))}`}
        </span>
        {!view.value.selected && <span class="muted wide">{t('most confused')}</span>}
        <span class="space" />
        <PairActions cell={cell}>
          {!isImport.value && items > 0 && (
            <Button icon="question" title={t('Why these are read so')} onPress={() => explain(cell)}>
              {t('Why?')}
            </Button>
          )}
        </PairActions>
        {view.value.selected && <IconButton icon="close" label={t('Clear the cell')} onPress={() => select(null)} />}
      </div>
      {imported.value?.counted ? (
        <Sentence cell={cell} />
      ) : isImport.value && items > 0 ? (
        <CellRows key={`${cell.actual} ${cell.predicted}`} cell={cell} items={items} onClose={focusCell}>
          <Sentence cell={cell} />
        </CellRows>
      ) : items > 0 ? (
        <CellImages key={`${cell.actual} ${cell.predicted}`} cell={cell} items={items} />
      ) : (
        <Sentence cell={cell} />
      )}
    </section>
  );
}

/** How often it goes the other way, or what the class is read as instead. */
function Sentence({ cell: { actual, predicted } }: { cell: Cell }) {
  const classes = run.value?.classes ?? [];
  const cm = matrix.value;
  const row = cm?.counts[actual] ?? [];
  const support = report.value?.classes[actual]?.support ?? 0;
  if (actual === predicted) {
    const wrong = support - (row[actual] ?? 0);
    return <p>{t('{0} of {1} are read as another class.', count(wrong), count(support))}</p>;
  }
  const back = cm?.counts[predicted]?.[actual] ?? 0;
  const of = report.value?.classes[predicted]?.support ?? 0;
  const share = of > 0 ? `, ${percent(back / of)} ${interval(wilsonInterval(back, of))}` : '';
  return (
    <p>
      <Link onPress={() => select({ actual: predicted, predicted: actual })}>{t('The other way')}</Link>
      {t(', {0} read as {1}: ', classes[predicted] ?? '', classes[actual] ?? '')}
      <span class="numbers">{t('{0} of {1}', count(back), count(of)) + share}</span>.
    </p>
  );
}

/** What sets the cell apart, or one image of it that is open; and its images. */
function CellImages({ cell, items }: { cell: Cell; items: number }) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const [order, setOrder] = useState<Order>('mostSurprising');
  const first = small.value ? 12 : wide.value ? 27 : 33;
  const key = `${cell.actual} ${cell.predicted} ${order} ${first}`;
  const {
    value: found,
    trouble,
    stale,
  } = useFetched(key, () => fetchImages({ ...cell, order, offset: 0, count: first }));
  const actual = run.value?.classes[cell.actual] ?? '';
  const heading = t('{0} {1}', count(items), noun(items));
  // The open image as the latest epoch reads it, as long as it is in the cell.
  const open = opened && (found?.images.find(({ item }) => item.index === opened.item.index) ?? opened);
  const close = () => {
    setOpened(null);
    focusCell();
  };
  return (
    <>
      {open ? (
        <ImagePanel image={open} onClose={close} />
      ) : (
        <>
          <Sentence cell={cell} />
          {cell.actual !== cell.predicted && <CellContrastPart cell={cell} />}
        </>
      )}
      <div class="cell-images" aria-busy={stale}>
        <div class="detail-head">
          <h2>{heading}</h2>
          <span class="muted clip wide">{t('p is the probability of {0}; nats, −ln p, is the surprise', actual)}</span>
          <span class="space" />
          {!small.value && (
            <Select label={said('Order of the images')} value={order} options={orders()} onChange={setOrder} />
          )}
          {items > first && (
            <Link onPress={() => showImages(cell.actual, cell.predicted)}>{t('Show all {0}', count(items))}</Link>
          )}
        </div>
        <Trouble what={said('The images did not come.')} reason={trouble} />
        {trouble !== '' && <ToLatest />}
        {found && (
          <ImageGrid
            label={heading}
            images={found.images}
            total={found.images.length}
            opened={open?.item.index ?? null}
            onOpen={setOpened}
            onEscape={close}
          />
        )}
      </div>
    </>
  );
}

/** The way out where an earlier epoch can't be read. */
const ToLatest = () =>
  isLatest.value ? null : (
    <p>
      <Link onPress={() => (heldEpoch.value = null)}>{t('Go to epoch {0}', latest.value?.epoch ?? 0)}</Link>
    </p>
  );

const focusCell = (): void => document.querySelector<HTMLElement>('.matrix .cell[tabindex="0"]')?.focus();
