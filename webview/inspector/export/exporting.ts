import { t } from '../../shared/strings.js';
import { roleColor, themeKind } from '../../shared/theme.js';
import { fetchImages } from '../images/loadedImages.js';
import {
  blockStarts,
  has,
  host,
  imageSize,
  matrix,
  order,
  predictions,
  shownLogLoss,
  record,
  report,
  run,
  scale,
  shownCell,
  shownEpoch,
  view,
} from '../state.js';
import { exportItems, makeExport } from './exports.js';
import type { Shown } from './shown.js';
import { inkOf, type Ink, type Picture } from './svg.js';

const PICTURES = 48;
/** How many pixels of a PNG one pixel of the figure becomes, unless the canvas would be too large. */
const SHARP = 2;
const MOST = 8192;

/** Makes the export `asked` for, or the one that the person chooses, and has it saved. */
export async function exportSome(asked: string | null): Promise<void> {
  const shown = await gather();
  if (!shown) throw new Error(t('There is nothing to export before the first epoch.'));
  const id = asked ?? (await host.call('chooseExport', { items: exportItems(shown), epoch: shownEpoch.value }));
  if (id === null) return;
  const surprising = id === 'report.html' ? await pictures() : [];
  const made = makeExport(id, { ...shown, surprising }, themeInk());
  const content = typeof made === 'string' ? new TextEncoder().encode(made) : await draw(made.draw);
  await host.call('saveExport', { id, content });
}

async function gather(): Promise<Shown | null> {
  const [inspected, cm, numbers, cell] = [run.value, matrix.value, report.value, shownCell.value];
  if (!inspected || !cm || !numbers || numbers.total === 0) return null;
  const epoch = shownEpoch.value;
  const hasContrast = has('images') && cell && cell.actual !== cell.predicted;
  const [curves, contrast] = await Promise.all([
    has('epochs') ? host.call('curves', null) : null,
    hasContrast ? host.call('contrast', { ...cell, epoch }) : null,
  ]);
  return {
    run: inspected,
    cm,
    report: numbers,
    epoch: record.value,
    order: order.value,
    blocks: blockStarts.value,
    view: view.value,
    scale: scale.value,
    predictions: predictions.value,
    logLoss: shownLogLoss.value,
    margins: cell && contrast ? { cell, values: contrast.margins } : null,
    curves,
    surprising: [],
  };
}

function themeInk(): Ink {
  const [page, text, muted] = [roleColor('page'), roleColor('text'), roleColor('muted')];
  return inkOf({ kind: themeKind(), page, text, muted, right: roleColor('right'), wrong: roleColor('wrong') });
}

/** The most surprising images of the epoch shown: dark ink on white, or in their colours. */
async function pictures(): Promise<Shown['surprising']> {
  const { width, height, channels } = imageSize.value;
  // The row of a table is no picture.
  if (!has('images') || width === 0 || height < 2) return [];
  const all = { actual: null, predicted: null, order: 'mostSurprising', epoch: shownEpoch.value } as const;
  const query = { ...all, offset: 0, count: PICTURES };
  const { items } = await fetchImages(query);
  const { canvas, context } = surface(width, height);
  return items.map(({ item, pixels }) => {
    const image = context.createImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      const ink = 255 - (pixels[i] ?? 0);
      image.data.set(channels === 3 ? pixels.subarray(i * 3, i * 3 + 3) : [ink, ink, ink], i * 4);
      image.data[i * 4 + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    const { index, actual, predicted, surprise } = item;
    return { index, actual, predicted, surprise, picture: canvas.toDataURL('image/png') };
  });
}

async function draw({ text, width, height }: Picture): Promise<Uint8Array> {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const sharp = Math.min(SHARP, MOST / Math.max(width, height));
    const { canvas, context } = surface(Math.round(width * sharp), Math.round(height * sharp));
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(t('The picture could not be drawn.'));
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}

function surface(width: number, height: number) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error(t('The picture could not be drawn.'));
  return { canvas, context };
}
