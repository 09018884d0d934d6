import { Worker } from 'node:worker_threads';
import type { AnalysisApi, AnalysisEvents } from '../../extension/protocol/analysis.js';
import { Rpc, type Listeners } from '../../extension/protocol/rpc.js';
import type { TrainingEvents } from '../../extension/protocol/training.js';

type Nothing = Record<never, never>;
type Told = AnalysisEvents & TrainingEvents;

/** Asks a long question of the real thread, from the bundle that ships. */
export function analysisThread(listeners: Listeners<Told>): {
  call: Rpc<Nothing, AnalysisApi, Nothing, Told>['call'];
  close: () => Promise<number>;
} {
  const worker = new Worker('./dist/worker.js');
  const rpc = new Rpc<Nothing, AnalysisApi, Nothing, Told>(
    {
      post: (message, transfer) => worker.postMessage(message, transfer ?? []),
      listen: (receive) => worker.on('message', receive),
    },
    {},
  );
  rpc.onEach(listeners);
  return {
    call: rpc.call.bind(rpc),
    close: () => {
      rpc.close(new Error('closed'));
      return worker.terminate();
    },
  };
}
