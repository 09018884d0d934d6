import assert from 'node:assert/strict';
import { ArrayIndex, enclosingArrays, findArray, objectArrays, type FoundArray, type Syntax } from '@surprisal/core';
import { editedDocument } from './fuzzDocument.js';

/** Text with the caret as `|`, what is found, its key, and the syntax if not JSON. */
const corpus: [text: string, array: string | null, key: string | null, syntax?: Syntax][] = [
  ['{"y_true": [1,|2]}', '[1,2]', 'y_true'],
  ['{"p": [[1,2],[3|,4]]}', '[3,4]', null],
  ['{"p": [[1,2]|,[3,4]]}', '[[1,2],[3,4]]', 'p'],
  ['|[1]', '[1]', null],
  ['[1]|', '[1]', null],
  ['[|]', '[]', null],
  ['{"a": [1,2]|}', '[1,2]', 'a'],
  ['{"a": [1,2]} |', null, null],
  ['|', null, null],
  ['{"y"\r\n:\r\n\t[1|]}', '[1]', 'y'],
  ['{"y": /* [ */ [1|] }', '[1]', 'y'],
  ['{"y": // ]\n[1|] }', '[1]', 'y'],
  ['{"s": "]", "p": [1,|2]}', '[1,2]', 'p'],
  ['{"s": "\\"[", "p": [1,|2]}', '[1,2]', 'p'],
  ['{"s": "[1|, 2]"}', null, null],
  ['{"\u{1f600}[": [1|]}', '[1]', '\u{1f600}['],
  ['{"](command:x)": [1|]}', '[1]', '](command:x)'],
  ['{"s": "open\n, "p": [1|]}', '[1]', 'p'],
  ['{\'it\': 1, "y": [1|]}', '[1]', 'y'],
  ['{"a": 1, "b": 2.5\n, "y": [1|]}', '[1]', 'y'],
  ['[1]\n[2|]\n[3]', '[2]', null],
  ['[1,|2', '[1,2', null],
  ['{"a": [1,|2, "b": {}}', '[1,2, "b": {}', 'a'],
  ['a[0|]', null, null, 'python'],
  ['a [0|]', null, null, 'python'],
  ['f(x)[0|]', null, null, 'python'],
  ['a[0][1|]', null, null, 'python'],
  ['"ab"[0|]', null, null, 'python'],
  ['x = [a[0|], 1]', '[a[0], 1]', 'x', 'python'],
  ['return [1|]', '[1]', null, 'python'],
  ['for i in [1|]:', '[1]', null, 'python'],
  ['y_true = np.array([0.1, |0.2])', '[0.1, 0.2]', 'y_true', 'python'],
  ['y_true=torch.tensor([[0.1|]], dtype=torch.float32)', '[0.1]', null, 'python'],
  ['self.y = torch.tensor([1|])', '[1]', 'y', 'python'],
  ['y: np.ndarray = np.array([1|])', '[1]', 'y', 'python'],
  ['y: list[float] = [1|]', '[1]', 'y', 'python'],
  ['a: int\ny = [1|]', '[1]', 'y', 'python'],
  ['y = softmax(torch.tensor([1|]))', '[1]', null, 'python'],
  ['loss(y_true=[1|], y_pred=[2])', '[1]', 'y_true', 'python'],
  ['y == [1|]', '[1]', null, 'python'],
  ['y = x + [1|]', '[1]', null, 'python'],
  ['y += [1|]', '[1]', null, 'python'],
  ['p = (1|, 2)', '(1, 2)', 'p', 'python'],
  ['f(1|, 2)', null, null, 'python'],
  ["# don't [\np = [1|]", '[1]', 'p', 'python'],
  ["{'s': \"it's [\", 'p': [1,|2]}", '[1,2]', 'p', 'python'],
  ['x = """ [ \'"\' """; y=[1|]', '[1]', 'y', 'python'],
  ["x = '''\n[1|]\n'''", null, null, 'python'],
  ['"""a \\""" [ """\ny=[1|]', '[1]', 'y', 'python'],
  ['const y: number[] = [1|];', '[1]', 'y', 'javascript'],
  ['const t = `a ${f([1|])} ${`}`} [`; y', null, null, 'javascript'],
  ['const t = `a ${f({b: "`"})} ${`}`} \\` [`; y = [1|]', '[1]', 'y', 'javascript'],
  ['const t = `${/* ` */ 1}[`; y = [1|]', '[1]', 'y', 'javascript'],
  ['a = /[/"]\\/\\[/; b = [1|]', '[1]', 'b', 'javascript'],
  ['a = b / c; d = "]/"; e = [1|]', '[1]', 'e', 'javascript'],
  ['return /"\\[/.test(s) && [1|]', '[1]', null, 'javascript'],
  ['a = (1) / 2; b = [1|] / 2', '[1]', 'b', 'javascript'],
  ['x = a / [1|]', '[1]', null, 'javascript'],
  ['f(1, (2|, 3))', null, null, 'javascript'],
  ['y = new Float32Array([1|])', '[1]', 'y', 'javascript'],
  ['() => [1|]', '[1]', null, 'javascript'],
  ["it's [0.1 0.|9] isn't it", '[0.1 0.9]', null, 'text'],
  ['probs[0|]', null, null, 'text'],
  ['probs [0|]', '[0]', null, 'text'],
  ['{"y_pred": [0.1|]} :)', '[0.1]', 'y_pred', 'text'],
  ['tensor([[1, 2],\n        [3|, 4]])', '[3, 4]', null, 'text'],
  ['y = (np.array([1|]))', '[1]', null, 'python'],
  ['caf\u00e9 = [1|]', '[1]', 'caf\u00e9', 'python'],
];

