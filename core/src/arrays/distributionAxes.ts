import { limits } from '../numeric/limits.js';
import type { OpenArray, Pace } from './arrayHeader.js';
import { type AxisSlice, selectedCount, type Selection } from './arraySlice.js';
import { inDoubles } from './inDoubles.js';
import { readParts } from './readParts.js';

/**
 * The axes of an array along which the numbers of a selection are distributions: each line of them sums to 1 within the
 * tolerance. The numbers must be finite and none below 0, which is to be known before. Axes of one number are left out.
 * One line along each axis is looked at first, so that all are only read where that one is a distribution.
 */
export async function distributionAxes(
  array: OpenArray,
  selection: Selection,
  tolerance: number,
  pace: Pace,
): Promise<{ distributionAlong: number[]; unchecked: number[] }> {
  const total = selectedCount(selection);
  const may: number[] = [];
  const unchecked: number[] = [];
  for (const [axis, { count, kept }] of selection.entries()) {
    if (!kept || count < 2) continue;
    const line = selection.map((each, i): AxisSlice => (i === axis ? each : { ...each, count: 1 }));
    const sums = await lineSums(array, line, axis, pace);
    if (!areOne(sums, tolerance)) continue;
    if (total / count > limits.arraySums) unchecked.push(axis);
    else may.push(axis);
  }
  const distributionAlong: number[] = [];
  for (const axis of may)
    if (areOne(await lineSums(array, selection, axis, pace), tolerance)) distributionAlong.push(axis);
  return { distributionAlong, unchecked };
}

const areOne = (sums: Float64Array, tolerance: number): boolean => sums.every((sum) => Math.abs(sum - 1) <= tolerance);

/** The sums of all lines of a selection along one axis. */
async function lineSums(array: OpenArray, selection: Selection, axis: number, pace: Pace): Promise<Float64Array> {
  const sums = new Float64Array(selectedCount(selection) / selection[axis].count);
  let lines = 1;
  const toSteps = selection.map(() => 0);
  for (let i = selection.length - 1; i >= 0; i--) {
    if (i === axis) continue;
    toSteps[i] = lines;
    lines *= selection[i].count;
  }
  const take = inDoubles((values, size, to, toStep) => {
    for (let i = 0; i < size; i++) sums[to + i * toStep] += values[i];
  });
  await readParts(array, selection, take, toSteps, pace);
  return sums;
}
