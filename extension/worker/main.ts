import { parentPort, workerData } from 'node:worker_threads';
import { help, type HelperData } from './crew.js';
import { serve } from './serve.js';

const owner = parentPort;
if (!owner) throw new Error('this is a thread of its own');

if (workerData) help(workerData as HelperData, owner);
else
  serve({
    post: (message, transfer) => owner.postMessage(message, transfer ?? []),
    listen: (receive) => owner.on('message', receive),
  });
