import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, type Safetensors, stateDict, trainedModel, wilsonInterval } from '@surprisal/core';
import { trainerOf } from '../core/training.js';
import { imports } from '../python.js';
import { heavy } from '../steps.js';
import { freePort, lastOfEach, type Line, TorchProject } from './torchProject.js';
import { partsOf, recordOf, torchRuns } from './torchRuns.js';

/**
 * How far a batch's loss of the first epoch may be from the recorded one, as a part of it. One number of float32 is off by
 * at most 6e-8 of itself. Sums are added in another order than ours, and each step goes on from weights that differ by
 * that: over the up to 180 steps of an epoch the greatest gap that was seen is 3.3e-6, under Adam and a one-cycle rate.
 */
const TOLERANCE = 1e-5;
/** In double precision the greatest gap that was seen is 1e-15. */
const DOUBLE = 1e-12;
/** A run counts no row's loss beyond that of a probability of 2^-52; PyTorch does. */
const MOST = 52 * Math.LN2;

const open: TorchProject[] = [];
function projectOf(name: string): TorchProject & ReturnType<typeof partsOf> {
  const read = partsOf(name);
  const project = new TorchProject(read.config, read.parts, read.files);
  open.push(project);
  return Object.assign(project, read);
}

/** The matrix of the last epoch, from the files of the record. */
function matrixOf(project: TorchProject, classes: number): number[] {
  const [run] = project.runs();
  const { predicted } = project.lines('epochs').at(-1) as unknown as { predicted: { file: string } };
  const bytes = (file: string): Uint8Array => new Uint8Array(readFileSync(join(run, file))).subarray(128);
  const [labels, found] = [bytes('labels.npy'), bytes(predicted.file)];
  const counts = new Array<number>(classes * classes).fill(0);
  labels.forEach((label, i) => counts[label * classes + found[i]]++);
  return counts;
}

/** The weights at the end, and what is said of them; their file has these in any order. */
const trainedBy = (project: TorchProject): Safetensors => {
  const bytes = new Uint8Array(readFileSync(join(project.folder, 'trained.safetensors')));
  return readSafetensors({ name: 'trained.safetensors', bytes });
};

const head = (project: TorchProject): Record<string, unknown> =>
  JSON.parse(readFileSync(join(project.runs()[0], 'run.json'), 'utf8')) as Record<string, unknown>;

