import { limits } from '@surprisal/core';
import type { RunCurves } from '../../protocol/run.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';

/** With so many batches the curves are half of what a message to a page may weigh. */
export const MOST_BATCHES = limits.pageMessageOut / 2 / (2 * Float32Array.BYTES_PER_ELEMENT);
/** Where the batches lie farther apart than so many for one, and are more than a few, a curve would be all gaps. */
const APART = 16;
const FEW = 65_536;
const NONE = new Float32Array(0);

/** The curves of a run as a page gets them: every batch, or where there are too many batches none, and why. */
export function curvesOf(run: Run): RunCurves {
  const { count: batchCount, room } = run.curves;
  const sparse = batchCount > Math.max(FEW, APART * room);
  if (batchCount <= MOST_BATCHES && !sparse) return run.curves.copy();
  const [all, most] = [count(batchCount), count(MOST_BATCHES)];
  const missing = sparse
    ? t('Too few of {0} batches were kept to draw them. The table has every epoch.', all)
    : t('{0} batches are too many to draw again; expected at most {1}. The table has every epoch.', all, most);
  return { loss: NONE, accuracy: NONE, missing };
}
