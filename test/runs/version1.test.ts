import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartParams } from '../../extension/protocol/training.js';
import type { Recovery } from '../../extension/runs/disk/runReader.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { everyMeans, hash, type Means, MemoryDisk, named } from './memoryDisk.js';
import { train } from '../worker/trainingThread.js';

/** Runs as an earlier version wrote them: one that finished, one that was stopped in its third epoch, one killed. */
const root = 'test/runs/version1';
const [finished, stopped, killed] = ['20240229-120000', '20240229-120001', '20240229-120002'];
const bytesOf = (...path: string[]): Uint8Array => new Uint8Array(readFileSync(join(root, ...path)));
const runs = readdirSync(root).filter((name) => /^\d/.test(name));
const data = (): Pick<StartParams, 'files'> => ({
  files: { images: { name: 'sides.csv', bytes: bytesOf('sides.csv') } },
});

function diskOf(means: Means): MemoryDisk {
  const disk = new MemoryDisk(means);
  for (const id of runs)
    for (const name of readdirSync(join(root, id))) disk.files.set(`${id}/${name}`, bytesOf(id, name));
  return disk;
}
const firstVersion = (id: string): { epochs: { confusion: number[] }[] } =>
  JSON.parse(new TextDecoder().decode(bytesOf(id, 'run.json'))) as { epochs: { confusion: number[] }[] };
/** Losses of the batches as the earlier version laid them down. */
const lossesOf = (id: string): number[] =>
  readdirSync(join(root, id))
    .filter((name) => name.endsWith('.f32'))
    .flatMap((name) => {
      const { buffer } = bytesOf(id, name).slice();
      return [...new Float32Array(buffer, 0, buffer.byteLength / 8)];
    });
/** The earlier version's files that are not as they were. */
const changedOf = (disk: MemoryDisk): string[] =>
  runs.flatMap((id) =>
    readdirSync(join(root, id))
      .filter((name) => Buffer.compare(disk.files.get(`${id}/${name}`) ?? new Uint8Array(), bytesOf(id, name)) !== 0)
      .map((name) => `${id}/${name}`),
  );

