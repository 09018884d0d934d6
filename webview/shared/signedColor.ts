import type { Rgb } from './theme.js';

/** The colour of a pixel of three values: each channel as far above or below middle grey as its value is above or below 0. */
export const signedColor = (values: ArrayLike<number>, pixel: number, full: number): Rgb => {
  const channel = (k: number): number => Math.round(127.5 + ((values[pixel * 3 + k] ?? 0) / (full || 1)) * 127.5);
  return [channel(0), channel(1), channel(2)];
};
