import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HoverData } from '../../extension/protocol/language.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import type { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { documentsOf, hoversOf, marksOf } from './realFiles.js';

/** What must be said of a file, and what must not. */
interface Expected {
  marks: number;
  /** By the text before an array: what the hover on its first number takes it for, and its shape. */
  hovers?: Record<string, string>;
  never?: 'distribution';
  /** By a text: what stands there to the hover, and to Describe Tensor, where that has an answer of its own. */
  says?: Record<string, string>;
  /** The measure that a pair of the file is shown with first, and one that it is not. */
  pair?: string;
  notPair?: string;
}

const folder = 'test/reference/real';
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;
const isWritten = (name: string): boolean => name !== 'expected.json' && name !== 'versions.json';

const taken = ({ distribution, rows, shape }: HoverData): string => {
  const said = distribution ?? rows;
  return `${said ? (said.fromLogits ? 'logits' : 'distribution') : 'numbers'} ${shape.join(',')}`;
};

function hoverAfter(document: IndexedDocument, before: string): string | null {
  const from = document.text.indexOf('[', document.text.indexOf(before));
  const place = from + document.text.slice(from).search(/\d/);
  const answer = hoverAt(document, document.positionAt(place), 'dark');
  return answer && 'data' in answer ? taken(answer.data) : null;
}

/** What a hover on a text says that stands there, then what Describe Tensor does. */
function saidAt(document: IndexedDocument, mark: string): string {
  const caret = document.text.indexOf(mark);
  const told = hoverAt(document, document.positionAt(caret), 'dark');
  const hover =
    told === null
      ? 'nothing'
      : 'print' in told
        ? told.print.kind
        : 'tokens' in told
          ? `tokens ${told.tokens.count}`
          : 'data' in told
            ? `array ${told.data.shape.join()}`
            : told.problem.code;
  const where = { source: document.text, fromDisk: false, syntax: document.syntax, selections: [], caret };
  const given = answer({ ...where, swapped: false, ask: { kind: 'describe', theme: 'dark' } });
  return `${hover}; ${given.kind}${'side' in given ? ` ${given.side.shape.join()}` : ''}`;
}

describe('files as libraries print and save them, and as APIs answer', () => {
  it('D1 D5 each has its expectations', () =>
    assert.deepEqual(readdirSync(folder).filter(isWritten).sort(), Object.keys(expected).sort()));

  for (const [name, { marks, hovers = {}, never, says = {}, pair, notPair }] of Object.entries(expected))
    it(`D1 D5 ${name}: no wrong mark, and a hover that takes it for what it is`, () => {
      const documents = documentsOf(name, readFileSync(join(folder, name), 'utf8'));
      const found = documents.flatMap(marksOf);
      assert.equal(found.length, marks, found.join('\n'));
      const [document] = documents;
      for (const [before, what] of Object.entries(hovers)) assert.equal(hoverAfter(document, before), what, before);
      for (const [mark, what] of Object.entries(says)) assert.equal(saidAt(document, mark), what, mark);
      const all = documents.flatMap((each) => hoversOf(each, 100)).map(({ data }) => data);
      if (never)
        assert.deepEqual(
          all.map(taken).filter((it) => it.startsWith(never)),
          [],
        );
      const measures = all.flatMap(({ pairs }) => pairs.flatMap(({ readings }) => readings[0]?.measure ?? []));
      if (pair) assert.deepEqual([...new Set(measures)], [pair]);
      if (notPair) assert(!measures.includes(notPair), measures.join());
    });
});
