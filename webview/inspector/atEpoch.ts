import { useFetched, type Fetched } from '../shared/fetched.js';
import { imported, LIVE_PAUSE, live, latest, REST, retries, shownEpoch } from './state.js';

/**
 * What the host answers of the epoch shown. It is asked again when the epoch changes or the person retries: while a run
 * goes on at most once a second, and while the slider moves as soon as it rests. `more` counts what else it depends on.
 */
export function useAtEpoch<T>(key: string, ask: () => Promise<T>, more = 0): Fetched<T> {
  const version = shownEpoch.value;
  return useFetched({
    key,
    version,
    again: [version ?? latest.value?.epoch ?? 0, retries.value, imported.value?.version, more],
    ask,
    wait: (answer) => {
      if (answer.version !== version) return REST;
      return answer.key === key && live.value ? LIVE_PAUSE - answer.age : 0;
    },
  });
}
