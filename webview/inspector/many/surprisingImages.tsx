import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '@surprisal/core';
import { Picture } from '../../shared/picture.js';
import { itemText } from '../itemNouns.js';
import { withPixels, type LoadedImage } from '../images/loadedImages.js';
import { host, imageSize, latest, live, run, shownEpoch } from '../state.js';

/** How many images one message asks for, and how long it waits for more, ms. */
const MOST = 60;
const WAIT = 60;
/** How many images are kept. */
const KEPT = 3000;

/** Images by their index in the test part. They are the same at every epoch. */
const images = signal<{ run: string; found: ReadonlyMap<number, LoadedImage> }>({ run: '', found: new Map() });
const wanted = new Set<number>();
/** Those that were asked for, so that none is asked for twice. */
const asked = new Set<number>();
let timer: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  timer = undefined;
  const id = run.peek()?.id ?? '';
  const indices = [...wanted].slice(0, MOST);
  for (const index of indices) {
    wanted.delete(index);
    asked.add(index);
  }
  try {
    const { items, pixels } = await host.call('imagesAt', { indices, epoch: shownEpoch.peek() });
    if (run.peek()?.id !== id) return;
    const before = images.peek().run === id ? images.peek().found : new Map<number, LoadedImage>();
    const found = new Map(before.size > KEPT ? [] : before);
    for (const image of withPixels(items, pixels)) found.set(image.item.index, image);
    images.value = { run: id, found };
  } catch (error) {
    // The pictures stay away; the reason is told where the images themselves are listed.
    console.warn(messageOf(error));
  }
  for (const index of indices) asked.delete(index);
  if (wanted.size > 0) timer ??= setTimeout(() => void ask(), WAIT);
}

/** A few images of a pair, in the order given. */
export function SurprisingImages({ indices }: { indices: readonly number[] }) {
  const { value } = run;
  const known = images.value.run === value?.id ? images.value.found : null;
  const missing = indices.filter((index) => !known?.has(index)).join(' ');
  const epoch = shownEpoch.value ?? (live.value ? 0 : (latest.value?.epoch ?? 0));
  useEffect(() => {
    if (missing === '') return;
    for (const index of missing.split(' ').map(Number)) if (!asked.has(index)) wanted.add(index);
    timer ??= setTimeout(() => void ask(), WAIT);
  }, [missing, epoch]);
  return (
    <span class="pair-pictures">
      {indices.map((index) => {
        const image = known?.get(index);
        return (
          <span key={index} class="tile" title={itemText('Test image {0}', index)}>
            {image && <Picture {...imageSize.value} pixels={image.pixels} label="" />}
          </span>
        );
      })}
    </span>
  );
}
