import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LoggedFolder } from '../../extension/runs/sources/loggedFolder.js';
import { ID, Logged } from './loggedFiles.js';
import { hash, MemoryDisk } from './memoryDisk.js';

/** Bytes that a list reads of each log by step. */
const TAIL = 2 ** 14;

/** A disk that counts the bytes of the logs that were read. */
class CountedDisk extends MemoryDisk {
  bytes = 0;
  override async readFrom(path: string, offset: number, most: number): Promise<Uint8Array | null> {
    const read = await super.readFrom(path, offset, most);
    if (path.endsWith('.jsonl')) this.bytes += read?.length ?? 0;
    return read;
  }
}

const line = (step: number, more = ''): string => `{"step":${step},"time":${1e12 + step},"loss":${1 / step}${more}}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => line(from + i)).join('');
const lossOf = ({ run }: Logged): [number, number | undefined, number | undefined] => {
  const loss = run.scalars.get('loss');
  return [loss?.size ?? 0, run.lastStep, loss?.last?.value];
};

describe('a list of runs that were logged by step', () => {
  it('R1: reads the ends of their logs alone, until a run is opened', async () => {
    const disk = new CountedDisk();
    const logged = new Logged(disk, { status: 'finished' });
    logged.put('steps.jsonl', `{"step":0,"rare":7}\n${lines(1, 20_000)}`);
    const text = (id: string, file: string): Uint8Array => disk.files.get(`${id}/${file}`)!;
    const ids = Array.from({ length: 50 }, (_, i) => `20261126-2${String(i).padStart(5, '0')}`);
    for (const id of ids)
      for (const file of ['run.json', 'steps.jsonl']) disk.files.set(`${id}/${file}`, text(ID, file));
    const folder = new LoggedFolder(disk, hash);
    await folder.list();
    assert.equal(folder.runs.length, 51);
    assert(disk.bytes <= 51 * TAIL, `${disk.bytes} bytes`);
    for (const run of folder.runs)
      assert.deepEqual([run.lastStep, run.latest.get('loss'), run.latest.has('rare')], [20_000, 1 / 20_000, false]);
    const [run] = folder.runs;
    await run.loadSteps();
    assert.deepEqual([run.scalars.get('loss')?.size, run.latest.get('rare')], [20_000, 7]);
  });

  it('R1: and of one that is written goes on from there, line by line', async () => {
    const logged = new Logged(new CountedDisk());
    logged.put('steps.jsonl', lines(1, 5000));
    await logged.reader.update();
    const [kept] = lossOf(logged);
    assert(kept > 0 && kept < 5000);
    logged.add('steps.jsonl', `${line(5001)}{"step":5002,"lo`);
    await logged.reader.update();
    assert.deepEqual(lossOf(logged), [kept + 1, 5001, 1 / 5001]);
    logged.add('steps.jsonl', `ss":0.5}\nno JSON\n`);
    await logged.reader.update();
    assert.deepEqual(lossOf(logged), [kept + 2, 5002, 0.5]);
    assert.deepEqual(logged.problems, ['steps.jsonl: no JSON'], 'its number is not known');
    logged.add('steps-005003-2.jsonl', line(5003));
    await logged.reader.update();
    assert.deepEqual(lossOf(logged), [kept + 3, 5003, 1 / 5003]);
    await logged.run.loadSteps();
    assert.deepEqual(lossOf(logged), [5003, 5003, 1 / 5003]);
    assert.deepEqual(logged.problems, ['steps.jsonl:5003 no JSON']);
  });

  it('R1: another log in its place is seen', async () => {
    const logged = new Logged(new CountedDisk());
    logged.put('steps.jsonl', lines(1, 5000));
    await logged.reader.update();
    logged.put('steps.jsonl', lines(1, 10));
    await logged.reader.update();
    assert.deepEqual(lossOf(logged), [10, 10, 0.1]);
    logged.put('steps.jsonl', lines(100_001, 105_000));
    await logged.reader.update();
    assert.equal(logged.run.lastStep, 105_000);
  });

  it('R1: has the last values of the whole, however a log is divided and however it grows', async () => {
    const part = fc.record({ count: fc.integer({ min: 1, max: 900 }), wide: fc.nat(200), other: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), fc.nat(4), async (parts, looks) => {
        const [logged, whole] = [new Logged(), new Logged()];
        let step = 0;
        for (const [i, { count, wide, other }] of parts.entries()) {
          const name = other ? `steps-${String(step + 1).padStart(6, '0')}-${i + 2}.jsonl` : 'steps.jsonl';
          const last = [...logged.disk.files.keys()].filter((file) => file.includes('steps')).at(-1);
          const file = other || !last ? name : last.slice(ID.length + 1);
          let text = '';
          for (let k = 0; k < count; k++) text += line(++step, `,"name":"${'x'.repeat(wide)}"`);
          for (const each of [logged, whole]) each.add(file, text);
          if (i >= looks) await logged.reader.update();
        }
        await logged.reader.update();
        await whole.run.loadSteps();
        assert.deepEqual(lossOf(logged).slice(1), lossOf(whole).slice(1));
        assert.equal(lossOf(whole)[0], step);
        assert.equal(logged.run.stepsPerSecond === null, whole.run.stepsPerSecond === null);
        await logged.run.loadSteps();
        assert.deepEqual([lossOf(logged), logged.problems], [lossOf(whole), whole.problems]);
      }),
      { numRuns: 60 },
    );
  });
});
