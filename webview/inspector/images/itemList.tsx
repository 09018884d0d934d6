import type { ComponentChildren } from 'preact';
import { count } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { itemCount } from '../itemNouns.js';
import { Trouble } from '../trouble.js';
import type { VirtualList } from './virtualList.js';

interface ItemListProps {
  list: VirtualList;
  /** What is said where the items did not come, and where there are none. */
  missing: string;
  empty: ComponentChildren;
  /** The item that is open, beside the list. */
  panel?: ComponentChildren;
  /** How high the head of the items is, px. */
  head?: number;
  /** The items near the window. */
  children: ComponentChildren;
}

/** How many items are listed, and of test items how many of them are read wrong. */
export const ListCount = ({ list: { total, wrong } }: { list: VirtualList }) => (
  <h2 class="numbers" aria-live="polite">
    {total === null
      ? ''
      : wrong === undefined
        ? itemCount(total)
        : t('{0} wrong of {1} shown', count(wrong), count(total))}
  </h2>
);

/** A heading with the number of items, and the list of them, however long. */
export const ItemList = ({ list, missing, empty, panel, head = 0, children }: ItemListProps) => (
  <>
    <ListCount list={list} />
    <Trouble what={missing} reason={list.trouble} />
    {list.total === 0 && <div class="muted">{empty}</div>}
    <div class={panel ? 'with-image' : ''}>
      {panel}
      <div ref={list.box} class="virtual" style={{ height: `${list.height + head}px` }}>
        <div style={{ transform: `translateY(${list.top}px)` }}>{children}</div>
      </div>
    </div>
  </>
);
