import { useId, useRef, useState } from 'preact/hooks';
import type { Decision, LabelQuery, ListedLabel } from '../../../extension/protocol/inspector/labels.js';
import { attempt } from '../../shared/failure.js';
import { count, probability } from '../../shared/format.js';
import { Icon } from '../../shared/icon.js';
import { moveInGrid, useRovingFocus, type RovingItem } from '../../shared/rovingFocus.js';
import { itemCount, itemText } from '../itemNouns.js';
import { nameOfFile } from '../fileName.js';
import { ItemTile } from '../itemTile.js';
import { t } from '../../shared/strings.js';
import { host, inFiles, nameOfClass } from '../state.js';
import { ItemList } from '../images/itemList.js';
import { withPixels, type Pictured } from '../images/loadedImages.js';
import { useVirtualList } from '../images/virtualList.js';
import { ClassPicker } from './classPicker.js';
import { decide, decided, decisions, undoDecision } from './labelsState.js';

const CARD = 192;
const sizes = { line: 98, columns: (width: number) => Math.max(1, Math.floor(width / CARD)) };

/** The decision that a key stands for; null takes one back. */
const decisionKeys: Record<string, Decision | null> = {
  a: { verdict: 'right' },
  x: { verdict: 'leftOut' },
  backspace: null,
  delete: null,
};

/**
 * The images listed: one tab stop, arrows within, Enter opens one as a JSON document. Keys decide on the image with the
 * focus, or on those that are selected.
 */
