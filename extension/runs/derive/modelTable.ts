import {
  cochransQ,
  limits,
  macroF1,
  macroF1Difference,
  mcNemar,
  meanInterval,
  pairedDifference,
  type PairedDifference,
  wilsonInterval,
} from '@surprisal/core';
import type { ComparedModel, ComparedTable, Mismatch } from '../../protocol/comparing.js';
import type { Measured, ModelRow } from '../../protocol/inspector/compare.js';
import { commonClasses } from './commonClasses.js';
import { matchItems, type Matched } from './matchItems.js';

/** How a model reads the items of all, in their order. */
interface Aligned {
  model: ComparedModel;
  predicted: Uint16Array;
  right: Uint8Array;
  surprise: Float64Array | null;
}

/**
 * Several models beside one, on the items that it shares with all of them. A model whose items can't be matched, or that
 * leaves no item in common, is refused.
 */
export function modelTable(mine: ComparedModel, others: readonly ComparedModel[]): ComparedTable {
  const { names, of } = commonClasses(mine, ...others);
  const refused: ComparedTable['refused'] = [];
  const total = mine.actual.length;
  let shared = new Uint8Array(total).fill(1);
  const found: { model: ComparedModel; of: number[]; match: Matched; places: Int32Array }[] = [];
  others.forEach((model, k) => {
    const sides = [
      { model: mine, of: of[0] },
      { model, of: of[k + 1] },
    ] as const;
    const match: Matched | Mismatch =
      names.length > limits.matrixClasses ? { differ: 'classes', count: names.length } : matchItems(...sides, names);
    if ('differ' in match) {
      refused.push({ id: model.id, why: match });
      return;
    }
    const places = new Int32Array(total).fill(-1);
    match.mine.forEach((i, at) => (places[i] = match.theirs[at]));
    const left = shared.map((is, i) => (is && places[i] >= 0 ? 1 : 0));
    if (!left.includes(1)) {
      refused.push({ id: model.id, why: 'none' });
      return;
    }
    shared = left;
    found.push({ model, of: of[k + 1], match, places });
  });

  const items = new Uint32Array(total).map((_, i) => i).filter((i) => shared[i] === 1);
  const actual = Uint16Array.from(items, (i) => of[0][mine.actual[i]]);
  const align = (model: ComparedModel, classes: readonly number[], placeOf: (item: number) => number): Aligned => {
    const predicted = Uint16Array.from(items, (i) => classes[model.predicted[placeOf(i)]]);
    const { surprise } = model;
    const losses = surprise && Float64Array.from(items, (i) => surprise[placeOf(i)]);
    return {
      model,
      predicted,
      right: Uint8Array.from(predicted, (read, i) => Number(read === actual[i])),
      surprise: losses?.every((loss) => Number.isFinite(loss)) ? losses : null,
    };
  };
  const own = align(mine, of[0], (i) => i);
  const rows = found.map((each) => align(each.model, each.of, (i) => each.places[i]));
  const measure = (row: Aligned): Omit<ModelRow, 'against'> => {
    const { id, title, kind } = row.model;
    const correct = row.right.reduce((sum, each) => sum + each, 0);
    const accuracy = { value: correct / items.length, ...wilsonInterval(correct, items.length) };
    const f1 = macroF1({ actual, predicted: row.predicted }, names.length);
    return { id, title, kind, accuracy, logLoss: row.surprise && lossOf(row.surprise), macroF1: f1 };
  };
  const against = (row: Aligned, match: Matched): ModelRow['against'] => {
    const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
    own.right.forEach((is, i) => {
      const other = row.right[i];
      counts[is ? (other ? 'both' : 'onlyFirst') : other ? 'onlySecond' : 'neither']++;
    });
    return {
      accuracy: pairedDifference(counts),
      p: mcNemar(counts.onlyFirst, counts.onlySecond),
      logLoss: own.surprise && row.surprise && lossDifference(own.surprise, row.surprise),
      macroF1: macroF1Difference(actual, own.predicted, row.predicted, names.length),
      matched: match.matched,
    };
  };
  const models = [own, ...rows];
  return {
    count: items.length,
    leftOut: total - items.length,
    models: models.map((row, k) => ({ ...measure(row), against: k === 0 ? null : against(row, found[k - 1].match) })),
    cochran: models.length > 2 ? cochransQ(models.map(({ right }) => right)) : null,
    refused,
  };
}

function lossOf(losses: Float64Array): Measured {
  const { mean, low, high } = meanInterval(losses);
  return { value: mean, low, high };
}

function lossDifference(mine: Float64Array, theirs: Float64Array): PairedDifference {
  const { mean, low, high } = meanInterval(mine.map((loss, i) => loss - theirs[i]));
  return { difference: mean, low, high };
}
