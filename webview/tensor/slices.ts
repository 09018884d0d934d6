import {
  type ArraySlice,
  atIndex,
  type AxisSlice,
  type ImageView,
  imageViews,
  parseSlice,
  type Selection,
} from '@surprisal/core';
import type { TensorFacts } from '../../extension/protocol/tensor.js';
import { count } from '../shared/format.js';

/** An axis with all its indices. */
export const whole = (count: number): AxisSlice => ({ start: 0, step: 1, count, kept: true });

/** What a person typed; the name of an array may stand before it, as in `x[0]`. */
export const selectionOf = (text: string, shape: readonly number[]): Selection =>
  parseSlice(text.replace(/^\s*[A-Za-z_][\w.]*(?=\s*\[)/, ''), shape);

/** The pictures that a tensor may be, the likeliest first. */
export const viewsOf = ({ shape, dtype }: TensorFacts): ImageView[] =>
  dtype === null ? [] : imageViews({ shape, dtype });

/** The last two axes, or those of the picture that the shape looks like; the first index of all others. */
export function firstSlice(facts: TensorFacts): ArraySlice {
  const { shape } = facts;
  const image = shape.length > 2 ? viewsOf(facts)[0] : undefined;
  const columns = image?.columns ?? (shape.length > 0 ? shape.length - 1 : null);
  const rows = image?.rows ?? (shape.length > 1 ? shape.length - 2 : null);
  const axes = shape.map((count, axis) =>
    axis === rows || axis === columns || count === 0 ? whole(count) : atIndex(0),
  );
  return { axes, rows, columns };
}

export type AxisRole = 'at' | 'rows' | 'columns';

export const roleOf = ({ rows, columns }: ArraySlice, axis: number): AxisRole =>
  axis === rows ? 'rows' : axis === columns ? 'columns' : 'at';

/** Gives an axis another role; the axis that had it takes the role of this one. What is left of two lies on the columns. */
export function withRole(slice: ArraySlice, axis: number, role: AxisRole, shape: readonly number[]): ArraySlice {
  const before = roleOf(slice, axis);
  if (before === role) return slice;
  let { rows, columns } = slice;
  const other = role === 'rows' ? rows : role === 'columns' ? columns : null;
  if (before === 'rows') rows = other;
  if (before === 'columns') columns = other;
  if (role === 'rows') rows = axis;
  if (role === 'columns') columns = axis;
  if (columns === null) [rows, columns] = [null, rows];
  const axes = slice.axes.map((cut, i) => {
    const isOn = i === rows || i === columns;
    if (isOn) return cut.kept ? cut : whole(shape[i]);
    return cut.kept && cut.count > 0 ? atIndex(cut.start) : cut;
  });
  return { axes, rows, columns };
}

export const withCut = (slice: ArraySlice, axis: number, cut: AxisSlice): ArraySlice => ({
  ...slice,
  axes: slice.axes.map((old, i) => (i === axis ? cut : old)),
});

/** 10 × 28 × 28; a number has no axes. */
export const shapeText = (shape: readonly number[]): string => (shape.length > 0 ? shape.map(count).join(' × ') : '()');
