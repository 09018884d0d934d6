import type { TextRange } from '@surprisal/core';
import type { Answer } from '../../protocol/compute.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { type Input, originOf } from './readInput.js';
import { placeNow } from './place.js';
import type { Services } from './services.js';

/** The same question of the text as it is now: of what was read then, wherever that has moved to; undefined where it is gone. */
export function askedAgain({ changes }: Services, asked: Input, answer: Answer, swapped: boolean): Input | undefined {
  const { origin, selections, caret } = asked;
  const pair = asked.pair ?? (selections.length === 0 ? pairIn(answer, swapped) : undefined);
  const places = (pair ? [pair.target, pair.prediction] : selections).map((place) => placeNow(origin, place));
  const at = placeNow(origin, { start: caret, end: caret });
  const document = (places[0] ?? at)?.document;
  if (!document || places.includes(null)) {
    void notify.info(t('The numbers that this was computed from are no longer in {0}.', origin.name));
    return undefined;
  }
  const now = places.map((place): TextRange => ({ start: place!.start, end: place!.end }));
  return {
    ...asked,
    origin: originOf(changes, document),
    selections: pair ? [] : now,
    caret: at?.start ?? now[0].start,
    pair: pair && { target: now[0], prediction: now[1] },
  };
}

/** The pair that was found around the caret; two rows of one matrix are found there again. */
function pairIn(answer: Answer, swapped: boolean): Input['pair'] {
  if ((answer.kind !== 'measure' && answer.kind !== 'compare') || !answer.target) return undefined;
  const [target, prediction] = swapped ? [answer.prediction, answer.target] : [answer.target, answer.prediction];
  return target.key === prediction.key ? undefined : { target: target.range, prediction: prediction.range };
}
