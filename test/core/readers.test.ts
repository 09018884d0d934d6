import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CoreError,
  describeTable,
  limits,
  parseTensor,
  type PredictionChoices,
  readContents,
  readIdx,
  readNpz,
  readPredictions,
  readSafetensors,
  toTensor,
} from '@surprisal/core';
import { textFile } from './arrayFiles.js';
import { refuses } from './fails.js';
import { inflate } from './training.js';
import { npy, safetensors, zip } from './madeFiles.js';

const predictions = (text: string, name = 'a.json', choices: PredictionChoices = {}) =>
  readPredictions([textFile(text, name)], inflate, choices);
const contents = (text: string, name = 'a.json') => readContents(textFile(text, name), inflate, 'both');

describe('names and keys that stand twice are refused (S15)', () => {
  it('in JSON, at every level', () => {
    refuses(
      () => predictions('{"labels":[0],\n"predictions":[0],"labels":[1]}'),
      'a.json, line 2, column 19: the key "labels" twice; expected each key once',
    );
    refuses(
      () => predictions('[{"label":0,"prediction":0},{"label":0,"label":1,"prediction":0}]'),
      'a.json, line 1, column 40: the key "label" twice; expected each key once',
    );
    refuses(
      () => contents('{"x":[[1],[2]],"y":[0,1],"\\u0079":[1,0]}'),
      'a.json, line 1, column 26: the key "y" twice; expected each key once',
    );
    assert.equal(predictions('{"labels":[0],"__proto__":[5],"predictions":[0]}').kind, 'predictions');
  });

  it('in tables, scores of one class, archives and headers', () => {
    refuses(
      () => predictions('label,p,p\n0,.5,.5\n', 'a.csv'),
      'a.csv, line 1, column 3: the name "p" twice; expected each name once',
    );
    refuses(
      () => predictions('label,p0,p-0\n0,.5,.5\n', 'a.csv'),
      'a.csv: "p0" and "p-0", two scores of class "0"; expected one column a class',
    );
    const entry = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", Uint8Array.of(1));
    const twice = zip([
      { name: 'a.npy', data: entry },
      { name: 'a', data: entry },
    ]);
    refuses(() => readNpz({ name: 'a.npz', bytes: twice }, inflate), 'a.npz: two arrays "a"; expected each name once');
    const tensor = '{"dtype":"F32","shape":[],"data_offsets":[0,4]}';
    refuses(
      () => readSafetensors({ name: 'a', bytes: safetensors(`{"a":${tensor},"a":${tensor}}`, 4) }),
      'a: a header with doubled or nested keys; expected each key once',
    );
  });
});

describe('labels are texts as they stand (S15)', () => {
  it('in predictions too', () => {
    const classes = (text: string, name?: string): string[] => {
      const found = predictions(text, name);
      assert.equal(found.kind, 'predictions');
      return found.kind === 'predictions' ? found.classes : [];
    };
    assert.deepEqual(classes('label,prediction\n007,7\n7,10\n', 'a.csv'), ['007', '7', '10']);
    assert.deepEqual(classes('label,prediction\n0x10,16\n16,16\n', 'a.csv'), ['0x10', '16']);
    assert.deepEqual(classes('label,prediction\n1.0,0\n0.0,1\n', 'a.csv'), ['0', '1']);
    assert.deepEqual(classes('{"labels":[9007199254740993],"predictions":[9007199254740992]}'), [
      '9007199254740992',
      '9007199254740993',
    ]);
    assert.deepEqual(classes('[{"label":1.0,"prediction":0.0}]'), ['0', '1']);
    assert.deepEqual(classes(',label,prediction\n0,a,b\n1,b,b\n', 'a.csv'), ['a', 'b']);
  });

  it('a first row of values is asked about where it may be names', () => {
    const asked = (text: string) => predictions(text, 'a.csv');
    for (const text of ['2019,label,guess\n1,a,b\n2,b,b\n', '0,1,2\n.2,.3,.5\n'])
      assert.deepEqual(asked(text), {
        kind: 'question',
        ask: 'header',
        file: 'a.csv',
        first: text.split('\n')[0].replaceAll(',', ', '),
      });
    const semicolons = predictions('label;p0;p1\n0;0,25;0,75\n1;1;0\n', 'a.csv');
    assert.deepEqual(semicolons.kind === 'predictions' && [...semicolons.scores!.data], [0.25, 0.75, 1, 0]);
  });
});

