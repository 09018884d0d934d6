import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { originOf } from '../../extension/host/commands/activeText.js';
import { type Origin, showPlace } from '../../extension/host/commands/place.js';
import { report } from '../../extension/host/commands/refusal.js';
import { TextChanges } from '../../extension/host/commands/textChanges.js';
import { Words } from '../../extension/host/commands/result/resultWords.js';
import type { Side } from '../../extension/protocol/answers.js';
import { closeEditors, edit } from './documents.js';
import { poll } from './until.js';

const changes = new TextChanges();
const TEXT = '[0.5, 0.5]\n[0.2, 0.8]\n[1, 0]\n';
const ROW = '[0.2, 0.8]';
const range = { start: TEXT.indexOf(ROW), end: TEXT.indexOf(ROW) + ROW.length };
const side: Side = { range, key: null, shape: [2], role: 'probabilities', kind: null, unnormalised: null };

const readOf = ({ document }: vscode.TextEditor): Origin => ({ ...originOf(changes, document), name: 'a.json' });

/** Another line before the place, or after it. */
const change = (editor: vscode.TextEditor, line: number): Thenable<boolean> =>
  editor.edit((builder) => builder.insert(new vscode.Position(line, 0), '[9]\n'));

/** Replaces what stands at the row, from so many characters before it. */
const replaceRow = (editor: vscode.TextEditor, before: number, by: string): Thenable<boolean> => {
  const at = editor.document.getText().indexOf(ROW);
  const [start, end] = [at - before, at + ROW.length].map((offset) => editor.document.positionAt(offset));
  return editor.edit((builder) => builder.replace(new vscode.Range(start, end), by));
};

describe('an answer about a text that has changed (F14)', () => {
  afterEach(closeEditors);
  after(() => changes.dispose());

  // The first command of the session: what the commands stand on is still loading.
  it('F14 a command that is under way while the text changes answers of the text that was selected', async () => {
    const editor = await edit('[0.5, 0.5]\n[0.25, 0.75]');
    editor.selections = [0, 1].map((line) => {
      const { start, end } = editor.document.lineAt(line).range;
      return new vscode.Selection(start, end);
    });
    const answer = vscode.commands.executeCommand<{ value: number }>('surprisal.computeLoss', {
      measure: 'totalVariation',
      show: false,
    });
    await editor.edit((builder) => builder.replace(editor.document.lineAt(0).range, '[0.75, 0.25]'));
    assert.equal((await answer).value, 0.25);
  });

  it('F14 its words follow the text, and say when the numbers are others or gone', async () => {
    const editor = await edit(TEXT);
    const read = readOf(editor);
    const words = new Words(read);
    assert.deepEqual(words.side(side), ['probabilities, shape (2,)', ', ', { text: 'line 2', place: 0 }]);
    const now = () => {
      const { places, stale } = words.now();
      return [places[0].text, places[0].alive, stale && [stale.text, stale.again]];
    };
    await change(editor, 2);
    assert.deepEqual(now(), ['line 2', true, null]);
    await change(editor, 0);
    assert.deepEqual(now(), ['line 3', true, null]);
    await replaceRow(editor, 0, '[0.25,\n 0.75]');
    assert.deepEqual(now(), ['lines 3–4', true, ['The numbers in a.json have changed since this was computed.', true]]);
    await vscode.commands.executeCommand('undo');
    await poll('the row as it was', async () => (editor.document.getText().includes(ROW) ? true : undefined));
    assert.deepEqual(now(), ['line 3', true, null]);
    await replaceRow(editor, 1, '');
    assert.deepEqual(now(), [
      'line 2 before it was replaced',
      false,
      ['The numbers that this was computed from are no longer in a.json.', false],
    ]);
  });

  it('F14 its places are selected where they are now, and not once they are gone', async () => {
    const editor = await edit(TEXT);
    const read = readOf(editor);
    const selected = (): string => editor.document.getText(editor.selection);
    for (const line of [3, 0]) {
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await change(editor, line);
      await showPlace(read, range);
      assert.equal(selected(), ROW);
    }
    await replaceRow(editor, 1, '');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await showPlace(read, range);
    assert.equal(selected(), '');
  });

  it('F14 a refusal names a line of the text that it is about, or none', async () => {
    const editor = await edit(TEXT);
    const read = readOf(editor);
    const refusal = {
      kind: 'refusal',
      code: 'shape',
      found: 'a',
      expected: 'b',
      argument: null,
      range,
      other: null,
    } as const;
    assert.equal(report({ origin: read }, refusal).line, 2);
    await change(editor, 0);
    const { error, line, column } = report({ origin: read }, refusal);
    assert.deepEqual([line, column], [3, 1], error);
    await replaceRow(editor, 1, '');
    const gone = report({ origin: read }, refusal);
    assert.deepEqual(
      [gone.error, gone.line, gone.column],
      ['a.json: a; expected b. It has changed since it was read.', null, null],
    );
  });
});
