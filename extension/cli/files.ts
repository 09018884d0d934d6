import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as promises from 'node:fs/promises';
import * as os from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { limits, mnistFiles, type NamedBytes, type RunConfig, type RunFiles, messageOf } from '@surprisal/core';
import { nodeFiles } from '../runs/disk/nodeFiles.js';
import { type Owner, ownerOf } from '../runs/disk/owner.js';
import { type FolderDisk, safeDisk, type Words } from '../runs/disk/safeDisk.js';

export const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** This process. */
export const owner: Owner = ownerOf({ process, os, fs, digest: hash });

/**
 * The folder of the runs. One that a person names may be a link, and so may what lies above it; from `.surprisal` on
 * nothing is.
 */
export function diskAt(root: string): FolderDisk {
  const names: string[] = [];
  let folder = resolve(root);
  if (folder.split(/[\\/]/).includes('.surprisal'))
    do {
      names.unshift(basename(folder));
      folder = dirname(folder);
    } while (names[0] !== '.surprisal');
  const at = (path: string): string => join(folder, path);
  const said: Words = {
    link: (path) =>
      `${at(path)} is a link. Nothing is read or written through a link in this folder. Put the folder or file itself in its place.`,
    noFile: (path) => `${at(path)} is no file: it is a folder, a device or a pipe.`,
    tooLarge: (path, most) => `${at(path)}: expected at most ${most} bytes.`,
    notWritten: (path, error) => `${at(path)} could not be written: ${messageOf(error)}`,
  };
  return safeDisk(nodeFiles(promises, folder), names.join('/'), said);
}

/** A file that a person names; one that has no end, or is larger than any that is read, is refused. */
export async function readNamed(path: string): Promise<Uint8Array> {
  const check = (size: number): void => {
    if (size > limits.npzTotal) throw new Error(`${path}: ${size} bytes; expected at most ${limits.npzTotal}.`);
  };
  const stats = await promises.stat(path);
  if (!stats.isFile()) throw new Error(`${path} is no file: it is a folder, a device or a pipe.`);
  check(stats.size);
  const bytes = new Uint8Array(await promises.readFile(path));
  check(bytes.length);
  return bytes;
}

/** Writes a file that a person names; what goes wrong is said with its path. */
export async function writeNamed(path: string, text: string): Promise<void> {
  try {
    await promises.writeFile(path, text);
  } catch (error) {
    throw new Error(`${path} could not be written: ${messageOf(error)}`, { cause: error });
  }
}

/** The files that a configuration asks for: own ones relative to the working folder, MNIST from the build. */
export async function readData({ data }: RunConfig, build: string): Promise<RunFiles> {
  const [folder, names] = data.source === 'files' ? ['', data.files!] : [join(build, 'mnist'), mnistFiles[data.source]];
  const read = async ([key, name]: [string, string]): Promise<[string, NamedBytes]> => [
    key,
    { name, bytes: await readNamed(join(folder, name)) },
  ];
  return Object.fromEntries(await Promise.all(Object.entries(names).map(read))) as unknown as RunFiles;
}
