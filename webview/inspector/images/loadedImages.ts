import type { ImageItem, ImageQuery } from '../../../extension/protocol/inspector/images.js';
import { t } from '../../shared/strings.js';
import { host, shownEpoch } from '../state.js';
import type { ListPage } from './virtualList.js';

/** An item of a list, with the pixels of its image. */
export interface Pictured<Item> {
  item: Item;
  pixels: Uint8Array;
}
export type LoadedImage = Pictured<ImageItem>;

/** The host sends the pixels of all items one after the other; each image gets its own. */
export function withPixels<Item>(items: readonly Item[], pixels: Uint8Array): Pictured<Item>[] {
  const size = items.length > 0 ? pixels.length / items.length : 0;
  return items.map((item, i) => ({ item, pixels: pixels.subarray(i * size, (i + 1) * size) }));
}

export type ImageOrder = ImageQuery['order'];
export const imageOrders = (): { value: ImageOrder; label: string }[] => [
  { value: 'mostSurprising', label: t('Most surprising first') },
  { value: 'leastSurprising', label: t('Least surprising first') },
  { value: 'index', label: t('As in the data') },
];

/** Images of the epoch shown. */
export async function fetchImages(query: ImageQuery): Promise<ListPage<LoadedImage>> {
  const { total, wrong, items, pixels } = await host.call('images', { epoch: shownEpoch.value, ...query });
  return { total, wrong, items: withPixels(items, pixels) };
}
