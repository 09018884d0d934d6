import { useEffect, useRef, useState } from 'preact/hooks';

interface Roving<Id> {
  /** The attribute that names each item, such as `data-place`. */
  attribute: string;
  /** The item that is the tab stop, by the one that had the focus last; null where none had it yet. */
  stop: (last: Id | null) => Id;
  /** The name of an item in its attribute. */
  name?: (id: Id) => string;
}

/**
 * One tab stop for many items: the Tab key reaches the item that had the focus last, and keys lead to the others. An
 * item that is not in the page yet gets the focus as soon as it is drawn.
 */
export function useRovingFocus<Box extends HTMLElement, Id>({ attribute, stop, name = String }: Roving<Id>) {
  const box = useRef<Box>(null);
  const [last, setLast] = useState<Id | null>(null);
  const awaited = useRef<string | null>(null);
  const at = stop(last);
  const focusAwaited = () => {
    if (awaited.current === null) return;
    const item = box.current?.querySelector<HTMLElement>(`[${attribute}="${awaited.current}"]`);
    if (!item) return;
    awaited.current = null;
    item.focus();
  };
  useEffect(focusAwaited);
  return {
    /** Belongs to an element around all items. */
    box,
    /** The item that is the tab stop. */
    at,
    /** Moves the focus to an item. */
    go: (id: Id) => {
      setLast(() => id);
      awaited.current = name(id);
      focusAwaited();
    },
    /** What the element of an item takes. */
    item: (id: Id) => ({
      [attribute]: name(id),
      tabIndex: name(id) === name(at) ? 0 : -1,
      onFocus: () => setLast(() => id),
    }),
  };
}

export type RovingItem = ReturnType<ReturnType<typeof useRovingFocus>['item']>;

/** Where a key leads among items that go round, `back` and `on` by one; undefined where it is no key of them. */
export function moveRound(key: string, at: number, total: number, [back, on]: [back: string, on: string]) {
  const steps: Record<string, number> = {
    [back]: at <= 0 ? total - 1 : at - 1,
    [on]: (at + 1) % total,
    Home: 0,
    End: total - 1,
  };
  return steps[key];
}

/** Where a key leads in a grid of `total` items, `columns` a row and `page` a screen; null where it is no key of it. */
export function moveInGrid(key: string, at: number, total: number, columns: number, page: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: total - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(total - 1, Math.max(0, to));
}
