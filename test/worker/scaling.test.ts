import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultConfig, openReader, prepareData, type NamedBytes, type RunConfig } from '@surprisal/core';
import type { RunStarted } from '../../extension/protocol/training.js';
import { imagesOf } from '../../extension/worker/images.js';
import { why } from '../../extension/worker/why.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { inflate } from '../core/training.js';
import { analysisThread } from './analysisThread.js';
import { hash, MemoryDisk } from '../runs/memoryDisk.js';
import { startParams, train, TrainingThread } from './trainingThread.js';

const read = <T>(name: string): T => JSON.parse(readFileSync(`test/reference/data/${name}.json`, 'utf8')) as T;
const { runs } = read<{ runs: Record<'iris' | 'wine', { csv: string }> }>('standard');
const text = (words: string, name = 'wine.csv'): NamedBytes => ({ name, bytes: new TextEncoder().encode(words) });
const files = { images: text(runs.wine.csv) };

function configOf(scale?: RunConfig['data']['scale'], changes: Partial<RunConfig> = {}): RunConfig {
  const base = defaultConfig();
  const data = { ...base.data, source: 'files', files: { images: 'wine.csv' }, ...(scale && { scale }) } as const;
  return { ...base, epochs: 6, batch: 16, ...changes, data };
}

/** What a thread says of a run that then stands still. */
async function started(...params: Parameters<typeof startParams>): Promise<RunStarted> {
  const thread = new TrainingThread();
  const [config, more] = params;
  const told = await thread.call('start', startParams(config, { begin: 'paused', ...more }));
  await thread.close();
  return told;
}

describe('features that are scaled, in the thread that trains (T9)', () => {
  it('tells the rule, what it would be where nothing is asked, and what speaks for another', async () => {
    const { scale } = await started(configOf(), { files });
    assert.deepEqual([scale.rule, scale.usual, scale.advice?.bytes], ['none', 'none', false]);
    assert.ok(scale.advice!.factor! > 100);
    for (const asked of ['standard', 'none'] as const)
      assert.deepEqual((await started(configOf(asked), { files })).scale, { rule: asked, usual: 'none', advice: null });
    assert.deepEqual((await started(defaultConfig())).scale, { rule: 'byte', usual: 'byte', advice: null });
  });

  it('wine as it stands is hardly learned; standardised nearly all of it is read right', async () => {
    const accuracy = async (scale: 'none' | 'standard'): Promise<number> =>
      (await train(configOf(scale), { files })).events.epoch.at(-1)!.record.testAccuracy;
    assert.ok((await accuracy('none')) < 0.6);
    assert.ok((await accuracy('standard')) > 0.9);
  });

  it('T5 T6 standardised, any epoch goes on to the same bits, on two threads as on one', async () => {
    const whole = await train(configOf('standard'), { files, threads: 2 });
    for (const { checkpoint } of whole.events.epoch.slice(0, -1)) {
      const rest = await train(configOf('standard'), { files, checkpoint: { name: 'epoch', bytes: checkpoint } });
      assert.equal(rest.events.ended[0].weightsHash, whole.events.ended[0].weightsHash);
    }
  });

  it('K9 doubtful labels are the same on two threads as on one', async () => {
    const found = [];
    for (const threads of [1, 2]) {
      const { call, close } = analysisThread({});
      found.push(await call('doubtful', { ...startParams(configOf('standard'), { files }), threads }));
      await close();
    }
    assert.deepEqual(found[1], found[0]);
  });

  it('images look the same however they are scaled', () => {
    const base = defaultConfig();
    const { files: sample } = startParams(base);
    const shown = (['none', 'byte', 'standard'] as const).map((scale) => {
      const parts = prepareData({ ...base, data: { ...base.data, scale } }, sample, inflate);
      const images = imagesOf(parts);
      const image = parts.test[7];
      assert.deepEqual(images.show(images.inputs(image)), images.shown(image), scale);
      return images.shown(image);
    });
    assert.deepEqual(shown[1], shown[0]);
    assert.deepEqual(shown[2], shown[0]);
  });

  it('K5 why: standardised, near is near for the network, and a change stays within what a pixel can be', async () => {
    const base = defaultConfig();
    const config: RunConfig = {
      ...base,
      data: { ...base.data, scale: 'standard' },
      network: { layers: [] },
      epochs: 1,
    };
    config.optimiser = { ...base.optimiser, rate: 0.01 };
    const { events } = await train(config);
    const params = startParams(config);
    const checkpoint = { name: 'epoch', bytes: events.epoch[0].checkpoint };
    const parts = prepareData(config, params.files, inflate);
    const { sets, test, train: rows } = parts;
    const reader = openReader(config, checkpoint, { width: 28, height: 28, classes: 10 });
    const inputs = (image: number): Float64Array =>
      reader.inputs(sets[0].features.subarray(image * 784, (image + 1) * 784));
    const reads = (image: number): number =>
      reader.logits(inputs(image)).reduce((best, z, k, all) => (z > all[best] ? k : best), 0);
    const errors = Uint32Array.from(
      [...test.keys()].filter((i) => sets[0].labels[test[i]] === 4 && reads(test[i]) === 9),
    );
    assert.ok(errors.length >= 2, `${errors.length}`);
    const work = why({
      ...params,
      checkpoint,
      actual: 4,
      predicted: 9,
      errors: errors.slice(0, 2),
      right: new Uint32Array(0),
    });
    let step = work.next();
    while (!step.done) step = work.next();
    const { scaling } = parts;
    for (const { index, near, pixels, change, behind } of step.value.items) {
      const own = inputs(test[index]);
      assert.deepEqual([...pixels], [...sets[0].features.subarray(test[index] * 784, (test[index] + 1) * 784)]);
      const all = Array.from(rows, (image) => {
        const other = inputs(image);
        return { image, distance: Math.sqrt(own.reduce((sum, x, j) => sum + (x - other[j]) ** 2, 0)) };
      }).sort((a, b) => a.distance - b.distance);
      near.forEach((each, k) => {
        assert.equal(each.image, all[k].image);
        assert.ok(Math.abs(each.distance - all[k].distance) <= 1e-5 * all[k].distance);
      });
      const logits = reader.logits(own);
      assert.ok(Math.abs(behind - (logits[9] - logits[4])) <= 1e-9);
      assert.ok(change);
      const changed = own.map((x, j) => x + change.by[j]);
      assert.ok(reader.logits(changed)[4] >= reader.logits(changed)[9] - 1e-3);
      changed.forEach((x, j) => {
        const raw = x * scaling.deviation[j] + scaling.mean[j];
        assert.ok(raw > -0.01 && raw < 255.01, `pixel ${j}: ${raw}`);
      });
    }
  });
});

