import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  balancedAccuracy,
  classificationReport,
  cohensKappa,
  confusionMatrix,
  CoreError,
  extraText,
  limits,
  matthewsCorrelation,
  type PredictionChoices,
  type PredictionQuestion,
  type Predictions,
  readContents,
  readPredictions,
} from '@surprisal/core';
import fc from 'fast-check';
import { inflate } from './training.js';
import { Seeded } from '../reference/seeded.js';
import { readReference } from './worst.js';

interface Reference {
  classes: string[];
  confusion: number[][];
  report: Record<string, Record<string, number>>;
  balancedAccuracy: number;
  kappa: number;
  mcc: number;
  loss: number;
}

const folder = 'test/reference/data/predictions';
const reference = readReference<Reference>('predictions.json');
const stored = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) });
type Files = Record<string, string | Uint8Array>;
const named = (files: Files) =>
  Object.entries(files).map(([name, content]) => ({
    name,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));

function predictions(found: Predictions | PredictionQuestion): Predictions {
  assert.equal(found.kind, 'predictions', JSON.stringify(found));
  return found;
}
const read = (files: Files, choices?: PredictionChoices): Predictions =>
  predictions(readPredictions(named(files), inflate, choices));
const asks = (files: Files, choices?: PredictionChoices): PredictionQuestion => {
  const found = readPredictions(named(files), inflate, choices);
  assert.equal(found.kind, 'question');
  return found;
};
const fails = (files: Files, message: string | RegExp, choices?: PredictionChoices): void =>
  assert.throws(() => readPredictions(named(files), inflate, choices), { name: 'CoreError', message });

/** One after the other, with the labels' names. */
const pairs = ({ classes, actual, predicted }: Predictions): string[] =>
  Array.from(actual, (label, i) => `${classes[label]}>${classes[predicted[i]]}`);

describe('predictions from files (K10)', () => {
  const sets: Record<string, string[]> = {
    'CSV with labels': ['labels.csv'],
    'CSV with probabilities': ['probabilities.csv'],
    'JSON with labels': ['labels.json'],
    'JSON with probabilities': ['probabilities.json'],
    'NPY with labels': ['y_true.npy', 'y_pred.npy'],
    'NPY with probabilities': ['y_true.npy', 'y_prob.npy'],
    'NPY with logits': ['y_true.npy', 'logits.npy'],
    'NPZ with names': ['all.npz'],
  };
  for (const [title, names] of Object.entries(sets))
    it(`${title}: matrix and report are scikit-learn's`, () => {
      const { classes, actual, predicted, scores } = predictions(readPredictions(names.map(stored), inflate));
      const cm = confusionMatrix(actual, predicted, { labels: classes.map((_, i) => i) });
      assert.deepEqual(cm.counts, reference.confusion);
      assert.deepEqual(classes, title.startsWith('NPY') ? ['0', '1', '2'].slice(0, classes.length) : reference.classes);
      const near = (found: number | null, expected: number | undefined, within = 1e-12) =>
        assert.ok(found !== null && Math.abs(found - expected!) <= within, `${found}, not ${expected}`);
      const report = classificationReport(cm);
      reference.classes.forEach((name, i) => {
        for (const [ours, theirs] of [
          ['precision', 'precision'],
          ['recall', 'recall'],
          ['f1', 'f1-score'],
          ['support', 'support'],
        ] as const)
          near(report.classes[i][ours], reference.report[name][theirs]);
      });
      near(report.macro.f1, reference.report['macro avg']['f1-score']);
      near(report.weighted.precision, reference.report['weighted avg'].precision);
      near(balancedAccuracy(cm), reference.balancedAccuracy);
      near(cohensKappa(cm), reference.kappa);
      near(matthewsCorrelation(cm), reference.mcc);
      assert.equal(scores === null, title.endsWith('labels'));
      if (scores?.kind !== 'probabilities') return;
      const loss = [...actual].reduce((sum, label, i) => sum - Math.log(scores.data[i * 3 + label]), 0) / actual.length;
      near(loss, reference.loss, 1e-6);
    });

  it('texts of NPY are class names, and gzip is unpacked', () => {
    const texts = stored('names_true.npy');
    const found = predictions(readPredictions([texts, { ...texts, name: 'y_pred.npy' }], inflate));
    assert.deepEqual(found.classes, reference.classes);
    const packed = new Uint8Array(gzipSync('label,prediction\na,b\n'));
    assert.deepEqual(pairs(read({ 'a.csv.gz': packed })), ['a>b']);
  });

  it('R9 labels 0 and 1 are False and True, in whatever order the columns of their scores stand', () => {
    for (const [first, second] of [
      ['True', 'False'],
      ['true', 'false'],
    ])
      assert.deepEqual(pairs(read({ 'a.csv': `y_true,prob_${first},prob_${second}\n0,.4,.6\n1,.3,.7\n1,.8,.2\n` })), [
        `${second}>${second}`,
        `${first}>${second}`,
        `${first}>${first}`,
      ]);
    assert.deepEqual(pairs(read({ 'a.csv': 'y_true,prob_False,prob_True\n0,.4,.6\n1,.4,.6\n' })), [
      'False>True',
      'True>True',
    ]);
  });

  it('every form says the same', () => {
    const expected = ['cat>dog', 'dog>dog'];
    const forms: Files[] = [
      { 'a.csv': 'label,prediction\ncat,dog\ndog,dog\n' },
      { 'a.csv': '[id] {a},label,prediction\n1,cat,dog\n2,dog,dog\n' },
      { 'a.csv': 'id;y_true;y_pred\n1;cat;dog\n2;dog;dog\n' },
      { 'a.csv': 'y,target,yhat\n0,cat,dog\n0,dog,dog\n' },
      { 'a.csv': 'label,prob_cat,prob_dog\ncat,.4,.6\ndog,.1,.9\n' },
      { 'a.csv': 'label,cat,dog\ncat,.4,.6\ndog,.1,.9\n' },
      { 'a.csv': 'label,logit_cat,logit_dog\ncat,-4,6\ndog,0,9\n' },
      { 'a.csv': 'label,prediction,confidence\ncat,dog,.7\ndog,dog,.9\n' },
      { 'a.json': '{"labels":["cat","dog"],"predictions":["dog","dog"]}' },
      { 'a.json': '{"trueLabels":[0,1],"predictedLabels":[1,1],"classNames":["cat","dog"]}' },
      { 'a.json': '[{"label":"cat","prediction":"dog"},{"label":"dog","prediction":"dog"}]' },
      { 'a.json': '[{"label":"cat","probs":{"cat":0.4,"dog":0.6}},{"label":"dog","probs":{"cat":0,"dog":1}}]' },
      { 'a.json': '{"labels":["cat","dog"],"probabilities":{"cat":[0.4,0],"dog":[0.6,1]}}' },
      { 'a.json': '{"y_true":[[1,0],[0,1]],"y_pred":[[0.4,0.6],[0,1]],"classes":["cat","dog"]}' },
      { 'y_true.json': '["cat","dog"]', 'y_pred.json': '["dog","dog"]' },
      { 'val_labels.txt': 'cat\ndog\n', 'val_predictions.txt': 'dog\ndog\n' },
      { 'labels.json': '[0,1]', 'probs.csv': '.4,.6\n0,1\n'.replace(/^/, 'p0,p1\n'), 'classes.txt': 'cat\ndog\n' },
    ];
    for (const files of forms) assert.deepEqual(pairs(read(files)), expected, JSON.stringify(files));
  });

  it('names that do not tell are asked about, and the answer is taken', () => {
    const two = { 'a.csv': 'cat,dog\ncat,cat\n' };
    assert.deepEqual(asks(two), {
      kind: 'question',
      ask: 'actual',
      columns: [
        { id: 'a.csv: column 1', sample: '"cat", "cat", … (2)' },
        { id: 'a.csv: column 2', sample: '"dog", "cat", … (2)' },
      ],
    });
    assert.deepEqual(pairs(read(two, { actual: 'a.csv: column 2' })), ['dog>cat', 'cat>cat']);
    const words = { 'a.csv': 'real,guessed\ncat,cat\ndog,cat\n' };
    assert.equal(asks(words).ask, 'header');
    assert.deepEqual(pairs(read(words, { header: { 'a.csv': true }, actual: 'a.csv: real' })), ['cat>cat', 'dog>cat']);
    const both = { 'a.json': '{"label":[0],"target":[1],"prediction":[0]}' };
    assert.equal(asks(both).ask, 'actual');
    const scores = { 'a.json': '{"labels":[0,1],"scores":[[3,1],[0,1]]}' };
    assert.deepEqual(asks(scores), {
      kind: 'question',
      ask: 'scoreKind',
      column: 'a.json: scores',
      because: 'a.json, row 1, scores of class 0: 3; expected a probability from 0 to 1',
    });
    assert.equal(read(scores, { scoreKind: 'logits' }).scores?.kind, 'logits');
    const unnamed = { 'a.csv': 'label,p0,p1\ncat,.2,.8\ndog,.3,.7\n' };
    assert.deepEqual(asks(unnamed), { kind: 'question', ask: 'classes', found: ['cat', 'dog'], count: 2 });
    assert.deepEqual(pairs(read(unnamed, { classes: ['dog', 'cat'] })), ['cat>cat', 'dog>cat']);
    const single = { 'a.csv': 'label,prob\nyes,.2\nno,.3\n' };
    assert.deepEqual(asks(single), {
      kind: 'question',
      ask: 'positive',
      column: 'a.csv: prob',
      classes: ['no', 'yes'],
    });
    assert.deepEqual(pairs(read(single, { positive: 'no' })), ['yes>yes', 'no>yes']);
    assert.deepEqual(asks({ 'y_pred.npy': stored('y_pred.npy').bytes }).ask, 'file');
    assert.deepEqual(asks({ 'y_true.json': '[1]' }), { kind: 'question', ask: 'file', wanted: 'predictions' });
  });

  it('a single probability is that of class 1; a tie is class 0', () => {
    const found = read({ 'a.csv': 'label,prob\n1,.2\n0,.5\n1,.75\n' });
    assert.deepEqual(pairs(found), ['1>0', '0>0', '1>1']);
    assert.deepEqual([...found.scores!.data], [0.8, 0.2, 0.5, 0.5, 0.25, 0.75]);
  });

  it('sums are held to 1 within 1e-6; else the row is named, and divided where that is asked', () => {
    const files = { 'a.csv': 'label,p0,p1\n0,.5,.5\n1,.3,.6\n0,.25,.25\n' };
    assert.deepEqual(asks(files), {
      kind: 'question',
      ask: 'normalize',
      because:
        'a.csv, line 3, probabilities: probabilities that sum to 0.9, 0.1 below 1 (2 of 3 rows do not sum to 1); expected a sum of 1 to within 0.000001',
    });
    const found = read(files, { normalize: true });
    assert.equal(found.normalized, 2);
    assert.deepEqual(Array.from(found.scores!.data.slice(4)), [0.5, 0.5]);
    assert.equal(read({ 'a.csv': 'label,p0,p1\n0,.5000005,.5\n' }).normalized, 0);
    assert.equal(asks({ 'a.csv': 'label,p0,p1\n0,.500002,.5\n' }).ask, 'normalize');
    fails(
      { 'a.csv': 'label,p0,p1\n0,0,0\n' },
      'a.csv, line 2, probabilities: probabilities that are all 0; expected a positive sum to divide by',
      { normalize: true },
    );
  });

  it('what is wrong is said with file, row or line, and what was expected', () => {
    fails(
      { 'a.csv': 'label,prob_a,prob_b\na,nan,.7\n' },
      'a.csv, line 2, probabilities of a: "nan"; expected a finite number',
    );
    fails(
      { 'a.csv': 'label,p0,p1\n0,-.1,1.1\n' },
      'a.csv, line 2, probabilities of 0: -0.1; expected a probability from 0 to 1',
    );
    fails(
      { 'a.csv': 'label,p0,p1\n\n\n2,.5,.5\n' },
      'a.csv, line 4, label: the class "2"; expected a class from 0 to 1',
    );
    fails(
      { 'a.csv': 'label,prob_a,prob_b\nc,.5,.5\n' },
      'a.csv, line 2, label: the class "c"; expected one of "a", "b"',
    );
    fails({ 'a.csv': 'label,prediction\na,\n' }, 'a.csv, line 2, prediction: nothing; expected a label');
    fails({ 'a.csv': 'label,prediction\na,b\nc\n' }, 'a.csv, line 3: 1 value; expected 2, as in the first row');
    fails(
      { 'a.json': '{"labels":[0,1,1],"predictions":[0,1]}' },
      'a.json: predictions: 2 predictions for 3 labels; expected 3, as many as in labels',
    );
    fails(
      { 'y_true.json': '[1,0]', 'y_pred.json': '[1]' },
      'y_pred.json: 1 predictions for 2 labels; expected 2, as many as in y_true.json',
    );
    fails(
      { 'a.json': '{"labels":[0,1],\n"probabilities":[[1,NaN]]}' },
      'a.json, line 2, column 21: NaN; expected a finite number',
    );
    fails({ 'a.json': '{"labels":[0,1' }, 'a.json, line 1, column 15: an end too early; expected JSON');
    fails(
      { 'a.json': '{"labels":[0,1.5],"predictions":[0,1]}' },
      'a.json, row 2, labels: the label 1.5; expected a whole number or a text',
    );
    fails(
      { 'a.json': '{"labels":["a"],"predictions":["x"],"classes":["a","b"]}' },
      'a.json, row 1, predictions: the class "x"; expected one of "a", "b"',
    );
    fails(
      { 'a.json': '{"labels":[0],"predictions":["a"]}' },
      'a.json, row 1, predictions: the string "a"; expected a number, as the first label',
    );
    fails(
      { 'a.json': '{"labels":[0,0],"probabilities":[[0.5,0.5],[1]]}' },
      'a.json, row 2, probabilities: 1 value; expected 2, as in row 1',
    );
    fails(
      { 'a.json': '{"labels":[0],"predictions":[0],"classes":["a","a"]}' },
      'a.json: classes: the class "a" twice; expected each class once',
    );
    fails(
      { 'a.csv': 'label,prediction\n0,True\n1,False\n1,True\n' },
      'a.csv, line 2, prediction: the class "True" beside labels such as "0"; expected classes called as the labels are',
    );
    fails(
      { 'y_true.csv': 'y_true\ncat\ndog\n', 'y_pred.csv': 'y_pred\n0\n1\n' },
      'y_pred.csv, line 2: the class "0" beside labels such as "cat"; expected classes called as the labels are',
    );
    fails({ 'a.json': '' }, 'a.json: an empty file; expected labels and predictions');
    fails({ 'a.json': '{"labels":[],"predictions":[]}' }, 'a.json: labels: no labels; expected one or more');
    fails(
      { 'a.csv': 'label,prob\n0,.1\n1,.2\n2,.3\n' },
      'a.csv: prob: one probability a row for 3 classes ("0", "1", "2"); expected two classes',
    );
  });

  it('S10, S13: a truncated NPY is refused by its header, and objects are never unpickled', () => {
    const { bytes } = stored('y_true.npy');
    fails(
      { 'y_true.npy': bytes.slice(0, -1), 'y_pred.npy': bytes },
      `y_true.npy: ${(bytes.length - 129).toLocaleString('en')} bytes for shape (240,); expected 1,920 bytes`,
    );
    assert.throws(
      () => readPredictions([{ ...stored('object.npy'), name: 'y_true.npy' }], inflate),
      /elements of type '\|O'/,
    );
    const huge = new TextEncoder().encode(
      `\x93NUMPY\x01\x00\x76\x00${"{'descr': '<U9', 'fortran_order': False, 'shape': (9007199254740991,), }".padEnd(117)}\n`,
    );
    const latin = Uint8Array.from([0x93, ...huge.slice(2)]);
    assert.throws(() => readPredictions([{ name: 'y_true.npy', bytes: latin }], inflate), CoreError);
  });

  it('a million rows are read, and no more', () => {
    const npy = (rows: number): Uint8Array => {
      const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${rows},), }`.padEnd(117) + '\n';
      const bytes = new Uint8Array(128 + rows);
      bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, 118, 0, ...new TextEncoder().encode(header)]);
      return bytes;
    };
    assert.equal(read({ 'y_true.npy': npy(1e6), 'y_pred.npy': npy(1e6) }).actual.length, 1e6);
    fails(
      { 'y_true.npy': npy(1e6 + 1), 'y_pred.npy': npy(1e6 + 1) },
      'y_true.npy: 1,000,001 labels; expected at most 1,000,000',
    );
  });

  it('a confidence beside predictions, or one class under a key, are no scores by class', () => {
    for (const name of ['y_pred', 'guess']) {
      const found = read({ 'a.csv': `y_true,${name},probability\ncat,cat,0.9\ndog,cat,0.6\n` });
      assert.deepEqual([pairs(found), found.scores], [['cat>cat', 'dog>cat'], null]);
    }
    const lists = { labels: ['a', 'b'], scores: { a: [0.1, 0.2] } };
    const question = asks({ 'a.json': JSON.stringify(lists) });
    assert.deepEqual(question, { kind: 'question', ask: 'file', wanted: 'predictions' });
  });

  it('letters and digits are classes of one kind, though every label of a file is a digit', () => {
    const { classes } = read({ 'a.csv': 'label,prediction\n1,1\n0,O\n' });
    assert.deepEqual(classes, ['0', '1', 'O']);
  });

  it('one class only is a matrix of one cell', () => {
    const { classes, actual } = read({ 'a.json': '{"labels":[1,1],"predictions":[1,1]}' });
    assert.deepEqual([classes, [...actual]], [['1'], [0, 0]]);
  });

  it('S1: names with markup are names', () => {
    const { classes } = read({ 'a.csv': 'label,prediction\n<img src=x>,"</script>"\n' });
    assert.deepEqual(classes, ['</script>', '<img src=x>']);
  });

  it('F18: whatever the bytes, there are predictions, a question or an error that says where', () => {
    const records =
      '{"id": 1, "label": "a", "prob_a": 0.25, "prob_b": 0.75}\n{"id": 2, "label": "b", "prob_a": 1, "prob_b": 0}\n';
    const lines = { name: 'p.jsonl', bytes: new TextEncoder().encode(records) };
    const seeds = [...readdirSync(folder).map(stored), lines];
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat() });
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.constantFrom(...seeds),
        fc.array(change, { maxLength: 4 }),
        (one, other, changes) => {
          const bytes = one.bytes.slice(0, changes.length > 2 ? changes[0].cut % one.bytes.length : undefined);
          for (const { at, byte } of changes) if (bytes.length > 0) bytes[at % Math.min(bytes.length, 400)] = byte;
          try {
            const found = readPredictions(
              [
                { name: one.name, bytes },
                { ...other, name: `2/${other.name}` },
              ],
              inflate,
            );
            if (found.kind !== 'predictions') return;
            assert.equal(found.actual.length, found.predicted.length);
            for (const part of [found.actual, found.predicted]) assert.ok(part.every((c) => c < found.classes.length));
            if (found.scores) assert.ok(found.scores.data.every((x) => Number.isFinite(x)));
          } catch (error) {
            assert.ok(error instanceof CoreError, String((error as Error).stack));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('labels of own tables (T9)', () => {
  it('the most specific name is the labels, wherever it stands', () => {
    const bytes = new TextEncoder().encode('x,y,label\n1,2,cat\n3,4,dog\n');
    const found = readContents({ name: 'points.csv', bytes }, inflate, 'both');
    assert.deepEqual(found.labels, { labels: Uint8Array.of(0, 1), classes: ['cat', 'dog'] });
    assert.deepEqual(found.features?.shape, [2, 2]);
  });
});

describe('K10 JSON Lines, rounded probabilities and the columns beside them', () => {
  const line = (label: string, p: number, more: object = {}) =>
    JSON.stringify({ id: `${label}-${p}`, label, prob_cat: p, prob_dog: 1 - p, ...more });

  it('a record a line is a table: labels, scores by class, blank lines passed over', () => {
    const records = [line('cat', 0.75), line('dog', 0.5), line('dog', 0.25)];
    for (const [name, text] of [
      ['p.jsonl', records.join('\n')],
      ['p.ndjson', `\ufeff${records.join('\r\n\r\n')}\r\n`],
      ['p.json', `${records.join('\n')}\n`],
      ['p.jsonl.gz', `${records.join('\n')}\n\n`],
    ]) {
      const content = name.endsWith('.gz') ? new Uint8Array(gzipSync(text)) : text;
      const found = read({ [name]: content });
      assert.deepEqual(found.classes, ['cat', 'dog']);
      assert.deepEqual(pairs(found), ['cat>cat', 'dog>cat', 'dog>dog']);
      assert.deepEqual([...found.scores!.data], [0.75, 0.25, 0.5, 0.5, 0.25, 0.75]);
    }
    // A single object of lists, and one of them on a line of its own, are JSON as before.
    for (const text of ['{"labels": [0, 1],\n"predictions": [1, 1]}', '{"labels": [0, 1], "predictions": [1, 1]}\n\n'])
      assert.deepEqual(pairs(read({ 'p.json': text })), ['0>1', '1>1']);
    assert.deepEqual(pairs(read({ 'p.jsonl': '{"label": "a", "prediction": "b"}' })), ['a>b']);
  });

  it('a torn last line is named, and so is one within, a second value on a line, and what is no record', () => {
    const whole = line('cat', 0.75);
    const torn = 'a line that ends within a value; expected a whole one on each line';
    fails({ 'p.jsonl': `${whole}\n${whole.slice(0, 20)}` }, `p.jsonl, line 2, column 21: ${torn}`);
    fails({ 'p.jsonl': `${whole}\n${whole.slice(0, 9)}` }, `p.jsonl, line 2, column 10: ${torn}`);
    fails({ 'p.jsonl': `${whole}\n${whole.slice(0, 30)}\n${whole}` }, `p.jsonl, line 2, column 31: ${torn}`);
    fails({ 'p.jsonl': `${whole} ${whole}` }, /^p\.jsonl, line 1, column \d+: .*; expected a line for each value$/);
    fails({ 'p.jsonl': `${whole}\n7` }, 'p.jsonl, line 2: 7; expected an object, as in the first line');
    fails(
      { 'p.jsonl': `${whole}\n{"id": 1, "label": "cat", "prob_cat": 1}` },
      'p.jsonl, line 2: no "prob_dog"; expected it, as in the first line',
    );
    fails({ 'p.jsonl': '' }, 'p.jsonl: an empty file; expected labels and predictions');
  });

  it('fields that are no columns are left out, unknown ones may be missing', () => {
    const text = [
      '{"label": "a", "prediction": "a", "tokens": ["x", "y"], "meta": {"k": [1]}, "note": "first"}',
      '{"label": "b", "prediction": "a", "tokens": ["z"], "meta": null}',
    ].join('\n');
    const { extras } = read({ 'p.jsonl': text });
    assert.deepEqual(
      extras.map((column) => [column.name, extraText(column, 0), extraText(column, 1)]),
      [['note', 'first', '']],
    );
  });

  it('probabilities rounded to some decimals are taken as they stand, and told', () => {
    const random = new Seeded(10);
    for (const decimals of [3, 4, 6]) {
      const classes = 40;
      const rows = Array.from({ length: 50 }, () =>
        random.distribution(classes).map((p) => Number(p.toFixed(decimals))),
      );
      const sums = rows.map((row) => Math.abs(row.reduce((a, b) => a + b, 0) - 1));
      const csv = `label,${rows[0].map((_, c) => `p${c}`).join()}\n${rows.map((row, i) => `${i % classes},${row.join()}`).join('\n')}`;
      const json = JSON.stringify({ labels: rows.map((_, i) => i % classes), probabilities: rows });
      for (const files of [{ 'p.csv': csv }, { 'p.json': json }] as Files[]) {
        const found = read(files);
        assert.deepEqual([...found.scores!.data], rows.flat());
        assert.equal(found.sums!.decimals, decimals);
        // A miss of 1e-6 itself is within the tolerance or not, as the last bit has it.
        assert.ok(found.sums!.rows >= sums.filter((miss) => miss > 1.5e-6).length && found.sums!.rows <= 50);
        assert.ok(Math.abs(found.sums!.most - Math.max(...sums)) < 1e-12);
        assert.equal(found.normalized, 0);
      }
    }
    // Sums that rounding does not explain are asked about as before, and divided with those that it does.
    const three = 'label,p0,p1,p2\n0,.333,.333,.333\n';
    const { rows, most, decimals } = read({ 'a.csv': three }).sums!;
    assert.deepEqual([rows, most.toFixed(12), decimals], [1, '0.001000000000', 3]);
    assert.equal(asks({ 'a.csv': `${three}1,.333,.333,.331\n` }).ask, 'normalize');
    const divided = read({ 'a.csv': `${three}1,.333,.333,.331\n` }, { normalize: true });
    assert.deepEqual([divided.normalized, divided.sums], [2, null]);
    assert.equal(asks({ 'a.csv': 'label,p0,p1,p2\n0,.33,.33,.33\n' }).ask, 'normalize');
    assert.equal(read({ 'a.csv': 'label,p0,p1\n0,1e-06,.999999\n' }).sums, null);
  });

  it('texts, ids and paths of pictures stay beside the rows: of CSV, JSON and lines', () => {
    const long = 'é'.repeat(5000);
    const rows = [
      { text: 'Say "hi", then', file: 'a/b.PNG', label: 'x', prediction: 'x' },
      { text: long, file: 'c.jpeg', label: 'y', prediction: 'x' },
    ];
    const csv = rows.map((row) =>
      Object.values(row)
        .map((cell) => `"${cell.replaceAll('"', '""')}"`)
        .join(),
    );
    for (const files of [
      { 'p.csv': `text,file,label,prediction\n${csv.join('\n')}\n` },
      { 'p.json': JSON.stringify(rows) },
      { 'p.jsonl': rows.map((row) => JSON.stringify(row)).join('\n') },
    ] as Files[]) {
      const { extras, leftOut } = read(files);
      assert.deepEqual(
        extras.map(({ name, is }) => [name, is]),
        [
          ['text', null],
          ['file', 'image'],
        ],
      );
      assert.equal(extraText(extras[0], 0), rows[0].text);
      assert.equal(extraText(extras[0], 1), `${'é'.repeat(2000)}…`);
      assert.equal(extraText(extras[1], 1), 'c.jpeg');
      assert.deepEqual(leftOut, []);
    }
    const index = read({ 'p.csv': ',label,prediction\n7,a,a\n9,b,a\n' }).extras;
    assert.deepEqual(
      index.map((column) => [column.name, column.is, extraText(column, 1)]),
      [['index', 'id', '9']],
    );
    const many = Array.from({ length: 20 }, (_, i) => `note${i}`);
    const { extras, leftOut } = read({
      'p.csv': `label,prediction,${many.join()}\na,a,${many.join()}\nb,b,${many.join()}\n`,
    });
    assert.deepEqual([extras.length, leftOut], [16, ['note16', 'note17', 'note18', 'note19']]);
  });

  it('two files that name their items in another order are not read as one', () => {
    const labels = 'id,label\nk7,a\nk9,b\n';
    assert.equal(read({ 'y_true.csv': labels, 'y_pred.csv': 'id,prediction\nk7,a\nk9,a\n' }).extras.length, 1);
    fails(
      { 'y_true.csv': labels, 'y_pred.csv': 'id,prediction\nk9,a\nk7,a\n' },
      'y_pred.csv, line 2, id: "k9"; expected "k7", as in row 1 of y_true.csv',
    );
    // Numbers in order, as a table written anew has them, name no item.
    assert.equal(
      read({ 'y_true.csv': ',label\n7,a\n3,b\n', 'y_pred.csv': ',prediction\n0,a\n1,a\n' }).classes.length,
      2,
    );
  });

  it('R9 names up to 65,536 classes, and tells each from the others', () => {
    const count = limits.predictedClasses;
    const lines = (last: number) => Array.from({ length: last }, (_, i) => `c${i},c${(i + 1) % last}`).join('\n');
    const { classes, actual, predicted } = read({ 'a.csv': `label,prediction\n${lines(count)}` });
    assert.equal(classes.length, count);
    assert.ok(actual.every((c, i) => classes[c] === `c${i}` && classes[predicted[i]] === `c${(i + 1) % count}`));
    fails(
      { 'a.csv': `label,prediction\n${lines(count + 1)}` },
      'a.csv: label: more than 65536 different labels; expected at most 65,536 classes',
    );
  });
});
