import assert from 'node:assert/strict';
import { extraText, limits } from '@surprisal/core';
import { loggedLabels } from '../../extension/runs/derive/loggedLabels.js';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import { LoggedRun } from '../../extension/runs/model/loggedRun.js';
import { LoggedPredictions } from '../../extension/runs/predictions/loggedPredictions.js';
import { readItemLists } from '../../extension/runs/sources/itemLists.js';
import { LoggedFolder } from '../../extension/runs/sources/loggedFolder.js';
import { renamedHead } from '../../extension/runs/sources/renamedHead.js';
import { hash, MemoryDisk } from './memoryDisk.js';
import { ID, imageBytes, Logged, scoreBytes } from './loggedFiles.js';

const u2 = (...classes: number[]): Uint8Array => npyBytes(Uint16Array.from(classes), [classes.length]);
const epochLine = (file: string): string => `${JSON.stringify({ epoch: 1, predicted: { file } })}\n`;

/** A run whose first epoch reads both of its items right. */
async function bothRight(): Promise<Logged> {
  const logged = new Logged(undefined, { labels: { file: 'labels.npy' }, classes: ['a', 'b'] });
  logged.put('labels.npy', u2(0, 1));
  logged.put('predicted-0001.npy', u2(0, 1));
  logged.put('epochs.jsonl', epochLine('predicted-0001.npy'));
  await logged.reader.update();
  return logged;
}

