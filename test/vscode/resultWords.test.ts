import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { originOf } from '../../extension/host/commands/activeText.js';
import { measureState } from '../../extension/host/commands/result/measureWords.js';
import { readingsOf } from '../../extension/host/commands/result/readingWords.js';
import { TextChanges } from '../../extension/host/commands/textChanges.js';
import { Words } from '../../extension/host/commands/result/resultWords.js';
import type { MeasureAnswer } from '../../extension/protocol/answers.js';
import { answer } from '../../extension/server/compute/answer.js';
import { closeEditors, open } from './documents.js';

const changes = new TextChanges();

/** Computes a measure of the object in a text, and says it as the page does. */
async function said(source: string, id: string, options = {}, base: 'nats' | 'bits' = 'nats') {
  const document = await open(source);
  const ask = { kind: 'measure', id, options } as const;
  const where = { source, fromDisk: false, syntax: 'json', selections: [], caret: 3, swapped: false } as const;
  const given = answer({ ...where, selections: [], ask }) as MeasureAnswer;
  assert.equal(given.kind, 'measure', JSON.stringify(given));
  const state = measureState(new Words(originOf(changes, document)), { id, options, base }, given);
  return { given, state };
}

describe('the words of a result', () => {
  after(async () => {
    changes.dispose();
    await closeEditors();
  });

  it('D1 in bits the logarithm is to base 2, in the formula, the convention and beside it', async () => {
    const source = '{"target": [0.1, 0.7, 0.2], "probs": [0.1, 0.6, 0.3]}';
    const { state } = await said(source, 'klDivergence', {}, 'bits');
    const all = JSON.stringify(state);
    assert.doesNotMatch(all, /natural|\bln\b/);
    assert.match(all, /log₂/);
    const other = await said(source, 'crossEntropy', {}, 'bits');
    const [{ rows }] = other.state.asides.slice(-1);
    assert.deepEqual(
      rows.map(({ label, text }) => [label, text]),
      [
        ['Clipped at 1e-7', '1.195462'],
        ['No epsilon', '1.195462'],
        ['In nats', '0.828631'],
      ],
    );
  });

  it('R12 what the prediction is stands beside the result, and is computed at a click', async () => {
    const { given, state } = await said('{"target": 1, "probs": [0.4, 0.6]}', 'categoricalCrossEntropy');
    const [group] = state.readings;
    assert.deepEqual(
      [group.label, group.options.map(({ label }) => label), group.chosen],
      ['Prediction is', ['probabilities', 'logits'], 0],
    );
    const chosen = { id: 'categoricalCrossEntropy', options: {} };
    const [{ choices }] = readingsOf(chosen, given);
    const logits = await said('{"target": 1, "probs": [0.4, 0.6]}', choices[1].id, choices[1].options);
    assert.equal(logits.given.value!.toFixed(6), '0.598139');
    assert.equal(logits.state.readings[0].chosen, 1);
    assert.match(JSON.stringify(logits.state.warnings), /read as logits, though they sum to 1/);
    assert.deepEqual(state.warnings, []);
  });

  it('D2 in an editor that only shows a text nothing is offered to be inserted', async () => {
    const scheme = 'surprisal-shown';
    const source = '{"target": [0, 1], "probs": [0.4, 0.6]}';
    const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: () => source,
    });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path: '/a.txt' }));
    const { given } = await said(source, 'crossEntropy');
    const choice = { id: 'crossEntropy', options: {}, base: 'nats' } as const;
    const { actions } = measureState(new Words(originOf(changes, document)), choice, given);
    assert.deepEqual(
      actions.map(({ id }) => id),
      ['copy', 'copyPyTorch', 'copyJson', 'copyMarkdown'],
    );
    provider.dispose();
  });
});
