import { npyBytes } from '../../extension/runs/disk/matrices.js';
import type { LoggedEpoch } from '../../extension/runs/model/loggedRun.js';
import { LoggedReader } from '../../extension/runs/sources/loggedReader.js';
import { hash, MemoryDisk } from './memoryDisk.js';

export const ID = '20261126-190501';
const encoder = new TextEncoder();

/** Scores as NumPy writes them. */
export function scoreBytes(rows: readonly (readonly number[])[]): Uint8Array {
  const data = Float32Array.from(rows.flat());
  const made = npyBytes(new Uint32Array(data.buffer), [rows.length, rows[0].length]);
  const at = new TextDecoder('latin1').decode(made).indexOf('<u4');
  made.set(encoder.encode('<f4'), at);
  return made;
}

/** Bytes of pictures as NumPy writes them. */
export function imageBytes(data: Uint8Array, shape: readonly number[]): Uint8Array {
  const words = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const start = Math.ceil((10 + words.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.length);
  bytes.set(encoder.encode(`\0NUMPY\x01\0\0\0${words.padEnd(start - 11)}\n`));
  bytes[0] = 0x93;
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(data, start);
  return bytes;
}

/** A logged run in memory, as a program writes it, and its reader. */
export class Logged {
  now = 0;
  readonly reader: LoggedReader;

  constructor(
    readonly disk = new MemoryDisk(),
    head: object = {},
  ) {
    this.head(head);
    this.reader = new LoggedReader(disk, hash, ID, ID, { clock: () => this.now });
  }

  get run() {
    return this.reader.run;
  }

  put(file: string, bytes: Uint8Array | string): void {
    this.disk.files.set(`${ID}/${file}`, typeof bytes === 'string' ? encoder.encode(bytes) : bytes);
  }

  head(changes: object): void {
    const head = { version: 2, id: ID, title: 'cnn', kind: 'logged', started: 1e12, status: 'running', ...changes };
    this.put('run.json', JSON.stringify(head));
  }

  add(file: string, text: string): void {
    const old = this.disk.files.get(`${ID}/${file}`) ?? new Uint8Array(0);
    const [news, all] = [encoder.encode(text), new Uint8Array(old.length + text.length)];
    all.set(old);
    all.set(news, old.length);
    this.put(file, all);
  }

  /** The problems, each in a line. */
  get problems(): string[] {
    return this.run.problems.map(({ file, line, found }) => `${file}:${line ?? ''} ${found}`);
  }

  epoch(at: number): LoggedEpoch {
    return this.run.epochs[at];
  }
}
