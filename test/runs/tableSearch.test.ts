import assert from 'node:assert/strict';
import { searchRows } from '../../extension/runs/model/tableSearch.js';
import type { TableRows } from '../../extension/protocol/inspector/table.js';

const nothing = new Float64Array(0);
const table: TableRows = {
  columns: [{ name: 'proline' }, { name: 'color', words: ['red', 'blue'] }],
  more: 0,
  values: Float64Array.of(830, 0, 1035, 1, 515, 1),
  beyond: new Uint8Array(6),
  rows: Uint32Array.of(26, 515, 7),
  lines: Uint32Array.of(27, 516, 8),
  quartiles: nothing,
  mean: nothing,
  deviation: nothing,
  trained: [],
  form: null,
};
const searched = {
  table,
  classes: ['Barolo', 'Barbera'],
  actual: Uint16Array.of(0, 0, 1),
  predicted: Uint16Array.of(1, 0, 1),
};
const found = (search: string): number[] => searchRows([0, 1, 2], search, searched);

describe('a search of rows (R9)', () => {
  it('R9 finds a row by its number, a class, a value or a word', () => {
    assert.deepEqual(found('26'), [0]);
    assert.deepEqual(found('515'), [1, 2], 'a row and a value');
    assert.deepEqual(found('1,035'), [1]);
    assert.deepEqual(found('barbera'), [0, 2], 'actual or read as');
    assert.deepEqual(found('Blue'), [1, 2]);
    assert.deepEqual(found('nothing'), []);
    assert.deepEqual(found(''), [0, 1, 2]);
  });

  it('R9 keeps the rows of which a condition holds', () => {
    assert.deepEqual(found('proline > 800'), [0, 1]);
    assert.deepEqual(found('PROLINE<=830'), [0, 2]);
    assert.deepEqual(found('color = blue'), [1, 2]);
    assert.deepEqual(found('color != blue'), [0]);
  });
});
