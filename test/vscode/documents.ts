import * as vscode from 'vscode';
import { until } from './until.js';

/** Resolves when an editor is the one that commands read from. */
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

/** A new document in an editor. Where the backup of the last one of its name is not gone yet, VS Code opens that in it. */
export async function edit(content: string, language = 'json'): Promise<vscode.TextEditor> {
  const editor = await show(await vscode.workspace.openTextDocument({ language, content }));
  const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
  if (editor.document.getText() !== content) await editor.edit((change) => change.replace(all, content));
  return editor;
}

/** A new document, shown. */
export const open = async (content: string, language?: string): Promise<vscode.TextDocument> =>
  (await edit(content, language)).document;

/** What a suite has opened goes with it. */
export const closeEditors = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

/** Whether a hover of ours answers at a mark in the text. */
export async function hovered(document: vscode.TextDocument, mark: string): Promise<boolean> {
  const position = document.positionAt(document.getText().indexOf(mark));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((content) => (typeof content === 'string' ? content : content.value)),
  );
  return texts.some((text) => /\*\*(?:Array|Distribution)/.test(text));
}
