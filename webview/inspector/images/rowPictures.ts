import { signal } from '@preact/signals';
import { messageOf } from '@surprisal/core';
import type { RowPicture } from '../../../extension/protocol/inspector/rows.js';
import { host, imported } from '../state.js';

/** A picture that a row names, as the page shows it; or why there is none. */
export type Thumbnail = { address: string } | { problem: string };

/** So many are kept; the oldest go first. */
const MOST = 400;
const AT_ONCE = 40;
/** Rows that come into sight within so many ms are asked for together. */
const PAUSE = 30;

const thumbnails = signal<ReadonlyMap<string, Thumbnail>>(new Map());
const wanted = new Map<string, { column: number; index: number }>();
let asking = false;

/** The column that names pictures; -1 where none does. */
export const pictureColumn = (): number => imported.value?.extras.findIndex(({ is }) => is === 'image') ?? -1;

/** The picture of a row, which is asked for where it is not here yet. */
export function thumbnailOf(index: number): Thumbnail | undefined {
  const column = pictureColumn();
  if (column < 0) return undefined;
  const key = `${imported.value?.version} ${column} ${index}`;
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
