import { signal } from '@preact/signals';
import type { Why, WhyProgress, WhyQuery } from '../../../extension/protocol/why.js';
import { epochs, host, run, whenExplaining } from '../state.js';

export interface Answer {
  key: string;
  /** How far it is; null when it has ended. */
  progress: WhyProgress | null;
  /** Null where nothing is known of the cell, or not yet. */
  why: Why | null;
  trouble: string;
  stopped: boolean;
}

/** What came of the question that was asked last. */
export const answer = signal<Answer | null>(null);

/** One question: a run that was taken back and trained on is another at the same epoch. */
export const keyOf = (query: WhyQuery): string =>
  JSON.stringify([run.value?.id, query, epochs.value.find(({ epoch }) => epoch === query.epoch)?.testLoss]);

whenExplaining((progress) => {
  if (answer.value?.progress) answer.value = { ...answer.value, progress };
});

/** Asks why; the host ends what was asked before. */
export function ask(query: WhyQuery): void {
  const key = keyOf(query);
  answer.value = { key, progress: { share: 0, part: 'data' }, why: null, trouble: '', stopped: false };
  const end = (part: Partial<Answer>): void => {
    const now = answer.peek();
    if (now?.key === key && now.progress) answer.value = { ...now, progress: null, ...part };
  };
  host.call('why', query).then(
    (why) => end({ why }),
    (error: unknown) => end({ trouble: error instanceof Error ? error.message : String(error) }),
  );
}

export function stop(): void {
  if (answer.value) answer.value = { ...answer.value, progress: null, stopped: true };
  void host.call('stopWhy', null).catch(() => undefined);
}
