import { l10n } from 'vscode';
import { count } from './numbers.js';

/** Every string that a person reads passes here; `{0}` stands for the first argument. */
export const t = (message: string, ...args: (string | number)[]): string => l10n.t(message, ...args);

/** One message for 1 and another for all other numbers, which `{0}` stands for: `plural(n, '1 item', '{0} items')`. */
export const plural = (n: number, one: string, other: string, ...args: (string | number)[]): string =>
  n === 1 ? t(one, '1', ...args) : t(other, count(n), ...args);
