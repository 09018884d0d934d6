import assert from 'node:assert/strict';
import { ArrayIndex, syntaxOfLanguage } from '@surprisal/core';
import fc from 'fast-check';
import type { Ask, Question } from '../../extension/protocol/compute.js';
import { answer } from '../../extension/server/compute/answer.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { pairLenses } from '../../extension/server/hints.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { pairsAt } from '../../extension/server/meaning/pairs.js';

/** The pairs at the mark `|` of a text, as the texts of target and prediction. */
function pairs(marked: string, language = 'json'): string[] {
  const at = marked.indexOf('|');
  const text = marked.slice(0, at) + marked.slice(at + 1);
  return pairsAt(new ArrayIndex(text, syntaxOfLanguage(language)), at).map(
    ({ target, prediction }) =>
      `${target.key.text} ${text.slice(target.start, target.end)} / ${prediction.key.text} ${text.slice(prediction.start, prediction.end)}`,
  );
}

const measure = (id: string): Ask => ({ kind: 'measure', id, options: {} });

/** A question at the mark `|`, or about the parts that stand between `‹` and `›`. */
function asked(marked: string, ask: Ask, language = 'python'): Question {
  const selections: Question['selections'] = [];
  let source = '';
  let caret = 0;
  for (const character of marked)
    if (character === '|') caret = source.length;
    else if (character === '‹') selections.push({ start: source.length, end: 0 });
    else if (character === '›') selections.at(-1)!.end = source.length;
    else source += character;
  return { source, fromDisk: false, syntax: syntaxOfLanguage(language), selections, caret, swapped: false, ask };
}

interface Case {
  title: string;
  language?: string;
  text: string;
  pairs: string[];
}

