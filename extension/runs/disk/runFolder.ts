import { messageOf } from '@surprisal/core';
import { epochsDone } from '../../protocol/runState.js';
import { BatchReader, type Batches } from './batches.js';
import { isClaim } from './claim.js';
import type { Disk, Hash, RunFolder } from './disk.js';
import { textIn } from './parsedJson.js';
import { segmentsOf, type LogKind } from './log.js';
import { linesOf, unsealed } from './sealed.js';
import {
  checkEpoch,
  checkHead,
  epochSteps,
  firstEpoch,
  isRunFile,
  RUN_FILE,
  type StoredHead,
  type StoredRun,
} from './storedRun.js';
import { upgrade } from './version1.js';

/** A folder that holds no run: one that was begun, and of which nothing came to the disk. */
export class NoRunError extends Error {
  override readonly name = 'NoRunError';
}

/** The run in a folder is none of ours: another program logs it, under this title. */
export class LoggedError extends Error {
  override readonly name = 'LoggedError';

  constructor(
    id: string,
    readonly title: string,
  ) {
    super(`${id} is a run that another program logs.`);
  }
}

/** What lies in the folder of a run before anything of it was reported. */
const isBeginning = (name: string): boolean => isClaim(name) || /^(labels\.npy|run\.json(\.part)?)$/.test(name);

/** How a head of ours begins. */
const BEGIN = '{\n "version": 2,';
/** Whether the writing of a head was broken off: it ends before the check sum that is its last field. */
const isCut = (text: string): boolean =>
  (text.startsWith(BEGIN) || BEGIN.startsWith(text)) &&
  !/\}\n?$/.test(text) &&
  !/"crc":\s*"[0-9a-f]{8}"\s*\}/.test(text);

/** A run and its files; throws `NoRunError` where there is none, and what is damaged where it can't be read. */
export async function readRun(disk: Disk, hash: Hash, id: string): Promise<{ run: StoredRun; folder: RunFolder }> {
  const names = await disk.list(id);
  const read = (file: string): Promise<Uint8Array | null> => disk.read(`${id}/${file}`);
  let folder: RunFolder = { id, names, read, made: new Map() };
  const heads = await readHeads(folder);
  if (!heads.some(({ head }) => head)) {
    const upgraded = await upgrade(folder, hash);
    if (!upgraded) throw noHead(folder, heads);
    folder = upgraded;
    heads.splice(0, Infinity, ...(await readHeads(folder)));
  }
  const run: StoredRun = { ...chosenOf(heads), epochs: [], notes: [] };
  const latest = heads.find(({ head }) => head?.revision === run.revision)!;
  for (const { file, fits, reason } of heads)
    if (reason !== undefined) run.notes.push(`${id}/${file} is damaged: ${reason}.`);
    else if (!fits) run.notes.push(changedWords(`${id}/${file}`));
  if (latest.fits && run.changed) run.notes.push(changedWords(`${id}/${latest.file}`));
  if (!latest.fits) run.changed = true;
  await readEpochs(folder, run);
  return { run, folder };
}

const changedWords = (what: string): string => `${what} was changed by hand or damaged: its check sum does not fit.`;

interface FoundHead {
  file: string;
  head?: StoredHead;
  fits: boolean;
  /** Why it can't be read. */
  reason?: string;
  /** Its writing was broken off. */
  cut: boolean;
}

async function readHeads({ id, names, read }: RunFolder): Promise<FoundHead[]> {
  const heads: FoundHead[] = [];
  // One after the other, so that no more than one of them is held in memory, however many there are.
  for (const file of names.filter(isRunFile).sort()) {
    const bytes = await read(file);
    if (!bytes) continue;
    try {
      const { value, fits } = unsealed(textIn(bytes));
      const { kind, title, version } = (value ?? {}) as { kind?: unknown; title?: unknown; version?: unknown };
      if (kind === 'logged') throw new LoggedError(id, typeof title === 'string' ? title : id);
      // The record of the first version is read by `upgrade`.
      if (version === 1) continue;
      heads.push({ file, head: checkHead(value, id), fits, cut: false });
    } catch (error) {
      if (error instanceof LoggedError) throw error;
      heads.push({ file, fits: false, reason: messageOf(error), cut: isCut(new TextDecoder().decode(bytes)) });
    }
  }
  return heads;
}

