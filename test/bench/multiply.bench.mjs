import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serverNode } from './serverNode.mjs';

export const title = 'matrix product';
export const peer = 'the limit of 128-bit multiply-add';
/** At least 90% of the limit. */
export const limit = 1 / 0.9;

/** Each product in turn with a loop of multiply-adds on registers alone; then on two threads at once. */
export function run() {
  const script = fileURLToPath(new URL('multiplyTime.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(serverNode(), [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
