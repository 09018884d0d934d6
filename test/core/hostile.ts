/**
 * Files made to end the process that reads them. As a program, `node hostile.js NAME ...`, it reads them one after the
 * other and writes a line of JSON for each when it begins, and what came of it and how much memory it took at its end.
 */
import { pathToFileURL } from 'node:url';
import {
  CoreError,
  describeTable,
  type NamedBytes,
  onlyClasses,
  parseTensor,
  readContents,
  readDataset,
  readImages,
  readNpz,
  readPredictions,
  readSafetensors,
} from '@surprisal/core';
import { gzipSync } from 'node:zlib';
import { Seeded } from '../reference/seeded.js';
import { npy, safetensors, zip } from './madeFiles.js';
import { inflate } from './training.js';

export interface Outcome {
  name: string;
  /** The message of the error that the file was refused with, or what was read. */
  outcome: string;
  /** Of the file. */
  bytes: number;
  /** The greatest memory since the process started, less the memory before the file was made. */
  memory: number;
}

interface Hostile {
  files: () => NamedBytes[];
  read: (files: NamedBytes[]) => unknown;
  /** Matches the message of the error, or what was read. */
  says: RegExp;
  /** Only `npm run fuzz` reads it, since it takes seconds or gigabytes. */
  heavy?: true;
}

const MB = 2 ** 20;
const predictions = (files: NamedBytes[]): string => {
  const found = readPredictions(files, inflate);
  return found.kind === 'question' ? `asks ${found.ask}` : `read ${found.actual.length}`;
};
const both = ([images, labels]: NamedBytes[]): string => {
  const data = readDataset(images, labels, inflate);
  return `read ${data.count} of ${data.classes.length}`;
};
const labels = ([file]: NamedBytes[]): string => {
  const found = readContents(file, inflate, 'labels').labels;
  return `read ${found?.labels.length} of ${found?.classes.length}`;
};

const header = (descr: string, shape: string): Uint8Array =>
  npy(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`, new Uint8Array(0));

/** Repeats a text up to so many bytes, between a beginning and an end; a `#` in it is the number of the repetition. */
function repeated(piece: string, size: number, begin = '', end = ''): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = Buffer.from(begin).copy(bytes);
  const last = Buffer.from(end);
  if (piece.includes('#'))
    for (let i = 0; ; i++) {
      const unit = Buffer.from(piece.replace('#', String(i)));
      if (at + unit.length + last.length > size) break;
      at += unit.copy(bytes, at);
    }
  else {
    const unit = Buffer.from(piece);
    const until = at + Math.floor((size - at - last.length) / unit.length) * unit.length;
    bytes.fill(0, at);
    Buffer.from(bytes.buffer).fill(unit, at, until);
    at = until;
  }
  at += last.copy(bytes, at);
  return bytes.subarray(0, at);
}

const cases: Record<string, Hostile> = {};
const add = (name: string, hostile: Hostile): void => void (cases[name] = hostile);

for (const [descr, shape] of [
  ['<U0', '4000000000,'],
  ['|S0', '4000000000,'],
  ['|V0', '4000000000,'],
  ['|S0', '9007199254740991,'],
  ['<U4', '4000000000,'],
  ['|u1', '4000000000,'],
  ['<f8', '4000000000, 0'],
  ['<f8', '0, 4000000000'],
] as const)
  for (const [how, read] of Object.entries({ predictions, labels, both }))
    add(`NPY ${descr} (${shape}), ${how}`, {
      files: () => [{ name: 'y_true.npy', bytes: header(descr, shape) }],
      read,
      says: how === 'labels' && /0$|0, /.test(shape) ? /refused|read 0/ : /refused|asks file/,
    });

