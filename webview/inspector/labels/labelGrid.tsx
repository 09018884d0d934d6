import type { DoubtfulLabel } from '@surprisal/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LabelQuery } from '../../../extension/protocol/labels.js';
import { attempt } from '../../shared/failure.js';
import { count, probability } from '../../shared/format.js';
import { Picture } from '../../shared/picture.js';
import { noun, said } from '../nouns.js';
import { t } from '../../shared/strings.js';
import { moveInGrid } from '../matrix/matrixKeys.js';
import { host, run } from '../state.js';
import { Trouble } from '../trouble.js';
import { useVirtual } from '../images/virtual.js';

const CARD = 192;
const sizes = { line: 68, columns: (width: number) => Math.max(1, Math.floor(width / CARD)) };

interface Loaded {
  item: DoubtfulLabel;
  pixels: Uint8Array;
}

async function fetch(query: LabelQuery): Promise<{ total: number; items: Loaded[] }> {
  const { total, items, pixels } = await host.call('doubtful', query);
  const size = items.length > 0 ? pixels.length / items.length : 0;
  return { total, items: items.map((item, i) => ({ item, pixels: pixels.subarray(i * size, (i + 1) * size) })) };
}

/** The images listed: one tab stop, arrows within, Enter opens one as a JSON document. */
export function LabelGrid({ query }: { query: Omit<LabelQuery, 'offset' | 'count'> }) {
  const { box, total, items, from, top, height, reach, trouble } = useVirtual(sizes, (offset, size) =>
    fetch({ ...query, offset, count: size }),
  );
  const [at, setAt] = useState(0);
  const stop = Math.min(Math.max(at, from), from + items.length - 1);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    const there = box.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`);
    if (!there) return;
    wanted.current = null;
    there.focus();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const columns = sizes.columns(box.current?.clientWidth ?? CARD);
    const to = moveInGrid(event.key, stop, total ?? 0, columns, columns * 5);
    if (to === null) return;
    event.preventDefault();
    wanted.current = to;
    setAt(to);
    reach(to);
  };
  const heading = total === null ? '' : t('{0} {1}', count(total), noun(total));
  return (
    <>
      <h2 aria-live="polite">{heading}</h2>
      <Trouble what={said('The images did not come.')} reason={trouble} />
      {total === 0 && <p class="muted">{said('No image is listed for these classes.')}</p>}
      <div ref={box} class="virtual" style={{ height: `${height}px` }}>
        <ul
          class="label-cards"
          aria-label={heading}
          style={{ transform: `translateY(${top}px)` }}
          onKeyDown={onKeyDown}
        >
          {items.map((image, i) => (
            <li key={image.item.index}>
              <Card image={image} place={from + i} stop={from + i === stop} onFocus={setAt} />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

interface CardProps {
  image: Loaded;
  place: number;
  stop: boolean;
  onFocus: (place: number) => void;
}

function Card({ image: { item, pixels }, place, stop, onFocus }: CardProps) {
  const { value } = run;
  const name = (index: number): string => value?.classes[index] ?? '';
  const [given, suggested] = [name(item.given), name(item.suggested)];
  const [p, q] = [probability(item.confidence), probability(item.probability)];
  return (
    <button
      type="button"
      class="label-card numbers"
      data-place={place}
      tabIndex={stop ? 0 : -1}
      title={said('Image {0}: open it as a JSON document', count(item.index))}
      onFocus={() => onFocus(place)}
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
        <span class="muted small">{said('image {0}', count(item.index))}</span>
      </span>
    </button>
  );
}
