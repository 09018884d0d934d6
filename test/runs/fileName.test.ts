import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileName } from '../../extension/runs/derive/fileName.js';

describe('names of exported files', () => {
  it('hold no separator, no drive, no name of a system, and are never long (S9)', () => {
    assert.equal(fileName('../x'), 'x');
    assert.equal(fileName('..%2fx'), '2fx');
    assert.equal(fileName('C:\\x'), 'C-x');
    assert.equal(fileName('con'), 'run-con');
    assert.equal(fileName('a\0b'), 'a-b');
    assert.equal(fileName('x'.repeat(300)).length, 80);
    assert.equal(fileName('…'), 'run');
    assert.equal(fileName('sample · 784-10-10 · seed 1'), 'sample-784-10-10-seed-1');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const name = fileName(text);
        assert.match(name, /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u);
        assert(name.length <= 85 && !name.includes('..') && !/[.-]$/.test(name), name);
      }),
    );
  });
});
