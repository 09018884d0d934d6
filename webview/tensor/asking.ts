import { limits } from '@surprisal/core';
import type { TensorApi } from '../../extension/protocol/tensor.js';
import { host } from './state.js';

type Questions = Pick<TensorApi, 'block' | 'heats' | 'picture' | 'statistics' | 'differences' | 'rank' | 'nanPlaces'>;

/** Questions that are put at once, and how many more each second: with all else that a page sends, fewer than its host takes. */
const AT_ONCE = 15;
const EACH_SECOND = limits.pageMessagesPerSecond * 0.5;

let left = AT_ONCE;
let filled = performance.now();

async function slot(): Promise<void> {
  for (;;) {
    const now = performance.now();
    left = Math.min(AT_ONCE, left + ((now - filled) / 1000) * EACH_SECOND);
    filled = now;
    if (left >= 1) break;
    await new Promise((resolve) => setTimeout(resolve, 1000 / EACH_SECOND));
  }
  left--;
}

/** Puts a question to the host as soon as it takes one more; one that nobody wants any longer by then is not put, and fails. */
export async function ask<M extends keyof Questions>(
  method: M,
  params: Parameters<Questions[M]>[0],
  isWanted: () => boolean = () => true,
): Promise<Awaited<ReturnType<Questions[M]>>> {
  await slot();
  if (!isWanted()) {
    left++;
    throw new Error('no longer asked');
  }
  return (await host.call(method, params as never)) as Awaited<ReturnType<Questions[M]>>;
}
