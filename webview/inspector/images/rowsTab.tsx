import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ImageQuery } from '../../../extension/protocol/inspector/images.js';
import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { t } from '../../shared/strings.js';
import { itemCount } from '../itemNouns.js';
import { hasScores, host, logged, shownEpoch } from '../state.js';
import { FilterBar } from './filterBar.js';
import { ImagePanel } from './imagePanel.js';
import { asked } from './itemFilter.js';
import { ItemList } from './itemList.js';
import { fileColumn, hasOwnPictures, hasPictures } from './rowPictures.js';
import { tiles } from './imagesTab.js';
import { NothingShown } from './nothingShown.js';
import { RowList } from './rowList.js';
import { type ListPage, useVirtualList } from './virtualList.js';

const columns = (): number => 1;
/** Rows with pictures are higher. */
const lineOf = (): number => (hasPictures() ? 52 : 26);
const HEAD = 26;

/** The rows of the files that the filters leave; predictions bring images only where a column names them. */
export function RowsPart() {
  const { value: list } = asked;
  return (
    <section class="all-rows" aria-label={t('Rows')}>
      <FilterBar />
      <p class="muted">
        {logged.value
          ? [filesWords(), logged.value.lacks.items, !hasScores.value && logged.value.lacks.scores]
              .filter(Boolean)
              .join(' ')
          : hasPictures()
            ? t(
                'Pictures are shown of files inside the workspace folder. Enter opens a row, a press on its picture the file.',
              )
            : hasScores.value
              ? t('Predictions bring no images. These are their rows; Enter opens the scores of one.')
              : t('Predictions bring no images, and these no probabilities. These are their rows.')}
      </p>
      <VirtualRows
        key={JSON.stringify(list)}
        fetch={(offset, count) => fetchRows({ ...list, offset, count })}
        empty={<NothingShown countOf={async (other) => (await fetchRows({ ...other, offset: 0, count: 0 })).total} />}
      />
    </section>
  );
}

/** What a press on the name of a file does. */
const filesWords = (): string | false =>
  fileColumn() !== null &&
  !hasOwnPictures() &&
  (hasPictures()
    ? t('Pictures are shown of files inside the workspace folder. Enter opens a row, O or a press on a name its file.')
    : t('Enter opens a row, O or a press on a name its file.'));

async function fetchRows(query: ImageQuery): Promise<ListPage<RowItem>> {
  const { total, wrong, rows } = await host.call('rows', { ...query, epoch: shownEpoch.value });
  return { total, wrong, items: rows };
}

interface VirtualProps {
  fetch: (offset: number, count: number) => Promise<ListPage<RowItem>>;
  /** What is said where there are none. */
  empty: ComponentChildren;
  /** A line about the row that is open. */
  note?: (row: RowItem) => string;
}

/** A list of rows, however long, and the one that is open beside it. */
export function VirtualRows({ fetch, empty, note }: VirtualProps) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const { list, items, from, reach } = useVirtualList(hasOwnPictures() ? tiles : { line: lineOf(), columns }, fetch);
  const close = () => {
    setOpened(null);
    list.box.current?.querySelector<HTMLElement>(':is(tr, .thumb)[tabindex="0"]')?.focus();
  };
  const panel = opened && <ImagePanel image={{ item: opened }} note={note?.(opened)} onClose={close} />;
  return (
    <ItemList
      list={list}
      missing={t('The rows could not be loaded.')}
      empty={empty}
      panel={panel}
      head={hasOwnPictures() ? 0 : HEAD}
    >
      <RowList
        says
        label={itemCount(list.total ?? 0)}
        items={items}
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
