/**
 * Writes docs/core/ from the doc comments of core and from its catalogue: `npm run docs`, after a build.
 * A test compares the pages with what this would write now.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { files, root, whenStarted } from './ensure.mjs';

const source = join(root, 'core', 'src');

/** The folders of core as chapters, in reading order. */
const chapters = {
  losses: 'Losses',
  probability: 'Probabilities and logits',
  divergences: 'Distances of distributions',
  vectors: 'Vectors',
  information: 'Information',
  metrics: 'Metrics of a classifier',
  catalogue: 'The catalogue',
  tensor: 'Tensors',
  numeric: 'Numbers, options, errors',
  network: 'The network',
  onnx: 'Models as ONNX',
  kernels: 'Kernels',
  data: 'Data',
  predictions: 'Predictions from elsewhere',
  curves: 'Curves from elsewhere',
  arrays: 'Arrays in files',
};

/** Every declaration with a doc comment: `{ file, chapter, name, kind, code, doc, example, source }`. */
export function declarations() {
  const sources = files('core/src').map((file) => file.slice('core/src/'.length));
  return sources
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .flatMap((file) => {
      const text = readFileSync(join(source, file), 'utf8');
      const pattern =
        /^\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:async )?(function\*?|class|const|interface|type) (\w+)/gm;
      return [...text.matchAll(pattern)].map((match) => ({
        file,
        chapter: file.split('/')[0],
        kind: match[2],
        name: match[3],
        code: codeOf(text.slice(match.index + match[0].indexOf('*/\n') + 3), match[2]),
        ...readComment(match[1]),
      }));
    });
}

/** What each page of docs/core holds, by its name. */
export async function makeDocs() {
  const published = publicNames();
  const shown = declarations().filter(({ file, name }) => published(file, name));
  const pages = new Map();
  const links = [];
  for (const [chapter, title] of Object.entries(chapters)) {
    const entries = shown.filter((entry) => entry.chapter === chapter);
    if (entries.length === 0) continue;
    pages.set(`${chapter}.md`, `# ${title}\n\n${entries.map(section).join('\n')}`);
    const names = entries.filter(({ kind, code }) => /^(function|class)/.test(kind) || isFunction(code));
    const anchors = names.map(({ name }) => `[${name}](${chapter}.md#${name.toLowerCase()})`);
    links.push(`## [${title}](${chapter}.md)\n\n${anchors.join(' · ')}\n`);
  }
  const { measures } = await import(pathToFileURL(join(root, 'core', 'dist', 'index.js')).href);
  pages.set('measures.md', measurePage(measures));
  const intro = 'Made from the doc comments in `core/src` by `npm run docs`.';
  pages.set(
    'README.md',
    `# @surprisal/core\n\n${intro} All measures: [measures.md](measures.md).\n\n${links.join('\n')}`,
  );
  return pages;
}

/** Tells whether index.ts exports a name of a file. */
function publicNames() {
  const index = readFileSync(join(source, 'index.ts'), 'utf8');
  const whole = new Set([...index.matchAll(/export \* from '\.\/(.+?)\.js'/g)].map(([, file]) => `${file}.ts`));
  const named = new Map();
  for (const [, list, file] of index.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/(.+?)\.js'/g))
    named.set(`${file}.ts`, [
      ...(named.get(`${file}.ts`) ?? []),
      ...list.split(',').map((name) => name.replace('type ', '').trim()),
    ]);
  return (file, name) => whole.has(file) || (named.get(file)?.includes(name) ?? false);
}

/** Whether a constant is a function by its written type, such as `const hellinger: DistanceFunction<...>`. */
const isFunction = (code) => /^const \w+: \w*Function</.test(code);

/** The declaration as a reader needs it: a signature, or a whole interface or type. */
function codeOf(text, kind) {
  const end = kind === 'interface' || kind === 'type' || kind === 'const' ? /\n}[^\n]*|;\n|;$/ : / \{\n/;
  const { index, 0: found } = end.exec(text);
  const code = text.slice('export '.length, index + (found.startsWith('\n}') ? found.length : 0)).trimEnd();
  return isFunction(code) ? code.replace(/ =\s+\S+$/, '') : code;
}

function readComment(comment) {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const example = lines.find((line) => line.startsWith('@example '))?.slice('@example '.length);
  const sourceAt = lines.findIndex((line) => line.startsWith('Source:'));
  const cited = sourceAt < 0 ? undefined : lines.slice(sourceAt).join(' ').trim();
  const docLines = lines.filter((line, at) => !line.startsWith('@example') && (sourceAt < 0 || at < sourceAt));
  return { doc: docLines.join('\n').trim(), example, cited };
}

function section({ name, code, doc, example, cited }) {
  const parts = [`## ${name}`, `\`\`\`ts\n${code}\n\`\`\``, doc];
  if (example) parts.push(`\`\`\`ts\n${example}\n\`\`\``);
  if (cited) parts.push(cited);
  return `${parts.join('\n\n')}\n`;
}

function measurePage(measures) {
  const entry = ({ id, title, formula, domain, options, unit, gradient, source: cited, arguments: names }) => {
    const rows = options.map((spec) => `| \`${spec.name}\` | ${spec.title} | ${rangeOf(spec)} | ${defaultOf(spec)} |`);
    const table = rows.length > 0 ? `\n| option | | values | default |\n|---|---|---|---|\n${rows.join('\n')}\n` : '';
    const facts = [`\`${id}(${names.join(', ')})\``, `takes ${domain}`, unit || 'a plain number'];
    if (gradient === null) facts.push('no gradient');
    return `## ${title}\n\n$$${formula.tex}$$\n\n\`${formula.plain}\`\n\n${facts.join('; ')}.\n${table}\n${cited}.\n`;
  };
  const intro = 'Each is computed by `evaluate(id, target, prediction, options)`, which says how.';
  return `# Measures\n\n${intro}\n\n${measures.map(entry).join('\n')}`;
}

function rangeOf(spec) {
  if (spec.kind === 'choice') return spec.choices.join(', ');
  if (spec.kind === 'flag') return 'true, false';
  if (spec.kind === 'matrix') return 'a matrix';
  const low = spec.min > -Number.MAX_VALUE ? `${spec.above ? 'above' : 'from'} ${spec.min}` : '';
  const high = spec.max < Number.MAX_VALUE ? `to ${spec.max}` : '';
  const what = spec.kind === 'vector' ? 'one a class' : spec.integer ? 'an integer' : 'a number';
  return [spec.scalar ? 'one for all or one a class' : what, low, high].filter(Boolean).join(' ');
}

function defaultOf({ default: value }) {
  return value === null ? '' : value === Math.E ? 'e' : `${value}`;
}

await whenStarted(import.meta.url, async () => {
  const pages = await makeDocs();
  const target = join(root, 'docs', 'core');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(target, name), text);
  console.log(`docs: ${pages.size} pages in docs/core`);
});
