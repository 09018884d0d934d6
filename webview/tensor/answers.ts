import { everything, type HeatMap, messageOf, type Selection, selectedCount } from '@surprisal/core';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { TensorApi, TensorStatistics } from '../../extension/protocol/tensor.js';
import { ask } from './asking.js';
import { choices, host, opened, size, slice, sliceKey, state, tensor } from './state.js';
import { scaleOf, type Scale } from './scale.js';
import { isTiled } from './tiling.js';

/** At most so many blocks of a heat map down and across. */
const HEAT = 420;

interface Answer<T> {
  key: string;
  /** The tensor and the reading that it is of. */
  of: string;
  value: T | null;
  trouble: string;
}

/** The heat map of the slice on show; the last one stays until the next one comes. */
const heatAnswer = signal<Answer<HeatMap>>({ key: '', of: '', value: null, trouble: '' });
const tensorKey = computed(() => `${state.value?.reading} ${opened.value}`);
export const heat = computed(() => (heatAnswer.value.of === tensorKey.value ? heatAnswer.value.value : null));
/** Whether it is of the slice on show. */
export const isHeatOfNow = computed(() => heatAnswer.value.key === sliceKey.value && heat.value !== null);
export const heatTrouble = computed(() => (heatAnswer.value.key === sliceKey.value ? heatAnswer.value.trouble : ''));

const isReadable = (): boolean => tensor.value !== null && tensor.value.fault === null && size.value.columns > 0;

let heatAsked = false;
async function askHeat(): Promise<void> {
  // One question at a time: while a slider is moved, what lies between is left out.
  if (heatAsked) return;
  heatAsked = true;
  while (heatAnswer.value.key !== sliceKey.value && isReadable()) {
    const [key, of] = [sliceKey.value, tensorKey.value];
    const { rows, columns } = size.value;
    const query = {
      tensor: opened.value,
      slice: slice.value,
      height: Math.min(rows, HEAT),
      width: Math.min(columns, HEAT),
    };
    try {
      const [value] = await ask('heats', [query]);
      heatAnswer.value = { key, of, value, trouble: '' };
    } catch (error) {
      heatAnswer.value = { key, of, value: null, trouble: messageOf(error) };
    }
  }
  heatAsked = false;
}
effect(() => {
  if (sliceKey.value && isReadable()) void askHeat();
});

export interface Asked<T = TensorStatistics> {
  value: T | null;
  trouble: string;
  /** How far it is, 0 to 1; null where nothing is being read. */
  share: number | null;
}
export const unasked = { value: null, trouble: '', share: null };

let tickets = 0;
const listeners = new Map<number, (share: number) => void>();
host.on('progress', ({ ticket, share }) => listeners.get(ticket)?.(share));

type Long = Pick<TensorApi, 'statistics' | 'differences'>;

/** Puts a question that may take long; gives what ends it. */
export function askLong<M extends keyof Long>(
  method: M,
  params: Omit<Parameters<Long[M]>[0], 'ticket'>,
  hear: (asked: Asked<Awaited<ReturnType<Long[M]>>>) => void,
): () => void {
  type Answer = Asked<Awaited<ReturnType<Long[M]>>>;
  const ticket = ++tickets;
  let over = false;
  listeners.set(ticket, (share) => over || hear({ value: null, trouble: '', share }));
  const done = (asked: Answer): void => {
    listeners.delete(ticket);
    if (!over) hear(asked);
    over = true;
  };
  hear({ value: null, trouble: '', share: 0 });
  let isPut = false;
  const isWanted = (): boolean => (isPut = !over);
  ask(method, { ...params, ticket } as Parameters<Long[M]>[0], isWanted).then(
    (value) => done({ value, trouble: '', share: null }),
    (error: unknown) => done({ value: null, trouble: messageOf(error), share: null }),
  );
  return () => {
    if (over) return;
    over = true;
    listeners.delete(ticket);
    if (isPut) host.call('cancel', ticket).catch(() => undefined);
  };
}

/** Asks for statistics; gives what ends the question. */
export const askStatistics = (
  tensorAt: number,
  selection: Selection,
  most: number | null,
  bins: number,
  hear: (asked: Asked) => void,
): (() => void) => askLong('statistics', { tensor: tensorAt, selection, most, bins }, hear);

/** Numbers up to which all are read without being asked for; of more, so many are drawn evenly. */
export const READ_AT_ONCE = 2 ** 22;
export const SAMPLE = 2 ** 16;
export const BINS = 84;

/** Statistics that are asked for anew when their key changes. */
function following(key: () => string | null, of: () => Selection) {
  const asked = signal<Asked>(unasked);
  let end = (): void => undefined;
  const begin = (most: number | null): void => {
    end();
    const before = asked.peek();
    end = askStatistics(opened.peek(), of(), most, BINS, (now) => {
      // What was told before stays while the next is read.
      asked.value = now.share !== null ? { ...now, value: before.value } : now;
    });
  };
  const current = computed(key);
  let last = '';
  effect(() => {
    if (current.value === null) {
      end();
      asked.value = unasked;
    } else {
      // Of another tensor nothing stays.
      if (last !== tensorKey.peek()) asked.value = unasked;
      last = tensorKey.peek();
      begin(selectedCount(of()) > READ_AT_ONCE ? SAMPLE : null);
    }
  });
  return {
    asked: asked as ReadonlySignal<Asked>,
    readAll: () => begin(null),
    cancel: () => {
      end();
      asked.value = { ...asked.value, share: null };
    },
  };
}

/** Whether the slice is all of the tensor. */
export const isWholeSlice = computed(
  () => tensor.value !== null && slice.value.axes.every(({ count }, i) => count === tensor.value!.shape[i]),
);

export const ofWhole = following(
  () => (tensor.value && tensor.value.fault === null ? tensorKey.value : null),
  () => everything(tensor.peek()?.shape ?? []),
);
const ofPart = following(
  () => (isReadable() && !isWholeSlice.value ? sliceKey.value : null),
  () => slice.peek().axes,
);
/** Of the slice; the same as of the whole where it is all of it. */
export const ofSlice = {
  asked: computed(() => (isWholeSlice.value ? ofWhole.asked.value : ofPart.asked.value)),
  readAll: () => (isWholeSlice.peek() ? ofWhole : ofPart).readAll(),
  cancel: () => (isWholeSlice.peek() ? ofWhole : ofPart).cancel(),
};

/** The least and the greatest number of the heat map. */
export const heatRange = computed(() => {
  let [low, high] = [Infinity, -Infinity];
  const of = heat.value;
  if (of)
    for (let i = 0; i < of.min.length; i++) {
      if (of.min[i] < low) low = of.min[i];
      if (of.max[i] > high) high = of.max[i];
    }
  return low <= high ? { low, high } : null;
});

/** What the colours run from and to; null while nothing is known. */
export const scale = computed((): Scale | null => {
  const { scale: by, low, high, colours } = choices.value;
  if (by === 'typed') return scaleOf(low, high, colours);
  const whole = ofWhole.asked.value.value;
  // Tiles are to be compared.
  if ((by === 'whole' || isTiled.value) && whole)
    return whole.of.min === null ? null : scaleOf(whole.of.min, whole.of.max ?? whole.of.min, colours);
  return heatRange.value && scaleOf(heatRange.value.low, heatRange.value.high, colours);
});