describe('records of version 0.1.0 (T8)', () => {
  interface Old {
    files: Record<string, { name: string; bytes: string }>;
    record: { id: string };
    checkpoint: string;
    logits: number[];
  }
  const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
  const storedConfig = async <T extends { id: string }>(record: T): Promise<RunConfig> => {
    const disk = new MemoryDisk();
    await disk.write(`${record.id}/run.json`, new TextEncoder().encode(JSON.stringify(record)));
    return (await new RunStore(disk, hash).read(record.id)).config;
  };
  for (const [name, old] of Object.entries(read<{ runs: Record<string, Old> }>('unscaledRuns').runs))
    it(`${name}: read from disk it says so, and its test part is read to the same logits`, async () => {
      const config = await storedConfig(old.record);
      assert.equal(config.data.scale, 'legacy');
      const named = Object.entries(old.files).map(([key, { name, bytes }]) => [key, { name, bytes: bytesOf(bytes) }]);
      const told = await started(config, {
        files: Object.fromEntries(named) as { images: NamedBytes },
        checkpoint: { name: 'epoch-0002', bytes: bytesOf(old.checkpoint) },
      });
      assert.deepEqual([...told.testLogits!], old.logits);
      assert.equal(told.scale.advice, null);
    });

  it('those on MNIST have no rule to keep: images of bytes are divided as ever', async () => {
    const { record } = Object.values(
      read<{ runs: Record<string, { record: { id: string; config: RunConfig } }> }>('unscaledRuns').runs,
    )[0];
    const config = { ...record.config, data: defaultConfig().data };
    const stored = await storedConfig({ ...record, config });
    assert.equal(stored.data.scale, undefined);
  });
});
