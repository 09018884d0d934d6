/** Writes docs/package.md, the list of files in the packed extension: `node scripts/contents.mjs`, after `npm run package`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, whenStarted } from './ensure.mjs';

/**
 * The central directory of a ZIP archive.
 * @param {Buffer} zip
 * @returns {{ name: string, compressed: number }[]}
 */
function entriesOf(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('not a ZIP archive');
  const entries = [];
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const length = zip.readUInt16LE(at + 28);
    entries.push({ name: zip.toString('utf8', at + 46, at + 46 + length), compressed: zip.readUInt32LE(at + 20) });
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

export function packed() {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return entriesOf(readFileSync(join(root, `${name}-${version}.vsix`)));
}

export function contentsPage(entries = packed()) {
  /** @type {Map<string, string[]>} */
  const folders = new Map();
  for (const { name } of entries) {
    const at = name.lastIndexOf('/');
    const folder = name.slice(0, Math.max(at, 0));
    folders.set(folder, [...(folders.get(folder) ?? []), name.slice(at + 1)]);
  }
  const lists = [...folders.keys()]
    .sort()
    .map((folder) => `- \`${folder || '.'}/\`: ${folders.get(folder)?.sort().join(', ')}`);
  return `# What is packed

The files of the packed extension, made from it by \`node scripts/contents.mjs\`. \`.vscodeignore\` decides; at most 14 MB in all, 2 MB without the images in \`dist/mnist\`.

${lists.join('\n')}
`;
}

await whenStarted(import.meta.url, () => writeFileSync(join(root, 'docs', 'package.md'), contentsPage()));
