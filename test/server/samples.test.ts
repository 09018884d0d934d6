import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { syntaxOfLanguage, type TextRange } from '@surprisal/core';
import type { Answer } from '../../extension/protocol/answers.js';
import type { Ask } from '../../extension/protocol/compute.js';
import type { LanguageSettings } from '../../extension/protocol/language.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';

const settings: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };
const read = (file: string): string => readFileSync(join('samples', file), 'utf8');
const languageOf = (file: string): string => (file.endsWith('.md') ? 'markdown' : 'json');
const documentOf = (file: string) => IndexedDocument.create(`file:///${file}`, languageOf(file), 1, read(file));

/** What a section says to try: the parts that are selected, or after `|` where the caret is put, and what comes of it. */
interface Try {
  file: string;
  parts: string[];
  ask: Ask;
  gives: (given: Answer) => unknown;
  value: unknown;
}
const measure = (id: string): Ask => ({ kind: 'measure', id, options: {} });
const six = (value: number | null | undefined): string | undefined => value?.toFixed(6);
const ofMeasure = (given: Answer): unknown => (given.kind === 'measure' ? six(given.value) : given);
const compared = (id: string) => (given: Answer) =>
  given.kind === 'compare' ? six(given.rows.find((row) => row.id === id)?.value) : given;
const compare: Ask = { kind: 'compare', ids: null, options: {} };
const edit = (operation: 'softmax' | 'smooth', alpha = 0): Ask => ({ kind: 'edit', operation, alpha, classes: null });
const edited = (given: Answer): unknown =>
  given.kind === 'edit' ? (JSON.parse(given.texts[0] ?? '') as number[]).map((it) => Number(it.toFixed(6))) : given;

const p = '[0.1, 0.7, 0.2]';
const TRIES: Try[] = [
  {
    file: '01-surprise.md',
    parts: ['[0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]'],
    ask: measure('surprise'),
    gives: (given) => (given.kind === 'measure' ? Array.from(given.items.values, (it) => six(it)).slice(0, 3) : given),
    value: ['4.605170', '3.912023', '2.995732'],
  },
  {
    file: '02-entropy.md',
    parts: [p],
    ask: { kind: 'describe', theme: 'dark' },
    gives: (given) => (given.kind === 'describe' ? six(given.facts.distribution?.entropy) : given),
    value: '0.801819',
  },
  {
    file: 'cross-entropy.json',
    parts: ['|"p"'],
    ask: { kind: 'many' },
    gives: (given) =>
      given.kind === 'many' ? six(given.columns.find(({ id }) => id === 'crossEntropy')?.values[7]) : given,
    value: '27.631021',
  },
  {
    file: '04-asymmetry.md',
    parts: [p, '[0.1, 0.6, 0.3]'],
    ask: compare,
    gives: compared('klDivergence'),
    value: '0.026812',
  },
  { file: '05-smoothing.md', parts: ['[1, 0, 0]'], ask: edit('smooth', 0.15), gives: edited, value: [0.9, 0.05, 0.05] },
  {
    file: '06-distances.md',
    parts: [p, '[0, 0.5, 0.5]'],
    ask: compare,
    gives: compared('wasserstein1'),
    value: '0.400000',
  },
  {
    file: '07-decision-stump.md',
    parts: ['prize,links,spam\nyes,6,yes\nyes,4,yes\nyes,0,no\nno,5,yes\nno,1,no\nno,0,no\nno,2,no\nno,0,no'],
    ask: { kind: 'information' },
    gives: (given) =>
      given.kind === 'information' ? given.ranking.map(({ name, gain }) => [name, six(gain / Math.LN2)]) : given,
    value: [
      ['links', '0.954434'],
      ['prize', '0.158868'],
    ],
  },
  {
    file: '08-softmax.md',
    parts: ['[2, 1, 0.1]'],
    ask: edit('softmax'),
    gives: edited,
    value: [0.659001, 0.242433, 0.098566],
  },
  {
    file: '08-softmax.md',
    parts: ['|"logits"'],
    ask: measure('categoricalCrossEntropy'),
    gives: ofMeasure,
    value: '10000.000000',
  },
  {
    file: '09-gradient.md',
    parts: ['|"logits"'],
    ask: measure('categoricalCrossEntropy'),
    gives: (given) => (given.kind === 'measure' ? Array.from(given.items.gradient ?? [], (it) => six(it)) : given),
    value: ['0.659001', '-0.757567', '0.098566'],
  },
  {
    file: 'batch.json',
    parts: ['|"y_pred"'],
    ask: measure('focalLoss'),
    gives: (given) => (given.kind === 'measure' ? given.counted : given),
    value: 12,
  },
  {
    file: '11-convexity.md',
    parts: ['[2, 1, 0.1]'],
    ask: { kind: 'convexity' },
    gives: (given) => (given.kind === 'convexity' ? given.convex : given),
    value: true,
  },
];

describe('P5 the samples', () => {
  for (const { file, parts, ask, gives, value } of TRIES)
    it(`${file}: what it says to try gives what it says (${ask.kind})`, () => {
      const source = read(file);
      let [from, caret] = [0, 0];
      const selections = parts.flatMap((part): TextRange[] => {
        const text = part.replace(/^\|/, '');
        const start = source.indexOf(text, from);
        assert(start >= 0, `no ${text}`);
        if (part !== text) {
          caret = start;
          return [];
        }
        from = start + text.length;
        return [{ start, end: from }];
      });
      const syntax = syntaxOfLanguage(languageOf(file));
      const given = answer({ source, fromDisk: false, syntax, selections, caret, swapped: false, ask });
      assert(given.kind !== 'refusal', JSON.stringify(given));
      assert.deepEqual(gives(given), value);
    });

  it('a row of a table in a section has its hover', () => {
    const document = documentOf('02-entropy.md');
    const at = document.text.indexOf('[0.4, 0.3, 0.2, 0.1]') + 3;
    const hover = hoverAt(document, document.positionAt(at), 'dark');
    assert(hover && 'data' in hover, JSON.stringify(hover));
    assert.equal(six(hover.data.distribution?.entropy), '1.279854');
  });

  it('raise no diagnostics but where a fault is the point', () => {
    const marked = readdirSync('samples')
      .filter((file) => /\.(md|json)$/.test(file))
      .filter((file) => diagnose(documentOf(file), settings).length > 0);
    assert.deepEqual(marked, ['faults.json']);
  });
});
