import * as vscode from 'vscode';

/** A new document, shown. */
export async function open(content: string, language = 'json'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  return document;
}

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
