import { type NamedBytes, type RunConfig, stateDict, trainedModel, writeOnnx } from '@surprisal/core';
import type { Uri } from 'vscode';
import type { RunEnded } from '../../protocol/training.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';
import type { Thread } from '../train/thread.js';
import type { Threads } from '../train/threads.js';

/** What weights are made of. */
export interface WeightServices {
  extension: Uri;
  library: { recover(run: Run, epoch: number): Promise<Pick<Recovery, 'checkpoint'>> };
  threads: Pick<Threads, 'params' | 'open'>;
}

/** The weights of an epoch of a run as a file for other programs; epoch 0 are those that it began with. */
export async function weightFile(
  kind: 'stateDict' | 'onnx',
  run: Run,
  epoch: number,
  { library, threads }: WeightServices,
): Promise<Uint8Array> {
  // The size of own images is known once they are read.
  if (run.summary().imageWidth === 0) await run.test.all();
  const { imageWidth: width, imageHeight: height, imageChannels: channels, classes } = run.summary();
  const { network } = run.config;
  const kept = epoch > 0 || run.weightsFrom !== undefined;
  const checkpoint = kept ? (await library.recover(run, epoch)).checkpoint : await firstWeights(run.config, threads);
  const model = trainedModel(checkpoint!, { layers: network.layers, item: { height, width, channels }, classes });
  return kind === 'onnx' ? writeOnnx(model) : stateDict(model);
}

/** The state before the first batch, which no run keeps, since its seed draws it. */
async function firstWeights(config: RunConfig, threads: WeightServices['threads']): Promise<NamedBytes> {
  const params = await threads.params(config);
  let thread: Thread | undefined;
  try {
    const { checkpoint } = await new Promise<RunEnded>((ended, fail) => {
      const { rpc } = (thread = threads.open({ ended }, fail));
      const begun = rpc.call('start', { ...params, threads: 1, pace: 0, begin: 'paused' });
      begun.then(() => rpc.call('stop', null)).catch(fail);
    });
    return { name: t('Epoch 0'), bytes: checkpoint };
  } finally {
    thread?.dispose();
  }
}
