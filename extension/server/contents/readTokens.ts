import type { FoundArray, KeyedArray, TextRange } from '@surprisal/core';
import { Literals } from './literals.js';
import { readEntry, type ReadEntry } from './tokenEntry.js';
import { TokenList } from './tokenList.js';

/** Tokens with their log-probabilities as they were read. */
export interface ReadTokens {
  list: TokenList;
  range: TextRange;
  fromProbabilities: boolean;
  firstOfMany: boolean;
  /** The length of the list of texts, if it differs from that of the numbers. */
  unpaired: number | null;
}

/** Keys of flat lists of log-probabilities, and of the lists that come with them. */
const NUMBERS = /(?:^|_)(?:tokens?_?)?log_?probs?$/i;
const TEXTS = /(?:^|_)tokens$/i;
const TOPS = /^top_?log_?probs$/i;
const BESIDE = /^text_offsets?$/i;
/** Keys of lists with one token an item. `ANSWERS` may hold probabilities instead of log-probabilities. */
const ANSWERS = /^completion_probabilities$/i;
const OF_TOKENS = /(?:^|_)(?:tokens?|prefill|log_?probs?|completion_probabilities)$|^content$/i;

const mayStandBeside = (key: string): boolean => NUMBERS.test(key) || TEXTS.test(key) || BESIDE.test(key);

type Found = Pick<KeyedArray, 'start' | 'end' | 'key'>;

/** The most arrays of one object that are searched for lists that belong together. */
const MOST_BESIDE = 64;

/**
 * Reads an array as tokens with log-probabilities; null if it holds none. `beside` gives the arrays of the same object,
 * which may hold texts and numbers in separate lists. It reads the array, and its neighbours if it is one of such lists.
 */
export function readTokens(
  text: string,
  { start, end, key }: FoundArray,
  beside: () => readonly Found[],
): ReadTokens | null {
  const name = key?.text ?? '';
  const besides = (): ReadTokens | null => key && readBeside(text, { start, end, key }, beside);
  switch (firstKind(text, { start, end })) {
    case 'object':
    case 'list':
      return (TOPS.test(name) ? besides() : null) ?? readItems(text, { start, end }, name);
    case 'number':
    case 'text':
    case 'none':
      return mayStandBeside(name) ? besides() : null;
    default:
      return null;
  }
}

/** The kind of the first item that is not null; a prompt starts with one or two nulls. */
function firstKind(text: string, { start, end }: TextRange): ReturnType<Literals['kind']> {
  const literals = new Literals(text, start + 1, end);
  for (let i = 0; i < 3 && literals.more(); i++) {
    const kind = literals.kind();
    if (kind !== 'none') return kind;
    literals.skip();
  }
  return 'none';
}

/** Reads a list with one object, or one list of three values, a token. */
function readItems(text: string, { start, end }: TextRange, key: string): ReadTokens | null {
  const literals = new Literals(text, start + 1, end);
  const isTop = TOPS.test(key) || /^(?:probs|top_probs|top_tokens|candidates)$/i.test(key);
  let list: TokenList | undefined;
  const nulls: ReadEntry[] = [];
  const flags = { fromProbabilities: false, firstOfMany: false };
  while (literals.more()) {
    const before = literals.at;
    const entry = readEntry(literals);
    if (literals.at === before) break;
    if (!entry || (entry.many > 0 && !NUMBERS.test(key))) return null;
    if (!list && entry.logprob === null && !entry.name) {
      if (nulls.push(entry) > 3) return null;
      continue;
    }
    if (!list) {
      if (!entry.certain && !(entry.fromProbability ? ANSWERS : OF_TOKENS).test(key)) return null;
      list = new TokenList(text, !isTop ? 'tokens' : entry.many > 0 ? 'tops' : 'top');
      for (const none of nulls) list.add(none);
    }
    list.add(entry);
    flags.fromProbabilities ||= entry.fromProbability;
    flags.firstOfMany ||= entry.many > 1;
  }
  return list ? { list, range: { start, end }, unpaired: null, ...flags } : null;
}

/** Reads numbers and texts from separate lists of one object; `array` is one of them or a list beside them. */
function readBeside(text: string, array: Found, beside: () => readonly Found[]): ReadTokens | null {
  const arrays = beside().length <= MOST_BESIDE ? beside() : [array];
  const isNumbers = ({ key, ...range }: Found): boolean =>
    NUMBERS.test(key.text) && !TOPS.test(key.text) && isFlat(text, range);
  const numbers = isNumbers(array)
    ? array
    : arrays.find((other) => isNumbers(other) && (!TEXTS.test(array.key.text) || prefixOf(other) === prefixOf(array)));
  if (!numbers) return null;
  const list = new TokenList(text, 'tokens');
  const literals = new Literals(text, numbers.start + 1, numbers.end);
  while (literals.more()) {
    const kind = literals.kind();
    const start = literals.at;
    if (kind !== 'number' && kind !== 'none') return null;
    const logprob = kind === 'number' ? literals.number() : null;
    if (logprob === null) literals.skip();
    list.add({ logprob, start, name: null, number: { start, end: literals.at }, listed: NaN });
  }
  if (list.count === 0) return null;
  const { start, end } = numbers;
  const unpaired = addTexts(text, list, arrays, numbers);
  return { list, range: { start, end }, fromProbabilities: false, firstOfMany: false, unpaired };
}

const isFlat = (text: string, range: TextRange): boolean => ['number', 'none'].includes(firstKind(text, range));

/** The prefix of a key, such as `prompt` of `prompt_logprobs` and of `prompt_tokens`. */
const prefixOf = ({ key }: Found): string => key.text.replace(NUMBERS, '').replace(TEXTS, '').toLowerCase();

/** Adds texts and listed probabilities to the tokens. It gives the number of texts if that differs from the tokens. */
function addTexts(text: string, list: TokenList, arrays: readonly Found[], numbers: Found): number | null {
  const texts = arrays.find((array) => TEXTS.test(array.key.text) && prefixOf(array) === prefixOf(numbers));
  const tops = arrays.find(({ key }) => TOPS.test(key.text));
  if (tops) each(text, tops, (literals, i) => list.setListed(i, readEntry(literals)?.listed ?? NaN));
  if (!texts) return null;
  const places: number[] = [];
  each(text, texts, (literals) => {
    const { at } = literals;
    const isText = literals.kind() === 'text';
    const { start, end } = isText ? literals.string() : { start: at, end: (literals.skip(), literals.at) };
    places.push(start, end);
  });
  if (places.length / 2 !== list.count) return places.length / 2;
  for (let i = 0; i < list.count; i++) list.setName(i, { start: places[i * 2], end: places[i * 2 + 1] });
  return null;
}

function each(text: string, { start, end }: TextRange, take: (literals: Literals, i: number) => void): void {
  const literals = new Literals(text, start + 1, end);
  for (let i = 0; literals.more(); i++) {
    const before = literals.at;
    take(literals, i);
    if (literals.at === before) return;
  }
}
