import { readNpy, readNpyHeader, type ExtraColumn } from '@surprisal/core';
import * as v from 'valibot';
import { unsealed } from '../disk/sealed.js';
import type { ItemName, LoggedFile, LoggedItems, LoggedPicture } from '../model/loggedRun.js';
import { refused } from './brackets.js';
import { sameBytes } from '../disk/sameBytes.js';
import type { LoggedFiles } from './loggedFiles.js';
import { RecordError } from './recordProblems.js';

/** The most bytes of a list of names. */
const MOST_LIST = 64 * 2 ** 20;
/** Pixels of one picture, and letters of a name that stands beside predictions. */
const MOST_PIXELS = 2 ** 24;
const LETTERS = 4000;
/** So many names tell whether all are of pictures. */
const SAMPLE = 100;
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;
/** Bytes in which the header of an array ends. */
const HEADER = 10_012;

const list = v.object({
  files: v.optional(v.array(v.string())),
  texts: v.optional(v.array(v.string())),
  ids: v.optional(v.array(v.string())),
  columns: v.optional(v.array(v.string())),
});
type List = v.InferOutput<typeof list>;

interface Images {
  file: LoggedFile;
  count: number;
  width: number;
  height: number;
  channels: 1 | 3;
  start: number;
  /** What stands before the pixels. */
  head: Uint8Array;
}
interface Features {
  data: ArrayLike<number>;
  rows: number;
  width: number;
}

interface ItemFiles {
  images?: LoggedFile | undefined;
  list?: LoggedFile | undefined;
  features?: LoggedFile | undefined;
}

const wrong = (file: string, found: string, expected: string): RecordError =>
  new RecordError({ file, found, expected });

/** What a run says of its items: each file is read when something of it is asked for. */
export class LoggedItemFiles {
  private readonly images: () => Promise<Images | null>;
  private readonly list: () => Promise<List | null>;
  private readonly rows: () => Promise<Features | null>;
  private beside: { count: number; extras: ExtraColumn[] } | undefined;

  constructor(
    private readonly files: LoggedFiles,
    named: ItemFiles,
  ) {
    this.images = once(
      named.images,
      (file) => this.readImages(file),
      // Another file of this name is read anew, never by the sizes of the one before (a few bytes tell).
      async ({ file, head }) => sameBytes(head, await this.files.part(file, 0, head.length)),
    );
    this.list = once(named.list, (file) => this.readList(file));
    this.rows = once(named.features, (file) => this.readFeatures(file));
  }

  /** Throws what is wrong with one of its files. */
  async all(): Promise<LoggedItems | null> {
    const [images, names, rows] = await Promise.all([this.images(), this.list(), this.rows()]);
    if (!images && !names && !rows) return null;
    const counts = [images?.count, names?.files?.length, names?.texts?.length, names?.ids?.length, rows?.rows];
    const known = counts.filter((count) => count !== undefined);
    if (known.some((count) => count !== known[0]))
      throw wrong('items', `${known.join(', ')} items`, 'as many images, names and rows');
    return {
      count: known[0] ?? 0,
      images: images && { width: images.width, height: images.height, channels: images.channels },
      files: names?.files !== undefined,
      texts: names?.texts !== undefined,
      ids: names?.ids !== undefined,
      columns: await this.columns(),
    };
  }

  async picture(index: number): Promise<LoggedPicture | null> {
    const images = await this.images();
    if (!images || !isAmong(index, images.count)) return null;
    const { file, width, height, channels, start } = images;
    const size = width * height * channels;
    const pixels = await this.files.part(file, start + index * size, size);
    if (pixels.length < size) throw wrong(file.file, `an end within image ${index}`, `${images.count} images`);
    return { width, height, channels, pixels };
  }

  async name(index: number): Promise<ItemName | null> {
    const names = await this.list();
    if (!names || !Number.isInteger(index)) return null;
    const [file, text, id] = [names.files?.[index], names.texts?.[index], names.ids?.[index]];
    return {
      ...(file !== undefined && { file }),
      ...(text !== undefined && { text }),
      ...(id !== undefined && { id }),
    };
  }

  /** Names of the features; their numbers where they have none. */
  async columns(): Promise<readonly string[] | null> {
    const [names, rows] = await Promise.all([this.list(), this.rows()]);
    if (!rows) return null;
    const { columns } = names ?? {};
    if (columns && columns.length !== rows.width)
      throw wrong('items', `${columns.length} columns of ${rows.width} features`, 'a name for each');
    return columns ?? Array.from({ length: rows.width }, (_, i) => String(i));
  }

