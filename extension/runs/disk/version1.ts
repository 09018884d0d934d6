import type { RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import { batchLines } from './batches.js';
import { checkedFile } from './checkedFile.js';
import { parsedJson } from './parsedJson.js';
import type { Hash, RunFolder } from './disk.js';
import { npyBytes } from './matrices.js';
import { sealedLines } from './sealed.js';
import {
  epochFields,
  epochLine,
  fileOf,
  headFields,
  headToJson,
  RUN_FILE,
  whole,
  type StoredFile,
} from './storedRun.js';

/** The whole record lay under this name while it was being replaced. */
const PART = `${RUN_FILE}.part`;
const PAIR = 8;
const MOST = 2 ** 31;

const file = fileOf('safetensors').entries;
const batches = v.pipe(
  v.object({
    first: whole(1, Number.MAX_SAFE_INTEGER),
    count: whole(1, MOST),
    file: v.pipe(v.string(), v.regex(/^batches-\d{1,12}\.f32$/)),
    bytes: file.bytes,
    sha256: file.sha256,
  }),
  v.check(({ count, bytes }) => bytes % PAIR === 0 && count <= bytes / PAIR, 'no such batches in so many bytes'),
);
const record = v.object({
  version: v.literal(1),
  ...headFields,
  epochs: v.pipe(
    v.array(v.object({ ...epochFields, confusion: v.array(whole(0, MOST)) })),
    v.check((epochs) => epochs.every(({ epoch }, i) => epoch === i + 1), 'not one after the other'),
  ),
  batches: v.optional(v.array(batches), []),
});

/**
 * A run of the first version as a folder of this one: its record in one file, batches of single precision in others.
 * Its own files stay as they are. Null where there is no such record that is whole.
 */
export async function upgrade(folder: RunFolder, hash: Hash): Promise<RunFolder | null> {
  const record = (await readRecord(folder, RUN_FILE)) ?? (await readRecord(folder, PART));
  if (!record) return null;
  const { epochs, batches, ...head } = record;
  const made = new Map<string, () => Promise<Uint8Array>>();
  const lines = await Promise.all(
    epochs.map(async ({ confusion, ...epoch }) => {
      const { length } = head.classes;
      const sum = confusion.reduce((total, count) => total + count, 0);
      if (confusion.length !== length ** 2 || sum !== head.testCount)
        throw new Error(
          `${folder.id}/${RUN_FILE} is damaged: epochs.${epoch.epoch - 1}.confusion: ${confusion.length} counts of ${sum} items; expected ${length ** 2} of ${head.testCount}.`,
        );
      const bytes = npyBytes(Uint32Array.from(confusion), [length, length]);
      const name = `confusion-${String(epoch.epoch).padStart(4, '0')}.npy`;
      made.set(name, async () => bytes);
      const stored = { file: name, bytes: bytes.length, sha256: await hash(bytes) };
      return epochLine({ ...epoch, confusion: stored });
    }),
  );
  for (const each of batches)
    made.set(`steps-${String(each.first).padStart(6, '0')}.jsonl`, async () => {
      const view = await viewOf(folder, each, hash);
      const from = (at: number): Float32Array =>
        Float32Array.from({ length: each.count }, (_, i) => view.getFloat32(4 * (at + i), true));
      const pair = { loss: from(0), accuracy: from(each.bytes / PAIR) };
      return sealedLines(batchLines({ firstStep: each.first, ...pair }));
    });
  made.set('epochs.jsonl', async () => sealedLines(lines));
  const ended = head.status === 'running' ? undefined : epochs.length;
  const config = legacyScale(head.config);
  const first = { ...head, config, version: 2, kind: 'trained', revision: 0, take: 1, ended } as const;
  const read = (name: string): Promise<Uint8Array | null> => made.get(name)?.() ?? folder.read(name);
  const own = folder.names.filter((name) => name !== PART && !/^(steps|epochs)\b.*\.jsonl$/.test(name));
  const names = [...new Set([...own, ...made.keys(), RUN_FILE])];
  const asNow = (name: string): Promise<Uint8Array | null> =>
    name === RUN_FILE ? Promise.resolve(headToJson(first)) : read(name);
  return { id: folder.id, names, read: asNow, made };
}

/** The settings of a record of version 0.1.0, which knew no scale: own data was scaled by a rule that no new run has. */
const legacyScale = (config: RunConfig): RunConfig =>
  config.data.source === 'files' && config.data.scale === undefined
    ? { ...config, data: { ...config.data, scale: 'legacy' } }
    : config;

/** Reads a record; undefined where none is whole. Throws what is wrong with the fields of one that is. */
async function readRecord({ id, read }: RunFolder, name: string): Promise<v.InferOutput<typeof record> | undefined> {
  const bytes = await read(name);
  let value: unknown;
  try {
    value = bytes && parsedJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if ((value as { version?: unknown } | null)?.version !== 1) return undefined;
  try {
    return checkedFile(record, value);
  } catch (error) {
    throw new Error(`${id}/${name} is damaged: ${(error as Error).message}.`, { cause: error });
  }
}

/** Batches as they lie on disk: every loss, then every accuracy. */
async function viewOf(
  { id, read }: RunFolder,
  { file, bytes: size, sha256 }: StoredFile,
  hash: Hash,
): Promise<DataView> {
  const bytes = await read(file);
  if (!bytes) throw new Error(`${id}/${file} is not there.`);
  if (bytes.length !== size || (await hash(bytes)) !== sha256) throw new Error(`${id}/${file} is damaged.`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
