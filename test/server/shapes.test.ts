import assert from 'node:assert/strict';
import * as core from '@surprisal/core';
import type { Answer, Refusal } from '../../extension/protocol/answers.js';
import type { Ask, EditOperation, Question } from '../../extension/protocol/compute.js';
import { answer } from '../../extension/server/compute/answer.js';
import { all } from '../cases.js';

type Nested = number | Nested[];
type Fill = 'probabilities' | 'indices';
type Of<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** An array as it stands in a document: every shape up to three axes of 0 to 3 that a text can have, or few of three. */
interface Written {
  shape: number[];
  value: Nested;
  text: string;
}

function shapes(): number[][] {
  const found: number[][] = [[]];
  for (const shape of found) {
    if (shape.length === 3 || shape.at(-1) === 0) continue;
    for (const length of shape.length === 2 && !all ? [2] : [0, 1, 2, 3]) found.push([...shape, length]);
  }
  return found;
}

/** Rows that sum to 1, each another one; or class indices of which each is below any number of classes. */
function write(shape: number[], fill: Fill, salt: number): Written {
  let row = salt;
  const make = ([length, ...inner]: number[]): Nested => {
    if (length === undefined) return fill === 'indices' ? 0 : 1;
    if (inner.length > 0) return Array.from({ length }, () => make(inner));
    if (fill === 'indices') return Array.from({ length }, () => 0);
    row++;
    const weights = Array.from({ length }, (_, k) => 1 + ((row * 7 + k * 3) % 5));
    return weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0));
  };
  const value = make(shape);
  return { shape, value, text: JSON.stringify(value) };
}

const written = (fill: Fill, salt: number): Written[] => shapes().map((shape) => write(shape, fill, salt));
const pairs = (fill: Fill): [Written, Written][] =>
  written(fill, 1).flatMap((a) => written('probabilities', 50).map((b): [Written, Written] => [a, b]));

/** Several selections, one a line, or an object whose keys say what is what. */
function lines(parts: readonly { text: string }[], ask: Ask): Question {
  const source = parts.map(({ text }) => text).join('\n');
  let at = 0;
  const selections = parts.map(({ text }) => ({ start: at, end: (at += text.length + 1) - 1 }));
  return { source, fromDisk: false, syntax: 'json', selections, caret: 0, swapped: false, ask };
}

