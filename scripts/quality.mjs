/**
 * Writes docs/quality.md: each promise with the tests that check it, found by the ids in their titles, as in
 * `S12 title`, `S1: title` or `title (U1, U2)`. `node scripts/quality.mjs`; a test compares the page with it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, root, whenStarted } from './ensure.mjs';
import { promises } from './promises.mjs';

const ID = '[A-Z]\\d{1,2}';
const ahead = new RegExp(`^((?:${ID}[,:]? )+)`);
const behind = new RegExp(`\\((${ID}(?:, ${ID})*)\\)$`);
const STRICT = /^[USF]/;

/** The ids that a title carries. @param {string} title */
export const idsOf = (title) =>
  `${ahead.exec(title)?.[1] ?? ''} ${behind.exec(title)?.[1] ?? ''}`.match(new RegExp(ID, 'g')) ?? [];

/**
 * The titles in a test file, each after the titles around it. Nesting is read from the indentation of the formatter.
 * @param {string} text
 */
export function titlesOf(text) {
  const found = /^( *)(describe|it|it\.heavy|heavy|title:|export const title =)\(?\s*(['"`])((?:\\.|(?!\3)[^\\])*)\3/gm;
  /** @type {{ indent: number, title: string }[]} */
  const open = [];
  return [...text.matchAll(found)].map(([, { length: indent }, kind, , raw]) => {
    const title = raw
      .replace(/\$\{[^}]*\}/g, '…')
      .replace(/\\(.)/g, '$1')
      .replace(/\s+/g, ' ');
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const words = [...open.map((it) => it.title), title].join(': ');
    if (kind === 'describe') open.push({ indent, title });
    return { title, words };
  });
}

/** Tests by promise. @returns {Map<string, { file: string, words: string }[]>} */
function heldBy() {
  /** @type {Map<string, { file: string, words: string }[]>} */
  const held = new Map();
  for (const file of files('test').filter((it) => /\.(test\.tsx?|bench\.mjs)$/.test(it)))
    for (const { title, words } of titlesOf(readFileSync(join(root, file), 'utf8')))
      for (const id of idsOf(title)) held.set(id, [...(held.get(id) ?? []), { file, words }]);
  return held;
}

/** Promises that need a test and have none. */
export function unheld(held = heldBy()) {
  return Object.values(promises)
    .flatMap((chapter) => Object.keys(chapter))
    .filter((id) => STRICT.test(id) && !held.has(id));
}

/** Ids in titles that belong to no promise. */
export function unknown(held = heldBy()) {
  const known = new Set(Object.values(promises).flatMap((chapter) => Object.keys(chapter)));
  return [...held.keys()].filter((id) => !known.has(id));
}

export function qualityPage(held = heldBy()) {
  const chapters = Object.entries(promises).map(([title, chapter]) => {
    const rows = Object.entries(chapter).flatMap(([id, sentence]) => {
      const tests = held.get(id);
      if (!tests) return [];
      const list = tests.map(({ file, words }) => `- \`${file.replace(/^test\//, '')}\` ${words}`);
      return [`**${id}** ${sentence}\n\n${[...new Set(list)].join('\n')}`];
    });
    return rows.length > 0 ? [`## ${title}\n\n${rows.join('\n\n')}`] : [];
  });
  return `# Quality\n\nEach promise beside the tests that hold it, made from their titles by \`node scripts/quality.mjs\`. Paths are under \`test/\`.\n\n${chapters.flat().join('\n\n')}\n`;
}

await whenStarted(import.meta.url, () => {
  const held = heldBy();
  writeFileSync(join(root, 'docs', 'quality.md'), qualityPage(held));
  console.log(`docs/quality.md: ${held.size} promises`);
  for (const [what, ids] of [
    ['without a test', unheld(held)],
    ['in titles, but promised nowhere', unknown(held)],
  ])
    if (ids.length > 0) console.log(`${what}: ${ids.join(', ')}`);
});
