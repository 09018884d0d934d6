import { ArrayIndex, limits } from '@surprisal/core';
import { ITEMS, type Remark, type TokensAnswer } from '../../protocol/answers.js';
import { type Question } from '../../protocol/compute.js';
import type { ReadTokens } from '../contents/readTokens.js';
import { tokenFacts } from '../contents/tokenFacts.js';
import { tokensAt, tokensIn } from '../contents/tokensAt.js';
import { checkSize, startsArray } from './operands.js';
import { plainSide } from './sides.js';

const NAMED = /log_?prob|completion_prob/i;

/** The tokens with log-probabilities at the caret, or the first of what is selected; null where there are none. */
export function answerTokens(question: Question): TokensAnswer | null {
  checkSize(question);
  const found = tokensOf(question);
  if (!found) return null;
  const { list } = found.read;
  const { range, ...facts } = tokenFacts(found.read, null);
  const shown = Math.min(list.count, ITEMS);
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: shown }, (_, i) => value(i));
  const ranges = new Float64Array(shown * 2);
  for (let i = 0; i < shown; i++) {
    const { start, end } = list.place(i);
    ranges.set([start, end], i * 2);
  }
  return {
    kind: 'tokens',
    facts,
    side: plainSide(range, null, [list.count]),
    remarks: found.remarks,
    table: {
      texts: Array.from({ length: shown }, (_, i) => list.text(i) ?? ''),
      logprobs: column((i) => list.logprob(i) ?? NaN),
      listed: facts.listed && list.kind === 'tokens' ? column((i) => list.listed(i)) : null,
      ranges,
      total: list.count,
    },
  };
}

function tokensOf(question: Question): { read: ReadTokens; remarks: Remark[] } | null {
  const { source, syntax, selections, caret } = question;
  if (selections.length > 1) return null;
  const [range] = selections;
  const text = range ? source.slice(range.start, range.end) : source;
  if (!NAMED.test(text) && !(range && startsArray(source, range))) return null;
  const index = new ArrayIndex(source, syntax);
  if (!range || startsArray(source, range)) {
    const at = range ? range.start + text.search(/\S/) : caret;
    const read = tokensAt(index, source, at, limits.text);
    return read && { read, remarks: [] };
  }
  const [read, ...others] = tokensIn(index, source, range);
  if (!read) return null;
  const message = `the first of ${others.length + 1} lists of tokens in the selection; the others are left out`;
  return { read, remarks: others.length > 0 ? [{ code: 'leftOut', message, range: others[0].range }] : [] };
}
