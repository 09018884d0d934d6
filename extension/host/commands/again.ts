import type { TextRange } from '@surprisal/core';
import type { Answer } from '../../protocol/answers.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { originOf } from './activeText.js';
import type { Input } from './readInput.js';
import { placeNow } from './place.js';
import type { Services } from './services.js';

/** Asks the same question of the present text, at the places to which the arrays have moved; undefined if one is gone. */
export function inputNow({ changes }: Services, input: Input, answer: Answer, swapped: boolean): Input | undefined {
  const { origin, selections, caret } = input;
  const pair = input.pair ?? (selections.length === 0 ? pairIn(answer, swapped) : undefined);
  const places = (pair ? [pair.target, pair.prediction] : selections).map((place) => placeNow(origin, place));
  const at = placeNow(origin, { start: caret, end: caret });
  const document = (places[0] ?? at)?.document;
  if (!document || places.includes(null)) {
    void notify.info(t('The numbers that this was computed from are no longer in {0}.', origin.name));
    return undefined;
  }
  const now = places.map((place): TextRange => ({ start: place!.start, end: place!.end }));
  return {
    ...input,
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
