import { type ArrayHeader, dtypeOf, everySo, everything, type Selection, selectedCount } from '@surprisal/core';

/** Numbers that are read side by side where a sample is drawn from a walk through the file. */
const RUN = 256;

/**
 * About `most` numbers of a selection, evenly drawn, as a selection of a header: runs of neighbours where the numbers lie
 * side by side in the file, so that little of it is read; else every so many on the axes that lie furthest apart.
 */
export function sampleOf(
  array: ArrayHeader,
  selection: Selection,
  most: number,
): { array: ArrayHeader; selection: Selection } {
  const start = walkFrom(array, selection);
  if (start === null) return { array, selection: thinned(array, selection, most) };
  const { size } = dtypeOf(array.dtype);
  const runs = Math.max(1, Math.floor(most / RUN));
  const length = Math.floor(selectedCount(selection) / runs);
  const shape = [runs, length];
  const [all, some] = everything(shape);
  const header = {
    ...array,
    shape,
    order: 'C' as const,
    start: array.start + start * size,
    bytes: runs * length * size,
  };
  return { array: header, selection: [all, { ...some, count: Math.min(RUN, length) }] };
}

/** At which number of the array a selection begins that takes all numbers from there on in their order; null for another one. */
function walkFrom({ shape, order }: ArrayHeader, selection: Selection): number | null {
  const axes = selection.map((cut, axis) => ({ ...cut, length: shape[axis] }));
  if (order === 'C') axes.reverse();
  let [each, start, isWhole] = [1, 0, true];
  for (const { count, step, start: from, length } of axes) {
    if (count !== 1 && (!isWhole || step !== 1)) return null;
    if (count !== length) isWhole = false;
    start += from * each;
    each *= length;
  }
  return start;
}

/** Every so many of the axes that lie furthest apart, by odd steps, until few enough are left. */
function thinned({ order }: ArrayHeader, selection: Selection, most: number): Selection {
  const outer = selection.map((_, axis) => axis);
  if (order === 'F') outer.reverse();
  const taken = [...selection];
  // Some of each axis are kept, while the others can give way.
  for (const kept of [16, 4, 1])
    for (const axis of outer) {
      const cut = taken[axis];
      const left = selectedCount(taken);
      if (left <= most || cut.count <= kept) continue;
      const by = Math.min(Math.ceil(left / most), Math.ceil(cut.count / kept)) | 1;
      taken[axis] = everySo(cut, by);
    }
  return taken;
}
