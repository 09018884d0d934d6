import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { type CoreError, crc32, defaultConfig, limits, messageOf, prepareData, type RunConfig } from '@surprisal/core';
import { encode } from 'fast-png';
import { readData } from '../../extension/cli/files.js';
import { packPictures } from '../../extension/runs/pictures/picturePack.js';
import { type FolderReader, readPictureFolder } from '../../extension/runs/pictures/pictureFolder.js';
import { withPictures } from '../../extension/worker/pictures/decodeFolders.js';
import { isJpeg, openJpeg } from '../../extension/worker/pictures/jpeg.js';
import { openPng } from '../../extension/worker/pictures/png.js';
import { inflate } from '../core/training.js';
import { Seeded } from '../reference/seeded.js';
import { cases } from '../cases.js';
import { TrainingThread, startParams } from './trainingThread.js';

interface Reference {
  width: number;
  height: number;
  files: Record<string, { file: string; channels: number; pixels: string }>;
  refused: Record<string, string>;
}
const reference = JSON.parse(readFileSync('test/reference/data/pictures.json', 'utf8')) as Reference;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const open = (name: string, bytes: Uint8Array) => (isJpeg(bytes) ? openJpeg(name, bytes) : openPng(name, bytes));

/** The greatest and the mean difference from Pillow's pixels: its JPEG decoder smooths halved colours, this one does not. */
const TOLERANCE: Record<string, [most: number, mean: number]> = {
  'grey.jpg': [2, 0.2],
  '4:4:4.jpg': [4, 0.6],
  'progressive.jpg': [4, 0.6],
  'upright.jpg': [4, 0.6],
  '4:2:2.jpg': [65, 5],
  '4:2:0.jpg': [75, 7],
};

const configOf = (images: string, changes: Partial<RunConfig['data']> = {}): RunConfig => {
  const base = defaultConfig();
  return { ...base, epochs: 2, data: { ...base.data, source: 'files', files: { images }, ...changes } };
};

/** A PNG with a chunk of each type given. */
function pngOf(...chunks: [type: string, body: Uint8Array][]): Uint8Array {
  const parts = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')];
  for (const [type, body] of chunks) {
    const part = Buffer.alloc(12 + body.length);
    part.writeUInt32BE(body.length);
    part.write(type, 4, 'latin1');
    part.set(body, 8);
    part.writeUInt32BE(crc32(part.subarray(4, 8 + body.length)), 8 + body.length);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
function header(width: number, height: number, depth = 8, kind = 0, interlace = 0): Uint8Array {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width);
  body.writeUInt32BE(height, 4);
  body.set([depth, kind, 0, 0, interlace], 8);
  return body;
}
const none = new Uint8Array(0);

/** Colour PNGs whose brightest channel is that of their class. */
function colourPng(random: Seeded, kind: number, width = 16, height = 12): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = random.below(120) + (i % 3 === kind ? 100 : 0);
  return encode({ width, height, channels: 3, data });
}

