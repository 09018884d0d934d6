import { useState } from 'preact/hooks';
import { wilsonInterval } from '@surprisal/core';
import { Button, IconButton, Link } from '../../shared/button.js';
import { Select } from '../../shared/field.js';
import { count, interval, percent } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { itemCount, itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { explain, showImages } from '../images/itemFilter.js';
import { CellContrastPart } from './cellContrast.js';
import { useAtEpoch } from '../atEpoch.js';
import { ImageGrid } from '../images/imageGrid.js';
import { ImagePanel } from '../images/imagePanel.js';
import { fetchImages, imageOrders, type ImageOrder, type LoadedImage } from '../images/loadedImages.js';
import type { Cell } from './matrixKeys.js';
import { PairActions } from '../merge/retrain.js';
import { FirstRows } from '../images/firstRows.js';
import {
  classes,
  has,
  heldEpoch,
  isLatest,
  isTable,
  latest,
  listsRows,
  matrix,
  nameOfClass,
  report,
  select,
  shownCell,
  view,
} from '../state.js';
import { Trouble } from '../trouble.js';
import { cellName } from './cellWords.js';
import './detail.css';

const small = narrowerThan(420);
const wide = narrowerThan(1100);

/** The cell that is chosen, or the most confused pair: its numbers, what sets it apart, and its images. */
export function Detail() {
  const cell = shownCell.value;
  const cm = matrix.value;
  if (!cm || !cell) return null;
  const items = cm.counts[cell.actual]?.[cell.predicted] ?? 0;
  const support = report.value?.classes[cell.actual]?.support ?? 0;
  return (
    <section class="detail" aria-label={cellName(classes.value, cell)}>
      <div class="detail-head">
        <h2 class="clip">{cellName(classes.value, cell)}</h2>
        <span class="numbers muted">
          {t('{0} of {1}', count(items), count(support))}
          {support > 0 && `, ${percent(items / support)} ${interval(wilsonInterval(items, support))}`}
        </span>
        {!view.value.selected && <span class="muted wide">{t('most confused')}</span>}
        <span class="space" />
        <PairActions cell={cell}>
          {has('why') && !isTable.value && items > 0 && (
            <Button icon="question" title={t('Why these are read so')} onPress={() => explain(cell)}>
              {t('Why?')}
            </Button>
          )}
        </PairActions>
        {view.value.selected && <IconButton icon="close" label={t('Clear the cell')} onPress={() => select(null)} />}
      </div>
      {listsRows.value && items > 0 ? (
        <FirstRows
          key={`${cell.actual} ${cell.predicted}`}
          {...cell}
          total={items}
          title={itemCount(items)}
          onClose={focusCell}
        >
          <Sentence cell={cell} />
        </FirstRows>
      ) : has('images') && items > 0 ? (
        <CellImages key={`${cell.actual} ${cell.predicted}`} cell={cell} items={items} />
      ) : (
        <Sentence cell={cell} />
      )}
    </section>
  );
}

/** How often the two classes are confused the other way, or how many of the class are read as another. */
function Sentence({ cell: { actual, predicted } }: { cell: Cell }) {
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
      {t(', {0} read as {1}: ', nameOfClass(predicted), nameOfClass(actual))}
      <span class="numbers">{t('{0} of {1}', count(back), count(of)) + share}</span>.
    </p>
  );
}

/** The images of a cell, below what sets them apart or below the image that is open. */
function CellImages({ cell, items }: { cell: Cell; items: number }) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const [order, setOrder] = useState<ImageOrder>('mostSurprising');
  const first = small.value ? 12 : wide.value ? 27 : 33;
  const key = `${cell.actual} ${cell.predicted} ${order} ${first}`;
  const {
    value: page,
    trouble,
    stale,
  } = useAtEpoch(key, () => fetchImages({ ...cell, order, offset: 0, count: first }));
  const heading = itemCount(items);
  // The open image as the latest epoch reads it, as long as it is in the cell.
  const open = opened && (page?.items.find(({ item }) => item.index === opened.item.index) ?? opened);
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
          <span class="muted clip wide">
            {t('p is the probability of {0}; nats, −ln p, is the surprise', nameOfClass(cell.actual))}
          </span>
          <span class="space" />
          {!small.value && (
            <Select label={itemText('Order of the images')} value={order} options={imageOrders()} onChange={setOrder} />
          )}
          {items > first && (
            <Link onPress={() => showImages(cell.actual, cell.predicted)}>{t('Show all {0}', count(items))}</Link>
          )}
        </div>
        <Trouble what={itemText('The images could not be loaded.')} reason={trouble} />
        {trouble !== '' && <ToLatest />}
        {page && (
          <ImageGrid
            label={heading}
            items={page.items}
            total={page.items.length}
            opened={open?.item.index ?? null}
            onOpen={setOpened}
            onEscape={close}
          />
        )}
      </div>
    </>
  );
}

/** Leads to the latest epoch where an earlier one can't be read. */
const ToLatest = () =>
  isLatest.value ? null : (
    <p>
      <Link onPress={() => (heldEpoch.value = null)}>{t('Go to epoch {0}', latest.value?.epoch ?? 0)}</Link>
    </p>
  );

const focusCell = (): void =>
  document
    .querySelector<HTMLElement>('.matrix .cell[tabindex="0"], .block-table .cell[tabindex="0"], .heat-plot')
    ?.focus();
