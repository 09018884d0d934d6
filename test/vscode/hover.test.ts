import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, hoversAt, open, textsOf } from './documents.js';

async function hoverAt(content: string, at: string, language = 'json'): Promise<vscode.Hover[]> {
  const hovers = await hoversAt(await open(content, language), at);
  return hovers.filter((hover) => textsOf(hover).some((text) => /array|distribution|matrix|report/i.test(text)));
}

const contentsOf = ([hover]: vscode.Hover[]): vscode.MarkdownString[] => {
  assert(hover, 'no hover of ours');
  return hover.contents as vscode.MarkdownString[];
};

describe('hover', () => {
  after(closeEditors);

  it('D4 an array: shape, count, range, mean, standard deviation, NaN and infinities in bold', async () => {
    const [about] = contentsOf(await hoverAt('{"w": [1, 2, 3, NaN, Infinity]}', '2,'));
    const text = about.value;
    assert.match(text, /\*\*Array\*\* of 5/);
    assert.match(text, /range 1 to 3, mean 2, sd 0\.816 \(divisor n\)/);
    assert.match(text, /\*\*1 NaN\*\*, \*\*1 infinite\*\* of 5; statistics over the other 3/);
  });

  it('D4 a distribution: sum, top class and surprise, entropy in nats and bits, perplexity, its bars', async () => {
    const [about, picture] = contentsOf(await hoverAt('{"p": [0.1, 0.7, 0.2]}', '0.7'));
    const text = about.value;
    assert.match(text, /\*\*Distribution over 3 classes\*\*, sums to 1 *$/m);
    assert.match(text, /top class 1 at 0\.7: surprise 0\.357 nats, then 2 at 0\.2/);
    assert.match(text, /entropy 0\.802 nats \(1\.16 bits\), perplexity 2\.23/);
    assert.match(picture.value, /!\[Bars[^\]]*\]\(data:image\/svg\+xml;base64,/);
  });

  it('D4 a 28 x 28 array: its picture, also from one of its rows', async () => {
    const rows = Array.from(
      { length: 28 },
      (_, y) => `[${Array.from({ length: 28 }, (_, x) => (x + y) % 256).join(', ')}]`,
    );
    const content = `{"image": [\n${rows.join(',\n')}\n]}`;
    const [about, picture] = contentsOf(await hoverAt(content, '9, 10'));
    assert.match(about.value, /\*\*Array\*\* of 784 whole numbers, shape \(28, 28\)/);
    assert.match(picture.value, /\|width=140,height=140\)/);
  });

  it('U45 S2 text of the file is escaped and without trust; only our own words hold command links', async () => {
    const key = '](command:workbench.action.terminal.new) ![](https://example.test/x.png) <img src=x>';
    const contents = contentsOf(await hoverAt(`{"${key}": [0.5, 0.5]}`, '0.5,'));
    assert.equal(contents.length, 2);
    const [about, ours] = contents;
    assert.notEqual(about.isTrusted, true);
    assert.doesNotMatch(about.value, /[^\\]\]\(/);
    assert.doesNotMatch(about.value, /<img/);
    assert.doesNotMatch(ours.value, /terminal|example|<img/);
  });

  it('D4 a printed matrix and a report: accuracy and least recalls, names as text, a link that opens the inspector', async () => {
    const named = 'Confusion matrix:\n[[50  2]\n [ 3 45]]\n';
    const [about, ours] = contentsOf(await hoverAt(named, '50', 'plaintext'));
    assert.match(
      about.value,
      /Confusion matrix of 2 classes: accuracy 95\.0% of 100; least recall: class 1 93\.8% of 48/,
    );
    const [, code] = /\[Open transposed\]\(command:surprisal\.openConfusion\?([^)]*)\)/.exec(ours.value) ?? [];
    const [argument] = JSON.parse(decodeURIComponent(code)) as unknown[];
    const opened = await vscode.commands.executeCommand<{ counts: number[] }>('surprisal.openConfusion', argument);
    assert.deepEqual(opened.counts, [50, 3, 2, 45]);
    const row = '[x](command:a) 0.90 0.90 0.90 10\n';
    const report = `precision recall f1-score support\n${row}b 0.80 0.80 0.80 10\naccuracy 0.85 20\n`;
    const hovers = await hoverAt(`Confusion array\n\n${report}`, 'accuracy', 'plaintext');
    assert.doesNotMatch(hovers.flatMap(textsOf).join(), /[^\\]\]\(command:a/);
  });

  it('U44 says nothing where there is nothing to say', async () => {
    assert.deepEqual(await hoverAt('{"files": ["a", "b"], "n": 3}', '"a"'), []);
    assert.deepEqual(await hoverAt('x = a[0]\n', '0', 'python'), []);
  });

  it('D4 is turned off, everywhere or in one language, and on again, at once', async () => {
    const quiet = async (language: string) => (await hoverAt('[0.5, 0.5]', '0.5,', language)).length === 0;
    const set = (value: boolean | undefined, language?: string) =>
      vscode.workspace
        .getConfiguration('surprisal', language === undefined ? undefined : { languageId: language })
        .update('hover.enabled', value, vscode.ConfigurationTarget.Global, language !== undefined);
    try {
      assert.deepEqual([await quiet('python'), await quiet('json')], [false, false]);
      await set(false, 'python');
      assert.deepEqual([await quiet('python'), await quiet('json')], [true, false]);
      await set(false);
      assert.deepEqual([await quiet('python'), await quiet('json')], [true, true]);
    } finally {
      await set(undefined, 'python');
      await set(undefined);
    }
    assert.deepEqual([await quiet('python'), await quiet('json')], [false, false]);
  });

  it('D4 a table that is plain text by its language, by its file: the column below a header', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'p,q\n1,2\n3,4\n' });
    assert.deepEqual(await hoversAt(document, 'p,q'), []);
    const uri = vscode.Uri.parse('untitled:/of/a/table.csv');
    const table = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), 'p,q\n1,2\n3,4\n');
    await vscode.workspace.applyEdit(edit);
    assert.equal(table.getText().length, 12);
    assert.match(contentsOf(await hoversAt(table, 'q'))[0].value, /Column.*q.*numbers.*in.*2.*of.*2.*cells/);
  });

  it('D4 a file of the folder, whatever file system that lies on (U21)', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'digit.json'));
    assert.match((await hoversAt(document, '104, 254')).flatMap(textsOf).join(), /shape \(28, 28\)/);
  });
});
