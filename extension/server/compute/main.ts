import { parentPort } from 'node:worker_threads';
import { serve } from './serve.js';

const owner = parentPort;
if (!owner) throw new Error('this is a thread of its own');

serve({
  post: (message) => owner.postMessage(message),
  listen: (receive) => owner.on('message', receive),
});
