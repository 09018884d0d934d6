import { hostname, uptime } from 'node:os';
import type { Owner } from '../../runs/claim.js';

/** The process of this window. */
export const owner: Owner | undefined = {
  host: hostname(),
  pid: process.pid,
  uptime,
  signal: (pid) => void process.kill(pid, 0),
};
