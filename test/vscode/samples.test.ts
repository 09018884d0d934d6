import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors } from './documents.js';
import { until } from './until.js';

describe('the course', () => {
  after(closeEditors);
  const course = (name: string) => vscode.Uri.from({ scheme: 'surprisal-course', path: `/${name}` });
  const untitled = () => vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled).length;

  it('opens a section as a rendered page, and data as a file, neither to be saved (P5, F28)', async () => {
    const before = untitled();
    await vscode.commands.executeCommand('surprisal.openSample', '03-cross-entropy.md');
    const isPage = ({ activeTab }: vscode.TabGroup) =>
      activeTab?.input instanceof vscode.TabInputWebview && activeTab.input.viewType.includes('markdown.preview');
    const { tabGroups } = vscode.window;
    await until('the page', tabGroups.onDidChangeTabs, () => isPage(tabGroups.activeTabGroup));
    await vscode.commands.executeCommand('surprisal.openSample', 'digit.json');
    const document = vscode.window.activeTextEditor!.document;
    assert.equal(document.uri.toString(), course('digit.json').toString());
    assert.equal((JSON.parse(document.getText()) as { image: number[][] }).image.length, 28);
    assert.deepEqual([document.isDirty, untitled()], [false, before]);
  });

  it('every section leads to those beside it, and what a link leads to is there (P5)', async () => {
    const names = (await vscode.workspace.fs.readDirectory(course(''))).map(([name]) => name);
    const sections = names.filter((name) => name.endsWith('.md'));
    assert.equal(sections.length, 12);
    for (const [at, name] of sections.entries()) {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(course(name)));
      assert.match(text, new RegExp(`^# ${at + 1}\\. `));
      const links = [...text.matchAll(/\]\(([^):]+\.md)\)/g)].map(([, link]) => link);
      assert.deepEqual(links.slice(-2), [sections[at - 1], sections[at + 1]].filter(Boolean));
      for (const link of links) assert(names.includes(link), link);
    }
  });

  it('a change lasts as long as the window, and the package is as it was', async () => {
    const uri = course('faults.json');
    const packed = await vscode.workspace.fs.readFile(uri);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('[1]'));
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), '[1]');
    await vscode.workspace.fs.writeFile(uri, packed);
    const isRefused = (work: Thenable<unknown>): Thenable<boolean> =>
      work.then(
        () => false,
        () => true,
      );
    assert(await isRefused(vscode.workspace.fs.delete(uri)));
    assert(await isRefused(vscode.workspace.fs.readFile(course('package.json'))));
  });

  it('a loss is computed in a section, where it says to try it (P5)', async () => {
    const document = await vscode.workspace.openTextDocument(course('04-asymmetry.md'));
    const rangeOf = (text: string) => {
      const at = document.getText().indexOf(text);
      return { start: document.positionAt(at), end: document.positionAt(at + text.length) };
    };
    const { value } = await vscode.commands.executeCommand<{ value: number }>('surprisal.computeLoss', {
      measure: 'klDivergence',
      uri: document.uri.toString(),
      ranges: [rangeOf('[0.1, 0.7, 0.2]'), rangeOf('[0.1, 0.6, 0.3]')],
      show: false,
    });
    assert.equal(value.toFixed(6), '0.026812');
  });
});
