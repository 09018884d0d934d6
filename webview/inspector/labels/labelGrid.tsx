import type { DoubtfulLabel } from '@surprisal/core';
import type { LabelQuery } from '../../../extension/protocol/inspector/labels.js';
import { attempt } from '../../shared/failure.js';
import { count, probability } from '../../shared/format.js';
import { Picture } from '../../shared/picture.js';
import { moveInGrid, useRovingFocus, type RovingItem } from '../../shared/rovingFocus.js';
import { itemCount, itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { host, run } from '../state.js';
import { ItemList } from '../images/itemList.js';
import { withPixels, type Pictured } from '../images/loadedImages.js';
import { useVirtualList } from '../images/virtualList.js';

const CARD = 192;
const sizes = { line: 68, columns: (width: number) => Math.max(1, Math.floor(width / CARD)) };

async function fetch(query: LabelQuery): Promise<{ total: number; items: Pictured<DoubtfulLabel>[] }> {
  const { total, items, pixels } = await host.call('doubtful', query);
  return { total, items: withPixels(items, pixels) };
}

/** The images listed: one tab stop, arrows within, Enter opens one as a JSON document. */
export function LabelGrid({ query }: { query: Omit<LabelQuery, 'offset' | 'count'> }) {
  const { list, items, from, reach } = useVirtualList(sizes, (offset, size) =>
    fetch({ ...query, offset, count: size }),
  );
  const { box, at, go, item } = useRovingFocus<HTMLUListElement, number>({
    attribute: 'data-place',
    stop: (last) => Math.min(Math.max(last ?? 0, from), from + items.length - 1),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const columns = sizes.columns(box.current?.clientWidth ?? CARD);
    const to = moveInGrid(event.key, at, list.total ?? 0, columns, columns * 5);
    if (to === null) return;
    event.preventDefault();
    reach(to);
    go(to);
  };
  return (
    <ItemList
      list={list}
      missing={itemText('The images could not be loaded.')}
      empty={itemText('No image is listed for these classes.')}
    >
      <ul
        class="label-cards"
        aria-label={list.total === null ? '' : itemCount(list.total)}
        ref={box}
        onKeyDown={onKeyDown}
      >
        {items.map((image, i) => (
          <li key={image.item.index}>
            <Card image={image} focusable={item(from + i)} />
          </li>
        ))}
      </ul>
    </ItemList>
  );
}

interface CardProps {
  image: Pictured<DoubtfulLabel>;
  focusable: RovingItem;
}

function Card({ image: { item, pixels }, focusable }: CardProps) {
  const { value } = run;
  const name = (index: number): string => value?.classes[index] ?? '';
  const [given, suggested] = [name(item.given), name(item.suggested)];
  const [p, q] = [probability(item.confidence), probability(item.probability)];
  return (
    <button
      type="button"
      class="label-card numbers"
      {...focusable}
      title={itemText('Image {0}: open it as a JSON document', count(item.index))}
      onClick={() => attempt(host.call('openLabel', item.index))}
    >
      <span class="tile">
        <Picture pixels={pixels} width={value?.imageWidth ?? 0} height={value?.imageHeight ?? 0} label="" />
      </span>
      <span class="label-words">
        <span class="clip" title={given}>
          <b>{given}</b> <span class="muted">{t('given, p {0}', p)}</span>
        </span>
        <span class="clip" title={suggested}>
          <b>{suggested}</b> <span class="muted">{t('likely, p {0}', q)}</span>
        </span>
        <span class="muted small">{itemText('image {0}', count(item.index))}</span>
      </span>
    </button>
  );
}
