import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hoversAt, textsOf } from './documents.js';
import { until } from './until.js';

interface Case {
  what: string;
  file: string;
}

/** The custom editor of the active tab, such as `surprisal.tensor x.npy`. */
const active = (): string => {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? `${input.viewType} ${input.uri.path.split('/').at(-1)}` : '';
};
const untilActive = (tab: string): Promise<void> =>
  until(`the tab ${tab}, not ${active()}`, vscode.window.tabGroups.onDidChangeTabs, () => active() === tab);

describe('tensors in VS Code (R7)', () => {
  const workspace = vscode.workspace.workspaceFolders![0].uri;
  const folder = vscode.Uri.joinPath(workspace, 'tensors');
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  before(() => {
    const root = vscode.extensions.getExtension('surprisal.surprisal')!.extensionPath;
    const made = JSON.parse(readFileSync(join(root, 'test/reference/data/tensors.json'), 'utf8')) as { cases: Case[] };
    const write = (name: string, what: string): void => {
      const file = made.cases.find((each) => each.what === what)?.file;
      assert(file, what);
      writeFileSync(at(name).fsPath, Buffer.from(file, 'base64'));
    };
    mkdirSync(folder.fsPath, { recursive: true });
    write('x.npy', 'npy <f4 (3, 7, 3)');
    write('y.npz', 'npz deflated <f4 (3, 2, 3, 4)');
    write('z.safetensors', 'safetensors <f4 (4, 2, 3, 2)');
    writeFileSync(
      at('images-idx3-ubyte').fsPath,
      Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]),
    );
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder.fsPath, { recursive: true, force: true });
  });

  it('an NPY and an IDX file open in the viewer by themselves; npz and safetensors by View Tensor', async () => {
    for (const name of ['x.npy', 'images-idx3-ubyte']) {
      await vscode.commands.executeCommand('vscode.open', at(name));
      await untilActive(`surprisal.tensor ${name}`);
    }
    for (const name of ['y.npz', 'z.safetensors']) {
      await vscode.commands.executeCommand('surprisal.viewTensor', at(name));
      await untilActive(`surprisal.tensors ${name}`);
    }
    await vscode.commands.executeCommand('surprisal.viewTensor', { uri: at('x.npy').toString() });
    await untilActive('surprisal.tensor x.npy');
  });

  it('a string that names a file tells its shape, type and bytes, and leads to the viewer, in a notebook too', async () => {
    const check = async (document: vscode.TextDocument): Promise<void> => {
      const hovers = await hoversAt(document, 'x.npy');
      const texts = hovers.flatMap(textsOf).map((text) => text.replaceAll('&nbsp;', ' '));
      const about = texts.find((text) => text.includes('float32'));
      assert(about, texts.join('\n'));
      assert.match(about, /3 × 7 × 3, 63 numbers/);
      assert.ok(texts.some((text) => text.includes('command:surprisal.viewTensor?')));
    };
    const content = `import numpy as np\nx = np.load("x.npy")\n`;
    writeFileSync(at('a.py').fsPath, content);
    await check(await vscode.workspace.openTextDocument(at('a.py')));
    const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: [content] };
    const metadata = { language_info: { name: 'python' } };
    const notebook = JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 });
    writeFileSync(at('a.ipynb').fsPath, notebook);
    await check((await vscode.workspace.openNotebookDocument(at('a.ipynb'))).cellAt(0).document);
  });

  it('hovers and marks are there in the cells of a notebook', async () => {
    const text = 'probs = [0.5, 0.57]\nw = [1, 2, 3, 4]\n';
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    const { document } = notebook.cellAt(0);
    const marked = (): boolean =>
      vscode.languages.getDiagnostics(document.uri).some(({ source }) => source?.toLowerCase() === 'surprisal');
    const hovers = await hoversAt(document, '2, 3');
    assert.ok(hovers.flatMap(textsOf).some((said) => said.includes('**Array** of 4')));
    await until('a mark in a cell', vscode.languages.onDidChangeDiagnostics, marked);
  });
});
