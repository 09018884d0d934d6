import { decimal, probability } from '../../shared/format.js';
import type { RovingItem } from '../../shared/rovingFocus.js';
import { itemText } from '../itemNouns.js';
import { ItemTile } from '../itemTile.js';
import { t } from '../../shared/strings.js';
import { useItemKeys, type ItemsProps } from './itemKeys.js';
import type { LoadedImage } from './loadedImages.js';
import { nameOfClass } from '../state.js';

/** Pictures with their probability and surprise: one tab stop, arrows within, Enter opens one, Ctrl+C copies it. */
export function ImageGrid(props: ItemsProps<LoadedImage>) {
  const { label, items, first = 0, opened, onOpen } = props;
  const { box, onKeyDown, focusable } = useItemKeys<LoadedImage, HTMLUListElement>(props, {
    indexOf: ({ item }) => item.index,
    columns: columnsIn,
    page: 5,
  });
  return (
    <ul class="images" aria-label={label} ref={box} onKeyDown={onKeyDown}>
      {items.map((image, i) => (
        <li key={first + i}>
          <Thumb image={image} focusable={focusable(i)} open={image.item.index === opened} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

interface ThumbProps {
  image: LoadedImage;
  focusable: RovingItem;
  open: boolean;
  onOpen: (image: LoadedImage) => void;
}

function Thumb({ image, focusable, open, onOpen }: ThumbProps) {
  const { item, pixels } = image;
  const p = probability(item.p);
  const nats = decimal(item.surprise, 2);
  return (
    <button
      type="button"
      class="thumb numbers"
      {...focusable}
      title={itemText('Test image {0}: Enter opens it, Ctrl+C copies it', item.index)}
      aria-expanded={open}
      aria-label={itemText(
        'Test image {0}, actual {1}, predicted {2}: p {3}, {4} nats',
        item.index,
        nameOfClass(item.actual),
        nameOfClass(item.predicted),
        p,
        nats,
      )}
      onClick={() => onOpen(image)}
    >
      <ItemTile pixels={pixels} />
      <span>
        <span class="muted">p</span> {p}
      </span>{' '}
      <span class="muted">{t('{0} nats', nats)}</span>
    </button>
  );
}

/** How many items are in the first row. */
function columnsIn(list: HTMLElement | null): number {
  const items = [...(list?.children ?? [])] as HTMLElement[];
  const columns = items.findIndex((item) => item.offsetTop > (items[0]?.offsetTop ?? 0));
  return columns < 1 ? Math.max(1, items.length) : columns;
}
