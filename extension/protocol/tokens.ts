import type { Range } from './range.js';

/** One token by its place in the list, from 0, and its text as JSON would write it; null where only numbers stand. */
export interface TokenShown {
  index: number;
  text: string | null;
  /** Its log-probability in nats. */
  logprob: number;
}

/** What a list of log-probabilities of tokens holds. */
export interface TokenFacts {
  /** `tokens` of a text, one after the other; `top`, the likeliest at one place; `tops`, such lists for many places. */
  kind: 'tokens' | 'top' | 'tops';
  range: Range;
  count: number;
  /** Tokens without a value, as the first of a prompt. */
  missing: number;
  /** Values of -9999, by which servers say "below all that were listed". */
  standIns: number;
  /** No log-probability: above 0, or not a number. */
  faults: { count: number; first: TokenShown } | null;
  /** All of them lie from 0 to 1, as probabilities do, and not one below. */
  likeProbabilities: boolean;
  /** The file holds probabilities, of which the logarithm was taken. */
  fromProbabilities: boolean;
  /** Of the tokens with a value: how many, their sum of -ln p and its mean; null where there are none. */
  surprise: { counted: number; nats: number; mean: number } | null;
  /** The most surprising, the greatest first. */
  worst: TokenShown[];
  /** The token at the cursor. */
  under: TokenShown | null;
  /** What the lists of likeliest tokens hold of all probability: its mean over the places that have a list, and the least. */
  listed: { places: number; mean: number; least: number; at: number } | null;
  /** The probabilities sum to 1, so that they may be one distribution instead of a text. */
  sumsToOne: boolean;
  /** A list of texts beside the numbers that has another length. */
  unpaired: number | null;
  /** Of many likeliest at one place the first was taken, as vLLM writes the token of the text first. */
  firstOfMany: boolean;
}

/** Where tokens stand that are to be tinted. */
export interface TokenTints {
  /** Start and end offset and the level of each, from 1, one after the other; the first `MOST_TINTS` of the document. */
  places: number[];
  /** Tokens with a value that the document has in all, and how many of them have a level. */
  total: number;
  tinted: number;
}

/** Levels of surprise and the probability below which each begins; a token above the first has no tint. */
export const TINTS = [1 / 2, 1 / 8, 1 / 64, 1 / 1024] as const;

/** Tokens of one document that are tinted. */
export const MOST_TINTS = 20_000;

/** A server's word for a probability too small to be listed. */
export const STAND_IN = -9999;
