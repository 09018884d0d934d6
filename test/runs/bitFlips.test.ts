import assert from 'node:assert/strict';
import { ChangedError } from '../../extension/runs/disk/changedError.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { StoredRun } from '../../extension/runs/disk/storedRun.js';
import { cases } from '../cases.js';
import { checkpoint, everyMeans, hash, head, labels, MemoryDisk, named, predicted, record } from './memoryDisk.js';

/** All that a record says, without what is said of the record itself. */
async function contentOf(store: RunStore, run: StoredRun): Promise<{ content: unknown; told: string[] }> {
  const { notes, changed: _, ...rest } = run;
  const [{ matrices, predicted: read, problems }, { batches, problems: more }, found] = await Promise.all([
    store.matrices(run),
    store.batches(run),
    store.recover(run.id),
  ]);
  const content = [rest, [...matrices], [...read], batches, found.checkpoint];
  return { content, told: [...notes, ...problems, ...more, ...found.problems] };
}

/** Every bit; or one of 23, which is each place of a byte in turn. */
const STRIDE = cases(1, 23);

describe('a record of which one bit changed (S28)', () => {
  // What is read is the same on the others.
  for (const means of everyMeans.filter(({ rename, append }) => rename === append))
    it(`is refused, told, or says the same; nothing goes on from it to other weights in silence, ${named(means)}`, async () => {
      const disk = new MemoryDisk(means);
      const store = new RunStore(disk, hash);
      const writer = await store.create(head({ title: 'a run' }), labels);
      for (const epoch of [1, 2]) {
        const firstStep = 18 * epoch - 17;
        writer.add({ firstStep, loss: new Float32Array(18).fill(1 / epoch), accuracy: new Float32Array(18).fill(0.5) });
        const items = epoch === 1 ? predicted : undefined;
        await writer.epochs([{ record: record(epoch), predicted: items, checkpoint: checkpoint(epoch) }]);
      }
      await writer.end({ status: 'stopped', step: 40, seconds: 1, weightsHash: 'ab'.repeat(32) }, checkpoint(9));
      const again = await store.continue(await store.recover(writer.id), 2);
      await again.end({ status: 'stopped', step: 41 }, checkpoint(8));
      const { id } = writer;
      const good = await contentOf(store, await store.read(id));
      assert.deepEqual(good.told, []);
      const counts = { refused: 0, told: 0, same: 0 };
      const kinds = new Set<string>();
      for (const path of [...disk.files.keys()].filter((each) => each.startsWith(id))) {
        kinds.add(path.slice(id.length + 1).split(/[-.]/)[0]);
        const bytes = disk.files.get(path)!;
        // The lines of batches are alike.
        const length = path.includes('steps') ? Math.min(bytes.length, 150) : bytes.length;
        for (let bit = 0; bit < 8 * length; bit += STRIDE) {
          const flipped = bytes.slice();
          flipped[bit >> 3] ^= 1 << (bit & 7);
          disk.files.set(path, flipped);
          const where = `${path}, bit ${bit}`;
          let run: StoredRun;
          try {
            run = await store.read(id);
          } catch (error) {
            assert.match(String(error), /is damaged|no run/, where);
            counts.refused++;
            continue;
          }
          const { content, told } = await contentOf(store, run);
          if (told.length > 0) counts.told++;
          else {
            assert.deepEqual(content, good.content, where);
            counts.same++;
          }
          // What training goes on with is as it was, or a person is asked.
          const steps = ({ epochs }: StoredRun): number[] => epochs.map(({ step }) => step);
          const plain = (of: StoredRun): unknown => [of.config, steps(of), of.from];
          if (run.changed) await assert.rejects(store.continue(await store.recover(id), 2), ChangedError);
          else if (run.epochs.length === 2 && run.revision === writer.run.revision + 2)
            assert.deepEqual(plain(run), plain((good.content as [StoredRun])[0]), where);
        }
        disk.files.set(path, bytes);
      }
      assert.equal([...kinds].sort().join(' '), 'checkpoint confusion end epochs labels predicted run steps');
      assert(counts.refused > 1000 / STRIDE && counts.told > 1000 / STRIDE, JSON.stringify(counts));
    }).timeout(120_000);
});
