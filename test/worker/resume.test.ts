import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig, presets, readSafetensors, type RunConfig } from '@surprisal/core';
import { all, cases } from '../cases.js';
import { startParams, train, TrainingThread } from './trainingThread.js';

const short = (changes: Partial<RunConfig> = {}): RunConfig => ({ ...defaultConfig(), epochs: 4, ...changes });
const named = (bytes: Uint8Array): { name: string; bytes: Uint8Array } => ({ name: 'some.safetensors', bytes });
const wide = (): RunConfig => ({ ...presets.find(({ id }) => id === 'wide')!.config(), epochs: 2 });

describe('same seed, same bits', () => {
  it('T5 for 1, 2 and 4 threads: the course, Wide with Adam, and a small convolution', async () => {
    const convolution: RunConfig = {
      ...short({ epochs: 1 }),
      network: {
        layers: [
          { kind: 'convolution', size: 5, channels: 5, activation: 'relu' },
          { kind: 'maxPool', size: 2 },
          { kind: 'convolution', size: 3, channels: 8, activation: 'tanh' },
          { kind: 'dense', width: 20, activation: 'sigmoid' },
        ],
      },
    };
    for (const config of [short(), { ...wide(), data: defaultConfig().data }, convolution]) {
      const hashes = [];
      for (const threads of [1, 2, 4]) hashes.push((await train(config, { threads })).events.ended[0].weightsHash);
      assert.deepEqual(new Set(hashes).size, 1, hashes.join(' '));
    }
  }).timeout(120_000);

  it('T6 F7 from every epoch’s checkpoint: the same end, epoch by epoch', async () => {
    const whole = await train(short(), { threads: 2 });
    for (const [i, { checkpoint }] of whole.events.epoch.slice(0, -1).entries()) {
      const rest = await train(short(), { checkpoint: named(checkpoint) });
      assert.equal(rest.events.ended[0].weightsHash, whole.events.ended[0].weightsHash);
      const [ours, theirs] = [rest.events.epoch, whole.events.epoch.slice(i + 1)].map((epochs) =>
        epochs.map(({ record }) => ({ ...record, seconds: 0 })),
      );
      assert.deepEqual(ours, theirs);
    }
  });

  it('F10 from the checkpoint of a stop at any moment', async () => {
    const whole = await train(short());
    await fc.assert(
      fc.asyncProperty(fc.nat(60), async (milliseconds) => {
        const thread = new TrainingThread();
        await thread.call('start', startParams(short(), { pace: 2000 }));
        const stop = performance.now() + milliseconds;
        while (performance.now() < stop) await new Promise((resolve) => setImmediate(resolve));
        await thread.call('stop', null).catch(() => undefined);
        const { checkpoint } = await thread.wait('ended');
        await thread.close();
        const rest = await train(short(), { checkpoint: named(checkpoint) });
        assert.equal(rest.events.ended[0].weightsHash, whole.events.ended[0].weightsHash);
      }),
      { numRuns: cases(6, 3), seed: 3 },
    );
  }).timeout(120_000);

  it('F2 the thread killed in the middle: its helpers are gone too, and the last epoch goes on to the same end', async () => {
    // A plain run trains on the sample.
    const config = { ...wide(), epochs: 3, ...(!all && { data: defaultConfig().data }) };
    const whole = await train(config, { threads: 2 });
    const thread = new TrainingThread();
    await thread.call('start', startParams(config, { threads: 2 }));
    const { checkpoint } = await thread.wait('epoch');
    await thread.close();
    const rest = await train(config, { threads: 2, checkpoint: named(checkpoint) });
    assert.equal(rest.events.ended[0].weightsHash, whole.events.ended[0].weightsHash);
  }).timeout(120_000);
});

describe('checkpoints', () => {
  it('T6 branch into other settings, with weights and step kept', async () => {
    const whole = await train(short({ epochs: 1 }));
    const { checkpoint } = whole.events.epoch[0];
    const config = short();
    config.optimiser = { ...config.optimiser, id: 'adam', rate: 0.002 };
    const branch = await train(config, { checkpoint: named(checkpoint) });
    assert.deepEqual(
      branch.events.epoch.map(({ record }) => record.epoch),
      [2, 3, 4],
    );
    assert.equal(branch.events.ended[0].reason, 'finished');
  });

  it('hold the weights under plain names and shapes', async () => {
    const whole = await train(short({ epochs: 1 }));
    const { tensors, metadata } = readSafetensors(named(whole.events.ended[0].checkpoint));
    const shapes = [...tensors].map(([name, { shape }]) => `${name} ${shape.join('x')}`);
    assert.deepEqual(shapes.slice(0, 4), [
      'weights.0 784x10',
      'weights.0.bias 10',
      'weights.1 10x10',
      'weights.1.bias 10',
    ]);
    assert.deepEqual(shapes.slice(-2), ['generator 625', 'order 3600']);
    assert.equal(metadata.get('epoch'), '1');
  });

  it('F12 are refused with the reason where they are cut, changed, of another network or another version', async () => {
    const whole = await train(short({ epochs: 1 }));
    const { checkpoint } = whole.events.ended[0];
    const thread = new TrainingThread();
    const refused = async (bytes: Uint8Array, message: RegExp, config = short()): Promise<void> => {
      await assert.rejects(
        thread.call('start', startParams(config, { checkpoint: named(bytes), threads: 2 })),
        message,
      );
    };
    const text = (from: string, to: string): Uint8Array => {
      const bytes = Buffer.from(checkpoint);
      const at = bytes.indexOf(from);
      assert.ok(at > 0);
      bytes.write(to, at, 'latin1');
      return new Uint8Array(bytes);
    };
    await refused(checkpoint.subarray(0, 5), /some\.safetensors: 5 bytes/);
    await refused(checkpoint.subarray(0, 5000), /some\.safetensors: tensor/);
    await refused(new Uint8Array([...checkpoint, 0]), /1 byte after the last tensor/);
    await refused(text('"version":"1"', '"version":"2"'), /version 2; expected version 1/);
    await refused(text('"F32"', '"I32"'), /of I32/);
    await refused(checkpoint, /"weights\.0" of shape \(784, 10\).*expected \(784, 12\)/, {
      ...short(),
      network: { layers: [{ kind: 'dense', width: 12, activation: 'relu' }] },
    });
    await refused(checkpoint, /weights\.0.*32 bits; expected .*float64/, short({ mode: 'replay' }));
    await thread.call('start', startParams(short()));
    await thread.wait('ended');
    await thread.close();
  });
});