const CASES: Case[] = [
  {
    title: 'an object',
    text: '{"id": [9], "y_true": [0, 1], "y_pred": [[0.|5, 0.5], [0.2, 0.8]]}',
    pairs: ['y_true [0, 1] / y_pred [[0.5, 0.5], [0.2, 0.8]]'],
  },
  {
    title: 'each record of a list by itself',
    text: '[{"label": 1, "logits": [0, 1]}, {"logits": [2, |3], "label": 0}, {"label": 1}]',
    pairs: ['label 0 / logits [2, 3]'],
  },
  {
    title: 'each line of JSON Lines by itself',
    language: 'jsonl',
    text: '{"labels": [1], "probs": [[0, 1]]}\n{"probs": [[1, 0]]}\n{"labels": [0]|, "probs": [[0.5, 0.5]]}\n',
    pairs: ['labels [0] / probs [[0.5, 0.5]]'],
  },
  {
    title: 'no half from another line',
    language: 'jsonl',
    text: '{"labels": [1], "probs": [[0, 1]]}\n{"probs": [[1, |0]]}\n',
    pairs: [],
  },
  {
    title: 'the locals of a function, not those of another',
    language: 'python',
    text: 'def a():\n    y_true = [0, 1]\n    return y_true\n\ndef b():\n    y_true = [1, 1]\n    y_pred = [0.|5, 0.2]\n',
    pairs: ['y_true [1, 1] / y_pred [0.5, 0.2]'],
  },
  {
    title: 'no halves of two functions',
    language: 'python',
    text: 'def a():\n    y_true = [0, 1]\n\nasync def b(x):\n    y_pred = [0.|5, 0.2]\n',
    pairs: [],
  },
  {
    title: 'no half from behind a function that has ended',
    language: 'python',
    text: 'def a():\n    y_true = [0, 1]\n\nif x:\n    y_pred = [0.|5, 0.2]\n',
    pairs: [],
  },
  {
    title: 'names of the module around a function, whose docstring begins no other',
    language: 'python',
    text: 'y_true = [0, 1]\ndef f():\n    """\ndef g(x):\n    """\n    y_true = [7]\nif x:\n    y_pred = [0.|5, 0.2]\n',
    pairs: ['y_true [0, 1] / y_pred [0.5, 0.2]'],
  },
  {
    title: 'a cell, not another',
    language: 'python',
    text: '# %%\ny_true = [0, 1]\n# %%\ny_true = [1, 1]\ny_pred = [0.|5, 0.2]\n# %% more\ny_true = [1, 0]\n',
    pairs: ['y_true [1, 1] / y_pred [0.5, 0.2]'],
  },
  {
    title: 'by matched names before others: the cell of y_true, y_pred and probs',
    language: 'python',
    text: 'y_true = [0, 1]\ny_pred = [0,| 1]\nprobs = [[0.9, 0.1], [0.2, 0.8]]\n',
    pairs: ['y_true [0, 1] / y_pred [0, 1]'],
  },
  {
    title: 'three candidates: both predictions are offered to the target',
    language: 'python',
    text: 'y_true = [0, |1]\ny_pred = [0, 1]\nprobs = [[0.9, 0.1], [0.2, 0.8]]\n',
    pairs: ['y_true [0, 1] / y_pred [0, 1]', 'y_true [0, 1] / probs [[0.9, 0.1], [0.2, 0.8]]'],
  },
  {
    title: 'no halves of two functions of Julia',
    language: 'julia',
    text: 'function a()\n  y_true = [0, 1]\nend\nfunction b()\n  y_pred = [0.|5, 0.2]\nend\n',
    pairs: [],
  },
  {
    title: 'the keys below one key of YAML, not those below another',
    language: 'yaml',
    text: 'train:\n  y_true: [0, 1]\n  y_pred: [0.5, 0.2]\nval: # later\n  y_true: [1, 1]\n  y_pred: [0.|5, 0.2]\n',
    pairs: ['y_true [1, 1] / y_pred [0.5, 0.2]'],
  },
  {
    title: 'no halves below two keys of YAML',
    language: 'yaml',
    text: 'train:\n  y_true: [0, 1]\nval:\n  y_pred: [0.|5, 0.2]\n',
    pairs: [],
  },
  {
    title: 'no halves of two documents of YAML',
    language: 'yaml',
    text: 'y_true: [0, 1]\n---\ny_pred: [0.|5, 0.2]\n',
    pairs: [],
  },
  {
    title: 'an item of a list of YAML, not another',
    language: 'yaml',
    text: 'runs:\n- y_true: [0, 1]\n  y_pred: [0.1, 0.2]\n- y_pred: [0.|5, 0.2]\n  y_true: [1, 1]\n',
    pairs: ['y_true [1, 1] / y_pred [0.5, 0.2]'],
  },
  {
    title: 'no halves of two items of YAML',
    language: 'yaml',
    text: '- y_true: [0, 1]\n- y_pred: [0.|5, 0.2]\n',
    pairs: [],
  },
  {
    title: 'fenced blocks of Markdown by themselves',
    language: 'markdown',
    text: '# A\n```python\ny_true = [0]\nprobs = [[1, 0]]\n```\nprose\n```json\n"probs": [[0.|5, 0.5]], "y_true": [1]\n```\n',
    pairs: ['y_true [1] / probs [[0.5, 0.5]]'],
  },
  {
    title: 'no halves of two fenced blocks',
    language: 'markdown',
    text: '````\ny_true = [0]\n```\n````\n~~~js\nconst probs = [[0.|5, 0.5]]\n~~~\n',
    pairs: [],
  },
  {
    title: 'a log with the prediction before its label',
    language: 'log',
    text: 'step 1 pred: [0.1, 0.9]\nstep 1 label: [0, 1]\nstep 2 pred: [0.|3, 0.7]\nstep 2 label: [1, 0]\n',
    pairs: ['label [1, 0] / pred [0.3, 0.7]'],
  },
  {
    title: 'a log with the label before its predictions',
    language: 'log',
    text: 'label: [0, 1]\npred: [0.1, 0.9]\nlabel: [1, 0]\npred: [0.|3, 0.7]\nlabel: [1, 1]\n',
    pairs: ['label [1, 0] / pred [0.3, 0.7]'],
  },
  {
    title: 'a prediction given anew has the target before it',
    language: 'python',
    text: 'y_true = [0, 1]\ny_pred = [0.1, 0.9]\ny_pred = [0.|3, 0.7]\ny_true = [1, 0]\n',
    pairs: ['y_true [0, 1] / y_pred [0.3, 0.7]'],
  },
  {
    title: 'words before a key in prose',
    language: 'log',
    text: 'predicted labels: [0, |1]\ntrue labels: [1, 1]\n',
    pairs: ['labels [1, 1] / labels [0, 1]'],
  },
  {
    title: 'names with prefixes',
    language: 'python',
    text: 'train_labels = [0]\nval_labels = [1]\ntrain_probs = [[1, 0]]\nval_probs = [[0.|5, 0.5]]\n',
    pairs: ['val_labels [1] / val_probs [[0.5, 0.5]]'],
  },
  {
    title: 'names with suffixes, and in camel case',
    language: 'typescript',
    text: '{ const yTrain = [0]; const yVal = [1]; const yValPred = [0.|5]; }',
    pairs: ['yVal [1] / yValPred [0.5]'],
  },
  {
    title: 'no names that exclude one another',
    language: 'python',
    text: 'train_labels = [0]\nval_probs = [[0.|5, 0.5]]\n',
    pairs: [],
  },
  {
    title: 'vectors of R',
    language: 'r',
    text: 'y_true <- c(1, 0)\ny_prob <- c(0.|9, 0.2)\n',
    pairs: ['y_true c(1, 0) / y_prob c(0.9, 0.2)'],
  },
  { title: 'p and q', text: '{"p": [0.5, 0.5], "q": [0.|2, 0.8]}', pairs: ['p [0.5, 0.5] / q [0.2, 0.8]'] },
  {
    title: 'actual and predicted',
    text: '{"predicted": [1, |2], "actual": [1, 1]}',
    pairs: ['actual [1, 1] / predicted [1, 2]'],
  },
  {
    title: 'predicted labels are a prediction, and ground truth a target',
    text: '{"predicted_labels": [1, |2], "ground_truth": [1, 1]}',
    pairs: ['ground_truth [1, 1] / predicted_labels [1, 2]'],
  },
  {
    title: 'y_prob and y_score beside y_true',
    text: '{"y_score": [0.1], "y_true|": [1], "y_prob": [0.5]}',
    pairs: ['y_true [1] / y_score [0.1]', 'y_true [1] / y_prob [0.5]'],
  },
  {
    title: 'strings, None and what is no array between',
    language: 'python',
    text: 'y_true = np.array([0, 1])\nlabels = ["a", "b"]\ntargets = None\nnames = [f(x) for x in y]\nlogits = torch.tensor([[0.|5, 1], [2, 3]])\n',
    pairs: ['y_true ([0, 1]) / logits ([[0.5, 1], [2, 3]])'],
  },
  {
    title: 'of two targets the one that fits',
    text: '{"labels": [0, 1, 1], "targets": [0, 1], "probs": [[0.|5, 0.5], [0.1, 0.9]]}',
    pairs: ['targets [0, 1] / probs [[0.5, 0.5], [0.1, 0.9]]'],
  },
  {
    title: 'two targets that both fit',
    text: '{"labels": [0, 0], "targets": [0, 1], "probs": [[0.|5, 0.5], [0.1, 0.9]]}',
    pairs: ['targets [0, 1] / probs [[0.5, 0.5], [0.1, 0.9]]', 'labels [0, 0] / probs [[0.5, 0.5], [0.1, 0.9]]'],
  },
  {
    title: 'a key that stands twice, whose last counts',
    text: '{"target": [0], "target": [1], "probs": [[0.|5, 0.5]], "target": [2]}',
    pairs: ['target [2] / probs [[0.5, 0.5]]'],
  },
  {
    title: 'the arguments of a call',
    language: 'python',
    text: 'y_true = [7]\nlog_loss(y_true=[0, 1], y_pred=[0.|5, 0.2])\n',
    pairs: ['y_true [0, 1] / y_pred [0.5, 0.2]'],
  },
  {
    title: 'no counts, losses or weights of labels',
    text: '{"label_counts": [1, 2], "class_weights": [1, 2], "pred_loss": [1, 3], "probs": [0.|5, 0.5]}',
    pairs: [],
  },
];

