import { useState } from 'preact/hooks';
import type { ImageQuery } from '../../../extension/protocol/inspector/images.js';
import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { Select } from '../../shared/field.js';
import { t } from '../../shared/strings.js';
import { itemCount } from '../itemNouns.js';
import { filter, hasScores, host } from '../state.js';
import { FilterBar } from './filterBar.js';
import { ImagePanel } from './imagePanel.js';
import { ItemList } from './itemList.js';
import { imageOrders, type ImageOrder } from './loadedImages.js';
import { pictureColumn } from './rowPictures.js';
import { RowTable } from './rowTable.js';
import { useVirtualList } from './virtualList.js';

const columns = (): number => 1;
/** Rows with pictures are higher. */
const lineOf = (): number => (pictureColumn() >= 0 ? 52 : 26);
const HEAD = 26;

/** All rows of a cell, a class or the files; predictions bring images only where a column names them. */
export function RowsPart() {
  const [order, setOrder] = useState<ImageOrder>('mostSurprising');
  const { actual, predicted } = filter.value;
  return (
    <section class="all-rows" aria-label={t('Rows')}>
      <FilterBar>
        {hasScores.value && (
          <Select label={t('Order of the rows')} value={order} options={imageOrders()} onChange={setOrder} />
        )}
      </FilterBar>
      <p class="muted">
        {pictureColumn() >= 0
          ? t(
              'Pictures are shown of files inside the workspace folder. Enter opens a row, a press on its picture the file.',
            )
          : hasScores.value
            ? t('Predictions bring no images. These are their rows; Enter opens the scores of one.')
            : t('Predictions bring no images, and these no probabilities. These are their rows.')}
      </p>
      <AllRows key={`${actual} ${predicted} ${order}`} actual={actual} predicted={predicted} order={order} />
    </section>
  );
}

const AllRows = (query: Omit<ImageQuery, 'offset' | 'count'>) => (
  <VirtualRows
    fetch={async (offset, count) => {
      const page = await host.call('rows', { ...query, offset, count });
      return { total: page.total, items: page.rows };
    }}
    empty={t('No row is predicted so.')}
  />
);

interface VirtualProps {
  fetch: (offset: number, count: number) => Promise<{ total: number; items: RowItem[] }>;
  /** What is said where there are none. */
  empty: string;
  /** A line about the row that is open. */
  note?: (row: RowItem) => string;
}

/** A list of rows, however long, and the one that is open beside it. */
export function VirtualRows({ fetch, empty, note }: VirtualProps) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const { list, items, from, reach } = useVirtualList({ line: lineOf(), columns }, fetch);
  const close = () => {
    setOpened(null);
    list.box.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  };
  const panel = opened && <ImagePanel image={{ item: opened }} note={note?.(opened)} onClose={close} />;
  return (
    <ItemList list={list} missing={t('The rows could not be loaded.')} empty={empty} panel={panel} head={HEAD}>
      <div class={`table-scroll ${pictureColumn() >= 0 ? 'with-pictures' : ''}`}>
        <RowTable
          label={itemCount(list.total ?? 0)}
          items={items}
          first={from}
          total={list.total ?? 0}
          onReach={reach}
          opened={opened?.index ?? null}
          onOpen={setOpened}
          onEscape={close}
        />
      </div>
    </ItemList>
  );
}
