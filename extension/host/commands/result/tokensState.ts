import type { TokensAnswer } from '../../../protocol/answers.js';
import { tokenLines } from '../../language/tokenWords.js';
import { t } from '../../ports/t.js';
import { actionsFor } from './tableWords.js';
import type { State, Words } from './resultWords.js';

/** Tokens with their log-probabilities: what their hover says, and a line for each with its surprise in nats and bits. */
export function tokensState(words: Words, { facts, side, remarks, table }: TokensAnswer): State {
  const [head, ...lines] = tokenLines(facts, (text) => text);
  const { texts, logprobs, listed, total } = table;
  const surprise = logprobs.map((logprob) => (logprob > 0 ? NaN : -logprob));
  return words.state(t('Tokens'), {
    verdict: head,
    facts: [
      ...lines.map((line, i) => ({ label: i === 0 ? t('Values') : '', text: [line] })),
      { label: t('Read'), text: [words.line(side.range)] },
    ],
    warnings: words.warnings(remarks),
    table: {
      title: t('Tokens'),
      note: total > texts.length ? t('the first {0} of {1}', texts.length, total) : t('in document order'),
      columns: [
        { head: '', values: logprobs.map((_, i) => i + 1), style: 'index' },
        { head: t('Token'), values: texts, style: 'text' },
        { head: t('p'), values: logprobs.map((logprob) => (logprob > 0 ? NaN : Math.exp(logprob))), style: 'result' },
        { head: t('Surprise, nats'), values: surprise, style: 'result', bar: true },
        { head: t('Surprise, bits'), values: surprise.map((nats) => nats / Math.LN2), style: 'result' },
        ...(listed ? [{ head: t('Listed'), values: listed, style: 'share' as const }] : []),
      ],
      rows: texts.length,
      emphasis: facts.worst[0] && facts.worst[0].index < texts.length ? facts.worst[0].index : null,
      selects: true,
    },
    actions: actionsFor(words, total),
  });
}
