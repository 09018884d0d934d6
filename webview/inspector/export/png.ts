import { t } from '../../shared/strings.js';
import { type Picture, pngSize } from './svg.js';

/** A figure of text, drawn. */
export async function pngOf({ text, width, height }: Picture): Promise<Uint8Array> {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { canvas, context } = surface(pngSize({ width, height }));
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(t('The picture could not be drawn.'));
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** A canvas of so many pixels, and what draws on it. */
export function surface({ width, height }: { width: number; height: number }) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error(t('The picture could not be drawn.'));
  return { canvas, context };
}
