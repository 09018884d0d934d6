import { parentPort, workerData } from 'node:worker_threads';
import { type Channel, portOf } from '../protocol/channel.js';
import { help, type HELPER } from './crew.js';
import { serve } from './serve.js';
import { takeJobs, type JobsData } from './runParallel.js';

const owner = parentPort;
if (!owner) throw new Error('this is a thread of its own');

const given = workerData as typeof HELPER | JobsData | undefined;
if (given && 'task' in given) takeJobs(given, owner);
else if (given) help(owner);
else serve(portOf(owner as unknown as Channel));
