import { batch, computed, signal, type Signal } from '@preact/signals';
import type { CurvePoints, CurvesQuery } from '../../extension/protocol/curves.js';
import { attempt } from '../shared/failure.js';
import { visible } from '../shared/host.js';
import { throttled } from '../shared/media.js';
import type { Range } from './axes.js';
import { inFrames } from './drawQueue.js';
import { portionOf } from './portion.js';
import { scalarFacts } from './scalars.js';
import { host, isLogX, kept, shownRuns, view } from './state.js';

/** What the host gave of a scalar: the points of each line, by the line's id. */
export interface Answer {
  key: string;
  /** The axis that its points are along. */
  axis: string;
  lines: Map<string, CurvePoints>;
}

/**
 * One message is under way at a time, with at least so many queries and at most so many. All charts in sight take three
 * messages: a page that sends more than fifty in a second is not heard.
 */
const [FEWEST, MOST] = [4, 16];
const MESSAGES = 3;
/** New points are asked for at most so often, ms. */
const EVERY = 100;

export const axisOf = ({ x, logarithmicX }: Pick<CurvesQuery, 'x' | 'logarithmicX'>): string =>
  logarithmicX ? `log ${x}` : x;

const answers = new Map<string, Signal<Answer | null>>();
export function answerOf(scalar: string): Signal<Answer | null> {
  let found = answers.get(scalar);
  if (!found) answers.set(scalar, (found = signal<Answer | null>(null)));
  return found;
}

interface Wanted {
  query: CurvesQuery;
  ids: string[];
  key: string;
}
const queue = new Map<string, Wanted>();
let underWay = false;
/** Until the answers that came last are shown. */
let shown = Promise.resolve();

/** Asks for the points of a scalar, in place of what was asked for it and is not under way yet. */
export function want(wanted: Wanted): void {
  queue.set(wanted.query.scalar, wanted);
  if (!underWay) queueMicrotask(() => attempt(ask()));
}

export const unwant = (scalar: string): boolean => queue.delete(scalar);

function byGroup(answers: readonly [scalar: string, answer: Answer][]): [string, Answer][][] {
  const groups = new Map<string, [string, Answer][]>();
  for (const each of answers) {
    const { group } = scalarFacts(each[0]);
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  return [...groups.values()];
}

async function ask(): Promise<void> {
  if (underWay || !visible.value) return;
  underWay = true;
  let many = 0;
  try {
    while (queue.size > 0) {
      many ||= Math.max(FEWEST, Math.min(MOST, Math.ceil(queue.size / MESSAGES)));
      const first = [...queue.values()].slice(0, many);
      const some = first.slice(0, portionOf(first.map(({ query }) => query)));
      for (const { query } of some) queue.delete(query.scalar);
      const found = await host.call(
        'points',
        some.map(({ query }) => query),
      );
      const taken = some.map(({ query, ids, key }, i): [string, Answer] => {
        const lines = new Map(ids.map((id, line) => [id, found[i][line]]));
        const axis = axisOf(query);
        if (query.from === null) extend(axis, lines);
        return [query.scalar, { key, axis, lines }];
      });
      await shown;
      // Charts of one group may have one scale: they change at once. The host goes on with the next message.
      shown = inFrames(byGroup(taken), (group) =>
        batch(() => group.forEach(([scalar, answer]) => (answerOf(scalar).value = answer))),
      );
    }
  } finally {
    underWay = false;
  }
}
visible.subscribe((seen) => seen && attempt(ask()));

/** How often each run has grown: its points are asked for again. */
export const growth = signal<ReadonlyMap<string, number>>(new Map());
const grown = new Set<string>();
const grow = throttled(EVERY, () => {
  const counts = new Map(growth.value);
  for (const id of grown) counts.set(id, (counts.get(id) ?? 0) + 1);
  grown.clear();
  growth.value = counts;
});
host.on('grown', (ids) => {
  for (const id of ids) grown.add(id);
  grow();
});

/** How far the points reach that came so far, by what stands on the x axis. */
const extents = signal<Readonly<Record<string, Range>>>({});
function extend(axis: string, lines: ReadonlyMap<string, CurvePoints>): void {
  const old = axis in extents.value ? extents.value[axis] : undefined;
  let { min, max } = old ?? { min: Infinity, max: -Infinity };
  for (const points of lines.values()) {
    if (points.x.length === 0) continue;
    min = Math.min(min, points.x[0]);
    max = Math.max(max, points.x[points.x.length - 1]);
  }
  if (min <= max && (old?.min !== min || old?.max !== max)) extents.value = { ...extents.value, [axis]: { min, max } };
}

/** The range of x that all charts show: what was zoomed to, else all of it. */
export const domain = computed<Range>(() => {
  const { zoom } = kept.value;
  if (zoom) return { min: zoom.from, max: zoom.to };
  const { x } = view.value;
  const logarithmicX = isLogX.value;
  const axis = axisOf({ x, logarithmicX });
  let { min, max } = axis in extents.value ? extents.value[axis] : { min: Infinity, max: -Infinity };
  if (x === 'step')
    for (const { scalars } of shownRuns.value) for (const { last } of scalars) if (last) max = Math.max(max, last.step);
  if (logarithmicX)
    return min > 0 && min < max ? { min, max } : min === max ? { min: min / 2, max: 2 * max } : { min: 1, max: 10 };
  // An axis that begins near 0 begins there.
  if (min > max || (x !== 'wall' && min > 0 && min < 0.1 * max)) min = 0;
  return max > min ? { min, max } : { min: min - 0.5, max: min + 0.5 };
});
