import { parentPort } from 'node:worker_threads';
import { type Channel, portOf } from '../../protocol/channel.js';
import { serve } from './serve.js';

const owner = parentPort;
if (!owner) throw new Error('this is a thread of its own');

serve(portOf(owner as unknown as Channel));
