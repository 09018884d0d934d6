import type { Correction } from '@surprisal/core';
import type { Decision, Decisions, DoubtfulLabels } from '../../protocol/inspector/labels.js';
import type { CorrectionChange, CorrectionSet } from '../disk/correctionsFile.js';

/** What was decided of the labels that were found, by the corrections that are kept of their files. */
export function decidedOf({ items, source }: DoubtfulLabels, set: CorrectionSet | undefined): Decisions['decided'] {
  if (!source || !set) return [];
  const byRow = new Map(set.corrections.map((each) => [each.row, each]));
  return items.flatMap(({ index }, at) => {
    const correction = byRow.get(source.rows[at]);
    return correction ? [{ index, decision: decisionOf(correction) }] : [];
  });
}

const decisionOf = ({ verdict, new: to = '' }: Correction): Decision =>
  verdict === 'relabelled' ? { verdict, new: to } : { verdict };

/**
 * The changes that a decision on images of the list makes. A class that the label has already means that it is right.
 * Throws for an image that is not in the list, and for a class that the files do not have.
 */
export function changesOf(
  { items, source }: DoubtfulLabels,
  indices: readonly number[],
  decision: Decision | null,
): Pick<CorrectionChange, 'row' | 'after'>[] {
  if (!source) throw new Error('The list does not say of which rows it is; find the labels again.');
  if (decision?.verdict === 'relabelled' && !source.classes.includes(decision.new))
    throw new Error(`“${decision.new}” is no class of the data; expected one of ${source.classes.join(', ')}.`);
  const places = new Map(items.map(({ index }, at) => [index, at]));
  return indices.map((index) => {
    const at = places.get(index);
    if (at === undefined) throw new Error(`Image ${index} is not in the list.`);
    const [row, old] = [source.rows[at], source.classes[source.old[at]]];
    if (decision === null) return { row, after: undefined };
    const right = decision.verdict === 'relabelled' && decision.new === old;
    return { row, after: right ? { row, old, verdict: 'right' } : { row, old, ...decision } };
  });
}
