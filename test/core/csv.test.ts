import assert from 'node:assert/strict';
import { type NamedBytes, readContents, readCsv } from '@surprisal/core';
import { matrix } from '../matrix.js';
import { textFile } from './arrayFiles.js';
import { refuses } from './fails.js';
import { inflate } from './training.js';
import { readReference } from './worst.js';

interface Reference {
  cases: { title: string; file: string; features: number[][]; labels: string[]; index: boolean }[];
  refused: Record<string, string>;
}
const reference = readReference<Reference>('tables.json');
const stored = (base64: string): NamedBytes => ({
  name: 'some.csv',
  bytes: new Uint8Array(Buffer.from(base64, 'base64')),
});
const cells = (words: string): string[][] => {
  const table = readCsv(textFile(words));
  return Array.from({ length: table.rows }, (_, row) =>
    Array.from({ length: table.width }, (_, column) => table.text(row, column)),
  );
};
const both = (words: string) => readContents(textFile(words), inflate, 'both');

describe('tables as others write them (T9)', () => {
  for (const { title, file: base64, features, labels, index } of reference.cases)
    it(`${title}: the features and labels that pandas reads (S15)`, () => {
      const found = readContents(stored(base64), inflate, 'both');
      const flat = features.flat();
      assert.deepEqual(found.features?.shape, [features.length, 3]);
      assert.deepEqual(Array.from(found.features?.data ?? []), flat);
      const { labels: indices, classes } = found.labels!;
      const whole = labels.every((label) => /\./.test(label) && Number.isInteger(Number(label)));
      const expected = labels.map((label) => (whole ? String(Number(label)) : label));
      const named = Array.from(indices, (c) => classes[c]);
      assert.deepEqual(named, expected);
      assert.equal(found.leftOut?.length, index ? 1 : 0);
    });

  const words: Record<string, RegExp> = {
    'two lines of names': /line 1: "a" above "x" above numbers; expected one line of names/,
    'two lines of names, no index': /line 1: "a" above "x" above numbers; expected one line of names/,
    'a missing value in the first row': /line 1, column 2: nothing in column "\w+"; expected a finite number/,
    'a missing value in the first row, by name':
      /line 1, column 2: "NA", a missing value, in column "\w+"; expected a finite number/,
    'a missing value in the first row, as ?':
      /line 1, column 2: "\?", a missing value, in column "\w+"; expected a finite number/,
    'a missing value': /line 2, column 2: nothing in column "\w+"; expected a finite number/,
    'a first row of missing values': /line 1, column 1: nothing in column "\w+"; expected a finite number/,
    'a first row of missing values, as nan':
      /line 1, column 1: "nan", a missing value, in column "\w+"; expected a finite number/,
    'a word in the first row':
      /line 1: "low" beside numbers; expected names with letters, such as x1, x2, label: in place of this line/,
    'columns called 0 to 3 and nothing else': /line 1: 0, 1, 2 and so on, 4 numbers that may be names/,
    'years as names': /line 1: "depth" beside numbers; expected names with letters/,
    'an index of texts': /line 1, column 1: a column without a name; expected a name, or the numbers of the rows/,
    'an index of dates': /line 1, column 1: a column without a name/,
    'an index that comes twice': /line 1, column 1: a column without a name/,
    'UTF-16': /text in UTF-16; expected UTF-8/,
    'Latin-1': /line 2, column \d+: bytes that are not UTF-8/,
    'thousands between commas': /line 2, column 1: "1,234"; expected a finite number/,
    'thousands between points': /line 2, column 1: "1\.234,5"; expected a finite number/,
    'decimal points and decimal commas': /line 2, column 2: "2,5"; expected a finite number/,
    hexadecimal: /line 2, column 1: "0x10"; expected a finite number/,
    underscores: /line 2, column 1: "1_000"; expected a finite number/,
    infinite: /line 2, column 1: "Infinity"; expected a finite number/,
    'beyond a double': /line 2, column 1: "1e999"; expected a finite number/,
    'an empty label': /line 2, column 3: nothing; expected a label/,
    'two columns of labels': /line 1, column 3: the name "label" twice; expected each name once/,
    'names alone': /no rows below its names/,
  };
  for (const [title, base64] of Object.entries(reference.refused))
    it(`${title}: refused, with the place and a way out (S15)`, () =>
      refuses(() => readContents(stored(base64), inflate, 'both'), words[title]));
});

