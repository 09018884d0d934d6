import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkConfig, usefulThreads, withScale, type RunConfig } from '@surprisal/core';
import { Rpc } from '../protocol/rpc.js';
import type { RunEnded, TrainingApi, TrainingEvents } from '../protocol/training.js';
import { predictedOf } from '../runs/disk/matrices.js';
import { type Recovery, progressAt } from '../runs/disk/runReader.js';
import { RunStore } from '../runs/disk/runStore.js';
import type { RunWriter } from '../runs/disk/runWriter.js';
import { readArguments, usage, type Arguments } from './arguments.js';
import { diskAt, hash, owner, readData, readNamed, writeNamed } from './files.js';
import { adviceLine, classTable, epochLine, resultOf } from './report.js';

type Nothing = Record<never, never>;

/** Where the build lies, beside this script's own folder. */
const build = join(__dirname, '..', 'dist');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(words: readonly string[]): Promise<void> {
  const asked = readArguments(words);
  const store = new RunStore(diskAt(asked.runs), hash, undefined, owner);
  try {
    await work(asked, store);
  } finally {
    await store.claims.releaseAll();
  }
}

async function work(asked: Arguments, store: RunStore): Promise<void> {
  const found = asked.resume === undefined ? null : await claimed(asked.resume, asked, store);
  for (const problem of [...(found?.run.notes ?? []), ...(found?.problems ?? [])]) say(problem);
  if (found?.run.changed) {
    if (!asked.changed) throw new Error(`${found.run.id} is not as it was written; --changed goes on all the same.`);
    found.accepted = true;
  }
  if (found && found.run.status !== 'running' && found.run.status !== 'stopped')
    throw new Error(`${found.run.id} is ${found.run.status}; there is nothing to go on with.`);
  const config = found ? found.run.config : await readConfig(asked.config!);
  const ended = await train(config, asked, store, found);
  if (ended.reason === 'notFinite') process.exitCode = 1;
}

/** A run that is there, which no other process writes from then on. */
async function claimed(id: string, { takeOver }: Arguments, store: RunStore): Promise<Recovery> {
  await store.read(id);
  await (takeOver ? store.claims.takeOver(id) : store.claims.take(id));
  return store.recover(id);
}

async function readConfig(file: string): Promise<RunConfig> {
  const text = new TextDecoder().decode(await readNamed(file));
  try {
    return checkConfig(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Trains to the end in the training thread, and writes the run as it goes. */
async function train(
  config: RunConfig,
  { threads = usefulThreads(config, availableParallelism()), json }: Arguments,
  store: RunStore,
  found: Recovery | null,
): Promise<RunEnded> {
  const kernel = (name: string): Promise<Uint8Array> => readNamed(join(build, 'kernels', `${name}.wasm`));
  const [files, simd, relaxed] = await Promise.all([readData(config, build), kernel('simd'), kernel('relaxed')]);
  const worker = new Worker(join(build, 'worker.js'));
  let writer!: RunWriter;
  /** Of the run before it was taken up again. */
  let before = 0;
  /** Everything happens in the order in which it was told, each after what comes before is on disk. */
  let told: Promise<unknown> = Promise.resolve();
  const end = await new Promise<RunEnded>((resolve, reject) => {
    const after = (work: () => Promise<unknown>): void => {
      told = told.then(work);
      told.catch(reject);
    };
    worker.on('error', reject);
    const rpc = new Rpc<Nothing, TrainingApi, Nothing, TrainingEvents>(
      {
        post: (message, transfer) => worker.postMessage(message, transfer ?? []),
        listen: (receive) => worker.on('message', receive),
      },
      {},
      {
        progress: (batches) => after(async () => writer.add(batches)),
        paused: () => {},
        heartbeat: () => {},
        epoch: ({ record: { seconds, ...rest }, batches, checkpoint, testLogits }) =>
          after(async () => {
            const record = { ...rest, seconds: before + seconds };
            writer.add(batches);
            const predicted = predictedOf(testLogits, writer.run.classes.length);
            await writer.epochs([{ record, predicted, checkpoint }]);
            say(epochLine(record, config.epochs));
          }),
        ended: (ended) => after(async () => resolve(ended)),
      },
    );
    process.once('SIGINT', () => void rpc.call('stop', null));
    after(async () => {
      const params = { config, files, kernels: { simd, relaxed }, threads, pace: 0, begin: 'run' } as const;
      const from = found?.checkpoint;
      const started = await rpc.call('start', from ? { ...params, checkpoint: from } : params);
      const { kernel, classes, trainCount, validationCount, testCount, parameters, scale } = started;
      const inputs = started.imageWidth * started.imageHeight;
      const title = [inputs, ...config.network.layers.map(width), classes.length].join('-');
      const counts = { trainCount, validationCount, testCount, parameters };
      writer = found
        ? await store.continue(found, started.epoch)
        : await store.create(
            { title, config: withScale(config, scale.rule), started: Date.now(), kernel, classes, ...counts },
            started.testLabels,
          );
      if (found) before = progressAt(found, started.epoch).seconds;
      for (const { file, columns } of started.leftOut ?? [])
        say(
          `${file}: ${columns === 1 ? 'the first column numbers' : `the first ${columns} columns number`} the rows, left out`,
        );
      say(
        `run ${writer.id}: ${title}, ${trainCount} images, scale ${scale.rule}, ${kernel}, threads: ${started.threads}`,
      );
      if (scale.advice) say(adviceLine(scale.advice));
    });
  });
  const { reason, message, step, weightsHash, checkpoint } = end;
  const seconds = before + end.seconds;
  const status = reason === 'notFinite' ? 'failed' : reason === 'stopped' ? 'stopped' : 'finished';
  await writer.end({ status, message, step, seconds, weightsHash }, checkpoint);
  await worker.terminate();
  const { run } = writer;
  const { matrices } = await store.matrices({ ...run, epochs: run.epochs.slice(-1) });
  const [confusion] = matrices.values();
  if (confusion) say(`\n${classTable({ confusion }, run.classes)}\n`);
  say(`${message ?? reason}; weights ${weightsHash}`);
  if (json !== undefined)
    await writeNamed(json, `${JSON.stringify(resultOf(run, confusion, { ...end, seconds }), null, 1)}\n`);
  return end;
}

function width(layer: RunConfig['network']['layers'][number]): string {
  if (layer.kind === 'dense') return String(layer.width);
  return layer.kind === 'maxPool' ? `pool${layer.size}` : `${layer.size}x${layer.size}x${layer.channels}`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.argv.length <= 2) process.stderr.write(`${usage}\n`);
  process.exit(2);
});
