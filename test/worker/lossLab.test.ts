import assert from 'node:assert/strict';
import { defaultConfig, doubtfulLabels, labDefaults, labPlan, type LabRun, readUncorrected } from '@surprisal/core';
import { labText, readLab } from '../../extension/runs/disk/labFile.js';
import { inflate } from '../core/training.js';
import { analysisThread } from './analysisThread.js';
import { startParams, train } from './trainingThread.js';

const config = { ...defaultConfig(), epochs: 4 };
const plan = labPlan(config, { ...labDefaults, seeds: 2, rates: [0.1, 0.3] });

describe('the loss lab’s thread', function () {
  this.timeout(60_000);

  it('T7 tells each run once in its order and how far it is, and its runs are those of the training thread', async () => {
    const runs: LabRun[] = [];
    const shares: number[] = [];
    const thread = analysisThread({ labRun: (run) => runs.push(run), analysed: ({ share }) => shares.push(share) });
    const { files, kernels } = startParams(config);
    assert.equal(await thread.call('lossLab', { plan, files, kernels }), null);
    await thread.close();
    assert.deepEqual(
      runs.map(({ seed, loss, rate }) => [seed, loss, rate]),
      [1, 2].flatMap((seed) => [0, 1, 2].flatMap((loss) => [0.1, 0.3].map((rate) => [seed, loss, rate]))),
    );
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    const wanted = runs.find(({ seed, loss, rate }) => seed === 2 && loss === 1 && rate === 0.3)!;
    const alone = await train({
      ...config,
      loss: plan.losses[1],
      optimiser: { ...config.optimiser, rate: 0.3 },
      seed: 2,
    });
    assert.deepEqual(
      wanted.validation,
      alone.events.epoch.map(({ record }) => record.validationAccuracy),
    );
    assert.equal(wanted.test!.accuracy, alone.events.epoch.at(-1)!.record.testAccuracy);
  });

  it('T7 as many threads as there are share the runs, which come in their order and to the bit as from one', async () => {
    // What breaks at once is done before the runs that it comes after.
    const { files, kernels } = startParams(config);
    const wild = { ...plan, rates: [0.1, 1e5] };
    const all = await Promise.all(
      [1, 3].map(async (threads) => {
        const runs: LabRun[] = [];
        const shares: number[] = [];
        const thread = analysisThread({ labRun: (run) => runs.push(run), analysed: ({ share }) => shares.push(share) });
        await thread.call('lossLab', { plan: wild, files, kernels, threads });
        await thread.close();
        assert.deepEqual(
          shares,
          [...shares].sort((a, b) => a - b),
        );
        assert.ok(shares.every((share) => share >= 0 && share <= 1));
        return runs;
      }),
    );
    assert.equal(all[0].length, 12);
    assert.ok(all[0].some(({ failed }) => failed === 1));
    assert.deepEqual(all[1], all[0]);
  });

  it('T7 says what is wrong with a plan or its data, and ends between two batches where it is ended', async () => {
    const { files, kernels } = startParams(config);
    const thread = analysisThread({});
    const { data } = config;
    const held = { ...plan, config: { ...config, data: { ...data, validationFraction: 0 } } };
    await assert.rejects(thread.call('lossLab', { plan: held, files, kernels }), /a validation part/);
    const images = { name: 'cut.idx.gz', bytes: files.images.bytes.slice(0, 100) };
    await assert.rejects(thread.call('lossLab', { plan, files: { ...files, images }, kernels }), /cut\.idx\.gz/);
    const long = thread.call('lossLab', { plan: { ...plan, seeds: [1, 2, 3] }, files, kernels, threads: 2 });
    await Promise.all([assert.rejects(long, /closed/), thread.close()]);
  });

  it('T7 a comparison is written and read again as it was; what is wrong in a file is named with its place', () => {
    const run = (loss: number, rate: number, seed: number): LabRun => ({
      loss,
      rate,
      seed,
      weights: 1,
      order: 2,
      trainLoss: [1, 0.5, 0.25, 0.1],
      validation: [0.1, 0.2, 0.3, 0.4],
      failed: null,
      test: { accuracy: 0.5, nats: 1, calibration: 0.1 },
    });
    const broken: LabRun = { ...run(1, 0.1, 1), trainLoss: [1], validation: [0.1], failed: 2, test: null };
    const lab = { plan, runs: [run(0, 0.1, 1), broken], title: 'sample · 784-10-10', status: 'stopped' as const };
    assert.deepEqual(readLab(labText(lab)), lab);
    assert.equal(readLab(labText({ ...lab, status: 'running' })).status, 'stopped');
    const refuse = (changed: object, words: RegExp): void =>
      assert.throws(() => readLab(JSON.stringify({ ...JSON.parse(labText(lab)), ...changed })), words);
    refuse({ surprisal: 'run' }, /surprisal: "run"; expected "loss lab"/);
    refuse({ runs: [run(0, 0.2, 1)] }, /runs\.0: loss 0, rate 0\.2, seed 1; expected each run of the plan once/);
    refuse({ runs: [run(0, 0.1, 1), run(0, 0.1, 1)] }, /runs\.1: .*expected each run of the plan once/);
    refuse({ runs: [{ ...run(0, 0.1, 1), validation: [0.5] }] }, /runs\.0: 1 epochs; expected 4/);
    refuse({ runs: [{ ...run(0, 0.1, 1), test: { accuracy: 2, nats: 1, calibration: 0 } }] }, /runs\.0\.test/);
    refuse({ plan: { ...plan, seeds: [1] } }, /seeds: 1 seeds; expected 2 to 20/);
    assert.throws(() => readLab('{'), /JSON/);
  });
});

