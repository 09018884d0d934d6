import { useState } from 'preact/hooks';
import { Select } from '../../shared/field.js';
import { count } from '../../shared/format.js';
import { noun, said } from '../nouns.js';
import { t } from '../../shared/strings.js';
import { fetchImages, orders, type Order } from '../matrix/detail.js';
import { FilterBar } from './filterBar.js';
import { ImageGrid, type LoadedImage } from './imageGrid.js';
import { ImagePanel } from './imagePanel.js';
import { filter } from '../state.js';
import { Trouble } from '../trouble.js';
import { useVirtual } from './virtual.js';

const sizes = { line: 99, columns: (width: number) => Math.floor((width + 9) / 65) };

/** All images of a cell, a class or the test part, however many there are. */
export function ImagesPart() {
  const [order, setOrder] = useState<Order>('mostSurprising');
  const { actual, predicted } = filter.value;
  return (
    <section class="all-images" aria-label={said('Images')}>
      <FilterBar>
        <Select label={said('Order of the images')} value={order} options={orders()} onChange={setOrder} />
      </FilterBar>
      <VirtualImages
        key={`${actual} ${predicted} ${order}`}
        fetch={(offset, count) => fetchImages({ actual, predicted, order, offset, count })}
        empty={said('No image of the test part is read so.')}
      />
    </section>
  );
}

interface VirtualProps {
  fetch: (offset: number, count: number) => Promise<{ total: number; images: LoadedImage[] }>;
  /** What is said where there are none. */
  empty: string;
  /** What else is to be said of an image that is open. */
  note?: (image: LoadedImage) => string;
}

/** A list of images, however long, and the one that is open beside it. */
export function VirtualImages({ fetch, empty, note }: VirtualProps) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const { box, total, items, from, top, height, reach, trouble } = useVirtual(sizes, async (offset, count) => {
    const found = await fetch(offset, count);
    return { total: found.total, items: found.images };
  });
  const close = () => {
    setOpened(null);
    box.current?.querySelector<HTMLElement>('.thumb[tabindex="0"]')?.focus();
  };
  const heading = total === null ? '' : t('{0} {1}', count(total), noun(total));
  return (
    <>
      <h2 aria-live="polite">{heading}</h2>
      <Trouble what={said('The images did not come.')} reason={trouble} />
      {total === 0 && <p class="muted">{empty}</p>}
      <div class={opened ? 'with-image' : ''}>
        {opened && <ImagePanel image={opened} note={note?.(opened)} onClose={close} />}
        <div ref={box} class="virtual" style={{ height: `${height}px` }}>
          <div style={{ transform: `translateY(${top}px)` }}>
            <ImageGrid
              label={heading}
              images={items}
              first={from}
              total={total ?? 0}
              onReach={reach}
              opened={opened?.item.index ?? null}
              onOpen={setOpened}
              onEscape={close}
            />
          </div>
        </div>
      </div>
    </>
  );
}
