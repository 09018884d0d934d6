import assert from 'node:assert/strict';
import { pictureType } from '../../extension/runs/predictions/pictureType.js';

const bytes = (begin: string, more: number[] = []) => {
  const all = new Uint8Array(64);
  all.set(Array.from(begin, (c) => c.charCodeAt(0)));
  all.set(more, begin.length);
  return all;
};
const png = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';

describe('K10 pictures that rows name', () => {
  it('are known by how they begin, whatever they are called', () => {
    assert.equal(pictureType(bytes(png, [0, 0, 0, 28, 0, 0, 0, 28])), 'image/png');
    assert.equal(pictureType(bytes('GIF89a', [28, 0, 28, 0])), 'image/gif');
    assert.equal(pictureType(bytes('\xff\xd8\xff\xe0')), 'image/jpeg');
    assert.equal(pictureType(bytes('RIFF\x10\0\0\0WEBPVP8 ')), 'image/webp');
  });

  it('are none where they begin otherwise, are too short, or would unfold to too many pixels', () => {
    for (const begin of ['<svg xmlns=', '%PDF-1.4', 'BM', '\0\0\x01\0', 'RIFF\x10\0\0\0WAVE'])
      assert.equal(pictureType(bytes(begin)), null);
    assert.equal(pictureType(bytes(png).slice(0, 20)), null);
    assert.equal(pictureType(new Uint8Array(0)), null);
    assert.equal(pictureType(bytes(png, [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1])), null);
    assert.equal(pictureType(bytes(png, [0, 0, 0x80, 0, 0, 0, 0x80, 0])), null);
    assert.equal(pictureType(bytes('GIF89a', [0xff, 0xff, 0xff, 0xff])), null);
    const jpeg = (...size: number[]) => bytes('\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08', size);
    assert.equal(pictureType(jpeg(0x20, 0, 0x10, 0)), 'image/jpeg');
    assert.equal(pictureType(jpeg(0xff, 0xff, 0xff, 0xff)), null);
    const webp = (kind: string, begin: string, ...more: number[]) =>
      pictureType(bytes(`RIFF\x10\0\0\0WEBP${kind}\0\0\0\0${begin}`, more));
    for (const [kind, begin] of [
      ['VP8X', '\0\0\0\0'],
      ['VP8L', '\x2f'],
      ['VP8 ', '\0\0\0\x9d\x01\x2a'],
    ]) {
      assert.equal(webp(kind, begin, 0xff, 0, 0, 0), 'image/webp', kind);
      assert.equal(webp(kind, begin, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), null, kind);
    }
  });
});
