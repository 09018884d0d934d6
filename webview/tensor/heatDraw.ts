import type { HeatMap } from '@surprisal/core';
import { css, roleColor, themeKind } from '../shared/theme.js';
import { colorsOf, type Scale } from './scale.js';
import type { Cell } from './state.js';

/** Which place of a box, in its own px, belongs to which rows and columns of a slice. */
export interface Placing {
  width: number;
  height: number;
  rows: number;
  columns: number;
}

/** The size of a box for a slice: square cells where the slice is not much longer than wide, else the whole room. */
export function boxOf(rows: number, columns: number, room: { width: number; height: number }): Placing {
  const LONG = 6;
  const square = rows <= columns * LONG && columns <= rows * LONG;
  if (!square)
    return { rows, columns, width: room.width, height: rows === 1 ? Math.min(48, room.height) : room.height };
  const each = Math.min(room.width / columns, room.height / rows);
  return {
    rows,
    columns,
    width: Math.max(1, Math.round(each * columns)),
    height: Math.max(1, Math.round(each * rows)),
  };
}

/** The row and the column of a slice at a place of the element that it is drawn in. */
export function cellUnder(
  { clientX, clientY }: MouseEvent,
  element: Element,
  { rows, columns }: Pick<Placing, 'rows' | 'columns'>,
): Cell {
  const { left, top, width, height } = element.getBoundingClientRect();
  const within = (share: number, all: number): number => Math.max(0, Math.min(all - 1, Math.floor(share * all)));
  return { row: within((clientY - top) / height, rows), column: within((clientX - left) / width, columns) };
}

let hatched: { key: string; canvas: HTMLCanvasElement } | undefined;

/** The hatching of what is no number, in the muted colour; denser in high contrast. */
export function hatching(): HTMLCanvasElement {
  const color = css(roleColor('muted'), themeKind().startsWith('highContrast') ? 1 : 0.55);
  const size = themeKind().startsWith('highContrast') ? 4 : 5;
  const key = `${color} ${size}`;
  if (hatched?.key === key) return hatched.canvas;
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const pen = canvas.getContext('2d');
  if (pen) {
    pen.strokeStyle = color;
    pen.lineWidth = 1;
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size);
      pen.lineTo(shift + size, 0);
    }
    pen.stroke();
  }
  hatched = { key, canvas };
  return canvas;
}

/** A canvas of one pixel a block. */
function pixelsOf({ rows, columns, mean }: HeatMap, scale: Scale): HTMLCanvasElement | null {
  const canvas = Object.assign(document.createElement('canvas'), { width: columns, height: rows });
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const image = pen.createImageData(columns, rows);
  const colors = colorsOf(scale);
  for (let i = 0; i < mean.length; i++) {
    if (Number.isNaN(mean[i])) continue;
    const [red, green, blue] = colors.at(mean[i]);
    image.data[4 * i] = red;
    image.data[4 * i + 1] = green;
    image.data[4 * i + 2] = blue;
    image.data[4 * i + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** From so many px on a block shows a sign for infinity. */
const SIGN = 9;

/** Draws a heat map; what is no number is hatched, and infinities have a sign that needs no hue. */
export function drawHeat(canvas: HTMLCanvasElement, of: HeatMap, scale: Scale, width: number, height: number): void {
  const ratio = devicePixelRatio || 1;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const pen = canvas.getContext('2d');
  const pixels = pixelsOf(of, scale);
  if (!pen || !pixels || of.rows * of.columns === 0) return;
  pen.scale(ratio, ratio);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(pixels, 0, 0, width, height);
  const { rows, columns } = of;
  const [wide, high] = [width / columns, height / rows];
  const pattern = pen.createPattern(hatching(), 'repeat');
  pen.fillStyle = pattern ?? css(roleColor('muted'));
  pen.beginPath();
  for (let i = 0; i < rows * columns; i++)
    if (of.nan[i] > 0) pen.rect((i % columns) * wide, Math.floor(i / columns) * high, wide, high);
  pen.fill();
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.font = `${Math.min(14, Math.floor(Math.min(wide, high)))}px sans-serif`;
  for (let i = 0; i < rows * columns; i++) {
    const sign = of.positiveInfinity[i] > 0 ? '▲' : of.negativeInfinity[i] > 0 ? '▼' : '';
    if (sign === '') continue;
    const [x, y] = [(i % columns) * wide, Math.floor(i / columns) * high];
    pen.fillStyle = css(roleColor(sign === '▲' ? 'wrong' : 'right'));
    if (Math.min(wide, high) < SIGN) pen.fillRect(x, y, Math.max(1, wide), Math.max(1, high));
    else {
      pen.fillStyle = css(roleColor('text'));
      pen.fillText(sign, x + wide / 2, y + high / 2);
    }
  }
}
