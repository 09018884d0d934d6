import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import type { Answer, Refusal } from '../../extension/protocol/answers.js';
import type { Ask, Question } from '../../extension/protocol/compute.js';
import type { LanguageSettings } from '../../extension/protocol/language.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { shapeHints } from '../../extension/server/hints.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';

const settings: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: true, codeLens: true };
const documentOf = (text: string, language = 'json') => IndexedDocument.create('file:///x', language, 1, text);

/** An array of exactly so many characters. */
const arrayOf = (length: number): string => `[0.6, 0, ${' '.repeat(length - 13)}0.5]`;
/** A document of exactly so many characters that ends with an array. */
const endingIn = (array: string, length: number): string => ' '.repeat(length - array.length) + array;

/** What is wrong, or null; each says what was found, what is expected, and where. */
type Complaint = { found: string; expected: string; at: number } | null;

function hovered(text: string, language = 'json'): Complaint {
  const document = documentOf(text, language);
  const position = document.positionAt(text.lastIndexOf(']') - 1);
  const told = hoverAt(document, position, 'dark');
  assert(told, 'nothing is said');
  if (!('problem' in told)) return null;
  assert.equal(told.problem.code, 'limit');
  assert(told.problem.at, 'no line and column');
  return { ...told.problem, at: document.offsetAt(told.problem.at) };
}

const asking = (source: string, ask: Ask, more: Partial<Question> = {}): Question => ({
  source,
  fromDisk: false,
  syntax: 'json',
  selections: [{ start: 0, end: source.length }],
  caret: 0,
  swapped: false,
  ask,
  ...more,
});

function complaint(question: Question, code: Refusal['code'] = 'limit'): Complaint {
  const given: Answer | Refusal = answer(question);
  if (given.kind !== 'refusal') return null;
  assert.equal(given.code, code, `${given.found}; expected ${given.expected}`);
  assert(given.range, 'no place');
  return { found: given.found, expected: given.expected, at: given.range.start };
}

const describeAsk: Ask = { kind: 'describe', theme: 'dark' };
const oneHot = (classes: number): Ask => ({ kind: 'edit', operation: 'oneHot', alpha: 0, classes });
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + '1' + close.repeat(depth);
/** One selection that is said to be as long; what is not there is not read. */
const selected = (end: number, fromDisk: boolean): Question =>
  asking('[1, 2]', describeAsk, { selections: [{ start: 0, end }], fromDisk });

interface Limit {
  title: string;
  most: number;
  /** With so many of what is limited. */
  with: (amount: number) => Complaint;
  found: RegExp;
  expected: RegExp;
  /** Where the complaint points, of the amount. */
  at: (amount: number) => number;
}

