import { useEffect, useState } from 'preact/hooks';
import { attempt } from '../shared/failure.js';
import { live, latest } from './state.js';

const LIVE_PAUSE = 1000;

/**
 * What `ask` gives for `key`, asked again when the key or the latest epoch changes; while a run goes on
 * at most once a second. The last answer stays until the next one comes, unless the key is another.
 */
export function useFetched<T>(key: string, ask: () => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ key: string; at: number; value: T } | null>(null);
  const epoch = latest.value?.epoch ?? 0;
  const fresh = answer?.key === key;
  useEffect(() => {
    let wanted = true;
    const since = performance.now() - (answer?.at ?? 0);
    const begin = (): void => {
      attempt(
        ask().then((value) => {
          if (wanted) setAnswer({ key, at: performance.now(), value });
        }),
      );
    };
    const wait = fresh && live.value ? Math.max(0, LIVE_PAUSE - since) : 0;
    const timer = wait > 0 ? setTimeout(begin, wait) : undefined;
    if (wait === 0) begin();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, epoch]);
  return fresh ? answer.value : null;
}
