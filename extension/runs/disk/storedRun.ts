import { checkStoredConfig, type EpochRecord, type RunConfig } from '@surprisal/core';
import * as v from 'valibot';
import type { RunStarted } from '../../protocol/training.js';
import { checkedFile } from './checkedFile.js';
import { jsonOf, sealed } from './sealed.js';

export const RUN_FILE = 'run.json';
/** Whether a file is the head of a run, or one written beside it where a disk can't rename. */
export const isRunFile = (name: string): boolean => /^run(-\d{1,10})?\.json$/.test(name);

/** A file of a run, with its length and the hash of its bytes. */
export interface StoredFile {
  file: string;
  bytes: number;
  sha256: string;
}

/** An epoch by the files that belong to it: of its matrix either what was predicted, or the counts. */
export type StoredEpoch = Omit<EpochRecord, 'confusion'> & {
  predicted?: StoredFile | undefined;
  confusion?: StoredFile | undefined;
  /** Null where the weights of the epoch are not on disk. */
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
  /** What a person's corrections of labels came to, where some were used. */
  corrections?: RunStarted['corrections'];
  /** The run that it was made from; for a branch, with the epoch that its first weights come from. */
  parent?: { id: string; epoch?: number | undefined } | undefined;
  /** The file that its first weights come from, which are those of epoch 0, its first record. */
  weightsFrom?: string | undefined;
}

/** A state that training can go on from. */
export interface Stand {
  epoch: number;
  /** Batches done. */
  step: number;
  seconds: number;
  checkpoint: StoredFile | null;
}

/** How a run ended: `running` on disk is one that was interrupted, unless it trains now. */
export interface RunTail {
  status: 'running' | 'finished' | 'stopped' | 'failed';
  message?: string | undefined;
  step?: number | undefined;
  seconds?: number | undefined;
  weightsHash?: string | undefined;
}

/** The head of a run's record, which is written whole. */
export interface StoredHead extends RunHead, RunTail {
  version: 2;
  id: string;
  kind: 'trained';
  /** Of two heads, the one that was written later has the higher revision. */
  revision: number;
  /** How often it was resumed. */
  take: number;
  /** The state that this take began from: what earlier takes wrote beyond it no longer counts. */
  from?: Stand | undefined;
  /** The number of epochs that the run had when it ended. */
  ended?: number | undefined;
  /** The state it ended in. */
  checkpoint?: StoredFile | undefined;
  /** Classes of the test items. */
  labels?: StoredFile | undefined;
  /** Epochs whose weights a person removed. */
  thinned?: number[] | undefined;
  /** The record replaces one whose check sum did not fit. */
  changed?: boolean | undefined;
}

/** A run as it lies on disk. */
export interface StoredRun extends StoredHead {
  epochs: StoredEpoch[];
  /** What a person should know of the record, such as lines that are missing or a check sum that does not fit. */
  notes: string[];
}

/** Batches of one epoch. */
export const epochSteps = ({ config, trainCount }: Pick<RunHead, 'config' | 'trainCount'>): number =>
  Math.ceil(trainCount / Math.min(config.batch, trainCount));

/** The first epoch that a run has a record of: 0 where its weights were imported. */
export const firstEpoch = ({ weightsFrom }: Pick<RunHead, 'weightsFrom'>): number =>
  weightsFrom === undefined ? 1 : 0;

const MOST_ITEMS = 2 ** 31;
const MOST_CLASSES = 65_536;
/** The most letters of a title or a message. */
export const MOST_LETTERS = 10_000;
/** The last moment that a date can be. */
const LAST_DATE = 8.64e15;
const MOST_SECONDS = 1e10;

export const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
/** Numbers that JSON has no word for come as text. */
const loss = v.pipe(
  v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]),
  v.transform((value) => Number(value)),
);
const real = (most: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(most));
export const fileOf = (ending: 'safetensors' | 'npy') =>
  v.object({
    file: v.pipe(v.string(), v.regex(new RegExp(`^[a-z0-9-]{1,40}\\.${ending}$`))),
    bytes: whole(0, MOST_ITEMS),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  });
