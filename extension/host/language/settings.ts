import { type ConfigurationScope, type Disposable, type TextDocument, workspace } from 'vscode';
import { KEYS, type LanguageSettings } from '../../protocol/language.js';
import { log } from '../ports/log.js';
import { t } from '../ports/t.js';

/** What the person's settings ask of the server; a value of the wrong kind is the default. */
export function settings(): LanguageSettings {
  return {
    diagnostics: valueOf('diagnostics.enabled') !== false,
    distributionKeys: patternsOf(valueOf('diagnostics.keys')),
    inlayHints: valueOf('inlayHints.enabled') === true,
    codeLens: valueOf('codeLens.enabled') === true,
  };
}

/** Whether hovers are wanted in a document, by its folder and its language. */
export const hoversIn = ({ uri, languageId }: TextDocument): boolean =>
  valueOf('hover.enabled', { uri, languageId }) !== false;

/** Calls when a setting has changed, or holds from now on since its folder is trusted. */
export const onSettings = (changed: () => void): Disposable[] => [
  workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('surprisal')) changed();
  }),
  workspace.onDidGrantWorkspaceTrust(changed),
];

/** A setting as it is written; of a folder that is not trusted nothing holds. */
function valueOf(name: string, scope?: ConfigurationScope): unknown {
  const ours = workspace.getConfiguration('surprisal', scope);
  if (workspace.isTrusted) return ours.get<unknown>(name);
  const { globalLanguageValue, globalValue, defaultValue } = ours.inspect<unknown>(name) ?? {};
  return globalLanguageValue ?? globalValue ?? defaultValue;
}

/** What is said where patterns are more or longer than is read. */
export const patternLimit = (): string =>
  t('The setting surprisal.diagnostics.keys takes at most {0} keys of at most {1} characters.', KEYS.most, KEYS.length);

let unread = 0;

function patternsOf(value: unknown): string[] {
  const given = Array.isArray(value) ? value.filter((key): key is string => typeof key === 'string' && key !== '') : [];
  const read = given.filter(({ length }) => length <= KEYS.length).slice(0, KEYS.most);
  const left = given.length - read.length;
  if (left !== unread && left > 0) log.warn(`keys of distributions: ${read.length} of ${given.length} are read`);
  unread = left;
  return read;
}