  async features(index: number): Promise<Float64Array | null> {
    const rows = await this.rows();
    if (!rows || !isAmong(index, rows.rows)) return null;
    return Float64Array.from({ length: rows.width }, (_, c) => rows.data[index * rows.width + c]);
  }

  /** What names the items beside their predictions, where it names all `count` of them. */
  async extras(count: number): Promise<ExtraColumn[]> {
    if (this.beside?.count === count) return this.beside.extras;
    const names = await this.list();
    const ofPictures = names?.files?.slice(0, SAMPLE).every((file) => PICTURE.test(file));
    const columns: [string, ExtraColumn['is'], string[] | undefined][] = [
      ['id', 'id', names?.ids],
      ['file', ofPictures ? 'image' : 'file', names?.files],
      ['text', null, names?.texts],
    ];
    const extras = columns.flatMap(([name, is, texts]) =>
      texts?.length === count ? [{ name, is, ...unitsOf(texts) }] : [],
    );
    this.beside = { count, extras };
    return extras;
  }

  private async readImages(file: LoggedFile): Promise<Images> {
    const { file: name } = file;
    const head = await this.files.part(file, 0, HEADER);
    const { descr, fortran, shape, start } = readNpyHeader({ name, bytes: head });
    const [count, height, width, channels = 1] = shape;
    const isColour = shape.length === 4 && channels === 3;
    if (!/^[|<>=]u1$/.test(descr) || fortran || !(shape.length === 3 || isColour))
      throw wrong(
        name,
        `shape (${shape.join(', ')}) of type '${descr}'`,
        "(n, height, width) or (n, h, w, 3) of '|u1'",
      );
    const size = height * width * channels;
    if (size < 1 || size > MOST_PIXELS) throw wrong(name, `pictures of ${size} bytes`, `1 to ${MOST_PIXELS}`);
    const end = start + count * size;
    if (!Number.isSafeInteger(end) || (await this.files.part(file, end - 1, 1)).length < 1)
      throw wrong(name, 'an end before its last image', `${count} images of ${size} bytes`);
    return { file, count, height, width, channels: isColour ? 3 : 1, start, head: head.slice(0, start) };
  }

  private async readList(file: LoggedFile): Promise<List> {
    const bytes = await this.files.whole(file);
    if (bytes.length > MOST_LIST) throw wrong(file.file, `${bytes.length} bytes`, `at most ${MOST_LIST}`);
    const why = refused(bytes);
    if (why !== undefined) throw wrong(file.file, why, 'an object of JSON');
    let value: unknown;
    try {
      ({ value } = unsealed(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    } catch {
      throw wrong(file.file, 'no JSON', 'an object');
    }
    const parsed = v.safeParse(list, value, { abortEarly: true });
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    throw wrong(file.file, `${v.getDotPath(issue) ?? 'it'}: ${issue.received}`, issue.expected ?? 'lists of texts');
  }

  private async readFeatures(file: LoggedFile): Promise<Features> {
    const { shape, data } = readNpy({ name: file.file, bytes: await this.files.whole(file) });
    const [rows, width] = shape;
    if (shape.length !== 2 || rows < 1 || width < 1 || width > 2 ** 20)
      throw wrong(file.file, `shape (${shape.join(', ')})`, '(n, columns)');
    return { data, rows, width };
  }
}

const isAmong = (index: number, count: number): boolean => Number.isInteger(index) && index >= 0 && index < count;

/** Reads at the first call; what failed, and what no longer stands, is read again. */
function once<T>(
  file: LoggedFile | undefined,
  read: (file: LoggedFile) => Promise<T>,
  stands?: (found: T) => Promise<boolean>,
): () => Promise<T | null> {
  let reading: Promise<T> | undefined;
  return async () => {
    if (!file) return null;
    const known = reading !== undefined;
    reading ??= read(file);
    try {
      const found = await reading;
      if (!known || !stands || (await stands(found))) return found;
      return await (reading = read(file));
    } catch (error) {
      reading = undefined;
      throw error;
    }
  };
}

/** Texts one after the other; what is longer than anyone reads is cut. */
function unitsOf(texts: readonly string[]): Pick<ExtraColumn, 'units' | 'ends'> {
  const ends = new Uint32Array(texts.length);
  let length = 0;
  for (const [i, { length: own }] of texts.entries()) ends[i] = length += Math.min(own, LETTERS);
  const units = new Uint16Array(length);
  let at = 0;
  for (const [i, text] of texts.entries()) for (let k = 0; at < ends[i]; k++) units[at++] = text.charCodeAt(k);
  return { units, ends };
}
