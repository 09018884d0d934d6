import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../shared/strings.js';
import { itemCount, itemText } from '../itemNouns.js';
import { FilterBar } from './filterBar.js';
import { ImageGrid } from './imageGrid.js';
import { ImagePanel } from './imagePanel.js';
import { inFiles } from '../state.js';
import { asked } from './itemFilter.js';
import { fetchImages, type LoadedImage } from './loadedImages.js';
import { ItemList } from './itemList.js';
import { NothingShown } from './nothingShown.js';
import { type ListPage, useVirtualList } from './virtualList.js';
import './images.css';

/** How many pixels a line of tiles takes, and how many are in one. */
export const tiles = { line: 125, columns: (width: number) => Math.floor((width + 9) / 65) };
/** With the name of the file under each. */
const namedTiles = { ...tiles, line: 139 };

/** The images of the test part that the filters leave, however many there are. */
export function ImagesPart() {
  const { value: list } = asked;
  return (
    <section class="all-images" aria-label={itemText('Images')}>
      <FilterBar />
      <p class="muted small">
        {t(
          'Below each: what it is read as, and where that is wrong what it is. p is the probability of the actual class; nats, −ln p, the surprise.',
        )}
      </p>
      <VirtualImages
        key={JSON.stringify(list)}
        fetch={(offset, count) => fetchImages({ ...list, offset, count })}
        empty={<NothingShown countOf={async (other) => (await fetchImages({ ...other, offset: 0, count: 0 })).total} />}
      />
    </section>
  );
}

interface VirtualProps {
  fetch: (offset: number, count: number) => Promise<ListPage<LoadedImage>>;
  /** What is said where there are none. */
  empty: ComponentChildren;
  /** A line about the image that is open. */
  note?: (image: LoadedImage) => string;
}

/** A list of images, however long, and the one that is open beside it. */
export function VirtualImages({ fetch, empty, note }: VirtualProps) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const { list, items, from, reach } = useVirtualList(inFiles.value ? namedTiles : tiles, fetch);
  const close = () => {
    setOpened(null);
    list.box.current?.querySelector<HTMLElement>('.thumb[tabindex="0"]')?.focus();
  };
  const panel = opened && <ImagePanel image={opened} note={note?.(opened)} onClose={close} />;
  return (
    <ItemList list={list} missing={itemText('The images could not be loaded.')} empty={empty} panel={panel}>
      <ImageGrid
        says
        label={list.total === null ? '' : itemCount(list.total)}
        items={items}
        first={from}
        total={list.total ?? 0}
        onReach={reach}
        opened={opened?.item.index ?? null}
        onOpen={setOpened}
        onEscape={close}
      />
    </ItemList>
  );
}
