import type { TokenFacts, TokenShown } from '../../protocol/tokens.js';
import { count, percent, short } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';

type Facts = Omit<TokenFacts, 'range'>;

/** What is known of log-probabilities in numbers; `strong` marks what stands out. */
export function tokenLines(facts: Facts, strong: (text: string) => string): string[] {
  const { surprise, faults, standIns, listed, kind } = facts;
  const lines = [head(facts, strong)];
  if (surprise) {
    const { nats, mean, counted } = surprise;
    const perplexity = strong(t('perplexity {0}', short(Math.exp(mean))));
    lines.push(t('{0}, {1} bits a token ({2} nats)', perplexity, short(mean / Math.LN2), short(mean)));
    const sum = t('{0} nats ({1} bits)', short(nats), short(nats / Math.LN2));
    lines.push(counted === 1 ? t('{0} of 1 token', sum) : t('{0} of {1} tokens together', sum, count(counted)));
  }
  if (listed && kind !== 'top') {
    const mean = t('the listed tokens hold {0} of the probability on average', percent(listed.mean));
    lines.push(t('{0}, at least {1}, at token {2}', mean, percent(listed.least), count(listed.at + 1)));
  }
  if (faults) {
    const first = t('{0} at token {1}', short(faults.first.logprob), count(faults.first.index + 1));
    const n = count(faults.count);
    const words =
      faults.count === 1
        ? t('{0} is no log-probability, as that is at most 0; left out', first)
        : t('{0} are no log-probabilities, as those are at most 0; left out, the first {1}', n, first);
    lines.push(strong(words));
  }
  if (facts.likeProbabilities) lines.push(t('all are from 0 to 1: perhaps probabilities, not their logarithms'));
  if (standIns)
    lines.push(t('{0} of −9999, which stands for a probability too small to list; left out', count(standIns)));
  if (facts.fromProbabilities) lines.push(t('probabilities in the file, of which the logarithm is taken'));
  if (facts.firstOfMany)
    lines.push(t('the first token of each place is taken for the one of the text, as vLLM writes it'));
  if (facts.sumsToOne) lines.push(t('their probabilities sum to 1: perhaps one distribution over as many classes'));
  if (facts.unpaired !== null) {
    const texts = plural(facts.unpaired, '{0} text stands', '{0} texts stand');
    lines.push(t('{0} beside {1}, so no number has a text', texts, plural(facts.count, '{0} number', '{0} numbers')));
  }
  return lines;
}

function head({ kind, count: n, missing, listed }: Facts, strong: (text: string) => string): string {
  if (kind === 'top') {
    const tokens = strong(t('Log-probabilities of the {0} likeliest tokens', count(n)));
    return t('{0} here, {1} of the probability together', tokens, percent(listed?.mean ?? NaN));
  }
  if (kind === 'tops') return strong(t('Log-probabilities of the likeliest tokens at {0} places', count(n)));
  const tokens = strong(n === 1 ? t('Log-probability of 1 token') : t('Log-probabilities of {0} tokens', count(n)));
  if (missing === 0) return tokens;
  return missing === 1 ? t('{0}, 1 without a value', tokens) : t('{0}, {1} without a value', tokens, count(missing));
}

/** The token at the cursor and the most surprising ones, by their text; all of the file's text is in these lines. */
export function tokenTexts({ under, worst }: TokenFacts): string[] {
  const others = worst.filter(({ index }) => index !== under?.index);
  const head = others.length < worst.length ? t('Most surprising beside it:') : t('Most surprising:');
  return [...(under ? [tokenLine(under)] : []), ...(others.length > 0 ? [head, ...others.map(tokenLine)] : [])];
}

function tokenLine({ index, text, logprob }: TokenShown): string {
  const name = text === null ? t('token {0}', count(index + 1)) : t('token {0}, {1}', count(index + 1), text);
  if (Number.isNaN(logprob)) return t('{0}: no value', name);
  const p = logprob > 0 ? t('none') : short(Math.exp(logprob));
  return t('{0}: p {1}, {2} nats ({3} bits)', name, p, short(-logprob), short(-logprob / Math.LN2));
}
