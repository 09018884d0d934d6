import { useEffect, useRef, useState } from 'preact/hooks';
import type { ImageItem } from '../../../extension/protocol/pages.js';
import { decimal, probability } from '../../shared/format.js';
import { Picture } from '../../shared/picture.js';
import { said } from '../nouns.js';
import { t } from '../../shared/strings.js';
import { moveInGrid } from '../matrix/matrixKeys.js';
import { copyImage } from './imagePanel.js';
import { run } from '../state.js';

export interface LoadedImage {
  item: ImageItem;
  pixels: Uint8Array;
}

interface ImageGridProps {
  label: string;
  images: readonly LoadedImage[];
  /** Where `images` begin in the whole list, and how long that is, for a list that is only partly there. */
  first?: number;
  total: number;
  /** Brings an image that is not there yet into `images`. */
  onReach?: (index: number) => void;
  onEscape?: () => void;
  /** The image that is open, by its index in the test part; the open one follows the arrows. */
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
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const stop = Math.min(Math.max(at, first), first + images.length - 1);

  /** The place that gets the focus as soon as its image is there. */
  const wanted = useRef<number | null>(null);
  const settle = () => {
    const there = list.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`);
    if (!there) return;
    wanted.current = null;
    there.focus();
  };
  useEffect(settle);
  const focus = (index: number) => {
    setAt(index);
    wanted.current = index;
    onReach?.(index);
    settle();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const image = images[stop - first];
    if (event.key === 'Escape' && onEscape) onEscape();
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && image) copyImage(image.item.index);
    else {
      const columns = columnsIn(list.current);
      const to = moveInGrid(event.key, stop, total, columns, columns * 5);
      if (to === null) return;
      focus(to);
    }
    event.preventDefault();
  };
  return (
    <ul class="images" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {images.map((image, i) => (
        <li key={first + i}>
          <Thumb
            image={image}
            place={first + i}
            stop={first + i === stop}
            open={image.item.index === opened}
            onFocus={(place) => {
              setAt(place);
              if (opened !== null && image.item.index !== opened) onOpen(image);
            }}
            onOpen={onOpen}
          />
        </li>
      ))}
    </ul>
  );
}

interface ThumbProps {
  image: LoadedImage;
  place: number;
  stop: boolean;
  open: boolean;
  onFocus: (place: number) => void;
  onOpen: (image: LoadedImage) => void;
}

function Thumb({ image, place, stop, open, onFocus, onOpen }: ThumbProps) {
  const { item, pixels } = image;
  const { value } = run;
  const name = (index: number) => value?.classes[index] ?? '';
  const p = probability(item.p);
  const nats = decimal(item.surprise, 2);
  return (
    <button
      type="button"
      class="thumb numbers"
      data-place={place}
      tabIndex={stop ? 0 : -1}
      title={said('Test image {0}: Enter opens it, Ctrl+C copies it', item.index)}
      aria-expanded={open}
      aria-label={said(
        'Test image {0}, actual {1}, predicted {2}: p {3}, {4} nats',
        item.index,
        name(item.actual),
        name(item.predicted),
        p,
        nats,
      )}
      onFocus={() => onFocus(place)}
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

/** How many stand in the first row: those that begin at its height. */
function columnsIn(list: HTMLElement | null): number {
  const items = [...(list?.children ?? [])] as HTMLElement[];
  const columns = items.findIndex((item) => item.offsetTop > (items[0]?.offsetTop ?? 0));
  return columns < 1 ? Math.max(1, items.length) : columns;
}
