import { type ExportOrder, type PictureColors, SHOWN } from '../../../extension/protocol/inspector/export.js';
import { t } from '../../shared/strings.js';
import { fetchImages } from '../images/loadedImages.js';
import { canList, shownIndices } from '../images/shownIndices.js';
import { itemText } from '../itemNouns.js';
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
import { darkColors, lightColors } from './pageColors.js';
import type { Shown } from './shown.js';
import { pngOf, surface } from './png.js';
import { type Ink, inkOf, themeInk } from './svg.js';

const PICTURES = 48;

/** Makes the export `asked` for, or the one that the person chooses, and has it saved. */
export async function exportSome(asked: ExportOrder | null): Promise<void> {
  const shown = await gather();
  if (!shown) throw new Error(t('There is nothing to export before the first epoch.'));
  const own = { id: SHOWN, label: itemText('Images shown as CSV'), group: t('Predictions') };
  const items = [...exportItems(shown), ...(canList() ? [own] : [])];
  const choose = () => host.call('chooseExport', { items, epoch: shownEpoch.value });
  const order = asked ?? (await choose());
  if (!order) return;
  const { id, colors } = order;
  if (id === SHOWN && canList()) {
    // A run that trains moves on meanwhile.
    const epoch = record.value?.epoch ?? null;
    await host.call('exportShown', { indices: await shownIndices(epoch), epoch });
    return;
  }
  const surprising = id === 'report.html' ? await pictures() : [];
  const made = makeExport(id, { ...shown, surprising }, inkIn(colors));
  const content = typeof made === 'string' ? new TextEncoder().encode(made) : await pngOf(made.draw);
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

const inkIn = (colors: PictureColors): Ink =>
  colors === 'theme' ? themeInk() : inkOf(colors === 'light' ? lightColors : darkColors);

/** The most surprising images of the epoch shown: dark ink on white, or in their colours. */
async function pictures(): Promise<Shown['surprising']> {
  const { width, height, channels } = imageSize.value;
  // The row of a table is no picture.
  if (!has('images') || width === 0 || height < 2) return [];
  const all = { actual: null, predicted: null, order: 'mostSurprising', epoch: shownEpoch.value } as const;
  const query = { ...all, offset: 0, count: PICTURES };
  const { items } = await fetchImages(query);
  const { canvas, context } = surface({ width, height });
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
