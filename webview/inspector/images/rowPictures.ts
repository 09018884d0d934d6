import { signal } from '@preact/signals';
import { messageOf } from '@surprisal/core';
import { attempt } from '../../shared/failure.js';
import type { RowPicture } from '../../../extension/protocol/inspector/rows.js';
import { host, imported, logged } from '../state.js';

/** A picture that a row names, as the page shows it; or why there is none. */
type Thumbnail = { address: string } | { problem: string };

/** So many are kept; the oldest go first. */
const MOST = 400;
const AT_ONCE = 40;
/** Rows that come into sight within so many ms are asked for together. */
const PAUSE = 30;

const thumbnails = signal<ReadonlyMap<string, Thumbnail>>(new Map());
const wanted = new Map<string, { column: number | null; index: number }>();
let asking = false;

/** The column that names pictures; -1 where none does. */
const namedColumn = (): number => imported.value?.extras.findIndex(({ is }) => is === 'image') ?? -1;
/** The run itself has a picture of each item. */
export const hasOwnPictures = (): boolean => imported.value?.pictures === true;
/** The column that names the pictures which are shown; null where the run has its own. */
export const pictureColumn = (): number | null => (hasOwnPictures() || namedColumn() < 0 ? null : namedColumn());
export const hasPictures = (): boolean => hasOwnPictures() || pictureColumn() !== null;
/** Whether a column of a logged run names files, which open at a press. */
export const namesFiles = (column: number): boolean =>
  logged.value !== null && ['file', 'image'].includes(imported.value?.extras[column]?.is ?? '');
/** The column that names the file of each row; null where there is none. */
export function fileColumn(): number | null {
  const found = imported.value?.extras.findIndex((_, i) => namesFiles(i)) ?? -1;
  return found < 0 ? null : found;
}
/** Opens the file that a row names. */
export const openNamedFile = (column: number, index: number): void =>
  attempt(host.call('openRowPicture', { column, index }));

/** The picture of a row, which is asked for where it is not here yet. */
export function thumbnailOf(index: number): Thumbnail | undefined {
  if (!hasPictures()) return undefined;
  const column = pictureColumn();
  const key = `${hasOwnPictures() ? 'own' : imported.value?.version} ${column} ${index}`;
  const found = thumbnails.value.get(key);
  if (!found && !wanted.has(key)) {
    wanted.set(key, { column, index });
    setTimeout(ask, PAUSE);
  }
  return found;
}

/** Asks for what is wanted, one answer at a time: a page that scrolls asks for the rows last in sight first. */
async function ask(): Promise<void> {
  if (asking || wanted.size === 0) return;
  asking = true;
  const keys = [...wanted.keys()].slice(-AT_ONCE);
  const [first] = keys.map((key) => wanted.get(key)!);
  const of = keys.filter((key) => wanted.get(key)!.column === first.column);
  const indices = of.map((key) => wanted.get(key)!.index);
  const answer = await host
    .call('rowPictures', { column: first.column, indices })
    .catch((error: unknown) => indices.map((index): RowPicture => ({ index, problem: messageOf(error) })));
  const next = new Map(thumbnails.value);
  answer.forEach((picture, i) => {
    if ('later' in picture) return;
    wanted.delete(of[i]);
    next.set(
      of[i],
      'problem' in picture
        ? { problem: picture.problem }
        : 'pixels' in picture
          ? { address: addressOf(picture) }
          : { address: URL.createObjectURL(new Blob([picture.bytes.slice()], { type: picture.type })) },
    );
  });
  for (const [key, old] of next) {
    if (next.size <= MOST) break;
    if ('address' in old) URL.revokeObjectURL(old.address);
    next.delete(key);
  }
  thumbnails.value = next;
  asking = false;
  if (wanted.size > 0) setTimeout(ask, PAUSE);
}

/** Pixels as the address of a picture, as the file has them. */
function addressOf({ pixels, width, height, channels }: Extract<RowPicture, { pixels: Uint8Array }>): string {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 4; c++)
      image.data[4 * i + c] = c === 3 ? 255 : (pixels[channels * i + (channels === 1 ? 0 : c)] ?? 0);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas.toDataURL('image/png');
}
