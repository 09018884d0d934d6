import {
  type ArrayBlock,
  type ArrayPicture,
  type ArraySlice,
  atIndex,
  type AxisSlice,
  checkSelection,
  copyText,
  type CopyForm,
  CoreError,
  counted,
  type DtypeName,
  dtypeOf,
  everySo,
  everything,
  grouped,
  heatMap,
  type HeatMap,
  type ImageView,
  limits,
  nanPlaces,
  type NanPlaces,
  type OpenArray,
  readBlock,
  readExactly,
  readPicture,
  type Selection,
  selectedCount,
  sliceSize,
  type Span,
} from '@surprisal/core';
import { type Answer, bytesOf, MOST, type Program, type Taken } from './debugProgram.js';

/** Bytes that are brought for one heat map or picture, in messages of `MOST` bytes; of more numbers every so many are. */
const BROUGHT = 8 * MOST;

/** Numbers that lie here, and which of them were chosen. */
export interface Near {
  array: OpenArray;
  selection: Selection;
}

/** The array that an expression of a paused program gave. All of few numbers lies here; of many, what is shown is brought. */
export class ProgramArray {
  readonly dtype: DtypeName;
  /** Whether the object was another one when more was asked of it: the expression makes it anew each time. */
  isMadeAnew = false;
  private readonly size: number;
  private readonly whole: OpenArray | undefined;
  private last: { key: string; near: Promise<Near> } | undefined;

  constructor(
    private readonly program: Program,
    readonly taken: Taken,
  ) {
    this.dtype = taken.dtype;
    this.size = dtypeOf(this.dtype).size;
    if (taken.data !== undefined) this.whole = this.opened(taken.shape, bytesOf(taken.data));
  }

  static of = async (program: Program): Promise<ProgramArray> =>
    new ProgramArray(program, await program.ask('take', { most: MOST }));

  async block(slice: ArraySlice, rows: Span, columns: Span): Promise<ArrayBlock> {
    const [height, width] = sliceSize(slice);
    const [down, across] = [within(rows, height), within(columns, width)];
    const cells = slice.axes.map((axis, i) =>
      i === slice.rows ? part(axis, down) : i === slice.columns ? part(axis, across) : axis,
    );
    const { array, selection } = await this.bring(cells);
    const shown = { ...slice, axes: selection };
    return readBlock(array, shown, [0, down[1] - down[0]], [0, across[1] - across[0]]);
  }

  async heat(slice: ArraySlice, height: number, width: number): Promise<HeatMap> {
    const [allRows, allColumns] = sliceSize(slice);
    const times = this.whole ? 1 : (allRows * allColumns * this.size) / BROUGHT;
    const rows = stepOf(times, allRows, height);
    const columns = stepOf(times / rows, allColumns, width);
    const axes = slice.axes.map((axis, i) =>
      i === slice.rows ? everySo(axis, rows) : i === slice.columns ? everySo(axis, columns) : axis,
    );
    const { array, selection } = await this.bring(axes);
    const map = await heatMap(array, { ...slice, axes: selection }, height, width);
    return rows * columns === 1 ? map : { ...map, sampled: { rows, columns } };
  }

  /** Heat maps that lie side by side: what they are of is brought together where that is little. */
  async heats(queries: readonly { slice: ArraySlice; height: number; width: number }[]): Promise<HeatMap[]> {
    const all = this.whole || queries.length < 2 ? null : boundsOf(queries.map(({ slice }) => slice.axes));
    if (!all || selectedCount(all) * this.size > BROUGHT)
      return Promise.all(queries.map(({ slice, height, width }) => this.heat(slice, height, width)));
    const { array, selection } = await this.bring(all);
    return Promise.all(
      queries.map(({ slice, height, width }) => {
        const axes = slice.axes.map((axis, i) => (axis.kept ? selection[i] : atIndex(axis.start - all[i].start)));
        return heatMap(array, { ...slice, axes }, height, width);
      }),
    );
  }

  async picture(chosen: Selection, view: ImageView, most: number): Promise<ArrayPicture> {
    const pixels = chosen[view.rows].count * chosen[view.columns].count;
    const step = Math.max(1, Math.ceil(Math.sqrt((pixels * view.colours * this.size) / BROUGHT)));
    const axes = chosen.map((axis, i) => {
      if (i === view.rows || i === view.columns) return everySo(axis, step);
      return i === view.channels ? everything(this.taken.shape)[i] : part(axis, [0, Math.min(1, axis.count)]);
    });
    const { array, selection } = await this.bring(axes);
    const picture = await readPicture(array, selection, view, most);
    return { ...picture, step: step * picture.step };
  }

  async text(slice: ArraySlice, form: CopyForm): Promise<string> {
    const [rows, columns] = sliceSize(slice);
    this.refuseAbove(rows * columns, limits.arrayCells);
    const { array, selection } = await this.bring(slice.axes);
    return copyText(array, { ...slice, axes: selection }, form);
  }

  /** The numbers of a selection, little-endian and in C order. */
  async bytes(selection: Selection): Promise<Uint8Array> {
    const { array } = await this.bring(selection);
    return readExactly(array.file, 0, array.header.bytes);
  }

