import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Origin, showPlace } from '../../extension/host/commands/place.js';
import { report } from '../../extension/host/commands/refusal.js';
import { Words } from '../../extension/host/commands/words.js';
import type { Side } from '../../extension/protocol/compute.js';
import { closeEditors, edit } from './documents.js';

const TEXT = '[0.5, 0.5]\n[0.2, 0.8]\n[1, 0]\n';
const ROW = '[0.2, 0.8]';
const range = { start: TEXT.indexOf(ROW), end: TEXT.indexOf(ROW) + ROW.length };
const side: Side = { range, key: null, shape: [2], role: 'probabilities', unnormalised: null };

const readOf = ({ document }: vscode.TextEditor): Origin => ({
  uri: document.uri,
  name: 'a.json',
  document,
  version: document.version,
  text: document.getText(),
});

/** Another line before the place, or after it. */
const change = (editor: vscode.TextEditor, line: number): Thenable<boolean> =>
  editor.edit((builder) => builder.insert(new vscode.Position(line, 0), '[9]\n'));

describe('an answer about a text that has changed (F14)', () => {
  afterEach(closeEditors);

  it('F14 its words lead to no place that has moved, and say so; one that has not they lead to', async () => {
    const editor = await edit(TEXT);
    const read = readOf(editor);
    await change(editor, 2);
    const before = new Words(read);
    const { facts, warnings } = before.state('Loss', { facts: [{ label: '', text: before.side(side) }] });
    assert.deepEqual(facts[0].text, ['probabilities, 2', ', ', { text: 'line 2', place: 0 }]);
    assert.deepEqual(warnings, []);
    await change(editor, 0);
    const after = new Words(read);
    const state = after.state('Loss', { facts: [{ label: '', text: after.side(side) }], warnings: [['a']] });
    assert.deepEqual(state.facts[0].text, ['probabilities, 2']);
    assert.deepEqual(state.warnings, [['a.json has changed since it was read; this is of the text as it was.'], ['a']]);
    assert.deepEqual(after.places, []);
  });

  it('F14 its places are selected only while they are what was read', async () => {
    const editor = await edit(TEXT);
    const read = readOf(editor);
    const selected = (): string => {
      const active = vscode.window.visibleTextEditors.find(
        ({ document }) => document.uri.toString() === read.uri.toString(),
      );
      return active?.document.getText(active.selection) ?? '';
    };
    await change(editor, 3);
    await showPlace(read, range);
    assert.equal(selected(), ROW);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await change(editor, 0);
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
    assert.deepEqual([error, line, column], ['a.json: a; expected b. It has changed since it was read.', null, null]);
  });

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
});
