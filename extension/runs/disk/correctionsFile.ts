import { type Correction, countCorrections, csvText } from '@surprisal/core';
import * as v from 'valibot';
import { checkedFile, count, wrong } from './checkedFile.js';
import { parsedJson, textIn } from './parsedJson.js';

/** A data file that corrections are of. */
export interface SourceFile {
  file: string;
  sha256: string;
}

/** What a person decided of the labels of some files, as these were then. */
export interface CorrectionSet {
  sources: SourceFile[];
  corrections: Correction[];
}

/** Bytes of a file of corrections at most. */
export const MOST_BYTES = 2 ** 24;

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const label = v.pipe(v.string(), v.maxLength(1024));
const row = { row: count, old: label };
const correction = v.variant('verdict', [
  v.object({ ...row, verdict: v.literal('right') }),
  v.object({ ...row, verdict: v.literal('leftOut') }),
  v.object({ ...row, verdict: v.literal('relabelled'), new: label }),
]);
const shape = v.object({
  surprisal: v.literal('corrections'),
  version: v.literal(1),
  sets: v.array(
    v.object({
      sources: v.pipe(v.array(v.object({ file: label, sha256: hash })), v.minLength(1)),
      corrections: v.array(correction),
    }),
  ),
});

/** Reads such a file; throws what is wrong with it, and where. */
export function readCorrections(bytes: Uint8Array): CorrectionSet[] {
  if (bytes.length > MOST_BYTES) throw wrong('the file', `${bytes.length} bytes`, `at most ${MOST_BYTES}`);
  const { sets } = checkedFile(shape, parsedJson(textIn(bytes)));
  const known = new Set<string>();
  for (const [i, { sources, corrections }] of sets.entries()) {
    if (known.size === known.add(hashesOf(sources)).size)
      throw wrong(`sets.${i}`, 'corrections of the same files again', 'one set of each version of the files');
    const rows = Float64Array.from(corrections, (each) => each.row).sort();
    const twice = rows.find((each, k) => each === rows[k - 1]);
    if (twice !== undefined) throw wrong(`sets.${i}`, `two corrections of row ${twice}`, 'one');
  }
  return sets;
}

/** As a file, with a line for each correction, so that a difference of two versions reads well. */
export function correctionsFile(sets: readonly CorrectionSet[]): Uint8Array {
  const lines = sets.map(({ sources, corrections }) => {
    const rows = [...corrections].sort((a, b) => a.row - b.row).map((each) => `\n${JSON.stringify(ordered(each))}`);
    return `\n{"sources":${JSON.stringify(sources.map(({ file, sha256 }) => ({ file, sha256 })))},"corrections":[${rows.join(',')}\n]}`;
  });
  const bytes = new TextEncoder().encode(`{"surprisal":"corrections","version":1,"sets":[${lines.join(',')}\n]}\n`);
  if (bytes.length > MOST_BYTES) throw wrong('the file', `${bytes.length} bytes`, `at most ${MOST_BYTES}`);
  return bytes;
}

const ordered = ({ row, old, verdict, new: to }: Correction): Correction =>
  to === undefined ? { row, old, verdict } : { row, old, verdict, new: to };

/** The corrections of files that are as they are now; undefined where there are none. */
export const setOf = (sets: readonly CorrectionSet[], sources: readonly SourceFile[]): CorrectionSet | undefined =>
  sets.find((set) => hashesOf(set.sources) === hashesOf(sources));

/** What the corrections of some files are known by, whatever the files are called. */
export const hashesOf = (sources: readonly SourceFile[]): string => sources.map(({ sha256 }) => sha256).join(' ');

/** One correction put in, or taken out where there is none. */
export interface CorrectionChange {
  row: number;
  before: Correction | undefined;
  after: Correction | undefined;
}

/** The sets with changes made to that of some files; a set without corrections goes. */
export function withChanges(
  sets: readonly CorrectionSet[],
  sources: SourceFile[],
  changes: readonly Pick<CorrectionChange, 'row' | 'after'>[],
): CorrectionSet[] {
  const old = setOf(sets, sources);
  const byRow = new Map(old?.corrections.map((each) => [each.row, each]));
  for (const { row, after } of changes)
    if (after) byRow.set(row, after);
    else byRow.delete(row);
  const others = sets.filter((set) => set !== old);
  return byRow.size === 0 ? others : [...others, { sources, corrections: [...byRow.values()] }];
}

/** How many labels the corrections of other versions of the files are of. */
export const countAll = (sets: readonly CorrectionSet[]): number =>
  sets.reduce((sum, { corrections }) => sum + corrections.length, 0);

/** How many of them change what a network learns. */
export function countChanges(corrections: readonly Correction[]): number {
  const { relabelled, leftOut } = countCorrections(corrections);
  return relabelled + leftOut;
}

/** One row for each correction, by the row in the file, from 0. */
export const correctionsCsv = ({ corrections }: Pick<CorrectionSet, 'corrections'>): string =>
  csvText([
    ['row', 'old', 'new', 'verdict'],
    ...[...corrections]
      .sort((a, b) => a.row - b.row)
      .map(({ row, old, verdict, new: to }) => [row, old, to ?? '', verdict]),
  ]);
