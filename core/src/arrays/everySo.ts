import type { AxisSlice } from './arraySlice.js';

/** Of the indices of an axis that are taken, every so many. */
export const everySo = (axis: AxisSlice, many: number): AxisSlice => ({
  ...axis,
  step: axis.step * many,
  count: Math.ceil(axis.count / many),
});
