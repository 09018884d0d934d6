import type { Parts } from '@surprisal/core';
import type { Examples } from '../protocol/training.js';
import { imagesOf } from './images.js';
import { Rows } from './rows.js';

/** Pictures of as many classes, rows and columns are shown. */
const CLASSES = 10;
const ROWS = 3;
const COLUMNS = 12;
/** Letters of a cell. */
const LETTERS = 40;
/** The longer side of a picture, pixels. */
const SIDE = 64;

/** The first picture of each class that is trained on, or the first rows, in the order of the file. */
export function examplesOf(parts: Parts): Examples {
  return parts.sets[0].height > 1 ? pictures(parts) : rows(parts);
}

function pictures(parts: Parts): Examples {
  const [{ width, height, channels, labels, classes }] = parts.sets;
  const images = imagesOf(parts);
  const firsts = classes.map((_, label) => labels.indexOf(label)).filter((image) => image >= 0);
  const shown = firsts.slice(0, CLASSES);
  // A large picture is shown by some of its pixels.
  const step = Math.max(1, Math.max(width, height) / SIDE);
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.floor(side / step)));
  const size = wide * high * channels;
  const pixels = new Uint8Array(size * shown.length);
  shown.forEach((image, i) => {
    const whole = images.shown(image);
    for (let y = 0, to = i * size; y < high; y++)
      for (let x = 0; x < wide; x++)
        for (let c = 0; c < channels; c++)
          pixels[to++] = whole[(Math.floor(y * step) * width + Math.floor(x * step)) * channels + c];
  });
  return { pixels, width: wide, height: high, channels, classes: shown.map((image) => classes[labels[image]]) };
}

function rows({ sets }: Parts): Examples {
  const [{ count, classes }] = sets;
  const all = new Rows(sets);
  const columns = all.columns.slice(0, COLUMNS);
  return {
    columns: columns.map(({ name }) => name.slice(0, LETTERS)),
    rows: Array.from({ length: Math.min(ROWS, count) }, (_, row) => ({
      values: columns.map((column) => {
        const value = all.value(all.features(row), column);
        return (column.words?.[value] ?? String(value)).slice(0, LETTERS);
      }),
      label: classes[all.label(row)].slice(0, LETTERS),
    })),
  };
}
