import type { NumericArray } from '@surprisal/core';
import type { Picture, Theme } from '../protocol/arrayFacts.js';
import { base64, encodePng } from './png.js';

/** A hover is cut at 100,000 characters, so a picture stays well under that. */
export const PICTURE_LIMIT = 90_000;

type Colour = readonly [number, number, number];

interface Ink {
  text: string;
  axis: string;
  /** The most likely class, and the others. */
  top: string;
  bar: string;
  /** Smallest, middle and largest value of one sign, and the negative end. */
  low: Colour;
  high: Colour;
  negative: Colour;
}

/** A picture in a hover cannot use the theme's variables, so each theme has its colours here. */
const inks: Record<Theme, Ink> = {
  dark: ink('#cccccc', '#6e6e6e', '#59a4f9', '#777777', [38, 38, 38], [89, 164, 249], [231, 150, 60]),
  light: ink('#3b3b3b', '#a0a0a0', '#1a70d6', '#8f8f8f', [244, 244, 244], [10, 82, 168], [178, 92, 0]),
  hcDark: ink('#ffffff', '#ffffff', '#59a4f9', '#b0b0b0', [0, 0, 0], [255, 255, 255], [255, 166, 77]),
  hcLight: ink('#292929', '#292929', '#0f4a85', '#6b6b6b', [255, 255, 255], [15, 74, 133], [138, 63, 0]),
};
const NOT_A_NUMBER: Colour = [228, 60, 60];

function ink(text: string, axis: string, top: string, bar: string, low: Colour, high: Colour, negative: Colour): Ink {
  return { text, axis, top, bar, low, high, negative };
}

/** Draws a digit, white on black; each pixel is a square of `scale`. */
export function digitPicture(data: NumericArray, rows: number, columns: number, scale = 5): Picture {
  let least = 0;
  let most = 0;
  for (const value of data) {
    if (value > most && value < Infinity) most = value;
    if (value < least && value > -Infinity) least = value;
  }
  const grey = (value: number): number => Math.max(0, Math.min(255, ((value - least) / (most - least)) * 255));
  const pixels = Uint8Array.from(data, most > least ? grey : () => 0);
  return raster('digit', encodePng(pixels, columns, rows), columns * scale, rows * scale);
}

/**
 * Draws an image in colours from 0 to `most`. With `planes` the channels come first. The picture is about as large as that
 * of a digit.
 */
export function coloursPicture(
  data: NumericArray,
  { rows, columns, planes, most }: { rows: number; columns: number; planes: boolean; most: number },
): Picture | null {
  const size = rows * columns;
  const byte = (value: number): number => Math.round((value / most) * 255);
  const pixels = Uint8Array.from({ length: size * 3 }, (_, i) =>
    byte(planes ? data[(i % 3) * size + Math.floor(i / 3)] : data[i]),
  );
  const scale = Math.max(1, Math.floor(HEAT_SIZE / Math.max(rows, columns)));
  const made = raster('colours', encodePng(pixels, columns, rows), columns * scale, rows * scale);
  return made.uri.length <= PICTURE_LIMIT ? made : null;
}

const MOST_CELLS = 96;
const HEAT_SIZE = 140;
const STEPS = 127;

