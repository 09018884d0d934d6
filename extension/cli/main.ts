import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  checkConfig,
  jsonFault,
  withCorrections,
  withScale,
  type RunConfig,
  messageOf,
  layersText,
} from '@surprisal/core';
import { Rpc } from '../protocol/rpc.js';
import type { RunEnded, TrainingApi, TrainingEvents } from '../protocol/training.js';
import { predictedOf } from '../runs/disk/matrices.js';
import { parsedJson } from '../runs/disk/parsedJson.js';
import type { Recovery } from '../runs/disk/runReader.js';
import { RunStore } from '../runs/disk/runStore.js';
import { progressAt } from '../runs/disk/stands.js';
import type { RunWriter } from '../runs/disk/runWriter.js';
import { statusAfter } from '../runs/model/run.js';
import { readArguments, usage, type Arguments } from './arguments.js';
import { diskAt, hash, owner, readCorrected, readData, readNamed, writeNamed } from './files.js';
import { adviceLine, classTable, epochLine, resultOf } from './report.js';

type Nothing = Record<never, never>;

/** The folder of the build lies beside the folder of this script. */
const build = join(__dirname, '..', 'dist');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(words: readonly string[]): Promise<void> {
  const given = readArguments(words);
  const store = new RunStore(diskAt(given.runs), hash, undefined, owner);
  try {
    await work(given, store);
  } finally {
    await store.claims.releaseAll();
  }
}

async function work(given: Arguments, store: RunStore): Promise<void> {
  const recovery = given.resume === undefined ? null : await claimed(given.resume, given, store);
  for (const problem of [...(recovery?.run.notes ?? []), ...(recovery?.problems ?? [])]) say(problem);
  if (recovery?.run.changed) {
    if (!given.changed) throw new Error(`${recovery.run.id} is not as it was written; --changed goes on all the same.`);
    recovery.accepted = true;
  }
  if (recovery && recovery.run.status !== 'running' && recovery.run.status !== 'stopped')
    throw new Error(`${recovery.run.id} is ${recovery.run.status}; there is nothing to go on with.`);
  const config = recovery ? recovery.run.config : withCorrections(await readConfig(given.config!));
  const ended = await train(config, given, store, recovery);
  if (ended.reason === 'notFinite') process.exitCode = 1;
}

/** Claims a run, so that no other process writes it, and reads where it goes on from. */
async function claimed(id: string, { takeOver }: Arguments, store: RunStore): Promise<Recovery> {
  await store.read(id);
  await (takeOver ? store.claims.takeOver(id) : store.claims.acquire(id));
  return store.recover(id);
}

async function readConfig(file: string): Promise<RunConfig> {
  const bytes = await readNamed(file);
  try {
    return checkConfig(parsedJson(new TextDecoder().decode(bytes)));
  } catch (error) {
    const fault = error instanceof SyntaxError ? jsonFault(bytes) : error;
    throw new Error(`${file}: ${messageOf(fault)}`, { cause: error });
  }
}

/** Trains to the end in the training thread, and writes the run as it goes. */
async function train(
  asked: RunConfig,
  { threads, json, runs }: Arguments,
  store: RunStore,
  recovery: Recovery | null,
): Promise<RunEnded> {
  const kernel = (name: string): Promise<Uint8Array> => readNamed(join(build, 'kernels', `${name}.wasm`));
  const [read, simd, relaxed] = await Promise.all([readData(asked, build), kernel('simd'), kernel('relaxed')]);
  const { config, files, told } = await readCorrected(asked, read, runs);
  if (told !== undefined) say(told);
  const worker = new Worker(join(build, 'worker.js'));
  let writer!: RunWriter;
  /** Seconds of the run before it was resumed. */
  let before = 0;
  /** What the thread reports is handled in its order, each after what comes before is on disk. */
  let handled: Promise<unknown> = Promise.resolve();
  const end = await new Promise<RunEnded>((resolve, reject) => {
    const after = (work: () => Promise<unknown>): void => {
      handled = handled.then(work);
      handled.catch(reject);
    };
    const rpc = new Rpc<Nothing, TrainingApi, Nothing, TrainingEvents>(
      {
        post: (message, transfer) => worker.postMessage(message, transfer ?? []),
        listen: (receive) => worker.on('message', receive),
      },
      {},
    );
    // A thrown error overtakes what the thread had posted, which comes before its exit.
    let thrown: Error | undefined;
    worker.on('error', (error) => (thrown = error));
    worker.on('exit', (code) => {
      const lost = thrown ?? new Error(`the training thread ended: exit code ${code}`);
      rpc.close(lost);
      after(() => Promise.reject(lost));
    });
    rpc.on('progress', (batches) => after(async () => writer.add(batches)));
    rpc.on('epoch', ({ record: { seconds, ...rest }, batches, checkpoint, testLogits }) =>
      after(async () => {
        const record = { ...rest, seconds: before + seconds };
        writer.add(batches);
        const predicted = predictedOf(testLogits, writer.run.classes.length);
        await writer.epochs([{ record, predicted, checkpoint }]);
        say(epochLine(record, config.epochs));
      }),
    );
    rpc.on('ended', (ended) => after(async () => resolve(ended)));
    process.once('SIGINT', () => void rpc.call('stop', null).catch(() => undefined));
    after(async () => {
      const shared = { threads: threads ?? availableParallelism(), useful: threads === undefined };
      const params = { config, files, kernels: { simd, relaxed }, ...shared, pace: 0, begin: 'run' } as const;
      const from = recovery?.checkpoint;
      const started = await rpc.call('start', from ? { ...params, checkpoint: from } : params);
      const { kernel, classes, trainCount, validationCount, testCount, parameters, scale } = started;
      const inputs = started.imageWidth * started.imageHeight * started.imageChannels;
      const title = layersText(config.network.layers, { inputs, classes: classes.length });
      const { corrections, unfit = [] } = started;
      const corrected = corrections && { corrections };
      const counts = { trainCount, validationCount, testCount, parameters, ...corrected };
      writer = recovery
        ? await store.continue(recovery, started.epoch)
        : await store.create(
            { title, config: withScale(config, scale.rule), started: Date.now(), kernel, classes, ...counts },
            started.testLabels,
          );
      if (recovery) before = progressAt(recovery, started.epoch).seconds;
      for (const { file, columns } of started.leftOut ?? [])
        say(
          `${file}: ${columns === 1 ? 'the first column numbers' : `the first ${columns} columns number`} the rows, left out`,
        );
      if (corrections)
        say(
          `labels corrected: ${corrections.relabelled} relabelled, ${corrections.leftOut} left out, ${corrections.right} found right; ${corrections.test} relabelled in the test part`,
        );
      for (const { row, old, found } of unfit)
        say(`row ${row} is labelled "${found}", not "${old}": its correction is not applied`);
      say(
        `run ${writer.id}: ${title}, ${trainCount} images, scale ${scale.rule}, ${kernel}, threads: ${started.threads}`,
      );
      if (scale.advice) say(adviceLine(scale.advice));
    });
  });
  const { reason, message, step, weightsHash, checkpoint } = end;
  const seconds = before + end.seconds;
  const status = statusAfter(reason);
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

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  if (process.argv.length <= 2) process.stderr.write(`${usage}\n`);
  process.exit(2);
});
