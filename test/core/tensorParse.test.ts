import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CoreError,
  limits,
  parseTensor,
  syntaxOfLanguage,
  toTensor,
  type ParseOptions,
  type Source,
} from '@surprisal/core';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text, shape, values, and the codes of the warnings. */
const accepted: [text: string, shape: number[], values: number[], warnings?: string[]][] = [
  ['[1, -2.5e3, 0.125]', [3], [1, -2500, 0.125]],
  ['[[1,2],[3,4]]', [2, 2], [1, 2, 3, 4]],
  ['[[[1],[2]],[[3],[4]],[[5],[6]]]', [3, 2, 1], [1, 2, 3, 4, 5, 6]],
  ['7', [], [7]],
  ['\ufeff [1]\u00a0', [1], [1]],
  ['[]', [0], []],
  ['[[],[]]', [2, 0], []],
  ['[.5, 1., +3, 1E2, 1e+2, 1e-2]', [6], [0.5, 1, 3, 100, 100, 0.01]],
  ['[1_000, 0xff, 0XFF, 0b11, 0o17, 1_0.5_0e1_0]', [6], [1000, 255, 255, 3, 15, 10.5e10]],
  ['[1, 2,]', [2], [1, 2], ['trailingComma']],
  ['[[1,2,],[3,4,],]', [2, 2], [1, 2, 3, 4], ['trailingComma']],
  ['[1, // one\n2, /* [ */ 3]', [3], [1, 2, 3], ['comment']],
  ['[1, # one ]\r\n2]', [2], [1, 2], ['comment']],
  ['[NaN, nan, np.nan, math.nan]', [4], [NaN, NaN, NaN, NaN], ['nan']],
  [
    '[Infinity, -Infinity, inf, -np.inf, +inf]',
    [5],
    [Infinity, -Infinity, Infinity, -Infinity, Infinity],
    ['infinity'],
  ],
  ['[float("nan"), float(\'-inf\'), -1]', [3], [NaN, -Infinity, -1], ['nan', 'infinity']],
  ['[true, False, np.True_]', [3], [1, 0, 1], ['boolean']],
  ['(1, 2)', [2], [1, 2]],
  ['((1), (2),)', [2], [1, 2]],
  ['(1,)', [1], [1]],
  ['()', [0], []],
  ['((1, 2), [3, 4])', [2, 2], [1, 2, 3, 4]],
  ['np.array([1, 2])', [2], [1, 2]],
  ['numpy.asarray([[1.0], [2.0]], dtype="float32")', [2, 1], [1, 2]],
  ['torch.tensor([1, 2], dtype=torch.long, device="cuda:0", requires_grad=True)', [2], [1, 2]],
  ['torch.LongTensor([1, 2])', [2], [1, 2]],
  ['tensor(0.5, grad_fn=<NllLossBackward0>)', [], [0.5]],
  ['[np.float64(1.5), np.float32(2.5)]', [2], [1.5, 2.5]],
  ['[array([1, 2]), array([3, 4])]', [2, 2], [1, 2, 3, 4]],
  ['array([], shape=(0, 3), dtype=float64)', [0, 3], []],
  ['tensor([], size=(2, 0))', [2, 0], []],
  ['new Float32Array([1, 2])', [2], [1, 2]],
  ['Float64Array.from([1, 2])', [2], [1, 2]],
  ['Float64Array(2) [ 1, 2 ]', [2], [1, 2]],
  ['tf.tensor2d([[1, 2], [3, 4]], undefined, "int32")', [2, 2], [1, 2, 3, 4]],
  ['np.array([1, 2],)', [2], [1, 2]],
  ['Tensor\n    [[1, 2],\n     [3, 4]]', [2, 2], [1, 2, 3, 4]],
  ['[1 2  3]', [3], [1, 2, 3]],
  ['[ 1. -2.\n  3.]', [3], [1, -2, 3]],
  ['[[1 2]\n [3 4]]', [2, 2], [1, 2, 3, 4]],
  ['[ True False]', [2], [1, 0], ['boolean']],
  ['1, 2, 3', [3], [1, 2, 3]],
  ['1 2 3', [3], [1, 2, 3]],
  ['1, 2\n3, 4\n', [2, 2], [1, 2, 3, 4]],
  ['1 2\r\n3 4', [2, 2], [1, 2, 3, 4]],
  ['1\n2\n3', [3], [1, 2, 3]],
  ['1,\n2,\n3,', [3], [1, 2, 3]],
  ['[1,2]\n[3,4]\n', [2, 2], [1, 2, 3, 4]],
  ['[1,2],\n[3,4],', [2, 2], [1, 2, 3, 4]],
  ['[1,2],', [2], [1, 2]],
];

