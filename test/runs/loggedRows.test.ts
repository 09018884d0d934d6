import assert from 'node:assert/strict';
import { readNpy } from '@surprisal/core';
import type { ImageQuery } from '../../extension/protocol/inspector/images.js';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import { EpochAccuracies } from '../../extension/runs/predictions/epochAccuracies.js';
import { ImportedPredictions } from '../../extension/runs/predictions/importedPredictions.js';
import { LoggedPredictions } from '../../extension/runs/predictions/loggedPredictions.js';
import { npyFile } from '../core/arrayFiles.js';
import { Seeded } from '../reference/seeded.js';
import { ID, Logged, scoreBytes } from './loggedFiles.js';
import { MemoryDisk } from './memoryDisk.js';

const all: ImageQuery = { actual: null, predicted: null, order: 'index', offset: 0, count: 100 };
const classesOf = (classes: readonly number[]): Uint8Array => npyBytes(Uint16Array.from(classes), [classes.length]);

/** Counts how often each file is read, in whole or in part. */
function countReads(disk: MemoryDisk): Map<string, number> {
  const seen = new Map<string, number>();
  const note = (path: string): void => {
    const file = path.split('/').at(-1)!;
    seen.set(file, (seen.get(file) ?? 0) + 1);
  };
  const [read, readFrom] = [disk.read.bind(disk), disk.readFrom.bind(disk)];
  disk.read = (path) => {
    note(path);
    return read(path);
  };
  disk.readFrom = (path, offset, most) => {
    note(path);
    return readFrom(path, offset, most);
  };
  return seen;
}

/** Three items of two classes with all that can be said of them. */
function tabular(items: object, width = 3): Logged {
  const logged = new Logged(undefined, {
    classes: ['no', 'yes'],
    labels: { file: 'labels.npy' },
    items: { list: { file: 'items.json' }, features: { file: 'features.npy' } },
  });
  logged.put('labels.npy', classesOf([0, 1, 1]));
  logged.put('predicted-0001.npy', classesOf([0, 1, 0]));
  logged.put('items.json', JSON.stringify(items));
  const values = Array.from({ length: 3 }, (_, i) => Array.from({ length: width }, (_, c) => i + c / 10));
  logged.put('features.npy', scoreBytes(values));
  logged.add('epochs.jsonl', '{"epoch":1,"predicted":{"file":"predicted-0001.npy"}}\n');
  return logged;
}

