import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defaultConfig, partSets, prepareData, sliceRows, wilsonInterval, type RunConfig } from '@surprisal/core';
import { fitsSklearn, hasScript, scriptFiles, sklearnScript } from '../../extension/runs/derive/sklearnScript.js';
import { colourImages } from '../core/colourImages.js';
import { inflate, runToEnd } from '../core/training.js';
import { scriptRuns, scripts, tableFiles } from '../reference/scriptRuns.js';

interface Executed {
  sha256: string;
  accuracy: number;
  count: number;
}
const { scripts: executed } = JSON.parse(readFileSync('test/reference/data/scripts.json', 'utf8')) as {
  scripts: Record<string, Executed>;
};

describe('a run as a script of scikit-learn (T10)', function () {
  this.timeout(60_000);

  it('each script is the one that was executed, character by character', () => {
    const made = Object.entries(scripts()).map(([name, text]) => [
      name,
      createHash('sha256').update(text).digest('hex'),
    ]);
    assert.deepEqual(
      made,
      Object.entries(executed).map(([name, { sha256 }]) => [name, sha256]),
    );
  });

  for (const [name, { config, classes, colours, table }] of Object.entries(scriptRuns)) {
    const script = `${name}-sklearn`;
    if (!(script in executed)) continue;
    it(`${table ? 'R9 ' : ''}${name}: scikit-learn reads as much right as the run, within its interval, on as many images`, () => {
      const { first = 0, count: rows = 900 } = config.data;
      const files = tableFiles(table);
      const given = colours
        ? partSets(config, [sliceRows(colourImages(colours.images), first, rows)])
        : files && prepareData(config, files, inflate);
      const { epochs, parts } = runToEnd(config, given && { parts: given });
      assert.deepEqual([...parts.sets[0].classes].sort(), [...classes].sort());
      const { confusion, testAccuracy } = epochs.at(-1)!.record;
      const count = confusion.reduce((sum, n) => sum + n, 0);
      const { low, high } = wilsonInterval(Math.round(testAccuracy * count), count);
      const { accuracy, count: of } = executed[script];
      assert.equal(of, count);
      // In replay a network of three classes is scikit-learn's own.
      if (name === 'wine') assert.equal(accuracy.toFixed(4), testAccuracy.toFixed(4));
      assert.ok(accuracy >= low && accuracy <= high, `${accuracy}, the run ${testAccuracy} (${low}–${high})`);
    });
  }

  it('R9 a script reads channels where the run was told they stand', () => {
    const files = { images: 'x.npy', labels: 'y.npy' };
    const of = (channels?: 'first' | 'last'): string => {
      const data = { ...defaultConfig().data, source: 'files' as const, files, ...(channels && { channels }) };
      const size = { imageWidth: 3, imageHeight: 3, imageChannels: 3 };
      const config = { ...defaultConfig(), data };
      return sklearnScript({ title: 'colour', config, classes: ['0', '1'], testAccuracy: 0.9, ...size });
    };
    assert.match(of('first'), /if x\.ndim == 4 and True:\n {8}x = x\.transpose\(0, 2, 3, 1\)/);
    assert.match(of('last'), /if x\.ndim == 4 and False:/);
    assert.match(of(), /if x\.ndim == 4 and x\.shape\[1:\] == \(SIZE\[2\], \*SIZE\[:2\]\) != SIZE:/);
  });

  it('R9 a script reads labels with a decimal comma, where labels are numbers, and records by the name of their row', () => {
    const of = (classes: string[], form: { kind: 'csv' | 'index'; separator?: string; decimal?: string }): string => {
      const data = { ...defaultConfig().data, source: 'files' as const, files: { images: 'a.csv' } };
      const table = { ...form, first: 1, target: 1, features: [{ column: 0, name: 'a' }] };
      const run = { title: 'a', config: { ...defaultConfig(), data }, classes, testAccuracy: 0.9, table };
      return sklearnScript({ ...run, imageWidth: 1, imageHeight: 1, imageChannels: 1 });
    };
    const commas = { kind: 'csv', separator: ';', decimal: ',' } as const;
    const replaced = 'if label not in CLASS_OF:\n        label = label.replace(",", ".")\n';
    assert.ok(of(['0', '1'], commas).includes(replaced));
    assert.ok(!of(['cat', 'dog'], commas).includes(replaced));
    assert.ok(of(['0', '1'], { kind: 'index' }).includes('records = list(json.load(file).values())'));
  });

  it('R11 a script of a run that used corrected labels says that it reads those of the files', () => {
    const config = { ...defaultConfig(), data: { ...defaultConfig().data, corrections: 'a1'.repeat(32) } };
    const size = { imageWidth: 28, imageHeight: 28, imageChannels: 1 };
    const run = { title: 'sample', config, classes: ['0', '1'], testAccuracy: 0.9, ...size };
    assert.match(
      sklearnScript(run),
      /^# Trains .*\n# The run used corrected labels \(the corrections of SHA-256 (a1){32}\)\.\n# /,
    );
  });

  it('scikit-learn is left out where it has no such network, loss, rate or stop', () => {
    const base = defaultConfig();
    const relu = { kind: 'dense', width: 9, activation: 'relu' } as const;
    assert.ok(fitsSklearn(base, 10));
    assert.ok(fitsSklearn(base, 3));
    assert.ok(!fitsSklearn(base, 2), 'it makes one output of two classes');
    for (const other of [
      { network: { layers: [{ kind: 'maxPool', size: 2 } as const] } },
      { network: { layers: [relu, { ...relu, activation: 'tanh' } as const] } },
      { loss: { ...base.loss, labelSmoothing: 0.1 } },
      { loss: { ...base.loss, id: 'focal' } as const },
      { loss: { ...base.loss, classWeights: 'balanced' } as const },
      { optimiser: { ...base.optimiser, schedule: 'cosine' } as const },
      { earlyStop: { patience: 2 } },
    ])
      assert.ok(!fitsSklearn({ ...base, ...other }, 10), JSON.stringify(other));
  });

  it('R9 own data has a script where it lies in arrays, which the script reads where they lie', () => {
    const base = defaultConfig();
    const own = (images: string, labels?: string, scale: RunConfig['data']['scale'] = 'byte'): RunConfig => ({
      ...base,
      data: { ...base.data, source: 'files', files: { images, ...(labels && { labels }) }, scale },
    });
    for (const name of [
      'a.npy',
      'b/c.NPZ',
      'x.npy.gz',
      'train-images-idx3-ubyte.gz',
      'train-images.idx3-ubyte',
      'd.idx',
    ])
      assert.ok(hasScript(own(name)), name);
    for (const name of ['a.csv', 'photos', 'b.json', 'npy', 'a.npy.txt']) assert.ok(!hasScript(own(name)), name);
    assert.ok(!hasScript(own('a.npy', 'labels.csv')));
    assert.ok(!hasScript(own('a.npy', undefined, 'legacy')));
    assert.ok(hasScript(base));
    assert.deepEqual(scriptFiles(own('a.npy')), []);
    assert.deepEqual(scriptFiles(base), ['sample-images.idx.gz', 'sample-labels.idx.gz']);
  });
});