describe('a probability that misses 0 or 1 by rounding is 0 or 1, and counted (S15)', () => {
  const read = (text: string, choices?: PredictionChoices) => {
    const found = predictions(text, 'a.csv', choices);
    assert.equal(found.kind, 'predictions');
    return found.kind === 'predictions' ? [[...found.scores!.data], found.rounded] : [];
  };
  it('one a row, or one a class', () => {
    assert.deepEqual(read('label,prob\n1,1.0000005\n0,-0.0000005\n1,1\n'), [[0, 1, 1, 0, 0, 1], 2]);
    assert.deepEqual(read('label,p0,p1\n1,-1e-7,1.0000001\n0,1,0\n'), [[0, 1, 1, 0], 2]);
    assert.deepEqual(read('label,logit0,logit1\n1,-1e-7,1.5\n'), [[-1e-7, 1.5], 0]);
    for (const p of ['1.0000011', '-0.0000011'])
      refuses(
        () => predictions(`label,prob\n1,${p}\n`, 'a.csv'),
        `a.csv, line 2, prob: ${Number(p)}; expected a probability from 0 to 1`,
      );
  });
});

describe('names of an archive (T9)', () => {
  const data = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", Uint8Array.of(1));
  const names = (name: Uint8Array, flags: number) =>
    readNpz({ name: 'a.npz', bytes: zip([{ name, data, flags }]) }, inflate).names;
  it('are UTF-8 where the archive says so, else code page 437', () => {
    assert.deepEqual(names(new TextEncoder().encode('größe-数.npy'), 0x800), ['größe-数']);
    assert.deepEqual(names(Uint8Array.of(0x67, 0x72, 0x94, 0xe1, 0x65), 0), ['größe']);
    assert.deepEqual(names(Uint8Array.of(0x80, 0xff), 0), ['Ç\u00a0']);
    assert.throws(() => names(Uint8Array.of(0xff), 0x800), /a name in it.*not UTF-8/);
    assert.throws(() => names(new Uint8Array(limits.word + 1).fill(65), 0), /a name of 1,001 bytes/);
  });
});

describe('JSON that is read by its bytes', () => {
  it('F18 takes what JSON.parse takes, and nothing else', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const change = fc.record({
      at: fc.nat(),
      cut: fc.nat(2),
      put: fc.constantFrom('', ...Array.from('{}[]",:\\/0-.eEtu \n\u0001é')),
    });
    fc.assert(
      fc.property(fc.json(), fc.array(change, { maxLength: 2 }), (json, changes) => {
        let text = json;
        for (const { at, cut, put } of changes) {
          const i = at % (text.length + 1);
          text = text.slice(0, i) + put + text.slice(i + cut);
        }
        const whole = `{"labels":[0],"predictions":[0],"other":{"one":${text}}}`;
        if (parses(whole)) assert.equal(predictions(whole).kind, 'predictions');
        else assert.throws(() => predictions(whole), CoreError);
      }),
      { numRuns: Number(process.env.FUZZ_CASES ?? 2000) },
    );
  });

  it('names the place of what is none', () => {
    const bad: [string, string][] = [
      ['[1,]', 'line 1, column 4: "]"; expected JSON'],
      ['[01]', 'line 1, column 3: "1]"; expected JSON'],
      ['[1.]', 'line 1, column 4: "]"; expected a digit'],
      ['[1e]', 'line 1, column 4: "]"; expected a digit'],
      ['["\\x"]', 'line 1, column 4: "x\\"]"; expected an escape of JSON'],
      ['["\\u12g4"]', 'line 1, column 7: "g4\\"]"; expected four hexadecimal digits'],
      ['["a\nb"]', 'line 1, column 4: a control character in a text; expected an escape such as \\n'],
      ['["ж",\n"😀", NaN]', 'line 2, column 7: NaN; expected a finite number'],
      ['[-Infinity]', 'line 1, column 2: -Infinity; expected a finite number'],
      ['[1] 2', 'line 1, column 5: "2"; expected JSON'],
      ['{"a" 1}', 'line 1, column 6: "1}"; expected JSON'],
      ['{a:1}', 'line 1, column 2: "a:1}"; expected JSON'],
      ['["a', 'line 1, column 4: an end too early; expected JSON'],
      ['[nul]', 'line 1, column 2: "nul]"; expected JSON'],
    ];
    for (const [text, message] of bad) {
      assert.throws(() => void JSON.parse(text));
      refuses(() => predictions(text), `a.json, ${message}`);
    }
  });

  it('S12 brackets in texts are no brackets', () => {
    const brackets = '['.repeat(1000);
    const found = predictions(JSON.stringify({ labels: [brackets], predictions: [brackets] }));
    assert.deepEqual(found.kind === 'predictions' && found.classes, [brackets]);
    assert.throws(() => predictions(`{"labels":${'['.repeat(65)}`), /more than 64 open brackets; expected fewer/);
  });
});

