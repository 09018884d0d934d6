import {
  type ArrayBlock,
  type ArrayPicture,
  type ArraySlice,
  type CopyForm,
  type HeatMap,
  type NanPlaces,
  selectedCount,
} from '@surprisal/core';
import { type Disposable, EventEmitter, Range, ViewColumn, window } from 'vscode';
import type { ArrayRank } from '../../protocol/arrayThread.js';
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
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { ArrayFile, ArrayThread } from './arrayThread.js';
import { ProgramArray, thinned } from './debugArray.js';
import type { PackedCode } from './debugExpression.js';
import { type Evaluate, Program } from './debugProgram.js';
import { programRank, programStatistics } from './debugStatistics.js';
import { DebugStop } from './debugStop.js';
import type { DebugStops } from './debugStops.js';
import { aboutWords, faultWords } from './debugWords.js';
import { programFile } from './programFile.js';
import type { Compared, SubjectState, TensorSubject } from './tensorSubject.js';

/** Milliseconds after which a person is asked whether to wait for the program. */
const PATIENCE = 5000;

/** The tensor that an expression gives in a program of Python, as it was at one stop; at another when that is asked for. */
export class DebugSubject implements TensorSubject {
  private readonly changes = new EventEmitter<void>();
  readonly onChange = this.changes.event;
  isKept = false;
  private array: ProgramArray | undefined;
  private fault: string | null = null;
  private isLoading = false;
  private reading = 0;
  /** The questions that wait for the program, and how each is left. */
  private readonly waiting = new Map<Promise<string>, (reason: Error) => void>();
  private slow: NodeJS.Timeout | undefined;
  private isSlow = false;
  private readonly hearing: Disposable;

  constructor(
    private readonly id: string,
    readonly expression: string,
    private readonly stops: DebugStops,
    private readonly code: PackedCode,
    private stop: DebugStop,
    private readonly patience = PATIENCE,
  ) {
    this.hearing = stops.onChange(() => this.changes.fire());
    void this.take(stop);
  }

  get title(): string {
    return t('{0}, stop {1}', this.expression.replaceAll(/\s+/g, ' ').slice(0, 40), this.stop.number);
  }

  dispose(): void {
    this.hearing.dispose();
    this.leave(t('The tab was closed.'));
    this.changes.dispose();
  }

  /** Whether a later stop of a program is to be shown in its tab. */
  isOf({ debugged }: DebugStop, expression: string): boolean {
    return !this.isKept && this.stop.debugged === debugged && this.expression === expression;
  }

  state(): SubjectState {
    const { array, stop, id, title, isLoading: loading, fault, reading } = this;
    const { hasEnded } = stop.debugged;
    return {
      id,
      title,
      source: {
        kind: 'program',
        about: array ? aboutWords(array.taken, array.isMadeAnew) : '',
        stop: stop.number,
        place: stop.place,
        status: this.isSlow ? 'slow' : hasEnded ? 'ended' : stop.isNow ? 'stopped' : 'ranOn',
        kept: this.isKept,
      },
      tensors: array ? [this.facts(array)] : [],
      more: 0,
      notes: [],
      loading,
      fault,
      reading,
    };
  }

  block = ({ slice, rows, columns }: BlockQuery): Promise<ArrayBlock> => this.taken().block(slice, rows, columns);

  heats = async (queries: readonly HeatQuery[]): Promise<HeatMap[]> => this.taken().heats(queries);

  picture = ({ selection, view, most }: PictureQuery): Promise<ArrayPicture> =>
    this.taken().picture(selection, view, most);

  async statistics(
    { selection, most, bins }: StatisticsQuery,
    tell: (share: number) => void,
    stop: AbortSignal,
  ): Promise<TensorStatistics> {
    const read = thinned(selection, most ?? Infinity);
    const of = await programStatistics(this.taken(), read, bins, async (share) => {
      stop.throwIfAborted();
      tell(share);
    });
    const sampled = selectedCount(read) < selectedCount(selection) ? selectedCount(read) : null;
    return { of, sampled };
  }

