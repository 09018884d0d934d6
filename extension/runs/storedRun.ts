import { checkConfig, type EpochRecord, type RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import { storedBatches, type StoredBatches } from './batches.js';

export const RUN_FILE = 'run.json';

/** A file of a run, and by which bytes it is known. */
export interface StoredFile {
  file: string;
  bytes: number;
  sha256: string;
}

export type StoredEpoch = Omit<EpochRecord, 'confusion'> & {
  confusion: number[];
  /** Null where it was not kept. */
  checkpoint: StoredFile | null;
};

/** What is known of a run when it begins. */
export interface RunHead {
  title: string;
  config: RunConfig;
  /** Milliseconds since 1970. */
  started: number;
  kernel: string;
  classes: string[];
  trainCount: number;
  validationCount: number;
  testCount: number;
  parameters: number;
  /** The run that it was made from; for a branch, with the epoch that its first weights come from. */
  parent?: { id: string; epoch?: number | undefined } | undefined;
}

/** How a run ended: `running` on disk is one that was interrupted, unless it trains now. */
export interface RunTail {
  status: 'running' | 'finished' | 'stopped' | 'failed';
  message?: string | undefined;
  /** Batches done. */
  step?: number | undefined;
  seconds?: number | undefined;
  weightsHash?: string | undefined;
  /** The state it ended in. */
  checkpoint?: StoredFile | undefined;
}

/** A run as it lies on disk. */
export interface StoredRun extends RunHead, RunTail {
  version: 1;
  id: string;
  epochs: StoredEpoch[];
  /** Files with the batches, in order. */
  batches: StoredBatches[];
}

/** Numbers that JSON has no word for are written as text. */
const number = v.pipe(
  v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]),
  v.transform((value) => Number(value)),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const checkpoint = v.object({
  file: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}\.safetensors$/)),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
const epoch = v.object({
  epoch: count,
  step: count,
  trainLoss: number,
  trainAccuracy: number,
  validationLoss: v.nullable(number),
  validationAccuracy: v.nullable(number),
  testLoss: number,
  testAccuracy: number,
  confusion: v.array(count),
  seconds: number,
  checkpoint: v.nullable(checkpoint),
});
const stored = v.object({
  version: v.literal(1),
  id: v.string(),
  title: v.string(),
  config: v.pipe(v.unknown(), v.transform(checkConfig)),
  started: v.number(),
  kernel: v.string(),
  classes: v.array(v.string()),
  trainCount: count,
  validationCount: count,
  testCount: count,
  parameters: count,
  parent: v.optional(v.object({ id: v.string(), epoch: v.optional(count) })),
  status: v.picklist(['running', 'finished', 'stopped', 'failed']),
  message: v.optional(v.string()),
  step: v.optional(count),
  seconds: v.optional(number),
  weightsHash: v.optional(v.string()),
  checkpoint: v.optional(checkpoint),
  epochs: v.array(epoch),
  batches: v.optional(v.array(storedBatches), []),
});

/** A run as JSON: its settings, then one line an epoch and one a file of batches. */
export function runToJson({ epochs, batches, ...rest }: StoredRun): Uint8Array {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  const head = JSON.stringify(rest, plain, 1).slice(0, -2);
  const list = (name: string, items: readonly object[]): string => {
    const lines = items.map((each) => `  ${JSON.stringify(each, plain)}`).join(',\n');
    return `,\n "${name}": [${lines && `\n${lines}\n `}]`;
  };
  return new TextEncoder().encode(`${head}${list('epochs', epochs)}${list('batches', batches)}\n}\n`);
}

/** Reads a run from JSON, every field checked; throws what is wrong and where. */
export function runFromJson(bytes: Uint8Array): StoredRun {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const result = v.safeParse(stored, JSON.parse(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'run'}: ${issue.message}`);
}