describe('rows of a run that another program logs', () => {
  it('R1 R9: have the names of its items and their features, a list no more of them than it shows', async () => {
    const columns = Array.from({ length: 30 }, (_, c) => `x${c}`);
    const files = ['a.txt', 'b/c.wav', '../d.txt'];
    const logged = tabular({ files, texts: ['one', 'two', 'three'], columns }, 30);
    await logged.reader.update();
    const rows = (await new LoggedPredictions(logged.run).at())!;
    const { extras, listed } = rows.imported;
    assert.deepEqual(extras.slice(0, 3), [
      { name: 'file', is: 'file' },
      { name: 'text', is: null },
      { name: 'x0', is: 'feature' },
    ]);
    assert.deepEqual([extras.length, listed], [32, 22]);
    const page = await rows.page(all);
    assert.equal(page.rows[1].extras!.length, 22);
    assert.deepEqual(page.rows[1].extras!.slice(0, 4), ['b/c.wav', 'two', '1', '1.1']);
    assert.equal(page.rows[1].partial, true);
    const [opened] = await rows.rowsAt([1], true);
    assert.deepEqual(opened.extras!.slice(-2), ['3.8', '3.9']);
    assert.equal(opened.partial, undefined);
    const text = JSON.parse(await rows.text(1, 'cnn')) as { columns: Record<string, string> };
    assert.deepEqual([text.columns.text, text.columns.x29], ['two', '3.9']);
  });

  it('R1: features are read row by row, as NumPy has them in either precision; what is cut, or too large in another form, is named', async () => {
    const values = [0.1, -1e30, Infinity, 4, 1 / 3, 6];
    const logged = tabular({ columns: ['a', 'b'] }, 2);
    await logged.reader.update();
    for (const type of ['<f8', '<f4', '>f8', '<f2', '|u1', '<i8'] as const) {
      const own = /f[48]/.test(type) ? values : [0, 1, 2, 3, 4, 255];
      const file = npyFile(type, [3, 2], own);
      const seen = { bytes: 0 };
      const readFrom = logged.disk.readFrom.bind(logged.disk);
      logged.put('features.npy', file.bytes);
      const read = readNpy(file).data;
      for (let row = 0; row < 3; row++)
        assert.deepEqual([...(await logged.run.features(row))!], [read[2 * row], read[2 * row + 1]], type);
      assert.equal(await logged.run.features(3), null);
      logged.disk.readFrom = async (path, offset, most) => {
        const found = await readFrom(path, offset, most);
        if (path.endsWith('features.npy')) seen.bytes += found?.length ?? 0;
        return found;
      };
      await logged.run.features(1);
      assert(seen.bytes <= 128 + 16, `${type}: ${seen.bytes} bytes of one row and the header`);
      logged.disk.readFrom = readFrom;
    }
    logged.put('features.npy', npyFile('<f4', [3, 2], values).bytes.slice(0, -1));
    await assert.rejects(
      logged.run.features(2),
      /features\.npy: an end before its last row; expected 3 rows of 8 bytes/,
    );
    const wide = npyFile('<f8', [3, 2], values).bytes;
    const large = new Uint8Array(2 ** 23 + 128);
    large.set(
      new TextEncoder().encode(new TextDecoder('latin1').decode(wide.subarray(8, 128)).replace('<f8', '>f8')),
      8,
    );
    large.set(wide.subarray(0, 8));
    logged.put('features.npy', large);
    await assert.rejects(
      logged.run.features(0),
      /features\.npy: 8388736 bytes of type '>f8'; expected '<f4' or '<f8', row after row/,
    );
  });

  it('R1: names of pictures are told from those of other files', async () => {
    const logged = tabular({ files: ['a.png', 'b.JPG', 'c.webp'] });
    await logged.reader.update();
    const rows = (await new LoggedPredictions(logged.run).at())!;
    assert.deepEqual(rows.imported.extras, [
      { name: 'file', is: 'image' },
      ...['0', '1', '2'].map((name) => ({ name, is: 'feature' as const })),
    ]);
  });

  it('R1: an epoch that is logged anew is read anew', async () => {
    const logged = tabular({});
    await logged.reader.update();
    const predictions = new LoggedPredictions(logged.run);
    const before = await predictions.at();
    assert.equal(await predictions.at(1), before);
    logged.put('predicted-0001.npy', classesOf([0, 1, 1]));
    logged.add('epochs.jsonl', '{"epoch":1,"val_loss":1,"predicted":{"file":"predicted-0001.npy"}}\n');
    await logged.reader.update();
    assert.equal((await predictions.at())!.imported.right, 3);
  });

  for (const kind of ['logits', 'probabilities'] as const)
    it(`R1: ${kind} that are too many to be held stay in their file until they are asked for, and mean the same`, async () => {
      const [items, classes] = [2200, 1000];
      const made = new Seeded(7);
      const labels = Array.from({ length: items }, () => made.below(classes));
      const scores = labels.map(() => {
        const row = Array.from({ length: classes }, () => made.between(-6, 6));
        if (kind === 'logits') return row;
        const sum = row.reduce((total, x) => total + Math.exp(x), 0);
        return row.map((x) => Math.exp(x) / sum);
      });
      const predicted = scores.map((row) => row.indexOf(Math.max(...row)));
      const disk = new MemoryDisk();
      const names = Array.from({ length: classes }, (_, c) => `c${c}`);
      const logged = new Logged(disk, { classes: names, labels: { file: 'labels.npy' } });
      logged.put('labels.npy', classesOf(labels));
      logged.put('predicted-0001.npy', classesOf(predicted));
      logged.put('scores-0001.npy', scoreBytes(scores));
      const line = {
        epoch: 1,
        predicted: { file: 'predicted-0001.npy' },
        scores: { file: 'scores-0001.npy', of: kind },
      };
      logged.add('epochs.jsonl', `${JSON.stringify(line)}\n`);
      const seen = countReads(disk);
      await logged.reader.update();
      const rows = (await new LoggedPredictions(logged.run).at())!;
      assert.deepEqual([rows.imported.scores, rows.imported.loss], [kind, null]);
      assert.equal(seen.get('scores-0001.npy'), undefined);
      const held = new ImportedPredictions((await logged.run.predictions())!);
      assert.equal(rows.imported.right, held.imported.right);
      const query = { ...all, order: 'mostSurprising', count: 20 } as const;
      const [stored, known] = [await rows.page(query), held.page(query)];
      assert.deepEqual(
        stored.rows.map(({ index }) => index),
        known.rows.map(({ index }) => index),
      );
      const near = (a: number, b: number): void =>
        assert(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)), `${a} ${b}`);
      stored.rows.forEach((row, i) => {
        near(row.surprise!, known.rows[i].surprise!);
        near(row.p!, known.rows[i].p!);
        assert.equal(row.probabilities.length, 0);
      });
      const [opened] = await rows.rowsAt([5], true);
      const [expected] = held.rowsAt([5]);
      assert.deepEqual(opened.logits, expected.logits);
      opened.probabilities.forEach((p, c) => near(p, expected.probabilities[c]));
      const [columns, expectedColumns] = [(await rows.all()).columns()!, held.columns()!];
      columns.confidence.forEach((p, i) => near(p, expectedColumns.confidence[i]));
      const reads = seen.get('scores-0001.npy')!;
      await rows.page(query);
      assert.equal(seen.get('scores-0001.npy'), reads, 'all of them are read once');
      const json = JSON.parse(await rows.text(5, 'cnn')) as Record<typeof kind, number[]>;
      assert.equal(json[kind].length, classes);

      // A wrong number is named by its place when it is read.
      const bytes = disk.files.get(`${ID}/scores-0001.npy`)!;
      new DataView(bytes.buffer, bytes.byteOffset).setFloat32(bytes.length - 4, NaN, true);
      const again = (await new LoggedPredictions(logged.run).at())!;
      await assert.rejects(again.page(query), /scores-0001\.npy.*NaN of item 2199, class 999/);
    });

  it('R1: of scores that are too many to be held a few rows at a time tell what was predicted, and how many classes there are', async () => {
    const [items, classes] = [4400, 500];
    const random = new Seeded(5);
    const scores = Array.from({ length: items }, () => Array.from({ length: classes }, () => random.below(1000) / 64));
    const predicted = scores.map((row) => row.indexOf(Math.max(...row)));
    const labels = predicted.map((c, i) => (i % 3 === 0 ? (c + 1) % classes : c));
    for (const names of [undefined, Array.from({ length: classes }, (_, c) => `c${c}`)])
      for (const named of [false, true]) {
        if (names && named) continue;
        const logged = new Logged(undefined, { ...(names && { classes: names }), labels: { file: 'labels.npy' } });
        logged.put('labels.npy', classesOf(labels));
        logged.put('scores-0001.npy', scoreBytes(scores));
        logged.put('predicted-0001.npy', classesOf(predicted));
        const files = { scores: { file: 'scores-0001.npy', of: 'logits' } };
        const line = { epoch: 1, ...files, ...(named && { predicted: { file: 'predicted-0001.npy' } }) };
        logged.add('epochs.jsonl', `${JSON.stringify(line)}\n`);
        await logged.reader.update();
        let most = 0;
        const [read, readFrom] = [logged.disk.read.bind(logged.disk), logged.disk.readFrom.bind(logged.disk)];
        logged.disk.read = (path) => {
          assert.doesNotMatch(path, /scores/, 'they are read whole');
          return read(path);
        };
        logged.disk.readFrom = (path, offset, length) => {
          most = Math.max(most, length);
          return readFrom(path, offset, length);
        };
        const rows = (await new LoggedPredictions(logged.run).at())!;
        assert.deepEqual([rows.predictions.classes.length, rows.scoresAreStored], [classes, true]);
        assert.deepEqual([...rows.predictions.predicted], predicted);
        assert.equal(rows.imported.scores, 'logits');
        const right = items - Math.ceil(items / 3);
        assert.equal(rows.imported.right, right);
        assert.equal(await logged.run.accuracy(1), right / items);
        const { counts } = (await logged.run.matrix())!;
        assert.equal(
          counts.reduce((sum, count, cell) => sum + (cell % (classes + 1) === 0 ? count : 0), 0),
          right,
        );
        assert(most <= 4 * 2 ** 20, `${most} bytes at one time`);
      }
  });

  it('R1: accuracies of epochs are counted the latest first, the labels read once', async () => {
    const disk = new MemoryDisk();
    const logged = new Logged(disk, { classes: ['a', 'b'], labels: { file: 'labels.npy' } });
    logged.put('labels.npy', classesOf([0, 1, 1, 0]));
    for (let epoch = 1; epoch <= 4; epoch++) {
      logged.put(`predicted-000${epoch}.npy`, classesOf([0, 1, 1, 1].map((c, i) => (i < epoch ? c : 1 - c))));
      logged.add('epochs.jsonl', `{"epoch":${epoch},"predicted":{"file":"predicted-000${epoch}.npy"}}\n`);
    }
    // One that is gone has none.
    disk.files.delete(`${ID}/predicted-0002.npy`);
    await logged.reader.update();
    const seen = countReads(disk);
    const accuracies = new EpochAccuracies(logged.run);
    const order: number[] = [];
    await accuracies.count(() => {
      order.push(logged.run.epochs.filter((each) => accuracies.of(each) !== undefined).length);
      if (order.length === 1) assert.equal(accuracies.of(logged.epoch(3)), 0.75);
    });
    assert.deepEqual(order, [1, 2, 3, 4]);
    assert.deepEqual(
      logged.run.epochs.map((each) => accuracies.of(each)),
      [0.5, NaN, 1, 0.75],
    );
    assert.equal(seen.get('labels.npy'), 1);
  });
});