const checkpoint = fileOf('safetensors');
/** Fields of an epoch besides its matrix. */
export const epochFields = {
  epoch: whole(0, MOST_ITEMS),
  step: whole(0, Number.MAX_SAFE_INTEGER),
  trainLoss: loss,
  trainLossWithoutPenalty: v.optional(loss),
  trainAccuracy: real(1),
  validationLoss: v.nullable(loss),
  validationLogLoss: v.optional(v.nullable(loss)),
  validationAccuracy: v.nullable(real(1)),
  testLoss: loss,
  testLogLoss: v.optional(loss),
  testAccuracy: real(1),
  seconds: real(MOST_SECONDS),
  checkpoint: v.nullable(checkpoint),
};
const epoch = v.object({
  ...epochFields,
  predicted: v.optional(fileOf('npy')),
  confusion: v.optional(fileOf('npy')),
  /** The weights of epochs before this one were removed. */
  kept: v.optional(whole(1, MOST_ITEMS)),
});
/** Fields of a head that never changed between versions. */
export const headFields = {
  id: v.string(),
  title: v.pipe(v.string(), v.maxLength(MOST_LETTERS)),
  config: v.pipe(v.unknown(), v.transform(checkStoredConfig)),
  started: real(LAST_DATE),
  kernel: v.pipe(v.string(), v.maxLength(100)),
  classes: v.pipe(v.array(v.string()), v.maxLength(MOST_CLASSES)),
  trainCount: whole(1, MOST_ITEMS),
  validationCount: whole(0, MOST_ITEMS),
  testCount: whole(0, MOST_ITEMS),
  parameters: whole(0, MOST_ITEMS),
  corrections: v.optional(
    v.object({
      right: whole(0, MOST_ITEMS),
      relabelled: whole(0, MOST_ITEMS),
      leftOut: whole(0, MOST_ITEMS),
      test: whole(0, MOST_ITEMS),
    }),
  ),
  parent: v.optional(v.object({ id: v.string(), epoch: v.optional(whole(0, MOST_ITEMS)) })),
  status: v.picklist(['running', 'finished', 'stopped', 'failed']),
  message: v.optional(v.pipe(v.string(), v.maxLength(MOST_LETTERS))),
  step: v.optional(whole(0, Number.MAX_SAFE_INTEGER)),
  seconds: v.optional(real(MOST_SECONDS)),
  weightsHash: v.optional(v.pipe(v.string(), v.maxLength(64))),
  checkpoint: v.optional(checkpoint),
};
const head = v.object({
  version: v.literal(2),
  kind: v.literal('trained'),
  ...headFields,
  revision: whole(0, MOST_ITEMS),
  take: whole(1, MOST_ITEMS),
  from: v.optional(
    v.object({
      epoch: whole(0, MOST_ITEMS),
      step: whole(0, Number.MAX_SAFE_INTEGER),
      seconds: real(MOST_SECONDS),
      checkpoint: v.nullable(checkpoint),
    }),
  ),
  ended: v.optional(whole(0, MOST_ITEMS)),
  labels: v.optional(fileOf('npy')),
  weightsFrom: v.optional(v.pipe(v.string(), v.maxLength(MOST_LETTERS))),
  thinned: v.optional(v.pipe(v.array(whole(1, MOST_ITEMS)), v.maxLength(MOST_CLASSES))),
  changed: v.optional(v.boolean()),
});

function within(name: string, value: number | undefined, most: number): void {
  if (value !== undefined && value > most) throw new Error(`${name}: ${value}; expected at most ${most}`);
}

export function checkHead(value: unknown, id: string): StoredHead {
  const stored = checkedFile(head, value);
  if (stored.id !== id) throw new Error(`id: "${stored.id}" in the folder "${id}"`);
  const { epochs } = stored.config;
  const steps = epochs * epochSteps(stored);
  within('step', stored.step, steps);
  within('ended', stored.ended, epochs);
  within('from.epoch', stored.from?.epoch, epochs);
  within('from.step', stored.from?.step, steps);
  return stored;
}

/** An epoch of a run from its line, and the first epoch whose weights are still there. */
export function checkEpoch(value: unknown, run: StoredHead): StoredEpoch & { kept?: number | undefined } {
  const stored = checkedFile(epoch, value);
  within('epoch', stored.epoch, run.config.epochs);
  if (stored.epoch < firstEpoch(run)) throw new Error('epoch: 0 of a run whose weights come from no file');
  const step = stored.epoch * epochSteps(run);
  if (stored.step !== step) throw new Error(`step: ${stored.step} at epoch ${stored.epoch}; expected ${step}`);
  return stored;
}

/** The head of a record as its file. */
export function headToJson(run: StoredHead & Partial<StoredRun>): Uint8Array {
  const { epochs: _, notes: _n, ...rest } = run;
  return new TextEncoder().encode(`${sealed(JSON.stringify(rest, null, 1))}\n`);
}

/** The line of an epoch. */
export const epochLine = (record: StoredEpoch & { kept?: number | undefined }): string => jsonOf(record);
