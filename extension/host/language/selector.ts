import { type TextDocument, workspace } from 'vscode';
import { SHOWN } from '../ports/shownTexts.js';

/** Where numbers are read: data, code, prose and logs. */
export const LANGUAGES = [
  'json',
  'jsonc',
  'jsonl',
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'markdown',
  'plaintext',
  'log',
  'yaml',
  'dockercompose',
  'r',
  'julia',
  'csv',
  'tsv',
];
/** Files, wherever the folder lies; what VS Code itself writes, such as its output, is none. */
const SCHEMES = [
  ...new Set([
    'file',
    'untitled',
    'vscode-notebook-cell',
    'vscode-vfs',
    'surprisal-course',
    SHOWN,
    ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme),
  ]),
];

export const selector: { scheme: string; language: string }[] = SCHEMES.flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);

export const serves = ({ uri, languageId }: TextDocument): boolean =>
  SCHEMES.includes(uri.scheme) && LANGUAGES.includes(languageId);