const syntaxes: Syntax[] = ['json', 'python', 'javascript', 'text'];

/** 200 in the ordinary tests; `npm run fuzz` asks for more. */
const documents = Number(process.env.FUZZ_CASES ?? 5000) / 25;
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);

const textOf = (text: string, found: FoundArray | null): string | null => found && text.slice(found.start, found.end);

describe('D3 the array at a place', () => {
  for (const [marked, array, key, syntax] of corpus)
    it(`${JSON.stringify(marked)}${syntax ? ` in ${syntax}` : ''}`, () => {
      const offset = marked.indexOf('|');
      const text = marked.slice(0, offset) + marked.slice(offset + 1);
      const found = findArray(text, offset, syntax);
      assert.equal(textOf(text, found), array);
      assert.equal(found?.key?.text ?? null, key);
      if (found?.key) assert.equal(text.slice(found.key.start, found.key.end), key);
      if (found) assert.equal(found.closed, /[)\]]$/.test(array as string));
    });

  it('gives all arrays around a place, the innermost first, and the outermost that hold one another', () => {
    const text = '{"a": [{"p": [[1,2],[3,4]]}, 7]}';
    const at = text.indexOf('3');
    assert.deepEqual(
      enclosingArrays(text, at).map((found) => textOf(text, found)),
      ['[3,4]', '[[1,2],[3,4]]', '[{"p": [[1,2],[3,4]]}, 7]'],
    );
    const index = new ArrayIndex(text);
    assert.equal(textOf(text, index.outermost(at)), '[[1,2],[3,4]]');
    assert.equal(index.outermost(at)?.key?.text, 'p');
    assert.equal(index.outermost(0), null);
    const wrapped = 'x = [np.array([1]), np.array([2])]';
    assert.equal(textOf(wrapped, new ArrayIndex(wrapped, 'python').outermost(15)), '[np.array([1]), np.array([2])]');
    const called = 'x = [f([1])]';
    assert.equal(textOf(called, new ArrayIndex(called, 'python').outermost(8)), '[1]');
  });

  it('gives the arrays of one object by their keys, doubles marked', () => {
    const text = '{"y_true": [1], "y_pred": np.array([2,[3]]), "z": {"q": [4]}, "y_true": [5], "n": 6}';
    const seen = (at: number, source = text, syntax?: Syntax): string[] =>
      objectArrays(source, at, syntax).map(
        (array) => `${array.key.text} ${textOf(source, array)}${array.duplicate ? ' again' : ''}`,
      );
    const expected = ['y_true [1]', 'y_pred [2,[3]]', 'y_true [5] again'];
    for (const at of [1, text.indexOf('1'), text.indexOf('3'), text.indexOf('5'), text.indexOf('6')])
      assert.deepEqual(seen(at), expected);
    assert.deepEqual(seen(text.indexOf('4')), ['q [4]']);
    const code = 'y_true = [1]\ny_pred = [2]\nloss(y_true=[3], y_pred=torch.tensor([4]))';
    assert.deepEqual(seen(0, code, 'python').slice(0, 2), ['y_true [1]', 'y_pred [2]']);
    assert.deepEqual(seen(code.indexOf('3'), code, 'python'), ['y_true [3]', 'y_pred [4]']);
    assert.deepEqual(seen(9, '{"a": [1, "b": [2]'), ['a [1, "b": [2]', 'b [2]']);
  });

  it('S16 takes a key for text, whatever it says', () => {
    const text = '{"__proto__": [1], "constructor": [2]}';
    const keys = objectArrays(text, 1).map(({ key }) => key.text);
    assert.deepEqual(keys, ['__proto__', 'constructor']);
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it('lists every array with a key, with what holds it', () => {
    const text = '{"a": [{"b": [1]}, {"b": [2, [3]]}], "c": [4';
    const keyed = new ArrayIndex(text).keyed();
    const seen = keyed.map((it) => `${it.key.text} at ${it.start} in ${it.container}${it.closed ? '' : ', open'}`);
    assert.deepEqual(seen, ['a at 6 in 0', 'b at 13 in 7', 'b at 25 in 19', 'c at 42 in 0, open']);
  });
});