describe('runs of the first version', () => {
  for (const means of everyMeans) {
    it(`open as they were, and reading writes nothing, ${named(means)}`, async () => {
      const disk = diskOf(means);
      const store = new RunStore(disk, hash);
      const { runs: found, problems } = await store.list();
      assert.deepEqual(problems, []);
      assert.deepEqual(
        found.map(({ id, title, status, epochs }) => [id, title, status, epochs.length]),
        [
          [killed, '2-3-2 killed', 'running', 2],
          [stopped, '2-3-2 stopped', 'stopped', 2],
          [finished, '2-3-2 finished', 'finished', 4],
        ],
      );
      for (const run of found) {
        const { matrices, problems: wrong } = await store.matrices(run);
        assert.deepEqual([wrong, run.notes], [[], []]);
        assert.deepEqual(
          [...matrices.values()].map((counts) => [...counts]),
          firstVersion(run.id).epochs.map(({ confusion }) => confusion),
        );
        const { batches } = await store.batches(run);
        assert.deepEqual(
          batches.flatMap(({ loss }) => [...loss]),
          lossesOf(run.id),
        );
        const text = JSON.parse(await store.text(run.id)) as { epochs: { confusion: number[] }[] };
        assert.deepEqual(
          text.epochs.map(({ confusion }) => confusion),
          firstVersion(run.id).epochs.map((e) => e.confusion),
        );
      }
      assert.equal(disk.changes, 0);
    });

    it(`go on to the same bits, under this version and beside their own files, ${named(means)}`, async () => {
      for (const [id, file, step] of [
        [stopped, 'end.safetensors', 21],
        [killed, 'epoch-0002.safetensors', 18],
      ] as const) {
        const disk = diskOf(means);
        const store = new RunStore(disk, hash);
        const found = await store.recover(id);
        assert.deepEqual(found.checkpoint?.bytes, bytesOf(id, file));
        const rest = await train(found.run.config, { ...data(), checkpoint: found.checkpoint });
        const writer = await store.continue(found, 2);
        assert.deepEqual([writer.run.from?.step, (await store.read(id)).epochs.length], [step, 2]);
        for (const each of rest.events.progress) writer.add(each);
        for (const { record, batches, checkpoint } of rest.events.epoch) {
          writer.add(batches);
          await writer.epoch(record, checkpoint);
        }
        const { checkpoint, weightsHash } = rest.events.ended[0];
        await writer.end({ status: 'finished', step: 36, weightsHash }, checkpoint);
        const whole = await train(found.run.config, data());
        assert.equal(weightsHash, whole.events.ended[0].weightsHash);
        const run = await store.read(id);
        assert.deepEqual([run.status, run.epochs.length, run.notes], ['finished', 4, []]);
        const { batches, problems } = await store.batches(run);
        assert.deepEqual([batches.length, batches[0].loss.length, problems], [1, 36, []]);
        assert.equal((await store.matrices(run)).matrices.size, 4);
        // Weights that nothing names any more go with the run's first new ones.
        const gone = id === stopped ? [`${id}/end.safetensors`] : [];
        assert.deepEqual(changedOf(disk), [...gone, ...(means.rename ? [`${id}/run.json`] : [])]);
      }
    }).timeout(30_000);

    it(`take a new title, and are branched from, ${named(means)}`, async () => {
      const disk = diskOf(means);
      const store = new RunStore(disk, hash);
      const from: Recovery = await store.recoverAt(finished, 3);
      const { title: name, config, started, kernel, classes, parameters } = from.run;
      const { trainCount, validationCount, testCount } = from.run;
      const head = {
        title: name,
        config,
        started,
        kernel,
        classes,
        trainCount,
        validationCount,
        testCount,
        parameters,
      };
      const branch = await store.branch({ ...head, parent: { id: finished, epoch: 3 } }, from, 3);
      assert.deepEqual(changedOf(disk), []);
      const made = await store.recover(branch.id);
      assert.deepEqual(
        [made.run.epochs.length, made.checkpoint?.bytes],
        [3, bytesOf(finished, 'epoch-0003.safetensors')],
      );
      const parts = async (id: string) => {
        const run = await store.read(id);
        return [
          [...(await store.matrices(run)).matrices].slice(0, 3),
          (await store.batches(run)).batches[0].loss.slice(0, 27),
        ];
      };
      assert.deepEqual(await parts(branch.id), await parts(finished));
      await assert.rejects(store.recoverAt(finished, 1), /weights of epoch 1 were not kept/);

      const before = await store.read(finished);
      await store.rename(finished, 'another');
      const { title, revision: _r, ...rest } = await store.read(finished);
      assert.equal(title, 'another');
      const { title: _t, revision: _v, ...same } = before;
      assert.deepEqual(rest, same);
      assert.deepEqual(changedOf(disk), means.rename ? [`${finished}/run.json`] : []);
    });
  }

  for (const means of everyMeans)
    it(`stay whole wherever a kill falls into their first writing, ${named(means)} (F29)`, async () => {
      const parts = async (store: RunStore): Promise<unknown> => {
        const { run, checkpoint, problems } = await store.recover(stopped);
        const { matrices, problems: wrong } = await store.matrices(run);
        const { batches } = await store.batches(run);
        // A head that was broken off is told of, until the next one is written.
        const notes = run.notes.filter((note) => !/run-\d\.json is damaged/.test(note));
        return [run.epochs, checkpoint, [...matrices], batches, problems, wrong, notes];
      };
      const whole = await parts(new RunStore(diskOf(means), hash));
      const write: ((store: RunStore) => Promise<unknown>)[] = [
        (store) => store.rename(stopped, 'another'),
        async (store) => store.continue(await store.recover(stopped), 2),
      ];
      for (const work of write)
        for (const when of ['before', 'torn', 'after'] as const) {
          let at = 1;
          for (let reached = true; reached; at++) {
            const disk = diskOf(means);
            disk.faults.set(at, { when, kill: true });
            await work(new RunStore(disk, hash)).catch(() => undefined);
            reached = disk.changes >= at;
            disk.killed = false;
            disk.faults.clear();
            assert.deepEqual(await parts(new RunStore(disk, hash)), whole, `${when} at ${at}`);
            await work(new RunStore(disk, hash));
            assert.deepEqual(await parts(new RunStore(disk, hash)), whole, `${when} at ${at}, then again`);
            assert.deepEqual((await new RunStore(disk, hash).read(stopped)).notes, []);
          }
          assert(at > 6);
        }
    });

  it('are found where a kill fell into the writing of their record, and named where it is damaged (F6)', async () => {
    const disk = diskOf(everyMeans[0]);
    const store = new RunStore(disk, hash);
    const path = `${finished}/run.json`;
    const whole = disk.files.get(path)!;
    for (const torn of [undefined, whole.subarray(0, 100), whole.subarray(0, -3)]) {
      if (torn) disk.files.set(path, torn);
      else disk.files.delete(path);
      disk.files.set(`${path}.part`, whole);
      assert.equal((await store.read(finished)).epochs.length, 4);
      disk.files.delete(`${path}.part`);
      await assert.rejects(store.read(finished), /run\.json is (damaged|not there)/);
    }
    disk.files.set(
      path,
      new TextEncoder().encode(new TextDecoder().decode(whole).replace('[11,0,0,13]', '[11,0,0,14]')),
    );
    await assert.rejects(store.read(finished), /epochs\.0\.confusion: 4 counts of 25 items; expected 4 of 24/);
    disk.files.set(path, whole);
    disk.files.delete(`${finished}/batches-000010.f32`);
    const { batches, problems } = await store.batches({ id: finished });
    assert.deepEqual(
      [batches.map(({ firstStep }) => firstStep), problems],
      [[1, 19], [`${finished}/batches-000010.f32 is not there.`]],
    );
  });

  it('are read by a thread as before', async () => {
    const { config } = await new RunStore(diskOf(everyMeans[0]), hash).read(finished);
    const thread = await train(config, {
      ...data(),
      checkpoint: { name: 'end', bytes: bytesOf(finished, 'end.safetensors') },
    });
    assert.equal(thread.events.ended[0].weightsHash, (firstVersion(finished) as { weightsHash?: string }).weightsHash);
  });
});
