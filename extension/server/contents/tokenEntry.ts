import type { TextRange } from '@surprisal/core';
import type { Literals } from './literals.js';
import type { TokenEntry } from './tokenList.js';

const LOGPROB = /^(?:log_?prob(?:ability)?)$/i;
const PROB = /^prob(?:ability)?$/i;
const NAME = /^(?:token|text|decoded_token|tok_str|token_str|content)$/i;
/** Keys that only tokens have. A text under another key may be a whole answer or a recognised line. */
const CERTAIN = /^(?:token|decoded_token|tok_str|token_str)$/i;
const ID = /^(?:token_?)?id$/i;
const LISTED = /^(?:top_?(?:logprobs|probs|tokens|candidates)|probs|candidates)$/i;
/** Numbers that an object of one token may hold besides. In other objects each key is a token, with its number. */
const BESIDE = /^(?:rank|index|special|offset|text_offset|start|end|cumulative_logprob|selected)$/i;

/** A token as it was read, and whether its number is a probability or the first of many. */
export interface ReadEntry extends TokenEntry {
  fromProbability: boolean;
  /** Whether its key shows that it is a token, whatever the name of the list. */
  certain: boolean;
  /** The number of tokens that the object has as keys, of which the first was taken; 0 for an object of one token. */
  many: number;
}

/** The depth to which nested objects are read; tokens with alternatives need three. */
const DEEPEST = 4;

/** The first letters of the kinds of a triple: a number or null, an id, a text or null. */
const TRIPLE = /^nn[nt]$/;
/** Matches a whole number before the next value. */
const ID_NUMBER = /^\d+\s*,/;

interface Alternative {
  name: TextRange;
  logprob: number;
  number: TextRange;
}

/**
 * Reads one item of a list of tokens: null, an object with its number under a key (OpenAI, Ollama, llama.cpp, TGI,
 * Gemini), an object of numbers or of such objects by token or id (vLLM, the completions form), or `[number, id, text]`
 * (SGLang). It gives null for anything else, and moves on in any case.
 */
export function readEntry(literals: Literals, depth = 0): ReadEntry | null {
  const kind = literals.kind();
  const start = literals.at;
  if (kind === 'none') {
    literals.skip();
    return emptyEntry(start, literals.at);
  }
  if (kind === 'object' && depth < DEEPEST) return readObject(literals, depth + 1);
  if (kind === 'list') return readTriple(literals);
  literals.skip();
  return null;
}

/** An entry without a number or a name, whose number would stand where it begins. */
function emptyEntry(start: number, end: number): ReadEntry {
  const number = { start, end };
  return { logprob: null, start, name: null, number, listed: NaN, fromProbability: false, certain: false, many: 0 };
}

function readObject(literals: Literals, depth: number): ReadEntry | null {
  const start = literals.at;
  let certain = false;
  let logprob: number | null | undefined;
  let number: TextRange = { start, end: start };
  let name: TextRange | null = null;
  let id: TextRange | null = null;
  let fromProbability = false;
  let list: Tally | null = null;
  const tokens = new Tally();
  literals.open();
  while (literals.more()) {
    const key = literals.key();
    if (!key) break;
    const word = key.end - key.start > 40 ? '' : literals.text.slice(key.start, key.end);
    const kind = literals.kind();
    const at = literals.at;
    const isLog = LOGPROB.test(word);
    if (kind === 'number' && (isLog || (PROB.test(word) && logprob === undefined))) {
      const value = literals.number();
      logprob = isLog ? value : Math.log(value);
      fromProbability = !isLog;
      number = { start: at, end: literals.at };
    } else if (kind === 'none' && (isLog || PROB.test(word))) {
      literals.skip();
      logprob ??= null;
      number = { start: at, end: literals.at };
    } else if (kind === 'text' && NAME.test(word)) {
      const text = literals.string();
      if (!name || CERTAIN.test(word)) name = text;
      certain ||= CERTAIN.test(word);
    } else if (kind === 'number' && (ID.test(word) || NAME.test(word))) {
      literals.skip();
      id = { start: at, end: literals.at };
      // Other ids may be those of samples or answers.
      certain ||= /token/i.test(word);
    } else if ((kind === 'list' || kind === 'object') && LISTED.test(word)) list = readListed(literals, depth);
    else if (kind === 'number' && !BESIDE.test(word))
      tokens.add({ name: key, logprob: literals.number(), number: { start: at, end: literals.at } });
    else if (kind === 'object' && depth < DEEPEST) {
      const inner = readObject(literals, depth + 1);
      if (inner?.logprob != null) tokens.add({ name: inner.name ?? key, logprob: inner.logprob, number: inner.number });
    } else literals.skip();
  }
  const listed = list?.total ?? NaN;
  if (logprob !== undefined && (name || id || tokens.count === 0))
    return { logprob, start, name: name ?? id, number, listed, fromProbability, certain, many: 0 };
  const chosen = name && list?.named(literals.text, name);
  if (chosen)
    return { ...chosen, start, name, listed, fromProbability: list!.fromProbabilities, certain: false, many: 0 };
  if (!tokens.first) return null;
  const { first, total, count } = tokens;
  return { ...first, start, listed: total, fromProbability: false, certain: false, many: count };
}

/** The alternatives of one place: the sum of their probabilities, the first one, and the first twenty by their text. */
class Tally {
  total = 0;
  count = 0;
  first: Alternative | null = null;
  fromProbabilities = false;
  private readonly alternatives: Alternative[] = [];

  add(alternative: Alternative): void {
    this.total += Math.exp(alternative.logprob);
    this.count++;
    this.first ??= alternative;
    if (this.alternatives.length < 20) this.alternatives.push(alternative);
  }

  /** Finds an alternative by its text among the first twenty. */
  named(text: string, { start, end }: TextRange): Alternative | undefined {
    const written = text.slice(start, end);
    return this.alternatives.find(({ name }) => text.slice(name.start, name.end) === written);
  }
}

/** Reads alternatives from a list of entries, or from an object by token. */
function readListed(literals: Literals, depth: number): Tally {
  const tally = new Tally();
  if (literals.kind() === 'object') {
    const { listed = NaN } = (depth < DEEPEST ? readObject(literals, depth + 1) : literals.skip()) ?? {};
    tally.total = listed;
    return tally;
  }
  literals.open();
  while (literals.more()) {
    const entry = readEntry(literals, depth);
    if (entry?.logprob == null || !entry.name) continue;
    tally.fromProbabilities ||= entry.fromProbability;
    tally.add({ name: entry.name, logprob: entry.logprob, number: entry.number });
  }
  return tally;
}

/** Reads `[-0.3, 123, " a"]`, the text of which may be null. */
function readTriple(literals: Literals): ReadEntry | null {
  const start = literals.at;
  literals.open();
  const found = emptyEntry(start, start);
  let shape = '';
  for (let place = 0; place < 4 && literals.more(); place++) {
    const kind = literals.kind();
    const at = literals.at;
    shape += kind === 'number' && place === 1 && !ID_NUMBER.test(literals.text.slice(at, at + 20)) ? '?' : kind[0];
    if (place === 0 && kind === 'number') found.logprob = literals.number();
    else if (kind === 'text') found.name = literals.string();
    else literals.skip();
    if (place === 0) found.number = { start: at, end: literals.at };
    else if (place === 1 && kind === 'number') found.name = { start: at, end: literals.at };
  }
  return TRIPLE.test(shape) ? found : null;
}
