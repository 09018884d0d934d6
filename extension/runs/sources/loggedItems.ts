import { readNpy, readNpyHeader, type ExtraColumn, type NamedBytes } from '@surprisal/core';
import type { ItemLists } from '../../protocol/itemLists.js';
import { sameBytes } from '../disk/sameBytes.js';
import type { LoggedFile, LoggedItems, LoggedPicture } from '../model/loggedRun.js';
import type { LoggedFiles } from './loggedFiles.js';
import { RecordError } from './recordProblems.js';

/** Pixels of one picture, and features of one item. */
const MOST_PIXELS = 2 ** 24;
const MOST_FEATURES = 2 ** 20;
/** Bytes in which the header of an array ends. */
const HEADER = 10_012;
/** Bytes of features of another form than `<f4` or `<f8` row after row, which are read whole. */
const MOST_WHOLE = 2 ** 23;

/** Reads the lists of names of items, in a thread where that takes long. */
export type ReadLists = (file: NamedBytes) => ItemLists | Promise<ItemLists>;

/** An array of which one item is read at a time. */
interface InFile {
  file: LoggedFile;
  count: number;
  start: number;
  /** What stands before the numbers. */
  head: Uint8Array;
}
interface Images extends InFile {
  width: number;
  height: number;
  channels: 1 | 3;
}
interface Features extends InFile {
  width: number;
  /** Bytes of a number. */
  size: number;
  /** All of them, where they are not read one by one. */
  whole?: ArrayLike<number>;
}

interface ItemFiles {
  images?: LoggedFile | undefined;
  list?: LoggedFile | undefined;
  features?: LoggedFile | undefined;
}

const wrong = (file: string, found: string, expected: string): RecordError =>
  new RecordError({ file, found, expected });
const shapeText = (shape: readonly number[], descr: string): string => `shape (${shape.join(', ')}) of type '${descr}'`;

/** What a run says of its items: each file is read when something of it is asked for. */
export class LoggedItemFiles {
  private readonly images: () => Promise<Images | null>;
  private readonly lists: () => Promise<ItemLists | null>;
  private readonly rows: () => Promise<Features | null>;

  constructor(
    private readonly files: LoggedFiles,
    named: ItemFiles,
    readLists: ReadLists,
  ) {
    // Another file of this name is read anew, never by the sizes of the one before (a few bytes tell).
    const stands = async ({ file, head }: InFile): Promise<boolean> =>
      sameBytes(head, await this.files.part(file, 0, head.length));
    this.images = once(named.images, (file) => this.readImages(file), stands);
    this.lists = once(named.list, async (file) => readLists({ name: file.file, bytes: await this.files.whole(file) }));
    this.rows = once(named.features, (file) => this.readFeatures(file), stands);
  }

  /** Throws what is wrong with one of its files. */
  async all(): Promise<LoggedItems | null> {
    const [images, names, rows] = await Promise.all([this.images(), this.lists(), this.rows()]);
    if (!images && !names && !rows) return null;
    const known = [images, rows].flatMap((each) => (each ? [each.count] : []));
    for (const { ends } of names?.beside ?? []) known.push(ends.length);
    if (known.some((count) => count !== known[0]))
      throw wrong('items', `${known.join(', ')} items`, 'as many images, names and rows');
    return {
      count: known[0] ?? 0,
      images: images && { width: images.width, height: images.height, channels: images.channels },
      names: names?.beside.map(({ name }) => name) ?? [],
      columns: await this.columns(),
    };
  }

  async picture(index: number): Promise<LoggedPicture | null> {
    const images = await this.images();
    if (!images || !isAmong(index, images.count)) return null;
    const { width, height, channels } = images;
    return { width, height, channels, pixels: await this.item(images, index, width * height * channels, 'image') };
  }

  /** Names of the features; their numbers where they have none. */
  async columns(): Promise<readonly string[] | null> {
    const [names, rows] = await Promise.all([this.lists(), this.rows()]);
    if (!rows) return null;
    const { columns } = names ?? {};
    if (columns && columns.length !== rows.width)
      throw wrong('items', `${columns.length} columns of ${rows.width} features`, 'a name for each');
    return columns ?? Array.from({ length: rows.width }, (_, i) => String(i));
  }

  async features(index: number): Promise<Float64Array | null> {
    const rows = await this.rows();
    if (!rows || !isAmong(index, rows.count)) return null;
    const { width, size, whole } = rows;
    if (whole) return Float64Array.from({ length: width }, (_, c) => whole[index * width + c]);
    const { buffer } = (await this.item(rows, index, width * size, 'item')).slice();
    return size === 4 ? Float64Array.from(new Float32Array(buffer)) : new Float64Array(buffer);
  }

  /** What names the items beside their predictions, where it names all `count` of them. */
  async extras(count: number): Promise<ExtraColumn[]> {
    return (await this.lists())?.beside.filter(({ ends }) => ends.length === count) ?? [];
  }

  private async item({ file, count, start }: InFile, index: number, size: number, of: string): Promise<Uint8Array> {
    const bytes = await this.files.part(file, start + index * size, size);
    if (bytes.length < size) throw wrong(file.file, `an end within ${of} ${index}`, `${count} of them`);
    return bytes;
  }

  private async readImages(file: LoggedFile): Promise<Images> {
    const { file: name } = file;
    const head = await this.files.part(file, 0, HEADER);
    const { descr, fortran, shape, start } = readNpyHeader({ name, bytes: head });
    const [count, height, width, channels = 1] = shape;
    const isColour = shape.length === 4 && channels === 3;
    if (!/^[|<>=]u1$/.test(descr) || fortran || !(shape.length === 3 || isColour))
      throw wrong(name, shapeText(shape, descr), "(n, height, width) or (n, h, w, 3) of '|u1'");
    const size = height * width * channels;
    if (size < 1 || size > MOST_PIXELS) throw wrong(name, `pictures of ${size} bytes`, `1 to ${MOST_PIXELS}`);
    const images = { file, count, start, head: head.slice(0, start) };
    await this.checkEnd(images, size, 'image');
    return { ...images, height, width, channels: isColour ? 3 : 1 };
  }

  private async readFeatures(file: LoggedFile): Promise<Features> {
    const { file: name } = file;
    const head = await this.files.part(file, 0, HEADER);
    const { descr, fortran, shape, start } = readNpyHeader({ name, bytes: head });
    const [count, width] = shape;
    if (shape.length !== 2 || count < 1 || width < 1 || width > MOST_FEATURES)
      throw wrong(name, `shape (${shape.join(', ')})`, '(n, columns)');
    const size = Number(/^<f([48])$/.exec(descr)?.[1] ?? 0);
    const rows = { file, count, start, head: head.slice(0, start), width, size };
    if (size > 0 && !fortran) {
      await this.checkEnd(rows, width * size, 'row');
      return rows;
    }
    const bytes = await this.files.whole(file);
    if (bytes.length > MOST_WHOLE)
      throw wrong(name, `${bytes.length} bytes of type '${descr}'${fortran ? ', column after column' : ''}`, ROWS);
    return { ...rows, whole: readNpy({ name, bytes }).data };
  }

  private async checkEnd({ file, count, start }: InFile, size: number, of: string): Promise<void> {
    const end = start + count * size;
    if (!Number.isSafeInteger(end) || (await this.files.part(file, end - 1, 1)).length < 1)
      throw wrong(file.file, `an end before its last ${of}`, `${count} ${of}s of ${size} bytes`);
  }
}

const ROWS = "'<f4' or '<f8', row after row";
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
