import {
  type ArrayBlock,
  type ArrayHeader,
  type ArrayPicture,
  type ArraySlice,
  checkSelection,
  type CopyForm,
  type FoundArrays,
  type HeatMap,
  messageOf,
  type NanPlaces,
  reshaped,
  selectedCount,
  type Selection,
} from '@surprisal/core';
import { type Disposable, EventEmitter, type Uri, workspace } from 'vscode';
import type { ArrayRank } from '../../protocol/arrayThread.js';
import { argumentOf } from '../../protocol/rpc.js';
import type {
  BlockQuery,
  HeatQuery,
  PictureQuery,
  RankQuery,
  Sliced,
  StatisticsQuery,
  TensorFacts,
  TensorStatistics,
} from '../../protocol/tensor.js';
import { files, isMissing, nameOf, watchFile, withName } from '../ports/files.js';
import { plural, t } from '../ports/t.js';
import { faultText } from './faultText.js';
import type { ArrayFile, ArrayThread, FiledArray } from './arrayThread.js';
import { sampleOf } from './sampleOf.js';
import { stoppable } from './stoppable.js';
import type { Compared, SubjectState, TensorSubject } from './tensorSubject.js';

const formats = { npy: 'NPY', npz: 'NPZ', safetensors: 'safetensors', idx: 'IDX' } as const;

/** The tensors of a file, of which a thread reads what is asked for. */
export class FileSubject implements TensorSubject {
  readonly title: string;
  private readonly changes = new EventEmitter<void>();
  readonly onChange = this.changes.event;
  private readonly watching: Disposable;
  private opening: Promise<unknown>;
  private file: ArrayFile | undefined;
  private found: FoundArrays | undefined;
  private fault: string | null = null;
  private isLoading = true;
  private hasChanged = false;
  private reading = 0;
  private size = 0;
  private stamp: string | undefined;
  private over = false;

  constructor(
    private readonly uri: Uri,
    private readonly thread: ArrayThread,
  ) {
    this.title = nameOf(uri);
    this.watching = watchFile(uri, () => void this.look());
    this.opening = this.open();
    this.opening.catch(() => undefined);
  }

  dispose(): void {
    this.over = true;
    this.watching.dispose();
    this.changes.dispose();
    this.file?.dispose();
  }

  state(): SubjectState {
    const { found } = this;
    const all = found ? [...found.arrays.map(factsOf), ...found.refused.map(refusedFacts)] : [];
    const tensors = listed(all);
    const gzip = found?.gzip === true;
    const format = found ? (gzip ? t('{0}, gzip', formats[found.format]) : formats[found.format]) : '';
    return {
      id: this.uri.toString(),
      title: this.title,
      source: { kind: 'file', format, bytes: found?.size ?? this.size, changed: this.hasChanged },
      tensors,
      more: all.length - tensors.length,
      notes: (found?.notes ?? []).slice(0, MOST_NOTES).map(([name, text]) => ({ name, text: text.slice(0, LONG) })),
      loading: this.isLoading,
      fault: this.fault ?? (found?.fault ? faultText(found.fault) : null),
      reading: this.reading,
    };
  }

  async block({ tensor, slice, rows, columns }: BlockQuery): Promise<ArrayBlock> {
    const { file, array } = await this.array(tensor, slice.axes);
    return this.told(file.ask('arrayBlock', { array, slice, rows, columns }));
  }

  async heats(queries: readonly HeatQuery[]): Promise<HeatMap[]> {
    return Promise.all(
      queries.map(async ({ tensor, slice, height, width }) => {
        const { file, array } = await this.array(tensor, slice.axes);
        return this.told(file.ask('arrayHeat', { array, slice, height, width }));
      }),
    );
  }

  async picture({ tensor, selection, view, most }: PictureQuery): Promise<ArrayPicture> {
    const { file, array } = await this.array(tensor, selection);
    return this.told(file.ask('arrayPicture', { array, selection, view, most }));
  }

  async statistics(
    { tensor, selection, most, bins }: StatisticsQuery,
    tell: (share: number) => void,
    stop: AbortSignal,
  ): Promise<TensorStatistics> {
    const { file, array } = await this.array(tensor, selection);
    const isSample = most !== null && selectedCount(selection) > most;
    const read = isSample ? sampleOf(array, selection, most) : { array, selection };
    const of = await stoppable(stop, (token) =>
      this.told(file.ask('arrayStatistics', { ...read, bins }, { token, tell })),
    );
    return { of, sampled: isSample ? selectedCount(read.selection) : null };
  }

  get compared(): Compared {
    const { uri, title } = this;
    return {
      id: uri.toString(),
      title,
      about: workspace.asRelativePath(uri),
      open: (thread) => thread.file(uri),
      difference: async (_thread, tensor, other, tell, stop) => {
        const { file, array } = await this.array(tensor, null);
        return this.told(file.difference(array, other, tell, stop));
      },
    };
  }

