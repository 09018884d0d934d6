import { workspace } from 'vscode';
import type { LanguageSettings } from '../../protocol/language.js';

/** What the person's settings ask of the server; a value of the wrong kind is the default. */
export function settings(): LanguageSettings {
  const ours = workspace.getConfiguration('surprisal');
  const keys: unknown = ours.get('diagnostics.keys');
  return {
    diagnostics: ours.get<unknown>('diagnostics.enabled') !== false,
    distributionKeys: Array.isArray(keys)
      ? keys.filter((key): key is string => typeof key === 'string' && key !== '')
      : [],
    inlayHints: ours.get<unknown>('inlayHints.enabled') === true,
    codeLens: ours.get<unknown>('codeLens.enabled') === true,
  };
}