const LIMITS: Limit[] = [
  {
    title: 'a document that is hovered',
    most: limits.hoverDocument,
    with: (length) => hovered(endingIn('[1, 2, 3]', length)),
    found: /^a document of 5,242,881 characters$/,
    expected: /^at most 5,242,880 for a hover$/,
    at: (length) => length - 2,
  },
  {
    title: 'Python source that is hovered',
    most: limits.pythonSource,
    with: (length) => hovered(endingIn('x = [1, 2, 3]', length), 'python'),
    found: /^a document of 2,097,153 characters$/,
    expected: /^at most 2,097,152 for a hover$/,
    at: (length) => length - 2,
  },
  {
    title: 'one array that is hovered',
    most: limits.hoverArray,
    with: (length) => hovered(`{"w": ${arrayOf(length)}}`),
    found: /^an array of 1,048,577 characters$/,
    expected: /^at most 1,048,576 for a hover$/,
    at: () => 6,
  },
  {
    title: 'a selection of the editor',
    most: limits.selection,
    with: (length) => complaint(selected(length, false)),
    found: /^a selection of 20,971,521 characters$/,
    expected: /^at most 20,971,520$/,
    at: () => 0,
  },
  {
    title: 'a file from disk',
    most: limits.text,
    with: (length) => complaint(selected(length, true)),
    found: /^a selection of 268,435,457 characters$/,
    expected: /^at most 268,435,456$/,
    at: () => 0,
  },
  {
    title: 'axes of a tensor',
    most: limits.rank,
    with: (depth) => complaint(asking(nested('[', ']', depth), describeAsk)),
    found: /33|33rd/,
    expected: /at most 32/,
    at: () => 0,
  },
  {
    title: 'brackets open at one time',
    most: limits.nesting,
    with: (depth) => complaint(asking(nested('(', ')', depth), describeAsk, { syntax: 'python' })),
    found: /^one more bracket$/,
    expected: /at most 64/,
    at: () => 64,
  },
  {
    title: 'numbers that one-hot makes',
    most: 1000,
    with: (rows) => {
      const source = `[${Array.from({ length: rows }, () => 0).join(',')}]`;
      // One class more than is allowed for this many rows, or a few.
      return complaint(asking(source, oneHot(rows > 1000 ? Math.floor(limits.elements / rows) + 1 : 2)));
    },
    found: /^1,001 rows of 19,981 classes$/,
    expected: /^at most 20,000,000 numbers$/,
    at: () => 0,
  },
  {
    title: 'classes of a convexity check',
    most: 200,
    with: (classes) =>
      complaint(
        asking(JSON.stringify(Array.from({ length: classes }, (_, k) => k / 100)), { kind: 'convexity' }),
        'shape',
      ),
    found: /^an array of shape \(201,\)$/,
    expected: /^one vector of at most 200 logits$/,
    at: () => 0,
  },
];

describe('limits of the editor', () => {
  for (const { title, most, with: given, found, expected, at } of LIMITS)
    it(`S12 ${title}: one below and at ${most} is read; one above says what was found, where, and what is expected`, () => {
      assert.equal(given(most - 1), null);
      assert.equal(given(most), null);
      const above = given(most + 1);
      assert(above, 'nothing is said');
      assert.match(above.found, found);
      assert.match(above.expected, expected);
      assert.equal(above.at, at(most + 1));
    }).timeout(30_000);

  it('S12 diagnostics and hints: documents and arrays at the limit are looked at, above it are not', () => {
    const counts = (text: string, language = 'json') => {
      const document = documentOf(text, language);
      const range = document.range({ start: 0, end: text.length });
      return [diagnose(document, settings).length, shapeHints(document, range).length];
    };
    const fault = '{"probs": [0.5, 0.6]}';
    for (const [most, language] of [
      [limits.hoverDocument, 'json'],
      [limits.pythonSource, 'python'],
    ] as const) {
      for (const length of [most - 1, most]) assert.deepEqual(counts(endingIn(fault, length), language), [1, 1]);
      assert.deepEqual(counts(endingIn(fault, most + 1), language), [0, 0]);
    }
    const array = (length: number) => counts(`{"probs": ${arrayOf(length)}}`);
    for (const length of [limits.hoverArray - 1, limits.hoverArray]) assert.deepEqual(array(length), [1, 1]);
    assert.deepEqual(array(limits.hoverArray + 1), [0, 0]);
  });

  it('S12 no more than a hundred faults are told of one document', () => {
    const faults = (amount: number) =>
      diagnose(documentOf(`[${'{"probs": [0.5, 0.6]},\n'.repeat(amount)}0]`), settings).length;
    assert.deepEqual([99, 100, 101].map(faults), [99, 100, 100]);
  });

  it('S12 a table holds a hundred thousand rows and says how many there are', () => {
    const rows = (amount: number) => {
      const source = `[${'[1,2],'.repeat(amount - 1)}[1,2]]`;
      const given = answer(asking(source, describeAsk));
      assert(given.kind === 'describe' && given.table);
      return [given.table.mean.length, given.table.total];
    };
    assert.deepEqual(rows(100_000), [100_000, 100_000]);
    assert.deepEqual(rows(100_001), [100_000, 100_001]);
  }).timeout(30_000);
});
