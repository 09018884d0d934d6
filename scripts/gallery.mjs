/**
 * Opens real files in the language server's own functions and prints every mark, to be looked at one by one, and a
 * seeded sample of the arrays that a hover calls a distribution. A folder or package that is absent is named.
 *   npm run gallery [-- --claims 100] [-- --choose]     `--choose` writes test/server/realFiles.json anew
 */
import { buildSync } from 'esbuild';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { option, root } from './ensure.mjs';

const PACKAGES = ['numpy', 'scipy', 'pandas', 'sklearn', 'torch', 'skorch', 'networkx'];
const ROOTS = ['node_modules', ...PACKAGES.map((name) => `/usr/lib/python3/dist-packages/${name}`), '/usr/share/doc'];
const MOST_BYTES = 2e6;
const MOST_HOVERS = 200;
const SEED = 14;
/** The most files of node_modules that the tests use, and the greatest size of one. */
const [CHOSEN, SMALL] = [200, 64 * 1024];

buildSync({
  bundle: true,
  format: 'esm',
  platform: 'node',
  absWorkingDir: root,
  entryPoints: ['test/server/realFiles.ts'],
  outfile: join(root, 'out/gallery.mjs'),
  mainFields: ['module', 'main'],
});
const { documentsOf, hoversOf, languageOf, marksOf } = await import(join(root, 'out/gallery.mjs'));

/** The generator mulberry32, as in test/reference. */
function seeded(/** @type {number} */ seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @template T @param {T[]} items @param {number} most @returns {T[]} */
function sample(items, most) {
  const next = seeded(SEED);
  const left = [...items];
  const taken = [];
  while (taken.length < most && left.length > 0) taken.push(...left.splice(Math.floor(next() * left.length), 1));
  return taken;
}

/** @param {string} folder @returns {string[]} its files that can be opened, in order */
function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === '__pycache__' ? [] : filesOf(path);
      const plain = path.replace(/\.gz$/, '');
      return entry.isFile() && (languageOf(plain) || plain.endsWith('.ipynb')) ? [path] : [];
    });
}

/** @param {string} path @returns {string | null} null for what is no text, or too much */
function textOf(path) {
  if (statSync(path).size > MOST_BYTES) return null;
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.length > MOST_BYTES || text.includes('\0') ? null : text;
}

const wanted = Number(option('--claims') ?? 0);
process.chdir(root);
/** @type {string[]} */
const claims = [];
/** @type {string[]} */
const marks = [];
/** @type {string[]} */
const small = [];
const counts = { files: 0, documents: 0, hovers: 0 };
/** @type {Record<string, number>} */
const kinds = {};
for (const folder of ROOTS) {
  if (!existsSync(folder)) {
    console.log(`${folder}: not there`);
    continue;
  }
  let opened = 0;
  for (const path of filesOf(folder)) {
    const text = textOf(path);
    if (text === null) continue;
    opened++;
    const name = path.replace(/\.gz$/, '');
    const kind = name.endsWith('.ipynb') ? 'notebook' : languageOf(name);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (folder === 'node_modules' && text.length < SMALL) small.push(path);
    for (const document of documentsOf(name, text)) {
      counts.documents++;
      marks.push(...marksOf(document));
      for (const { text: array, data } of hoversOf(document, MOST_HOVERS)) {
        counts.hovers++;
        const distribution = data.distribution ?? data.rows;
        if (!distribution) continue;
        const line = data.range.start.line + 1;
        const what = `${distribution.fromLogits ? 'logits' : 'distribution'} [${data.shape.join(', ')}]`;
        claims.push(`${document.uri}:${line} ${what}: ${array.slice(0, 120).replaceAll(/\s+/g, ' ')}`);
      }
    }
  }
  counts.files += opened;
  console.log(`${folder}: ${opened} files`);
}
for (const mark of marks) console.log(mark);
for (const claim of sample(claims, wanted)) console.log(claim);
if (process.argv.includes('--choose')) {
  const chosen = sample(small, CHOSEN).sort();
  const list = Object.fromEntries(
    chosen.map((path) => [path, documentsOf(path, textOf(path)).flatMap(marksOf).length]),
  );
  writeFileSync('test/server/realFiles.json', `${JSON.stringify({ seed: SEED, files: list }, null, 2)}\n`);
}
const { files, documents, hovers } = counts;
const listed = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
console.log(listed.join(', '));
console.log(
  `${files} files, ${documents} documents: ${marks.length} marks; ${hovers} hovers, ${claims.length} of them say distribution or logits`,
);
