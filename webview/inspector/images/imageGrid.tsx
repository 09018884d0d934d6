import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { decimal, probability } from '../../shared/format.js';
import { Icon } from '../../shared/icon.js';
import type { RovingItem } from '../../shared/rovingFocus.js';
import { itemText } from '../itemNouns.js';
import { FileName } from '../fileName.js';
import { ItemTile } from '../itemTile.js';
import { t } from '../../shared/strings.js';
import { useItemKeys, type ItemsProps } from './itemKeys.js';
import type { LoadedImage } from './loadedImages.js';
import { thumbnailOf } from './rowPictures.js';
import { nameOfClass, openFile } from '../state.js';

/** An image, or a row with a picture of its own, which is loaded as it comes into sight and may have no probability. */
type GridItem = LoadedImage | { item: RowItem; pixels?: undefined };

interface ImageGridProps<Item extends GridItem> extends ItemsProps<Item> {
  /** Each says what it is read as; the images of one cell are all read so. */
  says?: boolean;
}

/** Pictures with their probability and surprise: one tab stop, arrows within, Enter opens one, Ctrl+C copies it. */
export function ImageGrid<Item extends GridItem>(props: ImageGridProps<Item>) {
  const { label, items, first = 0, opened, onOpen, says = false } = props;
  const { box, onKeyDown, focusable } = useItemKeys<Item, HTMLUListElement>(props, {
    indexOf: ({ item }) => item.index,
    columns: columnsIn,
    page: 5,
  });
  return (
    <ul class="images" aria-label={label} ref={box} onKeyDown={onKeyDown}>
      {items.map((image, i) => (
        <li key={first + i}>
          <Thumb
            image={image}
            says={says}
            focusable={focusable(i)}
            open={image.item.index === opened}
            onOpen={onOpen}
          />
          {image.item.file !== undefined && (
            <FileName path={image.item.file} onOpen={() => openFile(image.item.index)} keyOf="list" />
          )}
        </li>
      ))}
    </ul>
  );
}

interface ThumbProps<Item extends GridItem> {
  image: Item;
  says: boolean;
  focusable: RovingItem;
  open: boolean;
  onOpen: (image: Item) => void;
}

function Thumb<Item extends GridItem>({ image, says, focusable, open, onOpen }: ThumbProps<Item>) {
  const { item, pixels } = image;
  const p = item.p === null ? '' : probability(item.p);
  const nats = decimal(item.surprise, 2);
  // A name holds what is written on the tile.
  const words = [item.index, nameOfClass(item.actual), nameOfClass(item.predicted)];
  const name = !says
    ? itemText('Test image {0}, actual {1}, predicted {2}', ...words)
    : item.actual === item.predicted
      ? itemText('Test image {0}, read right as {2}', ...words)
      : itemText('Test image {0}, read as {2}, is {1}', ...words);
  const said = p === '' ? name : t('{0}: p {1}, {2} nats', name, p, nats);
  const keys = t('Enter opens it, Ctrl+C copies it');
  return (
    <button
      type="button"
      class={`thumb numbers ${says ? 'says' : ''}`}
      {...focusable}
      title={[item.file, `${said}. ${keys}`].filter(Boolean).join('\n')}
      aria-expanded={open}
      aria-label={[said, item.file].filter(Boolean).join(', ')}
      onClick={() => onOpen(image)}
    >
      {pixels ? <ItemTile pixels={pixels} /> : <RowThumb index={item.index} />}
      {says && <Reading item={item} />}
      {p !== '' && (
        <>
          <span>
            <span class="muted">p</span> {p}
          </span>{' '}
          <span class="muted">{t('{0} nats', nats)}</span>
        </>
      )}
    </button>
  );
}

/** The picture that a run has of a row. */
function RowThumb({ index }: { index: number }) {
  const found = thumbnailOf(index);
  return <span class="tile">{found && 'address' in found && <img class="picture" src={found.address} alt="" />}</span>;
}

/** What an image is read as, with a sign, and where that is wrong what it is. */
function Reading({ item: { actual, predicted } }: { item: Pick<RowItem, 'actual' | 'predicted'> }) {
  const right = actual === predicted;
  return (
    <>
      <span class={`clip ${right ? 'muted' : 'wrong'}`}>
        <Icon name={right ? 'check' : 'close'} /> {nameOfClass(predicted)}
      </span>{' '}
      {!right && <span class="clip">{t('is {0}', nameOfClass(actual))}</span>}{' '}
    </>
  );
}

/** How many items are in the first row. */
function columnsIn(list: HTMLElement | null): number {
  const items = [...(list?.children ?? [])] as HTMLElement[];
  const columns = items.findIndex((item) => item.offsetTop > (items[0]?.offsetTop ?? 0));
  return columns < 1 ? Math.max(1, items.length) : columns;
}
