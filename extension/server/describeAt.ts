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
import type { HoverAnswer, HoverProblem, PairFacts, Position, Theme } from '../protocol/language.js';
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

/**
 * What a hover says at a position: null where no array of numbers stands, a problem where one cannot be read.
 * A function of text and position alone; it costs what the array does.
 */
export function describeAt(document: IndexedDocument, position: Position, theme: Theme): HoverAnswer {
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

/** How many passages are looked for in one another, such as a comment in a fenced block. */
const PASSAGES = 3;

function describeIn(document: IndexedDocument, offset: number, theme: Theme, passages: number): HoverAnswer {
  const passage = passages > 0 ? passageAt(document.text, document.index, offset) : null;
  if (passage) {
    const part = document.inside(passage);
    const { table } = passage;
    const answer = table
      ? describeTable(part, table, theme)
      : describeIn(part, offset - passage.start, theme, passages - 1);
    // A number alone in brackets is a note or a reference there.
    if (answer && (table || !('data' in answer) || answer.data.count > 1)) return answer;
  }
  const meant = arrayAt(document.index, offset);
  if (!meant) return null;
  const { found } = meant;
  try {
    const parsed = meant.parsed ?? read(document, found);
    const { tensor } = parsed;
    if (tensor.data.length === 0) return null;
    checkSaid(document.text, found, tensor);
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

/** A row or a column of a table, which is a passage of nothing else. */
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

/** Throws where a print says another shape than its array has. */
function checkSaid(text: string, found: FoundArray, { shape }: Tensor): void {
  const said = saidShape(text, found);
  if (!said || said.join() === shape.join() || (said.includes(0) && shape.includes(0))) return;
  const of = (lengths: readonly number[]): string => `an array of shape ${tuple(lengths)}`;
  throw new CoreError('ragged', of(shape), `${of(said)}, as it says of itself`, { offset: found.start });
}

/** Said of what looks like a number or a bracket: where an array begins is not looked for in so long a text. */
function tooLong(document: IndexedDocument, offset: number, position: Position): HoverAnswer {
  const { text, limit } = document;
  if (!/[\d[\]]/.test(text.charAt(offset))) return null;
  const [found, expected] = [
    `a document of ${counted(text.length, 'character')}`,
    `at most ${grouped(limit)} for a hover`,
  ];
  return { problem: { range: { start: position, end: position }, code: 'limit', found, expected, at: position } };
}

/** A ragged, truncated or oversized array of numbers is worth a word; one of strings or objects is none of ours. */
const isOurs = ({ code, expected }: CoreError): boolean =>
  code === 'truncated' || code === 'limit' || expected.endsWith('as it says of itself');

function problemOf(
  document: IndexedDocument,
  range: FoundArray,
  { code, found, expected, place }: CoreError,
): HoverProblem {
  const at = place.offset === undefined ? null : document.positionAt(place.offset);
  return { range: document.range(range), code, found, expected, at };
}

/** Text of a pair that a hover on a row of it reads: a row costs little beyond itself. */
const AROUND_ROW = 2 ** 16;

/** The pairs that the array, or the batch that it is a row of, is a side of, with what they come to, as far as a hover may read. */
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

/** Every reading of a pair; null where the two don't go together, or are too large to read at once. */
export function factsOfPair(document: IndexedDocument, { target: t, prediction: p }: FoundPair): PairFacts | null {
  if (t.inside < Infinity || p.inside < Infinity) return null;
  try {
    const [target, prediction] = [t, p].map((side) => ({ ...read(document, side), key: side.key.text }));
    const readings = valuesOf(target, prediction).filter((reading) => !countsFrom1(document, reading, target));
    if (readings.length === 0) return null;
    return { target: document.range(t), prediction: document.range(p), names: [t.key.text, p.key.text], readings };
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

/** Julia counts from 1, so that without a 0 it is not known which class an index names. */
const countsFrom1 = (
  { syntax }: IndexedDocument,
  { target, prediction }: PairReading,
  { tensor: { data } }: ParsedTensor,
): boolean => syntax === 'julia' && target === 'classIndices' && prediction !== target && !data.includes(0);

function read(document: IndexedDocument, { start, end }: FoundArray): ParsedTensor {
  if (end - start > limits.hoverArray)
    throw new CoreError(
      'limit',
      `an array of ${counted(end - start, 'character')}`,
      `at most ${grouped(limits.hoverArray)} for a hover`,
      {
        offset: start,
      },
    );
  return parseTensor(document.text.slice(start, end), { syntax: document.syntax, offset: start });
}
