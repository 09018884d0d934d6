import {
  confusionOfArray,
  CoreError,
  counted,
  type FoundArray,
  grouped,
  limits,
  parseTensor,
  type ParsedTensor,
  type Passage,
  passageAt,
  saidShape,
  saysConfusion,
  type Tensor,
  tuple,
} from '@surprisal/core';
import type { Theme } from '../protocol/arrayFacts.js';
import type { HoverAnswer, HoverProblem, PairFacts } from '../protocol/language.js';
import type { Position } from '../protocol/range.js';
import type { PairReading } from '../protocol/reading.js';
import { describeLog, describePrint, factsOfConfusion } from './contents/prints.js';
import { tokenFacts } from './contents/tokenFacts.js';
import { tokensAt } from './contents/tokensAt.js';
import { areBooleans, factsOf } from './facts.js';
import type { IndexedDocument } from './indexedDocument.js';
import { arrayAt } from './meaning/arrayAt.js';
import { nameOf } from './meaning/names.js';
import { type FoundPair, pairsAt, standsOn } from './meaning/pairs.js';
import { valuesOf } from './meaning/readings.js';
import { valueOrNull } from './valueOrNull.js';

/**
 * What a hover shows at a position: null if there is no array of numbers, a problem if the array cannot be read. The answer
 * depends on text and position alone, and its cost is that of the array.
 */
export function hoverAt(document: IndexedDocument, position: Position, theme: Theme): HoverAnswer {
  const offset = document.offsetAt(position);
  if (document.text.length > document.limit) return tooLong(document, offset, position);
  return (
    describePrint(document, offset, theme) ??
    describeTokens(document, offset) ??
    describeIn(document, offset, theme, PASSAGES) ??
    describeLog(document, offset)
  );
}

function describeTokens(document: IndexedDocument, offset: number): HoverAnswer {
  const tokens = tokensAt(document.index, document.text, offset, limits.hoverArray);
  if (!tokens) return null;
  const { range, ...facts } = tokenFacts(tokens, offset);
  return { tokens: { ...facts, range: document.range(range) } };
}

/** How deep passages may be nested, such as a comment in a fenced block. */
const PASSAGES = 3;

function describeIn(document: IndexedDocument, offset: number, theme: Theme, passages: number): HoverAnswer {
  const passage = passages > 0 ? passageAt(document.text, document.index, offset) : null;
  if (passage) {
    const part = document.inside(passage);
    const { table } = passage;
    const answer = table
      ? describeTable(part, table, theme)
      : describeIn(part, offset - passage.start, theme, passages - 1);
    // In a passage, a single number in brackets is a note or a reference.
    if (answer && (table || !('data' in answer) || answer.data.count > 1)) return answer;
  }
  const meant = arrayAt(document.index, offset);
  if (!meant) return null;
  const { found } = meant;
  try {
    const parsed = meant.parsed ?? read(document, found);
    const { tensor } = parsed;
    if (tensor.data.length === 0) return null;
    checkStatedShape(document.text, found, tensor);
    const key = found.key?.text ?? null;
    const counts = confusionOfArray(tensor, saysConfusion(document.text, found.start, key));
    const confusion = counts && factsOfConfusion(counts);
    const facts = factsOf(tensor, key, theme, areBooleans(parsed));
    return { data: { ...facts, range: document.range(found), pairs: pairFacts(document, found, offset), confusion } };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return isOurs(error) ? { problem: problemOf(document, found, error) } : null;
  }
}

/** Describes a passage that is a row or a column of a table. */
function describeTable(
  document: IndexedDocument,
  { of, shown }: NonNullable<Passage['table']>,
  theme: Theme,
): HoverAnswer {
  const whole = { start: 0, end: document.text.length, key: null, closed: true };
  const start = document.offsetAt({ line: 0, character: 0 });
  const range = document.range({ start: shown.start + start, end: shown.end + start });
  try {
    const { tensor } = read(document, whole);
    return { data: { ...factsOf(tensor, of.column, theme), range, pairs: [], confusion: null, table: of } };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (!isOurs(error)) return null;
    const { code, found, expected } = error;
    return { problem: { range, code, found, expected, at: null } };
  }
}

