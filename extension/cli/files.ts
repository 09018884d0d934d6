import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { dirname, join } from 'node:path';

import type { NamedBytes, RunConfig } from '@surprisal/core';
import type { DataFiles } from '../protocol/training.js';
import type { Owner } from '../runs/claim.js';
import type { Disk } from '../runs/disk.js';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** This process. */
export const owner: Owner = {
  host: hostname(),
  pid: process.pid,
  uptime,
  signal: (pid) => void process.kill(pid, 0),
};

/** Files of one folder. */
export function diskAt(root: string): Disk {
  return {
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(root, path)));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async write(path, bytes) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), bytes);
    },
    rename: (from, to) => rename(join(root, from), join(root, to)),
    remove: (path) => rm(join(root, path), { force: true }),
    async list(folder) {
      try {
        return await readdir(join(root, folder));
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
  };
}

const sources = {
  'mnist-sample': ['sample-images', 'sample-labels'],
  mnist: ['train-images', 'train-labels', 'test-images', 'test-labels'],
} as const;

/** The files that a configuration asks for: own ones relative to the working folder, MNIST from the build. */
export async function readData({ data }: RunConfig, build: string): Promise<DataFiles> {
  const read = async (name: string, path: string): Promise<NamedBytes> => ({
    name,
    bytes: new Uint8Array(await readFile(path)),
  });
  if (data.source !== 'files') {
    const names = sources[data.source].map((name) => `${name}.idx.gz`);
    const [images, labels, testImages, testLabels] = await Promise.all(
      names.map((name) => read(name, join(build, 'mnist', name))),
    );
    return { images: images, labels, testImages, testLabels };
  }
  const named = Object.entries(data.files!).map(async ([key, name]) => [key, await read(name, name)]);
  return Object.fromEntries(await Promise.all(named)) as DataFiles;
}