describe('CSV', () => {
  it('T9 reads quotes, separators, line ends and a mark of the byte order', () => {
    const quoted = matrix(['x', 'y'], ['1', '2'], ['3', 'a "b", c']);
    assert.deepEqual(cells('\ufeffx,y\r\n1,2\r\n\r\n3,"a ""b"", c"\n'), quoted);
    assert.deepEqual(cells('x,y\r1,2\r3,"a ""b"", c"'), quoted);
    for (const words of ['1;2\n3;4', '1\t2\n3\t4', '1 2\n3 4', '  1   2 \n\n 3 4\n'])
      assert.deepEqual(cells(words), matrix(['1', '2'], ['3', '4']));
    for (const words of ['sep=|\n1|2\n', '"sep=;"\r\n1;2\r\n', 'sep=\t\n1\t2'])
      assert.deepEqual(cells(words), [['1', '2']]);
    assert.deepEqual(cells('class 1\nclass 2\n'), [['class 1'], ['class 2']]);
    assert.deepEqual(cells('1,a;b\n2,c;d'), matrix(['1', 'a;b'], ['2', 'c;d']));
    assert.equal(readCsv(textFile('a,b\n\n"x\ny",2\n3,4\n')).line(2), 5);
    refuses(() => cells('1,2\n3\n'), /some\.csv, line 2: 1 value; expected 2, as in the first row/);
    refuses(() => cells('1,"2\n3'), /some\.csv, line 1: a quote that is not closed/);
    refuses(() => cells('1,2\n"3"x,4'), /some\.csv, line 2: text after a quote/);
    refuses(() => cells('\n'), /no rows/);
  });

  it('S15 a number is what the decimal grammar says, to the last bit', () => {
    const written = '0 -0 7 007 +7 -1.5 .5 1. 1e3 1E+3 1e-3 0.1 5e-324 1.7976931348623157e308';
    const numbers = [...written.split(' '), '123456789012345678', '9007199254740993'];
    const none = [
      '',
      ' ',
      '1 000',
      ...'. - + e3 1e 1e+ 1_000 0x10 0b1 Infinity NaN 1,5 --1 1.2.3 1e3.5 ² ٣'.split(' '),
    ];
    const table = readCsv(textFile([...numbers, ...none].map((cell) => `"${cell}",x`).join('\n')));
    numbers.forEach((text, row) => assert.ok(Object.is(table.number(row, 0), Number(text)), text));
    none.forEach((text, k) => assert.ok(Number.isNaN(table.number(numbers.length + k, 0)), text));
  });

  it('S15 007 and 7, and whole numbers that a double makes one, are classes of their own; 1.0 is 1', () => {
    const classes = (words: string): string[] | undefined => both(words).labels?.classes;
    assert.deepEqual(classes('a,label\n1,7\n2,007\n3,10\n'), ['007', '7', '10']);
    const beyond = classes('a,label\n1,9007199254740993\n2,9007199254740992\n');
    assert.deepEqual(beyond, ['9007199254740992', '9007199254740993']);
    assert.deepEqual(classes('a,label\n1,1.0\n2,0.0\n3,1.00e+01\n'), ['0', '1', '10']);
    assert.deepEqual(classes('a,label\n1,1.0\n2,1\n'), ['1', '1.0']);
    const json = (words: string) => readContents(textFile(words, 'a.json'), inflate, 'labels').labels?.classes;
    assert.deepEqual(json('[9007199254740993, 9007199254740992, 3]'), ['3', '9007199254740992', '9007199254740993']);
    assert.deepEqual(json('["1", "01", 1]'), ['01', '1']);
  });

  it('S15 a comma that may part thousands is no decimal comma before another number says so', () => {
    const features = (words: string): number[] => Array.from(both(words).features!.data);
    // As a spreadsheet writes thousands between tabs.
    for (const words of ['a\tlabel\n"1,234"\tx\n999\ty\n', 'a;label\n1,234;x\n-12,500;y\n'])
      refuses(() => both(words), /line 2, column 1: "1,234", which may be a fraction or thousands; expected no commas/);
    for (const told of ['0,234', '1,2', '1234,567', '1,2345', '1,234e1'])
      assert.deepEqual(features(`a;label\n1,234;x\n${told};y\n`), [1.234, Number(told.replace(',', '.'))]);
    refuses(() => both('a\tb\tlabel\n"1,234"\t1.5\tx\n'), /line 2, column 1: "1,234"; expected a finite number/);
    refuses(() => both('a\tlabel\n"1,234"\tx\n"1,234,567"\ty\n'), /which may be a fraction or thousands/);
  });

  it('a line that is one column says what could part it', () => {
    for (const words of ['a|b|label\n1|2|x\n', '5.1 3.5 cat\n4.9 3.0 dog\n', ',label\n0,x\n1,y\n'])
      refuses(() => both(words), /some\.csv, line \d: .+ and no column beside it; expected features beside the labels/);
  });

  it('S15 a first row of names is known by texts above numbers, or by a name of the labels', () => {
    const shape = (words: string): unknown[] => {
      const { features, labels, leftOut } = both(words);
      return [features?.shape, labels?.classes, leftOut];
    };
    assert.deepEqual(shape('1,2,cat\n3,4,dog\n'), [[2, 2], ['cat', 'dog'], []]);
    assert.deepEqual(shape('Na,Mg,Type\n1,2,3\n4,5,6\n'), [[2, 2], ['3', '6'], []]);
    assert.deepEqual(shape(',a,label\n0,1.5,x\n1,2.5,y\n'), [[2, 1], ['x', 'y'], [{ file: 'some.csv', columns: 1 }]]);
    assert.deepEqual(shape('a,,label\n1,2,x\n3,4,y\n'), [[2, 2], ['x', 'y'], []]);
    refuses(() => both('2019,label\n1.5,x\n2.5,y\n'), /line 1: "label" beside numbers/);
    const labels = (words: string) => readContents(textFile(words), inflate, 'labels').labels;
    assert.deepEqual(labels('label\ncat\ndog\n'), { labels: Uint8Array.of(0, 1), classes: ['cat', 'dog'] });
    assert.deepEqual(labels('cat\ndog\ncat\n')?.classes, ['cat', 'dog']);
    assert.deepEqual(labels('class\ncat\nclass\n')?.classes, ['cat', 'class']);
  });
});
