import { dataError, limits, type NamedBytes, type RunConfig, type RunFiles } from '@surprisal/core';
import { isPicturePack, unpackPictures } from '../../runs/pictures/picturePack.js';
import { isJpeg, openJpeg } from './jpeg.js';
import { isPng, openPng } from './png.js';
import type { OpenPicture, PictureHeader } from './raster.js';

interface Opened extends OpenPicture {
  className: string;
  path: string;
}

interface WithFiles {
  config: Pick<RunConfig, 'data'>;
  files: RunFiles;
}

/** The same question with folders of pictures as arrays of bytes and of names, channels last; else as it is. */
export function withPictures<P extends WithFiles>(params: P): P {
  const { files } = params;
  if (!isPicturePack(files.images)) return params;
  const images = openAll(files.images);
  const test = files.testImages && isPicturePack(files.testImages) ? openAll(files.testImages) : undefined;
  const channels = [...images, ...(test ?? [])].some((picture) => picture.channels === 3) ? 3 : 1;
  const read = arraysOf(files.images.name, images, channels);
  const apart = test && arraysOf(files.testImages!.name, test, channels);
  return {
    ...params,
    config: { ...params.config, data: { ...params.config.data, channels: 'last' } },
    files: {
      ...files,
      images: read.images,
      labels: read.labels,
      ...(apart && { testImages: apart.images, testLabels: apart.labels }),
    },
  };
}

/** The same of a lab, whose plan has the configuration. */
export function labWithPictures<P extends { plan: { config: RunConfig }; files: RunFiles }>(params: P): P {
  const { config, files } = withPictures({ config: params.plan.config, files: params.files });
  return { ...params, plan: { ...params.plan, config }, files };
}

/** Reads all headers. Throws `data` by name where a file is none, and at the first that has another size. */
function openAll(pack: NamedBytes): Opened[] {
  const opened: Opened[] = [];
  let first: { path: string; size: string } | undefined;
  for (const { path, className, bytes } of unpackPictures(pack)) {
    const file = `${pack.name}/${path}`;
    const picture = open(file, bytes);
    const size = `${picture.width} x ${picture.height} pixels`;
    first ??= { path, size };
    if (size !== first.size) throw dataError(file, size, `${first.size}, as ${first.path} has`);
    opened.push({ ...picture, className, path: file });
  }
  if (opened.length === 0) throw dataError(pack.name, 'no pictures', 'one or more');
  return opened;
}

function open(file: string, bytes: Uint8Array): OpenPicture {
  if (isPng(bytes)) return openPng(file, bytes);
  if (isJpeg(bytes)) return openJpeg(file, bytes);
  throw dataError(file, bytes.length === 0 ? 'an empty file' : 'another beginning', 'a PNG or a JPEG');
}

function arraysOf(
  name: string,
  pictures: readonly Opened[],
  channels: 1 | 3,
): { images: NamedBytes; labels: NamedBytes } {
  const [{ width, height }] = pictures;
  const size = width * height * channels;
  if (size * pictures.length > limits.picturesTotal)
    throw dataError(
      name,
      `pictures of ${(size * pictures.length).toLocaleString('en-US')} values`,
      `at most ${limits.picturesTotal.toLocaleString('en-US')} in all`,
    );
  const images = npy('|u1', [pictures.length, height, width, channels], size * pictures.length);
  pictures.forEach((picture, i) =>
    inChannels(picture, channels, images.subarray(images.length - size * (pictures.length - i))),
  );
  return {
    images: { name, bytes: images, paths: pictures.map(({ path }) => path) },
    labels: { name, bytes: npyTexts(pictures.map(({ className }) => className)) },
  };
}

/** Writes the pixels of a picture; grey ones are the same in each channel. */
function inChannels(picture: OpenPicture & PictureHeader, channels: 1 | 3, out: Uint8Array): void {
  const data = picture.decode();
  if (picture.channels === channels) out.set(data);
  else data.forEach((value, i) => out.fill(value, 3 * i, 3 * i + 3));
}

/** An array of NumPy with room for its elements. */
function npy(type: string, shape: readonly number[], size: number): Uint8Array {
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = `${dictionary.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + header.length + size);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

function npyTexts(texts: readonly string[]): Uint8Array {
  // Names of classes come again and again, and are few.
  const byText = new Map<string, Uint32Array>();
  const codesOf = (text: string): Uint32Array => {
    const codes = byText.get(text) ?? Uint32Array.from(text, (character) => character.codePointAt(0)!);
    byText.set(text, codes);
    return codes;
  };
  const codes = texts.map(codesOf);
  const width = codes.reduce((most, { length }) => Math.max(most, length), 1);
  const bytes = npy(`<U${width}`, [texts.length], 4 * width * texts.length);
  const view = new DataView(bytes.buffer, bytes.length - 4 * width * texts.length);
  codes.forEach((text, i) => text.forEach((code, j) => view.setUint32(4 * (i * width + j), code, true)));
  return bytes;
}
