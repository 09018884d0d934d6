import assert from 'node:assert/strict';
import {
  type DataConfig,
  defaultConfig,
  describeTable,
  prepareData,
  readDataset,
  readNpy,
  readPredictions,
  type TableOptions,
} from '@surprisal/core';
import { npyFile, textFile } from './arrayFiles.js';
import { refuses } from './fails.js';
import { inflate } from './training.js';

const read = (words: string, options?: TableOptions & { scale?: string }, name?: string, labels?: string) =>
  readDataset(
    textFile(words, name),
    labels === undefined ? undefined : textFile(labels, 'labels.csv'),
    inflate,
    options,
  );
const rowsOf = (...given: Parameters<typeof read>) => {
  const { columns, features, labels, classes } = read(...given);
  return [columns, [...features], Array.from(labels, (label) => classes[label])];
};
const prepare = (words: string, test: string, data: Partial<DataConfig> = {}) => {
  const base = defaultConfig();
  const own = { source: 'files', files: { images: 'a' }, validationFraction: 0 } as const;
  const files = { images: textFile(words), testImages: textFile(test, 'test.csv') };
  const { sets } = prepareData({ ...base, data: { ...base.data, ...own, ...data } }, files, inflate);
  return sets.map(({ labels, classes }) => Array.from(labels, (label) => classes[label]));
};

