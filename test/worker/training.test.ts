import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { defaultConfig, presets, type RunConfig } from '@surprisal/core';
import { sample, startParams, train, TrainingThread } from './trainingThread.js';

const wide = (): RunConfig => presets.find(({ id }) => id === 'wide')!.config();
/** Of more epochs than it lives to see. */
const endless = (config: RunConfig): RunConfig => ({ ...config, epochs: 1000 });
const short = (changes: Partial<RunConfig> = {}): RunConfig => ({ ...defaultConfig(), epochs: 3, ...changes });

describe('the training thread', () => {
  let thread: TrainingThread;
  beforeEach(() => {
    thread = new TrainingThread();
  });
  afterEach(() => thread.close());

  it('T3 trains the course on the sample to 85-91% and tells every batch once', async () => {
    const started = await thread.call('start', startParams(defaultConfig()));
    assert.deepEqual(
      [started.trainCount, started.validationCount, started.testCount, started.batchesPerEpoch, started.parameters],
      [3600, 400, 1000, 18, 7960],
    );
    assert.equal(started.testPixels.length, 1000 * 28 * 28);
    const ended = await thread.wait('ended');
    assert.equal(ended.reason, 'finished');
    assert.match(ended.weightsHash, /^[0-9a-f]{64}$/);
    assert.equal(ended.step, 360);
    let next = 1;
    for (const { firstStep, loss, accuracy } of thread.events.progress) {
      assert.equal(firstStep, next);
      assert.equal(loss.length, accuracy.length);
      next += loss.length;
    }
    assert.equal(next, 361);
    assert.equal(thread.events.epoch.length, 20);
    const { record, testLogits } = thread.events.epoch.at(-1)!;
    assert.ok(record.testAccuracy >= 0.85 && record.testAccuracy <= 0.91, `accuracy ${record.testAccuracy}`);
    assert.equal(testLogits.length, 10_000);
    const recount = new Uint32Array(100);
    for (let i = 0; i < 1000; i++) {
      const row = testLogits.subarray(i * 10, i * 10 + 10);
      recount[started.testLabels[i] * 10 + row.indexOf(Math.max(...row))]++;
    }
    assert.deepEqual(record.confusion, recount);
  });

  it('tells progress at most ten times a second', async () => {
    const began = performance.now();
    await thread.call('start', startParams({ ...defaultConfig(), epochs: 200 }));
    await thread.wait('ended');
    const seconds = (performance.now() - began) / 1000;
    assert.ok(thread.events.progress.length <= 10 * seconds + 3, `${thread.events.progress.length} in ${seconds} s`);
  });

  it('T1 pauses between two batches, steps a batch and an epoch, and ends as an undisturbed run does', async () => {
    const undisturbed = await train(short());
    await thread.call('start', startParams(short(), { begin: 'batch' }));
    await thread.wait('paused');
    assert.equal(thread.events.progress.at(-1)!.batch, 1);
    await thread.call('step', 'batch');
    await thread.wait('paused', 2);
    assert.deepEqual([thread.events.progress.length, thread.events.progress.at(-1)!.batch], [2, 2]);
    await thread.call('step', 'epoch');
    await thread.wait('paused', 3);
    assert.equal(thread.events.epoch.length, 1);
    await thread.call('resume', null);
    const ended = await thread.wait('ended');
    assert.equal(ended.weightsHash, undisturbed.events.ended[0].weightsHash);
  });

  it('T1 begins paused before the first batch', async () => {
    await thread.call('start', startParams(short(), { begin: 'paused' }));
    assert.equal(await thread.wait('paused'), true);
    assert.equal(thread.events.progress.length, 0);
    await thread.call('resume', null);
    await thread.wait('ended');
  });

  it('keeps a pace of so many batches a second, and takes a new one at once', async () => {
    const began = performance.now();
    await thread.call('start', startParams(endless(short()), { pace: 20 }));
    await thread.wait('progress', 5);
    const batches = thread.events.progress.reduce((sum, { loss }) => sum + loss.length, 0);
    const seconds = (performance.now() - began) / 1000;
    assert.ok(batches <= 20 * seconds + 3, `${batches} batches in ${seconds} s`);
    await thread.call('pace', 0);
    await thread.wait('epoch', 100);
  });

  for (const [what, config, pace] of [
    ['at a pace of one batch in a thousand seconds', short(), 0.001],
    ['of the full set on Wide, at full speed', endless(wide()), 0],
  ] as const)
    it(`F10 stops a run ${what}`, async () => {
      await thread.call('start', startParams(config, { pace, threads: 2 }));
      await thread.wait('progress');
      await thread.call('stop', null);
      const ended = await thread.wait('ended');
      assert.equal(ended.reason, 'stopped');
      const told = thread.events.progress.reduce((sum, { loss }) => sum + loss.length, 0);
      assert.equal(ended.step, told, 'no batch begins after the stop');
    });

  it('pauses and stops while it stands', async () => {
    await thread.call('start', startParams(endless(wide()), { threads: 2 }));
    await thread.wait('progress');
    await thread.call('pause', null);
    await thread.wait('paused');
    await thread.call('stop', null);
    assert.equal((await thread.wait('ended')).reason, 'stopped');
  });

  it('F24 stops at the batch whose loss is not finite and keeps the last good weights', async () => {
    const config = short();
    config.optimiser.rate = 1e5;
    config.optimiser.l2 = 1;
    await thread.call('start', startParams(config));
    const ended = await thread.wait('ended');
    assert.equal(ended.reason, 'notFinite');
    assert.match(ended.message!, /^The loss became (NaN|Infinity|-Infinity) at batch \d+ \(epoch \d+\)/);
    const told = thread.events.progress.flatMap(({ loss }) => [...loss]);
    assert.ok(told.every(Number.isFinite));
    assert.equal(ended.step, Math.max(told.length - 1, 0), 'the weights are those whose loss was the last finite one');
  });

  it('serves a second run after the first, and refuses one beside it', async () => {
    await thread.call('start', startParams(short(), { begin: 'paused' }));
    await assert.rejects(thread.call('start', startParams(short())), /under way/);
    await thread.call('stop', null);
    await thread.wait('ended');
    await thread.call('start', startParams(short()));
    await thread.wait('ended', 2);
    await assert.rejects(thread.call('pause', null), /No run/);
  });

  it('F19 names the kernel, and trains alike without WebAssembly', async () => {
    const none = { simd: new Uint8Array(0), relaxed: new Uint8Array(0) };
    const started = await thread.call('start', startParams(short(), { kernels: none }));
    assert.equal(started.kernel, 'typescript');
    await thread.wait('ended');
    const other = await train(short());
    const [a, b] = [thread, other].map((it) => it.events.epoch.at(-1)!.record.trainLoss);
    assert.ok(Math.abs(a - b) < 1e-3 * a, `${a} and ${b}`);
  });

  it('F3 has a heartbeat', async () => {
    await thread.wait('heartbeat');
  });

  const tasks = '/proc/self/task';
  const helpersGone = async (before: number): Promise<void> => {
    const deadline = performance.now() + 20_000;
    while (readdirSync(tasks).length > before) {
      assert.ok(performance.now() < deadline, 'the helpers are still there');
      await setImmediate();
    }
  };

  it('F13 lets the helpers go that were called for data that is damaged', async function () {
    if (!existsSync(tasks)) this.skip();
    const refused = (threads: number): Promise<void> => {
      const files = { ...sample(), labels: { name: 'labels', bytes: new Uint8Array(0) } };
      return assert.rejects(thread.call('start', startParams(short(), { files, threads })), /labels: 0 bytes/);
    };
    await refused(1);
    const before = readdirSync(tasks).length;
    await refused(4);
    await helpersGone(before);
  });

  it('F13 lets the helpers of an earlier run go while one trains that needs none', async function () {
    if (!existsSync(tasks)) this.skip();
    await thread.call('start', startParams(short()));
    await thread.wait('ended');
    const before = readdirSync(tasks).length;
    await thread.call('start', startParams(short(), { threads: 4 }));
    await thread.wait('ended', 2);
    await thread.call('start', startParams(endless(short()), { pace: 20 }));
    await helpersGone(before);
    await thread.call('stop', null);
    assert.equal((await thread.wait('ended', 3)).reason, 'stopped');
  });

  it('F22 refuses a configuration out of range', async () => {
    const config = short();
    config.optimiser.rate = -1;
    await assert.rejects(thread.call('start', startParams(config)), /optimiser\.rate: -1; expected a number above 0/);
  });

  describe('F13 names the file and what is wrong with it', () => {
    const bytes = (which: 'images' | 'labels'): Uint8Array => sample()[which]!.bytes;
    const cases: [string, Partial<Record<'images' | 'labels', Uint8Array>>, RegExp][] = [
      ['a gzip cut short', { images: bytes('images').subarray(0, 1000) }, /sample-images\.idx\.gz: a (damaged )?gzip/],
      ['no file of labels', { labels: undefined! }, /sample-images\.idx\.gz: no labels/],
      ['labels where images belong', { images: bytes('labels') }, /rank 3/],
      ['an empty file', { labels: new Uint8Array(0) }, /sample-labels\.idx\.gz: 0 bytes/],
      ['another magic number', { labels: Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0) }, /magic number 01 00 08 01/],
    ];
    for (const [what, changes, message] of cases)
      it(what, async () => {
        const files = sample();
        for (const [key, changed] of Object.entries(changes) as ['images' | 'labels', Uint8Array | undefined][])
          if (changed) files[key] = { name: files[key]!.name, bytes: changed };
          else delete files[key as 'labels'];
        await assert.rejects(thread.call('start', startParams(short(), { files })), message);
      });
  });
});
