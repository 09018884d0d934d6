import { useState } from 'preact/hooks';
import { Select } from '../../shared/field.js';
import { itemCount, itemText } from '../itemNouns.js';
import { FilterBar } from './filterBar.js';
import { ImageGrid } from './imageGrid.js';
import { ImagePanel } from './imagePanel.js';
import { fetchImages, imageOrders, type ImageOrder, type LoadedImage } from './loadedImages.js';
import { filter } from '../state.js';
import { ItemList } from './itemList.js';
import { useVirtualList } from './virtualList.js';
import './images.css';

const sizes = { line: 99, columns: (width: number) => Math.floor((width + 9) / 65) };

/** All images of a cell, a class or the test part, however many there are. */
export function ImagesPart() {
  const [order, setOrder] = useState<ImageOrder>('mostSurprising');
  const { actual, predicted } = filter.value;
  return (
    <section class="all-images" aria-label={itemText('Images')}>
      <FilterBar>
        <Select label={itemText('Order of the images')} value={order} options={imageOrders()} onChange={setOrder} />
      </FilterBar>
      <VirtualImages
        key={`${actual} ${predicted} ${order}`}
        fetch={(offset, count) => fetchImages({ actual, predicted, order, offset, count })}
        empty={itemText('No image of the test part is read so.')}
      />
    </section>
  );
}

interface VirtualProps {
  fetch: (offset: number, count: number) => Promise<{ total: number; items: LoadedImage[] }>;
  /** What is said where there are none. */
  empty: string;
  /** A line about the image that is open. */
  note?: (image: LoadedImage) => string;
}

/** A list of images, however long, and the one that is open beside it. */
export function VirtualImages({ fetch, empty, note }: VirtualProps) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const { list, items, from, reach } = useVirtualList(sizes, fetch);
  const close = () => {
    setOpened(null);
    list.box.current?.querySelector<HTMLElement>('.thumb[tabindex="0"]')?.focus();
  };
  const panel = opened && <ImagePanel image={opened} note={note?.(opened)} onClose={close} />;
  return (
    <ItemList list={list} missing={itemText('The images could not be loaded.')} empty={empty} panel={panel}>
      <ImageGrid
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