describe('tables that could be read in two ways (S15)', () => {
  it('S15 T9 a missing label among numbers is no class of its own, whatever file it stands in', () => {
    for (const missing of ['NA', 'None', 'null', '?', '<NA>', 'N/A', '-']) {
      const words = `a,label\n1,0\n2,1\n3,${missing}\n4,0\n`;
      const message = `some.csv, line 4, column 2: "${missing}" among labels that are numbers; expected a label, or the row left out`;
      refuses(() => read(words), message);
      const named = words.replaceAll(',0', ',cat').replace(',1', ',dog');
      assert.equal(read(named).classes.length, 3, 'among words it may be one');
      const both = `label,prediction\n0,1\n1,${missing}\n`;
      refuses(
        () => readPredictions([textFile(both)], inflate),
        `some.csv, line 3, prediction: "${missing}" among labels that are numbers; expected a label`,
      );
    }
    refuses(() => read('{"x":[[1],[2]],"y":[0,"NA"]}', {}, 'a.json'), /a\.json, item 1: "NA" among labels/);
    assert.deepEqual(read('a,label\n1,+\n2,-\n').classes, ['+', '-'], 'none of them is a number');
  });

  it('S15 R9 columns of JSON whose rows stand in another order are refused, and rows by their name are rows', () => {
    const columns = (second: string) => `{"a":{"0":1,"1":2},"label":${second}}`;
    assert.deepEqual(rowsOf(columns('{"0":"x","1":"y"}'), {}, 'a.json'), [['a'], [1, 2], ['x', 'y']]);
    refuses(
      () => read(columns('{"1":"y","0":"x"}'), {}, 'a.json'),
      'a.json, line 1, column 29: the row "1"; expected "0", as the first column has there',
    );
    const found = [
      ['a', 'b'],
      [1, 2, 3, 4],
      ['x', 'y'],
    ];
    const rows = '{"r":{"a":1,"b":2,"label":"x"},"s":{"label":"y","a":3,"b":4}}';
    assert.deepEqual(rowsOf(rows, {}, 'a.json'), found);
    const numbered = '{"0":{"a":1,"b":2,"kind":"x"},"1":{"a":3,"b":4,"kind":"y"}}';
    const { table } = read(numbered, { target: 'kind' }, 'a.json');
    assert.deepEqual([rowsOf(numbered, { target: 'kind' }, 'a.json'), table!.kind], [found, 'index']);
    for (const text of ['{"r":{"a":1,"k":0},"s":{"a":2,"k":1}}', '{"0":{"0":1,"1":0},"1":{"0":2,"1":1}}'])
      refuses(
        () => read(text, {}, 'a.json'),
        /line 1, column 2: the key "[r0]", which may name a column or a row; exp/,
      );
  });

  it('S15 a first row of words that come nowhere below may be names, where those below do come again', () => {
    const party = 'party,vote,size\nr,y,s\nd,n,s\nr,y,l\nd,n,l\n';
    for (const options of [{ oneHot: true }, { oneHot: true, target: 0 }] as const)
      refuses(
        () => read(party, options),
        /line 1: "party" and other words that do not come again below; expected a column called label, class, target/,
      );
    assert.deepEqual(read(party.replace('party', 'class'), { oneHot: true }).classes, ['d', 'r']);
    assert.equal(read(`r,n,l\n${party.slice(16)}`, { oneHot: true }).count, 5);
    assert.equal(read('a,b\nc,d\ne,f\n', { oneHot: true }).count, 3, 'words of which none comes again tell nothing');
  });

  it('S15 of two columns called as labels are, which is the label is asked, and neither is a feature in silence', () => {
    const words = 'class,a,target\n0,1,x\n1,2,y\n';
    refuses(
      () => read(words),
      'some.csv: the columns "class" and "target", either of which may be the label; expected data.target with the one, and data.leaveOut with the other unless it is a feature',
    );
    assert.deepEqual(rowsOf(words, { leaveOut: ['class'] }), [['a'], [1, 2], ['x', 'y']]);
    assert.deepEqual(rowsOf(words, { target: 'target' }), [
      ['class', 'a'],
      [0, 1, 1, 2],
      ['x', 'y'],
    ]);
    assert.deepEqual(read(words, { scale: 'legacy', oneHot: true }).classes, ['0', '1'], 'as version 0.1.0 did');
  });

  it('S15 y beside x is a coordinate, unless it is the last column of a file with its labels', () => {
    const points = 'x,y\n1,2\n3,4\n';
    assert.deepEqual(rowsOf(points, {}, 'a.csv', 'label\n0\n1\n'), [
      ['x', 'y'],
      [1, 2, 3, 4],
      ['0', '1'],
    ]);
    assert.deepEqual(rowsOf(points), [['x'], [1, 3], ['2', '4']]);
    assert.deepEqual(rowsOf('x,y,kind\n1,2,a\n3,4,b\n'), [
      ['x', 'y'],
      [1, 2, 3, 4],
      ['a', 'b'],
    ]);
    assert.deepEqual(rowsOf('y,a\n1,2\n3,4\n'), [['a'], [2, 4], ['1', '3']]);
  });

  it('S15 a name that stands twice names no column', () => {
    const words = 'a,a,b,label\n1,2,5,x\n3,4,6,y\n';
    refuses(() => read(words, { leaveOut: ['a'] }), /data\.leaveOut: "a", a name that stands twice in some\.csv; expe/);
    assert.deepEqual(rowsOf(words, { leaveOut: [0, 1] }), [['b'], [5, 6], ['x', 'y']]);
  });

  it('S15 R9 the index of tables put one below the other is named among the columns', () => {
    const words = 'Unnamed: 0,a,Unnamed: 2,label\n0,1,.5,x\n1,2,.5,y\n0,1,.5,x\n';
    const numbering = describeTable(textFile(words), inflate)!.columns.filter((each) => each.numbersRows);
    assert.deepEqual(
      numbering.map(({ name }) => name),
      ['Unnamed: 0'],
    );
  });
});

