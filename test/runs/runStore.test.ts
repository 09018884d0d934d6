import assert from 'node:assert/strict';
import { npyBytes, readClasses } from '../../extension/runs/disk/matrices.js';
import { ChangedError } from '../../extension/runs/disk/changedError.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { cases } from '../cases.js';
import { checkpoint, everyMeans, hash, head, labels, MemoryDisk, named, predicted, record } from './memoryDisk.js';

/** Changes until a new run is claimed. */
const CLAIMED = 2;

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
    const lines = new TextDecoder().decode(disk.files.get(`${first.id}/epochs.jsonl`)).split('\n');
    assert.equal(lines.filter((line) => line.startsWith('{"epoch":')).length, 2, 'one line an epoch');
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

  it('T6 keep checkpoints within the bound, the oldest going first', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash, 250);
    const writer = await store.create(head());
    for (let epoch = 1; epoch <= 5; epoch++) await writer.epoch(record(epoch), checkpoint(epoch));
    const { epochs } = await store.read(writer.id);
    assert.deepEqual(
      epochs.map(({ checkpoint: kept }) => kept?.file ?? null),
      [null, null, null, 'checkpoint-0004.safetensors', 'checkpoint-0005.safetensors'],
    );
    assert.deepEqual((await disk.list(writer.id)).sort(), [
      'checkpoint-0004.safetensors',
      'checkpoint-0005.safetensors',
      ...[1, 2, 3, 4, 5].map((epoch) => `confusion-000${epoch}.npy`),
      'epochs.jsonl',
      'run.json',
    ]);
  });

  it('F12 S17 a checkpoint cut or changed in any byte is refused with the reason, and the one before is offered', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    for (const epoch of [1, 2]) await writer.epoch(record(epoch), checkpoint(epoch));
    const file = `${writer.id}/checkpoint-0002.safetensors`;
    const good = disk.files.get(file)!;
    const broken = [...good.keys()].map((at) => good.map((b, i) => (i === at ? b ^ 1 : b)));
    for (const bytes of [...broken, good.slice(0, 50), null]) {
      if (bytes) disk.files.set(file, bytes);
      else disk.files.delete(file);
      const { checkpoint: found, problems } = await store.recover(writer.id);
      assert.deepEqual(found!.bytes, checkpoint(1));
      assert.match(problems.join(), /^20240229-235959\/checkpoint-0002\.safetensors is (damaged|not there)/);
    }
  });

  it('S17 S28 a checkpoint of 2 KB cut anywhere or changed in any bit is refused', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    const good = Uint8Array.from({ length: 2048 }, (_, i) => (i * i) >> 3);
    await writer.epoch(record(1), good);
    const { checkpoint: kept } = writer.run.epochs[0];
    const file = `${writer.id}/${kept!.file}`;
    const refused = async (bytes: Uint8Array): Promise<void> => {
      disk.files.set(file, bytes);
      await assert.rejects(store.load(writer.id, kept!), /checkpoint-0001\.safetensors is damaged/);
    };
    for (let bit = 0; bit < 8 * good.length; bit += cases(1, 7)) {
      const changed = good.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      await refused(changed);
    }
    for (let length = 0; length < good.length; length += cases(1, 7)) await refused(good.slice(0, length));
    disk.files.set(file, good);
    assert.deepEqual((await store.load(writer.id, kept!)).bytes, good);
  });

  it('T8 U50 what is wrong with a damaged record is said in words for people, with its place', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const { id } = await store.create(head());
    const path = `${id}/run.json`;
    const good = disk.files.get(path)!;
    const text = new TextDecoder().decode(good);
    // Of a record alone that breaks off nothing was reported.
    disk.files.set(`${id}/epochs.jsonl`, new Uint8Array(0));
    const cases: [changed: string | Uint8Array, words: string][] = [
      [text.slice(0, text.indexOf('"title"') + 4), 'line 5, column 6: an end too early; expected JSON'],
      [text.replace('"title": ', '"title": oops'), 'line 5, column 11: "oops\\"784-10-10\\",\\n \\"c"; expected JSON'],
      [
        Uint8Array.of(...good.subarray(0, 40), 0xff),
        'line 4, column 4: bytes that are not UTF-8; expected a text file',
      ],
      [text.replace('"title": "784-10-10"', '"title": 5'), 'title: 5; expected a text'],
      [text.replace('"title"', '"other"'), 'title: nothing; expected "title"'],
      [text.replace('"trainCount": 36', '"trainCount": 1.5'), 'trainCount: 1.5; expected a whole number'],
      [text.replace('"trainCount": 36', '"trainCount": 0'), 'trainCount: 0; expected at least 1'],
      [
        text.replace('"status": "running"', '"status": []'),
        'status: a list; expected "running" or "finished" or "stopped" or "failed"',
      ],
    ];
    for (const [changed, words] of cases) {
      disk.files.set(path, typeof changed === 'string' ? new TextEncoder().encode(changed) : changed);
      assert.deepEqual((await store.list()).problems, [`${path} is damaged: ${words}.`]);
    }
  });

  it('T8 a damaged run is named and leaves the others readable, and its file as it was', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const [first, second] = [await store.create(head()), await store.create(head())];
    for (const epoch of [1, 2]) await first.epoch(record(epoch), checkpoint(epoch));
    const cases: ['run.json' | 'epochs.jsonl', (text: string) => string, RegExp][] = [
      ['run.json', (text) => text.slice(0, 300), /run\.json is damaged: /],
      ['run.json', (text) => text.replace('"version": 2', '"version": 3'), /version: /],
      ['run.json', (text) => text.replace('"rate": 0.1', '"rate": -1'), /optimiser\.rate: -1/],
      [
        'run.json',
        (text) => text.replace(/"id": "[^"]+"/, '"id": "20240229-000000"'),
        /in the folder "20240229-235959"/,
      ],
      ['run.json', (text) => text.replace(/"started": \d+/, '"started": 1e999'), /started: /],
      ['epochs.jsonl', (text) => text.replace('"testAccuracy":0.9', '"testAccuracy":"x"'), /line 1.*testAccuracy/],
      ['epochs.jsonl', (text) => text.replace('"testAccuracy":0.9', '"testAccuracy":1.9'), /line 1.*testAccuracy/],
      ['epochs.jsonl', (text) => text.replace(/checkpoint-0001\.safetensors/, '../../etc/passwd'), /checkpoint\.file/],
      ['epochs.jsonl', (text) => text.replace('"epoch":1', '"epoch":2'), /line 1.*step: 18 at epoch 2; expected 36/],
      ['epochs.jsonl', (text) => text.slice(text.indexOf('\n') + 1), /line 1 is damaged: epoch 2 after epoch 0/],
    ];
    for (const [name, change, message] of cases) {
      const path = `${first.id}/${name}`;
      const good = disk.files.get(path)!;
      const bytes = new TextEncoder().encode(change(new TextDecoder().decode(good)));
      assert.notDeepEqual(bytes, good);
      disk.files.set(path, bytes);
      const { runs, problems } = await store.list();
      assert.deepEqual(
        runs.map(({ id }) => id),
        [second.id],
      );
      assert.equal(problems.length, 1);
      assert.match(problems[0], message);
      assert.deepEqual(disk.files.get(path), bytes);
      disk.files.set(path, good);
    }
  });

  it('T8 a record keeps what the items were read as, and its matrix is counted from it', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head(), labels);
    await writer.epochs([{ record: record(1), predicted, checkpoint: checkpoint(1) }]);
    await writer.epochs([{ record: record(2), checkpoint: checkpoint(2) }]);
    const run = await store.read(writer.id);
    assert.deepEqual(
      run.epochs.map((each) => each.predicted?.file ?? each.confusion?.file),
      ['predicted-0001.npy', 'confusion-0002.npy'],
    );
    const { matrices, problems } = await store.matrices(run);
    assert.deepEqual([[...matrices.values()], problems], [[record(1).confusion, record(2).confusion], []]);
    for (const name of ['labels.npy', 'predicted-0001.npy', 'confusion-0002.npy']) {
      const path = `${writer.id}/${name}`;
      const good = disk.files.get(path)!;
      disk.files.set(
        path,
        good.map((byte, i) => (i === good.length - 1 ? byte ^ 1 : byte)),
      );
      const found = await store.matrices(run);
      assert.match(found.problems.join(), new RegExp(`${name.replace('.', '\\.')} is damaged`));
      assert.equal(found.matrices.size, 1, 'the other stays');
      disk.files.set(path, good);
    }
    const bytes = npyBytes(Uint16Array.of(2, 0), [2]);
    assert.throws(() => readClasses({ name: 'a.npy', bytes }, 2, 2), /a\.npy: class 2 at 0; expected 0 to 1/);
    const text = JSON.parse(await store.text(writer.id)) as { id: string; epochs: { confusion: number[] }[] };
    assert.deepEqual([text.id, text.epochs[0].confusion], [writer.id, [3, 1, 0, 6]]);
  });

  for (const means of everyMeans)
    it(`F11 a first save that fails leaves no damaged run and no claim, ${named(means)}`, async () => {
      const owner = { host: 'here', machine: 'start-1', space: '', pid: 1, signal: () => undefined };
      let step = 1;
      for (let reached = true; reached; step++)
        for (const kill of [false, true])
          for (const when of ['before', 'torn', 'after'] as const) {
            const disk = new MemoryDisk(means);
            disk.faults.set(step, { when, kill });
            const store = new RunStore(disk, hash, undefined, owner);
            const begun = await store.create(head(), labels).then(
              () => true,
              () => false,
            );
            reached = disk.changes >= step;
            if (!reached) continue;
            disk.killed = false;
            const { runs, problems } = await new RunStore(disk, hash).list();
            assert.deepEqual(problems, [], `${when}${kill ? ', killed' : ''} at ${step}`);
            if (begun || kill) continue;
            assert.deepEqual(runs, []);
            const left = await disk.list('20240229-235959');
            // The claim itself may have come to the disk.
            if (step > CLAIMED) {
              assert.deepEqual(left, []);
              assert.equal((await store.create(head(), labels)).id, '20240229-235959', 'it can be tried again');
            } else assert(left.every((name) => name.endsWith('.lock')));
          }
      assert(step > 4);
    });

  it('a record that was changed by hand is shown with a note, and goes on only where a person says so (S28)', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const writer = await store.create(head());
    await writer.epoch(record(1), checkpoint(1));
    const path = `${writer.id}/run.json`;
    const text = new TextDecoder().decode(disk.files.get(path)).replace('"rate": 0.1', '"rate": 0.2');
    disk.files.set(path, new TextEncoder().encode(text));
    const found = await store.recover(writer.id);
    assert.equal(found.run.config.optimiser.rate, 0.2);
    const note = `${path} was changed by hand or damaged: its check sum does not fit.`;
    assert.deepEqual([found.run.notes, found.run.changed], [[note], true]);
    await assert.rejects(store.continue(found, 1), ChangedError);
    await assert.rejects(store.branch(head(), found, 1), ChangedError);
    await store.rename(writer.id, 'another title');
    const renamed = await store.recover(writer.id);
    assert.deepEqual(
      [renamed.run.notes, renamed.run.changed],
      [[note], true],
      'a new title takes the note from nobody',
    );
    const again = await store.continue({ ...renamed, accepted: true }, 1);
    await again.epoch(record(2), checkpoint(2));
    const { notes, config } = await store.read(writer.id);
    assert.deepEqual([notes, config.optimiser.rate], [[], 0.2]);
  });

  it('S9 refuses a name that is none of its own', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    for (const id of ['../x', '20240229-235959/..', 'con', '', '20240229-235959\0'])
      await assert.rejects(store.read(id), /is no run/);
  });
});
