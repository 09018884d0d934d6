import assert from 'node:assert/strict';
import type { Ask } from '../../extension/protocol/compute.js';
import type { HoverAnswer, HoverData } from '../../extension/protocol/language.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';

const documentOf = (text: string, language: string, path = 'x') =>
  IndexedDocument.create(`file:///${path}`, language, 1, text);
function answerAt(document: IndexedDocument, mark: string): HoverAnswer {
  return hoverAt(document, document.positionAt(document.text.indexOf(mark)), 'dark');
}
function at(document: IndexedDocument, mark: string): HoverData {
  const given = answerAt(document, mark);
  assert(given && 'data' in given, `no data at ${mark}: ${JSON.stringify(given)}`);
  return given.data;
}
const written = (document: IndexedDocument, { range }: HoverData) =>
  document.text.slice(document.offsetAt(range.start), document.offsetAt(range.end));

const MODULE = `def f(p):
    """Softmax of p.

    >>> x = np.array([[0.1, 0.9],
    ...               [0.2, 0.8]])
    >>> f(x)
    array([0.25 0.75 1.5 ])
    """
    # once [1, 2, 4], see [9]
    # then [3, 5,
    #       6]
    return [1/4, 3/4]
`;

describe('D4 hover on what is read otherwise than its document', () => {
  it('answers in docstrings, doctests and comments, at their place, and marks nothing there', () => {
    const document = documentOf(MODULE, 'python');
    assert.deepEqual(at(document, '0.2, 0.8').shape, [2]);
    assert.equal(written(document, at(document, '0.2, 0.8')), '[0.2, 0.8]');
    assert.deepEqual([at(document, '0.25').count, at(document, '0.25').maximum], [3, 1.5]);
    assert.equal(written(document, at(document, '1, 2, 4')), '[1, 2, 4]');
    assert.deepEqual(at(document, '6]').count, 3);
    assert.deepEqual(at(document, '1/4').distribution?.top.p, 0.75);
    assert.equal(answerAt(document, 'Softmax'), null);
    assert.equal(answerAt(document, '[9]'), null);
    const settings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };
    assert.deepEqual(diagnose(documentOf('"""\nprobs = [0.5, 0.7, 0.9]\n"""\n', 'python'), settings), []);
    assert.deepEqual(diagnose(documentOf('probs,b\n0.5,"probs = [0.5, 0.9]"\n', 'csv'), settings), []);
    assert.equal(at(documentOf('let a; // was [1, 2]\n', 'typescript'), '1, 2').count, 2);
    assert.equal(at(documentOf('/**\n * of [1,\n *  2]\n */', 'typescript'), '2]').count, 2);
  });

  it('answers in inline code and in fenced blocks of R, Julia and YAML, and on what R printed there', () => {
    const text =
      'So `[0.1, 0.9]`.\n\n```{r}\np <- c(0.2, 0.8)\n#> [1] 0.3 0.7\n```\n\n```julia\nm = [1 2; 3 4]\n```\nis (a) [5, 6]';
    const document = documentOf(text, 'markdown');
    assert.deepEqual(at(document, '0.1').distribution?.top.p, 0.9);
    assert.equal(written(document, at(document, '0.2')), 'c(0.2, 0.8)');
    assert.deepEqual(at(document, '0.3').distribution?.top.p, 0.7);
    assert.deepEqual(at(document, '3 4').shape, [2, 2]);
    assert.equal(at(document, '5, 6').count, 2);
  });

  it('describes the column below a header and the row around a number, by the file where there is no language', () => {
    const text = 'id;p0;"p1"\na;0.1;0.9\nb;0.25;0.75\nc;;1\n';
    for (const document of [documentOf(text, 'csv'), documentOf(text, 'plaintext', 'runs/p.csv')]) {
      const column = at(document, 'p0');
      assert.deepEqual([column.count, column.maximum], [2, 0.25]);
      assert.deepEqual(column.table, { column: 'p0', row: null, numbers: 2, cells: 3 });
      assert.equal(written(document, column), 'p0');
      assert.deepEqual(at(document, '"p1"').table?.column, 'p1');
      const row = at(document, '0.25');
      assert.deepEqual(row.table, { column: null, row: 2, numbers: 2, cells: 3 });
      assert.deepEqual([row.distribution?.top.p, row.count], [0.75, 2]);
      assert.equal(answerAt(document, 'id'), null);
      assert.equal(answerAt(document, 'b;'), null);
    }
    assert.equal(at(documentOf('1,2,3\n4,5,6\n', 'tsv'), '5').table?.row, 2);
  });

  it('describes lists of YAML, vectors of R and matrices of Julia whole', () => {
    const yaml = documentOf('m:\n  - [1, 2]\n  - [3, 4]\nq: [0.1, 0.9]\n', 'yaml');
    assert.deepEqual(at(yaml, '3, 4').shape, [2, 2]);
    assert.deepEqual(at(yaml, '0.1').distribution?.top.p, 0.9);
    const r = documentOf('m <- matrix(c(1, 2, 3, 4, 5, 6), nrow = 2)\n', 'r');
    assert.deepEqual(at(r, '4,').shape, [2, 3]);
    const settings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };
    const [fault] = diagnose(documentOf('probs <- c(0.5, 0.6)\n', 'r'), settings);
    assert.equal(fault.code, 'sum');
  });

  it('says where a print has another shape than it says', () => {
    const whole =
      '<tf.Tensor: shape=(2, 3), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]], dtype=float32)>';
    const given = answerAt(documentOf(`x\n${whole}`, 'plaintext'), '3., 4.');
    assert(given && 'problem' in given);
    assert.match(given.problem.expected, /shape \(2, 3\), as it says of itself/);
    assert.deepEqual(at(documentOf(whole.replace('(2, 3)', '(2, 2)'), 'plaintext'), '3., 4.').shape, [2, 2]);
    assert.equal(answerAt(documentOf('x.shape\ntorch.Size([2, 3])', 'plaintext'), '2,'), null);
  });

  it('commands read the same at the same caret', () => {
    const ask: Ask = { kind: 'describe', theme: 'dark' };
    const asked = (source: string, syntax: 'python' | 'csv' | 'r', mark: string) =>
      answer({ source, fromDisk: false, syntax, selections: [], caret: source.indexOf(mark), swapped: false, ask });
    const inDocstring = asked(MODULE, 'python', '0.25');
    assert(inDocstring.kind === 'describe');
    assert.deepEqual(inDocstring.facts.count, 3);
    assert.equal(MODULE.slice(inDocstring.side.range.start, inDocstring.side.range.end), '[0.25 0.75 1.5 ]');
    const column = asked('p,q\n1,2\n3,4\n', 'csv', 'q');
    assert(column.kind === 'describe');
    assert.deepEqual([column.facts.count, column.facts.maximum], [2, 4]);
    const source = 'm <- matrix(c(1, 2, 3, 4), nrow = 2)';
    const edit = (operation: 'log' | 'harden') =>
      answer({
        source,
        fromDisk: false,
        syntax: 'r',
        selections: [{ start: 5, end: source.length }],
        caret: 0,
        swapped: false,
        ask: { kind: 'edit', operation, alpha: 0, classes: null },
      });
    const refusal = edit('harden');
    assert(refusal.kind === 'refusal');
    assert.match(refusal.expected, /R has no brackets/);
  });
});