describe('classes by their names (S15)', () => {
  it('S15 R9 a test part whose labels are all whole has the classes of 1.0 and 2.0, and never another', () => {
    const rated = 'a,label\n1,1.0\n2,2.5\n3,2.0\n';
    assert.deepEqual(prepare(rated, 'a,label\n1,2.0\n2,1.0\n')[1], ['2.0', '1.0']);
    assert.deepEqual(prepare('a,label\n1,1\n2,2\n', 'a,label\n1,2.0\n')[1], ['2']);
    refuses(() => prepare(rated, 'a,label\n1,3.0\n'), /test\.csv: class "3"; expected one that is trained on/);
    refuses(() => prepare('a,label\n1,1\n2,1.0\n', 'a,label\n1,1.00\n2,0.5\n'), /test\.csv: class "0\.5"/);
  });

  it('S15 R9 labels with a decimal comma are the numbers that they are, in predictions too', () => {
    const commas = (labels: string[]) => `a;label\n${labels.map((label, i) => `${i},5;${label}\n`).join('')}`;
    assert.deepEqual(read(commas(['1,0', '0,0', '2,0'])).classes, ['0', '1', '2']);
    assert.deepEqual(read(commas(['1,5', '0,5', '10,5'])).classes, ['0.5', '1.5', '10.5']);
    assert.deepEqual(read(commas(['x,y', '1,2,3', '1,5'])).classes, ['1,2,3', '1.5', 'x,y']);
    refuses(() => read(commas(['1,0', 'NA', '0,0'])), /line 3, column 2: "NA" among labels that are numbers/);
    const found = readPredictions([textFile('label;prediction;score\n1,0;0,0;0,5\n0,0;1,0;0,25\n')], inflate);
    assert.deepEqual(found.kind === 'predictions' && found.classes, ['0', '1']);
  });

  it('S15 K10 scores a class are read alike from a table, records, lines of records and lists', () => {
    const rows = [
      ['cat', 0.25, 0.75],
      ['dog', 1, 0],
    ] as const;
    const forms = (...names: string[]): [string, string][] => {
      const record = (row: readonly unknown[]) => JSON.stringify(Object.fromEntries(row.map((x, i) => [names[i], x])));
      const lists = names.map((name, i) => [name, rows.map((row) => row[i])]);
      return [
        ['a.csv', [names, ...rows].map((row) => `${row.join()}\n`).join('')],
        ['a.json', `[${rows.map(record).join()}]`],
        ['a.jsonl', rows.map((row) => `${record(row)}\n`).join('')],
        ['b.json', JSON.stringify(Object.fromEntries(lists))],
      ];
    };
    for (const names of [
      ['label', 'prob_dog', 'prob_cat'],
      ['label', 'dog', 'cat'],
    ])
      for (const [file, words] of forms(...names)) {
        const found = readPredictions([textFile(words, file)], inflate);
        assert.ok(found.kind === 'predictions', `${file}: ${JSON.stringify(found)}`);
        assert.deepEqual(
          [found.classes, [...found.scores!.data]],
          [
            ['dog', 'cat'],
            [0.25, 0.75, 1, 0],
          ],
          file,
        );
      }
    refuses(
      () => readPredictions([textFile('{"label":[0,1],"p0":[1,0],"p1":[1]}', 'a.json')], inflate),
      'a.json: p1: 1 value; expected 2, as a.json: p0 has',
    );
  });

  it('S15 R9 007 has no name of label 7, and merged classes are called as no other', () => {
    const classNames = ['nought', 'one', '2', '3', '4', '5', '6', 'seven'];
    assert.deepEqual(prepare('a,label\n1,7\n2,0\n', 'a,label\n1,7\n', { classNames }), [
      ['seven', 'nought'],
      ['seven'],
    ]);
    refuses(
      () => prepare('a,label\n1,007\n2,7\n', 'a,label\n1,7\n', { classNames }),
      /some\.csv: label "007"; expected a whole number from 0 to 7/,
    );
    const three = 'a,label\n1,4\n2,9\n3,4+9\n';
    refuses(
      () => prepare(three, 'a,label\n1,4\n', { merge: [['4', '9']] }),
      'data.merge: two classes "4+9"; expected merged classes called as no other',
    );
  });

  it('S15 True of NumPy is 1, whichever byte stands for it', () => {
    const { bytes, name } = npyFile('|b1', [3], [0, 1, 1]);
    bytes[bytes.length - 1] = 255;
    assert.deepEqual([...readNpy({ name, bytes }).data], [0, 1, 1]);
  });
});
