import * as vscode from 'vscode';
import { poll, until } from './until.js';

/** Resolves when an editor is active, so that commands read from it. */
export const active = (editor: vscode.TextEditor): Promise<void> =>
  until(
    'the editor to be active',
    vscode.window.onDidChangeActiveTextEditor,
    () => vscode.window.activeTextEditor === editor,
  );

/** Shows a document in the first column. */
export async function show(document: vscode.TextDocument): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  await active(editor);
  return editor;
}

/** Opens a new document in an editor. VS Code opens the backup of the last one of its name if that still exists. */
export async function edit(content: string, language = 'json'): Promise<vscode.TextEditor> {
  const editor = await show(await vscode.workspace.openTextDocument({ language, content }));
  const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
  if (editor.document.getText() !== content) await editor.edit((change) => change.replace(all, content));
  return editor;
}

/** A new document, shown. */
export const open = async (content: string, language?: string): Promise<vscode.TextDocument> =>
  (await edit(content, language)).document;

/** Closes what the suite has opened when it ends. */
export const closeEditors = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** Gives what comes of work that asks a person, who answers with commands, over and over until it is done. */
export async function answerWith<T>(work: Promise<T>, ...commands: string[]): Promise<T> {
  let answered = false;
  const done = (): void => void (answered = true);
  work.then(done, done);
  await poll('the answer', async () => {
    for (const each of commands) await vscode.commands.executeCommand(each);
    return answered || undefined;
  });
  return work;
}

/** The hovers at a place of the text, or where a mark first stands in it. */
export async function hoversAt(document: vscode.TextDocument, at: string | vscode.Position): Promise<vscode.Hover[]> {
  const position = typeof at === 'string' ? document.positionAt(document.getText().indexOf(at)) : at;
  return vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
}

/** The parts of a hover, as Markdown. */
export const textsOf = ({ contents }: vscode.Hover): string[] =>
  contents.map((content) => (typeof content === 'string' ? content : content.value));

/** Whether the extension has a hover at a mark in the text. */
export const hovered = async (document: vscode.TextDocument, mark: string): Promise<boolean> =>
  (await hoversAt(document, mark)).flatMap(textsOf).some((text) => /\*\*(?:Array|Distribution)/.test(text));