describe('D4 images in colours', () => {
  const image = (height: number, width: number, most: number, first = false) => {
    const value = (c: number, i: number) => (most === 1 ? ((c * 7 + i) % 10) / 10 : (c * 90 + i * 3) % 256);
    const size = height * width;
    const plane = (c: number) =>
      Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => value(c, y * width + x)));
    const last = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => [0, 1, 2].map((c) => value(c, y * width + x))),
    );
    assert.equal(size, height * width);
    return JSON.stringify(first ? [0, 1, 2].map(plane) : last);
  };
  const kindOf = (text: string) => {
    const document = documentOf(text, 'json');
    return at(document, '[[[').picture;
  };

  it('shows 32 x 32 x 3 and 3 x 32 x 32 as the same picture, bytes or 0 to 1', () => {
    for (const most of [1, 255]) {
      const [last, first] = [kindOf(image(32, 32, most)), kindOf(image(32, 32, most, true))];
      assert.equal(last?.kind, 'colours');
      assert.deepEqual(last, first);
    }
    assert.equal(kindOf(image(32, 32, 255).replace('0', '-1'))?.kind, 'histogram');
    assert.notEqual(kindOf(image(4, 4, 255))?.kind, 'colours');
    assert.equal(kindOf(image(20, 12, 255))?.kind, 'colours');
  });
});
