import { extname } from 'node:path';
import type { HoverAnswer, HoverData, LanguageSettings } from '../../extension/protocol/language.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';

/** The language of a file by its extension, as in VS Code; plain text if it has none. */
const EXTENSIONS: Record<string, string> = {
  json: '.json .map',
  jsonc: '.jsonc',
  jsonl: '.jsonl .ndjson',
  javascript: '.js .mjs .cjs',
  javascriptreact: '.jsx',
  typescript: '.ts .mts .cts',
  typescriptreact: '.tsx',
  python: '.py .pyi',
  markdown: '.md .markdown',
  plaintext: '.txt',
  log: '.log',
  yaml: '.yml .yaml',
  toml: '.toml',
  csv: '.csv',
  restructuredtext: '.rst',
  r: '.r',
  julia: '.jl',
};
const LANGUAGES = new Map([
  ['', 'plaintext'],
  ...Object.entries(EXTENSIONS).flatMap(([language, all]) =>
    all.split(' ').map((one): [string, string] => [one, language]),
  ),
]);
const settings: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };

export const languageOf = (path: string): string | undefined => LANGUAGES.get(extname(path).toLowerCase());

const opened = (name: string, language: string, text: string) => IndexedDocument.create(name, language, 1, text);

/** The documents that VS Code makes of a file: the file itself, and the cells of a notebook. */
export function documentsOf(path: string, text: string): IndexedDocument[] {
  if (!path.endsWith('.ipynb')) return [opened(path, languageOf(path) ?? 'plaintext', text)];
  const { cells = [] } = JSON.parse(text) as { cells?: { cell_type: string; source: string | string[] }[] };
  const cellsOf = cells.map(({ cell_type, source }, i) =>
    opened(`${path}#${i}`, cell_type === 'code' ? 'python' : 'markdown', [source].flat().join('')),
  );
  return [opened(path, 'json', text), ...cellsOf];
}

/** A mark as a line: its place, its code, what was found and expected, and the marked text. */
export function marksOf(document: IndexedDocument): string[] {
  return diagnose(document, settings).map(({ code, found, expected, more, range, array, fixes }) => {
    const [start, end] = [document.offsetAt(array.start), document.offsetAt(array.end)];
    const marked = document.text.slice(document.offsetAt(range.start), document.offsetAt(range.end)).slice(0, 60);
    const about = document.text.slice(Math.max(0, start - 60), Math.min(end, start + 120)).replaceAll(/\s+/g, ' ');
    const place = `${document.uri}:${range.start.line + 1}:${range.start.character + 1}`;
    const words = `${code} found ${found} expected ${expected}, ${more} more [${fixes.join(' ')}]`;
    return `${place} ${words} at ${JSON.stringify(marked)} in ${about}`;
  });
}

/** The hovers on each array that begins with a number, at most so many of a document. */
export function hoversOf(document: IndexedDocument, most: number): { text: string; data: HoverData }[] {
  const hovers: { text: string; data: HoverData }[] = [];
  const seen = new Set<number>();
  const opening = /[[(]\s*(?=[-+.]?\d)/g;
  for (let asked = 0; asked < most && opening.exec(document.text); asked++) {
    const answer: HoverAnswer = hoverAt(document, document.positionAt(opening.lastIndex), 'dark');
    if (!answer || !('data' in answer)) continue;
    const { start, end } = answer.data.range;
    const place = document.offsetAt(start);
    if (seen.has(place)) continue;
    seen.add(place);
    hovers.push({ text: document.text.slice(place, document.offsetAt(end)), data: answer.data });
  }
  return hovers;
}
