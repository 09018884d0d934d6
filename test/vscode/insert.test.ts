import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { originOf } from '../../extension/host/commands/activeText.js';
import { canInsert, insertBelow } from '../../extension/host/commands/insert.js';
import { TextChanges } from '../../extension/host/commands/textChanges.js';
import { answerWith, closeEditors, edit } from './documents.js';

const changes = new TextChanges();
const inserted = { lines: ['Cross-entropy: 0.5 nats'], value: 0.5, key: 'crossEntropy' };

/** Opens a text and gives what is read of it, with the place of its last array. */
async function read(content: string, language: string) {
  const { document } = await edit(content, language);
  const place = { start: content.lastIndexOf('['), end: content.lastIndexOf(']') + 1 };
  return { document, origin: originOf(changes, document), place };
}

describe('Insert below', () => {
  after(async () => {
    changes.dispose();
    await closeEditors();
  });

  for (const [language, content, becomes] of [
    ['python', '  q = [0.5]\n', '  q = [0.5]\n  # Cross-entropy: 0.5 nats\n'],
    ['python', 'q = [0.5] + \\\n  x\n', 'q = [0.5] + \\\n  x\n# Cross-entropy: 0.5 nats\n'],
    ['jsonc', '{\n  "q": [0.5]\n}', '{\n  "q": [0.5]\n  // Cross-entropy: 0.5 nats\n}'],
    ['typescript', 'const q = [0.5];', 'const q = [0.5];\n// Cross-entropy: 0.5 nats'],
    ['yaml', 'q: [0.5]', 'q: [0.5]\n# Cross-entropy: 0.5 nats'],
    ['markdown', '[0.5]', '[0.5]\nCross-entropy: 0.5 nats'],
  ])
    it(`D2 writes what ${language} allows`, async () => {
      const { document, origin, place } = await read(content, language);
      assert.equal(canInsert(origin, place), true);
      assert.equal(await insertBelow(origin, place, inserted), true);
      assert.equal(document.getText(), becomes);
    });

  for (const [language, content, becomes] of [
    ['json', '{\n  "q": [0.5],\n  "n": 1\n}', '{\n  "q": [0.5],\n  "crossEntropy": 0.5,\n  "n": 1\n}'],
    ['jsonl', '{"q": [0.5]}\n', '{"q": [0.5], "crossEntropy": 0.5}\n'],
  ])
    it(`D2 into ${language} nothing is written but under a key that is chosen`, async () => {
      const { document, origin, place } = await read(content, language);
      assert.equal(canInsert(origin, place), true);
      for (const [act, text] of [
        ['workbench.action.closeQuickOpen', content],
        ['workbench.action.acceptSelectedQuickOpenItem', becomes],
      ]) {
        await answerWith(insertBelow(origin, place, inserted), act);
        assert.equal(document.getText(), text);
      }
    });

  it('D2 is not offered where there is no room: JSON without an object, HTML, and what is only looked at', async () => {
    for (const [content, language] of [
      ['[0.5]', 'json'],
      ['[[0.1], [0.5]]', 'json'],
      ['<p>[0.5]</p>', 'html'],
    ]) {
      const { origin, place } = await read(content, language);
      assert.equal(canInsert(origin, place), false, content);
    }
    const scheme = 'surprisal-shown';
    const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: () => 'q = [0.5]',
    });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path: '/a.py' }));
    assert.equal(canInsert(originOf(changes, document), { start: 4, end: 9 }), false);
    provider.dispose();
  });

  it('D2 nothing is written below numbers that have changed since', async () => {
    const { document, origin, place } = await read('q = [0.5]', 'python');
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 6), '1');
    await vscode.workspace.applyEdit(change);
    assert.equal(await insertBelow(origin, place, inserted), false);
    assert.equal(document.getText(), 'q = [01.5]');
  });
});
