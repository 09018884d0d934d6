import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import type { Picture, Theme } from '../../extension/protocol/arrayFacts.js';
import {
  barsPicture,
  digitPicture,
  heatPicture,
  histogramPicture,
  PICTURE_LIMIT,
} from '../../extension/server/pictures.js';
import { base64, encodePng } from '../../extension/server/png.js';

const themes: Theme[] = ['dark', 'light', 'hcDark', 'hcLight'];
const markup = ({ uri }: Picture): string => Buffer.from(uri.split(',')[1], 'base64').toString();

/** The rows of a PNG's image data, without their filter byte. */
function pixelsOf(png: Uint8Array): Buffer {
  const bytes = Buffer.from(png);
  let width = 0;
  let data = Buffer.alloc(0);
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'IHDR') width = bytes.readUInt32BE(at + 8);
    if (name === 'IDAT') data = inflateSync(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const rows = Array.from({ length: data.length / (width + 1) }, (_, y) =>
    data.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)),
  );
  return Buffer.concat(rows);
}

describe('pictures of a hover', () => {
  it('D4 writes a PNG that inflates to its own pixels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (width, height, seed) => {
          const pixels = Uint8Array.from({ length: width * height }, (_, i) => (seed + i * 31) & 255);
          assert.deepEqual(pixelsOf(encodePng(pixels, width, height)), Buffer.from(pixels));
        },
      ),
      { numRuns: 50 },
    );
    const large = new Uint8Array(300 * 300).fill(7);
    assert.deepEqual(pixelsOf(encodePng(large, 300, 300)), Buffer.from(large));
  });

  it('D4 draws a digit white on black, whatever its scale', () => {
    const ink = Float64Array.from({ length: 784 }, (_, i) => (i === 400 ? 1 : i === 401 ? 0.5 : 0));
    const picture = digitPicture(ink, 28, 28);
    assert.deepEqual([picture.width, picture.height], [140, 140]);
    const png = Buffer.from(/base64,([^"]+)/.exec(markup(picture))![1], 'base64');
    const pixels = pixelsOf(png);
    assert.deepEqual([pixels[399], pixels[400], pixels[401]], [0, 255, 127]);
  });

  it('D4 keeps every picture under the limit of a hover, in every theme', () => {
    const many = Float64Array.from({ length: 1000 * 1000 }, (_, i) => Math.sin(i));
    for (const theme of themes) {
      assert.ok(heatPicture(many, 1000, 1000, theme).uri.length < PICTURE_LIMIT);
      assert.ok(barsPicture(new Float64Array(64).fill(1 / 64), theme)!.uri.length < PICTURE_LIMIT);
      assert.ok(
        histogramPicture(
          Array.from({ length: 20 }, (_, i) => i),
          0,
          1,
          theme,
        )!.uri.length < PICTURE_LIMIT,
      );
    }
  });

  it('D4 labels the two most probable classes and colours the first', () => {
    const svg = markup(barsPicture(Float64Array.of(0, 0.525, 0, 0, 0, 0, 0.472, 0, 0, 0.003), 'dark')!);
    assert.match(svg, />0\.525</);
    assert.match(svg, />0\.472</);
    assert.equal(svg.match(/#59a4f9/g)?.length, 1);
  });

  it('D4 shows what is not a number in red, and both signs apart', () => {
    const shades = (...values: number[]): number[] => {
      const picture = heatPicture(Float64Array.from(values), 2, 2, 'dark');
      return [...pixelsOf(Buffer.from(/base64,([^"]+)/.exec(markup(picture))![1], 'base64'))];
    };
    assert.deepEqual(shades(-1, 0, 1, NaN), [0, 127, 254, 255]);
    assert.deepEqual(shades(2, 3, 4, 2), [127, 191, 254, 127]);
  });

  it('encodes bytes as base64', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i * 7);
    assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
  });
});
