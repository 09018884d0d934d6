import type { Channel } from '../protocol/channel.js';
import type * as node from './platform.node.js';
import { runJobs } from './jobs.js';

export { inflate } from './inflateAhead.js';
export { unpack } from './arrays/unpackStream.js';

/** In a browser one thread trains alone. */
export const hireCrew: typeof node.hireCrew = () => ({ begin: () => undefined, dismiss: () => {} });
export const runParallel: typeof node.runParallel = (task, _threads, onRun) => runJobs(task, undefined, onRun);

/** A browser's thread is given bytes, and never a path. */
export const openRanges: typeof node.openRanges = () => {
  throw new Error('a browser reads no file by its path');
};

/** A browser holds timers back by four milliseconds, but not messages. */
const turns: (() => void)[] = [];
const channel = new MessageChannel();
(channel.port1 as unknown as Channel).addEventListener('message', () => turns.shift()?.());
channel.port1.start();
export const soon: typeof node.soon = (callback) => {
  turns.push(callback);
  channel.port2.postMessage(null);
};

export const sha256: typeof node.sha256 = async (bytes) => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((b) => b.toString(16).padStart(2, '0')).join('');
};
