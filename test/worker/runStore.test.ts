import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RunStore } from '../../extension/runs/runStore.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

describe('runs on disk', () => {
  it('T8 come back as they were written, named by their time', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const [first, second] = [await store.create(head()), await store.create(head())];
    assert.deepEqual([first.id, second.id], ['20240229-235959', '20240229-235959-2']);
    for (const epoch of [1, 2]) await first.epoch(record(epoch), checkpoint(epoch));
    await first.end({ status: 'finished', step: 36, seconds: 0.25, weightsHash: 'ab' }, checkpoint(9));
    const { runs, problems } = await store.list();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      runs.map(({ id, status }) => [id, status]),
      [
        ['20240229-235959-2', 'running'],
        ['20240229-235959', 'finished'],
      ],
    );
    const { run, checkpoint: found } = await store.recover(first.id);
    assert.deepEqual(run, first.run);
    assert.deepEqual(found!.bytes, checkpoint(9));
    const lines = new TextDecoder().decode(disk.files.get(`${first.id}/run.json`)).split('\n');
    assert.equal(lines.filter((line) => line.startsWith('  {"epoch":')).length, 2, 'one line an epoch');
    assert.equal(new TextDecoder().decode(disk.files.get('.gitignore')), '*\n');
  });

  it('T8 keep NaN and infinite losses', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    const writer = await store.create(head());
    await writer.epoch(record(1, { trainLoss: NaN, testLoss: Infinity, validationLoss: -Infinity }), checkpoint(1));
    const [epoch] = (await store.read(writer.id)).epochs;
    assert.deepEqual([epoch.trainLoss, epoch.testLoss, epoch.validationLoss], [NaN, Infinity, -Infinity]);
  });

  it('F11 a write that fails is told, and what stood before stands', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    await writer.epoch(record(1), checkpoint(1));
    for (const after of [1, 2, 3]) {
      disk.failAt = disk.changes + after;
      await assert.rejects(writer.epoch(record(2), checkpoint(2)), /ENOSPC/);
      const { run, checkpoint: found, problems } = await store.recover(writer.id);
      assert.ok(run.epochs.length >= 1);
      assert.ok(found);
      assert.deepEqual(problems, []);
      disk.failAt = Infinity;
    }
    await writer.end({ status: 'stopped' });
    assert.equal((await store.read(writer.id)).status, 'stopped');
  });

  it('loses no announced epoch, whenever the process is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (moment) => {
        const disk = new MemoryDisk();
        disk.failAt = moment;
        disk.failure = new Error('killed');
        const store = new RunStore(disk, hash, 250);
        let announced = 0;
        let id = '';
        try {
          const writer = await store.create(head());
          id = writer.id;
          for (let epoch = 1; epoch <= 8; epoch++) {
            await writer.epoch(record(epoch), checkpoint(epoch));
            announced = epoch;
          }
        } catch (error) {
          assert.equal((error as Error).message, 'killed');
        }
        if (!id) return;
        disk.failAt = Infinity;
        const { run, checkpoint: found, problems } = await new RunStore(disk, hash).recover(id);
        assert.deepEqual(problems, []);
        const last = run.epochs.at(-1)?.epoch ?? 0;
        assert.ok(last >= announced, `announced ${announced}, on disk ${last}`);
        if (last > 0) assert.deepEqual(found!.bytes, checkpoint(last));
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it('T6 keep checkpoints within the bound, the oldest going first', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash, 250);
    const writer = await store.create(head());
    for (let epoch = 1; epoch <= 5; epoch++) await writer.epoch(record(epoch), checkpoint(epoch));
    const { epochs } = await store.read(writer.id);
    assert.deepEqual(
      epochs.map(({ checkpoint: kept }) => kept?.file ?? null),
      [null, null, null, 'epoch-0004.safetensors', 'epoch-0005.safetensors'],
    );
    assert.deepEqual((await disk.list(writer.id)).sort(), [
      'epoch-0004.safetensors',
      'epoch-0005.safetensors',
      'run.json',
    ]);
  });

  it('F12 S17 a checkpoint cut or changed in any byte is refused with the reason, and the one before is offered', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    for (const epoch of [1, 2]) await writer.epoch(record(epoch), checkpoint(epoch));
    const file = `${writer.id}/epoch-0002.safetensors`;
    const good = disk.files.get(file)!;
    const broken = [...good.keys()].map((at) => good.map((b, i) => (i === at ? b ^ 1 : b)));
    for (const bytes of [...broken, good.slice(0, 50), null]) {
      if (bytes) disk.files.set(file, bytes);
      else disk.files.delete(file);
      const { checkpoint: found, problems } = await store.recover(writer.id);
      assert.deepEqual(found!.bytes, checkpoint(1));
      assert.match(problems.join(), /^20240229-235959\/epoch-0002\.safetensors is (damaged|not there)/);
    }
  });

  it('T8 a damaged run is named and leaves the others readable, and its file as it was', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const [first, second] = [await store.create(head()), await store.create(head())];
    await first.epoch(record(1), checkpoint(1));
    const path = `${first.id}/run.json`;
    const good = new TextDecoder().decode(disk.files.get(path));
    const cases: [string, RegExp][] = [
      [good.slice(0, 300), /run\.json is damaged: /],
      [good.replace('"version": 1', '"version": 2'), /version: /],
      [good.replace('"testAccuracy":0.75', '"testAccuracy":"x"'), /epochs\.0\.testAccuracy/],
      [good.replace('"rate": 0.1', '"rate": -1'), /optimiser\.rate: -1/],
      [good.replace(/epoch-0001\.safetensors/, '../../etc/passwd'), /checkpoint\.file/],
      [good.replace(/"id": "[^"]+"/, '"id": "20240229-000000"'), /in the folder "20240229-235959"/],
    ];
    for (const [text, message] of cases) {
      assert.notEqual(text, good);
      const bytes = new TextEncoder().encode(text);
      disk.files.set(path, bytes);
      const { runs, problems } = await store.list();
      assert.deepEqual(
        runs.map(({ id }) => id),
        [second.id],
      );
      assert.equal(problems.length, 1);
      assert.match(problems[0], message);
      assert.deepEqual(disk.files.get(path), bytes);
    }
  });

  it('S9 refuses a name that is none of its own', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    for (const id of ['../x', '20240229-235959/..', 'con', '', '20240229-235959\0'])
      await assert.rejects(store.read(id), /is no run/);
  });
});
