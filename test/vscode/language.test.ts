import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { until } from './until.js';

async function open(content: string, language = 'json'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  return document;
}

const ours = ({ uri }: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Surprisal');

const found = (document: vscode.TextDocument, what: string, holds: (diagnostics: vscode.Diagnostic[]) => boolean) =>
  until(what, vscode.languages.onDidChangeDiagnostics, () => holds(ours(document)));

async function hovered(document: vscode.TextDocument, mark: string): Promise<boolean> {
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

/** The language servers that this extension host has started. */
function servers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.js');
      } catch {
        return false;
      }
    });
}

describe('language server', () => {
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
    const marked = await open('{"probs": [2, 3]}');
    await found(marked, 'a diagnostic of the other document', (all) => all.length === 1);
    assert.deepEqual(ours(document), []);
  });

  it('D6 shapes behind arrays and losses above pairs are off, and on when the settings say so', async () => {
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
      assert.deepEqual(
        (await hints()).map(({ label }) => label),
        ['2 whole', '2'],
      );
      assert.match((await lenses())[0]?.command?.title ?? '', /loss 0\.356675 nats, 1 counted/);
    } finally {
      await settings.update('inlayHints.enabled', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('F4 killed, the server comes back, and hovers answer again within 3 s', async function () {
    if (process.platform !== 'linux') this.skip();
    const document = await open('{"p": [0.5, 0.5]}');
    assert(await hovered(document, '0.5'));
    const [pid] = servers();
    assert(pid, 'no server runs');
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + 3000;
    while (!(await hovered(document, '0.5'))) assert(Date.now() < deadline, 'no hover within 3 s of the kill');
    assert.notEqual(servers()[0], pid);
  });

  it('F5 a document that ends the server twice is left alone, and others are served', async function () {
    if (process.platform !== 'linux') this.skip();
    const fatal = '"end-the-server"';
    process.env['SURPRISAL_FATAL_TEXT'] = fatal;
    try {
      const fine = await open('{"p": [0.5, 0.5]}');
      process.kill(servers()[0], 'SIGKILL');
      const restarted = Date.now() + 5000;
      while (!(await hovered(fine, '0.5'))) assert(Date.now() < restarted, 'no hover within 5 s of the restart');
      const bad = await open(`{"probs": [0.5, 0.6], "x": ${fatal}}`);
      const deadline = Date.now() + 15_000;
      await hovered(bad, '0.5');
      while (!(await hovered(fine, '0.5'))) assert(Date.now() < deadline, 'the other document is not served');
      assert.equal(await hovered(bad, '0.5'), false);
      assert(await hovered(fine, '0.5'));
      assert.equal(servers().length, 1);
    } finally {
      delete process.env['SURPRISAL_FATAL_TEXT'];
    }
  });

  it('D8 selected numbers have their statistics to copy; other selections have none', async () => {
    const document = await open('[1, 2, 3]\nwords');
    const editor = vscode.window.activeTextEditor!;
    // A command of one's own answers without letting timers run, so each turn lets them.
    const copied = async () => {
      await setImmediate();
      return vscode.commands.executeCommand<string | undefined>('surprisal.copyStatistics');
    };
    editor.selection = new vscode.Selection(0, 0, 0, 9);
    const deadline = Date.now() + 5000;
    let text: string | undefined;
    while ((text = await copied()) === undefined) assert(Date.now() < deadline, 'no statistics within 5 s');
    assert.match(text, /count 3\nsum 6\nmean 2\nsd 0\.816/);
    assert.equal(await vscode.env.clipboard.readText(), text);
    editor.selection = new vscode.Selection(1, 0, 1, 5);
    while ((await copied()) !== undefined) assert(Date.now() < deadline, 'statistics of words');
    assert.equal(document.getText(), '[1, 2, 3]\nwords');
  });
});
