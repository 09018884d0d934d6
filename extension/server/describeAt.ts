import { CoreError, evaluate, type FoundArray, limits, parseTensor, type Tensor } from '@surprisal/core';
import type { HoverAnswer, HoverProblem, PairFacts, Position, Theme } from '../protocol/language.js';
import { isDistribution } from './distributions.js';
import { factsOf } from './facts.js';
import { findPair, type FoundPair } from './findPair.js';
import type { IndexedDocument } from './indexedDocument.js';

/**
 * What a hover says at a position: null where no array of numbers stands, a problem where one cannot be read.
 * A function of text and position alone; it costs what the array does.
 */
export function describeAt(document: IndexedDocument, position: Position, theme: Theme): HoverAnswer {
  const offset = document.offsetAt(position);
  if (document.text.length > document.limit) return tooLong(document, offset, position);
  const inner = document.index.find(offset);
  if (!inner) return null;
  try {
    const { found, tensor } = choose(document, offset, inner);
    if (tensor.data.length === 0) return null;
    const facts = factsOf(tensor, found.key?.text ?? null, theme);
    return { data: { ...facts, range: document.range(found), pair: pairAt(document, found) } };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return isOurs(error) ? { problem: problemOf(document, inner, error) } : null;
  }
}

/** Said of what looks like a number or a bracket: where an array begins is not looked for in so long a text. */
function tooLong(document: IndexedDocument, offset: number, position: Position): HoverAnswer {
  const { text, limit } = document;
  if (!/[\d[\]]/.test(text.charAt(offset))) return null;
  const [found, expected] = [`a document of ${text.length} characters`, `at most ${limit} for a hover`];
  return { problem: { range: { start: position, end: position }, code: 'limit', found, expected, at: position } };
}

/** The smallest array; but of a row that is no distribution, the whole that it is a row of. */
function choose(document: IndexedDocument, offset: number, inner: FoundArray): { found: FoundArray; tensor: Tensor } {
  const tensor = read(document, inner);
  const outer = document.index.outermost(offset);
  if (!outer || outer.start === inner.start || outer.end - outer.start > limits.hoverArray)
    return { found: inner, tensor };
  if (tensor.shape.length === 1 && isDistribution(tensor.data, tensor.data.length)) return { found: inner, tensor };
  try {
    return { found: outer, tensor: read(document, outer) };
  } catch (error) {
    if (error instanceof CoreError) return { found: inner, tensor };
    throw error;
  }
}

/** A ragged, truncated or oversized array of numbers is worth a word; one of strings or objects is none of ours. */
const isOurs = ({ code }: CoreError): boolean => code === 'truncated' || code === 'limit';

function problemOf(
  document: IndexedDocument,
  range: FoundArray,
  { code, found, expected, place }: CoreError,
): HoverProblem {
  const at = place.offset === undefined ? null : document.positionAt(place.offset);
  return { range: document.range(range), code, found, expected, at };
}

/** The loss of the object that holds the array, where it has a target and a prediction. */
function pairAt(document: IndexedDocument, array: FoundArray): PairFacts | null {
  const pair = array.key && findPair(document.index, array.start);
  if (!pair || (array.start !== pair.prediction.start && array.start !== pair.target.start)) return null;
  return lossOf(document, pair);
}

/** The loss of a pair; null where the two don't go together, or are too large to read at once. */
export function lossOf(document: IndexedDocument, pair: FoundPair): PairFacts | null {
  const { target: t, prediction: p, fromLogits } = pair;
  if (t.inside < Infinity || p.inside < Infinity) return null;
  try {
    const [target, prediction] = [read(document, t), read(document, p)];
    const alike = target.shape.length === prediction.shape.length;
    const measure = alike && !fromLogits ? 'crossEntropy' : 'categoricalCrossEntropy';
    const options: PairFacts['options'] = fromLogits ? { fromLogits: true } : {};
    const { value, counted } = evaluate(measure, target, prediction, options);
    if (value === null) return null;
    const [start, end] = [Math.min(t.start, p.start), Math.max(t.end, p.end)];
    return { measure, options, value, counted, range: document.range({ start, end }) };
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

function read(document: IndexedDocument, { start, end }: FoundArray): Tensor {
  if (end - start > limits.hoverArray)
    throw new CoreError('limit', `an array of ${end - start} characters`, `at most ${limits.hoverArray} for a hover`, {
      offset: start,
    });
  return parseTensor(document.text.slice(start, end), { syntax: document.syntax, offset: start }).tensor;
}
