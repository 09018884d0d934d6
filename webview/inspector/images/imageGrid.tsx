import { decimal, probability } from '../../shared/format.js';
import { Picture } from '../../shared/picture.js';
import { moveInGrid, useRovingFocus, type RovingItem } from '../../shared/rovingFocus.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { copyImage } from './imagePanel.js';
import type { LoadedImage } from './loadedImages.js';
import { run } from '../state.js';

interface ImageGridProps {
  label: string;
  images: readonly LoadedImage[];
  /** The place of the first of `images` in the whole list, and how long the whole list is. */
  first?: number;
  total: number;
  /** Loads an image that is not in `images` yet. */
  onReach?: (index: number) => void;
  onEscape?: () => void;
  /** The index in the test part of the image that is open. Moving by arrows opens the next. */
  opened?: number | null;
  onOpen: (image: LoadedImage) => void;
}

/** Pictures with their probability and surprise: one tab stop, arrows within, Enter opens one, Ctrl+C copies it. */
export function ImageGrid({
  label,
  images,
  first = 0,
  total,
  onReach,
  onEscape,
  opened = null,
  onOpen,
}: ImageGridProps) {
  const { box, at, go, item } = useRovingFocus<HTMLUListElement, number>({
    attribute: 'data-place',
    stop: (last) => Math.min(Math.max(last ?? 0, first), first + images.length - 1),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const image = images[at - first];
    if (event.key === 'Escape' && onEscape) onEscape();
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && image) copyImage(image.item.index);
    else {
      const columns = columnsIn(box.current);
      const to = moveInGrid(event.key, at, total, columns, columns * 5);
      if (to === null) return;
      onReach?.(to);
      go(to);
    }
    event.preventDefault();
  };
  return (
    <ul class="images" aria-label={label} ref={box} onKeyDown={onKeyDown}>
      {images.map((image, i) => {
        const focusable = item(first + i);
        const onFocus = () => {
          focusable.onFocus();
          if (opened !== null && image.item.index !== opened) onOpen(image);
        };
        return (
          <li key={first + i}>
            <Thumb
              image={image}
              focusable={{ ...focusable, onFocus }}
              open={image.item.index === opened}
              onOpen={onOpen}
            />
          </li>
        );
      })}
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
  const { value } = run;
  const name = (index: number) => value?.classes[index] ?? '';
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
        name(item.actual),
        name(item.predicted),
        p,
        nats,
      )}
      onClick={() => onOpen(image)}
    >
      <span class="tile">
        <Picture pixels={pixels} width={value?.imageWidth ?? 0} height={value?.imageHeight ?? 0} label="" />
      </span>
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