/** The files, small in `npm test` and as large as allowed in `npm run fuzz`. */
function sized(
  name: string,
  make: (size: number) => NamedBytes[],
  read: Hostile['read'],
  says: RegExp,
  most = 256,
): void {
  add(name, { files: () => make(MB), read, says });
  add(`${name}, ${most} MB`, { files: () => make(most * MB), read, says, heavy: true });
}
const file = (name: string) => (piece: string, begin?: string, end?: string) => (size: number) => [
  { name, bytes: repeated(piece, size, begin, end) },
];
const csv = file('a.csv');
const json = file('a.json');
const ff = (size: number) => [{ name: 'a.csv', bytes: new Uint8Array(size).fill(0xff) }];
for (const [how, read] of Object.entries({ predictions, labels, both })) {
  sized(`bytes of 0xff, ${how}`, ff, read, /UTF-16|not UTF-8/);
  sized(`commas, ${how}`, csv(','), read, /refused/);
  sized(`one digit a line, ${how}`, csv('1\n'), read, /refused|read|asks/);
  sized(`a label a line, ${how}`, csv('label#\n'), read, /refused|asks/, 140);
  sized(`doubled quotes, ${how}`, csv('""', '"', '"'), read, /refused|asks/);
}
sized(
  'Cyrillic cells',
  csv('кошка;1,5;собака\n', 'название;число;метка\n'),
  both,
  /column 1: "кошка" in column "название", which holds words \("кошка"\); expected a finite/,
  140,
);
sized('Cyrillic labels', csv('1,5;кошка\n2,5;собака\n', 'a;label\n'), both, /read \d+ of 2/, 140);
sized('Cyrillic predictions', csv('кошка,собака\n', 'label,prediction\n'), predictions, /refused|read/, 140);
sized('a cell of all the file', csv('ж', 'a,label\n1,'), both, /at most 1,000 in a cell/);
sized('many columns of scores', csv(',p#', 'label', '\n'), predictions, /refused/, 140);
sized('records', json('{"a":1,"label":"x"},', '[', '{"a":1,"label":"y"}]'), both, /read \d+ of 2/, 140);
const lines = file('a.jsonl');
sized('a record a line', lines('{"a":1,"label":"x"}\n', '', '{"a":2,"label":"y"}'), both, /read \d+ of 2/, 140);
sized('nothing a line', lines('{}\n'), both, /refused/, 140);
sized('an open list a line', lines('[\n'), both, /refused/, 140);
sized('a line of nothing', lines('\n'), both, /refused/, 140);
const words = ([table]: NamedBytes[]): string => {
  const facts = describeTable(table, inflate);
  const { features } = readContents(table, inflate, 'both', { oneHot: true });
  return `read ${features?.shape.join(' x ')} of ${facts?.columns.length}`;
};
sized('words', csv('кошка,собака,1\n', 'a,b,label\n'), words, /read \d+ x 2 of 3/, 140);
sized('words, each its own', csv('w#,v,1\n', 'a,b,label\n'), words, /more than 256/, 140);
sized('columns of words', csv('a#,', '', 'label\n'), words, /refused/, 140);
sized('records of other keys', json('{"a":1},', '[', '{"b":1}]'), both, /refused|no column beside/, 140);
sized('columns of values', json('"k":1,', '{"a":{', '"z":1}}'), both, /refused|no column beside/, 140);
sized('lists in a list', json('[],', '[', '[]]'), predictions, /refused|asks/);
sized('numbers in a list', json('0,', '[', '0]'), predictions, /refused|asks/);
sized('numbers in a list of labels', json('0,', '[', '0]'), labels, /read \d+ of 1/);
sized('numbers in a row', json('0,', '{"labels":[0],"p":[[', '0]]}'), predictions, /refused|asks/);
sized('texts in a list', json('"a#",', '[', '"a"]'), labels, /more than 256/, 140);
sized('objects in a list', json('{},', '[', '{}]'), predictions, /refused|asks/);
sized('keys of an object', json('"k#":[0],', '{', '"k":0}'), predictions, /refused|asks/, 180);
sized('keys of a record', json('"k#":0,', '[{', '"k":0}]'), predictions, /refused|asks/, 180);
sized('open brackets', json('['), predictions, /more than 64/);
sized('brackets in a text', json('[{', '["', '"]'), labels, /at most 1,000/);
sized('escapes', json('\\\\"', '["'), labels, /refused/);
sized('features of nothing', json('[],', '[', '[]]'), both, /refused/);
sized('features of digits', json('1', '[', ']'), both, /refused/);
sized('features far apart', json(`1,${' '.repeat(300)}`, '[[', '1]]'), both, /refused/);
const numbers = ([{ bytes }]: NamedBytes[]): string => `read ${parseTensor(bytes).tensor.data.length}`;
sized('numbers far apart', json(`1,${' '.repeat(300)}`, '[', '1]'), numbers, /read/);
sized('open calls', json('(', 'np.array([1], a='), numbers, /refused/);
sized('booleans', json('true,', '[', 'true]'), numbers, /read|refused/);
sized(
  'a header of tensors',
  (size) => [{ name: 'a', bytes: safetensors(Buffer.from(repeated('"#":{},', size, '{', '"a":{}}')).toString(), 0) }],
  ([file]) => readSafetensors(file),
  /refused/,
  15,
);
sized(
  'a header of brackets',
  (size) => [{ name: 'a', bytes: safetensors('['.repeat(size), 0) }],
  ([file]) => readSafetensors(file),
  /more than 32/,
  15,
);
const idx = (count: number, rank: number): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * rank + count);
  bytes.set([0, 0, 8, rank]);
  for (let axis = 0; axis < rank; axis++) new DataView(bytes.buffer).setUint32(4 + 4 * axis, axis === 0 ? count : 1);
  for (let at = 4 + 4 * rank; at < bytes.length; at++) bytes[at] = at & 1;
  return bytes;
};
sized(
  'images of one pixel',
  (size) => [
    { name: 'a.idx3', bytes: idx(size - 100, 3) },
    { name: 'a.idx1', bytes: idx(size - 100, 1) },
  ],
  ([images, marks]) => {
    const data = readImages(images, marks, inflate, ['0', '1']);
    return `read ${onlyClasses(data, ['1']).count}`;
  },
  /read \d+/,
);
sized(
  'a packed CSV',
  (size) => [{ name: 'a.csv.gz', bytes: new Uint8Array(gzipSync(repeated('0,1\n', size), { level: 1 })) }],
  predictions,
  /refused|read|asks/,
);
add('an archive of 65,000 names', {
  files: () => [
    {
      name: 'a.npz',
      bytes: zip(Array.from({ length: 65_000 }, (_, i) => ({ name: `a${i}`, data: new Uint8Array(1) }))),
    },
  ],
  read: ([file]) => readNpz(file, inflate),
  says: /65,000 arrays; expected at most 1,024/,
});

