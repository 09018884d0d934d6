import { parentPort, workerData } from 'node:worker_threads';
import { help, type HelperData } from './crew.js';
import { serve } from './serve.js';
import { takeTurns, type TakerData } from './runParallel.js';

const owner = parentPort;
if (!owner) throw new Error('this is a thread of its own');

const given = workerData as HelperData | TakerData | undefined;
if (given && 'task' in given) takeTurns(given, owner);
else if (given) help(given, owner);
else
  serve({
    post: (message, transfer) => owner.postMessage(message, transfer ?? []),
    listen: (receive) => owner.on('message', receive),
  });
