import type { Selection } from '@surprisal/core';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Asked } from './answers.js';
import { opened } from './state.js';
import { StatisticsQueue } from './statisticsQueue.js';

/** Statistics of parts of the tensor by their numbers, asked for while they are wanted; kept as long as the key stays. */
export function useEachStatistics(
  key: string,
  wanted: readonly number[],
  partOf: (index: number) => Selection,
  most: number | null,
): ReadonlyMap<number, Asked> {
  const [, drawn] = useState(0);
  const { known, queue } = useMemo(() => {
    const answers = new Map<number, Asked>();
    return {
      known: answers,
      queue: new StatisticsQueue(
        (index) => (answers.has(index) ? null : { tensor: opened.peek(), selection: partOf(index), most }),
        (index, asked) => {
          answers.set(index, asked);
          drawn((n) => n + 1);
        },
      ),
    };
  }, [key]);
  useEffect(() => queue.want(wanted), [queue, wanted.join()]);
  useEffect(() => () => queue.end(), [queue]);
  return known;
}
