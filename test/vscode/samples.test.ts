import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors } from './documents.js';
import { until } from './until.js';

describe('the course', () => {
  after(closeEditors);
  const shown = () => vscode.window.activeTextEditor?.document;
  const opened = async (name: string): Promise<vscode.TextDocument> => {
    const before = new Set(vscode.workspace.textDocuments);
    await vscode.commands.executeCommand('surprisal.openSample', name);
    const { onDidChangeActiveTextEditor: event } = vscode.window;
    await until(`${name} in an editor`, event, () => shown() !== undefined && !before.has(shown()!));
    return shown()!;
  };

  it('opens a section or a file of it as a text of its own (P5, F28)', async () => {
    const section = await opened('03-cross-entropy.md');
    assert.equal(section.uri.scheme, 'untitled');
    assert.equal(section.languageId, 'markdown');
    assert.match(section.getText(), /^# 3\. Cross-entropy\n/);
    const digit = await opened('digit.json');
    assert.equal(digit.languageId, 'json');
    assert.equal((JSON.parse(digit.getText()) as { image: number[][] }).image.length, 28);
    assert.notEqual(section.uri.toString(), digit.uri.toString());
  });

  it('a loss is computed in a section, where it says to try it (P5)', async () => {
    const document = await opened('04-asymmetry.md');
    const rangeOf = (text: string) => {
      const at = document.getText().indexOf(text);
      return { start: document.positionAt(at), end: document.positionAt(at + text.length) };
    };
    const { value } = await vscode.commands.executeCommand<{ value: number }>('surprisal.computeLoss', {
      measure: 'klDivergence',
      uri: document.uri.toString(),
      ranges: [rangeOf('[0.1, 0.7, 0.2]'), rangeOf('[0.1, 0.6, 0.3]')],
      show: false,
    });
    assert.equal(value.toFixed(6), '0.026812');
  });
});
