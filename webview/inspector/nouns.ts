import { signal } from '@preact/signals';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';

/** Whether the items of the run are rows, of a table or of files of predictions, and no images; `state.ts` says so. */
export const isRows = signal(false);

/** Words that are written of images, said of rows where the items are rows of a table or of files of predictions. */
export const said = (message: string, ...args: (string | number)[]): string =>
  t(isRows.value ? ofRows(message) : message, ...args);

const ofRows = (message: string): string =>
  message
    .replace(/\b([Aa])n (?=image\b)/g, '$1 ')
    .replace(/\b([Ii])mage(s?)\b/g, (_, i: string, s: string) => (i === 'I' ? 'Row' : 'row') + s);

/** `images`, or `rows`. */
export const nouns = (): string => said('images');
export const noun = (items: number): string => (items === 1 ? said('image') : nouns());
/** `1 image`, `1,118 rows` */
export const items = (n: number): string => t('{0} {1}', count(n), noun(n));
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
