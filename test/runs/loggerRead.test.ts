import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extraText } from '@surprisal/core';
import { nodeFiles } from '../../extension/runs/disk/nodeFiles.js';
import { safeDisk } from '../../extension/runs/disk/safeDisk.js';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import { LoggedFolder } from '../../extension/runs/sources/loggedFolder.js';
import type { LoggedRun } from '../../extension/runs/model/loggedRun.js';
import { hash } from './memoryDisk.js';

const python = '/usr/bin/python3';
const hasNumpy = existsSync(python) && spawnSync(python, ['-c', 'import numpy']).status === 0;
const words = { link: String, noFile: String, tooLarge: String, notWritten: String };

/** The one run that lies below a folder, as the extension reads it. */
async function readRun(root: string): Promise<LoggedRun> {
  const runs = join(root, '.surprisal', 'runs');
  const folder = new LoggedFolder(safeDisk(nodeFiles(fs, runs), '', words), hash);
  await folder.list();
  assert.deepEqual(folder.damaged, []);
  const [run, ...more] = folder.runs;
  assert.equal(more.length, 0);
  await run.loadSteps();
  return run;
}

/** All that the logger can be told. */
const SCRIPT = `
import sys
import numpy as np
from surprisal_run import Run

np.random.seed(0)
n = 6
images = (np.arange(n * 4 * 5 * 3) % 256).astype(np.uint8).reshape(n, 4, 5, 3)
features = np.arange(n * 2, dtype=np.float32).reshape(n, 2) / 8
items = {"files": [f"data/{i}.png" for i in range(n)], "texts": [f"item {i} \\u2713" for i in range(n)],
         "ids": [f"k{i}" for i in range(n)]}
labels = ["a", "b", "c", "a", "b", "c"]
with Run("everything", classes=["a", "b", "c"], config={"lr": 0.1, "name": "x"}, images=images, items=items,
         features=features, columns=["width", "height"], epochs=2, steps=4, counts={"train": 60, "test": n},
         parent={"id": "20260101-000000", "epoch": 3}, dir=sys.argv[1], keep=2) as run:
    for epoch in range(1, 3):
        for step in range(2):
            run.log(loss=1 / epoch, lr=float("nan") if step else 0.5)
        logits = np.eye(3)[[0, 1, 2, 0, 1, epoch % 3]] * 4
        run.epoch(epoch, labels=labels, logits=logits, val_loss=0.5 / epoch)
`;

describe('what the logger of Python writes, read by the extension', function () {
  this.timeout(60_000);
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'surprisal-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('R1 R2: everything of it means what it was told', async function () {
    if (!hasNumpy) return this.skip();
    const env = { ...process.env, PYTHONPATH: join(process.cwd(), 'extension/python'), PYTHONDONTWRITEBYTECODE: '1' };
    const { status, stderr } = spawnSync(python, ['-c', SCRIPT, root], { cwd: root, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const run = await readRun(root);
    assert.deepEqual(run.problems, []);
    assert.deepEqual([run.title, run.status, run.message], ['everything', 'finished', undefined]);
    assert.deepEqual(run.classes, ['a', 'b', 'c']);
    assert.deepEqual(run.config, { lr: 0.1, name: 'x' });
    assert.deepEqual(run.counts, { train: 60, test: 6 });
    assert.deepEqual(run.parent, { id: '20260101-000000', epoch: 3 });
    assert.match(run.logger!, /surprisal_run/);
    assert.deepEqual([run.plannedEpochs, run.plannedSteps], [2, 4]);
    assert.deepEqual([...run.scalars.get('loss')!.copy().values], [1, 1, 0.5, 0.5]);
    const { steps, values } = run.scalars.get('lr')!.copy();
    assert.deepEqual([[...steps].length, [...values]], [4, [0.5, NaN, 0.5, NaN]]);
    assert.deepEqual([...run.epochSeries('val_loss').copy().values], [0.5, 0.25]);

    assert.deepEqual(await run.items(), {
      count: 6,
      images: { width: 5, height: 4, channels: 3 },
      names: ['id', 'file', 'text'],
      columns: ['width', 'height'],
    });
    const picture = (await run.picture(5))!;
    assert.deepEqual(
      [...picture.pixels],
      Array.from({ length: 60 }, (_, i) => (300 + i) % 256),
    );
    const { extras } = (await run.predictions())!;
    assert.deepEqual(
      extras.map((each) => extraText(each, 2)),
      ['k2', 'data/2.png', 'item 2 ✓'],
    );
    assert.deepEqual([...(await run.features(3))!], [0.75, 0.875]);

    for (const [epoch, last] of [
      [1, 1],
      [2, 2],
    ]) {
      const read = (await run.predictions(epoch))!;
      assert.deepEqual([...read.actual], [0, 1, 2, 0, 1, 2]);
      assert.deepEqual([...read.predicted], [0, 1, 2, 0, 1, last]);
      assert.equal(read.scores!.kind, 'logits');
      assert.deepEqual(
        [...read.scores!.data.subarray(15)],
        [0, 1, 2].map((c) => (c === last ? 4 : 0)),
      );
      const counts = [2, 0, 0, 0, 2, 0, 0, last === 1 ? 1 : 0, last === 1 ? 1 : 2];
      assert.deepEqual([...(await run.matrix(epoch))!.counts], counts);
      assert.equal(await run.accuracy(epoch), last === 2 ? 1 : 5 / 6);
    }
  });

  it('R1: the run of the page on records is read as the page says', async () => {
    const page = readFileSync('docs/records.md', 'utf8');
    const folder = join(root, '.surprisal', 'runs', '20261126-190501');
    mkdirSync(folder, { recursive: true });
    for (const [, name, text] of page.matchAll(/^```json (\S+)\n(.*?)^```$/gms))
      writeFileSync(join(folder, name), text);
    assert.deepEqual(readdirSync(folder).sort(), ['epochs.jsonl', 'run.json', 'steps.jsonl']);
    const of = (...classes: number[]): Uint8Array => npyBytes(Uint16Array.from(classes), [classes.length]);
    writeFileSync(join(folder, 'labels.npy'), of(0, 0, 1, 1, 2, 2));
    writeFileSync(join(folder, 'predicted-0001.npy'), of(0, 0, 1, 1, 2, 2));
    writeFileSync(join(folder, 'predicted-0002.npy'), of(0, 0, 1, 2, 2, 2));
    const run = await readRun(root);
    assert.deepEqual(run.problems, []);
    // What the page prints with pandas.
    const [, told] = /```text\n(.*?)\n```\s*$/s.exec(page)!;
    const { counts } = (await run.matrix(2))!;
    const matrix = [0, 1, 2].map((row) => [...counts.subarray(3 * row, 3 * row + 3)]);
    const losses = [...run.scalars.get('loss')!.copy().values];
    const spaced = (value: unknown): string => JSON.stringify(value).replaceAll(',', ', ').replaceAll('null', 'nan');
    assert.equal([losses, [...run.epochSeries('val_loss').copy().values], matrix].map(spaced).join(' '), told);
    assert.deepEqual([run.title, run.status, run.began], ['three kinds of iris', 'finished', 1795719901000]);
  });
});
