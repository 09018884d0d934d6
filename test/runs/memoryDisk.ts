import { createHash } from 'node:crypto';
import { defaultConfig, type EpochRecord } from '@surprisal/core';
import type { Disk } from '../../extension/runs/disk/disk.js';
import type { RunHead } from '../../extension/runs/disk/storedRun.js';

/** The operations of a file system. */
export interface Means {
  rename: boolean;
  append: boolean;
}
export const everyMeans: Means[] = [true, false].flatMap((rename) =>
  [true, false].map((append) => ({ rename, append })),
);
export const named = ({ rename, append }: Means): string =>
  `${rename ? 'with' : 'without'} rename, ${append ? 'with' : 'without'} append`;

/** How a change of the disk fails. After a kill nothing works until the next process. */
export interface Fault {
  when: 'before' | 'torn' | 'after';
  kill: boolean;
}

/** A disk in memory, which can be made to fail at its n-th change, or to end there as a killed process does. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();
  changes = 0;
  /** The disk is full from this change on. */
  failAt = Infinity;
  failure = new Error('ENOSPC: no space left on device');
  /** The faults by the number of the change. */
  faults = new Map<number, Fault>();
  killed = false;
  /** Changes that failed. */
  failed = 0;
  rename?: (from: string, to: string) => Promise<void>;
  append?: (path: string, bytes: Uint8Array) => Promise<void>;

  constructor({ rename, append }: Means = { rename: true, append: true }) {
    if (rename)
      this.rename = async (from, to) =>
        this.change(() => {
          this.files.set(to, this.files.get(from)!);
          this.files.delete(from);
        });
    if (append)
      this.append = async (path, bytes) => {
        const old = this.files.get(path);
        if (!old) throw new Error(`ENOENT: ${path}`);
        this.put(path, bytes, old);
      };
  }

  async read(path: string): Promise<Uint8Array | null> {
    this.live();
    return this.files.get(path)?.slice() ?? null;
  }
  async readFrom(path: string, offset: number, most: number): Promise<Uint8Array | null> {
    this.live();
    return this.files.get(path)?.slice(offset, offset + most) ?? null;
  }
  async size(path: string): Promise<number> {
    return this.files.get(path)?.length ?? 0;
  }
  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.put(path, bytes, new Uint8Array(0));
  }
  async remove(path: string): Promise<void> {
    this.change(() => this.files.delete(path));
  }
  async list(folder: string): Promise<string[]> {
    this.live();
    const prefix = folder ? `${folder}/` : '';
    const inside = [...this.files.keys()].filter((name) => name.startsWith(prefix));
    return [...new Set(inside.map((name) => name.slice(prefix.length).split('/')[0]))];
  }

  private put(path: string, bytes: Uint8Array, old: Uint8Array): void {
    const whole = (length: number): void => {
      const now = new Uint8Array(old.length + Math.floor(length));
      now.set(old);
      now.set(bytes.subarray(0, length), old.length);
      this.files.set(path, now);
    };
    this.change(
      () => whole(bytes.length),
      () => whole(bytes.length / 2),
    );
  }
  private live(): void {
    if (this.killed) throw new Error('killed');
  }
  private change(work: () => void, half?: () => void): void {
    this.live();
    const fault = this.faults.get(++this.changes);
    if (fault) {
      this.failed++;
      if (fault.when === 'torn') half?.();
      if (fault.when === 'after') work();
      this.killed = fault.kill;
      throw fault.kill ? new Error('killed') : this.failure;
    }
    if (this.changes >= this.failAt) {
      half?.();
      throw this.failure;
    }
    work();
  }
}

export const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Eighteen batches an epoch. */
export const head = (changes: Partial<RunHead> = {}): RunHead => ({
  title: '784-10-10',
  config: { ...defaultConfig(), batch: 2 },
  started: Date.UTC(2024, 1, 29, 23, 59, 59),
  kernel: 'wasm-simd',
  classes: ['0', '1'],
  trainCount: 36,
  validationCount: 4,
  testCount: 10,
  parameters: 7960,
  ...changes,
});
export const record = (epoch: number, changes: Partial<EpochRecord> = {}): EpochRecord => ({
  epoch,
  step: epoch * 18,
  trainLoss: 1 / epoch,
  trainAccuracy: 0.5,
  validationLoss: null,
  validationAccuracy: null,
  testLoss: 0.25,
  testAccuracy: 0.9,
  confusion: Uint32Array.of(3, 1, 0, 6),
  seconds: epoch / 8,
  ...changes,
});
/** The classes of ten items and the predictions of an epoch, as the record counts them. */
export const labels = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1, 1, 1);
export const predicted = Uint16Array.of(0, 1, 0, 1, 0, 1, 1, 1, 1, 1);
export const checkpoint = (epoch: number): Uint8Array => Uint8Array.from({ length: 100 }, (_, i) => i + epoch);
