import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, edit, hovered, open } from './documents.js';
import { poll, until } from './until.js';

const ours = ({ uri }: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Surprisal');

const found = (document: vscode.TextDocument, what: string, holds: (diagnostics: vscode.Diagnostic[]) => boolean) =>
  until(what, vscode.languages.onDidChangeDiagnostics, () => holds(ours(document)));

describe('language server', () => {
  after(closeEditors);

  it('D5 marks a sum of 1.07, offers fixes, and is content with what they make', async () => {
    const document = await open('{"probs": [0.5, 0.57]}');
    await found(document, 'a diagnostic', (all) => all.length === 1);
    const [diagnostic] = ours(document);
    assert.equal(diagnostic.code, 'sum');
    assert.match(diagnostic.message, /Sums to 1\.07; a distribution sums to 1/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
      10,
    );
    const normalise = actions.find(({ title }) => title.startsWith('Normalise'));
    assert(normalise?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(normalise.edit);
    assert.match(document.getText(), /^\{"probs": \[0\.467/);
    await found(document, 'no diagnostic', (all) => all.length === 0);
  });

  it('D5 an ordinary document gets none', async () => {
    const document = await open('{"name": "x", "labels": ["bug"], "files": [1, 2, 3]}');
    const marked = await open('{"probs": [0.5, 0.6]}');
    await found(marked, 'a diagnostic of the other document', (all) => all.length === 1);
    assert.deepEqual(ours(document), []);
  });

  it('D5 a command has an array checked by its key or, without one, by a mark; and takes it back', async () => {
    const check = (command: string, document: vscode.TextDocument, character: number) =>
      vscode.commands.executeCommand<{ key: string | null; checked: boolean; message: string } | undefined>(
        `surprisal.${command}`,
        { uri: document.uri.toString(), position: { line: 0, character } },
      );
    const keys = () =>
      vscode.workspace.getConfiguration('surprisal').inspect<string[]>('diagnostics.keys')?.workspaceValue;
    const inSettings = (what: string, wanted: string[]) =>
      until(what, vscode.workspace.onDidChangeConfiguration, () => keys()?.join() === wanted.join());
    const keyed = await open('{"mine": [0.5, 0.57], "](command:x)": [1]}');
    const bare = await open('[0.5, 0.58]');
    try {
      const made = await check('checkArray', keyed, 11);
      assert.deepEqual([made?.key, made?.checked], ['mine', true]);
      await inSettings('the key in the settings', ['mine']);
      await found(keyed, 'a fault by the key', (all) => all.length === 1);
      await check('checkArray', bare, 3);
      await found(bare, 'a fault by the mark', (all) => all.length === 1);
      assert.match((await check('checkArray', bare, 3))!.message, /already/);
      assert.doesNotMatch((await check('checkArray', keyed, 39))!.message, /\]\(/);
      await inSettings('both keys in the settings', ['mine', '](command:x)']);
      assert.equal((await check('uncheckArray', bare, 3))?.checked, false);
      await found(bare, 'no fault without the mark', (all) => all.length === 0);
      await check('uncheckArray', keyed, 39);
      await inSettings('one key in the settings', ['mine']);
      assert.equal((await check('uncheckArray', keyed, 11))?.checked, false);
      await inSettings('no key in the settings', []);
      await found(keyed, 'no fault without the key', (all) => all.length === 0);
      assert.equal(await check('checkArray', await open('{"a": 1}'), 2), undefined);
    } finally {
      const settings = vscode.workspace.getConfiguration('surprisal');
      await settings.update('diagnostics.keys', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('D6 shapes behind arrays and losses above pairs are off, and on when the settings say so (F21)', async () => {
    const document = await open('{"target": [0, 1], "prediction": [0.3, 0.7]}');
    const whole = new vscode.Range(0, 0, 0, 100);
    const hints = () =>
      vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole);
    const lenses = () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    assert(await hovered(document, '0.3'));
    assert.deepEqual([(await hints()).length, (await lenses()).length], [0, 0]);
    const settings = vscode.workspace.getConfiguration('surprisal');
    try {
      await settings.update('inlayHints.enabled', true, vscode.ConfigurationTarget.Global);
      await settings.update('codeLens.enabled', true, vscode.ConfigurationTarget.Global);
      const some = async <T>(asked: Promise<T[]>) => ((await asked).length > 0 ? asked : undefined);
      assert.deepEqual(
        (await poll('hints', () => some(Promise.resolve(hints())))).map(({ label }) => label),
        ['int (2,)', 'float (2,)'],
      );
      const [lens] = await poll('lenses', () => some(Promise.resolve(lenses())));
      assert.match(lens.command?.title ?? '', /^log loss with prediction 0\.356675 nats, mean over 2 items$/);
    } finally {
      await settings.update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('D8 selected numbers have their statistics to copy; other selections have none', async () => {
    const editor = await edit('[1, 2, 3]\nwords');
    const copied = async () => vscode.commands.executeCommand<string | undefined>('surprisal.copyStatistics');
    editor.selection = new vscode.Selection(0, 0, 0, 9);
    const text = await poll('statistics', copied);
    assert.match(text, /count 3\nsum 6\nmean 2\nsd \(divisor n\) 0\.816/);
    assert.equal(await vscode.env.clipboard.readText(), text);
    editor.selection = new vscode.Selection(1, 0, 1, 5);
    await poll('no statistics of words', async () => ((await copied()) === undefined ? true : undefined));
    assert.equal(editor.document.getText(), '[1, 2, 3]\nwords');
  });
});