/** The processes that a process began. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

describe('a run as a project of PyTorch (R5)', function () {
  this.timeout(600_000);
  before(function () {
    if (!imports('torch', 'numpy', 'safetensors')) this.skip();
  });
  afterEach(() => open.splice(0).forEach((project) => project.close()));

  for (const name of Object.keys(torchRuns))
    for (const world of [1, 2, 3]) {
      const isQuick = name === 'convolution' && world === 2;
      const test = isQuick ? it : heavy;
      test(`R5 ${name} on ${world}: the losses of the first epoch are those of the run, and it ends as well`, async () => {
        const project = projectOf(name);
        const { config, parts } = project;
        const { losses, shares, epochs } = recordOf(config, parts);
        await project.train(world);
        const lines = project.lines('steps');
        assert.deepEqual(
          lines.map(({ step }) => step),
          losses.map((_, i) => i + 1),
        );
        const tolerance = config.mode === 'replay' ? DOUBLE : TOLERANCE;
        const { length: batches } = losses.slice(0, losses.length / epochs.length);
        lines.slice(0, batches).forEach(({ 'train/loss': loss, 'train/accuracy': share }, i) => {
          // Raw pixels give probabilities that a run counts as 2^-52.
          if (name === 'unscaled') assert.ok(losses[i] <= loss * (1 + tolerance) && losses[i] <= MOST, `${i + 1}`);
          else
            assert.ok(
              Math.abs(loss - losses[i]) <= tolerance * losses[i],
              `step ${i + 1}: ${loss}, the run ${losses[i]}`,
            );
          assert.equal(share, shares[i]);
        });
        const { confusion, testAccuracy } = epochs.at(-1)!.record;
        const count = parts.test.length;
        const matrix = matrixOf(project, parts.sets[0].classes.length);
        assert.equal(
          matrix.reduce((sum, n) => sum + n),
          count,
        );
        const size = Math.sqrt(confusion.length);
        const rows = (counts: ArrayLike<number>): number[] =>
          Array.from({ length: size }, (_, c) =>
            Array.from(counts)
              .slice(c * size, (c + 1) * size)
              .reduce((a, b) => a + b),
          );
        assert.deepEqual(rows(matrix), rows(confusion), 'each image once');
        const { low, high } = wilsonInterval(Math.round(testAccuracy * count), count);
        const accuracy = project.lines('epochs').at(-1)!['test/accuracy'];
        assert.ok(accuracy >= low && accuracy <= high, `${accuracy}, the run ${testAccuracy}`);
        const { metadata, tensors } = trainedBy(project);
        const started = stateDict(
          trainedModel(
            { name: 'end', bytes: trainerOf(config, { parts }).trainer.checkpoint() },
            { layers: config.network.layers, item: parts.sets[0], classes: parts.sets[0].classes },
          ),
        );
        const { metadata: first, tensors: weights } = readSafetensors({ name: 'start', bytes: started });
        assert.deepEqual([...tensors.keys()].sort(), [...weights.keys()].sort());
        for (const key of ['network', 'input', 'classes', 'scaling']) assert.equal(metadata.get(key), first.get(key));
        assert.equal(metadata.get('epoch'), String(epochs.length));
        const { status, parent, kind, counts } = head(project);
        assert.deepEqual([status, parent, kind], ['finished', { id: '20261126-190501' }, 'logged']);
        assert.equal((counts as { train: number }).train, parts.train.length);
      });
    }

  for (const [name, optimiser] of [
    ['course', { rate: 0.03, momentum: 0.8 }],
    ['course', { schedule: 'cosine' }],
    ['convolution', { rate: 0.005 }],
    ['squared', { id: 'adam', rate: 0.002 }],
  ] as const)
    heavy(
      `R5 a branch of ${name} with ${JSON.stringify(optimiser)} goes on from its epoch, with order and optimiser`,
      async () => {
        const { config: parent, parts, files } = partsOf(name);
        const { trainer } = trainerOf({ ...parent, epochs: 1 }, { parts });
        for (const _ of trainer.run());
        const checkpoint = { name: 'checkpoint', bytes: trainer.checkpoint() };
        const config = { ...parent, epochs: 2, optimiser: { ...parent.optimiser, ...optimiser } };
        const branch = trainerOf(config, { parts }).trainer;
        branch.resume(checkpoint);
        const losses = [...branch.run()].flatMap((step) => (step.kind === 'batch' ? [step.record.loss] : []));
        const project = new TorchProject(config, parts, files, { checkpoint });
        open.push(project);
        await project.train(1);
        const lines = project.lines('steps');
        assert.deepEqual(
          lines.map(({ step }) => step),
          losses.map((_, i) => trainer.step + i + 1),
        );
        lines.forEach(({ 'train/loss': loss }, i) =>
          assert.ok(Math.abs(loss - losses[i]) <= TOLERANCE * losses[i], `${i + 1}: ${loss}, the run ${losses[i]}`),
        );
      },
    );

  /** Trains on, kills a process in the middle of an epoch, and waits until the job has gone on to its end. */
  async function killed(project: TorchProject, world: number): Promise<void> {
    const { child, ended } = project.start(world);
    await project.until(() => project.lines('steps').length >= 130, ended);
    const workers = childrenOf(child.pid!).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('train.py'),
    );
    assert.equal(workers.length, world);
    process.kill(workers.at(-1)!, 'SIGKILL');
    await ended;
  }

  for (const world of [2, 3])
    (world === 2 ? it : heavy)(
      `R5 F34 a killed process of ${world}: the same weights to the bit, each step once, each image once`,
      async () => {
        const project = projectOf('killed');
        const { parts } = project;
        project.set('train.py', 'SAVE_EVERY', 50);
        project.set('surprisal_run.py', 'FLUSH', 0.01);
        await project.train(world);
        const trained = trainedBy(project);
        const undisturbed = project.lines('steps');
        project.clean();
        await killed(project, world);
        assert.deepEqual(trainedBy(project), trained);
        assert.equal(project.runs().length, 1, 'one run, which went on');
        const lines = project.lines('steps');
        assert.ok(lines.length > undisturbed.length, 'it was killed in mid-epoch');
        const numbers = (of: readonly Line[]): number[][] => of.map((line) => [line.step, line['train/loss']]);
        assert.deepEqual(numbers(lastOfEach(lines)), numbers(undisturbed));
        assert.deepEqual(
          project.lines('epochs').map(({ epoch }) => epoch),
          [1, 2, 3],
        );
        assert.equal(
          matrixOf(project, 10).reduce((sum, n) => sum + n),
          parts.test.length,
        );
        assert.equal(head(project).status, 'finished');
      },
    );

  heavy('R5 a node that joins: all start again with it, and go on into the same run', async () => {
    const project = projectOf('killed');
    const { config, parts } = project;
    project.set('train.py', 'SAVE_EVERY', 10);
    project.set('surprisal_run.py', 'FLUSH', 0.01);
    project.slow(0.05);
    const port = await freePort();
    const [least, most] = [1, 2];
    const node = (): ReturnType<TorchProject['start']> =>
      project.start(1, [
        'torchrun',
        `--nnodes=${least}:${most}`,
        '--nproc-per-node=1',
        '--rdzv-backend=c10d',
        `--rdzv-endpoint=localhost:${port}`,
        '--rdzv-id=job',
        '--rdzv-conf=last_call_timeout=1',
        'train.py',
      ]);
    const first = node();
    await project.until(() => project.lines('steps').length >= 15, first.ended);
    const second = node();
    await Promise.all([first.ended, second.ended]);
    assert.equal(project.runs().length, 1);
    const { losses } = recordOf(config, parts);
    const lines = lastOfEach(project.lines('steps'));
    assert.equal(lines.length, losses.length);
    lines.slice(0, losses.length / config.epochs).forEach(({ 'train/loss': loss }, i) => {
      assert.ok(Math.abs(loss - losses[i]) <= TOLERANCE * losses[i], `step ${i + 1}: ${loss}, the run ${losses[i]}`);
    });
    assert.equal((head(project).config as { processes: number }).processes, most);
  });

  it('R5 a program that can not load what it needs says so by the names of files, and makes no run', async () => {
    const project = projectOf('pets');
    project.remove('data/test-y.npy');
    await assert.rejects(project.train(1), /FileNotFoundError.*test-y\.npy/);
    assert.deepEqual(project.runs(), []);
  });
});
