import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { limits } from '@surprisal/core';
import fc from 'fast-check';
import type { Answer, Refusal } from '../../extension/protocol/answers.js';
import type { Ask, Question } from '../../extension/protocol/compute.js';
import { answer } from '../../extension/server/compute/answer.js';
import { pairsOf } from '../../extension/server/compute/pairs.js';
import { eigenvalues } from '../../extension/server/compute/eigenvalues.js';
import { matrix } from '../matrix.js';

type Of<K extends Answer['kind']> = Extract<Answer, { kind: K }>;

/** Asks about the parts of a text that are selected; `|` before a part puts the caret there instead. */
function question(source: string, parts: string[], ask: Ask, more: Partial<Question> = {}): Question {
  let from = 0;
  let caret = 0;
  const selections = parts.flatMap((part) => {
    const text = part.replace(/^\|/, '');
    const start = source.indexOf(text, from);
    assert(start >= 0, `no ${text}`);
    from = start + text.length;
    if (part.startsWith('|')) caret = start;
    return part.startsWith('|') ? [] : [{ start, end: from }];
  });
  return { source, fromDisk: false, syntax: 'json', selections, caret, swapped: false, ask, ...more };
}

function ask<K extends Exclude<Answer['kind'], never>>(kind: K, asked: Question): Of<K> {
  const given = answer(asked);
  assert.equal(given.kind, kind, JSON.stringify(given));
  return given as Of<K>;
}
function refuse(asked: Question): Refusal {
  const given = answer(asked);
  assert.equal(given.kind, 'refusal');
  return given;
}

const measure = (id: string, options = {}): Ask => ({ kind: 'measure', id, options });
const measured = (source: string, parts: string[], id: string, options = {}): Of<'measure'> =>
  ask('measure', question(source, parts, measure(id, options)));

