import assert from 'node:assert/strict';
import { extraText } from '@surprisal/core';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import { LoggedFolder } from '../../extension/runs/sources/loggedFolder.js';
import { hash, MemoryDisk } from './memoryDisk.js';
import { ID, imageBytes, Logged, scoreBytes } from './loggedFiles.js';

const u2 = (...classes: number[]): Uint8Array => npyBytes(Uint16Array.from(classes), [classes.length]);
const valuesOf = (logged: Logged, name: string): [number, number][] => {
  const { steps, values } = logged.run.scalars.get(name)!.copy();
  return [...steps].map((step, i) => [step, values[i]]);
};

describe('a run that another program logs', () => {
  for (const ranges of [true, false])
    it(`R1: grows with its log, ${ranges ? 'from the last place' : 'where a disk gives whole files alone'}`, async () => {
      const disk = new MemoryDisk();
      const offsets: number[] = [];
      const readFrom = disk.readFrom.bind(disk);
      disk.readFrom = async (path, offset, most) => {
        if (path.endsWith('steps.jsonl')) offsets.push(offset);
        return readFrom(path, offset, most);
      };
      if (!ranges) Object.assign(disk, { readFrom: undefined });
      const logged = new Logged(disk, { steps: 10, config: { lr: 0.1 } });
      logged.add(
        'steps.jsonl',
        '{"step":1,"time":1000,"loss":2.5}\n{"step":2,"time":2000,"loss":NaN,"lr":-Infinity}\n',
      );
      logged.add('steps.jsonl', '{"step":3,"ti');
      assert(await logged.reader.update());
      assert.deepEqual(valuesOf(logged, 'loss'), [
        [1, 2.5],
        [2, NaN],
      ]);
      assert.deepEqual(valuesOf(logged, 'lr'), [[2, -Infinity]]);
      assert.deepEqual(logged.problems, []);
      assert.deepEqual(logged.run.progress, { by: 'steps', done: 2, of: 10 });
      assert.equal(logged.run.stepsPerSecond, 1);
      assert(!(await logged.reader.update()), 'nothing came');

      logged.add('steps.jsonl', 'me":2500,"loss":1}\n{"step":4,"loss":0.5}');
      assert(await logged.reader.update());
      assert.deepEqual(valuesOf(logged, 'loss').slice(2), [
        [3, 1],
        [4, 0.5],
      ]);
      logged.add('steps.jsonl', '\n\n{"step":5,"loss":0.25}\n');
      await logged.reader.update();
      assert.equal(logged.run.scalars.get('loss')!.size, 5);
      assert.deepEqual(logged.problems, []);
      if (ranges) assert(offsets.at(-1)! > 60, `read from ${offsets.join(', ')}`);
    });

  it('R1: tells a restart, and what was logged again takes the place of what was', async () => {
    const logged = new Logged();
    for (const step of [1, 2, 3, 4]) logged.add('steps.jsonl', `{"step":${step},"loss":${step}}\n`);
    for (const epoch of [1, 2]) logged.add('epochs.jsonl', `{"epoch":${epoch},"val_loss":${epoch}}\n`);
    await logged.reader.update();
    logged.add('steps.jsonl', '{"step":3,"loss":30}\n');
    logged.add('epochs.jsonl', '{"epoch":2,"val_loss":19}\n{"epoch":1,"val_loss":10}\n{"epoch":2,"val_loss":20}\n');
    await logged.reader.update();
    assert.deepEqual(valuesOf(logged, 'loss'), [
      [1, 1],
      [2, 2],
      [3, 30],
    ]);
    assert.deepEqual([...logged.run.epochSeries('val_loss').copy().values], [10, 20]);
    assert.deepEqual(logged.problems, ['epochs.jsonl:4 epoch 1 after epoch 2', 'steps.jsonl:5 step 3 after step 4']);
  });

  it('R1: two lines of one step are one step', async () => {
    const logged = new Logged();
    logged.add('steps.jsonl', '{"step":1,"loss":1}\n{"step":1,"lr":2}\n{"step":1,"loss":3}\n');
    await logged.reader.update();
    assert.deepEqual([valuesOf(logged, 'loss'), valuesOf(logged, 'lr')], [[[1, 3]], [[1, 2]]]);
    assert.deepEqual(logged.problems, []);
  });

  it('R1: names the file, the line and what is wrong, and reads the rest', async () => {
    const logged = new Logged(undefined, { classes: 5, status: 'finished', epochs: 'many', title: 7 });
    const lines = ['{"step":1,"loss":1}', '[1]', 'loss=3', '{"loss":4}', '{"step":-1}', '{"step":2,"loss":"low"}'];
    lines.push('{"step":3,"loss":null}', `{"step":4,"x":${'['.repeat(100)}`, '{"step":5,"loss":5,"crc":"00000000"}');
    logged.add('steps.jsonl', `${lines.join('\n')}\n{"step":6,"loss":6}\n{"step":7`);
    logged.add(
      'epochs.jsonl',
      '{"epoch":0}\n{"epoch":1,"predicted":"x.npy","scores":{"file":"../x.npy","of":"logits"}}\n',
    );
    await logged.reader.update();
    await logged.run.loadSteps();
    assert.deepEqual(valuesOf(logged, 'loss'), [
      [1, 1],
      [6, 6],
    ]);
    assert.equal(logged.run.title, ID);
    assert.deepEqual(logged.problems, [
      'run.json: title 7',
      'run.json: classes 5',
      'run.json: epochs "many"',
      'epochs.jsonl:1 epoch 0',
      'epochs.jsonl:2 predicted "x.npy"',
      'epochs.jsonl:2 scores {"file":"../x.npy","of":"logits"}',
      'steps.jsonl:2 [1]',
      'steps.jsonl:3 no JSON',
      'steps.jsonl:4 step nothing',
      'steps.jsonl:5 step -1',
      'steps.jsonl:6 "loss": "low"',
      'steps.jsonl:8 more than 64 open brackets',
      'steps.jsonl:9 a check sum that does not fit',
      'steps.jsonl:11 a line that was broken off',
    ]);
  });

  it('R1: reads segments one after the other, and begins again where a log was replaced (F36)', async () => {
    const logged = new Logged();
    logged.add('steps-000001.jsonl', '{"step":1,"loss":1}\n');
    await logged.reader.update();
    logged.add('steps-000002.jsonl', '{"step":2,"loss":2}\n');
    logged.add('steps-000003-2.jsonl', '{"step":3,"loss":3}\n');
    await logged.reader.update();
    assert.deepEqual(valuesOf(logged, 'loss').flat(), [1, 1, 2, 2, 3, 3]);
    logged.put('steps-000003-2.jsonl', '{"step":9,"loss":9}\n');
    await logged.reader.update();
    assert.deepEqual(valuesOf(logged, 'loss').flat(), [1, 1, 2, 2, 9, 9]);
    assert.deepEqual(logged.problems, []);
  });

  it('R1: its writer is silent after 40 s without a sign, and lives again with the next', async () => {
    const logged = new Logged();
    const beat = async (count: number, seconds: number): Promise<string> => {
      logged.put('heartbeat', String(count));
      logged.now += 1000 * seconds;
      await logged.reader.update();
      return `${logged.run.status} ${logged.run.heard}`;
    };
    assert.equal(await beat(7, 0), 'running false');
    assert.equal(await beat(7, 3), 'running false');
    assert.equal(await beat(8, 3), 'running true');
    assert.equal(await beat(8, 20), 'running true');
    assert.equal(await beat(8, 21), 'silent true');
    assert.equal(await beat(9, 1), 'running true');
    await beat(9, 25);
    logged.add('steps.jsonl', '{"step":1,"loss":1}\n');
    assert.equal(await beat(9, 25), 'running true', 'a line is a sign as well');
    logged.head({ status: 'finished', ended_at: 2e12 });
    assert.equal(await beat(9, 100), 'finished true');
    assert.equal(logged.run.ended, 2e12);
  });

  it('R1: predictions come from its files; what does not fit is named', async () => {
    const logged = new Logged(undefined, {
      classes: ['a', 'b', 'c'],
      labels: { file: 'labels.npy' },
      items: { list: { file: 'items.json' }, images: { file: 'images.npy' } },
    });
    const scores = [
      [3, 1, 0],
      [0, 1, 5],
      [1, 2, 1],
    ];
    logged.put('labels.npy', u2(0, 1, 1));
    logged.put('predicted-0001.npy', u2(0, 2, 1));
    logged.put('scores-0001.npy', scoreBytes(scores));
    logged.put('items.json', JSON.stringify({ ids: ['x', 'y', 'z'], files: ['1.png', '2.png', '3.png'] }));
    logged.put(
      'images.npy',
      imageBytes(
        Uint8Array.from({ length: 18 }, (_, i) => i),
        [3, 2, 3],
      ),
    );
    const files = '"predicted":{"file":"predicted-0001.npy"}';
    logged.add('epochs.jsonl', `{"epoch":1,${files},"scores":{"file":"scores-0001.npy","of":"logits"}}\n`);
    logged.add('epochs.jsonl', `{"epoch":2,${files},"scores":{"file":"scores-0002.npy","of":"logits"}}\n`);
    logged.add('epochs.jsonl', `{"epoch":3,"confusion":{"file":"confusion-0003.npy"}}\n{"epoch":4,"val_loss":1}\n`);
    logged.put('confusion-0003.npy', npyBytes(Uint32Array.of(5, 0, 0, 0, 6, 1, 0, 0, 7), [3, 3]));
    await logged.reader.update();
    const { run } = logged;
    assert.deepEqual(
      run.epochs.map(({ has }) => [has.predictions, has.scores, has.matrix]),
      [
        [true, true, true],
        [true, false, true],
        [false, false, true],
        [false, false, false],
      ],
    );
    const first = (await run.predictions(1))!;
    assert.deepEqual(
      [first.classes, [...first.actual], [...first.predicted]],
      [
        ['a', 'b', 'c'],
        [0, 1, 1],
        [0, 2, 1],
      ],
    );
    assert.deepEqual([first.scores!.kind, [...first.scores!.data]], ['logits', scores.flat()]);
    assert.deepEqual(
      first.extras.map(({ name, is }) => [name, is]),
      [
        ['id', 'id'],
        ['file', 'image'],
      ],
    );
    assert.equal((await run.predictions())!.scores, null, 'of the latest with predictions, whose scores were not kept');
    assert.equal(await run.predictions(4), null);
    assert.deepEqual([...(await run.matrix(1))!.counts], [1, 0, 0, 0, 1, 1, 0, 0, 0]);
    assert.deepEqual([...(await run.matrix())!.counts], [5, 0, 0, 0, 6, 1, 0, 0, 7]);
    assert.deepEqual(await run.items(), {
      count: 3,
      images: { width: 3, height: 2, channels: 1 },
      names: ['id', 'file'],
      columns: null,
    });
    assert.deepEqual([...(await run.picture(1))!.pixels], [6, 7, 8, 9, 10, 11]);
    assert.equal(await run.picture(3), null);
    assert.deepEqual(
      first.extras.map((each) => extraText(each, 2)),
      ['z', '3.png'],
    );

    const refused = async (file: string, bytes: Uint8Array, expected: RegExp): Promise<void> => {
      const old = logged.disk.files.get(`${ID}/${file}`)!;
      logged.put(file, bytes);
      await assert.rejects(run.predictions(1), expected);
      logged.put(file, old);
    };
    await refused('labels.npy', u2(0, 3, 1), /^RecordError: labels\.npy: class 3 at 1; expected 0 to 2$/);
    await refused('predicted-0001.npy', u2(0, 1), /predicted-0001\.npy: 2 items; expected 3, as labels\.npy has$/);
    await refused('scores-0001.npy', scoreBytes([[1, 2]]), /scores-0001\.npy: 2 classes; expected 3/);
    await refused('scores-0001.npy', scoreBytes([[1, NaN, 2]]), /scores-0001\.npy: NaN of item 0, class 1/);
  });

  it('R1: up to 65,536 classes, which need names of no file', async () => {
    const logged = new Logged();
    logged.put('labels.npy', u2(0, 65_535));
    logged.put('predicted-0001.npy', u2(40_000, 65_535));
    logged.add(
      'epochs.jsonl',
      '{"epoch":1,"labels":{"file":"labels.npy"},"predicted":{"file":"predicted-0001.npy"}}\n',
    );
    await logged.reader.update();
    const { actual, predicted, classes } = (await logged.run.predictions())!;
    assert.deepEqual([[...actual], [...predicted], classes.length], [[0, 65_535], [40_000, 65_535], 65_536]);
    await assert.rejects(logged.run.matrix(), /65536 classes; expected at most 1000 for a matrix/);
  });

  it('R1: what the record says of a file is checked', async () => {
    const bytes = u2(0, 1);
    const said = (changes: object) =>
      JSON.stringify({ file: 'labels.npy', bytes: bytes.length, sha256: hash(bytes), ...changes });
    for (const [changes, expected] of [
      [{}, undefined],
      [{ bytes: 5 }, /labels\.npy: 132 bytes; expected 5/],
      [{ sha256: '0'.repeat(64) }, /labels\.npy: a SHA-256 that begins/],
      [{ file: 'other.npy' }, /other\.npy: no such file/],
    ] as const) {
      const logged = new Logged();
      logged.put('labels.npy', bytes);
      logged.add('epochs.jsonl', `{"epoch":1,"labels":${said(changes)},"predicted":{"file":"labels.npy"}}\n`);
      await logged.reader.update();
      if (expected) await assert.rejects(logged.run.predictions(), expected);
      else assert.equal((await logged.run.predictions())!.actual.length, 2);
    }
  });

  it('R1: a folder lists its logged runs, and leaves those of another kind to others', async () => {
    const logged = new Logged();
    const { disk } = logged;
    const put = (id: string, head: string) => disk.files.set(`${id}/run.json`, new TextEncoder().encode(head));
    put('20261126-190502', '{"version":2,"kind":"trained"}');
    put('20261126-190503', '{"version":3,"kind":"logged"}');
    put('20261126-190504', '{"version":2,"kind":"logg');
    put('notes', '{"version":2,"kind":"logged"}');
    const folder = new LoggedFolder(disk, hash, 'other/');
    assert((await folder.list()).list);
    assert.deepEqual(
      folder.runs.map(({ id }) => id),
      [`other/${ID}`],
    );
    assert.deepEqual(folder.damaged, [
      { id: 'other/20261126-190503', reason: 'run.json: version 3; expected version 2' },
    ]);
    assert(!(await folder.list()).list);
    logged.add('steps.jsonl', '{"step":1,"loss":1}\n');
    assert.deepEqual(await folder.follow(), folder.runs);
    put('20261126-190504', '{"version":2,"kind":"logged","status":"stopped"}');
    assert.deepEqual(
      (await folder.list()).runs.map(({ status }) => status),
      ['stopped'],
    );
    disk.files.delete(`${ID}/run.json`);
    disk.files.delete(`${ID}/steps.jsonl`);
    assert((await folder.list()).list);
    assert.equal(folder.runs.length, 1);
  });
});
