import assert from 'node:assert/strict';
import { Run } from '../../extension/runs/model/run.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { sealed, sealedLines } from '../../extension/runs/disk/sealed.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

const id = '20240229-235959';

describe('a record that asks for more than is there (S25)', () => {
  const disk = new MemoryDisk();
  const store = new RunStore(disk, hash);
  let good: Record<string, unknown>;
  let line: Record<string, unknown>;
  const json = (name: string): string => new TextDecoder().decode(disk.files.get(`${id}/${name}`));
  const put = (record: object, lines: readonly object[], steps: readonly object[] = []): number => {
    const all = {
      'run.json': new TextEncoder().encode(`${sealed(JSON.stringify(record, null, 1))}\n`),
      'epochs.jsonl': sealedLines(lines.map((each) => JSON.stringify(each))),
      'steps.jsonl': sealedLines(steps.map((each) => JSON.stringify(each))),
    };
    for (const [name, bytes] of Object.entries(all)) disk.files.set(`${id}/${name}`, bytes);
    return Object.values(all).reduce((sum, { length }) => sum + length, 0);
  };
  /** Bytes of typed arrays that a piece of work holds on to. */
  const held = async (work: () => unknown): Promise<number> => {
    const before = process.memoryUsage().arrayBuffers;
    const kept = await work();
    const bytes = process.memoryUsage().arrayBuffers - before;
    assert(kept !== undefined);
    return bytes;
  };

  before(async () => {
    const writer = await store.create(head());
    await writer.epoch(record(1), checkpoint(1));
    const { crc: _, ...first } = JSON.parse(json('run.json')) as Record<string, unknown>;
    const { crc: _c, ...only } = JSON.parse(json('epochs.jsonl')) as Record<string, unknown>;
    [good, line] = [first, only];
  });

  it('is refused where a number is out of its range, by its name', async () => {
    const heads: [object, RegExp][] = [
      [{ started: -1 }, /started: /],
      [{ started: 8.7e15 }, /started: /],
      [{ trainCount: 0 }, /trainCount: /],
      [{ trainCount: 1e12 }, /trainCount: /],
      [{ testCount: 1.5 }, /testCount: /],
      [{ classes: new Array<string>(65_537).fill('a') }, /classes: /],
      [{ title: 'x'.repeat(10_001) }, /title: /],
      [{ seconds: -1 }, /seconds: /],
      [{ step: 5e8 }, /step: 500000000; expected at most 360/],
      [{ ended: 1e6 }, /ended: 1000000; expected at most 20/],
      [{ from: { epoch: 1, step: 5e8, seconds: 0, checkpoint: null } }, /from\.step: /],
      [{ take: 0 }, /take: /],
      [{ kind: 'other' }, /kind: /],
    ];
    for (const [changes, message] of heads) {
      put({ ...good, ...changes }, [line]);
      await assert.rejects(store.read(id), message);
    }
    const endless = JSON.stringify(good, null, 1).replace(/"started": \d+/, '"started": 1e999');
    disk.files.set(`${id}/run.json`, new TextEncoder().encode(`${sealed(endless)}\n`));
    await assert.rejects(store.read(id), /started: /);
    const lines: [object, RegExp][] = [
      [{ epoch: 0 }, /epoch: /],
      [{ epoch: 1e6, step: 18e6 }, /epoch: 1000000; expected at most 20/],
      [{ step: 5e8 }, /step: 500000000 at epoch 1; expected 18/],
      [{ trainAccuracy: 1.01 }, /trainAccuracy: /],
      [{ validationAccuracy: -0.1 }, /validationAccuracy: /],
      [{ testAccuracy: null }, /testAccuracy: /],
      [{ seconds: -1 }, /seconds: /],
      [{ confusion: [3, 1, 0, 6] }, /confusion/],
    ];
    for (const [changes, message] of lines) {
      put(good, [{ ...line, ...changes }]);
      await assert.rejects(store.read(id), message);
    }
    put(
      good,
      [line],
      [
        { step: 5e8, loss: 1, accuracy: 1 },
        { step: 1, loss: 1, accuracy: 2 },
      ],
    );
    assert.deepEqual((await store.batches({ id })).problems, [
      `${id}/steps.jsonl, line 1: step 500000000; expected 1 to 360.`,
      `${id}/steps.jsonl, line 2: accuracy 2; expected 0 to 1.`,
    ]);
  });

  it('takes memory in proportion to its own bytes, whatever its numbers say', async () => {
    const far = { ...good, trainCount: 1e9, config: { ...(good.config as object), epochs: 1000 } };
    const epochs = Array.from({ length: 1000 }, (_, i) => ({ ...line, epoch: i + 1, step: (i + 1) * 5e8 }));
    for (const lines of [epochs.slice(0, 1), epochs]) {
      const bytes = put(far, lines, [{ step: 4e11, loss: 1, accuracy: 1 }]);
      const stored = await store.read(id);
      assert.equal(stored.epochs.length, lines.length);
      const reading = await held(() => store.batches(stored));
      assert(reading < 20 * bytes + 2 ** 20, `${reading} bytes for ${bytes}`);
      const showing = await held(async () => {
        const run = new Run(id, stored.title, stored.config, stored.started);
        for (const each of stored.epochs) run.addStoredEpoch(each);
        run.curves.addStored(await store.batches(stored));
        assert(run.curves.count >= 4e11 && run.curves.room < 600_000);
        return run;
      });
      assert(showing < 20 * bytes + 2 ** 20, `${showing} bytes for ${bytes}`);
    }
  });
});
