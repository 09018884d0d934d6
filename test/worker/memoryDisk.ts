import { createHash } from 'node:crypto';
import { defaultConfig, type EpochRecord } from '@surprisal/core';
import type { Disk } from '../../extension/runs/disk.js';
import type { RunHead } from '../../extension/runs/storedRun.js';

/** A disk in memory, which can be made to fail at its n-th change, or to end there as a killed process does. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, Uint8Array>();
  changes = 0;
  failAt = Infinity;
  failure = new Error('ENOSPC: no space left on device');

  async read(path: string): Promise<Uint8Array | null> {
    return this.files.get(path) ?? null;
  }
  async write(path: string, bytes: Uint8Array): Promise<void> {
    // A write that fails has written a part.
    if (this.changes + 1 >= this.failAt) this.files.set(path, bytes.slice(0, bytes.length / 2));
    this.count();
    this.files.set(path, bytes.slice());
  }
  async rename(from: string, to: string): Promise<void> {
    this.count();
    this.files.set(to, this.files.get(from)!);
    this.files.delete(from);
  }
  async remove(path: string): Promise<void> {
    this.count();
    this.files.delete(path);
  }
  async list(folder: string): Promise<string[]> {
    const prefix = folder ? `${folder}/` : '';
    const inside = [...this.files.keys()].filter((name) => name.startsWith(prefix));
    return [...new Set(inside.map((name) => name.slice(prefix.length).split('/')[0]))];
  }
  private count(): void {
    if (++this.changes >= this.failAt) throw this.failure;
  }
}

export const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const head = (): RunHead => ({
  title: '784-10-10',
  config: defaultConfig(),
  started: Date.UTC(2024, 1, 29, 23, 59, 59),
  kernel: 'wasm-simd',
  classes: ['0', '1'],
  trainCount: 36,
  validationCount: 4,
  testCount: 10,
  parameters: 7960,
});
export const record = (epoch: number, changes: Partial<EpochRecord> = {}): EpochRecord => ({
  epoch,
  step: epoch * 18,
  trainLoss: 1 / epoch,
  trainAccuracy: 0.5,
  validationLoss: null,
  validationAccuracy: null,
  testLoss: 0.25,
  testAccuracy: 0.75,
  confusion: Uint32Array.of(3, 1, 0, 6),
  seconds: epoch / 8,
  ...changes,
});
export const checkpoint = (epoch: number): Uint8Array => Uint8Array.from({ length: 100 }, (_, i) => i + epoch);
