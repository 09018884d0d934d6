import assert from 'node:assert/strict';
import { labelsFile, readLabels, type StoredLabels } from '../../extension/runs/disk/labelsFile.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { hash, head, MemoryDisk } from './memoryDisk.js';
import { matrix } from '../matrix.js';

const kept: StoredLabels = {
  found: {
    count: 12,
    items: [
      { index: 7, given: 1, suggested: 0, confidence: 0.25, probability: 0.75, margin: -0.5 },
      { index: 3, given: 0, suggested: 1, confidence: 0.1 + 0.2, probability: 1 - (0.1 + 0.2), margin: -0.4 },
    ],
    pixels: Uint8Array.of(0, 128, 255, 1, 9, 10, 13, 200),
    probabilities: Float64Array.of(0.75, 0.25, 0.1 + 0.2, 1 - (0.1 + 0.2)),
    joint: matrix([5, 1], [1, 4]),
    estimated: matrix([5.5, 1 / 3], [1.25, 5]),
    errors: 1.25 + 1 / 3,
  },
  check: { count: 12, found: 4, flipped: 3, right: 2, first: 2 },
};
const fileOf = (what: StoredLabels): Uint8Array => labelsFile(what)!;

describe('doubtful labels on disk', () => {
  it('K9 come back as they were found, with the check or without', () => {
    assert.deepEqual(readLabels(fileOf(kept), 2), kept);
    assert.deepEqual(readLabels(fileOf({ ...kept, check: null }), 2), { ...kept, check: null });
    assert.deepEqual(readLabels(fileOf({ ...kept, found: null }), 2), { ...kept, found: null });
    const none = { ...kept.found!, items: [], pixels: new Uint8Array(0), probabilities: new Float64Array(0) };
    assert.deepEqual(readLabels(fileOf({ found: none, check: null }), 2).found, none);
  });

  it('S17 whatever byte of the file is changed or cut off, it is refused or reads the same', () => {
    const file = fileOf(kept);
    let refused = 0;
    const takes = (bytes: Uint8Array): void => {
      let read: StoredLabels;
      try {
        read = readLabels(bytes, 2);
      } catch {
        refused++;
        return;
      }
      assert.deepEqual(read, kept);
    };
    file.forEach((byte, at) => {
      for (const other of [byte ^ 1, byte ^ 128]) takes(Uint8Array.from(file, (b, i) => (i === at ? other : b)));
      takes(file.subarray(0, at));
    });
    assert.ok(refused > 3 * file.length - 10, `${refused} of ${3 * file.length}`);
  });

  it('S17 what is wrong is named with its place, also where the sum is right', () => {
    const refuse = (changed: Partial<NonNullable<StoredLabels['found']>>, words: RegExp, classes = 2): void =>
      assert.throws(() => readLabels(fileOf({ ...kept, found: { ...kept.found!, ...changed } }), classes), words);
    const [first, second] = kept.found!.items;
    refuse({ items: [first, { ...second, suggested: 2 }] }, /items\.1: other classes; expected two of 2/);
    refuse({ items: [first, { ...second, index: -1 }] }, /found\.items\.1\.index: -1; expected at least 0/);
    refuse({ items: [first] }, /probabilities: 4 with 8 pixels; expected those of 1 images/);
    refuse({ joint: [[1]] }, /joint: 1 rows; expected 2 by 2/);
    refuse({}, /joint: 2 rows; expected 3 by 3/, 3);
    const text = new TextDecoder().decode(fileOf(kept));
    const edit = (from: string, to: string): Uint8Array => new TextEncoder().encode(text.replace(from, to));
    assert.throws(() => readLabels(edit('"version":1', '"version":2'), 2), /version: 2; expected 1/);
    assert.throws(
      () => readLabels(edit('"count":12', '"count":13'), 2),
      /crc32: \d+; expected \d+, that of what it holds/,
    );
  });

  it('T8 lie beside the record of their run, and nowhere once it is gone', async () => {
    const disk = new MemoryDisk();
    const store = new RunStore(disk, hash);
    const { id } = await store.create(head());
    const read = () => store.readSidecar(id, 'labels.json', (bytes) => readLabels(bytes, 2));
    assert.equal(await read(), null);
    await store.writeSidecar(id, 'labels.json', fileOf(kept));
    assert.deepEqual(await read(), kept);
    assert.equal((await store.read(id)).id, id);
    disk.files.clear();
    await store.writeSidecar(id, 'labels.json', fileOf(kept));
    assert.equal(disk.files.size, 0);
  });
});
