import type { ComponentChildren } from 'preact';
import { itemCount } from '../itemNouns.js';
import { Trouble } from '../trouble.js';
import type { VirtualList } from './virtualList.js';

interface ItemListProps {
  list: VirtualList;
  /** What is said where the items did not come, and where there are none. */
  missing: string;
  empty: string;
  /** The item that is open, beside the list. */
  panel?: ComponentChildren;
  /** How high the head of the items is, px. */
  head?: number;
  /** The items near the window. */
  children: ComponentChildren;
}

/** A heading with the number of items, and the list of them, however long. */
export const ItemList = ({ list, missing, empty, panel, head = 0, children }: ItemListProps) => (
  <>
    <h2 aria-live="polite">{list.total === null ? '' : itemCount(list.total)}</h2>
    <Trouble what={missing} reason={list.trouble} />
    {list.total === 0 && <p class="muted">{empty}</p>}
    <div class={panel ? 'with-image' : ''}>
      {panel}
      <div ref={list.box} class="virtual" style={{ height: `${list.height + head}px` }}>
        <div style={{ transform: `translateY(${list.top}px)` }}>{children}</div>
      </div>
    </div>
  </>
);