/** Text, code, offset, what was found, what was expected. */
const refused: [text: string, code: string, offset: number, found: string, expected: string, options?: ParseOptions][] =
  [
    ['', 'empty', 0, 'no numbers', 'an array of numbers'],
    ['  // nothing', 'empty', 12, 'no numbers', 'an array of numbers'],
    ['[1, 2', 'syntax', 5, 'the end', '"]" for what opens at line 1, column 1'],
    ['\n (1', 'syntax', 4, 'the end', '")" for what opens at line 2, column 2'],
    ['np.array([1]', 'syntax', 12, 'the end', '")" for what opens at line 1, column 1'],
    ['np.array([1], dtype=(', 'syntax', 21, 'the end', '")" for what opens at line 1, column 1'],
    ['[1)', 'syntax', 2, '")"', '"," or "]"'],
    ['(1]', 'syntax', 2, '"]"', '"," or ")"'],
    ['1]', 'syntax', 1, '"]"', 'the end'],
    ['1)', 'syntax', 1, '")"', 'the end'],
    ['np.array()', 'syntax', 9, '")"', 'a number'],
    ['[1,,2]', 'syntax', 3, '","', 'a number or "]"'],
    ['[,1]', 'syntax', 1, '","', 'a number or "]"'],
    ['(,)', 'syntax', 1, '","', 'a number or ")"'],
    [',1', 'syntax', 0, '","', 'a number'],
    ['[1, 2 3]', 'syntax', 6, '"3"', '"," or "]"'],
    ['[1 2, 3]', 'syntax', 4, '","', 'spaces alone, as before it'],
    ['tensor(1, 2)', 'syntax', 10, '"2"', 'a named argument or ")"'],
    ['tf.tensor2d([1, 2], [2, 1])', 'syntax', 20, '"["', 'a named argument or ")"'],
    ['[1-2]', 'syntax', 2, '"-2"', '"," or "]"'],
    ['[1.2.3]', 'syntax', 4, '".3"', '"," or "]"'],
    ['[12abc]', 'syntax', 3, '"abc"', '"," or "]"'],
    ['[1j]', 'shape', 2, 'a complex number', 'real numbers'],
    ['[1[2]]', 'syntax', 2, '"["', '"," or "]"'],
    ['np.array([1] [2])', 'syntax', 13, '"["', '"," or ")"'],
    ['[007]', 'syntax', 1, '"007"', 'a number'],
    ['[1__0]', 'syntax', 1, '"1__0"', 'a number'],
    ['[1_]', 'syntax', 1, '"1_"', 'a number'],
    ['[-]', 'syntax', 1, '"-"', 'a number'],
    ['[.]', 'syntax', 1, '"."', 'a number'],
    ['[0x]', 'syntax', 1, '"0x"', 'a number'],
    ['[1e]', 'syntax', 2, '"e"', '"," or "]"'],
    ['[--]', 'shape', 1, 'the masked value "--"', 'a number, as filled() gives'],
    ['[\u22121]', 'syntax', 1, '"\u22121"', 'a number or "]"'],
    ['[\u{1f600}]', 'syntax', 1, '"\u{1f600}"', 'a number or "]"'],
    ['[None]', 'shape', 1, 'None', 'a number'],
    ['[1, null]', 'shape', 4, 'null', 'a number'],
    ['[a[0]]', 'shape', 1, 'the name a', 'a number'],
    ['[np.pi]', 'shape', 1, 'the name np.pi', 'a number'],
    ['[-x]', 'shape', 2, 'the name x', 'a number'],
    ['array', 'shape', 0, 'the name array', 'a number'],
    ['np.zeros([3])', 'shape', 0, 'the name np.zeros', 'a number'],
    ['["a\\"]", 1]', 'shape', 1, 'the string "a\\"]"', 'a number'],
    ['[{"a": 1}]', 'shape', 1, 'an object', 'a number or an array'],
    ['[...a]', 'syntax', 1, '"...a"', 'a number'],
    ['[1, ..., 9]', 'truncated', 4, '"..."', 'every element: a print that was cut short does not hold them'],
    ['[1 \u2026 9]', 'truncated', 3, '"..."', 'every element: a print that was cut short does not hold them'],
    [
      '[1, 2, ... 98 more items]',
      'truncated',
      7,
      '"..."',
      'every element: a print that was cut short does not hold them',
    ],
    ['[[1,2],[3]]', 'ragged', 7, 'an array of shape (1,)', 'an array of shape (2,), as before it'],
    ['[[1,2],[3,4],[5,6,7]]', 'ragged', 13, 'an array of shape (3,)', 'an array of shape (2,), as before it'],
    ['[1,[2]]', 'ragged', 3, 'an array of shape (1,)', 'a number, as before it'],
    ['[[1],2]', 'ragged', 5, 'a number', 'an array of shape (1,), as before it'],
    ['[[],[1]]', 'ragged', 4, 'an array of shape (1,)', 'an array of shape (0,), as before it'],
    ['1,2\n3', 'ragged', 4, 'a line of 1', 'a line of 2, as before it'],
    ['1,2\n3\n4,5', 'ragged', 4, 'a line of 1', 'a line of 2, as before it'],
    [
      'array([1], shape=(2,))',
      'saidShape',
      0,
      'an array of shape (1,)',
      'an array of shape (2,), as it says of itself',
    ],
    ['[7 // 2, 1]', 'syntax', 3, '"//"', 'a comma, as after a number this may be a division'],
    ['[1 2 # c\n 3]', 'syntax', 5, 'a comment', 'only numbers and spaces, as before it'],
    ['[1 # c\n 2]', 'syntax', 3, 'a comment', 'commas between the numbers'],
    ['[1, /* c', 'syntax', 4, 'a comment that nothing ends', '"*/"'],
    ['[1] /*/', 'syntax', 4, 'a comment that nothing ends', '"*/"'],
    ['[1 / 2]', 'syntax', 3, '"/"', '"," or "]"', { syntax: 'json' }],
    ['[1 / 0]', 'range', 5, 'a division by 0', 'a divisor other than 0'],
    ['[1] x', 'shape', 4, 'the name x', 'a number'],
    ['[1].T', 'syntax', 3, '".T"', 'a number'],
    ['[1 2]', 'syntax', 3, '"2"', '"," or "]"', { syntax: 'json' }],
    ['[1 2]', 'syntax', 3, '"2"', '"," or "]"', { syntax: 'python' }],
    ['[7, // 2\n1]', 'syntax', 4, '"//"', 'a number or "]"', { syntax: 'python' }],
    ['[7, # 2\n1]', 'syntax', 4, '"#"', 'a number or "]"', { syntax: 'json' }],
    ['(1, 2)', 'syntax', 2, '"," in round brackets', 'an array in square brackets', { syntax: 'javascript' }],
  ];
