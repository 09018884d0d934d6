import { CoreError, type TextRange } from '@surprisal/core';
import type { Answer, Refusal } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { withCarets } from './carets.js';
import { answerClasses } from './classes.js';
import { answerCompare, answerMany } from './compare.js';
import { answerConvexity } from './convexity.js';
import { answerDescribe } from './describe.js';
import { answerEdit } from './edit.js';
import { inPassage } from './inPassage.js';
import { answerInformation } from './information.js';
import { answerMeasure } from './measure.js';
import { Misplaced } from './misplaced.js';
import { answerReadings } from './readings.js';
import { answerReport } from './report.js';
import { answerTokens } from './tokens.js';
import { answerVectors } from './vectors.js';

/** Answers a question; what is wrong with the input is an answer too. */
export function answer(question: Question): Answer | Refusal {
  try {
    return dispatch(withCarets(inPassage(question)));
  } catch (error) {
    if (error instanceof Misplaced) return refuse(error.cause, error.range, error.other);
    if (error instanceof CoreError) return refuse(error, null, null);
    throw error;
  }
}

function dispatch(question: Question): Answer {
  const { ask } = question;
  switch (ask.kind) {
    case 'measure':
      return answerMeasure(question, ask);
    case 'compare':
      return answerCompare(question, ask);
    case 'many':
      return answerMany(question);
    case 'describe':
      return answerReport(question) ?? answerTokens(question) ?? answerDescribe(question, ask.theme);
    case 'edit':
      return answerEdit(question, ask);
    case 'vectors':
      return answerVectors(question);
    case 'convexity':
      return answerConvexity(question);
    case 'information':
      return answerInformation(question);
    case 'readings':
      return answerReadings(question);
    case 'classes':
      return answerClasses(question);
  }
}

function refuse(
  { code, found, expected, place }: CoreError,
  range: TextRange | null,
  other: TextRange | null,
): Refusal {
  const at = place.offset === undefined ? null : { start: place.offset, end: place.offset + 1 };
  return { kind: 'refusal', code, found, expected, argument: place.argument ?? null, range: range ?? at, other };
}
