import type {
  DoubtfulLabels,
  DoubtfulSource,
  LabelPage,
  LabelQuery,
  LabelsState,
  ListedLabel,
} from '../../protocol/inspector/labels.js';

/** The doubtful labels that a page asks for, with their images. */
export function doubtfulPage({ items, pixels, source }: DoubtfulLabels, query: LabelQuery): LabelPage {
  const { given, suggested, order, offset, count } = query;
  const listed = items
    .map((item, at) => ({ item, at }))
    .filter(({ item }) => (given ?? item.given) === item.given && (suggested ?? item.suggested) === item.suggested);
  if (order === 'margin') listed.sort((a, b) => a.item.margin - b.item.margin);
  const shown = listed.slice(offset, offset + count);
  const size = pixels.length / Math.max(1, items.length);
  const images = new Uint8Array(shown.length * size);
  shown.forEach(({ at }, i) => images.set(pixels.subarray(at * size, (at + 1) * size), i * size));
  return {
    total: listed.length,
    items: shown.map(({ item, at }) => ({ ...item, ...placeOf(source, at) })),
    pixels: images,
  };
}

/** Where an item stands in its file, and the label there. */
const placeOf = (source: DoubtfulSource | undefined, at: number): Pick<ListedLabel, 'row' | 'old' | 'file'> =>
  source
    ? {
        row: source.rows[at],
        old: source.classes[source.old[at]],
        ...(source.paths && { file: source.paths[at] }),
      }
    : {};

/** What a page shows of doubtful labels before it asks for a list of them. */
export const doubtfulSummary = (found: DoubtfulLabels): NonNullable<LabelsState['found']> => {
  const { count, joint, estimated, errors, items } = found;
  return { count, joint, estimated, errors, doubtful: items.length };
};
