import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defaultConfig, wilsonInterval } from '@surprisal/core';
import { fitsSklearn, scriptFiles } from '../../extension/runs/derive/pythonScripts.js';
import { runToEnd } from '../core/training.js';
import { scriptRuns, scripts } from '../reference/scriptRuns.js';

interface Executed {
  sha256: string;
  accuracy: number;
  count: number;
}
const { scripts: executed } = JSON.parse(readFileSync('test/reference/data/scripts.json', 'utf8')) as {
  scripts: Record<string, Executed>;
};

describe('a run as a script of Python (T10)', function () {
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

  for (const [name, { config, classes }] of Object.entries(scriptRuns))
    it(`${name}: PyTorch and scikit-learn read as much right as the run, within its interval, on as many images`, () => {
      const { epochs, parts } = runToEnd(config);
      assert.deepEqual([...parts.sets[0].classes].sort(), [...classes].sort());
      const { confusion, testAccuracy } = epochs.at(-1)!.record;
      const count = confusion.reduce((sum, n) => sum + n, 0);
      const { low, high } = wilsonInterval(Math.round(testAccuracy * count), count);
      const found = Object.entries(executed).filter(([script]) => script.startsWith(`${name}-`));
      assert.ok(found.length > 0);
      for (const [script, { accuracy, count: of }] of found) {
        assert.equal(of, count, script);
        assert.ok(
          accuracy >= low && accuracy <= high,
          `${script}: ${accuracy}, the run ${testAccuracy} (${low}–${high})`,
        );
      }
    });

  it('scikit-learn is left out where it has no such network, loss, rate or stop, and own data has no script', () => {
    const base = defaultConfig();
    const relu = { kind: 'dense', width: 9, activation: 'relu' } as const;
    assert.ok(fitsSklearn(base));
    for (const other of [
      { network: { layers: [{ kind: 'maxPool', size: 2 } as const] } },
      { network: { layers: [relu, { ...relu, activation: 'tanh' } as const] } },
      { loss: { ...base.loss, labelSmoothing: 0.1 } },
      { loss: { ...base.loss, id: 'focal' } as const },
      { loss: { ...base.loss, classWeights: 'balanced' } as const },
      { optimiser: { ...base.optimiser, schedule: 'cosine' } as const },
      { earlyStop: { patience: 2 } },
    ])
      assert.ok(!fitsSklearn({ ...base, ...other }), JSON.stringify(other));
    assert.deepEqual(scriptFiles({ ...base, data: { ...base.data, source: 'files' } }), []);
    assert.deepEqual(scriptFiles(base), ['sample-images.idx.gz', 'sample-labels.idx.gz']);
  });
});
