import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, show } from './documents.js';

const { fs } = vscode.workspace;
const root = (): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'python-loops');
const at = (...names: string[]): vscode.Uri => vscode.Uri.joinPath(root(), ...names);
const textOf = async (uri: vscode.Uri): Promise<string> => new TextDecoder().decode(await fs.readFile(uri));
const write = (uri: vscode.Uri, text: string): Thenable<void> => fs.writeFile(uri, new TextEncoder().encode(text));
const logRun = (framework: string) =>
  vscode.commands.executeCommand<{ logger: string; inserted: boolean } | undefined>('surprisal.logRun', { framework });

/** A script of the workspace in an editor, with its caret on a line. */
async function script(folder: string, text: string, line: number): Promise<vscode.TextEditor> {
  await write(at(folder, 'train.py'), text);
  const editor = await show(await vscode.workspace.openTextDocument(at(folder, 'train.py')));
  await vscode.languages.setTextDocumentLanguage(editor.document, 'python');
  editor.selection = new vscode.Selection(line, 0, line, 0);
  return editor;
}

describe('Log a Run from Python (R2)', () => {
  const { showWarningMessage, showInformationMessage } = vscode.window;
  let asked: string[] = [];
  let told: string[] = [];
  let answer: string | undefined;
  before(() => {
    Object.assign(vscode.window, {
      showWarningMessage: (text: string, options: vscode.MessageOptions) => {
        asked.push(`${text} ${options.detail}`);
        return Promise.resolve(answer);
      },
      showInformationMessage: (text: string) => Promise.resolve(void told.push(text)),
    });
  });
  beforeEach(() => {
    [asked, told, answer] = [[], [], undefined];
  });
  after(async () => {
    Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
    await closeEditors();
    await fs.delete(root(), { recursive: true });
  });

  it('puts the logger beside the script and the lines at the caret, as far in as the caret; one undo takes them back', async () => {
    const before = 'def main():\n    net = build()\n    \n    save(net)\n';
    const editor = await script('one', before, 2);
    const mark = vscode.Uri.joinPath(root(), '..', '.surprisal', '.gitignore');
    await fs.delete(mark).then(undefined, () => undefined);
    const done = await logRun('pytorch');
    assert.equal(await textOf(mark), '*\n', 'runs of this script lie in the folder that is open');
    assert.deepEqual(done, { logger: at('one', 'surprisal_run.py').toString(), inserted: true });
    assert.match(await textOf(at('one', 'surprisal_run.py')), /^"""Logs the training[^]*\nclass Run:\n/);
    const text = editor.document.getText();
    assert.match(text, /^def main\(\):\n {4}net = build\(\)\n {4}# Surprisal, PyTorch 2\.\n {4}import torch\n/);
    assert.match(text, /\n\n {4}with Run\("pytorch"[^]*logits=.*\n {4}save\(net\)\n$/);
    assert.match(told.join(), /surprisal_run\.py is in .*\/one\. Start your script/);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
    await editor.document.save();
  });

  it('writes below a line where something stands, and asks nothing where the logger is there already', async () => {
    const editor = await script('three', 'x = 1\ny = 2\n', 0);
    for (const framework of ['loop', 'sklearn', 'skorch', 'keras', 'lightning', 'transformers']) {
      editor.selection = new vscode.Selection(0, 1, 0, 1);
      assert.equal((await logRun(framework))?.inserted, true, framework);
    }
    assert.deepEqual(asked, []);
    assert.match(
      editor.document.getText(),
      /^x = 1\n# Surprisal, Hugging Face[^]*\n# Surprisal, any loop[^]*\ny = 2\n$/,
    );
    await editor.document.save();
  });

  it('replaces another file of its name only where a person says so, and tells which is newer', async () => {
    const editor = await script('two', '\n', 0);
    const logger = at('two', 'surprisal_run.py');
    for (const [there, words] of [
      ['VERSION = "0"\n', /an older logger, version 0; this one is version 1/],
      ['VERSION = "999"\n', /a newer logger, version 999/],
      ['print()\n', /not a logger of Surprisal/],
      ['VERSION = "1"\n# mine\n', /with changes in it/],
    ] as const) {
      await write(logger, there);
      asked = [];
      [answer] = [undefined];
      assert.equal(await logRun('loop'), undefined);
      assert.match(asked.join(), words);
      answer = 'Keep It';
      assert.equal((await logRun('loop'))?.inserted, true);
      assert.equal(await textOf(logger), there);
    }
    answer = 'Replace';
    await logRun('loop');
    assert.match(await textOf(logger), /\nclass Run:\n/);
    await editor.document.save();
  });

  it('with no script in the editor, the logger goes into the folder that is open, and the lines can be copied', async () => {
    await closeEditors();
    const logger = vscode.Uri.joinPath(root(), '..', 'surprisal_run.py');
    const done = await logRun('keras');
    assert.deepEqual(done, { logger: logger.toString(), inserted: false });
    assert.match(told.join(), /Copy the lines into your script/);
    await fs.delete(logger);
  });

  it('a sample comes with its logger and its data, and what a person changed in it stays', async () => {
    const open = () =>
      vscode.commands.executeCommand('surprisal.openPythonSample', {
        script: 'digits_sklearn.py',
        folder: at('sample').toString(),
      });
    assert.equal(await open(), at('sample', 'digits_sklearn.py').toString());
    const names = (await fs.readDirectory(at('sample'))).map(([name]) => name).sort();
    assert.deepEqual(names, ['digits_sklearn.py', 'mnist', 'surprisal_run.py']);
    const sizes = (await fs.readDirectory(at('sample', 'mnist'))).map(([name]) => name).sort();
    assert.deepEqual(
      sizes,
      ['sample-images', 'sample-labels', 'test-images', 'test-labels'].map((each) => `${each}.idx.gz`),
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, at('sample', 'digits_sklearn.py').path);
    await write(at('sample', 'digits_sklearn.py'), '# mine\n');
    await open();
    assert.equal(await textOf(at('sample', 'digits_sklearn.py')), '# mine\n');
  });

  it('in a notebook, the lines go into the cell', async function () {
    await write(at('note', 'a.ipynb'), '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
    let notebook: vscode.NotebookDocument;
    try {
      notebook = await vscode.workspace.openNotebookDocument(at('note', 'a.ipynb'));
    } catch {
      // This host has no notebooks.
      return this.skip();
    }
    const edit = new vscode.WorkspaceEdit();
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x = 1', 'python');
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(0, [cell])]);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.cell.edit');
    const { document } = notebook.cellAt(0);
    if (vscode.window.activeTextEditor?.document !== document) return this.skip();
    assert.deepEqual(await logRun('sklearn'), { logger: at('note', 'surprisal_run.py').toString(), inserted: true });
    assert.match(document.getText(), /^x = 1\n# Surprisal, scikit-learn/);
  });
});
