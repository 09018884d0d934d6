import assert from 'node:assert/strict';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import { cases } from '../cases.js';
import { Logged, imageBytes, scoreBytes } from './loggedFiles.js';
import { MemoryDisk } from './memoryDisk.js';

const MB = 2 ** 20;
const u2 = (...classes: number[]): Uint8Array => npyBytes(Uint16Array.from(classes), [classes.length]);
const named = (file: string): object => ({ file });

/** A small run that has one of each. */
function small(): Logged {
  const logged = new Logged(undefined, {
    classes: ['a', 'b'],
    config: { lr: 0.1 },
    epochs: 2,
    labels: named('labels.npy'),
    items: { images: named('images.npy'), list: named('items.json'), features: named('features.npy') },
  });
  logged.put('heartbeat', '12');
  logged.put('steps.jsonl', '{"step":1,"time":1000,"loss":2}\n{"step":2,"time":2000,"loss":NaN}\n');
  const epoch = { epoch: 1, step: 2, val_loss: 1, predicted: named('predicted-0001.npy') };
  const scores = { file: 'scores-0001.npy', of: 'logits' };
  logged.put(
    'epochs.jsonl',
    `${JSON.stringify({ ...epoch, scores })}\n${JSON.stringify({ epoch: 2, confusion: named('confusion-0002.npy') })}\n`,
  );
  logged.put('labels.npy', u2(0, 1));
  logged.put('predicted-0001.npy', u2(1, 1));
  logged.put('confusion-0002.npy', npyBytes(Uint32Array.of(1, 2, 3, 4), [2, 2]));
  logged.put(
    'scores-0001.npy',
    scoreBytes([
      [1, 2],
      [3, 4],
    ]),
  );
  logged.put(
    'features.npy',
    scoreBytes([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  );
  logged.put('images.npy', imageBytes(new Uint8Array(8), [2, 2, 2]));
  logged.put('items.json', '{"files":["1.png","2.png"],"ids":["x","y"],"columns":["p","q","r"]}');
  return logged;
}

/** Asks a run for all that it has; gives what it refuses, each in words of its own. */
async function ask({ reader, run }: Logged): Promise<string[]> {
  const said: string[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      assert(error instanceof Error);
      assert(!/^(TypeError|RangeError|SyntaxError|AssertionError)$/.test(error.name), error.stack);
      said.push(error.message);
    }
  };
  await attempt(() => reader.update());
  await attempt(() => run.loadSteps());
  for (const epoch of [1, 2]) {
    await attempt(() => run.predictions(epoch));
    await attempt(() => run.matrix(epoch));
  }
  await attempt(() => run.items());
  for (const index of [0, 1, 2]) {
    await attempt(() => run.picture(index));
    await attempt(() => run.features(index));
  }
  return said;
}

describe('a damaged record of a logged run', () => {
  it('S24, R1: with any byte changed, is read, or told of, or refused by name', async function () {
    this.timeout(120_000);
    assert.deepEqual(await ask(small()), []);
    const { files } = small().disk;
    const places = [...files].flatMap(([path, bytes]) => [...bytes.keys()].map((at) => [path, at] as const));
    const every = Math.max(1, Math.floor(places.length / cases(places.length, 300)));
    const before = process.memoryUsage().rss;
    let told = 0;
    for (let i = 0; i < places.length; i += every) {
      const [path, at] = places[i];
      for (const change of [1 << (i % 8), 0xff]) {
        const logged = small();
        logged.disk.files.get(path)![at] ^= change;
        told += Number((await ask(logged)).length > 0 || logged.run.problems.length > 0);
      }
    }
    assert(told > 100 / every, `${told} were told of`);
    const more = process.memoryUsage().rss - before;
    assert(more < 300 * MB, `${more} bytes`);
  });

  it('S25, R1: numbers that it holds ask for no memory', async () => {
    const long = (count: number, line: (i: number) => string): string =>
      Array.from({ length: count }, (_, i) => line(i + 1)).join('');
    const hostile: [string, string, string | Uint8Array, RegExp][] = [
      [
        'steps',
        'steps.jsonl',
        '{"step":9007199254740991,"loss":1}\n{"step":9007199254740992,"loss":1}\n',
        /step 9007199254740992; expected/,
      ],
      ['epochs', 'epochs.jsonl', '{"epoch":1000000000}\n{"epoch":1e300}\n', /epoch 1e\+300; expected/],
      ['names', 'steps.jsonl', long(600, (i) => `{"step":${i},"n${i}":1}\n`), /more than 500 names/],
      ['names of a line', 'epochs.jsonl', `{"epoch":1${long(600, (i) => `,"n${i}":1`)}}\n`, /more than 500 names/],
      ['a long line', 'steps.jsonl', `{"step":1,"x":"${'y'.repeat(3 * MB)}"}\n`, /a line of more than 1048576 bytes/],
      ['brackets', 'epochs.jsonl', '['.repeat(MB / 2), /open brackets|broken off/],
      ['prototype', 'steps.jsonl', '{"step":1,"__proto__":{"x":1},"constructor":3}\n', /"__proto__": \{"x":1\}/],
      ['images', 'images.npy', imageBytes(new Uint8Array(8), [2 ** 40, 2, 2]), /an end before its last image/],
      ['pictures', 'images.npy', imageBytes(new Uint8Array(8), [2, 2 ** 30, 2 ** 30]), /pictures of/],
      ['no pixels', 'images.npy', imageBytes(new Uint8Array(0), [2 ** 40, 0, 2]), /pictures of 0 bytes/],
      ['no columns', 'scores-0001.npy', imageBytes(new Uint8Array(0), [2 ** 40, 0]), /shape \(1099511627776, 0\)/],
      ['no rows', 'features.npy', imageBytes(new Uint8Array(0), [0, 2 ** 20]), /shape \(0, 1048576\)/],
    ];
    for (const [title, file, bytes, expected] of hostile) {
      const logged = small();
      logged.head({
        status: 'finished',
        labels: named('labels.npy'),
        items: { images: named('images.npy'), features: named('features.npy') },
      });
      logged.put(file, bytes);
      const before = process.memoryUsage();
      const said = await ask(logged);
      const after = process.memoryUsage();
      const grown = after.arrayBuffers - before.arrayBuffers;
      assert(grown < 32 * MB, `${title}: ${grown} bytes`);
      const all = [...said, ...logged.run.problems.map((it) => `${it.found}; expected ${it.expected}`)].join('\n');
      assert.match(all, expected, title);
    }
    assert.equal(({} as { x?: unknown }).x, undefined);
  });

  it('S25, R1: takes time in proportion to its lines, once', async () => {
    const disk = new MemoryDisk();
    let bytes = 0;
    const readFrom = disk.readFrom.bind(disk);
    disk.readFrom = async (path, offset, most) => {
      const read = await readFrom(path, offset, most);
      bytes += read?.length ?? 0;
      return read;
    };
    const logged = new Logged(disk);
    let size = 0;
    for (let part = 0; part < 20; part++) {
      const text = Array.from({ length: 2000 }, (_, i) => `{"step":${part * 2000 + i},"loss":${i}}\n`).join('');
      size += text.length;
      logged.add('steps.jsonl', text);
      await (part === 0 ? logged.run.loadSteps() : logged.reader.update());
    }
    assert.equal(logged.run.scalars.get('loss')!.size, 40_000);
    assert(bytes < size + 20 * 300, `${bytes} of ${size} bytes were read`);
  });
});
