import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { Rpc } from '../protocol/rpc.js';
import type { TrainingApi, TrainingEvents } from '../protocol/training.js';
import { help, type HelperData } from './crew.js';
import { Session } from './session.js';

const HEARTBEAT = 2000;
type Empty = Record<never, never>;

/** Serves the owner of this thread. */
function serve(port: MessagePort): void {
  const session: Session = new Session((name, data, transfer) => rpc.send(name, data, transfer));
  const rpc: Rpc<TrainingApi, Empty, TrainingEvents, Empty> = new Rpc<TrainingApi, Empty, TrainingEvents, Empty>(
    {
      post: (message, transfer) => port.postMessage(message, transfer ?? []),
      listen: (receive) => port.on('message', receive),
    },
    {
      start: (params) => session.start(params),
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

if (workerData) help(workerData as HelperData);
else serve(parentPort!);
