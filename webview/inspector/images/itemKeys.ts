import { moveInGrid, useRovingFocus } from '../../shared/rovingFocus.js';
import { copyItem, inFiles, openFile } from '../state.js';
import { fileColumn, openNamedFile } from './rowPictures.js';

/** What shows a list of items: all of them, or those that are near the window. */
export interface ItemsProps<Item> {
  label: string;
  items: readonly Item[];
  /** The place of the first of `items` in the whole list, and how long the whole list is. */
  first?: number;
  total: number;
  /** Loads an item that is not in `items` yet. */
  onReach?: (place: number) => void;
  onEscape?: () => void;
  /** The index in the data of the item that is open. Moving by arrows opens the next. */
  opened: number | null;
  onOpen: (item: Item) => void;
}

interface Grid<Item, Box> {
  indexOf: (item: Item) => number;
  columns: (box: Box | null) => number;
  /** How many rows the keys for a page go. */
  page: number;
}

/** One tab stop for a list of items: arrows move, Enter opens one, Ctrl+C copies it, O opens its file. */
export function useItemKeys<Item, Box extends HTMLElement>(
  { items, first = 0, total, onReach, onEscape, opened, onOpen }: ItemsProps<Item>,
  { indexOf, columns, page }: Grid<Item, Box>,
) {
  const { box, at, go, item } = useRovingFocus<Box, number>({
    attribute: 'data-place',
    stop: (last) => Math.min(Math.max(last ?? 0, first), first + items.length - 1),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const here = items[at - first];
    if (event.key === 'Escape' && onEscape) onEscape();
    else if (event.key === 'Enter' && here) onOpen(here);
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && here) copyItem(indexOf(here));
    else if (event.key.toLowerCase() === 'o' && !event.ctrlKey && !event.metaKey && here && inFiles.value)
      openFile(indexOf(here));
    else if (event.key.toLowerCase() === 'o' && !event.ctrlKey && !event.metaKey && here && fileColumn() !== null)
      openNamedFile(fileColumn() ?? 0, indexOf(here));
    else {
      const wide = columns(box.current);
      const to = moveInGrid(event.key, at, total, wide, wide * page);
      if (to === null) return;
      onReach?.(to);
      go(to);
    }
    event.preventDefault();
  };
  const focusable = (i: number) => {
    const own = item(first + i);
    const onFocus = () => {
      own.onFocus();
      const reached = items[i];
      if (opened !== null && reached && indexOf(reached) !== opened) onOpen(reached);
    };
    return { ...own, onFocus };
  };
  return { box, onKeyDown, focusable };
}
