import { useEffect, useState } from 'preact/hooks';
import { imported, live, latest, retries } from './state.js';

const LIVE_PAUSE = 1000;

/**
 * What `ask` gives for `key`, asked again when the key or the latest epoch changes or the person retries; while a run
 * goes on at most once a second. The last answer stays until the next one comes, unless the key is another.
 * `trouble` says why there is no new one.
 */
export function useFetched<T>(key: string, ask: () => Promise<T>): { value: T | null; trouble: string } {
  const [answer, setAnswer] = useState<{ key: string; at: number; value: T } | null>(null);
  const [trouble, setTrouble] = useState('');
  const epoch = latest.value?.epoch ?? 0;
  const fresh = answer?.key === key;
  useEffect(() => {
    let wanted = true;
    const since = performance.now() - (answer?.at ?? 0);
    const begin = (): void => {
      ask().then(
        (value) => {
          if (!wanted) return;
          setAnswer({ key, at: performance.now(), value });
          setTrouble('');
        },
        (error: unknown) => wanted && setTrouble(error instanceof Error ? error.message : String(error)),
      );
    };
    const wait = fresh && live.value ? Math.max(0, LIVE_PAUSE - since) : 0;
    const timer = wait > 0 ? setTimeout(begin, wait) : undefined;
    if (wait === 0) begin();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, epoch, retries.value, imported.value?.version]);
  return { value: fresh ? answer.value : null, trouble };
}
