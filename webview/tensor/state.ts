import { type ArraySlice, CoreError, messageOf, selectionText, sliceSize, sliceView } from '@surprisal/core';
import { batch, computed, effect, signal } from '@preact/signals';
import type { TensorApi, TensorEvents, TensorFacts, TensorState } from '../../extension/protocol/tensor.js';
import { connect, loadPageState, savePageState } from '../shared/host.js';
import { t } from '../shared/strings.js';
import { firstSlice, selectionOf } from './slices.js';

export const host = connect<TensorApi, TensorEvents>();

export const state = signal<TensorState | null>(null);

/** How a tensor is looked at; it stays with the window. */
export interface Choices {
  look: 'heat' | 'picture' | 'tiles';
  colours: 'auto' | 'diverging' | 'one';
  scale: 'slice' | 'whole' | 'typed';
  /** The ends of a scale that was typed. */
  low: number;
  high: number;
  decimals: 'auto' | 'all' | number;
  tint: boolean;
  /** Which of the pictures that the shape may be, and what its black and white are. */
  image: number;
  range: 'slice' | 'unit' | 'signed' | 'byte';
  /** The axis of which each index has statistics of its own. */
  each: 'channels' | 'none' | number;
}

export interface Cell {
  row: number;
  column: number;
}

const first: Choices = {
  look: 'heat',
  colours: 'auto',
  scale: 'slice',
  low: 0,
  high: 1,
  decimals: 'auto',
  tint: true,
  image: 0,
  range: 'slice',
  each: 'channels',
};

interface Saved {
  tensor: { id: string; name: string | null; slice: string; cell: Cell | null } | null;
  choices: Choices;
}
const saved = loadPageState<Saved>({ tensor: null, choices: first });

export const choices = signal<Choices>({ ...first, ...saved.choices });
export const choose = (some: Partial<Choices>): void => void (choices.value = { ...choices.value, ...some });

/** The tensor that is shown, by its place in the list; -1 while the list stands alone. */
export const opened = signal(-1);
export const tensor = computed<TensorFacts | null>(() => state.value?.tensors[opened.value] ?? null);
/** Whether it has the page to itself. */
export const alone = signal(false);
export const isList = computed(() => (state.value?.tensors.length ?? 0) > 1);

export const slice = signal<ArraySlice>({ axes: [], rows: null, columns: null });
/** What stands in the box of the slice, and what is wrong with it. */
export const typed = signal('');
export const problem = signal('');
export const cell = signal<Cell | null>(null);
/** The axis whose neighbours are shown, where a person changed the index of one. */
export const alongAxis = signal<number | null>(null);

/** Rows and columns of what is shown. */
export const size = computed(() => {
  const [rows, columns] = sliceSize(slice.value);
  return { rows, columns };
});
const fits = ({ row, column }: Cell): boolean => row < size.value.rows && column < size.value.columns;

/** What the answers on show are about: those to another key are not shown. */
export const sliceKey = computed(() => JSON.stringify([state.value?.reading, opened.value, slice.value]));

/** Opens a tensor at a slice; the first one where none is given or it does not fit. */
export function open(index: number, text?: string, at: Cell | null = null): void {
  const facts = state.value?.tensors[index];
  batch(() => {
    opened.value = facts ? index : -1;
    alongAxis.value = null;
    problem.value = '';
    if (!facts) {
      alone.value = false;
      return;
    }
    setSlice(firstSlice(facts));
    if (text !== undefined) typeSlice(text);
    if (problem.value !== '') setSlice(slice.value);
    cell.value = at && fits(at) ? at : null;
  });
}

/** Shows another slice of the same tensor, and its text in the box. */
export function setSlice(next: ArraySlice): void {
  const shape = tensor.value?.shape ?? [];
  batch(() => {
    slice.value = next;
    typed.value = selectionText(next.axes, shape);
    problem.value = '';
    if (cell.value && !fits(cell.value)) cell.value = null;
  });
}

/** Takes what was typed; a slice that cannot be taken leaves the last good one on show. */
export function typeSlice(text: string): void {
  const { value: facts } = tensor;
  if (!facts) return;
  batch(() => {
    typed.value = text;
    try {
      const { rows, columns } = slice.value;
      const axes = selectionOf(text, facts.shape);
      // The axes stay on the rows and the columns where the new slice still has both.
      const both = rows !== null && columns !== null && axes[rows].kept && axes[columns].kept;
      slice.value = both ? sliceView(axes, rows, columns) : sliceView(axes);
      problem.value = '';
      if (cell.value && !fits(cell.value)) cell.value = null;
    } catch (error) {
      problem.value =
        error instanceof CoreError ? t('{0}; expected {1}', error.found, error.expected) : messageOf(error);
    }
  });
}

function receive(next: TensorState): void {
  const before = state.value;
  const name = before?.tensors[opened.value]?.name;
  const shape = before?.tensors[opened.value]?.shape.join();
  batch(() => {
    state.value = next;
    if (next.tensors.length === 0) {
      opened.value = -1;
      return;
    }
    const there = next.tensors.findIndex((each) => each.name === name);
    if (before && before.tensors.length > 0 && (opened.value < 0 || there >= 0)) {
      // The slice and the cell stay where they still exist.
      if (there >= 0 && next.tensors[there].shape.join() === shape) opened.value = there;
      else if (there >= 0) open(there);
      return;
    }
    const kept = saved.tensor?.id === next.id ? saved.tensor : null;
    const wanted = next.tensors.length === 1 ? 0 : next.tensors.findIndex((each) => each.name === kept?.name);
    open(wanted, kept?.slice, kept?.cell ?? null);
  });
}

host.on('state', receive);
export const hydrate = async (): Promise<void> => receive(await host.call('hydrate', null));

/** Longer names are not worth their place in what a page may keep. */
const LONG = 1000;
effect(() => {
  const { value } = state;
  if (!value) return;
  const name = tensor.value?.name ?? null;
  const kept = name !== null && name.length > LONG ? null : name;
  savePageState({
    tensor: { id: value.id, name: kept, slice: typed.value.slice(0, LONG), cell: cell.value },
    choices: choices.value,
  });
});