  rank = ({ slice, value }: RankQuery): Promise<ArrayRank> => programRank(this.taken(), slice.axes, value);

  nanPlaces = ({ slice }: Sliced): Promise<NanPlaces | null> => this.taken().nanPlaces(slice);

  text = (_tensor: number, slice: ArraySlice, form: CopyForm): Promise<string> => this.taken().text(slice, form);

  get compared(): Compared {
    const { id, title, stop } = this;
    const open = async (thread: ArrayThread): Promise<ArrayFile> =>
      thread.file({ name: this.title, bytes: await programFile(this.taken(), this.expression.slice(0, 100)) });
    return {
      id,
      title,
      about: `${stop.place.name}, ${stop.place.file}:${stop.place.line}`,
      open,
      difference: async (thread, _tensor, other, tell, ending) => {
        const own = await open(thread);
        try {
          const [array] = (await own.found()).arrays;
          return await own.difference(array, other, tell, ending);
        } finally {
          own.dispose();
        }
      },
    };
  }

  /** Asks anew where the program stands now. */
  reload(): void {
    if (this.isLoading) return;
    DebugStop.now(this.stops).then(
      (stop) => this.take(stop),
      (error: unknown) => notify.error(faultWords(error)),
    );
  }

  keep(): void {
    this.isKept = true;
    this.changes.fire();
  }

  answer(choice: 'wait' | 'cancel'): void {
    if (choice === 'cancel') this.leave(t('“{0}” was not waited for.', this.expression));
    this.isSlow = false;
    this.watch();
    this.changes.fire();
  }

  async showPlace(): Promise<void> {
    const { uri, place } = this.stop;
    if (!uri) throw new Error(t('The debugger names no file for {0}.', place.name));
    const line = Math.max(0, place.line - 1);
    await window.showTextDocument(uri, { viewColumn: ViewColumn.One, selection: new Range(line, 0, line, 0) });
  }

  /** Takes the tensor as it is at a stop; where that fails, what was taken before stays. */
  private async take(stop: DebugStop): Promise<void> {
    this.isLoading = true;
    this.fault = null;
    this.changes.fire();
    try {
      const evaluate: Evaluate = (expression) => this.waited(Promise.resolve(stop.evaluate(expression)));
      this.array = await ProgramArray.of(new Program(evaluate, this.code, this.expression));
      this.stop = stop;
      this.reading++;
    } catch (error) {
      const words = faultWords(error);
      if (this.array) void notify.error(words);
      else this.fault = words;
    }
    this.isLoading = false;
    this.changes.fire();
  }

  private taken(): ProgramArray {
    if (!this.array) throw new Error(t('The tensor has not been read yet.'));
    return this.array;
  }

  private facts({ taken, dtype }: ProgramArray): TensorFacts {
    const { shape, order, bytes, swapped } = taken;
    const count = shape.reduce((product, length) => product * length, 1);
    const byteOrder = bytes === count ? null : swapped ? 'big' : 'little';
    return { name: this.expression, shape, dtype, byteOrder, order, count, bytes, fault: null };
  }

  /** An answer of the program, or an error where it is left before. */
  private waited(answer: Promise<string>): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.set(answer, reject);
      answer.then(resolve, reject).finally(() => {
        this.waiting.delete(answer);
        this.watch();
      });
      this.watch();
    });
  }

  /** Tells when the program has not answered for too long. */
  private watch(): void {
    clearTimeout(this.slow);
    if (this.waiting.size > 0 && !this.isSlow) this.slow = setTimeout(() => this.tellSlow(true), this.patience);
    else if (this.waiting.size === 0 && this.isSlow) this.tellSlow(false);
  }

  private tellSlow(isSlow: boolean): void {
    this.isSlow = isSlow;
    this.changes.fire();
  }

  private leave(words: string): void {
    clearTimeout(this.slow);
    for (const reject of this.waiting.values()) reject(new Error(words));
    this.waiting.clear();
  }
}