describe('what once was a RangeError has words', () => {
  it('S12, S13: 16 MB before a NaN, a header 20,000 deep, texts of no size, ragged lists that ask for 2.8e12 numbers', () => {
    const long = `{"a":"${'x'.repeat(2 ** 24)}",\n"labels":[NaN]}`;
    refuses(() => predictions(long), 'a.json, line 2, column 11: NaN; expected a finite number');
    const header = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    refuses(
      () => readSafetensors({ name: 'a', bytes: safetensors(header, 0) }),
      'a: a header with more than 32 open brackets; expected fewer',
    );
    const texts = npy("{'descr': '|S0', 'fortran_order': False, 'shape': (9007199254740991,)}", new Uint8Array(0));
    refuses(
      () => readPredictions([{ name: 'y_true.npy', bytes: texts }], inflate),
      "y_true.npy: 9,007,199,254,740,991 texts of type '|S0'; expected texts of one character or more",
    );
    const zeros = new Array<number>(14_000).fill(0);
    refuses(
      () => toTensor([[zeros, ...zeros], ...zeros] as never),
      `value: arrays that begin as ${(14_001 ** 2 * 14_000).toLocaleString('en')} numbers do; expected at most 20,000,000`,
    );
  });

  it('S1: what a message quotes is cut, and holds no character that hides in it', () => {
    const name = `a\u0007\u202e${'b'.repeat(1000)}`;
    const { message } = new CoreError('data', JSON.stringify(name), 'a "\u2066name"', { file: 'f\n.csv' });
    assert.match(message, /^f\\u000a\.csv: "a\\u0007\\u202eb{250,300}…; expected a "\\u2066name"$/);
  });
});

describe('limits of what is read, each at it and one above (S24)', () => {
  const list = (n: number, item: (i: number) => string, between = ','): string =>
    Array.from({ length: n }, (_, i) => item(i)).join(between);
  const cases: [string, number, (n: number) => unknown][] = [
    ['classes', limits.classes, (n) => contents(`a,label\n${list(n, (i) => `1,c${i}`, '\n')}`, 'a.csv')],
    [
      'classes of predictions',
      limits.predictedClasses,
      (n) => predictions(`label,guess\n${list(n, (i) => `c${i},c0`, '\n')}`, 'a.csv'),
    ],
    ['columns', limits.columns, (n) => contents(`${'1,'.repeat(n - 1)}2`, 'a.csv')],
    [
      'columns of predictions',
      limits.keys,
      (n) =>
        predictions(`label,prediction${',1'.repeat(n - 2)}\n0,0${',1'.repeat(n - 2)}`.replace(/,1/g, ','), 'a.csv'),
    ],
    ['keys', limits.keys, (n) => predictions(`{"labels":[0],"predictions":[0],${list(n - 2, (i) => `"${i}":0`)}}`)],
    [
      'bytes of a label in JSON',
      limits.word,
      (n) => readContents(textFile(`["${'x'.repeat(n)}"]`, 'a.json'), inflate, 'labels'),
    ],
    ['bytes of a label in a table', limits.word, (n) => contents(`a,label\n1,${'x'.repeat(n)}`, 'a.csv')],
    ['digits of a number', limits.word, (n) => parseTensor(`[${'1'.repeat(n)}]`)],
    [
      'values of a safetensors header',
      limits.safetensorsValues,
      (n) => readSafetensors({ name: 'a', bytes: safetensors(`{"__metadata__":{"a":[${'1,'.repeat(n - 2)}1]}}`, 0) }),
    ],
  ];
  for (const [title, limit, read] of cases)
    it(title, () => {
      assert.doesNotThrow(() => read(limit));
      assert.throws(() => read(limit + 1), CoreError);
    });
});

/** How the time of the processor grows over five sizes, each twice the one before: 16 where it is linear, 256 where quadratic. */
function growth(make: (n: number) => () => unknown): number {
  const times = [1, 2, 4, 8, 16].map((n) => {
    const work = make(n);
    const each = [0, 1, 2].map(() => {
      const before = process.cpuUsage();
      try {
        work();
      } catch (error) {
        assert.ok(error instanceof CoreError, String(error));
      }
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    return each.sort((a, b) => a - b)[1];
  });
  return times[4] / Math.max(times[0], 1000);
}

describe('S14 every reader takes time in proportion to the length of its file', () => {
  const csv = (text: (n: number) => string) => (n: number) => {
    const bytes = new TextEncoder().encode(text(n * 4000));
    return () => {
      readPredictions([{ name: 'a.csv', bytes }], inflate);
      readContents({ name: 'a.csv', bytes }, inflate, 'both');
    };
  };
  const json = (text: (n: number) => string) => (n: number) => {
    const bytes = new TextEncoder().encode(text(n * 4000));
    return () => {
      readPredictions([{ name: 'a.json', bytes }], inflate);
      readContents({ name: 'a.json', bytes }, inflate, 'labels');
    };
  };
  const list = (n: number, item: (i: number) => string): string => Array.from({ length: n }, (_, i) => item(i)).join();
  /** Its columns are described, and it is read as data with a number a word, and as predictions. */
  const table = (name: string, text: (n: number) => string) => (n: number) => {
    const file = { name, bytes: new TextEncoder().encode(text(n * 4000)) };
    return () => {
      for (const read of [
        () => describeTable(file, inflate),
        () => readContents(file, inflate, 'both', { oneHot: true }),
        () => readPredictions([file], inflate),
      ])
        try {
          read();
        } catch (error) {
          assert.ok(error instanceof CoreError, String(error));
        }
    };
  };
  const cases: Record<string, (n: number) => () => unknown> = {
    'CSV of quotes': csv((n) => '"'.repeat(n)),
    'CSV of doubled quotes': csv((n) => `"${'""'.repeat(n)}",1\n1,2`),
    'CSV of commas': csv((n) => `${','.repeat(n / 4)}\n`),
    'CSV of lines': csv((n) => '\n'.repeat(n)),
    'CSV of blanks': csv((n) => `1, ${' '.repeat(n)},2\n1,2,3`),
    'CSV of comments': csv((n) => '# a\n'.repeat(n)),
    'CSV of one cell a row': csv((n) => 'x\n'.repeat(n)),
    'CSV of numbers': csv((n) => `a,b,label\n${'1.5,2,x\n'.repeat(n / 4)}`),
    'CSV of digits': csv((n) => `a,b\n${'1'.repeat(n)},1\n1,2`),
    'CSV of many labels': csv((n) => `a,label\n${Array.from({ length: n }, (_, i) => `1,l${i}`).join('\n')}`),
    'CSV of many columns': csv((n) => `label,${list(n / 4, (i) => `p${i}`)}\n0,${list(n / 4, () => '1')}\n`),
    'CSV of many known columns': csv(
      (n) => `${list(n / 4, (i) => `y${'_'.repeat(i % 9)}true`)}\n${list(n / 4, () => '1')}`,
    ),
    'CSV of many names': csv((n) => `a${list(n / 4, (i) => `c${i}`)}\n0${list(n / 4, () => '1')}\n`),
    'CSV with an index': csv((n) => `,a,label\n${Array.from({ length: n / 4 }, (_, i) => `${n - i},1,x`).join('\n')}`),
    'CSV of texts above texts': csv((n) => `a,b\n${'c,b\n'.repeat(n)}`),
    'JSON of brackets': json((n) => '['.repeat(n)),
    'JSON of escapes': json((n) => `["${'\\"'.repeat(n)}`),
    'JSON of a text before NaN': json((n) => `["${'\\\\"'.repeat(1)},"${'x'.repeat(n)}", NaN]`.replace('\\\\"', 'y"')),
    'JSON of open texts': json((n) => `[${'"\\'.repeat(n)}`),
    'JSON of keys': json((n) => `{${list(n / 4, (i) => `"k${i}":[0]`)}}`),
    'JSON of records': json((n) => `[${list(n / 4, (i) => `{"label":${i % 3},"prediction":0}`)}]`),
    'JSON Lines': table('a.jsonl', (n) => '{"a":1.5,"b":"x","label":"y"}\n'.repeat(n / 4)),
    'JSON Lines of other keys': table('a.jsonl', (n) =>
      list(n / 4, (i) => `{"k${i}":1,"label":"y"}`).replaceAll('},{', '}\n{'),
    ),
    'columns of words': table(
      'a.csv',
      (n) => `a,b,label\n${list(n / 4, (i) => `w${i % 256},v${i % 200},x\n`).replaceAll('\n,', '\n')}`,
    ),
    'columns of words, each its own': table(
      'a.csv',
      (n) => `a,b,label\n${list(n / 4, (i) => `w${i},v,x\n`).replaceAll('\n,', '\n')}`,
    ),
    'columns of words and of nothing': table(
      'a.csv',
      (n) => `${list(n / 8, (i) => `c${i}`)},label\n${'NA,'.repeat(n / 8)}x\n${'u,'.repeat(n / 8)}y\n`,
    ),
    'columns of pandas': table(
      'a.json',
      (n) => `{"a":{${list(n / 4, (i) => `"${i}":1`)}},"label":{${list(n / 4, (i) => `"${i}":"x"`)}}}`,
    ),
    'JSON of one record with many keys': json((n) => `[{${list(n / 4, (i) => `"k${i}":0`)}}]`),
    'JSON of short lists': json(
      (n) => `{"labels":[${list(n / 4, () => '0')}],"scores":[${list(n / 4, () => '[1,0]')}]}`,
    ),
    'JSON of class names': json((n) => `{"labels":[0],"predictions":[0],"classes":[${list(n / 4, (i) => `"c${i}"`)}]}`),
    'NPY of texts': (n) => {
      const count = n * 2000;
      const header = `{'descr': '<U4', 'fortran_order': False, 'shape': (${count},)}`;
      const bytes = npy(header, new Uint8Array(new Uint32Array(count * 4).fill(65).buffer));
      return () =>
        readPredictions(
          ['y_true.npy', 'y_pred.npy'].map((name) => ({ name, bytes })),
          inflate,
        );
    },
    'NPY of many axes': (n) => {
      const header = `{'descr': '|u1', 'fortran_order': True, 'shape': (${'1,'.repeat(31)} ${n * 5000})}`;
      const bytes = npy(header, new Uint8Array(n * 5000));
      return () => readContents({ name: 'a.npy', bytes }, inflate, 'features');
    },
    'NPZ of many names': (n) => {
      const data = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", Uint8Array.of(1));
      const bytes = zip(Array.from({ length: n * 32 }, (_, i) => ({ name: `${'n'.repeat(900)}${i}`, data })));
      return () => readPredictions([{ name: 'a.npz', bytes }], inflate);
    },
    IDX: (n) => {
      const bytes = new Uint8Array(8 + n * 40_000);
      bytes.set([0, 0, 14, 1]);
      new DataView(bytes.buffer).setUint32(4, n * 5000);
      return () => readIdx({ name: 'a', bytes }, inflate);
    },
    'safetensors of many tensors': (n) => {
      const header = `{${list(n * 1000, (i) => `"t${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`)}}`;
      const bytes = safetensors(header, 0);
      return () => readSafetensors({ name: 'a', bytes });
    },
    'numbers in text': (n) => {
      const text = `[${'1.5e3, NaN, 1_000,'.repeat(n * 2000)}`;
      return () => parseTensor(text);
    },
    'a number of many digits': (n) => {
      const text = `[${'1'.repeat(n * 50_000)}.5]`;
      return () => parseTensor(text);
    },
  };
  for (const [title, make] of Object.entries(cases))
    it(title, () => {
      const times = growth(make);
      assert.ok(times < 80, `16 times the file took ${times.toFixed(1)} times as long`);
    });
});
