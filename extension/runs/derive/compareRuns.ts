import { limits } from '@surprisal/core';
import type { ComparedModel, Mismatch } from '../../protocol/comparing.js';
import type { RunComparison } from '../../protocol/inspector/compare.js';
import { commonClasses } from './commonClasses.js';
import { matchItems } from './matchItems.js';

/** How two models read the items that both were tested on; or why these can't be told. */
export function compareModels(mine: ComparedModel, other: ComparedModel): RunComparison | Mismatch {
  const { names, of } = commonClasses(mine, other);
  if (names.length > limits.matrixClasses) return { differ: 'classes', count: names.length };
  const [ofFirst, ofSecond] = of;
  const found = matchItems({ model: mine, of: ofFirst }, { model: other, of: ofSecond }, names);
  if ('differ' in found) return found;
  const missing = (among: number[]): string[] => names.filter((_, c) => !among.includes(c));
  const { confidence } = other;
  const { length } = found.mine;
  return {
    title: other.title,
    kinds: [mine.kind, other.kind],
    epochs: [mine.epoch, other.epoch],
    classes: names,
    index: found.mine,
    actual: Uint16Array.from(found.mine, (i) => ofFirst[mine.actual[i]]),
    mine: Uint16Array.from(found.mine, (i) => ofFirst[mine.predicted[i]]),
    theirs: Uint16Array.from(found.theirs, (j) => ofSecond[other.predicted[j]]),
    confidence: confidence && Float32Array.from(found.theirs, (j) => confidence[j]),
    matched: found.matched,
    leftOut: [mine.actual.length - length, other.actual.length - length],
    onlyMine: missing(ofSecond),
    onlyTheirs: missing(ofFirst),
  };
}