  async rank({ tensor, slice, value }: RankQuery): Promise<ArrayRank> {
    const { file, array } = await this.array(tensor, slice.axes);
    return this.told(file.ask('arrayRank', { array, selection: slice.axes, value }));
  }

  async nanPlaces({ tensor, slice }: Sliced): Promise<NanPlaces | null> {
    const { file, array } = await this.array(tensor, slice.axes);
    return this.told(file.ask('arrayNan', { array, slice }));
  }

  async text(tensor: number, slice: ArraySlice, form: CopyForm): Promise<string> {
    const { file, array } = await this.array(tensor, slice.axes);
    return this.told(file.ask('copyArray', { array, slice, form }));
  }

  readAs(tensor: number, shape: readonly number[]): void {
    const { found } = this;
    const array = found?.arrays[tensor];
    if (!array) throw noPart();
    const arrays = found.arrays.map((each) => (each === array ? reshaped(array, shape) : each));
    this.found = { ...found, arrays };
    this.reading++;
    this.changes.fire();
  }

  showPart(tensor: number): void {
    const { found } = this;
    const refused = found?.refused[tensor - found.arrays.length];
    if (!refused?.part) throw noPart();
    this.found = {
      ...found!,
      arrays: [...found!.arrays, refused.part],
      refused: found!.refused.filter((each) => each !== refused),
    };
    this.reading++;
    this.changes.fire();
  }

  reload(): void {
    this.found = undefined;
    this.hasChanged = false;
    this.fault = null;
    this.opening = this.open();
    this.opening.catch(() => undefined);
    this.changes.fire();
  }

  private async open(): Promise<void> {
    const { uri, thread } = this;
    this.isLoading = true;
    try {
      this.stamp = await files.stamp(uri);
      this.size = await files.size(uri);
      const found = await (this.file ? this.file.reload() : (this.file = await thread.file(uri)).found());
      if (this.over) this.file.dispose();
      this.found = found;
      this.reading++;
    } catch (error) {
      this.fault = isMissing(error) ? t('{0} is not there.', this.title) : withName([this.title], messageOf(error));
      throw error;
    } finally {
      this.isLoading = false;
      if (!this.over) this.changes.fire();
    }
  }

  private async look(): Promise<void> {
    if (this.isLoading || this.over || this.hasChanged || (await files.stamp(this.uri)) === this.stamp) return;
    this.hasChanged = true;
    this.changes.fire();
  }

  /** What the thread answers; where it says that the file has changed, the page says so too. */
  private async told<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (argumentOf(error) === 'changed' && !this.hasChanged) {
        this.hasChanged = true;
        this.changes.fire();
      }
      throw error;
    }
  }

  /** The array that a page asks about; throws where what it asks for is no part of it. */
  private async array(tensor: number, selection: Selection | null): Promise<FiledArray> {
    await this.opening;
    const { file, found } = this;
    const array = found?.arrays[tensor];
    if (!array || !file) throw noPart();
    if (selection) checkSelection(selection, array.shape);
    return { file, array };
  }
}

const noPart = (): Error => new Error(t('What was asked for is no part of this tensor.'));

/** What the facts of all tensors may weigh in a message, and what one weighs beside its name and its shape. */
const WEIGHT = 10e6;
const EACH = 250;

/** As many as a message to a page holds. */
function listed(all: TensorFacts[]): TensorFacts[] {
  let weight = 0;
  const end = all.findIndex(({ name, shape, fault }) => {
    weight += EACH + name.length + 16 * shape.length + (fault?.length ?? 0);
    return weight > WEIGHT;
  });
  return end < 0 ? all : all.slice(0, end);
}

/** Notes of a header that a page is given, and letters of each, and of a name. */
const MOST_NOTES = 200;
const LONG = 10_000;

/** A name as a page is given it. */
export const toldName = (name: string): string => name.slice(0, LONG);

function factsOf({ name, dtype, shape, order, byteOrder, bytes, cut }: ArrayHeader): TensorFacts {
  const count = shape.reduce((product, length) => product * length, 1);
  const facts = { name: toldName(name), dtype, shape: [...shape], order, byteOrder, bytes, count, fault: null };
  if (!cut) return facts;
  const first = plural(count, 'This is its first number.', 'These are its first {0} numbers.');
  return { ...facts, cut: `${faultText(cut)} ${first}` };
}

function refusedFacts({ name, part, ...fault }: FoundArrays['refused'][number]): TensorFacts {
  const none = { dtype: null, shape: [], order: null, byteOrder: null };
  const stated = part && { ...factsOf(part), shape: [...part.cut!.shape], part: [...part.shape], cut: undefined };
  return { ...none, ...stated, name: toldName(name), bytes: 0, count: 0, fault: faultText(fault) };
}
