import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { agree, decimalsOf, run } from './written.js';

interface Declaration {
  file: string;
  chapter: string;
  kind: string;
  name: string;
  doc: string;
  example?: string;
}
interface Docs {
  declarations(): Declaration[];
  makeDocs(): Promise<Map<string, string>>;
}

const root = new URL('../../../', import.meta.url);
const docs = (await import(new URL('scripts/docs.mjs', root).href)) as Docs;
const everything = docs.declarations();
const core = (await import(new URL('core/dist/index.js', root).href)) as Record<string, unknown>;

/** Words of the README that look like exports and are options or classes of them. */
const readmeNames = new Set(['weightedMean', 'perItem']);

describe('the documentation of core', () => {
  const mathematics = new Set(['losses', 'probability', 'divergences', 'information', 'metrics']);

  it('gives every public function of the mathematics a comment with an example', () => {
    const documented = new Map(everything.map((entry) => [entry.name, entry]));
    const folders = new Map(everything.map(({ file, chapter }) => [file, chapter]));
    for (const [file, chapter] of folders) {
      if (!mathematics.has(chapter)) continue;
      const text = readFileSync(new URL(`core/src/${file}`, root), 'utf8');
      for (const [, name] of text.matchAll(/^export (?:function|const) (\w+)/gm))
        if (typeof core[name] === 'function') assert.ok(documented.get(name)?.example, `${name} in ${file}`);
    }
  });

  for (const { file, name, example } of everything)
    if (example !== undefined)
      it(`runs the example of ${name}`, async () => {
        const [, expression, written] = /^(.*) \/\/ (.*)$/.exec(example) ?? [];
        assert.ok(expression, `'expression // expected' in ${example}`);
        const module = (await import(new URL(`core/dist/${file.replace(/\.ts$/, '.js')}`, root).href)) as object;
        const scope = { ...core, ...module };
        const found = run(expression, scope);
        const literal = written.replace(/^\w+Array (?=\[)/, '');
        agree(found, run(`(${literal})`, scope), decimalsOf(literal), example);
      });

  it('runs the lines of the README', () => {
    const readme = readFileSync(new URL('core/README.md', root), 'utf8');
    const lines = [...readme.matchAll(/^(\w+\(.*\)); \/\/ ([-\d.]+|\[.*\])(?: nats)?$/gm)];
    assert.ok(lines.length >= 3);
    for (const [line, expression, written] of lines)
      agree(run(expression, core), run(written, core), decimalsOf(written), line);
    for (const [, name] of readme.matchAll(/`(\w+)(?:\(|`)/g))
      if (/[a-z][A-Z]/.test(name)) assert.ok(readmeNames.has(name) || name in core, name);
  });

  it('stands in docs/core as the comments have it now: npm run docs', async () => {
    const folder = new URL('docs/core/', root);
    const pages = await docs.makeDocs();
    assert.ok(existsSync(folder), 'docs/core is missing');
    assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort());
    for (const [page, text] of pages) assert.equal(readFileSync(new URL(page, folder), 'utf8'), text, page);
  });
});