describe('pairs', () => {
  for (const { title, language, text, pairs: expected } of CASES)
    it(`R12 D1 ${title}`, () => {
      // (numpy) The bracket of the call may belong to the range of the array or not.
      const plain = (found: string[]) => found.map((pair) => pair.replace(/\((\[.*?\])\)/g, '$1'));
      assert.deepEqual(plain(pairs(text, language)), plain(expected));
    });

  it('R12 D1 what has nothing to do with a pair never changes it', () => {
    const inObject = [
      '"a": [1, 2]',
      '"names": ["x"]',
      '"labels_of": {"labels": [3]}',
      '"n": 3',
      '"weights": [[1]]',
      '"z": null',
    ];
    const inScript = [
      'x = [1, 2]',
      'names = ["a"]',
      'def f():\n    y_true = [5]',
      'for i in x:\n    pass',
      'f(y_pred=[4])',
      '"""\ny_true = [9]\n"""',
    ];
    const insertions = (pieces: string[]) => fc.array(fc.constantFrom(...pieces), { maxLength: 6 });
    const where = fc.tuple(fc.nat(6), fc.nat(6)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const put = (pieces: string[], [a, b]: readonly [number, number], first: string, second: string): string[] => [
      ...pieces.slice(0, a),
      first,
      ...pieces.slice(a, b),
      second,
      ...pieces.slice(b),
    ];
    fc.assert(
      fc.property(insertions(inObject), insertions(inScript), where, fc.boolean(), (object, script, places, turned) => {
        const [t, p] = ['"y_true": [0, 1]', '"y_pred": [0.|5, 0.2]'];
        const entries = put(object, places, turned ? p : t, turned ? t : p);
        assert.deepEqual(pairs(`{${entries.join(', ')}}`), ['y_true [0, 1] / y_pred [0.5, 0.2]']);
        const lines = put(script, places, 'y_true = [0, 1]', 'y_pred = [0.|5, 0.2]');
        assert.deepEqual(pairs(lines.join('\n'), 'python'), ['y_true [0, 1] / y_pred [0.5, 0.2]']);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('R12 D4 a hover names each pair that its array may belong to', () => {
    const text = 'y_true = [0, 1]\ny_prob = [0.1, 0.8]\nprobs = [[0.9, 0.1], [0.2, 0.8]]\n';
    const document = IndexedDocument.create('file:///x', 'python', 1, text);
    const at = (line: number, mark = '[') => {
      const character = document.text.split('\n')[line].indexOf(mark);
      const hover = hoverAt(document, { line, character }, 'dark');
      assert(hover && 'data' in hover);
      return hover.data.pairs.map(({ prediction }) => prediction.start.line);
    };
    assert.deepEqual([at(0), at(1), at(2)[0]], [[1, 2], [1], 2]);
    assert.deepEqual(at(2, '0.2'), [2], 'on a row of a batch the pair of the batch');
  });

  it('R12 D4 class indices of Julia that may be counted from 1 have no loss in a hover, and a command says how it counts', () => {
    const text = 'labels = [1, 2, 1]\nprobs = [0.7 0.2 0.1; 0.1 0.8 0.1; 0.6 0.3 0.1]\n';
    const lenses = (language: string, of = text) => pairLenses(IndexedDocument.create('file:///x', language, 1, of));
    assert.deepEqual([lenses('julia').length, lenses('julia', text.replace('1,', '0,')).length], [0, 1]);
    const told = (of: string): string[] => {
      const given = answer(asked(of, measure('categoricalCrossEntropy'), 'julia'));
      assert(given.kind === 'measure', JSON.stringify(given));
      return given.remarks.map(({ code }) => code);
    };
    assert.deepEqual([told(text.replace('2,', '|2,')), told(text.replace('1, 2,', '0, |2,'))], [['from0'], []]);
  });

  it('R12 D1 a command takes the pair of the caret and says which other there is', () => {
    const text = 'y_true = [0, |1]\ny_prob = [0.1, 0.8]\nprobs = [[0.9, 0.1], [0.2, 0.8]]\n';
    const given = answer(asked(text, measure('meanSquaredError')));
    assert(given.kind === 'measure', JSON.stringify(given));
    assert.equal(given.prediction.key, 'y_prob');
    assert.deepEqual(
      given.remarks.map(({ code, message }) => [code, message]),
      [['otherPair', 'y_true with probs is a pair too']],
    );
    const between = answer(
      asked(
        text.replace('|', '').replace('0.8]\n', '0.6]\n').replace('\nprobs', '\n|\nprobs'),
        measure('meanSquaredError'),
      ),
    );
    assert(between.kind === 'refusal', JSON.stringify(between));
    assert.match(between.found, /^2 pairs: .*y_true with y_prob/);
    const twice = answer(
      asked('{"y_true": [1], "y_true": [0], "y_prob": [0.|5]}', measure('meanSquaredError'), 'json'),
    );
    assert(twice.kind === 'measure' && twice.remarks[0].code === 'duplicateKey', JSON.stringify(twice));
  });

  it('R12 D1 of two selections the labels are the target, whichever stands first, and it is told', () => {
    for (const text of [
      '‹[[0.2, 0.8], [0.9, 0.1]]›\n‹[1, 0]›',
      '‹pred: [[0.2, 0.8], [0.9, 0.1]]›\n‹label: [1, 0]›',
      '‹[[0.2, 0.8], [0.9, 0.1]]\n[1, 0]›',
      '‹[1, 0]›\n‹[[0.2, 0.8], [0.9, 0.1]]›',
    ]) {
      const question = asked(text, measure('categoricalCrossEntropy'), 'log');
      const given = answer(question);
      assert(given.kind === 'measure' && given.target, JSON.stringify(given));
      assert.equal(given.value?.toFixed(6), '0.164252');
      assert.equal(given.target.role, 'indices');
      const isTold = given.remarks.some(({ code }) => code === 'order');
      assert.equal(isTold, !text.startsWith('‹[1'), text);
    }
    const swapped = answer({
      ...asked('y_pred = [0.5|, 0.5]\ny_true = [0.2, 0.8]', measure('crossEntropy')),
      swapped: true,
    });
    assert(swapped.kind === 'measure' && swapped.target?.key === 'y_pred', 'one click turns a pair of the caret round');
  });

  it('R12 D4 hover, Describe Tensor and a measure of one array mean the same array at each caret', () => {
    const row = `[${Array.from({ length: 28 }, (_, i) => i * 9).join(', ')}]`;
    const image = `x = [${Array.from({ length: 28 }, () => row).join(',\n')}]`;
    const batch = 'probs = [[0.2, 0.8], [0.5, 0.5]]';
    const matrix = 'cm = [[0, 1], [5, 3]]';
    for (const [text, mark, shape] of [
      [image, '27, 36', [28, 28]],
      [batch, '0.8', [2]],
      [batch, ', [', [2, 2]],
      [matrix, '1]', [2, 2]],
      ['[[1, 0], [0, 1]]', '0], [', [2]],
    ] as const) {
      const at = text.indexOf(mark);
      const document = IndexedDocument.create('file:///x', 'python', 1, text);
      const hover = hoverAt(document, document.positionAt(at), 'dark');
      const question = asked(`${text.slice(0, at)}|${text.slice(at)}`, { kind: 'describe', theme: 'dark' });
      const described = answer(question);
      const measured = answer({ ...question, ask: measure('entropy') });
      assert(hover && 'data' in hover && described.kind === 'describe', text);
      assert.deepEqual([hover.data.shape, described.side.shape], [shape, shape]);
      if (measured.kind === 'measure') assert.deepEqual(measured.prediction.shape, shape);
    }
  });

  it('R12 M6 Information Gain in a matrix of counts is of the matrix, not of the variables of the script', () => {
    const script = 'a = [1, 0, 1]\nb = [0, 0, 1]\n# counts\n[[3 |1]\n [0 4]]\n';
    const given = answer(asked(script, { kind: 'information' }, 'log'));
    assert(given.kind === 'information' && given.input === 'counts', JSON.stringify(given));
    assert.equal(given.of, 8);
    const gain = given.rows.find(({ id }) => id === 'mutualInformation')?.value;
    // H(column) - H(column | row), in nats
    const h = (...p: number[]) => -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);
    assert(Math.abs(gain! - (h(3 / 8, 5 / 8) - h(0.75, 0.25) / 2)) < 1e-12, String(gain));
    const labels = answer(
      asked(script.replace('|', '').replace('0, 1]\nb', '0, |1]\nb'), { kind: 'information' }, 'log'),
    );
    assert(labels.kind === 'information' && labels.input === 'labels');
  });

  it('D1 of two single distributions the first is the target, though the second is one-hot as a sure prediction is', () => {
    const given = answer(asked('‹[0.1, 0.7, 0.2]› ‹[0, 0, 1]›', measure('crossEntropy')));
    assert(given.kind === 'measure' && Math.abs(given.value! - 27.631021) < 1e-6, JSON.stringify(given));
    assert.deepEqual(given.remarks, []);
  });

  it('R12 D5 labels that are words take the place of numbers under one name, so these are no target of what follows', () => {
    const text =
      'y_true = np.array([0, 1, 2])\ny_pred = np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])\n' +
      'y_true = ["no", "no", "yes"]\ny_pred = np.array([[0.5, 0.5], [0.1, 0.9]])\n';
    const settings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };
    assert.deepEqual(diagnose(IndexedDocument.create('file:///x', 'python', 1, text), settings), []);
    const before = text.replace('["no", "no", "yes"]', '[0, 1, 1]');
    assert.equal(diagnose(IndexedDocument.create('file:///x', 'python', 1, before), settings).length, 1);
  });

  it('R12 D1 of several pairs that come to the same the first is taken, of others each is told to choose from', () => {
    const record = (probabilities: string): string =>
      `{"id|": 7, "target": 1, "logits": [0.2, 1.4, -1], "probabilities": ${probabilities}}`;
    const alike = answer(asked(record('[0.2166, 0.7191, 0.0652]'), { kind: 'readings' }));
    assert(alike.kind === 'readings' && alike.readings[0].prediction === 'logits' && alike.pairs.length === 0);
    const other = answer(asked(record('[0.3, 0.5, 0.2]'), { kind: 'readings' }));
    assert(other.kind === 'readings');
    assert.deepEqual(
      other.pairs.map(({ names, readings }) => [...names, readings[0].value.toFixed(4)]),
      [
        ['target', 'logits', '0.3307'],
        ['target', 'probabilities', '0.6931'],
      ],
    );
  });

  it('R12 D1 a caret alone sets no row of a matrix against another', () => {
    const print = 'y_true = [0]\ny_pred = [1]\n\n[[1 2| 3]\n [4 5 6]]\n';
    const refused = answer(asked(print, measure('crossEntropy'), 'log'));
    assert(refused.kind === 'refusal' && refused.found === 'one array of shape (2, 3)', JSON.stringify(refused));
    const selected = answer(asked('‹[[1, 2, 3], [4, 5, 6]]›', measure('meanSquaredError')));
    assert(selected.kind === 'measure' && selected.value === 9);
    const rows = answer(asked('[[0.1, 0.9],\n [0.3|, 0.7]]', measure('crossEntropy')));
    assert.equal(rows.kind, 'refusal');
  });
});
