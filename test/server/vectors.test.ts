import assert from 'node:assert/strict';
import type { VectorsAnswer } from '../../extension/protocol/answers.js';
import type { Question } from '../../extension/protocol/compute.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';

const asked = (source: string, parts: string[], caret = 0): Question => ({
  source,
  fromDisk: false,
  syntax: 'json',
  selections: parts.map((part) => ({ start: source.indexOf(part), end: source.indexOf(part) + part.length })),
  caret,
  swapped: false,
  ask: { kind: 'vectors' },
});
function told(question: Question): VectorsAnswer {
  const given = answer(question);
  assert(given.kind === 'vectors', JSON.stringify(given));
  return given;
}

describe('comparing vectors', () => {
  it('D1 takes two selections, two arrays by their keys, two rows, and two records', () => {
    const asks: [string, string[]][] = [
      ['{"a": [3, 4], "b": [4, 3]}', ['[3, 4]', '[4, 3]']],
      ['{"query": [3, 4], "document": [4, 3]}', []],
      ['{"emb1": [3, 4], "emb2": [4, 3], "mask": [1, 1]}', []],
      ['[[3, 4], [4, 3]]', []],
      [
        '{"id": 1, "embedding": [3, 4]}\n{"id": 2, "embedding": [4, 3]}',
        ['{"id": 1, "embedding": [3, 4]}\n{"id": 2, "embedding": [4, 3]}'],
      ],
    ];
    for (const [source, parts] of asks) {
      const { geometry, apart, absolute } = told(asked(source, parts, source.indexOf('3')));
      assert.deepEqual([geometry?.cosine, geometry?.norms, apart], [0.96, [5, 5], 2], source);
      assert.deepEqual(absolute?.path, [0]);
      assert.equal(source.slice(absolute.ranges[1].start, absolute.ranges[1].end), '4');
    }
  });

  it('D1 tells where two tensors differ most, by index, and refuses what does not go together', () => {
    const source = '{"torch": [[1, 2], [3, 4]], "jax": [[1, 2], [3, 4.5]]}';
    const { relative, first, apart } = told(asked(source, [], source.indexOf('3')));
    assert.deepEqual([relative?.path, first?.numbers, apart], [[1, 1], [4, 4.5], 1]);
    assert.equal(answer(asked('{"a": [1, 2], "b": [1]}', [], 7)).kind, 'refusal');
    assert.equal(answer(asked('{"a": [1, 2, 3]}', [], 7)).kind, 'refusal');
  });

  it('D4 of what is an embedding, by its key or as long as one, the hover tells the norm', () => {
    const norm = (text: string) => {
      const document = IndexedDocument.create('file:///x', 'json', 1, text);
      const answer = hoverAt(document, document.positionAt(text.indexOf('[') + 1), 'dark');
      assert(answer && 'data' in answer);
      return answer.data.norm;
    };
    assert.equal(norm('{"embedding": [0.6, -0.8]}'), 1);
    assert.equal(norm(JSON.stringify({ x: Array.from({ length: 64 }, (_, i) => (i % 2 ? -0.125 : 0.125)) })), 1);
    assert.equal(norm('{"x": [0.6, -0.8]}'), null);
    assert.equal(norm('{"embedding": [1, 2, 3]}'), null);
  });
});
