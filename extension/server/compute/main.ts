import { parentPort } from 'node:worker_threads';
import type { ComputeApi } from '../../protocol/compute.js';
import { type Message, Rpc } from '../../protocol/rpc.js';
import { answer } from './answer.js';

const port = parentPort;
if (!port) throw new Error('this is a thread of its own');

new Rpc<ComputeApi, Record<never, never>, Record<never, never>, Record<never, never>>(
  {
    post: (message: Message) => port.postMessage(message),
    listen: (receive) => port.on('message', receive),
  },
  { answer },
  {},
);
