import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, hovered, open } from './documents.js';
import { poll, until } from './until.js';

describe('a document whose language changes', () => {
  after(closeEditors);

  it('is served from then on, and no longer once it is of another (F21)', async () => {
    const document = await open('{"probs": [0.5, 0.57]}', 'ini');
    const ours = () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Surprisal');
    const marked = (count: number) =>
      until(`${count} diagnostics`, vscode.languages.onDidChangeDiagnostics, () => ours().length === count);
    assert.equal(await hovered(document, '0.57'), false);
    for (const served of ['json', 'plaintext']) {
      const json = await vscode.languages.setTextDocumentLanguage(document, served);
      assert.equal(json.uri.toString(), document.uri.toString());
      await poll(`a hover in ${served}`, async () => (await hovered(json, '0.57')) || undefined);
      await marked(1);
      const ini = await vscode.languages.setTextDocumentLanguage(json, 'ini');
      await marked(0);
      assert.equal(await hovered(ini, '0.57'), false);
    }
  });
});
