import assert from 'node:assert/strict';
import { CoreError, findArray, parseTensor, type Syntax } from '@surprisal/core';
import { readReference } from './worst.js';

const read = (text: string, syntax?: Syntax) => parseTensor(text, { syntax }).tensor;
const refused = (text: string, syntax: Syntax | undefined, found: RegExp) =>
  assert.throws(
    () => read(text, syntax),
    (error) => error instanceof CoreError && found.test(error.message),
    text,
  );
const found = (text: string, at: string, syntax: Syntax) => {
  const array = findArray(text, text.indexOf(at), syntax);
  return array && [text.slice(array.start, array.end), array.key?.text ?? null];
};

describe('D3 arrays as other languages write them', () => {
  it('reads fractions as the quotient of two doubles, where a language divides', () => {
    for (const syntax of ['python', 'javascript', 'r', 'julia', 'text', undefined] as const)
      assert.deepEqual(
        [
          ...read(
            '[1/3, -2 / 3]'.replace(/[[\]]/g, (c) => (syntax === 'r' ? { '[': 'c(', ']': ')' }[c]! : c)),
            syntax,
          ).data,
        ],
        [1 / 3, -2 / 3],
      );
    refused('[1/3, 2/3]', 'json', /"\/3"/);
    refused('[1/0]', 'python', /a division by 0/);
    refused('[3/10]', 'text', /lists with commas/);
    refused('[1/2/3]', 'python', /"\/3"/);
    const { rangeOf } = parseTensor('[0.5, 1/3]');
    assert.deepEqual(rangeOf(1), { start: 6, end: 9 });
  });

  interface Printed {
    literals: { text: string; shape: number[]; values: number[] }[];
    prints: { text: string; shape: number[]; values: number[] }[];
  }
  const r = readReference<Printed>('printedR.json');

  it('reads what R writes with dput, and what it prints, as R does', () => {
    assert.ok(r.literals.length >= 100 && r.prints.length >= 100);
    for (const { text, shape, values } of r.literals)
      assert.deepEqual([read(text, 'r').shape, [...read(text, 'r').data]], [shape, values], text);
    for (const { text, shape, values } of r.prints) {
      assert.deepEqual([read(text, 'text').shape, [...read(text, 'text').data]], [shape, values], text);
      if (values.length > 1)
        assert.deepEqual(found(`> x\n${text}\n> y\n`, text.trim().split(/\s+/).at(-1)!, 'text'), [text, null], text);
    }
  });

  it('reads matrices of R by columns, unless they are written by rows', () => {
    assert.deepEqual([...read('matrix(c(1, 2, 3, 4, 5, 6), nrow = 2)', 'r').data], [1, 3, 5, 2, 4, 6]);
    assert.deepEqual([...read('matrix(c(1, 2, 3, 4, 5, 6), 2, 3, TRUE)', 'r').data], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(read('cbind(a = c(1, 2, 3), b = c(4, 5, 6))', 'r').shape, [3, 2]);
    assert.deepEqual([...read('c(a = 1, b = c(2, 3L))', 'r').data], [1, 2, 3]);
    refused('matrix(c(1, 2, 3), nrow = 2)', 'r', /3 numbers; expected as many as nrow = 2 asks for/);
    refused('matrix(c(1, 2), nrow = n)', 'r', /"nrow = n"; expected lengths/);
    refused('c(1, NA)', 'r', /the name NA/);
    assert.deepEqual(found('p <- c(0.1, 0.9)', '0.9', 'r'), ['c(0.1, 0.9)', 'p']);
    assert.equal(found('x[1] + y[[2]] + f(3)', '2', 'r'), null);
  });

  // These are the forms of its manual, "Single- and multi-dimensional Arrays".
  it('reads arrays of Julia as its manual has them', () => {
    const cases: [text: string, shape: number[], values: number[]][] = [
      ['[0.1, 0.9]', [2], [0.1, 0.9]],
      ['[1 2; 3 4]', [2, 2], [1, 2, 3, 4]],
      ['[1 2\n 3 4]', [2, 2], [1, 2, 3, 4]],
      ['[0.1 0.9]', [1, 2], [0.1, 0.9]],
      ['[1; 2; 3]', [3], [1, 2, 3]],
      ['Float32[1.0f0, 2.5f-1]', [2], [1, 0.25]],
      ['[1//3, 2//3]', [2], [1 / 3, 2 / 3]],
      ['[1, #= 7 =# 2]', [2], [1, 2]],
    ];
    for (const [text, shape, values] of cases)
      assert.deepEqual([read(text, 'julia').shape, [...read(text, 'julia').data]], [shape, values], text);
    refused('[[1, 2] [3, 4]]', 'julia', /"\["/);
    refused('[1 2; 3]', 'julia', /a line of 1/);
    for (const text of ['[1; 2;; 3; 4]', '[1;; 2]', '[1 2;;; 3 4]']) refused(text, 'julia', /";/);
    const print = '2×3 Matrix{Float64}:\n 0.1  0.2  0.7\n 1.0  0.0  0.0';
    assert.deepEqual(read(print, 'text').shape, [2, 3]);
    assert.deepEqual(found(`julia> p\n${print}\n\njulia> q`, '0.7', 'text'), [print, null]);
    refused('3-element Vector{Float64}:\n 0.1\n 0.2', 'text', /\(2,\); expected an array of shape \(3,\), as it says/);
    refused('9-element Vector{Int64}:\n 1\n ⋮\n 9', 'text', /cut short/);
    assert.deepEqual(found("p = a' * Float64[1, 2]'", '2', 'julia'), ['[1, 2]', null]);
  });

  it('reads lists of YAML in brackets and by dashes, and none of which an item is something else', () => {
    assert.deepEqual([...read('[0.1, .nan, -.inf]', 'yaml').data], [0.1, NaN, -Infinity]);
    assert.deepEqual(found("a: 1\nprobs: # of it\n  - 0.1\n\n  - 0.9 # it's\nb: 2", '0.9', 'yaml'), [
      "- 0.1\n\n  - 0.9 # it's",
      'probs',
    ]);
    assert.deepEqual(read('- [0.1, 0.9]\n  - [0.2, 0.8]', 'yaml').shape, [2, 2]);
    assert.deepEqual(found('\n- 0.1\n- 0.9\n', '0.9', 'yaml'), ['- 0.1\n- 0.9', null]);
    assert.equal(found('- a\n- 0.1\n- 0.2', '0.1', 'yaml'), null);
    assert.equal(found('- 0.1\n- - 0.2\n', '0.1', 'yaml'), null);
    assert.deepEqual(found("note: it's here\np: [1, 2] # was [3]", '2', 'yaml'), ['[1, 2]', 'p']);
  });

  it('finds an array between backticks or quotes of prose, but no index and no shape', () => {
    assert.deepEqual(found('is `[0.1, 0.9]` here', '0.1', 'text'), ['[0.1, 0.9]', null]);
    assert.deepEqual(found('7,"[0.1, 0.9]"', '0.1', 'csv'), ['[0.1, 0.9]', null]);
    assert.equal(found('`x`[0] of', '0', 'text'), null);
    assert.equal(found('x = torch.Size([2, 3])', '2', 'python'), null);
  });

  // These prints are from the documents of JAX and TensorFlow.
  it('reads prints of JAX and TensorFlow whole, and tells one that says another shape', () => {
    const cases: [text: string, shape: number[], dtype: string | null][] = [
      ['Array([0.1, 0.9], dtype=float32)', [2], 'float32'],
      ['ArrayImpl([[1., 2.]], dtype=float32)', [1, 2], 'float32'],
      ['Array([1., 2.], dtype=float32, weak_type=True)', [2], 'float32'],
      ['tf.Tensor(\n[[1. 2. 3.]\n [4. 5. 6.]], shape=(2, 3), dtype=float32)', [2, 3], 'float32'],
      ['tf.Tensor(0.5, shape=(), dtype=float32)', [], 'float32'],
      [
        '<tf.Tensor: shape=(2, 3), dtype=float32, numpy=\narray([[1., 2., 3.],\n       [4., 5., 6.]], dtype=float32)>',
        [2, 3],
        'float32',
      ],
      ['<tf.Tensor: shape=(), dtype=float32, numpy=0.5>', [], 'float32'],
      ["<tf.Variable 'w:0' shape=(2,) dtype=float32, numpy=array([1., 2.], dtype=float32)>", [2], 'float32'],
    ];
    for (const [text, shape, dtype] of cases) {
      const parsed = parseTensor(text, { syntax: 'text' });
      assert.deepEqual([parsed.tensor.shape, parsed.dtype], [shape, dtype], text);
    }
    refused(
      'tf.Tensor([1 2], shape=(3,), dtype=int32)',
      'text',
      /\(2,\); expected an array of shape \(3,\), as it says/,
    );
    refused(
      '<tf.Tensor: shape=(3,), dtype=int32, numpy=array([1, 2], dtype=int32)>',
      'text',
      /\(2,\); expected .* \(3,\)/,
    );
    refused('Array([1, 2])', 'javascript', /the name Array/);
  });

  it('reads parameters and masked arrays without a mask, and says why sparse, complex and masked ones are none', () => {
    assert.deepEqual(read('Parameter containing:\ntensor([0.1, 0.2], requires_grad=True)', 'text').shape, [2]);
    assert.deepEqual(
      read('masked_array(data=[1, 2, 3],\n             mask=False,\n       fill_value=999999)').shape,
      [3],
    );
    refused('masked_array(data=[1, --, 3],\n mask=[False, True, False])', 'text', /the masked value "--"/);
    refused('array([1.+2.j, 3.-1.j])', 'text', /a complex number; expected real numbers/);
    refused('tensor(indices=tensor([[0, 1]]),\n values=tensor([3., 4.]), size=(2, 3))', 'text', /a sparse tensor/);
  });
});