/** The latest head that is whole; where none is whole, the latest. */
function chosenOf(heads: readonly FoundHead[]): StoredHead {
  const [chosen] = heads
    .filter(({ head }) => head)
    .sort((a, b) => Number(b.fits) - Number(a.fits) || b.head!.revision - a.head!.revision);
  return chosen.head!;
}

function noHead({ id, names }: RunFolder, heads: readonly FoundHead[]): Error {
  const [first] = heads;
  if ((!first || first.cut) && names.every(isBeginning)) return new NoRunError(`${id} holds no run.`);
  return new Error(`${id}/${RUN_FILE} is ${first ? `damaged: ${first.reason}` : 'not there'}.`);
}

/** The files of a log in their order, and of which take each is. */
async function readLog(
  { names, read }: RunFolder,
  kind: LogKind,
): Promise<{ file: string; take: number; bytes: Uint8Array; last: boolean }[]> {
  const segments = segmentsOf(kind, names);
  const files = await Promise.all(segments.map(async (each) => ({ ...each, bytes: await read(each.file) })));
  return files.flatMap(({ file, take, bytes }, i) =>
    bytes ? [{ file, take, bytes, last: i === segments.length - 1 }] : [],
  );
}

/** Reads the epochs; an epoch that comes again replaces itself and all that came after it. Throws where one is missing. */
async function readEpochs(folder: RunFolder, run: StoredRun): Promise<void> {
  const { epochs, notes, from } = run;
  const first = firstEpoch(run);
  let firstKept = 1;
  let [cut, changed] = [false, 0];
  const goBack = (): void => {
    if (cut || !from) return;
    cut = true;
    epochs.length = Math.min(epochs.length, from.epoch + 1 - first);
    firstKept = Math.min(firstKept, from.epoch + 1);
  };
  for (const { file, take, bytes, last } of await readLog(folder, 'epochs')) {
    if (take >= run.take) goBack();
    let line = 0;
    for (const { value, fits, problem, ended } of linesOf(bytes)) {
      const place = `${folder.id}/${file}, line ${++line}`;
      try {
        if (problem !== undefined) throw new Error(problem);
        const { kept: least = 1, ...epoch } = checkEpoch(value, run);
        if (epoch.epoch > epochs.length + first)
          throw new Error(`epoch ${epoch.epoch} after epoch ${epochsDone(epochs)}`);
        epochs.length = epoch.epoch - first;
        epochs.push(epoch);
        firstKept = Math.max(firstKept, least);
        if (!fits && changed++ === 0) notes.push(changedWords(place));
      } catch (error) {
        if (ended) throw new Error(`${place} is damaged: ${messageOf(error)}.`, { cause: error });
        if (last) notes.push(`${place} was broken off, and is left out.`);
      }
    }
  }
  goBack();
  if (changed > 0) run.changed = true;
  const thinned = new Set(run.thinned);
  const isGone = (epoch: number): boolean => (epoch > 0 && epoch < firstKept) || thinned.has(epoch);
  for (const each of epochs) if (isGone(each.epoch)) each.checkpoint = null;
  const done = epochsDone(epochs);
  if (run.ended !== undefined && run.ended !== done)
    notes.push(`${folder.id} ended with ${run.ended} epochs; ${done} are there.`);
}

/** The batches of a run, and what is wrong with others. */
export async function readBatches(
  folder: RunFolder,
  run: StoredHead,
): Promise<{ batches: Batches[]; problems: string[] }> {
  const problems: string[] = [];
  const tolerant: RunFolder = {
    ...folder,
    read: (file) =>
      folder.read(file).catch((error: unknown) => {
        problems.push(messageOf(error));
        return null;
      }),
  };
  const segments = await readLog(tolerant, 'steps');
  const size = segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const reader = new BatchReader(size, run.config.epochs * epochSteps(run));
  const { from, take: latest } = run;
  const before = segments.filter(({ take }) => take < latest);
  for (const each of before) await reader.read(`${folder.id}/${each.file}`, each.bytes, each.last);
  if (from) reader.cut(from.step);
  for (const each of segments.slice(before.length))
    await reader.read(`${folder.id}/${each.file}`, each.bytes, each.last);
  return { batches: reader.pieces(), problems: [...problems.sort(), ...reader.problems] };
}
