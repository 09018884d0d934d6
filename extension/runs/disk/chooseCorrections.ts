import type { Correction } from '@surprisal/core';
import {
  correctionsFile,
  type CorrectionSet,
  countAll,
  countChanges,
  readCorrections,
  setOf,
  type SourceFile,
} from './correctionsFile.js';
import type { Disk, Hash } from './disk.js';
import { writeWhole } from './wholeFile.js';

/** The corrections that a run uses: those of a file by its SHA-256. */
interface ChosenCorrections {
  list: readonly Correction[];
  hash: string;
}

/** Where corrections lie, and what is said of them. */
export interface CorrectionsPlace {
  /** Those beside the data. */
  read: () => Promise<CorrectionSet[]>;
  /** The folder that keeps what runs used, each by its SHA-256. */
  kept: Disk;
  hash: Hash;
  words: {
    /** So many corrections are of another version of a file. */
    changed(count: number, file: string): string;
    /** The corrections that a run used are gone, or not as they were. */
    lost(name: string): string;
  };
}

/**
 * The corrections that a configuration asks for, of files as they are now; nothing where there are none. Those of another
 * version of the files are not used, which `told` says; for a run that has used some it is an error.
 */
export async function chooseCorrections(
  asked: string | undefined,
  sources: readonly SourceFile[],
  place: CorrectionsPlace,
): Promise<{ chosen?: ChosenCorrections; told?: string }> {
  if (asked === undefined || asked === 'none') return {};
  if (asked !== 'file') return { chosen: { list: await usedBefore(asked, sources, place), hash: asked } };
  const sets = await place.read();
  const set = setOf(sets, sources);
  if (!set) return sets.length === 0 ? {} : { told: changedWords(sets, sources, place.words) };
  if (countChanges(set.corrections) === 0) return {};
  const bytes = correctionsFile([set]);
  const hash = await place.hash(bytes);
  // What is kept by its hash, and is not that, was cut off as it was written.
  const kept = await place.kept.read(`${hash}.json`);
  if (!kept || (await place.hash(kept)) !== hash) await writeWhole(place.kept, `${hash}.json`, bytes);
  return { chosen: { list: set.corrections, hash } };
}

async function usedBefore(
  hash: string,
  sources: readonly SourceFile[],
  place: CorrectionsPlace,
): Promise<readonly Correction[]> {
  const bytes = await place.kept.read(`${hash}.json`);
  if (!bytes || (await place.hash(bytes)) !== hash) throw new Error(place.words.lost(`${hash}.json`));
  const sets = readCorrections(bytes);
  const set = setOf(sets, sources);
  if (!set) throw new Error(changedWords(sets, sources, place.words));
  return set.corrections;
}

/** Names the file that is not the one that the corrections are of. */
export function changedWords(
  sets: readonly CorrectionSet[],
  now: readonly SourceFile[],
  words: Pick<CorrectionsPlace['words'], 'changed'>,
): string {
  const known = new Set(sets.flatMap(({ sources }) => sources.map((each) => each.sha256)));
  const [changed] = [...now.filter((each) => !known.has(each.sha256)), ...now];
  return words.changed(countAll(sets), changed.file);
}
