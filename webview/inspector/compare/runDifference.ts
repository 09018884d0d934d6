import { mcNemar, pairedDifference, type PairedCounts, type PairedDifference } from '@surprisal/core';
import type { RunComparison } from '../../../extension/protocol/inspector/compare.js';

/** How two runs read the images of one class: this run is the first. */
export interface ClassDifference extends PairedCounts, PairedDifference {
  name: string;
  support: number;
  /** Of this run and of the other. */
  recalls: [mine: number, theirs: number];
}

export interface RunDifference extends PairedCounts, PairedDifference {
  total: number;
  accuracies: [mine: number, theirs: number];
  /** McNemar's exact p. */
  p: number;
  /** Classes with images, by their index, and those that either run reads. */
  rows: number[];
  columns: number[];
  /** This run's count minus the other's, by class. */
  counts: number[][];
  classes: ClassDifference[];
  /** Images that only one of both reads right, by their place in the comparison; those first that the other is surest of, where it has probabilities. */
  onlyMine: number[];
  onlyTheirs: number[];
}

/** All differences are this run minus the other. */
export function runDifference({ classes, actual, mine, theirs, confidence }: RunComparison): RunDifference {
  const counts = classes.map(() => classes.map(() => 0));
  const tallies = classes.map((): PairedCounts => ({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }));
  const whole: PairedCounts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  const only: { onlyFirst: number[]; onlySecond: number[] } = { onlyFirst: [], onlySecond: [] };
  const read = new Set<number>();
  actual.forEach((label, i) => {
    const [own, other] = [mine[i] ?? 0, theirs[i] ?? 0];
    const row = counts[label];
    if (row) {
      row[own] = (row[own] ?? 0) + 1;
      row[other] = (row[other] ?? 0) - 1;
    }
    for (const index of [label, own, other]) read.add(index);
    const outcome =
      own === label ? (other === label ? 'both' : 'onlyFirst') : other === label ? 'onlySecond' : 'neither';
    if (outcome === 'onlyFirst' || outcome === 'onlySecond') only[outcome].push(i);
    const tally = tallies[label];
    if (tally) tally[outcome]++;
    whole[outcome]++;
  });
  const total = actual.length;
  const rates = ({ both, onlyFirst, onlySecond }: PairedCounts, of: number): [number, number] => [
    (both + onlyFirst) / of,
    (both + onlySecond) / of,
  ];
  const support = ({ both, onlyFirst, onlySecond, neither }: PairedCounts): number =>
    both + onlyFirst + onlySecond + neither;
  const rows = classes.flatMap((_, i) => (tallies[i] && support(tallies[i]) > 0 ? [i] : []));
  const bySureness = (a: number, b: number): number => (confidence?.[b] ?? 0) - (confidence?.[a] ?? 0);
  return {
    ...whole,
    ...pairedDifference(whole),
    total,
    accuracies: rates(whole, total),
    p: mcNemar(whole.onlyFirst, whole.onlySecond),
    rows,
    columns: classes.flatMap((_, i) => (read.has(i) ? [i] : [])),
    counts,
    classes: rows.flatMap((i) => {
      const tally = tallies[i];
      if (!tally) return [];
      const of = support(tally);
      return [{ name: classes[i] ?? '', support: of, recalls: rates(tally, of), ...tally, ...pairedDifference(tally) }];
    }),
    onlyMine: only.onlyFirst.sort(bySureness),
    onlyTheirs: only.onlySecond.sort(bySureness),
  };
}