  /** Of a tensor whose numbers lie here; null of a larger one. */
  async nanPlaces(slice: ArraySlice): Promise<NanPlaces | null> {
    return this.whole ? nanPlaces(this.whole, slice) : null;
  }

  /** The numbers of a selection, where they lie here or come in one message. */
  async few(selection: Selection): Promise<Near | undefined> {
    const isFew = this.whole !== undefined || selectedCount(selection) * this.size <= MOST;
    return isFew ? this.bring(selection) : undefined;
  }

  /** Asks about a selection. */
  async ask<K extends 'block' | 'moments' | 'spread' | 'order' | 'rank'>(
    kind: K,
    selection: Selection,
    question: object,
  ): Promise<Answer<K>> {
    const cuts = selection.map(({ start, step, count }) => [start, step, count]);
    const answer: Answer<K> = await this.program.ask(kind, { ...question, cuts });
    this.isMadeAnew ||= answer.id !== this.taken.id;
    return answer;
  }

  private refuseAbove(count: number, most: number): void {
    if (count > most) throw new CoreError('limit', counted(count, 'number'), `at most ${grouped(most)}`);
  }

  /** Brings the numbers of a selection, whose axes of one index stay. Those that were brought last are kept. */
  private async bring(selection: Selection): Promise<Near> {
    checkSelection(selection, this.taken.shape);
    if (this.whole) return { array: this.whole, selection };
    const key = JSON.stringify(selection);
    if (this.last?.key !== key) {
      this.refuseAbove(selectedCount(selection), (8 * BROUGHT) / this.size);
      const shape = selection.map(({ count }) => count);
      const near = this.bytesOf(selection).then((bytes): Near => ({
        array: this.opened(shape, bytes),
        selection: selection.map((axis) => ({ ...axis, start: 0, step: 1 })),
      }));
      this.last = { key, near };
      near.catch(() => (this.last = undefined));
    }
    return this.last.near;
  }

  private async bytesOf(selection: Selection): Promise<Uint8Array> {
    const bytes = selectedCount(selection) * this.size;
    const read = async (): Promise<Uint8Array> =>
      bytesOf((await this.ask('block', selection, { dtype: this.dtype, most: MOST })).data);
    if (bytes <= MOST) return readExactly({ name: this.program.expression, size: bytes, read }, 0, bytes);
    const axis = selection.findIndex(({ count }) => count > 1);
    const { count } = selection[axis];
    const row = bytes / count;
    const rows = Math.max(1, Math.floor(MOST / row));
    const all = new Uint8Array(bytes);
    for (let from = 0; from < count; from += rows) {
      const to = Math.min(count, from + rows);
      const some = selection.map((each, i) => (i === axis ? part(each, [from, to]) : each));
      all.set(await this.bytesOf(some), from * row);
    }
    return all;
  }

  private opened(shape: readonly number[], bytes: Uint8Array): OpenArray {
    const { dtype, size } = this;
    const byteOrder = size === 1 ? null : 'little';
    const header = {
      name: '',
      dtype,
      shape,
      order: 'C',
      byteOrder,
      start: 0,
      bytes: bytes.length,
      packed: null,
    } as const;
    const read = async (from: number, length: number): Promise<Uint8Array> => bytes.subarray(from, from + length);
    return { header, file: { name: this.program.expression, size: bytes.length, read } };
  }
}

/** What holds all of some selections that differ only in the index of axes; null of others. */
function boundsOf(all: readonly Selection[]): Selection | null {
  const bounds = all[0].map((first, i): AxisSlice | null => {
    const axes = all.map((selection) => selection[i]);
    if (first.kept) return axes.every((axis) => JSON.stringify(axis) === JSON.stringify(first)) ? first : null;
    if (axes.some(({ kept, count }) => kept || count !== 1)) return null;
    const [from, to] = [Math.min, Math.max].map((end) => end(...axes.map(({ start }) => start)));
    return { start: from, step: 1, count: to - from + 1, kept: true };
  });
  return bounds.includes(null) ? null : (bounds as Selection);
}

const within = ([from, to]: Span, length: number): Span => [Math.min(from, length), Math.min(to, length)];

/** A part of one axis of a selection. */
const part = (axis: AxisSlice, [from, to]: Span): AxisSlice => ({
  ...axis,
  start: axis.start + from * axis.step,
  count: to - from,
});

/** A selection of at most so many numbers, which are evenly drawn. */
export function thinned(selection: Selection, most: number): Selection {
  let total = selectedCount(selection);
  return selection.map((axis) => {
    const step = Math.min(Math.max(1, axis.count), Math.max(1, Math.ceil(total / most)));
    const fewer = everySo(axis, step);
    total = axis.count === 0 ? 0 : (total / axis.count) * fewer.count;
    return fewer;
  });
}

/** Every so many of `all`, to have so many times fewer of them, but one for each block at least. */
const stepOf = (times: number, all: number, blocks: number): number =>
  Math.max(1, Math.min(Math.ceil(times), Math.floor(all / Math.max(1, blocks))));
