import { limits } from '../numeric/limits.js';
import { type OpenArray, type Pace, readExactly } from './arrayHeader.js';
import { selectedCount, type Selection } from './arraySlice.js';
import { dtypeOf } from './dtypes.js';
import { Elements } from './elements.js';

/**
 * Some of the elements that are read: `count` of them, from the one at `first`, every `stride`-th. The first one's place in
 * the result is `to`, and each next one's is `toStep` further.
 */
export type TakeRun = (
  elements: Elements,
  first: number,
  count: number,
  stride: number,
  to: number,
  toStep: number,
) => void;

/** Bytes between two elements that are read with them, since another read would take longer. */
const GAP = 16_384;
/** Runs of elements in one part. */
const RUNS = 4096;

interface Loop {
  count: number;
  /** Bytes, and places in the result, from one to the next. */
  from: number;
  to: number;
}

/** Reading costs nothing of anyone's patience. */
export const atOnce: Pace = () => Promise.resolve();

/** The bytes from one element to the next along each axis. */
function byteSteps({ dtype, shape, order }: OpenArray['header']): number[] {
  const steps = shape.map(() => 0);
  let step = dtypeOf(dtype).size;
  for (let i = 0; i < shape.length; i++) {
    const axis = order === 'C' ? shape.length - 1 - i : i;
    steps[axis] = step;
    step *= shape[axis];
  }
  return steps;
}

/**
 * Reads the elements of a selection in the order in which they lie, in parts of at most `limits.arrayPart` bytes; what is
 * far from what is wanted is not read. `toSteps` are the places in the result between neighbours along each axis; without
 * them all are at 0.
 */
export async function readParts(
  array: OpenArray,
  selection: Selection,
  take: TakeRun,
  toSteps?: readonly number[],
  pace: Pace = atOnce,
): Promise<void> {
  const { header } = array;
  const total = selectedCount(selection);
  if (total === 0) return;
  const { size } = dtypeOf(header.dtype);
  const { loops, from, to } = plan(header, selection, toSteps);
  const inner = loops.pop() ?? { count: 1, from: size, to: 0 };
  const most = inner.from - size > GAP ? 1 : Math.max(1, Math.floor((limits.arrayPart - size) / inner.from) + 1);
  const pending = new Pending(array, take, inner, size, (done) => pace(done / total));
  const at = new Float64Array(loops.length);
  let [outerFrom, outerTo] = [from, to];
  for (;;) {
    for (let done = 0; done < inner.count; done += most) {
      const count = Math.min(most, inner.count - done);
      const reading = pending.add(outerFrom + done * inner.from, count, outerTo + done * inner.to);
      if (reading) await reading;
    }
    let axis = loops.length - 1;
    for (; axis >= 0; axis--) {
      const { count, from: step, to: toStep } = loops[axis];
      outerFrom += step;
      outerTo += toStep;
      if (++at[axis] < count) break;
      outerFrom -= count * step;
      outerTo -= count * toStep;
      at[axis] = 0;
    }
    if (axis < 0) break;
  }
  await pending.flush();
}

/** The loops over the elements, the longest steps outside, each going up; those that make one straight walk are one. */
function plan(
  header: OpenArray['header'],
  selection: Selection,
  toSteps: readonly number[] | undefined,
): { loops: Loop[]; from: number; to: number } {
  let [from, to] = [header.start, 0];
  const loops: Loop[] = [];
  byteSteps(header).forEach((bytes, axis) => {
    const { start, step, count } = selection[axis];
    from += start * bytes;
    if (count === 1) return;
    const loop = { count, from: step * bytes, to: toSteps?.[axis] ?? 0 };
    if (loop.from < 0) {
      from += loop.from * (count - 1);
      to += loop.to * (count - 1);
      loop.from = -loop.from;
      loop.to = 0 - loop.to;
    }
    loops.push(loop);
  });
  loops.sort((a, b) => b.from - a.from);
  const joined: Loop[] = [];
  for (const loop of loops) {
    const outer = joined.at(-1);
    if (outer && outer.from === loop.count * loop.from && outer.to === loop.count * loop.to)
      joined[joined.length - 1] = { count: outer.count * loop.count, from: loop.from, to: loop.to };
    else joined.push(loop);
  }
  return { loops: joined, from, to };
}

/** Runs that wait to be read together. */
class Pending {
  private readonly runs = new Float64Array(3 * RUNS);
  private waiting = 0;
  private begin = 0;
  private end = 0;
  private done = 0;

  constructor(
    private readonly array: OpenArray,
    private readonly take: TakeRun,
    private readonly inner: Loop,
    private readonly size: number,
    private readonly tell: (done: number) => Promise<void>,
  ) {}

  /** Adds a run that lies behind the last; gives a promise only where something is read first. */
  add(from: number, count: number, to: number): Promise<void> | undefined {
    const end = from + (count - 1) * this.inner.from + this.size;
    const fits = from - this.end <= GAP && end - this.begin <= limits.arrayPart && this.waiting < RUNS;
    if (this.waiting === 0 || fits) {
      this.put(from, count, to, end);
      return undefined;
    }
    return this.flush().then(() => this.put(from, count, to, end));
  }

  async flush(): Promise<void> {
    const { array, runs, waiting, begin, size, inner } = this;
    if (waiting === 0) return;
    const { dtype, byteOrder } = array.header;
    const bytes = await readExactly(array.file, begin, this.end - begin);
    const elements = new Elements(dtype, bytes, byteOrder);
    for (let i = 0; i < waiting; i++) {
      const [from, count, to] = [runs[3 * i], runs[3 * i + 1], runs[3 * i + 2]];
      this.take(elements, (from - begin) / size, count, inner.from / size, to, inner.to);
      this.done += count;
    }
    this.waiting = 0;
    await this.tell(this.done);
  }

  private put(from: number, count: number, to: number, end: number): void {
    if (this.waiting === 0) this.begin = from;
    this.end = end;
    const i = 3 * this.waiting++;
    this.runs[i] = from;
    this.runs[i + 1] = count;
    this.runs[i + 2] = to;
  }
}
