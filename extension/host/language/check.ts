import * as v from 'valibot';
import { commands, ConfigurationTarget, Position, type TextDocument, Uri, window, workspace } from 'vscode';
import { KEYS, type MarkAnswer } from '../../protocol/language.js';
import * as notify from '../ports/notify.js';
import { plain } from '../ports/plain.js';
import { t } from '../ports/t.js';
import { patternLimit, settings } from './settings.js';

/** Asks the server about the array at a position, and marks it or takes the mark back. */
export type Mark = (
  document: TextDocument,
  position: Position,
  mark: boolean | null,
) => Promise<MarkAnswer | undefined>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Arguments = v.object({
  uri: v.optional(v.string()),
  position: v.optional(v.object({ line: count, character: count })),
});

/** What the command did, in the words that the person saw. */
export interface CheckReport {
  key: string | null;
  checked: boolean;
  message: string;
}

const NAME = 'diagnostics.keys';
const marked = new Set<string>();

/** Whether anything is checked that was not by its own name, for the command that takes it back. */
export const tellContext = (): void =>
  void commands.executeCommand(
    'setContext',
    'surprisal.checks',
    settings().distributionKeys.length > 0 || marked.size > 0,
  );

export function forget({ uri }: TextDocument): void {
  if (marked.delete(uri.toString())) tellContext();
}

/**
 * Has the array at the caret checked as a distribution, or no longer: by its key, which goes to the settings of the
 * workspace, or without one by a mark that lasts as long as the document is open.
 */
export async function checkArray(mark: Mark, argument: unknown, wanted: boolean): Promise<CheckReport | undefined> {
  const { uri, position: given } = v.parse(Arguments, argument ?? {});
  const editor = window.activeTextEditor;
  const document = uri === undefined ? editor?.document : await workspace.openTextDocument(Uri.parse(uri, true));
  const caret = editor?.document === document ? editor?.selection.active : undefined;
  const position = given ? new Position(given.line, given.character) : caret;
  const answer = document && position && (await mark(document, position, null));
  if (!answer) {
    void notify.info(t('There is no array at the caret: put it between the brackets of one.'));
    return undefined;
  }
  const { key, checkedBy } = answer;
  const reversed = (): unknown =>
    checkArray(mark, { uri: document.uri.toString(), position: answer.range.start }, !wanted);
  const tell = (message: string, ...acts: notify.Act[]): CheckReport => {
    const text = plain(message);
    void notify.info(text, ...acts);
    return { key, checked: wanted ? true : checkedBy === 'name', message: text };
  };
  const openSettings: notify.Act = [
    t('Open Settings'),
    () => commands.executeCommand('workbench.action.openSettings', 'surprisal.diagnostics'),
  ];
  if (key !== null && checkedBy === 'name')
    return tell(t('Arrays with the key {0} are always checked, by its name.', key), openSettings);
  if (wanted && checkedBy !== null)
    return tell(t('This array is checked as a distribution already.'), [t('Stop'), reversed]);
  if (!wanted && checkedBy === null) return tell(t('This array is not checked as a distribution.'));
  if (key === null) {
    await mark(document, position, wanted);
    if (wanted) marked.add(document.uri.toString());
    tellContext();
    const words = wanted
      ? t('This array is checked as a distribution until its document is closed.')
      : t('This array is no longer checked as a distribution.');
    return tell(words, [t('Undo'), reversed]);
  }
  if (!wanted && !settings().distributionKeys.includes(key)) {
    const words = t('A pattern of the setting surprisal.diagnostics.keys covers {0}.', key);
    return { ...tell(words, openSettings), checked: true };
  }
  if (wanted && (key.length > KEYS.length || settings().distributionKeys.length >= KEYS.most))
    return { ...tell(patternLimit(), openSettings), checked: false };
  const undo = await changeKeys(key, wanted);
  const words = wanted
    ? t(
        'Arrays with the key {0} are checked as distributions: it stands in the setting surprisal.diagnostics.keys.',
        key,
      )
    : t('Arrays with the key {0} are no longer checked: it left the setting surprisal.diagnostics.keys.', key);
  return tell(words, [t('Undo'), undo]);
}

/** Adds a key to the setting, or removes it, in the scope where the setting is made. Returns a function that undoes it. */
async function changeKeys(key: string, wanted: boolean): Promise<() => Thenable<void>> {
  const ours = workspace.getConfiguration('surprisal');
  const { workspaceValue, globalValue } = ours.inspect<unknown>(NAME) ?? {};
  const mayHold = workspace.isTrusted && (workspace.workspaceFolders ?? []).length > 0;
  const inFolder = mayHold && (wanted || workspaceValue !== undefined);
  const target = inFolder ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  const others = settings().distributionKeys.filter((other) => other !== key);
  await ours.update(NAME, wanted ? [...others, key] : others, target);
  const before = inFolder ? workspaceValue : globalValue;
  return () => workspace.getConfiguration('surprisal').update(NAME, before, target);
}
