import type { Rgb } from '../../shared/theme.js';
import type { Colors } from './svg.js';

/** What is read outside the editor has the colours of the plain light and dark themes. */
const colors = (kind: Colors['kind'], ...[page, text, muted, right, wrong]: [Rgb, Rgb, Rgb, Rgb, Rgb]): Colors => {
  return { kind, page, text, muted, right, wrong };
};
export const lightColors = colors('light', [255, 255, 255], [59, 59, 59], [97, 97, 97], [0, 99, 211], [214, 126, 0]);
export const darkColors = colors(
  'dark',
  [31, 31, 31],
  [204, 204, 204],
  [157, 157, 157],
  [89, 164, 249],
  [238, 157, 40],
);