/** Throws if a print states another shape than its array has. */
function checkStatedShape(text: string, found: FoundArray, { shape }: Tensor): void {
  const stated = saidShape(text, found);
  if (!stated || stated.join() === shape.join() || (stated.includes(0) && shape.includes(0))) return;
  const of = (lengths: readonly number[]): string => `an array of shape ${tuple(lengths)}`;
  throw new CoreError('saidShape', of(shape), `${of(stated)}, as it says of itself`, { offset: found.start });
}

/** Reports that the document is too long, if the pointer is on a digit or a bracket. */
function tooLong(document: IndexedDocument, offset: number, position: Position): HoverAnswer {
  const { text, limit } = document;
  if (!/[\d[\]]/.test(text.charAt(offset))) return null;
  const found = `a document of ${counted(text.length, 'character')}`;
  const expected = `at most ${grouped(limit)} for a hover`;
  return { problem: { range: { start: position, end: position }, code: 'limit', found, expected, at: position } };
}

/** Whether an error is reported: the array is cut short, too long, or of another shape than stated. */
const isOurs = ({ code }: CoreError): boolean => code === 'truncated' || code === 'limit' || code === 'saidShape';

function problemOf(
  document: IndexedDocument,
  range: FoundArray,
  { code, found, expected, place }: CoreError,
): HoverProblem {
  const at = place.offset === undefined ? null : document.positionAt(place.offset);
  return { range: document.range(range), code, found, expected, at };
}

/** The most characters of a pair that a hover on one of its rows reads. */
const AROUND_ROW = 2 ** 16;

/** The pairs of the array, or of the batch that it is a row of, with their values, as far as a hover may read. */
function pairFacts(document: IndexedDocument, found: FoundArray, offset: number): PairFacts[] {
  const { key, start } = found.key ? found : (document.index.outermost(offset) ?? found);
  if (!key || !nameOf(key.text)) return [];
  let left: number = found.key ? 2 * limits.hoverArray : AROUND_ROW;
  return pairsAt(document.index, start).flatMap((pair) => {
    const { target, prediction } = pair;
    left -= target.end - target.start + prediction.end - prediction.start;
    return left < 0 || !standsOn(pair, start) ? [] : (factsOfPair(document, pair) ?? []);
  });
}

/** Every reading of a pair; null if the two do not match or are too large to read. */
export function factsOfPair(document: IndexedDocument, { target: t, prediction: p }: FoundPair): PairFacts | null {
  if (t.inside < Infinity || p.inside < Infinity) return null;
  return valueOrNull(() => {
    const [target, prediction] = [t, p].map((side) => ({ ...read(document, side), key: side.key.text }));
    const readings = valuesOf(target, prediction).filter((reading) => !countsFrom1(document, reading, target));
    if (readings.length === 0) return null;
    return { target: document.range(t), prediction: document.range(p), names: [t.key.text, p.key.text], readings };
  });
}

/** Whether indices may count from 1, as in Julia, so that without a 0 their classes are not known. */
const countsFrom1 = (
  { syntax }: IndexedDocument,
  { target, prediction }: PairReading,
  { tensor: { data } }: ParsedTensor,
): boolean => syntax === 'julia' && target === 'classIndices' && prediction !== target && !data.includes(0);

function read(document: IndexedDocument, { start, end }: FoundArray): ParsedTensor {
  if (end - start > limits.hoverArray) {
    const found = `an array of ${counted(end - start, 'character')}`;
    throw new CoreError('limit', found, `at most ${grouped(limits.hoverArray)} for a hover`, { offset: start });
  }
  return parseTensor(document.text.slice(start, end), { syntax: document.syntax, offset: start });
}
