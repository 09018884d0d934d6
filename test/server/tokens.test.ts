import assert from 'node:assert/strict';
import { answer } from '../../extension/server/compute/answer.js';
import { tintsOf } from '../../extension/server/contents/tintsOf.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import type { TokenFacts } from '../../extension/protocol/tokens.js';

function at(text: string, mark: string, language = 'json'): TokenFacts {
  const document = IndexedDocument.create('file:///x', language, 1, text);
  const answer = hoverAt(document, document.positionAt(text.indexOf(mark)), 'dark');
  assert(answer && 'tokens' in answer, `no tokens at ${mark}: ${JSON.stringify(answer)}`);
  return answer.tokens;
}

const FORMS: Record<string, [text: string, mark: string, language?: string]> = {
  'OpenAI chat': [
    `{"choices": [{"index": 0, "message": {"content": "Hi there"}, "logprobs": {"content": [
      {"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": [{"token": "Hi", "logprob": -0.5, "bytes": [72, 105]}, {"token": "Yo", "logprob": -1.5, "bytes": null}]},
      {"token": " there", "logprob": -2.5, "bytes": [32], "top_logprobs": [{"token": "!", "logprob": -0.25, "bytes": [33]}]}]}}], "usage": {"prompt_tokens": 3}}`,
    '-2.5',
  ],
  completions: [
    `{"choices": [{"text": "Hi there", "logprobs": {"tokens": ["Hi", " there"], "token_logprobs": [-0.5, -2.5],
      "top_logprobs": [{"Hi": -0.5, "Yo": -1.5}, {"!": -0.25}], "text_offset": [0, 2]}}]}`,
    '-2.5',
  ],
  vLLM: [
    `{"prompt_logprobs": [{"7": {"logprob": -0.5, "rank": 1, "decoded_token": "Hi"}, "9": {"logprob": -1.5, "rank": 2, "decoded_token": "Yo"}},
      {"12": {"logprob": -2.5, "rank": 40, "decoded_token": " there"}}]}`,
    '40',
  ],
  'vLLM in Python': [
    `prompt_logprobs = [{7: Logprob(logprob=-0.5, rank=1, decoded_token='Hi')}, {12: Logprob(logprob=-2.5, rank=40, decoded_token=' there')}]`,
    '40',
    'python',
  ],
  'llama.cpp': [
    `{"content": "Hi there", "completion_probabilities": [{"id": 7, "token": "Hi", "bytes": [72], "logprob": -0.5, "top_logprobs": []},
      {"id": 12, "token": " there", "bytes": [32], "logprob": -2.5, "top_logprobs": [{"id": 1, "token": "!", "bytes": [], "logprob": -0.25}]}]}`,
    '-2.5',
  ],
  'llama.cpp before 2025': [
    `{"completion_probabilities": [{"content": "Hi", "probs": [{"tok_str": "Hi", "prob": ${Math.exp(-0.5)}}]},
      {"content": " there", "probs": [{"tok_str": "!", "prob": 0.8}, {"tok_str": " there", "prob": ${Math.exp(-2.5)}}]}]}`,
    ' there',
  ],
  'text-generation-inference': [
    `{"generated_text": "Hi there", "details": {"finish_reason": "length", "prefill": [], "tokens": [{"id": 7, "text": "Hi", "logprob": -0.5, "special": false},
      {"id": 12, "text": " there", "logprob": -2.5, "special": false}]}}`,
    '-2.5',
  ],
  Ollama: [
    `{"model": "m", "response": "Hi there", "logprobs": [{"token": "Hi", "logprob": -0.5, "bytes": [72, 105]}, {"token": " there", "logprob": -2.5, "bytes": [32]}]}`,
    '-2.5',
  ],
  SGLang: [`{"meta_info": {"output_token_logprobs": [[-0.5, 7, "Hi"], [-2.5, 12, " there"]]}}`, '-2.5'],
  plain: [`{"tokens": ["Hi", " there"], "logprobs": [-0.5, -2.5]}`, ' there'],
  Gemini: [
    `{"candidates": [{"content": {"parts": [{"text": "Hi there"}]}, "avgLogprobs": -1.5, "logprobsResult": {
      "topCandidates": [{"candidates": [{"token": "Hi", "tokenId": 7, "logProbability": -0.5}]}],
      "chosenCandidates": [{"token": "Hi", "tokenId": 7, "logProbability": -0.5}, {"token": " there", "tokenId": 12, "logProbability": -2.5}]}}]}`,
    '-2.5',
  ],
  JSONL: [
    `{"tokens": ["a"], "logprobs": [-1]}\n{"tokens": ["Hi", " there"], "logprobs": [-0.5, -2.5]}\n`,
    '-2.5',
    'jsonl',
  ],
  'Python objects': [
    `ChoiceLogprobs(content=[ChatCompletionTokenLogprob(token='Hi', bytes=[72, 105], logprob=-0.5, top_logprobs=[]), ChatCompletionTokenLogprob(token=' there', bytes=None, logprob=-2.5, top_logprobs=[])])`,
    '-2.5',
    'python',
  ],
};

