import type { TextDocument } from 'vscode';

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
];
const SCHEMES = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs', 'vscode-test-web', 'memfs'];

export const selector: { scheme: string; language: string }[] = SCHEMES.flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);

export const serves = ({ uri, languageId }: TextDocument): boolean =>
  SCHEMES.includes(uri.scheme) && LANGUAGES.includes(languageId);
