import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, open } from './documents.js';

async function hoverAt(content: string, at: string, language = 'json'): Promise<vscode.Hover[]> {
  const document = await open(content, language);
  const position = document.positionAt(content.indexOf(at));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers.filter(({ contents }) => contents.some((content) => /array|distribution/i.test(textOf(content))));
}

const textOf = (content: vscode.MarkdownString | vscode.MarkedString): string =>
  typeof content === 'string' ? content : content.value;

const contentsOf = ([hover]: vscode.Hover[]): vscode.MarkdownString[] => {
  assert(hover, 'no hover of ours');
  return hover.contents as vscode.MarkdownString[];
};

describe('hover', () => {
  after(closeEditors);

  it('D4 an array: shape, count, range, mean, standard deviation, NaN and infinities in bold', async () => {
    const [about] = contentsOf(await hoverAt('{"w": [1, 2, 3, NaN, Infinity]}', '2,'));
    const text = textOf(about);
    assert.match(text, /\*\*Array\*\* of 5/);
    assert.match(text, /range 1 to 3, mean 2, sd 0\.816/);
    assert.match(text, /\*\*1 NaN\*\*, \*\*1 infinite\*\*/);
  });

  it('D4 a distribution: sum, top class and surprise, entropy in nats and bits, perplexity, its bars', async () => {
    const [about, picture] = contentsOf(await hoverAt('{"p": [0.1, 0.7, 0.2]}', '0.7'));
    const text = textOf(about);
    assert.match(text, /\*\*Distribution over 3 classes\*\*, sums to 1\.0000/);
    assert.match(text, /top class 1 at 0\.7: surprise 0\.357 nats, then 2 at 0\.2/);
    assert.match(text, /entropy 0\.802 nats \(1\.16 bits\), like 2\.23 equal classes/);
    assert.match(textOf(picture), /!\[Bars[^\]]*\]\(data:image\/svg\+xml;base64,/);
  });

  it('D4 a 28 x 28 array: its picture, also from one of its rows', async () => {
    const rows = Array.from(
      { length: 28 },
      (_, y) => `[${Array.from({ length: 28 }, (_, x) => (x + y) % 256).join(', ')}]`,
    );
    const content = `{"image": [\n${rows.join(',\n')}\n]}`;
    const [about, picture] = contentsOf(await hoverAt(content, '9, 10'));
    assert.match(textOf(about), /\*\*28 × 28 array\*\* of 784 whole numbers/);
    assert.match(textOf(picture), /\|width=140,height=140\)/);
  });

  it('U45 S2 text of the file is escaped and without trust; only our own words hold command links', async () => {
    const key = '](command:workbench.action.terminal.new) ![](https://example.test/x.png) <img src=x>';
    const contents = contentsOf(await hoverAt(`{"${key}": [0.5, 0.5]}`, '0.5,'));
    assert.equal(contents.length, 2);
    const [about, ours] = contents;
    assert.notEqual(about.isTrusted, true);
    assert.doesNotMatch(textOf(about), /[^\\]\]\(/);
    assert.doesNotMatch(textOf(about), /<img/);
    assert.doesNotMatch(textOf(ours), /terminal|example|<img/);
  });

  it('U44 says nothing where there is nothing to say', async () => {
    assert.deepEqual(await hoverAt('{"files": ["a", "b"], "n": 3}', '"a"'), []);
    assert.deepEqual(await hoverAt('x = a[0]\n', '0', 'python'), []);
  });

  it('D4 a file of the folder, whatever file system that lies on (U21)', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const uri = vscode.Uri.joinPath(folder.uri, 'digit.json');
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf('104, 254'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
    assert(hovers.some(({ contents }) => contents.some((content) => /28 × 28 array/.test(textOf(content)))));
  });
});
