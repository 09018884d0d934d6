/** Copies `samples/` for VS Code to open, so that edits there change no file of the project. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, files, root } from './ensure.mjs';

/** @returns {string} kept from start to start, with whatever was changed in it, as long as the samples are the same */
export function copySamples() {
  const sum = createHash('sha256');
  for (const file of files('samples')) sum.update(`${file}\0`).update(readFileSync(join(root, file)));
  const folder = join(cache, sum.digest('hex').slice(0, 8), 'samples');
  if (!existsSync(folder)) copySamplesTo(folder);
  return folder;
}

/** @param {string} folder */
export function copySamplesTo(folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'samples'), folder, { recursive: true });
}
