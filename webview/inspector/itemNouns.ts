import { signal } from '@preact/signals';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';

/** Whether the items of the run are rows, of a table or of files of predictions, and no images; `state.ts` sets it. */
export const isRows = signal(false);

/** A text that is written of images. Where the items are rows, it speaks of rows. */
export const itemText = (message: string, ...args: (string | number)[]): string =>
  t(isRows.value ? ofRows(message) : message, ...args);

const ofRows = (message: string): string =>
  message
    .replace(/\b([Aa])n (?=image\b)/g, '$1 ')
    .replace(/\b([Ii])mage(s?)\b/g, (_, i: string, s: string) => (i === 'I' ? 'Row' : 'row') + s);

/** `images`, or `rows`. */
export const itemNouns = (): string => itemText('images');
/** `1 image`, `1,118 rows` */
export const itemCount = (n: number): string => t('{0} {1}', count(n), n === 1 ? itemText('image') : itemNouns());
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
