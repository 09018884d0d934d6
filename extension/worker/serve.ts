import { readPredictions } from '@surprisal/core';
import { type Port, Rpc } from '../protocol/rpc.js';
import type { StartParams, TrainingApi, TrainingEvents } from '../protocol/training.js';
import { inflate } from './platform.node.js';
import { Session } from './session.js';

const HEARTBEAT = 2000;
type Empty = Record<never, never>;

/** Serves the owner of this thread; `starting` is how work that reads files is called, where that takes more than a call. */
export function serve(port: Port, starting: <T>(start: () => T) => T | Promise<T> = (start) => start()): void {
  const session: Session = new Session((name, data, transfer) => rpc.send(name, data, transfer));
  const rpc: Rpc<TrainingApi, Empty, TrainingEvents, Empty> = new Rpc<TrainingApi, Empty, TrainingEvents, Empty>(
    port,
    {
      start: (params: StartParams) => starting(() => session.start(params)),
      predictions: ({ files, choices }) => starting(() => readPredictions(files, inflate, choices)),
      pause: () => session.running.pause(),
      resume: () => session.running.go('run'),
      step: (by) => session.running.go(by),
      stop: () => session.running.stop(),
      pace: (pace) => session.running.setPace(pace),
    },
    {},
  );
  let beats = 0;
  setInterval(() => rpc.send('heartbeat', ++beats), HEARTBEAT);
}