describe('computing', () => {
  it('D1 reads the pair that it is given, with its keys, whatever is selected', () => {
    const source = '{"a": [0.5, 0.5], "target": 1, "logits": [0, 0]}';
    const rangeOf = (part: string) => ({ start: source.indexOf(part), end: source.indexOf(part) + part.length });
    const pair = { target: rangeOf('1,'), prediction: rangeOf('[0, 0]') };
    pair.target.end--;
    for (const more of [{ pair }, { pair, swapped: false, selections: [rangeOf('[0.5'), rangeOf('0.5]')] }]) {
      const given = ask('measure', question(source, ['[0.5, 0.5]'], measure('categoricalCrossEntropy'), more));
      assert.deepEqual([given.target!.key, given.prediction.key], ['target', 'logits']);
      assert.deepEqual([given.value, given.prediction.role], [Math.LN2, 'logits']);
    }
  });

  it('D1 reads what a list of measures was made of once, for the list and for the measure that is chosen from it', () => {
    const source = '{"target": [0.5, 0.5], "prediction": [0.9, 0.1]}';
    const [readings, chosen] = [{ kind: 'readings' } as const, measure('crossEntropy')];
    const again = (asked: Question): boolean => {
      const [pair] = pairsOf(question(source, ['|"target'], readings));
      return pairsOf(asked)[0].target === pair.target;
    };
    assert(again(question(source, ['|"target'], chosen)));
    assert(!again(question(source, ['|0.9'], chosen)));
    assert(!again(question(source.replace('0.9', '0.8'), ['|"target'], chosen)));
    assert(!again(question(source, ['|"target'], chosen, { syntax: 'python' })));
    assert(again(question(source, ['|"target'], chosen)));
    assert.notEqual(
      pairsOf(question(source, ['|"target'], chosen))[0].target,
      pairsOf(question(source, ['|"target'], chosen))[0].target,
    );
  });

  it('D1 tells each item, its class, what it was read as, its probability and its place', () => {
    const source = '{"y_true": [1, 0], "y_pred": [[0.2, 0.8], [0.9, 0.1]]}';
    const { items, shares, right, classes } = measured(source, ['|y_true'], 'categoricalCrossEntropy');
    assert.deepEqual([...items.target!], [1, 0]);
    assert.deepEqual([...items.readAs!], [1, 0]);
    assert.deepEqual([...items.p!], [0.8, 0.9]);
    assert.deepEqual([right, classes], [2, 2]);
    assert.equal(source.slice(items.ranges[2], items.ranges[3]), '0.9, 0.1');
    assert.deepEqual([shares[0].label, shares[1].label, shares.length], [1, 0, 2]);
    assert(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
  });

  it('M4 gives the gradient of logits: out - target', () => {
    const { items } = measured('{"target": 1, "logits": [0, 0]}', ['|logits'], 'categoricalCrossEntropy');
    assert.deepEqual([...items.gradient!], [0.5, -0.5]);
    assert.deepEqual([...items.target!], [0, 1]);
    assert.deepEqual([...items.p!], [0.5, 0.5]);
  });

  it('M4 gives the gradient of each row of a batch by its own loss, whatever the reduction', () => {
    const source = '{"target": [1, 0], "logits": [[0, 0], [1.0986122886681098, 0]]}';
    for (const options of [{}, { reduction: 'sum' }]) {
      const { items } = measured(source, ['|logits'], 'categoricalCrossEntropy', options);
      assert.deepEqual(
        Array.from(items.gradient!, (x) => Number(x.toFixed(12))),
        [0.5, -0.5, -0.25, 0.25],
      );
    }
    const { items } = measured('{"target": [1], "probs": [[0.5, 0.5]]}', ['|probs'], 'categoricalCrossEntropy');
    assert.equal(items.gradient, null);
  });

  it('M2 gives the same pair under other conventions', () => {
    const { others, value } = measured('[0.1,0.7,0.2] [0,0.5,0.5]', ['[0.1,0.7,0.2]', '[0,0.5,0.5]'], 'crossEntropy');
    assert.equal(value!.toFixed(6), '4.077710');
    const of = (convention: string) => others.find((other) => other.convention === convention)?.value;
    assert.equal(of('clipped')!.toFixed(6), '2.235642');
    assert.equal(of('noEpsilon'), Infinity);
    assert.equal(of('bits')!.toFixed(6), (4.0777103 / Math.LN2).toFixed(6));
  });

  it('H(p, q) = H(p) + KL(p, q), class by class', () => {
    const { parts, items, value } = measured(
      '[0.1,0.7,0.2] [0.1,0.6,0.3]',
      ['[0.1,0.7,0.2]', '[0.1,0.6,0.3]'],
      'crossEntropy',
    );
    assert(Math.abs(parts!.entropy + parts!.divergence - value!) < 1e-12);
    assert(Math.abs(items.values.reduce((sum, x) => sum + x, 0) - value!) < 1e-12);
  });

  it('a warning of the reading keeps its place: NaN, precision, a trailing comma', () => {
    const source = '[1, 9007199254740993,]\n[1, 2]';
    const { remarks } = measured(source, ['[1, 9007199254740993,]', '[1, 2]'], 'meanSquaredError');
    const codes = remarks.map(({ code }) => code);
    assert(codes.includes('precisionLost') && codes.includes('trailingComma'), codes.join());
    const { range } = remarks.find(({ code }) => code === 'precisionLost')!;
    assert.equal(source.slice(range!.start, range!.end), '9007199254740993');
  });

  it('a selection at its limit is read, one above is refused', () => {
    const selection = (length: number): Question => {
      const source = `[${' '.repeat(length - 4)}1,2]`.slice(0, length - 4) + '1,2]';
      return { ...question('[1]', [], measure('surprise')), source, selections: [{ start: 0, end: source.length }] };
    };
    for (const length of [limits.selection - 1, limits.selection])
      assert.notEqual((answer(selection(length)) as Refusal).code, 'limit');
    assert.equal(refuse(selection(limits.selection + 1)).code, 'limit');
  });

  it('compares with many predictions, and a row that is no distribution has no value there', () => {
    const { columns, names } = ask(
      'many',
      question('[0.5,0.5] [[0.5,0.5],[0.5,0.6]]', ['[0.5,0.5]', '[[0.5,0.5],[0.5,0.6]]'], { kind: 'many' }),
    );
    assert.deepEqual(names, ['1', '2']);
    assert.deepEqual([...columns.find(({ id }) => id === 'klDivergence')!.values], [0, NaN]);
    assert(Number.isFinite(columns.find(({ id }) => id === 'crossEntropy')!.values[1]));
  });

  it('says why KL is infinite: the prediction, the class, and how many do the like', () => {
    const source = '{"p": [0.1, 0.9], "a": [0.5, 0.5], "b": [0, 1], "c": [0, 1]}';
    const { remarks } = ask('many', question(source, ['|"p"'], { kind: 'many' }));
    const { message, range } = remarks.find(({ code }) => code === 'ruledOut')!;
    assert.match(message, /: b gives 0 to class 0, the truth 0\.1, and 1 more do the like$/);
    assert.equal(source.slice(range!.start, range!.end), '[0, 1]');
  });

  it('reads labels from objects, columns and lines, and says which columns tell most', () => {
    const objects = '[{"a": "x", "b": 1, "class": "u"}, {"a": "y", "b": 1, "class": "v"}]';
    const columns = '{"a": ["x", "y"], "b": [1, 1], "class": ["u", "v"]}';
    const lines = 'a,b,class\nx,1,u\ny,1,v';
    for (const asked of [
      question(objects, [objects], { kind: 'information' }),
      question(columns, ['|"a"'], { kind: 'information' }),
      question(lines, [lines], { kind: 'information' }),
    ]) {
      const { ranking } = ask('information', asked);
      const gains = ranking.map(({ name, gain }) => `${name} ${gain.toFixed(6)}`);
      assert.deepEqual(gains, ['a 0.693147', 'b 0.000000']);
    }
  });

  it('D1 several carets are the arrays around them, or a batch of the objects that each has to itself', () => {
    const carets = (source: string, marks: string[], asked: Ask) => {
      const places = marks.map((mark) => source.indexOf(mark));
      return answer({ ...question(source, [], asked), selections: places.map((at) => ({ start: at, end: at })) });
    };
    const two = carets('{"p": [0.1, 0.7, 0.2], "q": [0.1, 0.6, 0.3]}', ['0.7', '0.6'], measure('crossEntropy'));
    assert.equal(two.kind === 'measure' && two.value?.toFixed(6), '0.828631');
    const lines = '{"target": 1, "logits": [0, 0]}\n{"logits": [3, 3], "target": 0}\n';
    const batch = carets(lines, ['0, 0', '3, 3'], measure('categoricalCrossEntropy'));
    assert.deepEqual(batch.kind === 'measure' && [batch.counted, batch.value?.toFixed(6)], [2, '0.693147']);
    const edited = carets('[1, 3] [2, 2]', ['3', '2'], {
      kind: 'edit',
      operation: 'normalise',
      alpha: 0,
      classes: null,
    });
    assert.deepEqual(edited.kind === 'edit' && edited.texts, ['[0.25, 0.75]', '[0.5, 0.5]']);
    const labels = carets('["a", "b"] ["x", "x"]', ['"b"', '"x"'], { kind: 'information' });
    assert.equal(labels.kind === 'information' && labels.of, 2);
    assert.equal(carets('a, b', ['a', 'b'], measure('crossEntropy')).kind, 'refusal');
  });

  it('M6 ranks columns of numbers by their best threshold, and says where it lies', () => {
    const lines =
      'temperature,humidity,outlook,day,play\n85,85.5,sunny,1,no\n70,96,rain,2,yes\n75,80,sunny,3,no\n68,70,rain,4,yes';
    const { ranking } = ask('information', question(lines, [lines], { kind: 'information' }));
    const of = (column: string) => ranking.find(({ name }) => name === column)!;
    assert.deepEqual(of('temperature').split, { by: 'threshold', threshold: 72.5, below: 2, above: 2 });
    assert.equal(of('temperature').gain.toFixed(6), '0.693147');
    assert.deepEqual(of('humidity').split, { by: 'threshold', threshold: 75, below: 1, above: 3 });
    assert.deepEqual(of('outlook').split, { by: 'values', values: 2 });
    assert.ok(of('day').gain < 0.3, 'a number for each row tells no more than its best threshold');
    const arrays = '["a", "a", "b", "b"] [0.25, 0.5, 0.375, 0.75]';
    const two = ask(
      'information',
      question(arrays, ['["a", "a", "b", "b"]', '[0.25, 0.5, 0.375, 0.75]'], { kind: 'information' }),
    );
    assert.deepEqual(
      [two.input, two.ranking[0].split],
      ['columns', { by: 'threshold', threshold: 0.3125, below: 1, above: 3 }],
    );
  });

  it('D1 a batch from lines of objects, from a list of them, and from lines with keys', () => {
    const one = '{"target": 1, "logits": [0, 0]}';
    for (const source of [`${one}\n${one}`, `[${one}, ${one}]`]) {
      const { counted, value } = measured(source, [source], 'categoricalCrossEntropy');
      assert.deepEqual([counted, value?.toFixed(6)], [2, '0.693147']);
    }
    const keyed = 'y_true = [1]\nlogits = [[0, 0]]';
    const asked = question(keyed, [keyed], measure('categoricalCrossEntropy'), { syntax: 'python' });
    const { target, prediction } = ask('measure', asked);
    assert.deepEqual([target?.key, target?.role], ['y_true', 'indices']);
    assert.deepEqual([prediction.key, prediction.role], ['logits', 'logits']);
  });

  it('refuses what is no pair, no table, no vector of logits, with a place', () => {
    assert.equal(refuse(question('[1, 2, 3]', ['[1, 2, 3]'], { kind: 'information' })).code, 'shape');
    assert.equal(refuse(question('[[1], [2]]', ['[[1], [2]]'], { kind: 'convexity' })).code, 'shape');
    const refused = refuse(question('["a"] ["b", "c"]', ['["a"]', '["b", "c"]'], { kind: 'information' }));
    assert.equal(refused.code, 'shape');
    assert.deepEqual(
      [refused.range, refused.other],
      [
        { start: 6, end: 16 },
        { start: 0, end: 5 },
      ],
    );
  });

  it('never throws and never answers NaN, whatever is selected', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ' ',
      '\n',
      '1',
      '"y_true": ',
      '"logits": ',
      '0.5',
      '-1',
      'NaN',
      '"x"',
      '...',
    );
    const kinds: Ask[] = [
      measure('crossEntropy'),
      measure('categoricalCrossEntropy'),
      measure('entropy'),
      { kind: 'compare', ids: null, options: {} },
      { kind: 'many' },
      { kind: 'describe', theme: 'dark' },
      { kind: 'convexity' },
      { kind: 'information' },
      ...(['softmax', 'normalise', 'oneHot', 'harden', 'smooth', 'log', 'swap'] as const).map((operation): Ask => ({
        kind: 'edit',
        operation,
        alpha: 0.1,
        classes: null,
      })),
    ];
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.nat(40),
        fc.nat(40),
        fc.constantFrom(...kinds),
        (pieces, a, b, asked) => {
          const source = pieces.join('');
          const [start, end] = [Math.min(a, b, source.length), Math.min(Math.max(a, b), source.length)];
          const given = answer({
            ...question(source, [], asked),
            selections: end > start ? [{ start, end }] : [],
            caret: start,
          });
          if (given.kind === 'measure') assert(!Number.isNaN(given.value));
          if (given.kind === 'refusal' && given.range) assert(given.range.end <= source.length + 1);
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });

  it('finds the eigenvalues of symmetric matrices: their sum, their squares, and those known', () => {
    assert.deepEqual(
      [...eigenvalues(matrix([2, 1], [1, 2]))].map((x) => Number(x.toFixed(12))),
      [3, 1],
    );
    assert.deepEqual([...eigenvalues(matrix([0, 0], [0, 0]))], [0, 0]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.infiniteStream(fc.double({ min: -5, max: 5, noNaN: true })),
        (n, stream) => {
          const a = Array.from({ length: n }, () => Array.from({ length: n }, () => 0));
          for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i][j] = a[j][i] = stream.next().value;
          const found = eigenvalues(a);
          const trace = a.reduce((sum, row, i) => sum + row[i], 0);
          const squares = a.flat().reduce((sum, x) => sum + x * x, 0);
          assert(Math.abs(found.reduce((sum, x) => sum + x, 0) - trace) < 1e-9);
          assert(Math.abs(found.reduce((sum, x) => sum + x * x, 0) - squares) < 1e-9 * (1 + squares));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('D7 PyTorch prints the same value for the lines that are copied', function () {
    const TORCH = "import importlib.util; raise SystemExit(importlib.util.find_spec('torch') is None)";
    const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', TORCH]).status === 0);
    if (!python) this.skip();
    const P = '[[0.1, 0.7, 0.2], [0.3, 0.3, 0.4]]';
    const Q = '[[0.1, 0.6, 0.3], [0.2, 0.5, 0.3]]';
    const Z = '[[3, -2, 1], [0, 5, 900]]';
    const Y = '[1, 2]';
    const CUBE = `[${Q}, ${P}]`;
    const [soft, of] = ['crossEntropy', 'categoricalCrossEntropy'];
    const [logits, binary] = [{ fromLogits: true }, 'binaryCrossEntropy'];
    const weights = { classWeights: [1, 2, 0.5] };
    const LINES: [line: string, id: string, options: object, target: string, prediction: string][] = [
      ['F.cross_entropy(z, t)', of, logits, Y, Z],
      ['F.cross_entropy(z, t)', of, logits, '2', '[3, -2, 1]'],
      ['F.cross_entropy(z, t)', of, logits, P, Z],
      ['F.cross_entropy(z.flatten(0, -2), t.flatten())', of, logits, `[${Y}, ${Y}]`, CUBE],
      ['F.cross_entropy(z.flatten(0, -2), t.flatten(0, -2))', of, logits, CUBE, CUBE],
      ['F.cross_entropy(z, t, weight=w)', of, { ...logits, ...weights }, Y, Z],
      ['F.cross_entropy(z, t, weight=w)', of, { ...logits, ...weights }, P, Z],
      [
        "F.cross_entropy(z, t, weight=w, label_smoothing=0.1, reduction='sum')",
        of,
        { ...logits, ...weights, labelSmoothing: 0.1, reduction: 'sum' },
        Y,
        Z,
      ],
      [
        'F.cross_entropy(z, t, ignore_index=1, label_smoothing=0.1)',
        of,
        { ...logits, ignoreIndex: 1, labelSmoothing: 0.1 },
        Y,
        Z,
      ],
      ['F.cross_entropy(z, t)', of, { ...logits, ignoreIndex: -100 }, '[1, -100]', Z],
      ['F.nll_loss(torch.log(q + 1e-15), t)', of, {}, Y, Q],
      ['F.nll_loss(torch.log(q + 1e-15), t, weight=w)', of, { ...weights, reduction: 'weightedMean' }, Y, Q],
      [
        'F.nll_loss(torch.log(q.clamp(1e-7, 1 - 1e-7)), t)',
        of,
        { epsilonMode: 'clip', epsilon: 1e-7 },
        Y,
        '[[0, 1, 0], [0.5, 0.5, 0]]',
      ],
      ['F.nll_loss(torch.log(q), t, ignore_index=2)', of, { epsilonMode: 'none', ignoreIndex: 2 }, Y, Q],
      ['-(t * torch.log(q + 1e-15)).sum(-1).mean()', of, {}, P, Q],
      ['-(w * t * torch.log(q + 1e-15)).sum(-1).mean()', of, weights, P, Q],
      [
        '-(((1 - 0.1) * F.one_hot(t, 3).double() + 0.1 / 3) * torch.log(q + 1e-15)).sum(-1).mean()',
        of,
        { labelSmoothing: 0.1 },
        Y,
        Q,
      ],
      ['-(t * torch.log(q + 1e-15)).sum(-1).mean()', soft, {}, P, Q],
      ['-(t * torch.log(q + 1e-15)).sum(-1)', soft, {}, '[0.1, 0.7, 0.2]', '[0, 0.5, 0.5]'],
      [
        '-torch.special.xlogy(t, q).sum(-1).sum()',
        soft,
        { epsilonMode: 'none', reduction: 'sum' },
        '[[0, 1]]',
        '[[0, 1]]',
      ],
      ['F.binary_cross_entropy(q, t)', binary, {}, '[1, 0, 1, 1]', '[0.9, 0.2, 0.7, 0.4]'],
      ['-(t * torch.log(q + 1e-15) + (1 - t) * torch.log(1 - q + 1e-15)).mean()', binary, {}, '[1, 0]', '[0, 0.5]'],
      ['F.binary_cross_entropy_with_logits(z, t)', binary, logits, '[1, 0]', '[3, -40]'],
      ["F.mse_loss(q, t, reduction='sum')", 'meanSquaredError', { reduction: 'sum' }, '[1, 2, 3]', '[1, 2, 5]'],
      ['F.mse_loss(q, t)', 'meanSquaredError', {}, P, Q],
      ["F.kl_div(torch.log(q), t, reduction='batchmean')", 'klDivergence', {}, P, Q],
      ["F.kl_div(torch.log(q), t, reduction='sum')", 'klDivergence', {}, '[0, 1]', '[0.5, 0.5]'],
      ['(torch.special.xlogy(t, t) - torch.special.xlogy(t, q)).sum(-1)', 'klDivergence', {}, '[0, 1]', '[0, 1]'],
      ['(0.5 * (q - t).abs().sum(-1)).mean()', 'totalVariation', {}, P, Q],
      ['((t.sqrt() - q.sqrt()).square().sum(-1) / 2).sqrt().mean()', 'hellinger', {}, P, Q],
      ['(t * q).sqrt().sum(-1).mean()', 'bhattacharyyaCoefficient', {}, P, Q],
    ];
    const made = LINES.map(([name, id, options, t, q]) => {
      const { pytorch, value } = measured(`${t} ${q}`, [t, q], id, options);
      assert.equal(/print\((.*)\.item\(\)\)/.exec(pytorch ?? '')?.[1], name, pytorch ?? `no lines of ${id}`);
      return { name, pytorch, value: value! };
    });
    const script = made.map(({ pytorch }) => pytorch).join('\n');
    const run = spawnSync(python, ['-c', script], { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } });
    assert.equal(run.status, 0, run.stderr);
    const printed = run.stdout.trim().split('\n').map(Number);
    made.forEach(({ name, value }, i) =>
      assert(Math.abs(printed[i] - value) <= 1e-9 * (1 + Math.abs(value)), `${name}: ${printed[i]} and ${value}`),
    );
  }).timeout(120_000);
});
