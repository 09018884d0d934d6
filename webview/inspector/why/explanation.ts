import { signal } from '@preact/signals';
import type { Why, WhyProgress, WhyQuery } from '../../../extension/protocol/inspector/why.js';
import { messageOf } from '@surprisal/core';
import { epochs, host, run } from '../state.js';

interface Explanation {
  key: string;
  /** How far the work is; null when it has ended. */
  progress: WhyProgress | null;
  /** Null where nothing is known of the cell, or not yet. */
  why: Why | null;
  trouble: string;
  stopped: boolean;
}

/** The explanation that was asked for last. */
export const explanation = signal<Explanation | null>(null);

/** Names a question. A run that went back and trained again is another one at the same epoch, so its loss is in the name. */
export const keyOf = (query: WhyQuery): string =>
  JSON.stringify([run.value?.id, query, epochs.value.find(({ epoch }) => epoch === query.epoch)?.testLoss]);

host.on('why', (progress) => {
  if (explanation.value?.progress) explanation.value = { ...explanation.value, progress };
});

/** Asks why; the host ends what was asked before. */
export function ask(query: WhyQuery): void {
  const key = keyOf(query);
  explanation.value = { key, progress: { share: 0, part: 'data' }, why: null, trouble: '', stopped: false };
  const end = (part: Partial<Explanation>): void => {
    const now = explanation.peek();
    if (now?.key === key && now.progress) explanation.value = { ...now, progress: null, ...part };
  };
  host.call('why', query).then(
    (why) => end({ why }),
    (error: unknown) => end({ trouble: messageOf(error) }),
  );
}

export function stop(): void {
  if (explanation.value) explanation.value = { ...explanation.value, progress: null, stopped: true };
  void host.call('stopWhy', null).catch(() => undefined);
}
