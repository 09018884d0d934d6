import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '@surprisal/core';

interface Fetch<T> {
  /** What is asked: the answer to another question is not shown. */
  key: string;
  /** The state of what is asked about. An answer of another version is shown until the new one comes. */
  version: unknown;
  /** Asks again where one of these changes, in the same version too. */
  again?: readonly unknown[];
  /** `isWanted` tells whether this is still what is asked. */
  ask: (isWanted: () => boolean) => Promise<T>;
  /** How long to wait before asking, ms, where there is an answer, which came `age` ms ago. */
  wait?: (answer: { key: string; version: unknown; age: number }) => number;
}

export interface Fetched<T> {
  value: T | null;
  /** Why there is no new answer; empty where there is one. */
  trouble: string;
  /** Whether the answer is of another version. */
  stale: boolean;
}

/** What the host answers, and why it does not. A late answer to what is no longer asked is dropped. */
export function useFetched<T>({ key, version, again = [], ask, wait }: Fetch<T>): Fetched<T> {
  const [answer, setAnswer] = useState<{ key: string; version: unknown; at: number; value: T } | null>(null);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    let wanted = true;
    const begin = (): void => {
      ask(() => wanted).then(
        (value) => {
          if (!wanted) return;
          setAnswer({ key, version, at: performance.now(), value });
          setTrouble('');
        },
        (error: unknown) => {
          if (!wanted) return;
          setTrouble(messageOf(error));
          if (answer?.version !== version) setAnswer(null);
        },
      );
    };
    const pause = answer && wait ? wait({ ...answer, age: performance.now() - answer.at }) : 0;
    const timer = pause > 0 ? setTimeout(begin, pause) : undefined;
    if (pause <= 0) begin();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, version, ...again]);
  const current = answer?.key === key ? answer : null;
  return { value: current?.value ?? null, trouble, stale: current !== null && current.version !== version };
}
