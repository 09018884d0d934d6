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
import { RowTable } from './rowTable.js';
import { useVirtualList } from './virtualList.js';

const sizes = { line: 26, columns: () => 1 };

/** All rows of a cell, a class or the files; predictions bring no images. */
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
        {hasScores.value
          ? t('Predictions bring no images. These are their rows; Enter opens the scores of one.')
          : t('Predictions bring no images, and these no probabilities. These are their rows.')}
      </p>
      <AllRows key={`${actual} ${predicted} ${order}`} actual={actual} predicted={predicted} order={order} />
    </section>
  );
}

function AllRows(query: Omit<ImageQuery, 'offset' | 'count'>) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const { list, items, from, reach } = useVirtualList(sizes, async (offset, count) => {
    const page = await host.call('rows', { ...query, offset, count });
    return { total: page.total, items: page.rows };
  });
  const close = () => {
    setOpened(null);
    list.box.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  };
  const panel = opened && <ImagePanel image={{ item: opened }} onClose={close} />;
  return (
    <ItemList
      list={list}
      missing={t('The rows could not be loaded.')}
      empty={t('No row is predicted so.')}
      panel={panel}
      head={sizes.line}
    >
      <RowTable
        label={itemCount(list.total ?? 0)}
        rows={items}
        first={from}
        total={list.total ?? 0}
        onReach={reach}
        opened={opened?.index ?? null}
        onOpen={setOpened}
        onEscape={close}
      />
    </ItemList>
  );
}