export function LabelGrid({ query }: { query: Omit<LabelQuery, 'offset' | 'count'> }) {
  /** Images that came, by their place in the list. */
  const known = useRef(new Map<number, ListedLabel>());
  const { list, items, from, reach } = useVirtualList(sizes, async (offset, size) => {
    const { total, items: came, pixels } = await host.call('doubtful', { ...query, offset, count: size });
    came.forEach((item, i) => known.current.set(offset + i, item));
    return { total, items: withPixels(came, pixels) };
  });
  const { box, at, go, item } = useRovingFocus<HTMLUListElement, number>({
    attribute: 'data-place',
    stop: (last) => Math.min(Math.max(last ?? 0, from), from + items.length - 1),
  });
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const anchor = useRef(0);
  /** The place whose new label is being chosen. */
  const [relabelling, setRelabelling] = useState<number | null>(null);

  const toggle = (place: number) => {
    anchor.current = place;
    const index = known.current.get(place)?.index;
    if (index === undefined) return;
    const next = new Set(selected);
    if (!next.delete(index)) next.add(index);
    setSelected(next);
  };
  const extend = (to: number) => {
    const [first, last] = [Math.min(anchor.current, to), Math.max(anchor.current, to)];
    const next = new Set<number>();
    for (let place = first; place <= last; place++) {
      const index = known.current.get(place)?.index;
      if (index !== undefined) next.add(index);
    }
    setSelected(next);
  };
  /** The images that a decision at a place is about. */
  const meant = (place: number): number[] => {
    const index = known.current.get(place)?.index;
    if (index === undefined) return [];
    return selected.has(index) ? [...selected] : [index];
  };
  const put = (place: number, decision: Decision | null) => {
    const indices = meant(place);
    if (indices.length === 0) return;
    decide(indices, decision);
    setSelected(new Set());
    setRelabelling(null);
    const next = decision && indices.length === 1 ? Math.min(place + 1, (list.total ?? 1) - 1) : place;
    reach(next);
    go(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    const modified = event.ctrlKey || event.metaKey;
    const columns = sizes.columns(box.current?.clientWidth ?? CARD);
    const to = modified ? null : moveInGrid(event.key, at, list.total ?? 0, columns, columns * 5);
    const decision = modified || event.altKey ? undefined : decisionKeys[key];
    if (to !== null) {
      if (event.shiftKey) extend(to);
      else anchor.current = to;
      reach(to);
      go(to);
    } else if (modified && (key === 'z' || key === 'y')) undoDecision(key === 'y' || event.shiftKey ? 'redo' : 'undo');
    else if (key === 'o' && !modified && inFiles.value) openLabelFile(known.current.get(at)?.index);
    else if (!decisions.value || modified) return;
    else if (decision !== undefined) put(at, decision);
    else if (key === 'r') setRelabelling(at);
    else if (key === ' ') toggle(at);
    else if (key === 'escape' && selected.size > 0) setSelected(new Set());
    else return;
    event.preventDefault();
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
        {items.map((image, i) => {
          const place = from + i;
          return (
            <li key={image.item.index} class={selected.has(image.item.index) ? 'selected' : ''}>
              <Card
                image={image}
                focusable={item(place)}
                selected={selected.has(image.item.index)}
                onPress={(event) => {
                  if (event.shiftKey) extend(place);
                  else if (event.ctrlKey || event.metaKey) toggle(place);
                  else attempt(host.call('openLabel', image.item.index));
                }}
                onDecide={(decision) => put(place, decision)}
                onRelabel={() => {
                  go(place);
                  setRelabelling(place);
                }}
              />
              {relabelling === place && decisions.value && (
                <ClassPicker
                  classes={decisions.value.classes}
                  suggested={nameOfClass(image.item.suggested)}
                  onPick={(name) => put(place, { verdict: 'relabelled', new: name })}
                  onLeave={(back) => {
                    setRelabelling(null);
                    if (back) go(place);
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
    </ItemList>
  );
}

function openLabelFile(index: number | undefined): void {
  if (index !== undefined) attempt(host.call('openLabelFile', index));
}

interface CardProps {
  image: Pictured<ListedLabel>;
  focusable: RovingItem;
  selected: boolean;
  onPress: (event: MouseEvent) => void;
  onDecide: (decision: Decision | null) => void;
  onRelabel: () => void;
}

function Card({ image: { item, pixels }, focusable, selected, onPress, onDecide, onRelabel }: CardProps) {
  const id = useId();
  const [given, suggested] = [nameOfClass(item.given), nameOfClass(item.suggested)];
  const [p, q] = [probability(item.confidence), probability(item.probability)];
  const number = count(item.row ?? item.index);
  const decision = decided.value.get(item.index);
  const words = decision ? decisionWords(decision, item.old ?? given) : '';
  const is = (verdict: Decision['verdict']): boolean => decision?.verdict === verdict;
  return (
    <>
      <button
        type="button"
        class="label-card numbers"
        {...focusable}
        title={itemText(
          'Image {0}: open it as a JSON document. Images are numbered from 0 by their place in the file, as in NumPy.',
          number,
        )}
        aria-describedby={id}
        onClick={onPress}
      >
        <ItemTile pixels={pixels} />
        <span class="label-words">
          <span class="clip" title={given}>
            <b>{given}</b> <span class="muted">{t('given, p {0}', p)}</span>
          </span>
          <span class="clip" title={suggested}>
            <b>{suggested}</b> <span class="muted">{t('likely, p {0}', q)}</span>
          </span>
          {item.file === undefined ? (
            <span class="muted small">{itemText('image {0}', number)}</span>
          ) : (
            <span class="muted small clip" title={item.file}>
              {nameOfFile(item.file)}
            </span>
          )}
        </span>
      </button>
      {decisions.value && (
        <div class="label-acts">
          <Act
            icon="check"
            label={t('The label is right (A)')}
            on={is('right')}
            onPress={() => onDecide(is('right') ? null : { verdict: 'right' })}
          />
          <Act icon="tag" label={t('Relabel (R)')} on={is('relabelled')} onPress={onRelabel} />
          <Act
            icon="circle-slash"
            label={t('Leave out (X)')}
            on={is('leftOut')}
            onPress={() => onDecide(is('leftOut') ? null : { verdict: 'leftOut' })}
          />
          {item.file !== undefined && (
            <Act icon="go-to-file" label={t('Open {0} (O)', item.file)} onPress={() => openLabelFile(item.index)} />
          )}
          <span class="clip" title={words}>
            {words}
          </span>
          <span id={id} hidden>
            {[words, selected ? t('selected') : ''].filter(Boolean).join(', ')}
          </span>
        </div>
      )}
    </>
  );
}

const decisionWords = (decision: Decision, old: string): string =>
  decision.verdict === 'relabelled'
    ? t('{0} → {1}', old, decision.new)
    : decision.verdict === 'right'
      ? t('is right')
      : t('left out');

/** A button of one card for the mouse; the keyboard has a key for each. */
const Act = ({ icon, label, on, onPress }: { icon: string; label: string; on?: boolean; onPress: () => void }) => (
  <button
    type="button"
    class="icon-button"
    tabIndex={-1}
    aria-label={label}
    aria-pressed={on}
    title={label}
    onClick={onPress}
  >
    <Icon name={icon} />
  </button>
);
