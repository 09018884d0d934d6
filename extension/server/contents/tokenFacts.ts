import { CompensatedSum, type TextRange } from '@surprisal/core';
import { STAND_IN, type TokenFacts, type TokenShown } from '../../protocol/tokens.js';
import type { ReadTokens } from './readTokens.js';
import type { TokenList } from './tokenList.js';

/** How many of the most surprising tokens are shown. */
const WORST = 5;
/** The sum of a list may differ from 1 by this much and still be that of a distribution. */
const ONE = 1e-3;

/** The facts that a hover shows of tokens, and of the one at `offset`. */
export function tokenFacts(
  { list, range, fromProbabilities, firstOfMany, unpaired }: ReadTokens,
  offset: number | null,
): Omit<TokenFacts, 'range'> & { range: TextRange } {
  const facts = { missing: 0, standIns: 0, counted: 0, faulty: 0, firstFault: -1, betweenZeroAndOne: 0, mass: 0 };
  const worst: number[] = [];
  const nats = new CompensatedSum();
  for (let i = 0; i < list.count; i++) {
    const logprob = list.logprob(i);
    const value = list.value(i);
    if (logprob === null) facts.missing++;
    else if (value !== null) {
      facts.counted++;
      nats.add(-value);
      facts.mass += Math.exp(value);
      keepWorst(list, worst, i);
    } else if (logprob === STAND_IN) facts.standIns++;
    else {
      if (facts.faulty++ === 0) facts.firstFault = i;
      if (logprob <= 1) facts.betweenZeroAndOne++;
    }
    if (logprob === 0) facts.betweenZeroAndOne++;
  }
  const { counted, faulty, mass } = facts;
  const given = list.count - facts.missing - facts.standIns;
  const at = offset === null ? -1 : list.at(offset, range);
  return {
    kind: list.kind,
    range,
    count: list.count,
    missing: facts.missing,
    standIns: facts.standIns,
    faults: faulty > 0 ? { count: faulty, first: shown(list, facts.firstFault) } : null,
    likeProbabilities: faulty > 1 && facts.betweenZeroAndOne === given,
    fromProbabilities,
    surprise: counted > 0 && list.kind === 'tokens' ? { counted, nats: nats.value, mean: nats.value / counted } : null,
    worst: (list.kind === 'tokens' ? worst : []).map((i) => shown(list, i)),
    under: at < 0 ? null : shown(list, at),
    listed: list.kind === 'top' ? { places: 1, mean: mass, least: mass, at: -1 } : listedOf(list),
    sumsToOne: list.kind === 'tokens' && counted > 1 && counted === list.count && Math.abs(mass - 1) < ONE,
    unpaired,
    firstOfMany,
  };
}

const shown = (list: TokenList, i: number): TokenShown => ({
  index: i,
  text: list.text(i),
  logprob: list.logprob(i) ?? NaN,
});

/** Inserts a token among the most surprising ones; of two equal ones the first stays first. */
function keepWorst(list: TokenList, worst: number[], i: number): void {
  const value = list.value(i)!;
  let place = worst.length;
  while (place > 0 && list.value(worst[place - 1])! > value) place--;
  if (place < WORST) worst.splice(place, 0, i);
  if (worst.length > WORST) worst.pop();
}

function listedOf(list: TokenList): TokenFacts['listed'] {
  let [places, sum, least, at] = [0, 0, Infinity, -1];
  for (let i = 0; i < list.count; i++) {
    const listed = list.listed(i);
    if (Number.isNaN(listed)) continue;
    places++;
    sum += listed;
    if (listed < least) [least, at] = [listed, i];
  }
  return places > 0 ? { places, mean: sum / places, least, at } : null;
}