const codes = ({ warnings }: ReturnType<typeof parseTensor>) => warnings.map(({ code }) => code);
function errorOf(source: Source, options?: ParseOptions): CoreError {
  try {
    parseTensor(source, options);
  } catch (error) {
    assert.ok(error instanceof CoreError, String(error));
    return error;
  }
  return assert.fail(`accepted ${String(source).slice(0, 100)}`);
}

describe('D3 parseTensor', () => {
  for (const [text, shape, values, warnings = []] of accepted)
    it(`reads ${JSON.stringify(text)}`, () => {
      for (const source of /[^\0-\x7f]/.test(text) ? [text] : [text, bytesOf(text)]) {
        const parsed = parseTensor(source);
        assert.deepEqual(parsed.tensor.shape, shape);
        assert.deepEqual([...parsed.tensor.data], values);
        assert.deepEqual(codes(parsed), warnings);
      }
    });

  for (const [text, code, offset, found, expected, options] of refused)
    it(`refuses ${JSON.stringify(text)}${options?.syntax ? ` in ${options.syntax}` : ''}`, () => {
      const error = errorOf(text, options);
      assert.deepEqual([error.code, error.place.offset], [code, offset]);
      assert.deepEqual([error.found, error.expected], [found, expected]);
    });

  it('keeps every sign, digit and special value as JSON.parse has it, at exact ranges', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Number(value.toFixed(6))),
    );
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.array(number, { minLength: 12, maxLength: 200 }))
      .map(([width, flat]) =>
        Array.from({ length: Math.floor(flat.length / width) }, (_, i) => flat.slice(i * width, (i + 1) * width)),
      );
    const space = fc.constantFrom('', ' ', '\n', '\r\n', '\t', ' '.repeat(300));
    fc.assert(
      fc.property(matrix, space, space, space, fc.constantFrom('string', 'bytes', 'fixed'), (values, a, b, c, form) => {
        const write = (value: number): string =>
          Object.is(value, -0) ? '-0' : form === 'fixed' && Math.abs(value) < 1e15 ? value.toFixed(7) : String(value);
        const text = `${a}[${values.map((row) => `${b}[${row.map(write).join(`${c},${a}`)}${c}]`).join(`${a},`)}${b}]`;
        const { tensor, rangeOf } = parseTensor(form === 'bytes' ? bytesOf(text) : text, { offset: 7 });
        const expected = toTensor(JSON.parse(text) as number[][]);
        assert.deepEqual(tensor.shape, expected.shape);
        assert.deepEqual([...tensor.data], [...expected.data]);
        const written = values.flat().map(write);
        written.forEach((word, index) => {
          const { start, end } = rangeOf(index);
          assert.equal(text.slice(start - 7, end - 7), word);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('reads a row of each length from 0 to 33 and two large ones alike on the fast and the slow path', () => {
    for (const length of [...Array(34).keys(), 1023, 4099])
      for (const digits of [0, 1, 6, 8, 9, 10, 15, 17, 20]) {
        const row = Array.from({ length }, (_, i) => ((i * 7919 + 13) % 1000003) / 1000003);
        const words = row.map(
          (value, i) => (i % 5 === 4 ? '-' : '') + (digits === 0 ? String(i) : value.toFixed(digits)),
        );
        const fast = `[[${words.join(',')}],[${words.join(',\n')}],[${words.join(', ')}]]`;
        const slow = fast.replaceAll(',', ' ,').replaceAll(']', ' ]');
        const [a, b] = [parseTensor(fast), parseTensor(slow)];
        assert.deepEqual(a.tensor, b.tensor);
        assert.deepEqual([...a.tensor.data].slice(0, length), words.map(Number));
        const said = ({ warnings }: typeof a) => warnings.map(({ code, count }) => [code, count]);
        assert.deepEqual(said(a), said(b));
      }
  });

  it('leaves the fast path for whatever a row may hold, and comes back', () => {
    const odd = ['1 ', '9'.repeat(25), ...'1e3 -0 NaN 1_0 0xf .5 007 [1] "x" None +1 ...'.split(' ')];
    for (const word of odd)
      for (const at of [0, 1, 2, 3, 5]) {
        const words = ['1', '2', '3', '4', '5', '6'];
        words[at] = word;
        const text = `[[0,1],[${words.slice(0, 2).join()}],[${words.slice(2, 4).join()}],[${words.slice(4).join()}]]`;
        const slow = text.replaceAll(',', ' ,').replaceAll(']', ' ]');
        const outcome = (source: string): unknown => {
          try {
            const { tensor, warnings } = parseTensor(source);
            return [tensor.shape, [...tensor.data], warnings.map(({ code, found }) => [code, found])];
          } catch (error) {
            assert.ok(error instanceof CoreError);
            return [error.code, error.found, error.expected];
          }
        };
        assert.deepEqual(outcome(text), outcome(slow), text);
      }
  });

  it('rounds every decimal as Number does', () => {
    const digits = fc.string({
      unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
      minLength: 1,
      maxLength: 25,
    });
    fc.assert(
      fc.property(digits, digits, fc.option(fc.integer({ min: -330, max: 310 })), (whole, fraction, exponent) => {
        const text = `${BigInt(whole)}.${fraction}${exponent === null ? '' : `e${exponent}`}`;
        assert.deepEqual([...parseTensor(`[${text},-${text} ]`).tensor.data], [Number(text), -Number(text)], text);
      }),
      { numRuns: 5000 },
    );
    const halves = fc
      .bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n })
      .chain((m) => fc.constantFrom(2n * m + 1n, 2n * m).map(String));
    fc.assert(
      fc.property(halves, fc.integer({ min: 0, max: 15 }), (half, places) => {
        const text = `${half.slice(0, half.length - places)}.${half.slice(half.length - places)}`;
        assert.deepEqual([...parseTensor(`[${text},1]`).tensor.data], [Number(text), 1], text);
      }),
      { numRuns: 5000 },
    );
  });

  it('places errors, warnings and ranges in the document', () => {
    const origin = { offset: 100, line: 5, column: 7 };
    assert.deepEqual(errorOf('[1,\r\n\r2,\n x]', origin).place, { offset: 110, line: 8, column: 1 });
    assert.deepEqual(errorOf('[x]', origin).place, { offset: 101, line: 5, column: 8 });
    const { warnings, rangeOf } = parseTensor('[1e400,\nNaN, NaN, -0,\n// c\n]', origin);
    assert.deepEqual(
      warnings.map((it) => [it.code, it.count, it.start, it.end, it.line, it.column, it.found]),
      [
        ['overflow', 1, 101, 106, 5, 8, '1e400'],
        ['nan', 2, 108, 111, 6, 0, 'NaN'],
        ['negativeZero', 1, 118, 120, 6, 10, '-0'],
        ['trailingComma', 1, 120, 121, 6, 12, ','],
        ['comment', 1, 122, 126, 7, 0, '// c'],
      ],
    );
    assert.deepEqual(rangeOf(3), { start: 118, end: 120 });
    for (const index of [-1, 4, NaN]) assert.throws(() => rangeOf(index), { code: 'range' });
  });

  it('reads the bytes of a file, its mark and all, with offsets in bytes', () => {
    const parsed = parseTensor(bytesOf('\ufeff[1, /* é */ NaN]'));
    assert.deepEqual([...parsed.tensor.data], [1, NaN]);
    assert.deepEqual(parsed.rangeOf(1), { start: 16, end: 19 });
    assert.deepEqual(codes(parsed), ['comment', 'nan']);
    assert.equal(errorOf(bytesOf('[1, "é"]')).place.offset, 4);
  });

  it('says what a text says of its type', () => {
    const types = [
      ['np.array([1], dtype=np.float32)', 'float32'],
      ["np.array([1], dtype='int64')", 'int64'],
      ['np.array([1], np.float16)', 'float16'],
      ['torch.tensor([1], device="cpu", dtype=torch.bfloat16)', 'bfloat16'],
      ['new Uint8Array([1])', 'uint8'],
      ['torch.DoubleTensor([1])', 'float64'],
      ['[1]', null],
    ] as const;
    for (const [text, type] of types) assert.equal(parseTensor(text).dtype, type, text);
  });

  it('knows the syntax of a language by its name', () => {
    for (const name of ['json', 'python', 'yaml', 'r', 'julia'] as const) assert.equal(syntaxOfLanguage(name), name);
    const others = { jsonc: 'json', typescriptreact: 'javascript', log: 'text', tsv: 'csv' } as const;
    for (const [name, syntax] of Object.entries(others)) assert.equal(syntaxOfLanguage(name), syntax);
    assert.equal(syntaxOfLanguage('plaintext', '/data/train.CSV'), 'csv');
    assert.equal(syntaxOfLanguage('plaintext', '/data/fit.jl'), 'julia');
    assert.equal(syntaxOfLanguage('plaintext', '/data/notes.txt'), 'text');
  });
});

describe('S15 no number is changed in silence', () => {
  const golden: [text: string, values: number[], code: string, message: string][] = [
    ['[NaN]', [NaN], 'nan', 'NaN: NaN is not JSON'],
    ['[inf, inf]', [Infinity, Infinity], 'infinity', '2 infinite values; Infinity is not JSON; the first is inf'],
    ['[1e400]', [Infinity], 'overflow', '1e400: number above the range of a double became infinite'],
    ['[-1e400]', [-Infinity], 'overflow', '-1e400: number above the range of a double became infinite'],
    ['[1e-400]', [0], 'underflow', '1e-400: number below the range of a double became 0'],
    [
      `[1${'0'.repeat(400)}, 2${'0'.repeat(400)}]`,
      [Infinity, Infinity],
      'overflow',
      `2 numbers above the range of a double became infinite; the first is 1${'0'.repeat(39)}`,
    ],
    ['[9007199254740993]', [2 ** 53], 'precisionLost', '9007199254740993: whole number above 2^53 lost precision'],
    [
      '[-9007199254740993.0]',
      [-(2 ** 53)],
      'precisionLost',
      '-9007199254740993.0: whole number above 2^53 lost precision',
    ],
    ['[0x20000000000001]', [2 ** 53], 'precisionLost', '0x20000000000001: whole number above 2^53 lost precision'],
    [
      '[9_007_199_254_740_993]',
      [2 ** 53],
      'precisionLost',
      '9_007_199_254_740_993: whole number above 2^53 lost precision',
    ],
    ['[-0]', [-0], 'negativeZero', '-0: negative zero, kept as -0'],
    ['[-0.0e5, -0.]', [-0, -0], 'negativeZero', '2 negative zeros, kept as -0; the first is -0.0e5'],
    ['[True]', [1], 'boolean', 'True: boolean read as 1 or 0'],
    ['np.array([1.5], dtype=int)', [1.5], 'dtype', '1.5: value does not fit the dtype and was kept'],
    [
      'new Uint8Array([300, -1, 7])',
      [300, -1, 7],
      'dtype',
      '2 values do not fit the dtype and were kept; the first is 300',
    ],
    ['torch.tensor([0.5], dtype=torch.long)', [0.5], 'dtype', '0.5: value does not fit the dtype and was kept'],
  ];
  for (const [text, values, code, message] of golden)
    it(`flags ${text.slice(0, 50)}`, () => {
      const { tensor, warnings } = parseTensor(text);
      assert.deepEqual([...tensor.data], values);
      const said = warnings.map((warning) => [warning.code, warning.message]);
      assert.deepEqual(said, [[code, message]]);
    });

  it('does not flag what a double holds exactly', () => {
    const exact = '[9007199254740994, 1152921504606846976, 1e22, 0.1, 9007199254740993.5, 0e-999, 1e308, 5e-324]';
    assert.deepEqual(parseTensor(exact).warnings, []);
    assert.deepEqual(parseTensor('np.array([1, -128], dtype=np.int8)').warnings, []);
  });
});

describe('S12 limits of parseTensor', () => {
  const nested = (depth: number, inner = '1'): string => '['.repeat(depth) + inner + ']'.repeat(depth);

  it('accepts 32 axes, refuses 33', () => {
    assert.deepEqual(parseTensor(nested(31)).tensor.shape, Array(31).fill(1));
    assert.deepEqual(parseTensor(nested(32)).tensor.shape, Array(32).fill(1));
    assert.deepEqual(errorOf(nested(33)).code, 'limit');
    assert.equal(errorOf(`${nested(32)}\n${nested(32)}`).found, 'a tensor of rank 33');
  });

  it('accepts 64 open brackets, refuses 65', () => {
    const grouped = (depth: number): string => '('.repeat(depth) + '1' + ')'.repeat(depth);
    for (const depth of [63, 64]) assert.deepEqual(parseTensor(grouped(depth)).tensor.shape, []);
    const error = errorOf(grouped(65));
    assert.deepEqual([error.code, error.place.offset, error.expected], ['limit', 64, 'at most 64 open at one time']);
  });

  it('accepts 20 million elements, refuses one more', () => {
    const ones = (count: number): Uint8Array => {
      const bytes = new Uint8Array(2 * count + 1).fill(44);
      for (let at = 1; at < bytes.length; at += 2) bytes[at] = 49;
      bytes[0] = 91;
      bytes[bytes.length - 1] = 93;
      return bytes;
    };
    for (const count of [limits.elements - 1, limits.elements])
      assert.deepEqual(parseTensor(ones(count)).tensor.shape, [count]);
    const error = errorOf(ones(limits.elements + 1));
    assert.deepEqual([error.code, error.place.offset], ['limit', 2 * limits.elements + 1]);
  });

  it('reads 256 MiB of text, refuses one byte more unread', () => {
    const bytes = new Uint8Array(limits.text + 1);
    bytes.set(bytesOf('[x'));
    for (const length of [limits.text - 1, limits.text]) assert.equal(errorOf(bytes.subarray(0, length)).code, 'shape');
    assert.equal(errorOf(bytes).code, 'limit');
  });

  it('answers a million brackets with an error that has a place', () => {
    for (const text of ['['.repeat(1e6), nested(5e5), '[('.repeat(5e5), `${'['.repeat(1e6)}${'{'.repeat(1e6)}`])
      assert.deepEqual([errorOf(text).code, errorOf(text).place.offset], ['limit', 64]);
    assert.equal(errorOf(nested(5e5)).code, 'limit');
  });
});

describe('S14 F18 cost of parseTensor', () => {
  const hostile: Record<string, (size: number) => string> = {
    'an open string': (size) => `["${'\\'.repeat(size)}`,
    'an open comment': (size) => `[1 /*${'/*'.repeat(size / 2)}`,
    'many comments': (size) => `[${'/**/'.repeat(size / 4)}`,
    'one long number': (size) => `[${'1'.repeat(size)}]`,
    'one long fraction': (size) => `[0.${'0'.repeat(size)}1]`,
    'one long exponent': (size) => `[1e${'9'.repeat(size)}]`,
    underscores: (size) => `[${'1_'.repeat(size / 2)}1]`,
    'one long word': (size) => `[${'n'.repeat(size)}]`,
    dots: (size) => `[${'.a'.repeat(size / 2)}]`,
    'spaces after numbers': (size) => `[1${' '.repeat(size)}2]`,
    'lines of nothing': (size) => `1${'\n'.repeat(size)}x`,
    'an open call': (size) => `np.array([1], ${'('.repeat(size)}`,
    'many calls': (size) => `[${'array(1, a="'.repeat(size / 12)}]`,
    'NaN alone': (size) => `[${'NaN,'.repeat(size / 4)}]`,
    'far elements': (size) => `[${`1,${' '.repeat(300)}`.repeat(size / 302)}]`,
  };
  for (const [name, make] of Object.entries(hostile))
    it(`reads ${name} in linear time`, () => {
      const reads = (size: number): number => {
        let count = 0;
        const bytes = bytesOf(make(size));
        const counted = new Proxy(bytes, {
          get(target, property) {
            if (typeof property === 'string' && /^\d/.test(property)) count++;
            const value: unknown = Reflect.get(target, property, target);
            if (property !== 'subarray') return value;
            return (start: number, end: number) => ((count += end - start), target.subarray(start, end));
          },
        });
        try {
          parseTensor(counted);
        } catch (error) {
          assert.ok(error instanceof CoreError, String(error));
        }
        return count;
      };
      const small = reads(6000);
      const large = reads(12000);
      assert.ok(large <= 2.5 * small, `${large} reads for twice the ${small}`);
      assert.ok(small <= 12 * 6000, `${small} reads of 6000 bytes`);
    });

  it('allocates at most 8 times its input and a mebibyte', () => {
    const units = ['1,', '12,', '0.123456, ', '[1],', '[],', '-0,', 'NaN,', 'True, False, ', '-np.inf,', '1 ', '1\n'];
    for (const unit of [...units, `1,${' '.repeat(300)}`]) {
      const text = unit.startsWith('1 ') || unit === '1\n' ? unit.repeat(2e5) : `[${unit.repeat(4e5 / unit.length)}]`;
      const bytes = bytesOf(text);
      parseTensor(bytes);
      const before = process.memoryUsage();
      parseTensor(bytes);
      const after = process.memoryUsage();
      const used = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
      assert.ok(used <= 8 * bytes.length + 2 ** 20, `${used} bytes for ${bytes.length} of ${JSON.stringify(unit)}`);
    }
  });
});
