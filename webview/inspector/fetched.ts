import { useEffect, useState } from 'preact/hooks';
import { imported, LIVE_PAUSE, live, latest, REST, retries, shownEpoch } from './state.js';

/**
 * What `ask` gives for `key` at the epoch shown, asked again when the key or the epoch changes or the person retries;
 * while a run goes on at most once a second, and while the slider moves once it rests. The last answer stays until the
 * next one comes, unless the key is another; `stale` says that it is of another epoch. `trouble` says why there is no
 * new one.
 */
export function useFetched<T>(
  key: string,
  ask: () => Promise<T>,
): { value: T | null; trouble: string; stale: boolean } {
  const [answer, setAnswer] = useState<{ key: string; of: number | null; at: number; value: T } | null>(null);
  const [trouble, setTrouble] = useState('');
  const of = shownEpoch.value;
  const epoch = of ?? latest.value?.epoch ?? 0;
  const fresh = answer?.key === key;
  useEffect(() => {
    let wanted = true;
    const since = performance.now() - (answer?.at ?? 0);
    const begin = (): void => {
      ask().then(
        (value) => {
          if (!wanted) return;
          setAnswer({ key, of, at: performance.now(), value });
          setTrouble('');
        },
        (error: unknown) => {
          if (!wanted) return;
          setTrouble(error instanceof Error ? error.message : String(error));
          if (answer?.of !== of) setAnswer(null);
        },
      );
    };
    const moved = answer !== null && answer.of !== of;
    const wait = moved ? REST : fresh && live.value ? Math.max(0, LIVE_PAUSE - since) : 0;
    const timer = wait > 0 ? setTimeout(begin, wait) : undefined;
    if (wait === 0) begin();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, epoch, of, retries.value, imported.value?.version]);
  return { value: fresh ? answer.value : null, trouble, stale: fresh && answer.of !== of };
}