/** Seeds of every kind, with bytes of their headers changed and their sizes blown up. */
function mutated(seed: number, count: number): string {
  const random = new Seeded(seed);
  const array = npy("{'descr': '<U1', 'fortran_order': False, 'shape': (4,), }", new Uint8Array(16));
  const tensor = '{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const seeds: [string, Uint8Array][] = [
    ['y_true.npy', array],
    [
      'all.npz',
      zip([
        { name: 'y_true.npy', data: array },
        { name: 'y_pred.npy', data: array },
      ]),
    ],
    ['a.idx', idx(9, 1)],
    ['a.safetensors', safetensors(tensor, 8)],
    ['a.csv', Buffer.from('label,prob_a,prob_b\na,.5,.5\nb,1,0\n')],
    ['a.csv', Buffer.from('sep=;\n;a;label\n0;1,5;"x"\n1;2,5;y\n')],
    ['a.json', Buffer.from('{"labels":["a","b"],"predictions":["a","a"],"scores":[[1,0],[0.5,0.5]]}')],
    ['a.json', Buffer.from('[{"label":1,"probs":{"a":0.5,"b":0.5}},{"label":0,"probs":{"a":1,"b":0}}]')],
    ['a.json', Buffer.from('{"x":[[1,2],[3,4]],"y":[0,1]}')],
  ];
  const tally = { refused: 0, read: 0 };
  for (let i = 0; i < count; i++) {
    const [name, seedBytes] = seeds[random.below(seeds.length)];
    const bytes = Uint8Array.from(seedBytes);
    for (let k = random.below(5); k >= 0; k--) {
      const at = random.below(bytes.length);
      const kind = random.below(4);
      if (kind === 0) bytes[at] = random.below(256);
      else if (kind === 1) bytes[at] = 48 + random.below(10);
      else if (kind === 2) bytes.fill(0xff, at, at + 4);
      else bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length));
    }
    for (const read of [predictions, labels, both, ([file]: NamedBytes[]) => readSafetensors(file)])
      try {
        read([{ name, bytes }]);
        tally.read++;
      } catch (error) {
        if (!(error instanceof CoreError)) throw error;
        tally.refused++;
      }
  }
  return `read ${tally.read}, refused ${tally.refused}`;
}
const seed = Number(process.env.FUZZ_SEED ?? 7);
add('2,000 changed files', { files: () => [], read: () => mutated(seed, 2000), says: /^read \d{3,}, refused \d{4,}$/ });
add('100,000 changed files', {
  files: () => [],
  read: () => mutated(seed, Number(process.env.FUZZ_CASES ?? 100_000)),
  says: /^read \d{4,}, refused \d{5,}$/,
  heavy: true,
});

export const hostile: Readonly<Record<string, Pick<Hostile, 'says' | 'heavy'>>> = cases;

/** The number of bytes of a file when unpacked. */
function unpacked({ name, bytes }: NamedBytes): number {
  if (!name.endsWith('.gz')) return bytes.length;
  return new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
}

function main(names: readonly string[]): void {
  for (const name of names) {
    process.stdout.write(`${JSON.stringify({ name })}\n`);
    const { files, read } = cases[name];
    const before = process.memoryUsage().rss;
    const given = files();
    const bytes = given.reduce((sum, file) => sum + unpacked(file), 0);
    let outcome: string;
    try {
      outcome = String(read(given));
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      outcome = `refused: ${error.message}`;
    }
    const memory = process.resourceUsage().maxRSS * 1024 - before;
    process.stdout.write(`${JSON.stringify({ name, outcome, bytes, memory } satisfies Outcome)}\n`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
