import {
  arrayDifference,
  type ArrayHeader,
  arrayStatistics,
  checkSelection,
  copyText,
  CoreError,
  countBeside,
  dtypes,
  everything,
  heatMap,
  nanPlaces,
  openArray,
  type OpenArray,
  type Pace,
  type RangeFile,
  readArrays,
  readBlock,
  readPicture,
  type Selection,
} from '@surprisal/core';
import type { ArrayApi, ArrayEvents, ArrayPlace, OfArray } from '../../protocol/arrayThread.js';
import type { Handlers } from '../../protocol/rpc.js';
import { openRanges, soon, unpack } from '../platform.node.js';

/** Milliseconds of work between two looks at the messages that came in, and between two reports. */
const SLICE = 30;
const INTERVAL = 100;

interface Opened {
  file: RangeFile;
  hasChanged(): boolean;
  close(): void;
  /** The last array that was unpacked. */
  unpacked?: { from: number; array: Promise<OpenArray> };
}

/** Answers questions about arrays in files, which stay open; several at a time, each of which gives way to the others. */
export class ArrayQuestions {
  private readonly files = new Map<number, Opened>();
  /** Which opening of a file is the last that was asked for. */
  private readonly opening = new Map<number, object>();
  private readonly asked = new Set<number>();
  private readonly cancelled = new Set<number>();

  constructor(private readonly report: (how: ArrayEvents['arrayProgress']) => void) {}

  readonly handlers: Handlers<ArrayApi> = {
    openArrays: async ({ file, name, place }) => {
      this.close(file);
      const ticket = {};
      this.opening.set(file, ticket);
      const opened = await openFile(name, place);
      if (this.opening.get(file) !== ticket) {
        opened.close();
        throw new Error('The file was closed before it was open.');
      }
      this.opening.delete(file);
      this.files.set(file, opened);
      try {
        return await this.unchanged(opened, () => readArrays(opened.file, unpack));
      } catch (error) {
        this.close(file);
        throw error;
      }
    },
    closeArrays: ({ file }) => this.close(file),
    cancelArray: ({ ask }) => {
      if (this.asked.has(ask)) this.cancelled.add(ask);
      return null;
    },
    arrayBlock: (asked) =>
      this.answer(asked, asked.slice.axes, (array) => readBlock(array, asked.slice, asked.rows, asked.columns)),
    arrayHeat: (asked) =>
      this.answer(asked, asked.slice.axes, (array, pace) =>
        heatMap(array, asked.slice, asked.height, asked.width, asked.part, pace),
      ),
    arrayStatistics: (asked) => {
      const { selection, part, bins, range } = asked;
      const options = { ...(part && { part }), ...(bins !== undefined && { bins }), ...(range && { range }) };
      return this.answer(asked, selection, (array, pace) => arrayStatistics(array, selection, options, pace));
    },
    arrayRank: (asked) =>
      this.answer(asked, asked.selection, (array, pace) =>
        countBeside(array, asked.selection, asked.value, asked.part, pace),
      ),
    arrayNan: (asked) => this.answer(asked, asked.slice.axes, (array, pace) => nanPlaces(array, asked.slice, pace)),
    arrayPicture: (asked) =>
      this.answer(asked, asked.selection, (array, pace) =>
        readPicture(array, asked.selection, asked.view, asked.most, pace),
      ),
    arrayDifference: (asked) =>
      this.answer(asked, everything(asked.array.shape), (array, pace) => {
        const opened = this.opened(asked.other.file);
        checkHeader(asked.other.array);
        const work = async () => arrayDifference(array, await unpackedOf(opened, asked.other.array), pace);
        return this.unchanged(opened, work, 'other');
      }),
    copyArray: (asked) => this.answer(asked, asked.slice.axes, (array) => copyText(array, asked.slice, asked.form)),
  };

  private async answer<T>(
    { ask, file: number, array: header }: OfArray,
    selection: Selection,
    work: (array: OpenArray, pace: Pace) => Promise<T>,
  ): Promise<T> {
    this.asked.add(ask);
    try {
      const opened = this.opened(number);
      checkHeader(header);
      checkSelection(selection, header.shape);
      const pace = this.paceOf(ask);
      // What was asked before this and cancelled meanwhile is not begun.
      await pace(0);
      return await this.unchanged(opened, async () => work(await unpackedOf(opened, header), pace));
    } finally {
      this.asked.delete(ask);
      this.cancelled.delete(ask);
    }
  }

  private opened(file: number): Opened {
    const opened = this.files.get(file);
    if (!opened) throw new Error('The file is not open.');
    return opened;
  }

  /** What is read while a file is written to is a mixture, so it is not told. */
  private async unchanged<T>(opened: Opened, work: () => Promise<T>, argument = 'changed'): Promise<T> {
    const check = (): void => {
      if (opened.hasChanged())
        throw new CoreError('data', 'a file that has changed since it was opened', 'the same one; reload it', {
          file: opened.file.name,
          argument,
        });
    };
    check();
    try {
      return await work();
    } finally {
      check();
    }
  }

  private paceOf(ask: number): Pace {
    let worked = performance.now();
    let told = worked;
    const check = (): void => {
      if (this.cancelled.has(ask)) throw new CoreError('undefined', 'a cancel', 'no answer', { argument: 'cancelled' });
    };
    return async (share) => {
      check();
      const now = performance.now();
      if (now - told >= INTERVAL) {
        this.report({ ask, share });
        told = now;
      }
      if (now - worked < SLICE) return;
      await new Promise<void>((resolve) => soon(resolve));
      check();
      worked = performance.now();
    };
  }

  private close(file: number): null {
    this.opening.delete(file);
    this.files.get(file)?.close();
    this.files.delete(file);
    return null;
  }
}

async function openFile(name: string, place: ArrayPlace): Promise<Opened> {
  if ('path' in place) {
    const ranges = await openRanges(place.path);
    const { size, hasChanged, close } = ranges;
    return { file: { name, size, read: async (from, length) => ranges.read(from, length) }, hasChanged, close };
  }
  const { bytes } = place;
  const read = async (from: number, length: number): Promise<Uint8Array> => bytes.subarray(from, from + length);
  return { file: { name, size: bytes.length, read }, hasChanged: () => false, close: () => undefined };
}

/** An array whose elements can be read; of those that are packed the last is kept. */
function unpackedOf(opened: Opened, header: ArrayHeader): Promise<OpenArray> {
  const { packed } = header;
  if (!packed) return openArray(opened.file, header, unpack);
  if (opened.unpacked?.from !== packed.from) {
    opened.unpacked = { from: packed.from, array: openArray(opened.file, header, unpack) };
    opened.unpacked.array.catch(() => delete opened.unpacked);
  }
  return opened.unpacked.array.then(({ file }) => ({ file, header }));
}

/** A header came from another thread: what it says is bounded by what is read, but its words have to be known. */
function checkHeader({ dtype, shape, order }: ArrayHeader): void {
  if (!dtypes.some(({ name }) => name === dtype) || (order !== 'C' && order !== 'F') || !Array.isArray(shape))
    throw new CoreError('option', 'another header', 'one that was given', { argument: 'array' });
}
