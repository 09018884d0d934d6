import { counted, csvText, firstAbove, firstAtLeast, notFormula } from '@surprisal/core';
import type { CurveCsv } from '../../protocol/curves.js';
import type { CurveOrigin } from './curveOrigin.js';
import type { DrawnCurves } from './drawnCurves.js';

/** Characters of a table of points: a text of V8 ends at twice as many; and those that are put together at a time. */
const MOST = 2 ** 28;
const PART = 2 ** 16;

/** The exact points of a scalar of some runs, as CSV, in parts. */
export function* pointsCsv(
  origins: ReadonlyMap<string, CurveOrigin>,
  drawn: DrawnCurves,
  { scalar, runs, x: axis, from, to }: CurveCsv,
): Generator<undefined, string> {
  const ownAxis = axis !== 'step';
  const parts = [csvText([['run', 'step', ...(ownAxis ? [axis] : []), notFormula(scalar)]])];
  let [size, part] = [0, ''];
  for (const { id, name } of runs) {
    const origin = origins.get(id);
    if (!origin?.scalars.has(scalar)) continue;
    const along = drawn.exact(origin, scalar, axis);
    const [begin, end] = [firstAtLeast(along.x, from ?? -Infinity), firstAbove(along.x, to ?? Infinity)];
    // Copied, since a run may grow or begin anew before all of it is written.
    const [x, y, places] = [along.x.slice(begin, end), along.y.slice(begin, end), along.places?.slice(begin, end)];
    const steps = origin.scalars.get(scalar)!.steps.slice();
    const stepAt = (i: number): number => steps[places ? places[i] : begin + i];
    const run = csvText([[notFormula(name)]]).slice(0, -1);
    for (let i = 0; i < x.length; i++) {
      const row = `${run},${stepAt(i)},${ownAxis ? `${x[i]},` : ''}${y[i]}\n`;
      size += row.length;
      if (size > MOST)
        throw new Error(`more than ${counted(MOST, 'character')}; expected fewer: a shorter range, or fewer runs`);
      part += row;
      if (part.length < PART) continue;
      parts.push(part);
      part = '';
      yield;
    }
  }
  return `${parts.join('')}${part}`;
}
