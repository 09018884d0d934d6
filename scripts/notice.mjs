/**
 * Writes NOTICE: what ships beside our own code, with its licence, by the inputs of the bundles in out/bundles.json.
 * `node scripts/notice.mjs`, after a build; a test compares the file with it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, whenStarted } from './ensure.mjs';

const HEAD = `Surprisal
Copyright (c) 2026 The Surprisal authors, MIT licence (see LICENSE)

What ships beside our own code:

MNIST database of handwritten digits, Yann LeCun, Corinna Cortes, Christopher J.C. Burges.
  Creative Commons Attribution-ShareAlike 3.0, https://creativecommons.org/licenses/by-sa/3.0/
  Packed unchanged (gzip); the sample is a draw of its training set.

Codicons, Microsoft Corporation.
  Creative Commons Attribution 4.0 International, https://creativecommons.org/licenses/by/4.0/
  Packed unchanged.

AssemblyScript, whose runtime and standard library are compiled into the kernels.
  Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0
`;

/** The folders of the packages that are in a bundle. */
export function packagesInBundles() {
  /** @type {Record<string, { inputs: string[] }>} */
  const bundles = JSON.parse(readFileSync(join(root, 'out', 'bundles.json'), 'utf8'));
  const inputs = Object.values(bundles).flatMap((bundle) => bundle.inputs);
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]);
  return [...new Set(folders.flatMap((folder) => (folder ? [folder] : [])))];
}

/** @param {string} folder */
function entry(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((it) => /^licen[cs]e(\.(md|txt))?$/i.test(it));
  if (!file) throw new Error(`${folder} has no licence file`);
  const text = readFileSync(join(root, folder, file), 'utf8')
    .replace(/\r\n/g, '\n')
    .trim();
  return `${name} ${version} (${license})\n\n${text.replace(/^(?=.)/gm, '  ').replace(/[ \t]+$/gm, '')}\n`;
}

export const notice = () => [HEAD, ...packagesInBundles().map(entry).sort()].join('\n');

await whenStarted(import.meta.url, () => writeFileSync(join(root, 'NOTICE'), notice()));
