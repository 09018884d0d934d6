import {
  type InputBoxOptions,
  type QuickPick,
  type QuickPickItem,
  type QuickPickOptions,
  Uri,
  window,
  workspace,
} from 'vscode';
import { plain } from './plain.js';

/** Names of a kind of file, and the endings that it has. */
type Filters = Record<string, string[]>;

const folder = (): Uri | undefined => workspace.workspaceFolders?.[0]?.uri;

/* What a person is asked, in plain texts; each gives undefined where they turn away. */

/** An object with all its texts made plain. */
const plainly = <T extends object>(of: T): T =>
  Object.fromEntries(
    Object.entries(of).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? plain(value) : value,
    ]),
  ) as T;

export async function pick<T extends QuickPickItem>(
  items: readonly T[],
  options: QuickPickOptions,
): Promise<T | undefined> {
  const shown = items.map(plainly);
  const chosen = await window.showQuickPick(shown, plainly(options));
  return chosen && items[shown.indexOf(chosen)];
}

/** A list that changes while it is shown: all that is put on it becomes plain. */
export const list = <T extends QuickPickItem>(): QuickPick<T> =>
  new Proxy(window.createQuickPick<T>(), {
    get(of, name) {
      const value: unknown = Reflect.get(of, name);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
    set: (of, name, value: unknown) =>
      Reflect.set(
        of,
        name,
        typeof value === 'string' ? plain(value) : name === 'items' ? (value as T[]).map(plainly) : value,
      ),
  });

/** Asks for a line; `problem` says what is wrong with one as it is typed. */
export const input = (
  options: Omit<InputBoxOptions, 'validateInput'>,
  problem: (text: string) => string | undefined,
): Thenable<string | undefined> =>
  window.showInputBox({
    ...plainly(options),
    // What is edited stays as it is.
    value: options.value,
    validateInput: (text) => {
      const words = problem(text);
      return words && plain(words);
    },
  });

/** Which files, from the folder that is open or from `from`. */
export const open = (
  title: string,
  openLabel: string,
  filters: Filters,
  { many = false, from = folder() }: { many?: boolean; from?: Uri } = {},
): Thenable<Uri[] | undefined> =>
  window.showOpenDialog({ title, openLabel, filters, canSelectMany: many, ...(from && { defaultUri: from }) });

/** Which folder, in the folder that is open. */
export async function openFolder(title: string, openLabel: string): Promise<Uri | undefined> {
  const from = folder();
  const kind = { canSelectFolders: true, canSelectFiles: false };
  return (await window.showOpenDialog({ title, openLabel, ...kind, ...(from && { defaultUri: from }) }))?.[0];
}

/** Where a file goes; `name` is what it is called in the folder that is open. */
export const save = (title: string, filters: Filters, name: string): Thenable<Uri | undefined> => {
  const at = folder();
  return window.showSaveDialog({ title, filters, ...(at && { defaultUri: Uri.joinPath(at, name) }) });
};