describe('the doubtful labels’ thread', function () {
  this.timeout(60_000);

  it('K9 gives each doubtful image with its pixels and probabilities, and counts what was turned on purpose', async () => {
    const shares: number[] = [];
    const thread = analysisThread({ analysed: ({ share }) => shares.push(share) });
    const { files, kernels } = startParams(config);
    const found = await thread.call('doubtful', { config, files, kernels });
    assert.equal(found.count, 4000);
    assert.equal(found.pixels.length, found.items.length * 784);
    found.items.forEach(({ given, suggested, confidence, probability }, i) => {
      const row = found.probabilities.subarray(i * 10, (i + 1) * 10);
      assert.deepEqual([row[given], row[suggested]], [confidence, probability]);
    });
    const row = found.probabilities.subarray(0, 10);
    assert.equal(doubtfulLabels([found.items[0].given], [[...row]]).items.length, 0, 'alone it sets its own threshold');
    const checked = await thread.call('doubtful', { config, files, kernels, flip: { share: 0.05, seed: 1 } });
    assert.equal(checked.selfCheck!.flipped, 200);
    assert.ok(checked.selfCheck!.right > 100 && checked.selfCheck!.right <= checked.items.length);
    assert.equal(checked.pixels.length, 0);
    await thread.close();
    assert.ok(shares.every((share) => share > 0 && share <= 1));
  });

  it('R11 says of which row of the file each is and what its label is there, of merged and corrected ones too', async () => {
    const thread = analysisThread({});
    const { files, kernels } = startParams(config);
    const [{ labels: filed }] = readUncorrected(config, files, inflate);
    const corrections = Array.from({ length: 40 }, (_, i) => {
      const old = String(filed[i]);
      return i % 2 === 0
        ? { row: i, old, verdict: 'leftOut' as const }
        : { row: i, old, verdict: 'relabelled' as const, new: String((filed[i] + 1) % 10) };
    });
    const merged = { ...config, data: { ...config.data, merge: [['4', '9']] } };
    const { items, source } = await thread.call('doubtful', {
      config: merged,
      files: { ...files, corrections },
      kernels,
    });
    await thread.close();
    assert.deepEqual(source!.classes, '0123456789'.split(''));
    assert.deepEqual(
      source!.old,
      source!.rows.map((row) => filed[row]),
    );
    assert.ok(source!.rows.every((row) => row >= 40 || row % 2 === 1));
    // Of 39 rows most were turned wrong, and are found by what the file has there.
    const turned = items.filter((_, i) => source!.rows[i] < 40);
    assert.ok(turned.length > 5, `${turned.length}`);
    assert.ok(
      items.some(({ index }, i) => index !== source!.rows[i]),
      'what was left out moves the numbers of a run',
    );
  });

  it('K9 as many threads as there are share the folds, and find to the bit what one finds', async () => {
    const thread = analysisThread({});
    const { files, kernels } = startParams(config);
    const [one, several] = await Promise.all(
      [1, 3].map((threads) => thread.call('doubtful', { config, files, kernels, threads })),
    );
    assert.ok(one.items.length > 0);
    assert.deepEqual(several, one);
    await thread.close();
  });

  it('K9 a loss that becomes NaN is told with its fold, the first of several, and nothing is listed', async () => {
    const thread = analysisThread({});
    const wild = { ...config, optimiser: { ...config.optimiser, rate: 1e5 } };
    const { files, kernels } = startParams(wild);
    for (const threads of [1, 3])
      await assert.rejects(
        thread.call('doubtful', { config: wild, files, kernels, threads }),
        /in fold 1, epoch 1; expected a finite one/,
      );
    await thread.close();
  });
});
