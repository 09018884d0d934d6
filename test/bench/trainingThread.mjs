import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { mnistFiles } from '@surprisal/core';

const dist = process.env.DIST ?? fileURLToPath(new URL('../../dist/', import.meta.url));
const bytes = (name) => new Uint8Array(readFileSync(dist + name));

/** The packed files of a configuration, each checked as the host does. */
export function readFiles({ data: { source } }) {
  const manifest = JSON.parse(readFileSync(`${dist}mnist/manifest.json`, 'utf8')).files;
  const packed = (name) => {
    const file = { name, bytes: bytes(`mnist/${name}`) };
    if (createHash('sha256').update(file.bytes).digest('hex') !== manifest[name].sha256) throw new Error(name);
    return file;
  };
  return Object.fromEntries(Object.entries(mnistFiles[source]).map(([key, name]) => [key, packed(name)]));
}

export const readKernels = () => ({ simd: bytes('kernels/simd.wasm'), relaxed: bytes('kernels/relaxed.wasm') });

/** A training thread as it ships. */
export class TrainingThread {
  #worker = new Worker(`${dist}worker.js`);
  #requests = 0;
  /** Called with the name and the data of each event. */
  hear = () => undefined;
  #waiting = new Map();

  constructor() {
    this.#worker.on('message', ({ kind, id, result, message, name, data }) => {
      if (kind === 'event') this.hear(name, data);
      else if (kind === 'reply') this.#waiting.get(id).resolve(result);
      else this.#waiting.get(id).reject(new Error(message));
    });
  }

  ask(method, params = null, transfer = []) {
    const id = ++this.#requests;
    this.#worker.postMessage({ kind: 'request', id, method, params }, transfer);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** The data of the next event of a name for which `fits` holds. */
  next(wanted, fits = () => true) {
    const before = this.hear;
    return new Promise((resolve) => {
      this.hear = (name, data) => {
        before(name, data);
        if (name !== wanted || !fits(data)) return;
        this.hear = before;
        resolve(data);
      };
    });
  }

  end() {
    return this.#worker.terminate();
  }
}
