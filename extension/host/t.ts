import { l10n } from 'vscode';

/** Every string that a person reads passes here; `{0}` stands for the first argument. */
export const t = (message: string, ...args: (string | number)[]): string => l10n.t(message, ...args);

/** For a notification, which makes links of `[words](address)`: what a file says stays text. */
export const asText = (message: string): string => message.replaceAll('](', '] (');
