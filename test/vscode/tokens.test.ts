import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, hoversAt, open } from './documents.js';

const TEXT = JSON.stringify({
  tokens: ['<s>', ' Paris', '](command:workbench.action.quit) [a](https://example.test) **b**', '\u202ex'],
  token_logprobs: [null, -0.5, -8, -3],
});

describe('log-probabilities of tokens', () => {
  afterEach(closeEditors);

  it('D4 S2 a hover tells perplexity and bits, and the worst tokens by their text, which stays text', async () => {
    const document = await open(TEXT, 'json');
    const hovers = await hoversAt(document, '-0.5');
    const contents = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    const at = contents.findIndex(({ value }) => value.includes('Log-probabilities of 4 tokens'));
    assert(at >= 0, 'no hover of ours');
    const [about, texts, ours] = contents.slice(at, at + 3);
    assert.match(about.value, /1 without a value/);
    assert.match(about.value, /\*\*perplexity 46\.2\*\*, 5\.53 bits a token \(3\.83 nats\)/);
    assert.doesNotMatch(about.value, /logits|distribution/i);
    assert.notEqual(about.isTrusted, true);
    assert.notEqual(texts.isTrusted, true);
    assert.doesNotMatch(texts.value, /(?<!\\)\]\(|\u202e/);
    assert.match(texts.value, /u202ex/);
    assert.match(ours.value, /command:surprisal\.describeTensor.*command:surprisal\.tintTokens/);
    assert.deepEqual((ours.isTrusted as { enabledCommands: string[] }).enabledCommands, [
      'surprisal.describeTensor',
      'surprisal.tintTokens',
    ]);
  });

  it('D4 the tint comes and goes with the command, and a document without tokens has none', async () => {
    const run = (): Thenable<unknown> => vscode.commands.executeCommand('surprisal.tintTokens');
    await open(TEXT, 'json');
    assert.deepEqual(await run(), { total: 3, tinted: 2 });
    assert.equal(await run(), undefined);
    await open('{"a": [1, 2]}', 'json');
    assert.equal(await run(), undefined);
  });

  it('D1 Describe Tensor lists the classes of a printed report, and shows them', async () => {
    const text =
      '              precision    recall  f1-score   support\n\n         cat       0.75      0.60      0.67         5\n' +
      '         dog       0.71      0.83      0.77         6\n\n    accuracy                           0.73        11\n';
    await open(text, 'plaintext');
    const caret = new vscode.Position(3, 20);
    vscode.window.activeTextEditor!.selection = new vscode.Selection(caret, caret);
    const told = await vscode.commands.executeCommand<{ kind: string; table: { labels: string[] } }>(
      'surprisal.describeTensor',
    );
    assert.deepEqual([told.kind, told.table.labels], ['report', ['cat', 'dog', 'accuracy']]);
  });

  it('D5 Describe Tensor gives the table by token, Compare Vectors the differences', async () => {
    await open(TEXT, 'json');
    const caret = new vscode.Position(0, TEXT.indexOf('-0.5'));
    vscode.window.activeTextEditor!.selection = new vscode.Selection(caret, caret);
    const told = await vscode.commands.executeCommand<{ kind: string; table: { texts: string[] } }>(
      'surprisal.describeTensor',
    );
    assert.deepEqual([told.kind, told.table.texts[1]], ['tokens', '" Paris"']);
    await open('{"a": [3, 4], "b": [4, 3]}', 'json');
    const compared = await vscode.commands.executeCommand<{ geometry: { cosine: number } }>('surprisal.compareVectors');
    assert.equal(compared.geometry.cosine, 0.96);
  });
});