function keyed(target: Written, prediction: Written, ask: Ask): Question {
  const source = `{"y_true": ${target.text}, "y_pred": ${prediction.text}}`;
  return { source, fromDisk: false, syntax: 'json', selections: [], caret: 1, swapped: false, ask };
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();
const shapeText = (shape: readonly number[]): string => (shape.length ? core.tuple(shape) : 'a single number');
const textAt = ({ source }: Question, range: Refusal['range']): string => source.slice(range?.start, range?.end);

/** Both shapes and both places, and what was expected. */
function assertMisfit(question: Question, [a, b]: readonly [Written, Written], what: string): void {
  const given = answer(question);
  assert(given.kind === 'refusal', `${what}: ${JSON.stringify(given).slice(0, 300)}`);
  assert.equal(given.code, 'shape', what);
  const words = [given.found, given.expected];
  const said = (one: Written, text = ''): boolean => text.includes(shapeText(one.shape));
  assert(
    (said(a, words[0]) && said(b, words[1])) || (said(b, words[0]) && said(a, words[1])),
    `${what}: ${words.join('; ')}`,
  );
  const places = [textAt(question, given.range), textAt(question, given.other)];
  assert.deepEqual(new Set(places), new Set([a.text, b.text]), what);
}

type Plain = (...given: unknown[]) => Nested;
/** The value of a plain function (the mean, where it gives one an element), or the code of its error. */
function plainly(id: string, ...given: unknown[]): number | string {
  try {
    const value = (core as unknown as Record<string, Plain>)[id](...given);
    const values = [value].flat(4) as number[];
    return values.length === 0 ? 'empty' : values.reduce((a, b) => a + b, 0) / values.length;
  } catch (error) {
    assert(error instanceof core.CoreError, String(error));
    return error.code;
  }
}

function assertValue(given: Answer | Refusal, expected: number | string, what: string): void {
  const found =
    given.kind === 'refusal' ? given.code : given.kind === 'measure' ? (given.value ?? 'empty') : given.kind;
  const close = typeof found === 'number' && typeof expected === 'number' && Math.abs(found - expected) < 1e-12;
  assert(close || Object.is(found, expected), `${what}: ${expected}, and not ${JSON.stringify(given).slice(0, 300)}`);
}

const measure = (id: string): Ask => ({ kind: 'measure', id, options: {} });
const edit = (operation: EditOperation): Ask => ({ kind: 'edit', operation, alpha: 0.1, classes: null });
const two = core.measures.filter(({ arguments: names }) => names.length === 2);
const one = core.measures.filter(({ arguments: names }) => names.length === 1);

/** What the targets of a domain hold, where it is not distributions. */
const FILLS: Partial<Record<core.Domain, readonly Fill[]>> = {
  classes: ['probabilities', 'indices'],
  labels: ['indices'],
};

/** How two shapes must stand to one another for a measure. */
function fits({ domain }: core.Measure, { shape: a }: Written, { shape: b }: Written): boolean {
  if (domain === 'labels') return a.length === 1 && same(a, b);
  return same(a, b) || (domain === 'classes' && b.length > 0 && same(a, b.slice(0, -1)));
}

describe('shapes of what is selected (S27)', function () {
  this.timeout(60_000);

  for (const entry of two)
    it(`S27 ${entry.id} of any two shapes is that of exactly these, or refused with both`, () => {
      for (const fill of FILLS[entry.domain] ?? (['probabilities'] as const))
        for (const pair of pairs(fill)) {
          const [a, b] = pair;
          const what = `${entry.id} of ${a.text} and ${b.text}`;
          // Whole numbers below distributions are their classes, and so the target, where no keys say otherwise.
          const [classes, last] = [a.shape.at(-1) ?? 0, b.shape.at(-1) ?? 1];
          const isClass = fill === 'probabilities' && classes > 1 && last === 1 && same(b.shape, a.shape.slice(0, -1));
          const asked = [lines(pair, measure(entry.id)), ...(b.shape.length ? [keyed(a, b, measure(entry.id))] : [])];
          for (const question of asked) {
            const [target, prediction] = isClass && question.selections.length > 0 ? [b, a] : pair;
            if (!fits(entry, target, prediction)) assertMisfit(question, pair, what);
            else if (entry.id !== 'earthMover')
              assertValue(answer(question), plainly(entry.id, target.value, prediction.value), what);
          }
        }
    });

  it('S27 a measure of one array takes several as a batch if they have one shape', () => {
    for (const { id } of one)
      for (const pair of pairs('probabilities')) {
        const [a, b] = pair;
        const question = lines(pair, measure(id));
        const what = `${id} of ${a.text} and ${b.text}`;
        if (same(a.shape, b.shape)) assertValue(answer(question), plainly(id, [a.value, b.value]), what);
        else assertMisfit(question, pair, what);
      }
  });

  it('S27 Compare Distributions has the value of each measure both ways round, or refuses with both shapes', () => {
    for (const pair of pairs('probabilities')) {
      const [a, b] = pair;
      const question = lines(pair, { kind: 'compare', ids: null, options: {} });
      const what = `${a.text} and ${b.text}`;
      if (!same(a.shape, b.shape)) assertMisfit(question, pair, what);
      else
        for (const { id, value, backward, problem } of ask('compare', question, what)?.rows ?? []) {
          const plain = [plainly(id, a.value, b.value), plainly(id, b.value, a.value)];
          const found = problem === null ? [value ?? 'empty', backward ?? 'empty'] : [problem];
          if (problem === null) assert.deepEqual(found, plain, `${id} of ${what}`);
          else assert.equal(typeof plain[0], 'string', `${id} of ${what}: ${problem}`);
        }
    }
  });

  it('S27 measures that read class indices are told apart from those that do not, in one table', () => {
    const ids = ['crossEntropy', 'categoricalCrossEntropy'];
    const [a, b] = [write([2], 'indices', 0), write([2, 3], 'probabilities', 0)];
    const { rows } = ask('compare', lines([a, b], { kind: 'compare', ids, options: {} }), 'indices')!;
    assert.match(rows[0].problem!, /an array of shape \(2,\); expected an array of shape \(2, 3\)/);
    assert.deepEqual([rows[1].value, rows[1].backward], [plainly(ids[1], a.value, b.value), null]);
  });

  it('S27 Compare with Many has one truth for rows of its length, and says so; all else is refused with both shapes', () => {
    for (const pair of pairs('probabilities')) {
      const [a, b] = pair;
      const what = `${a.text} and ${b.text}`;
      const length = a.shape[0] ?? 0;
      const rows = same(b.shape, a.shape) ? [b.value] : (b.value as Nested[]);
      const fit = a.shape.length === 1 && length > 0 && b.shape.length < 3 && b.shape.at(-1) === length;
      const question = lines(pair, { kind: 'many' });
      if (fit) assertMany(question, a.value, rows, what);
      else assertMisfit(question, pair, what);
    }
  });

  it('S27 each of several predictions has the length of the truth', () => {
    const lengths = [0, 1, 2, 3];
    for (const first of lengths)
      for (const second of lengths)
        for (const third of lengths) {
          const parts = [first, second, third].map((length, i) => write([length], 'probabilities', 10 * i));
          const [truth, ...many] = parts as [Written, Written, Written];
          const question = lines(parts, { kind: 'many' });
          const what = parts.map(({ text }) => text).join(' ');
          const wrong = many.find(({ shape }) => !same(shape, truth.shape));
          if (first > 0 && !wrong)
            assertMany(
              question,
              truth.value,
              many.map(({ value }) => value),
              what,
            );
          else assertMisfit(question, [truth, first === 0 ? many[0] : wrong!], what);
        }
    for (const text of ['[[0.5, 0.5]]', '[[[1], [1]], [[1], [1]], [[1], [1]]]', '[1, 2]', '[[], []]'])
      assert.equal(answer(lines([{ text }], { kind: 'many' })).kind, 'refusal', text);
  });

  it('S27 of arrays beside one another it is told which were left out, and two of unlike lengths are refused', () => {
    const asked = (source: string, kind: 'many' | 'information'): Question => ({
      ...lines([], { kind }),
      source,
      caret: 1,
    });
    const source =
      '{"truth": [0.5, 0.5], "a": [1, 0], "b": [0.2, 0.3, 0.5], "c": [[1, 0]], "d": ["x", "y"], "e": [0, 1]}';
    const { names, remarks } = ask('many', asked(source, 'many'), source)!;
    assert.deepEqual(names, ['a', 'e']);
    const left = remarks.filter(({ code }) => code === 'leftOut');
    assert.deepEqual(
      left.map(({ range }) => source.slice(range!.start, range!.end)),
      ['["x", "y"]', '[0.2, 0.3, 0.5]', '[[1, 0]]'],
    );
    assert.match(left[1].message, /^b is left out: an array of shape \(3,\), and truth is an array of shape \(2,\)$/);
    const columns = '{"a": ["x", "y"], "b": [1, 1, 2], "c": [[1], [2]], "class": ["u", "v"]}';
    const told = ask('information', asked(columns, 'information'), columns)!;
    assert.deepEqual(
      told.remarks.map(({ message }) => message),
      ['b is left out: 3 labels, and a has 2 labels', 'c is left out: arrays in an array, and a has 2 labels'],
    );
    for (const [text, kind] of [
      ['{"truth": [0.5, 0.5], "a": [0.2, 0.3, 0.5]}', 'many'],
      ['{"a": ["x", "y"], "class": ["u", "v", "w"]}', 'information'],
    ] as const) {
      const given = answer(asked(text, kind));
      assert(given.kind === 'refusal' && given.code === 'shape' && given.range && given.other, JSON.stringify(given));
    }
  });

  it('S27 Describe Tensor takes several as one if they have one shape', () => {
    for (const pair of pairs('probabilities')) {
      const [a, b] = pair;
      const question = lines(pair, { kind: 'describe', theme: 'dark' });
      if (!same(a.shape, b.shape)) assertMisfit(question, pair, `${a.text} and ${b.text}`);
      else assert.deepEqual(ask('describe', question, a.text)!.side.shape, [2, ...a.shape]);
    }
  });

  it('S27 Softmax, Normalise, One-hot, Harden, Smooth and Log take each array by itself', () => {
    const plain: Record<Exclude<EditOperation, 'swap'>, (value: Nested) => unknown> = {
      softmax: (value) => core.softmax(value),
      normalise: (value) => core.normalize(value),
      smooth: (value) => core.labelSmoothing(value, 0.1),
      log: (value) => negated(core.surprise<Nested[]>(value as Nested[])),
      oneHot: (value) => core.oneHot(value, 1 + Math.max(0, ...[value].flat(3).map(Number))),
      harden: hardened,
    };
    for (const [operation, apply] of Object.entries(plain) as [EditOperation, (value: Nested) => unknown][])
      for (const fill of ['probabilities', 'indices'] as const)
        for (const [a, b] of pairs(fill)) {
          const given = answer(lines([a, b], edit(operation)));
          const what = `${operation} of ${a.text} and ${b.text}`;
          if (given.kind === 'edit')
            assert.deepEqual(
              given.texts.map((text) => JSON.parse(text.replaceAll('Infinity', '1e999')) as unknown),
              [a, b].map(({ value }) => apply(value)),
              what,
            );
          else assert.throws(() => [a, b].map(({ value }) => apply(value)), core.CoreError, what);
        }
  });

  it('S27 Swap exchanges the texts of any two, object by object where there are several', () => {
    for (const [a, b] of pairs('probabilities'))
      assert.deepEqual(ask('edit', lines([a, b], edit('swap')), `${a.text} and ${b.text}`)!.texts, [b.text, a.text]);
    const object = (a: string, b: string): string => `{"y_true": ${a}, "y_pred": ${b}}`;
    const source = `${object('[1]', '[2, 3]')}\n${object('[4]', '[5, 6]')}`;
    const question = { ...lines([{ text: source }], edit('swap')) };
    const { edits } = ask('edit', question, source)!;
    const swapped = edits.reduceRight(
      (text, { start, end, text: to }) => text.slice(0, start) + to + text.slice(end),
      source,
    );
    assert.equal(swapped, `${object('[2, 3]', '[1]')}\n${object('[5, 6]', '[4]')}`);
  });

  it('S27 Check Convexity takes one vector', () => {
    for (const one of written('probabilities', 1)) {
      const given = answer(lines([one], { kind: 'convexity' }));
      if (given.kind === 'refusal') assert(one.shape.length !== 1 || one.shape[0] === 0, one.text);
      else assert.deepEqual('side' in given && given.side.shape, one.shape);
    }
    for (const [a, b] of pairs('probabilities')) {
      const question = lines([a, b], { kind: 'convexity' });
      if (!same(a.shape, b.shape)) assertMisfit(question, [a, b], `${a.text} and ${b.text}`);
      else if (a.shape.length > 0) assert.equal(answer(question).kind, 'refusal', a.text);
    }
  });

  it('S27 Measure Information takes two sequences of one length, or one table', () => {
    const labels = core.measures.filter(({ domain }) => domain === 'labels');
    for (const [a, b] of pairs('indices')) {
      const given = answer(lines([a, b], { kind: 'information' }));
      const what = `${a.text} and ${b.text}: ${JSON.stringify(given)}`;
      const flat = a.shape.length < 2 && b.shape.length < 2;
      if (given.kind === 'refusal') {
        assert.equal(given.code, flat && [a.value].flat().length === [b.value].flat().length ? 'empty' : 'shape', what);
        if (flat && given.code === 'shape') assert(given.range && given.other, what);
      } else assert(flat && [a.value].flat().length === [b.value].flat().length, what);
      if (given.kind === 'information' && given.input === 'labels')
        assert.deepEqual(
          given.rows.map(({ value }) => value),
          labels.map(({ id }) => plainly(id, [a.value].flat(), [b.value].flat())),
          what,
        );
    }
    for (const one of written('probabilities', 1)) {
      const given = answer(lines([one], { kind: 'information' }));
      if (one.shape.length !== 2) assert.equal(given.kind, 'refusal', one.text);
    }
  });

  it('S27 ragged rows, lines and objects are refused, and half a pair is told', () => {
    const asks: Ask[] = [
      ...core.measures.map(({ id }) => measure(id)),
      { kind: 'compare', ids: null, options: {} },
      { kind: 'many' },
      { kind: 'describe', theme: 'dark' },
      { kind: 'convexity' },
      ...(['softmax', 'normalise', 'oneHot', 'harden', 'smooth', 'log'] as const).map(edit),
    ];
    for (const text of ['[[1, 0], [1]]', '[[1], [0, 1]]', '[[], [1]]', '[1, [0]]', '[[[1], [0]], [[1]]]'])
      for (const asked of asks)
        for (const parts of [[{ text }], [{ text }, { text: '[[1, 0], [0, 1]]' }], [{ text: '[1, 0]' }, { text }]]) {
          const given = answer(lines(parts, asked));
          assert(given.kind === 'refusal', `${JSON.stringify(asked)} of ${text}: ${JSON.stringify(given)}`);
        }
    for (const [text, found] of [
      ['a,b,class\nx,1,u\ny,1\nz,2,v', /a line of 2 cells.*3 cells, as the head has/],
      ['a,b,class\nx,1,u\ny,1,v,w', /a line of 4 cells.*3 cells, as the head has/],
      ['[{"a": 1, "b": 2}, {"a": 1}]', /item 2 with "a".*"a", "b", as in the first/],
      ['[{"a": 1, "b": 2}, {"a": 1, "c": 3}]', /item 2 with "a", "c"/],
      ['[{"a": 1, "b": 2}, 3]', /item 2 with no keys/],
    ] as const) {
      const given = answer(lines([{ text }], { kind: 'information' }));
      assert(given.kind === 'refusal' && given.code === 'ragged', `${text}: ${JSON.stringify(given)}`);
      assert.match(`${given.found}; ${given.expected}`, found);
    }
    const pair = '{"target": [1, 0], "probs": [0.5, 0.5]}';
    const source = `${pair}\n{"target": [0, 1]}\n${pair}`;
    const given = ask('measure', lines([{ text: source }], measure('crossEntropy')), source)!;
    assert.deepEqual(
      [given.counted, given.remarks.map(({ message }) => message)],
      [2, ['target is left out: nothing beside it is the other half of a pair']],
    );
    const mixed = `{"target": [1, 0], "logits": [0.5, 0.5]}\n${pair}`;
    const refused = answer(lines([{ text: mixed }], measure('categoricalCrossEntropy')));
    assert(refused.kind === 'refusal' && refused.found === 'probabilities' && refused.other, JSON.stringify(refused));
  });
});

/** The answer, or null where it is a refusal for another reason than shapes. */
function ask<K extends Answer['kind']>(kind: K, question: Question, what: string): Of<K> | null {
  const given = answer(question);
  if (given.kind === 'refusal') {
    assert(given.code !== 'shape' || given.other === null, `${what}: ${JSON.stringify(given)}`);
    return null;
  }
  assert.equal(given.kind, kind, what);
  return given as Of<K>;
}

/** Every column of Compare with Many is the plain function of the truth and each row. */
function assertMany(question: Question, truth: Nested, rows: readonly Nested[], what: string): void {
  const given = ask('many', question, what);
  assert(given, what);
  assert.deepEqual(given.convention.values, [String(rows.length)], what);
  for (const { id, values } of given.columns)
    rows.forEach((row, i) => {
      const plain = plainly(id, truth, row);
      assert(
        typeof plain === 'number' && Math.abs(values[i] - plain) < 1e-12,
        `${id} of ${what}, row ${i}: ${values[i]}, ${plain}`,
      );
    });
}

const negated = (value: Nested): Nested => (typeof value === 'number' ? 0 - value : value.map(negated));

/** The place of the greatest number of each row. */
function hardened(value: Nested): Nested {
  if (typeof value === 'number' || value.length === 0) throw new core.CoreError('shape', 'no row', 'a row');
  if (value.some((inner) => typeof inner === 'object')) return value.map(hardened);
  return value.indexOf(Math.max(...value.map(Number)));
}
