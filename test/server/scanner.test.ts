import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Question } from '../../extension/protocol/compute.js';
import { answer } from '../../extension/server/compute/answer.js';
import { useScanner } from '../../extension/server/compute/scanner.js';

const rows = Array.from({ length: 4000 }, (_, i) => `[${[1, 2, 3].map((k) => ((i * k) % 97) / 7).join(', ')}]`);
const labels = rows.map((_, i) => i % 3);

/** A batch of logits with its targets, of which `spoilt` stands among the numbers. */
const question = (spoilt: string): Question => {
  const source = `{"y_true": [${labels.join()}], "logits": [${rows.join(',')}${spoilt}]}`;
  const ask = { kind: 'measure', id: 'categoricalCrossEntropy', options: {} } as const;
  return { source, fromDisk: false, syntax: 'json', selections: [], caret: 2, swapped: false, ask };
};

describe('D1 computing with numbers read in WebAssembly', () => {
  it('gives the same answer, with the same places, and the same refusal', () => {
    const spoilt = ['', ', [1, 2]', ', [1, 2, oops]', ', [1, 2, "\u{1f600}"]', ', [1, 2'];
    const before = spoilt.map((part) => answer(question(part)));
    assert.deepEqual(
      before.map(({ kind }) => kind),
      ['measure', 'refusal', 'refusal', 'refusal', 'refusal'],
    );
    useScanner(new Uint8Array(readFileSync('dist/kernels/numbers.wasm')));
    assert.deepEqual(
      spoilt.map((part) => answer(question(part))),
      before,
    );
  });
});
