import { ArrayIndex, type TextRange } from '@surprisal/core';
import { Position, type TextDocument, workspace } from 'vscode';
import * as prompts from '../ports/prompts.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { applyEdits } from './edit.js';
import { type Origin, placeNow } from './place.js';

const HASH = ['python', 'yaml', 'toml', 'r', 'julia', 'ruby', 'perl', 'shellscript', 'dockerfile', 'makefile'];
const SLASHES =
  'jsonc json5 javascript javascriptreact typescript typescriptreact c cpp csharp go java kotlin rust scala swift dart php'.split(
    ' ',
  );
const PROSE = ['plaintext', 'log', 'markdown', 'restructuredtext'];
/** What begins a comment line, by language. Nothing is inserted in a language that is not listed. */
const LINES = new Map([
  ...HASH.map((language) => [language, '# '] as const),
  ...SLASHES.map((language) => [language, '// '] as const),
  ...PROSE.map((language) => [language, ''] as const),
  ...['lua', 'sql', 'haskell'].map((language) => [language, '-- '] as const),
  ...['latex', 'tex', 'matlab'].map((language) => [language, '% '] as const),
]);

/** JSON has no comments, so a result can only be the value of another key. */
const isStrict = ({ languageId }: TextDocument): boolean => languageId === 'json' || languageId === 'jsonl';

/** What is written below numbers: as lines of words, or as the value of a key. */
export interface Inserted {
  lines: string[];
  value: unknown;
  key: string;
}

/** Whether anything may be written below a place: not into a text that is only looked at, nor where its language has no room. */
export function canInsert({ document, text }: Origin, below: TextRange): boolean {
  if (!document || !isWritable(document)) return false;
  // Without an extension for it a table is plain text to VS Code.
  if (/\.[ct]sv$/i.test(document.uri.path)) return false;
  return isStrict(document) ? keyAt(text, below) !== null : LINES.has(document.languageId);
}

const isWritable = ({ uri: { scheme } }: TextDocument): boolean =>
  ['untitled', 'vscode-notebook-cell'].includes(scheme) || workspace.fs.isWritableFileSystem(scheme) === true;

/** Where the key begins whose value stands at a place; null where that is no member of an object. */
function keyAt(text: string, { start }: TextRange): number | null {
  const before = /"(?:[^"\\]|\\.)*"\s*:\s*$/.exec(text.slice(Math.max(0, start - 300), start));
  return before && start - before[0].length;
}

/** Writes a result below the numbers if they have not changed since; returns whether it was written. */
export async function insertBelow(origin: Origin, below: TextRange, inserted: Inserted): Promise<boolean> {
  const now = placeNow(origin, below);
  if (!now || now.touched) {
    void notify.info(t('The numbers in {0} have changed since; compute again to insert.', origin.name));
    return false;
  }
  const edit = isStrict(now.document)
    ? await member(now.document, now, inserted)
    : lines(now.document, now, inserted.lines);
  if (!edit || edit.version !== now.document.version) return false;
  return applyEdits(now.document, [{ start: edit.at, end: edit.at, text: edit.text }]);
}

interface Edit {
  at: number;
  text: string;
  version: number;
}

function lines(document: TextDocument, { end }: TextRange, texts: readonly string[]): Edit {
  let line = document.lineAt(document.positionAt(end).line);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  // If code follows on the line, a comment cannot be inserted there.
  while (line.text.endsWith('\\') && line.lineNumber + 1 < document.lineCount)
    line = document.lineAt(line.lineNumber + 1);
  const comment = LINES.get(document.languageId) ?? '';
  const at = document.offsetAt(new Position(line.lineNumber, line.text.length));
  return { at, text: texts.map((each) => `\n${indent}${comment}${each}`).join(''), version: document.version };
}

/** Another member of the object, under a key that the person chooses. */
async function member(document: TextDocument, range: TextRange, { value, key }: Inserted): Promise<Edit | undefined> {
  const { version } = document;
  const text = document.getText();
  const keyStart = keyAt(text, range);
  if (keyStart === null) return undefined;
  const { container } =
    new ArrayIndex(text, 'json').siblings(range.start).find(({ start }) => start === range.start) ?? {};
  const taken = container === undefined || container < 0 ? [] : keysOf(text, container);
  const chosen = await prompts.input(
    {
      title: t('Insert Below'),
      prompt: t('JSON has no comments: the key under which the result goes into the object'),
      value: key,
    },
    (typed) => (typed === '' ? t('A key') : taken.includes(typed) ? t('The object has this key already.') : undefined),
  );
  if (!chosen) return undefined;
  const before = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, keyStart));
  const [space, size] = before && document.languageId === 'json' ? [`\n${before[1]}`, 2] : [' ', 0];
  const json = JSON.stringify(value, null, size).replaceAll('\n', space);
  return { at: range.end, text: `,${space}${JSON.stringify(chosen)}: ${json}`, version };
}

/** The keys of the object that begins at an offset. */
function keysOf(text: string, from: number): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.slice(from).matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (/[{[]/.test(token[0])) depth++;
    else if (/[}\]]/.test(token[0]) && --depth === 0) break;
    else if (depth === 1) {
      const after = from + index + token.length;
      if (/^\s*:/.test(text.slice(after, after + 99))) keys.push(JSON.parse(token) as string);
    }
  }
  return keys;
}