describe('F17 the index of a document', () => {
  it('answers after each of many edits as one that read the text anew', () => {
    for (let seed = 0; seed < documents; seed++) editedDocument(firstSeed + seed, 20);
  });

  it('goes on with a string that the end of the text left open', () => {
    for (const [open, more, syntax] of [
      ['x = """[', '] [1]', 'python'],
      ['x = `[', '] [1]', 'javascript'],
      ['/* [', '] [1]', 'json'],
    ] as const) {
      const index = new ArrayIndex(open, syntax);
      assert.equal(index.find(open.length), null);
      index.edit(open + more, open.length, open.length, open.length + more.length);
      assert.equal(index.find(open.length + 3), null);
    }
  });

  it('reads no more than was edited', () => {
    const row = `{"y": [${Array.from({ length: 784 }, (_, i) => (i % 10) / 10).join(', ')}]},\n`;
    const text = `[${row.repeat(200)}]`;
    const index = new ArrayIndex(text);
    const last = text.lastIndexOf('0.5');
    const expected = index.find(last) as FoundArray;
    let edited = text;
    for (const at of [10, 5000, 100_000]) {
      edited = `${edited.slice(0, at)}1${edited.slice(at)}`;
      let reads = 0;
      const counted = Object.assign(Object(edited) as string, {
        charCodeAt: (i: number) => (reads++, edited.charCodeAt(i)),
      });
      index.edit(counted, at, at, at + 1);
      const shift = edited.length - text.length;
      const found = index.find(last + shift) as FoundArray;
      assert.deepEqual([found.start, found.end], [expected.start + shift, expected.end + shift]);
      assert.ok(reads < 80_000, `${reads} of ${edited.length}`);
    }
  });

  it('S12 survives a million brackets', () => {
    const cases: [text: string, syntax: Syntax, at: number, start: number | null][] = [
      ['['.repeat(1e6), 'json', 5e5, 5e5],
      ['['.repeat(5e5) + ']'.repeat(5e5), 'python', 1e6, 0],
      ['([{'.repeat(3e5), 'javascript', 5e5, 499_999],
      [`${'[('.repeat(5e5)}]`, 'text', 1_000_001, 999_996],
      [']'.repeat(1e6), 'json', 5e5, null],
      ['(]'.repeat(5e5), 'python', 1e6, 0],
    ];
    for (const [text, syntax, at, start] of cases)
      assert.equal(new ArrayIndex(text, syntax).enclosing(at)[0]?.start ?? null, start);
  });

  it('S14 reads hostile text within its deadline', () => {
    const hostile = [
      '"'.repeat(1e5),
      '\\'.repeat(1e5),
      '`${'.repeat(3e4),
      '/'.repeat(1e5),
      '/*'.repeat(1e5),
      `[${' '.repeat(1e5)}[`,
      ' ['.repeat(1e5),
      '[ '.repeat(1e5),
      'a'.repeat(1e5),
      'a '.repeat(1e5),
      "'''".repeat(3e4),
      '/a\n'.repeat(3e4),
      'a='.repeat(1e5),
      '/['.repeat(1e5),
    ];
    for (const text of hostile)
      for (const syntax of syntaxes) {
        const began = performance.now();
        new ArrayIndex(text, syntax).find(text.length);
        new ArrayIndex(text, syntax).keyed();
        assert.ok(performance.now() - began < 5000, `${JSON.stringify(text.slice(0, 6))} in ${syntax}`);
      }
  });
});
