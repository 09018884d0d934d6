import type { OtherRun } from '../../protocol/inspector/compare.js';
import type { Run } from '../model/run.js';

/** The other runs that a run or an import may be compared with, its parent first; `problemOf` says why one can't be. */
export function otherRuns(
  run: Run | undefined,
  runs: readonly Run[],
  problemOf: (other: Run) => string | undefined,
): OtherRun[] {
  const others = runs.filter((other) => other !== run && other.status !== 'preparing');
  others.sort((a, b) => Number(b.id === run?.parent?.id) - Number(a.id === run?.parent?.id));
  return others.map((other) => {
    const problem = problemOf(other);
    const { id, title, config, epochs } = other;
    const accuracy = epochs.at(-1)?.testAccuracy ?? null;
    return { id, title, kind: 'run' as const, accuracy, config, ...(problem !== undefined && { problem }) };
  });
}