describe('log-probabilities of tokens in the server', () => {
  for (const [form, [text, mark, language]] of Object.entries(FORMS))
    it(`D4 reads what ${form} writes`, () => {
      const { kind, count, surprise, worst, under, missing, faults } = at(text, mark, language);
      assert.deepEqual([kind, count, missing, faults], ['tokens', 2, 0, null]);
      assert(surprise && Math.abs(surprise.nats - 3) < 1e-12 && Math.abs(surprise.mean - 1.5) < 1e-12);
      assert.deepEqual(
        worst.map(({ index, text }) => [index, text]),
        [
          [1, '" there"'],
          [0, '"Hi"'],
        ],
      );
      assert.deepEqual([under?.index, under?.text], [1, '" there"']);
    });

  it('D4 a token without a value, as the first of a prompt, is counted and left out', () => {
    const { count, missing, surprise, under } = at('{"tokens": ["<s>", "a"], "token_logprobs": [null, -1]}', '<s>');
    assert.deepEqual([count, missing, surprise], [2, 1, { counted: 1, nats: 1, mean: 1 }]);
    assert.deepEqual([under?.index, under?.text, under?.logprob], [0, '"<s>"', NaN]);
    assert.equal(at('{"prompt_logprobs": [null, {"5": {"logprob": -1, "rank": 1}}]}', 'null').missing, 1);
  });

  it('D4 a value above 0, NaN, and -9999 are told and left out; rounding above 0 is none', () => {
    const { faults, standIns, surprise } = at('{"logprobs": [-1, 0.3, NaN, -9999.0, 1e-7]}', '0.3');
    assert.deepEqual([faults?.count, faults?.first.index, faults?.first.logprob, standIns], [2, 1, 0.3, 1]);
    assert.deepEqual(surprise, { counted: 2, nats: 1, mean: 0.5 });
    assert.equal(at('{"logprobs": [0.1, 0.3, 1]}', '0.3').likeProbabilities, true);
    assert.equal(at('{"logprobs": [0, 0, 0]}', '0,').faults, null);
  });

  it('D4 a list of the likeliest tells the probability that it lists, and all lists their least', () => {
    const [text] = FORMS['OpenAI chat'];
    const { kind, listed, surprise } = at(text, 'Yo');
    assert.deepEqual([kind, surprise], ['top', null]);
    assert(listed && Math.abs(listed.mean - Math.exp(-0.5) - Math.exp(-1.5)) < 1e-12);
    for (const form of ['OpenAI chat', 'completions']) {
      const [text, mark] = FORMS[form];
      const all = at(text, mark).listed;
      assert(all && all.places === 2 && all.at === 1 && Math.abs(all.least - Math.exp(-0.25)) < 1e-12, form);
    }
  });

  it('D4 numbers that may be one distribution are said to be, and texts of another length name nothing', () => {
    assert.equal(at(`{"logprobs": [${Math.log(0.25)}, ${Math.log(0.75)}]}`, '-0').sumsToOne, true);
    const { unpaired, worst } = at('{"tokens": ["a"], "logprobs": [-1, -2]}', '-2');
    assert.deepEqual([unpaired, worst.map(({ text }) => text)], [1, [null, null]]);
  });

  it('D4 of two lists in one object each has its own texts', () => {
    const text = '{"prompt_tokens": ["a"], "tokens": ["b"], "prompt_logprobs": [-1], "logprobs": [-2]}';
    assert.deepEqual(
      ['-1', '-2'].map((mark) => at(text, mark).under?.text),
      ['"a"', '"b"'],
    );
  });

  it('D4 what holds numbers beside texts but no tokens is left alone', () => {
    const others = [
      '[{"label": "cat", "prob": 0.9}, {"label": "dog", "prob": 0.1}]',
      '[{"id": 3, "prob": 0.9}]',
      '{"samples": [{"id": 3, "logprob": -310.5}, {"id": 4, "text": "a whole line", "logprob": -200}]}',
      '[{"text": "a whole line", "prob": 0.9}]',
      '{"choices": [{"text": "a whole answer", "logprob": -12.5}]}',
      '[{"id": "1", "usage": {"prompt_tokens": 5}}]',
      '{"log_probs": [[-0.7, -0.7], [-0.1, -2.4]]}',
      '{"tokens": ["a", "b"]}',
      '{"content": [{"type": "text", "text": "hi"}]}',
    ];
    for (const text of others) {
      const document = IndexedDocument.create('file:///x', 'json', 1, text);
      const answer = hoverAt(document, document.positionAt(text.lastIndexOf(']') - 2), 'dark');
      assert(!answer || !('tokens' in answer), text);
    }
  });

  it('S6 texts of tokens are told as JSON writes them, short, with what is not seen by its code', () => {
    const text = JSON.stringify({ tokens: ['\n', 'a\u202eb', 'x'.repeat(1e5), '\u00e9'], logprobs: [-4, -3, -2, -1] });
    const shown = at(text, '-4').worst.map((token) => token.text);
    assert.deepEqual(shown, ['"\\n"', '"a\\u202eb"', `"${'x'.repeat(60)}…"`, '"é"']);
  });

  it('D5 a caret among tokens, or a selected answer, gives a line for each', () => {
    const [source, mark] = FORMS['OpenAI chat'];
    const ask = { kind: 'describe', theme: 'dark' } as const;
    const about = { source, fromDisk: false, syntax: 'json' as const, swapped: false, ask };
    for (const where of [
      { selections: [], caret: source.indexOf(mark) },
      { selections: [{ start: 0, end: source.length }], caret: 0 },
    ]) {
      const told = answer({ ...about, ...where });
      assert(told.kind === 'tokens');
      const { texts, logprobs, listed, ranges, total } = told.table;
      assert.deepEqual([texts, [...logprobs], total], [['"Hi"', '" there"'], [-0.5, -2.5], 2]);
      assert.equal(listed?.length, 2);
      assert.equal(source.slice(ranges[2], ranges[3]), ' there');
    }
  });

  it('S12 S26 tints the tokens of all answers of a document, by level, and no more than can be shown', () => {
    const line = '{"tokens": ["a", "b", "c"], "logprobs": [-0.1, -1, -9]}\n';
    const few = IndexedDocument.create('file:///x', 'jsonl', 1, line.repeat(2));
    const { places, total, tinted } = tintsOf(few);
    assert.deepEqual([total, tinted, places.filter((_, i) => i % 3 === 2)], [6, 4, [1, 4, 1, 4]]);
    assert.equal(line.slice(places[0], places[1]), 'b');
    const many = tintsOf(IndexedDocument.create('file:///x', 'jsonl', 1, line.repeat(20_000)));
    assert.deepEqual([many.total, many.tinted, many.places.length], [60_000, 40_000, 60_000]);
    const deep = '{"a":'.repeat(1e5);
    tintsOf(IndexedDocument.create('file:///x', 'json', 1, `{"logprobs": [${deep}`));
    assert.equal(tintsOf(IndexedDocument.create('file:///x', 'json', 1, `[${'{"token":['.repeat(2e5)}`)).total, 0);
  });
});