/** Draws a matrix in colours, from the least to the greatest value and through zero if there are both signs; NaN is red. */
export function heatPicture(
  data: NumericArray,
  rows: number,
  columns: number,
  theme: Theme,
  kind: 'heat' | 'entropy' = 'heat',
  fixedHigh?: number,
): Picture {
  const height = Math.min(rows, MOST_CELLS);
  const width = Math.min(columns, MOST_CELLS);
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  for (let r = 0, i = 0; r < rows; r++) {
    const line = Math.floor((r * height) / rows) * width;
    for (let c = 0; c < columns; c++, i++) {
      const cell = line + Math.floor((c * width) / columns);
      sums[cell] += data[i];
      counts[cell] += 1;
    }
  }
  let low = fixedHigh === undefined ? Infinity : 0;
  let high = fixedHigh ?? -Infinity;
  sums.forEach((sum, cell) => {
    const value = (sums[cell] = sum / counts[cell]);
    if (fixedHigh !== undefined || !Number.isFinite(value)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  });
  const signs = low < 0 && high > 0;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const shade = (value: number): number => {
    if (Number.isNaN(value)) return 2 * STEPS + 1;
    const share = signs ? value / reach : high > low ? (value - low) / (high - low) : Number(high > 0);
    return STEPS + Math.round(Math.max(-1, Math.min(1, share)) * STEPS);
  };
  const png = encodePng(Uint8Array.from(sums, shade), width, height, heatPalette(inks[theme]));
  const scale = Math.max(1, Math.min(28, Math.floor(HEAT_SIZE / Math.max(width, height))));
  return raster(kind, png, width * scale, height * scale);
}

function heatPalette({ low, high, negative }: Ink): Uint8Array {
  const mix = (to: Colour, share: number): number[] => low.map((from, i) => Math.round(from + (to[i] - from) * share));
  const colours: (readonly number[])[] = [];
  for (let i = STEPS; i > 0; i--) colours.push(mix(negative, i / STEPS));
  for (let i = 0; i <= STEPS; i++) colours.push(mix(high, i / STEPS));
  colours.push(NOT_A_NUMBER);
  return Uint8Array.from(colours.flat());
}

const MOST_BARS = 64;

/** Draws one bar a class; the two most likely show their value. */
export function barsPicture(p: NumericArray, theme: Theme): Picture | null {
  const n = p.length;
  if (n > MOST_BARS) return null;
  const { text, axis, top, bar } = inks[theme];
  const step = Math.max(5, Math.min(36, Math.floor(332 / n)));
  const [left, base, tall] = [4, 78, 60];
  const width = left * 2 + step * n;
  const ranked = Array.from(p, (value, i) => ({ value, i })).sort((a, b) => b.value - a.value);
  const highest = Math.max(ranked[0]?.value ?? 0, Number.MIN_VALUE);
  const every = Math.ceil(n / Math.max(1, Math.floor(width / 22)));
  const parts: string[] = [];
  for (let i = 0; i < n; i++) {
    const value = p[i];
    const x = left + i * step;
    const height = value > 0 ? Math.max(1, (value / highest) * tall) : 0;
    const thick = Math.max(2, step * 0.8);
    const colour = i === ranked[0].i ? top : bar;
    if (height) parts.push(rectangle(x + (step - thick) / 2, base - height, thick, height, colour));
    if (i % every === 0) parts.push(label(x + step / 2, base + 13, String(i), axis === text ? text : bar));
  }
  for (const { value, i } of ranked.slice(0, step >= 12 ? 2 : 1)) {
    const apart = Math.abs(i - ranked[0].i) * step >= 34 || i === ranked[0].i;
    if (value > 0 && apart) {
      const x = Math.max(16, Math.min(width - 16, left + i * step + step / 2));
      parts.push(label(x, base - (value / highest) * tall - 5, short(value), text));
    }
  }
  parts.push(`<path d="M${left} ${base}.5H${width - left}" stroke="${axis}"/>`);
  return svg('bars', width, base + 18, parts.join(''), FONT);
}

/** Draws the counts of equal bins from the least to the greatest finite value. */
export function histogramPicture(
  counts: readonly number[],
  minimum: number,
  maximum: number,
  theme: Theme,
): Picture | null {
  const { text, axis, top } = inks[theme];
  const highest = Math.max(...counts);
  if (!(highest > 0) || !(maximum > minimum)) return null;
  const [width, base, tall] = [240, 56, 50];
  const step = (width - 8) / counts.length;
  const parts = counts.flatMap((count, i) => {
    const height = count && Math.max(1, (count / highest) * tall);
    return height ? [rectangle(4 + i * step + 0.5, base - height, step - 1, height, top)] : [];
  });
  parts.push(`<path d="M4 ${base}.5H${width - 4}" stroke="${axis}"/>`);
  parts.push(
    label(4, base + 14, short(minimum), text, 'start'),
    label(width - 4, base + 14, short(maximum), text, 'end'),
  );
  return svg('histogram', width, base + 18, parts.join(''), FONT);
}

const rectangle = (x: number, y: number, w: number, h: number, fill: string): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${fill}"/>`;

const label = (x: number, y: number, words: string, fill: string, anchor = 'middle'): string =>
  `<text x="${round(x)}" y="${round(y)}" fill="${fill}" text-anchor="${anchor}">${words}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string => String(Number(value.toPrecision(3)));

const FONT = ' font-family="system-ui,sans-serif" font-size="11"';

function svg(kind: Picture['kind'], width: number, height: number, content: string, more = ''): Picture {
  const markup = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"${more}>${content}</svg>`;
  return { kind, uri: `data:image/svg+xml;base64,${btoa(markup)}`, width, height };
}

/** A picture of pixels that stay square when it is drawn larger. */
function raster(kind: Picture['kind'], png: Uint8Array, width: number, height: number): Picture {
  const image = `<image width="${width}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${base64(png)}"/>`;
  return svg(kind, width, height, image);
}