describe('a logged run that changes while it is read (F36)', () => {
  it('R1, R9: an epoch that is told anew is counted anew', async () => {
    const logged = await bothRight();
    const predictions = new LoggedPredictions(logged.run);
    assert.equal((await predictions.at(1))?.imported.right, 2);
    logged.put('predicted-0002.npy', u2(1, 1));
    logged.add('epochs.jsonl', epochLine('predicted-0002.npy'));
    await logged.reader.update();
    assert.equal((await predictions.at(1))?.imported.right, 1);
    // Another record in its place.
    logged.put('predicted-0003.npy', u2(1, 0));
    logged.put('epochs.jsonl', epochLine('predicted-0003.npy'));
    await logged.reader.update();
    assert.equal((await predictions.at())?.imported.right, 0);
  });

  it('R1, R9: labels that the head names anew are counted anew', async () => {
    const logged = await bothRight();
    const predictions = new LoggedPredictions(logged.run);
    assert.equal((await predictions.at(1))?.imported.right, 2);
    logged.put('labels-2.npy', u2(1, 0));
    logged.head({ labels: { file: 'labels-2.npy' }, classes: ['a', 'b'] });
    await logged.reader.update();
    assert.equal((await predictions.at(1))?.imported.right, 0);
  });

  it('R1, R9: the matrix of an epoch without scores has the classes of one with scores, where none are named', async () => {
    const logged = new Logged(undefined, { labels: { file: 'labels.npy' } });
    logged.put('labels.npy', u2(0, 1, 1));
    logged.put('predicted-0001.npy', u2(1, 0, 1));
    logged.put(
      'scores-0002.npy',
      scoreBytes([
        [3, 2, 1, 0],
        [0, 0, 1, 0],
        [0, 3, 2, 1],
      ]),
    );
    const scores = { file: 'scores-0002.npy', of: 'logits' };
    logged.put('epochs.jsonl', `${epochLine('predicted-0001.npy')}${JSON.stringify({ epoch: 2, scores })}\n`);
    await logged.reader.update();
    const predictions = new LoggedPredictions(logged.run);
    const shown = (await predictions.at())!.predictions.classes.length;
    assert.equal(shown, 4);
    const matrix = await predictions.matrix(1, shown);
    assert.deepEqual([...matrix!], [0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual([...(await predictions.matrix(2, shown))!], [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    await assert.rejects(predictions.matrix(2, 2), /class 2; expected 0 to 1/);
  });

  it('R1, R9: of scores in double precision the greatest is that of NumPy, however near the next one is', async () => {
    const logged = new Logged(undefined, { labels: { file: 'labels.npy' } });
    logged.put('labels.npy', u2(0, 1));
    const doubles = Float64Array.of(0.5, 0.5 + 2 ** -40, 0.5 + 2 ** -40, 0.5);
    const bytes = npyBytes(new Uint32Array(doubles.buffer), [2, 4]);
    const head = new TextDecoder('latin1').decode(bytes.subarray(0, 128));
    const asDoubles = head.replace('<u4', '<f8').replace('(2, 4)', '(2, 2)');
    bytes.set(new TextEncoder().encode(asDoubles.slice(10)), 10);
    logged.put('scores-0001.npy', bytes);
    logged.put('epochs.jsonl', `${JSON.stringify({ epoch: 1, scores: { file: 'scores-0001.npy', of: 'logits' } })}\n`);
    await logged.reader.update();
    assert.deepEqual([...(await logged.run.predictions(1))!.predicted], [1, 0]);
  });

  it('R1: a segment that others follow, and that was replaced, is read anew', async () => {
    const logged = new Logged();
    const steps = (...all: number[]): string => all.map((step) => `{"step":${step},"loss":${step}}\n`).join('');
    logged.put('steps.jsonl', steps(1, 2, 3));
    logged.put('steps-000004.jsonl', steps(4));
    logged.put('steps-000005.jsonl', steps(5));
    await logged.reader.update();
    assert.equal(logged.run.scalars.get('loss')?.size, 5);
    logged.put('steps.jsonl', steps(1, 2));
    for (let look = 0; look < 2; look++) await logged.reader.update();
    assert.equal(logged.run.scalars.get('loss')?.size, 4);
  });

  it('R1: the times of steps are kept beside their values, and go with those that a restart cuts', async () => {
    const logged = new Logged();
    const line = (step: number, more: object): string => `${JSON.stringify({ step, ...more })}\n`;
    const first = [
      line(1, { time: 1000, loss: 1 }),
      line(2, { time: 2000 }),
      line(3, { loss: 3 }),
      line(4, { time: 4000, loss: 4 }),
    ];
    logged.put('steps.jsonl', first.join(''));
    await logged.reader.update();
    const times = (): (number | undefined)[] => [1, 2, 3, 4].map((step) => logged.run.times.valueAt(step));
    assert.deepEqual(times(), [1000, undefined, undefined, 4000]);
    logged.put('steps.jsonl', [...first, line(3, { time: 9000, loss: 3 })].join(''));
    await logged.reader.update();
    assert.deepEqual(times(), [1000, undefined, 9000, undefined]);
  });

  it('R1: pictures of other sizes under the same name are not cut by the old ones', async () => {
    const logged = new Logged(undefined, { items: { images: { file: 'images.npy' } } });
    logged.put('images.npy', imageBytes(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2]));
    await logged.reader.update();
    assert.deepEqual([...((await logged.run.picture(1))?.pixels ?? [])], [5, 6, 7, 8]);
    logged.put('images.npy', imageBytes(Uint8Array.of(1, 2, 3, 4, 5, 6), [3, 1, 2]));
    const picture = await logged.run.picture(1);
    assert.deepEqual([picture?.width, picture?.height, ...(picture?.pixels ?? [])], [2, 1, 3, 4]);
  });

  it('R1: a record that can be read no more is told, and is not shown as training for ever', async () => {
    const { disk, ...rest } = await bothRight();
    const logged = Object.assign(rest, { disk });
    const { reader } = rest;
    logged.disk.files.set(`${ID}/heartbeat`, Uint8Array.of(49));
    await reader.update();
    const { readFrom } = disk;
    disk.readFrom = (path, ...where) =>
      path.endsWith('epochs.jsonl') ? Promise.reject(new Error('it is a link')) : readFrom.call(disk, path, ...where);
    assert(await reader.update());
    assert.deepEqual(reader.run.problems, [
      { file: 'epochs', found: 'it is a link', expected: 'a log that can be read' },
    ]);
    assert(!(await reader.update()));
    // The other log goes on.
    logged.disk.files.set(`${ID}/steps.jsonl`, new TextEncoder().encode('{"step":7,"loss":1}\n'));
    assert(await reader.update());
    assert.deepEqual([reader.run.lastStep, reader.run.epochs[0].has.predictions], [7, true]);
    disk.readFrom = readFrom;
    assert(await reader.update());
    assert.deepEqual(reader.run.problems, []);
  });

  it('R1: silence counts while the record can not be read', async () => {
    const logged = await bothRight();
    logged.disk.list = () => Promise.reject(new Error('it is a link'));
    for (let round = 0; round < 2; round++) {
      assert.equal(logged.run.status, 'running');
      logged.now += 20_000;
      await logged.reader.update();
    }
    assert.equal(logged.run.status, 'silent');
  });

  it('R1: problems beyond those that are told are no news at each look', async () => {
    const logged = new Logged(undefined, { status: 'finished' });
    const lines = Array.from({ length: 150 }, (_, i) => `{"step":${i},"a${i}":"x"}\n`);
    logged.put('steps.jsonl', `${lines.join('')}{"step":1`);
    await logged.reader.update();
    await logged.run.loadSteps();
    const { version } = logged.run;
    const last = logged.problems.at(-1);
    assert.equal(last, 'the record: 51 more lines that are wrong');
    for (let look = 0; look < 3; look++) assert(!(await logged.reader.update()));
    assert.deepEqual([logged.run.version, logged.problems.at(-1)], [version, last]);
  });

  it('R1: a run whose folder goes is told, lives no more, and is the same when it comes back', async () => {
    const logged = new Logged();
    const folder = new LoggedFolder(logged.disk, hash);
    await folder.list();
    const [run] = folder.runs;
    assert.equal(run.status, 'running');
    const head = logged.disk.files.get(`${ID}/run.json`)!;
    logged.disk.files.clear();
    const found = await folder.list();
    assert.deepEqual([found.list, found.runs, folder.runs], [true, [run], []]);
    assert.equal(run.status, 'silent');
    assert.match(run.problems[0].found, /no such folder/);
    logged.disk.files.set(`${ID}/run.json`, head);
    await folder.list();
    assert.deepEqual(folder.runs, [run]);
    assert.deepEqual([run.status, run.problems], ['running', []]);
  });

  it('R1: a record that another kind of run takes the place of is left to others', async () => {
    const logged = new Logged();
    const folder = new LoggedFolder(logged.disk, hash);
    await folder.list();
    logged.put('run.json', '{"version":2,"kind":"trained"}');
    await folder.follow([ID]);
    assert.deepEqual([folder.runs, folder.othersCount], [[], 1]);
  });
});

describe('what a folder of runs can ask of this machine', () => {
  /** A disk that counts what is open at one time, and its readings. */
  class Counted extends MemoryDisk {
    most = 0;
    reads = 0;
    private open = 0;

    override async read(path: string): Promise<Uint8Array | null> {
      this.reads++;
      this.most = Math.max(this.most, ++this.open);
      await new Promise(setImmediate);
      this.open--;
      return super.read(path);
    }
  }
  const idOf = (i: number): string => `20261126-${100_000 + i}`;
  const folderOf = (count: number, head: string): { disk: Counted; folder: LoggedFolder } => {
    const disk = new Counted();
    for (let i = 0; i < count; i++) disk.files.set(`${idOf(i)}/run.json`, new TextEncoder().encode(head));
    return { disk, folder: new LoggedFolder(disk, hash) };
  };

  it('S25, R1: a few files are open at one time, of however many runs', async () => {
    const { disk, folder } = folderOf(300, '{"version":2,"kind":"logged","status":"finished"}');
    await folder.list();
    assert.equal(folder.runs.length, 300);
    assert(disk.most <= 16, `${disk.most} at one time`);
  });

  it('S25, R1: of a run that has ended a list keeps the last values, until a page wants them all', async () => {
    const logged = new Logged(undefined, { status: 'finished' });
    const steps = Array.from({ length: 1000 }, (_, i) => `{"step":${i},"loss":${1000 - i}}\n`);
    logged.put('steps.jsonl', `${steps.join('')}{"step":1000,"loss":"x"}\n`);
    await logged.reader.update();
    const loss = () => logged.run.scalars.get('loss');
    assert.deepEqual([loss()?.size, loss()?.last], [1, { step: 999, value: 1 }]);
    assert.equal(logged.run.lastStep, 1000);
    logged.add('steps.jsonl', '{"step":1001,"loss":0.5}\n');
    await logged.reader.update();
    assert.deepEqual([loss()?.size, loss()?.last?.value], [1, 0.5]);
    await logged.run.loadSteps();
    assert.equal(loss()?.size, 1001);
    assert.deepEqual(loss()?.copy(998).values, Float64Array.of(2, 1, 0.5));
    assert.equal(logged.problems.length, 1);
  });

  it('S25, R1: records that can not be read are looked at by turns, and stay in the list', async () => {
    const { disk, folder } = folderOf(100, '{"version":3,"kind":"logged"}');
    await folder.list();
    assert.equal(folder.damaged.length, 100);
    disk.reads = 0;
    assert(!(await folder.list()).list);
    assert.equal(disk.reads, 20);
    assert.equal(folder.damaged.length, 100);
    // Of runs that have ended, beside them, each gets its turn.
    for (let i = 0; i < 40; i++) {
      disk.files.set(
        `20261126-2${10_000 + i}/run.json`,
        new TextEncoder().encode('{"version":2,"kind":"logged","status":"failed"}'),
      );
    }
    await folder.list();
    const read = new Set<string>();
    const { list } = disk;
    disk.list = (of) => (read.add(of), list.call(disk, of));
    for (let round = 0; round < 6; round++) {
      await folder.list();
      await folder.follow();
    }
    assert.equal(read.size, 141, 'every folder, and the one that they lie in');
    disk.list = list;
    // One that a watcher names is read at once.
    disk.files.set(`${idOf(99)}/run.json`, new TextEncoder().encode('{"version":2,"kind":"logged"}'));
    assert.equal((await folder.list([idOf(99)])).runs.length, 1);
  });

  it('S25, R1: more items and scores than a page can hold are refused by the name of their file', async () => {
    const logged = await bothRight();
    const zeros = (count: number): Uint8Array => npyBytes(new Uint16Array(count), [count]);
    logged.put('labels.npy', zeros(limits.predictions + 1));
    logged.put('predicted-0001.npy', zeros(limits.predictions + 1));
    await assert.rejects(
      logged.run.predictions(1),
      /^RecordError: labels.npy: 1000001 items; expected at most 1000000$/,
    );
    logged.put('labels.npy', zeros(limits.predictions));
    logged.put('predicted-0001.npy', zeros(limits.predictions));
    assert.equal((await logged.run.predictions(1))?.actual.length, limits.predictions);
    const scores = { file: 'scores-0001.npy', of: 'logits' };
    logged.put('epochs.jsonl', `${JSON.stringify({ epoch: 1, scores })}\n`);
    logged.put('labels.npy', zeros(1));
    const wide = npyBytes(new Uint32Array(limits.elements + 2), [(limits.elements + 2) / 2, 2]);
    wide.set(new TextEncoder().encode('<f4'), new TextDecoder('latin1').decode(wide.subarray(0, 64)).indexOf('<u4'));
    logged.put('scores-0001.npy', wide);
    await logged.reader.update();
    await assert.rejects(logged.run.predictions(1), /scores-0001.npy: 10000001 items; expected at most 1000000/);
  });

  it('S15, R1: scores of one column are named, and count for no class', async () => {
    const logged = await bothRight();
    logged.head({ labels: { file: 'labels.npy' } });
    logged.put('labels.npy', u2(0, 0));
    const scores = { file: 'scores-0001.npy', of: 'probabilities' };
    logged.put('epochs.jsonl', `${JSON.stringify({ epoch: 1, scores })}\n`);
    logged.put('scores-0001.npy', scoreBytes([[1], [1]]));
    await logged.reader.update();
    await assert.rejects(
      logged.run.predictions(1),
      /scores-0001.npy: shape \(2, 1\); expected a column for each class/,
    );
  });

  it('S15, R1: an item without any finite logit is named', async () => {
    const logged = await bothRight();
    const scores = { file: 'scores-0001.npy', of: 'logits' };
    logged.put('epochs.jsonl', `${JSON.stringify({ epoch: 1, scores })}\n`);
    logged.put(
      'scores-0001.npy',
      scoreBytes([
        [0, -Infinity],
        [-Infinity, -Infinity],
      ]),
    );
    await logged.reader.update();
    await assert.rejects(logged.run.predictions(1), /scores-0001.npy: -Infinity for every class of item 1;/);
  });

  it('S26, R9: a thousand runs with five hundred settings each get their labels', () => {
    const contents = new Logged().reader;
    const runs = Array.from({ length: 1000 }, (_, r) => {
      const run = new LoggedRun(String(r), String(r), contents);
      run.title = 'cnn';
      run.config = Object.fromEntries(Array.from({ length: 500 }, (__, i) => [r % 2 ? `s${i}` : `r${r} ${i}`, i]));
      return run;
    });
    const labels = loggedLabels(runs);
    assert.equal(labels.size, 1000);
    assert.equal(labels.get(runs[0]), 'cnn · r0 0 0 · r0 1 1 · r0 2 2');
  });

  it('S24, R1: a number that is not finite beside a text of thirty million letters', () => {
    const json = `{"texts":["${'y'.repeat(3e7)}\\"NaN","\\"NaN"],"other":[NaN,-Infinity,Infinity]}`;
    const [texts] = readItemLists({ name: 'items.json', bytes: new TextEncoder().encode(json) }).beside;
    assert.deepEqual(
      [0, 1].map((item) => extraText(texts, item)),
      ['y'.repeat(4000), '"NaN'],
    );
  });
});

describe('the head of a run that gets another title', () => {
  const titleOf = (text: string): unknown => (JSON.parse(renamedHead(text, 'new')) as { title: unknown }).title;

  it('S24, R1: with a text of fifteen million letters before the title', () => {
    const text = JSON.stringify({ config: 'x'.repeat(1.5e7), title: 'old' });
    assert.equal(renamedHead(text, 'new'), text.replace('"old"', '"new"'));
  });

  it('R1: where the title is no text, or its name is written with escapes, it is replaced all the same', () => {
    for (const [old, renamed] of [
      ['{"config":{"title":"c"},"title": null}', '{"config":{"title":"c"},"title": "new"}'],
      ['{"title":{"title":[1,{"title":2}]} ,"x":":title"}', '{"title":"new" ,"x":":title"}'],
      ['{"a":"title","title" : 12}', '{"a":"title","title" : "new"}'],
      ['{"x":"\\"title\\":"}', '{"title":"new","x":"\\"title\\":"}'],
    ])
      assert.equal(renamedHead(old, 'new'), renamed);
    const escaped = renamedHead(String.raw`{"t\u0069tle":"old","x":1}`, 'new');
    assert.equal(escaped, String.raw`{"t\u0069tle":"new","x":1}`);
    assert.equal(titleOf('{"title":"old"}'), 'new');
  });
});
