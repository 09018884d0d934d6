import assert from 'node:assert/strict';
import {
  adjustedMutualInformation,
  conditionalEntropy,
  conditionalEntropyGradient,
  mutualInformation,
  mutualInformationGradient,
  type ConditionalEntropyOptions,
} from '@surprisal/core';
import { readReference, Worst } from './worst.js';
import { matrix } from '../matrix.js';

interface Reference {
  tables: {
    kind: string;
    cells: number[][];
    information: number;
    givenRows: number;
    givenColumns: number;
    slopes: [value: number, largest: number][];
  }[];
  /** Counts, their adjusted mutual information, and the greater of what is subtracted, in parts of what divides it. */
  groups: [counts: number[][], adjusted: number, largest: number][];
}

const { tables, groups } = readReference<Reference>('joint.json');
const worst = new Worst();
const rows: ConditionalEntropyOptions = { given: 'rows' };
const columns: ConditionalEntropyOptions = { given: 'columns' };

describe('M10 tables of two variables, nearly deterministic or nearly independent', () => {
  it('500 tables: mutual information and what is left, each within 1e-12 of itself, down to 1e-48 nats', () => {
    assert.ok(tables.length >= 500);
    tables.forEach(({ kind, cells, information, givenRows, givenColumns }, number) => {
      const hold = (what: string, value: number, expected: number): void =>
        worst.check(`${what}, ${kind}`, value, expected, 1e-12, 1e-48, `table ${number}`);
      hold('mutualInformation', mutualInformation(cells), information);
      hold('conditionalEntropy', conditionalEntropy(cells, rows), givenRows);
      hold('conditionalEntropy', conditionalEntropy(cells, columns), givenColumns);
    });
  });

  it('their gradients at the first cell, within 1e-12 of what is subtracted', () => {
    tables.forEach(({ kind, cells, slopes }, number) => {
      [mutualInformationGradient(cells), conditionalEntropyGradient(cells, rows)].forEach((gradient, i) => {
        const [value, largest] = slopes[i];
        // Below 1e-300 a double has fewer digits.
        worst.check(`gradient, ${kind}`, gradient[0][0], value, 1e-12, Math.max(largest, 1e-300), `${i} of ${number}`);
      });
    });
  });

  it('a table is the same in any unit, to the last digit, and in any order of its lines', () => {
    for (const { cells } of tables.slice(0, 150)) {
      const scaled = (by: number): number[][] => cells.map((line) => line.map((x) => x * by));
      const turned = cells.map((line) => [...line].reverse()).reverse();
      for (const measure of [mutualInformation, conditionalEntropy] as const) {
        const value = measure(cells);
        if (Math.max(...cells.flat()) < 1e10 && Math.min(...cells.flat().filter((x) => x > 0)) > 1e-100)
          for (const power of [-600, -100, 1, 50, 399, 400, 900]) assert.equal(measure(scaled(2 ** power)), value);
        assert.ok(Math.abs(measure(turned) - value) <= 4e-15 * value);
      }
    }
  });

  it('the greatest and the least numbers: sums beyond a double have their measures too', () => {
    const huge = Number.MAX_VALUE;
    const least = Number.MIN_VALUE;
    for (const x of [huge, least]) {
      assert.equal(mutualInformation(matrix([x, 0], [0, x])), Math.LN2);
      assert.equal(mutualInformation(matrix([x, x], [x, x])), 0);
      assert.equal(conditionalEntropy(matrix([x, x], [x, x]), { base: 2 }), 1);
      assert.equal(conditionalEntropy(matrix([x, 0], [0, x])), 0);
    }
    assert.ok(
      Math.abs(mutualInformation(matrix([1e-200, 0], [0, 1])) / (200 * Math.LN10 * 1e-200 + 1e-200) - 1) < 1e-14,
    );
  });

  it('adjusted mutual information of groups of which one holds nearly all, within 1e-12 of what is subtracted', () =>
    groups.forEach(([counts, adjusted, largest], number) => {
      const items = counts.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => [i, j])));
      const [labels, clusters] = [0, 1].map((side) => items.map((item) => item[side]));
      const found = adjustedMutualInformation(labels, clusters);
      worst.check('adjusted', found, adjusted, 1e-12, largest, `groups ${number}`);
    }));

  after(() => worst.record('joint'));
});
