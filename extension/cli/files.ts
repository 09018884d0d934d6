import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as promises from 'node:fs/promises';
import * as os from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { limits, mnistFiles, type NamedBytes, type RunConfig, type RunFiles, messageOf } from '@surprisal/core';
import { chooseCorrections } from '../runs/disk/chooseCorrections.js';
import { readCorrections } from '../runs/disk/correctionsFile.js';
import { nodeFiles } from '../runs/disk/nodeFiles.js';
import { type Owner, ownerOf } from '../runs/disk/owner.js';
import {
  checkFolderAlone,
  type FolderEntry,
  type FolderReader,
  readPictureFolder,
} from '../runs/pictures/pictureFolder.js';
import { type FolderDisk, safeDisk, type Words } from '../runs/disk/safeDisk.js';
import { readWhole } from '../runs/disk/wholeFile.js';

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

const isFolder = (path: string): Promise<boolean> =>
  promises.stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

const kindOf = (entry: fs.Dirent): FolderEntry['kind'] => {
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
};

/** A folder that a person names, as the reader of pictures takes it. */
const folderAt = (folder: string): FolderReader => ({
  list: async (path) => {
    const entries = await promises.readdir(join(folder, path), { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  size: async (path) => (await promises.stat(join(folder, path))).size,
  read: (path) => readNamed(join(folder, path)),
});

/** The files that a configuration asks for: own ones relative to the working folder, MNIST from the build. */
export async function readData({ data }: RunConfig, build: string): Promise<RunFiles> {
  if (data.source === 'files' && (await isFolder(data.files!.images))) {
    checkFolderAlone(data.files!);
    return readPictureFolder(data.files!.images, folderAt(data.files!.images));
  }
  const [folder, names] = data.source === 'files' ? ['', data.files!] : [join(build, 'mnist'), mnistFiles[data.source]];
  const read = async ([key, name]: [string, string]): Promise<[string, NamedBytes]> => [
    key,
    { name, bytes: await readNamed(join(folder, name)) },
  ];
  return Object.fromEntries(await Promise.all(Object.entries(names).map(read))) as unknown as RunFiles;
}

/**
 * The files with the corrections of labels that a configuration asks for. Those beside own data lie as
 * `<file>.corrections.json`, those of MNIST and what runs used in the folder `corrections` beside that of the runs.
 */
export async function readCorrected(
  config: RunConfig,
  files: RunFiles,
  runs: string,
): Promise<{ config: RunConfig; files: RunFiles; told?: string }> {
  const { corrections, ...data } = config.data;
  const kept = diskAt(join(dirname(resolve(runs)), 'corrections'));
  const { images, labels, otherImages, otherLabels, rows } = files;
  const read = [images, labels, otherImages, otherLabels, rows].filter((file) => file !== undefined);
  const sources = read.map(({ name, bytes }) => ({ file: name, sha256: hash(bytes) }));
  const beside = data.source === 'files' ? diskAt(dirname(resolve(data.files!.images))) : kept;
  const name = data.source === 'files' ? `${basename(data.files!.images)}.corrections.json` : `${data.source}.json`;
  const { chosen, told } = await chooseCorrections(corrections, sources, {
    read: async () => (await readWhole(beside, name, readCorrections)) ?? [],
    kept,
    hash,
    words: {
      changed: (count, file) =>
        `${file} has changed since its labels were corrected: corrections that are not applied: ${count}`,
      lost: (lost) => `${lost} in the folder corrections is gone or was changed: what this run used`,
    },
  });
  if (!chosen) return { config: { ...config, data }, files, ...(told !== undefined && { told }) };
  const used = { ...config, data: { ...data, corrections: chosen.hash } };
  return { config: used, files: { ...files, corrections: chosen.list } };
}