function write(folder: string, files: Record<string, Uint8Array | string>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

describe('folders of pictures (R9)', function () {
  this.timeout(60_000);
  let folder: string;
  let from: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
    from = process.cwd();
  });
  afterEach(() => {
    process.chdir(from);
    rmSync(folder, { recursive: true, force: true });
  });
  const read = async (name: string) => {
    process.chdir(folder);
    try {
      return await readData(configOf(name), 'nowhere');
    } finally {
      process.chdir(from);
    }
  };

  describe('against Pillow', () => {
    for (const [name, { file, channels, pixels }] of Object.entries(reference.files))
      it(name, () => {
        const picture = open(name, bytesOf(file));
        const found = picture.decode();
        const expected = bytesOf(pixels);
        assert.deepEqual([picture.width, picture.height], [reference.width, reference.height]);
        assert.deepEqual([picture.channels, found.length], [channels, expected.length]);
        const away = expected.map((value, i) => Math.abs(value - found[i]));
        const [most, mean] = TOLERANCE[name] ?? [0, 0];
        const worst = away.reduce((a, b) => Math.max(a, b), 0);
        const average = away.reduce((a, b) => a + b, 0) / away.length;
        assert(worst <= most && average <= mean, `${worst} at most, ${average} in the mean`);
      });

    const words: Record<string, RegExp> = {
      transparency: /transparency; expected opaque pixels/,
      'transparency of a colour': /transparency; expected opaque pixels/,
      '16 bits': /16 bits a sample; expected 8 bits or fewer/,
      'turned PNG': /an Exif rotation \(orientation 6\)/,
      'turned JPEG': /an Exif rotation \(orientation 8\)/,
      CMYK: /a JPEG in CMYK/,
    };
    for (const [name, file] of Object.entries(reference.refused))
      it(`${name}: refused by name`, () => {
        assert.throws(
          () => open('roses/a', bytesOf(file)).decode(),
          (error: CoreError) => {
            assert.match(error.message, words[name]);
            return error.message.startsWith('roses/a: ');
          },
        );
      });
  });

  it('a folder of 2,000 PNGs, or 400 in a plain run, is read, decoded and trained on', async () => {
    const random = new Seeded(5);
    const count = cases(2000, 400);
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < count; i++)
      files[`flowers/${['blue', 'green', 'red'][i % 3]}/${i}.png`] = colourPng(random, 2 - (i % 3), 32, 32);
    write(folder, files);
    const config = configOf('flowers', { scale: 'byte' });
    const begun = performance.now();
    const packed = await read('flowers');
    const packedAt = performance.now();
    const { config: asked, files: arrays } = withPictures({ config, files: packed });
    const decodedAt = performance.now();
    console.log(`      read in ${Math.round(packedAt - begun)} ms, decoded in ${Math.round(decodedAt - packedAt)} ms`);
    const [set] = prepareData(asked, arrays, inflate).sets;
    assert.deepEqual([set.count, set.width, set.height, set.channels], [count, 32, 32, 3]);
    assert.deepEqual(set.classes, ['blue', 'green', 'red']);
    // The twentieth in the order of paths is the picture of that place, pixel by pixel.
    const paths = Object.keys(files)
      .map((path) => path.slice(8))
      .sort();
    const twentieth = openPng('', files[`flowers/${paths[20]}`]).decode();
    assert.deepEqual(set.features.subarray(20 * 3072, 21 * 3072), twentieth);
    const hashes = [];
    for (let i = 0; i < 2; i++) {
      const thread = new TrainingThread();
      const started = await thread.call('start', startParams(config, { files: packed }));
      assert.deepEqual([started.imageWidth, started.imageHeight, started.imageChannels], [32, 32, 3]);
      hashes.push((await thread.wait('ended')).weightsHash);
      await thread.close();
    }
    assert.equal(hashes[0], hashes[1]);
  });

  it('folders train and test are a test pair, and a configuration names the folder on the command line', () => {
    const random = new Seeded(6);
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 60; i++)
      files[`own/${i < 40 ? 'train' : 'test'}/${i % 2 ? 'red' : 'green'}/${i}.png`] = colourPng(random, i % 2 ? 0 : 1);
    write(folder, { ...files, 'own/.DS_Store': 'x', 'own/README.md': 'x', 'own/train/red/Thumbs.db': 'x' });
    write(folder, { 'own.surprisal.json': JSON.stringify(configOf('own')) });
    const words = [resolve('out/train.cjs'), 'own.surprisal.json', '--json', 'result.json'];
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { accuracy: number };
    assert(result.accuracy >= 0.9);
  });

  it('grey pictures beside those of colour become of colour, grey ones alone stay grey', async () => {
    const grey = encode({ width: 2, height: 1, channels: 1, data: new Uint8Array([7, 9]) });
    const colour = encode({ width: 2, height: 1, channels: 3, data: new Uint8Array([1, 2, 3, 4, 5, 6]) });
    write(folder, { 'some/a/1.png': grey, 'some/b/1.png': colour, 'greys/a/1.png': grey, 'greys/b/1.png': grey });
    const pixels = async (name: string) => {
      const { images } = withPictures({ config: configOf(name), files: await read(name) }).files;
      return [...images.bytes.subarray(128)];
    };
    assert.deepEqual(await pixels('some'), [7, 7, 7, 9, 9, 9, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await pixels('greys'), [7, 9, 7, 9]);
  });

  const small = encode({ width: 2, height: 2, channels: 1, data: new Uint8Array(4) });
  const folders: [title: string, files: Record<string, Uint8Array | string>, says: RegExp][] = [
    [
      'deeper folders',
      { 'p/a/b/1.png': small },
      /^p\/a\/b: a folder in the folder of a class; expected a folder a class/,
    ],
    [
      'a picture beside the classes',
      { 'p/1.png': small, 'p/a/2.png': small },
      /^p\/1\.png: a picture beside the folders/,
    ],
    ['no class', { 'p/notes.txt': 'x' }, /^p\/?: no folder in it/],
    ['another kind of file', { 'p/a/1.gif': 'GIF' }, /^p\/a\/1\.gif: no PNG or JPEG by its name/],
    ['a class of nothing', { 'p/a/.hidden': 'x', 'p/b/1.png': small }, /^p\/a: no picture of this class/],
    [
      'a folder beside train and test',
      { 'p/train/a/1.png': small, 'p/test/a/1.png': small, 'p/val/a/1.png': small },
      /^p\/val: a folder beside train and test/,
    ],
    [
      'a file larger than the limit',
      { 'p/a/1.png': new Uint8Array(limits.pictureFile + 1) },
      /^p\/a\/1\.png: 16,777,217 bytes; expected at most 16,777,216 a picture/,
    ],
  ];
  for (const [title, files, says] of folders)
    it(`S2 ${title}: refused by name`, async () => {
      write(folder, files);
      await assert.rejects(read('p'), (error: Error) => says.test(error.message) || assert.fail(error.message));
    });

  it('S2 a link is not followed', async () => {
    write(folder, { 'p/a/1.png': small, 'other/1.png': small });
    symlinkSync(join(folder, 'other'), join(folder, 'p', 'b'));
    await assert.rejects(read('p'), /^Error: p\/b: a link|^CoreError: p\/b: a link|p\/b: a link/);
  });

  it('S2 more pictures than the limit are refused before one is read, and a stop ends the reading', async () => {
    let reads = 0;
    const endless: FolderReader = {
      list: (path) =>
        Promise.resolve(
          path === ''
            ? [{ name: 'a', kind: 'folder' }]
            : Array.from({ length: limits.pictures + 1 }, (_, i) => ({ name: `${i}.png`, kind: 'file' as const })),
        ),
      size: () => Promise.resolve(1),
      read: () => Promise.resolve(new Uint8Array(++reads)),
    };
    await assert.rejects(readPictureFolder('p', endless), /more than 100,000 pictures/);
    assert.equal(reads, 0);
    const few: FolderReader = {
      ...endless,
      list: (path) =>
        Promise.resolve(
          path === ''
            ? [{ name: 'a', kind: 'folder' }]
            : Array.from({ length: 50 }, (_, i) => ({ name: `${i}.png`, kind: 'file' as const })),
        ),
    };
    await assert.rejects(
      readPictureFolder('p', few, () => reads >= 16),
      /stopped/,
    );
    assert.equal(reads, 16);
    const large: FolderReader = { ...few, size: () => Promise.resolve(limits.pictureFile) };
    await assert.rejects(readPictureFolder('p', large), /pictures of more than 268,435,456 bytes/);
  });

  it('the first file of another size is named', () => {
    const other = encode({ width: 3, height: 2, channels: 1, data: new Uint8Array(6) });
    const images = packPictures('p', [
      { path: 'a/1.png', bytes: small },
      { path: 'a/2.png', bytes: other },
    ]);
    assert.throws(
      () => withPictures({ config: configOf('p'), files: { images } }),
      /^CoreError: p\/a\/2\.png: 3 x 2 pixels; expected 2 x 2 pixels, as a\/1\.png has|p\/a\/2\.png: 3 x 2 pixels/,
    );
  });

  it('S2 hostile pictures are refused by name, and never end the thread', async () => {
    const jpeg = bytesOf(reference.files['4:2:0.jpg'].file);
    const sof = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0);
    const changed = (at: number, ...bytes: number[]): Uint8Array => {
      const copy = jpeg.slice();
      copy.set(bytes, at);
      return copy;
    };
    const bomb = deflateSync(Buffer.alloc(300_000_000));
    const hostile: [Uint8Array, RegExp][] = [
      [none, /an empty file/],
      [gzipSync(small), /another beginning/],
      [pngOf(['IHDR', header(1, 2 ** 31)], ['IEND', none]), /1 x 2,147,483,648 pixels; expected at most 4,194,304/],
      [pngOf(['IHDR', header(0, 5)], ['IEND', none]), /0 x 5 pixels/],
      [pngOf(['IHDR', header(4, 4)], ['IDAT', bomb], ['IEND', none]), /more pixels than its header says/],
      [pngOf(['IHDR', header(2000, 2000)], ['IDAT', deflateSync(Buffer.alloc(9))], ['IEND', none]), /fewer pixels/],
      [
        pngOf(['IHDR', header(4, 4)], ['iCCP', Buffer.concat([Buffer.from('x\0\0'), bomb])], ['IEND', none]),
        /p\/a\/1\.png/,
      ],
      [pngOf(['IHDR', header(4, 4, 8, 5)], ['IEND', none]), /colour type 5/],
      [pngOf(['IHDR', header(4, 4, 2, 0, 1)], ['IEND', none]), /an interlaced PNG of 2 bits/],
      [pngOf(['IHDR', header(4, 4, 8, 3)], ['IDAT', deflateSync(Buffer.alloc(20))], ['IEND', none]), /a damaged PNG/],
      [pngOf(['IDAT', none], ['IHDR', header(4, 4)], ['IEND', none]), /IHDR once, first/],
      [pngOf(['IHDR', header(4, 4)], ['IDAT', none], ['tEXt', none], ['IDAT', none], ['IEND', none]), /"IDAT" again/],
      [pngOf(['IHDR', header(4, 4)], ['PLTE', none], ['PLTE', none], ['IEND', none]), /"PLTE" again/],
      [small.subarray(0, small.length - 6), /a PNG that ends too soon/],
      [small.map((byte, i) => (i === small.length - 20 ? byte ^ 1 : byte)), /damaged|fewer|more/],
      [changed(sof + 5, 0xff, 0xff, 0xff, 0xff), /65,535 x 65,535 pixels/],
      [changed(sof + 4, 12), /12 bits a sample/],
      [changed(sof + 1, 0xc9), /a lossless, hierarchical or arithmetic JPEG/],
      [changed(sof + 11, 0), /sampling 0 x 0/],
      [jpeg.subarray(0, jpeg.length - 40), /a JPEG that ends too soon/],
      [new Uint8Array([...jpeg.subarray(0, jpeg.length - 300), 0xff, 0xd9]), /a damaged JPEG/],
      [new Uint8Array([0xff, 0xd8, 0xff, 0xd9]), /a JPEG without pixels/],
    ];
    const thread = new TrainingThread();
    for (const [bytes, says] of hostile) {
      const images = packPictures('p', [{ path: 'a/1.png', bytes }]);
      const error: unknown = await thread.call('start', startParams(configOf('p'), { files: { images } })).then(
        () => assert.fail(`${says} was read`),
        (reason: unknown) => reason,
      );
      assert.match(messageOf(error), says);
      assert.match(messageOf(error), /^p\/a\/1\.png: /);
    }
    await thread.close();
  });

  it('S14 the data of a picture may stand in chunks of any size, also of nothing', () => {
    const pixels = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37) % 256));
    const lines = Buffer.alloc(4 * 17);
    for (let y = 0; y < 4; y++) lines.set(pixels.subarray(16 * y, 16 * y + 16), 17 * y + 1);
    const data = deflateSync(lines);
    const each = Array.from(data, (byte): [string, Uint8Array] => ['IDAT', Uint8Array.of(byte)]);
    const parted = each.flatMap((one) => [one, ['IDAT', none] as [string, Uint8Array]]);
    for (const chunks of [[['IDAT', data] as [string, Uint8Array]], each, parted]) {
      const bytes = pngOf(['IHDR', header(16, 4)], ['tEXt', none], ...chunks, ['tIME', none], ['IEND', none]);
      assert.deepEqual(Buffer.from(open('a.png', bytes).decode()), pixels);
      const damaged = bytes.slice();
      damaged[damaged.length - 26] ^= 1;
      assert.throws(() => open('a.png', damaged).decode(), /damaged/);
    }
  });

  it('S2 damaged files of every kind are decoded or refused, soon', () => {
    const random = new Seeded(8);
    for (const [name, { file }] of Object.entries(reference.files))
      for (let i = 0; i < 40; i++) {
        const bytes = bytesOf(file);
        for (let j = 0; j <= i % 4; j++) bytes[random.below(bytes.length)] = random.below(256);
        const cut = i % 3 === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
        try {
          open(name, cut).decode();
        } catch (error) {
          assert.equal((error as CoreError).code, 'data', String(error));
        }
      }
  });

  it('a pack that ends within a picture is refused', () => {
    const { bytes } = packPictures('p', [{ path: 'a/1.png', bytes: small }]);
    for (const cut of [1, 30, small.length]) {
      const images = { name: 'p', bytes: bytes.subarray(0, bytes.length - cut) };
      assert.throws(() => withPictures({ config: configOf('p'), files: { images } }), /p: pictures that end too soon/);
    }
  });
});
