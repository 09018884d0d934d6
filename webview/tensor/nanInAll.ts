import { ofSlice, ofWhole, READ_AT_ONCE } from './answers.js';
import { ask } from './asking.js';
import { opened, slice, sliceKey, tensor } from './state.js';
import { useFetched } from '../shared/fetched.js';

/**
 * In how many slices numbers are NaN at the same places as in the one on show, where those are all; null where that is not
 * known, or not so.
 */
export function useNanInAll(): number | null {
  const [part, all] = [ofSlice.asked.value.value, ofWhole.asked.value.value];
  const { axes, rows, columns } = slice.value;
  const shape = tensor.value?.shape ?? [];
  const isLaid = (axis: number): boolean => axis === rows || axis === columns;
  const isFull = axes.every((cut, axis) => !isLaid(axis) || cut.count === shape[axis]);
  const slices = shape.reduce((product, length, axis) => (isLaid(axis) ? product : product * length), 1);
  // All slices have as many only where all have these; whether at the same places has to be looked at.
  const may =
    isFull &&
    slices > 1 &&
    part?.sampled === null &&
    all?.sampled === null &&
    part.of.nan > 0 &&
    all.of.nan === part.of.nan * slices &&
    all.of.count <= READ_AT_ONCE;
  const { value } = useFetched({
    key: may ? sliceKey.value : '',
    version: null,
    ask: async (isWanted) => (may ? ask('nanPlaces', { tensor: opened.value, slice: slice.value }, isWanted) : null),
  });
  return may && value?.sometimes === 0 && value.always === part.of.nan ? value.slices : null;
}
