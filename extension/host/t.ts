import { l10n } from 'vscode';

/** Every string that a person reads passes here; `{0}` stands for the first argument. */
export const t = (message: string, ...args: (string | number)[]): string => l10n.t(message, ...args);
