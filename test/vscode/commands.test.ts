import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { active, answerWith, closeEditors, edit, show } from './documents.js';
import { closePages, pages, pagesOpened, untilPages } from './pages.js';
import { until } from './until.js';

function select({ document }: vscode.TextEditor, ...parts: string[]): vscode.Selection[] {
  const text = document.getText();
  let from = 0;
  return parts.map((part) => {
    const start = text.indexOf(part, from);
    assert(start >= 0, `no ${part} in the text`);
    from = start + part.length;
    return new vscode.Selection(document.positionAt(start), document.positionAt(from));
  });
}

interface Edit {
  title: string;
  command: string;
  content: string;
  parts: string[];
  language?: string;
  argument?: object;
  becomes: string;
}

const EDITS: Edit[] = [
  {
    title: 'softmax keeps comments, spaces and lines',
    command: 'softmax',
    content: '{"logits": [\n  [0, 0], // even\n  [0,  0]\n]}',
    parts: ['[\n  [0, 0], // even\n  [0,  0]\n]'],
    becomes: '{"logits": [\n  [0.5, 0.5], // even\n  [0.5,  0.5]\n]}',
  },
  {
    title: 'normalise',
    command: 'normalise',
    content: '{"p": [1, 3]}',
    parts: ['[1, 3]'],
    becomes: '{"p": [0.25, 0.75]}',
  },
  {
    title: 'normalise every selection by itself',
    command: 'normalise',
    content: '[1, 3]\n[2, 2, 4]',
    parts: ['[1, 3]', '[2, 2, 4]'],
    becomes: '[0.25, 0.75]\n[0.25, 0.25, 0.5]',
  },
  {
    title: 'adjacent selections',
    command: 'normalise',
    content: '[1, 3][2, 2]',
    parts: ['[1, 3]', '[2, 2]'],
    becomes: '[0.25, 0.75][0.5, 0.5]',
  },
  {
    title: 'one-hot',
    command: 'oneHot',
    content: '{"labels": [2, 0]}',
    parts: ['[2, 0]'],
    argument: { classes: 3 },
    becomes: '{"labels": [\n  [0, 0, 1],\n  [1, 0, 0]\n]}',
  },
  {
    title: 'harden',
    command: 'harden',
    content: '[[0.1, 0.9],[0.7, 0.3]]',
    parts: ['[[0.1, 0.9],[0.7, 0.3]]'],
    becomes: '[1, 0]',
  },
  {
    title: 'smooth labels',
    command: 'smoothLabels',
    content: '[0, 1]',
    parts: ['[0, 1]'],
    argument: { alpha: 0.5 },
    becomes: '[0.25, 0.75]',
  },
  {
    title: 'log',
    command: 'log',
    content: 'np.array([1, 0])',
    parts: ['np.array([1, 0])'],
    language: 'python',
    argument: { zeros: 'keep' },
    becomes: 'np.array([0, -np.inf])',
  },
  {
    title: 'log in a language that has the word',
    command: 'log',
    content: 'const p = [1, 0];',
    parts: ['[1, 0]'],
    language: 'javascript',
    becomes: 'const p = [0, -Infinity];',
  },
  {
    title: 'log with an epsilon',
    command: 'log',
    content: '[1, 0]',
    parts: ['[1, 0]'],
    argument: { zeros: 'epsilon' },
    becomes: '[0, -34.538776394910684]',
  },
  {
    title: 'append',
    command: 'normalise',
    content: '{\n  "p": [1, 3]\n}',
    parts: ['[1, 3]'],
    argument: { output: 'append' },
    becomes: '{\n  "p": [1, 3]\n  [0.25, 0.75]\n}',
  },
  {
    title: 'swap two selections',
    command: 'swap',
    content: '{"p": [1, 3], "q": [0.5]}',
    parts: ['[1, 3]', '[0.5]'],
    becomes: '{"p": [0.5], "q": [1, 3]}',
  },
];

describe('commands that edit', () => {
  after(closeEditors);

  for (const { title, command, content, parts, language, argument, becomes } of EDITS)
    it(`D2 ${title}: one undo restores the bytes, and the selections stay`, async () => {
      const editor = await edit(content, language);
      const selections = select(editor, ...parts);
      editor.selections = selections;
      await vscode.commands.executeCommand(`surprisal.${command}`, { output: 'replace', ...argument });
      assert.equal(editor.document.getText(), becomes);
      assert.equal(editor.selections.length, parts.length);
      editor.selections.forEach((selection, i) =>
        assert.deepEqual(selection.start, i === 0 ? selections[0].start : selection.start),
      );
      await vscode.commands.executeCommand('undo');
      await until(
        'the text as it was',
        vscode.workspace.onDidChangeTextDocument,
        () => editor.document.getText() === content,
      );
    });

  it('D2 the logarithm of 0 is written into JSON and Python by choice alone', async () => {
    for (const language of ['json', 'python']) {
      const editor = await edit('[1, 0]', language);
      editor.selections = select(editor, '[1, 0]');
      const log = Promise.resolve(vscode.commands.executeCommand('surprisal.log', { output: 'replace' }));
      await answerWith(log, 'workbench.action.closeQuickOpen');
      assert.equal(editor.document.getText(), '[1, 0]');
    }
  });

  it('D2 copy leaves the document alone', async () => {
    const editor = await edit('[1, 3]');
    editor.selections = select(editor, '[1, 3]');
    await vscode.commands.executeCommand('surprisal.normalise', { output: 'copy' });
    assert.equal(await vscode.env.clipboard.readText(), '[0.25, 0.75]');
    assert.equal(editor.document.getText(), '[1, 3]');
  });
});

interface Compared {
  rows: { id: string; value: number | null; backward: number | null; unit: string }[];
  parts: { entropy: number; divergence: number } | null;
}

/** Runs a command on parts of a text, or on all of it, and gives its answer. */
async function run<T>(command: string, content: string, ...parts: string[]): Promise<T> {
  const editor = await edit(content, content.startsWith('[') ? 'json' : 'plaintext');
  editor.selections = select(editor, ...(parts.length > 0 ? parts : [content]));
  return vscode.commands.executeCommand<T>(`surprisal.${command}`, {});
}

describe('commands that show', () => {
  after(closeEditors);

  it('compares two distributions by every measure, both ways round', async () => {
    const [p, q] = ['[0.1, 0.7, 0.2]', '[0, 0.5, 0.5]'];
    const { rows, parts } = await run<Compared>('compareDistributions', `${p}\n${q}`, p, q);
    const of = (id: string) => rows.find((row) => row.id === id);
    assert.equal(of('klDivergence')?.value, Infinity);
    assert.equal(of('klDivergence')?.backward?.toFixed(6), '0.289909');
    assert.equal(of('totalVariation')?.value?.toFixed(6), '0.300000');
    assert.equal(of('wasserstein1')?.value?.toFixed(6), '0.400000');
    assert.equal(parts?.entropy.toFixed(6), '0.801819');
  });

  it('compares one truth with the eleven predictions of the course, by the keys of an object', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const uri = vscode.Uri.joinPath(folder.uri, 'cross-entropy.json');
    const editor = await show(await vscode.workspace.openTextDocument(uri));
    editor.selections = select(editor, '"p"').map(({ start }) => new vscode.Selection(start, start));
    const { names, columns } = await vscode.commands.executeCommand<{
      names: string[];
      columns: { id: string; values: Float64Array }[];
    }>('surprisal.compareWithMany', {});
    assert.deepEqual(names.slice(0, 3), ['q1', 'q2', 'q3']);
    const crossEntropy = columns.find(({ id }) => id === 'crossEntropy')!.values;
    assert.equal(crossEntropy.length, 11);
    assert.equal(crossEntropy[2].toFixed(6), '4.077710');
    assert.equal(crossEntropy[10].toFixed(6), '0.801819');
  });

  it('describes a tensor', async () => {
    const { facts, table } = await run<{
      facts: { shape: number[]; mean: number };
      table: { mean: Float64Array };
    }>('describeTensor', '[[1, 2], [3, 4]]');
    assert.deepEqual([facts.shape, facts.mean, [...table.mean]], [[2, 2], 2.5, [1.5, 3.5]]);
  });

  it('M4 checks convexity at logits: no eigenvalue below zero, and one of zero', async () => {
    const { eigenvalues, convex } = await run<{ eigenvalues: Float64Array; convex: boolean }>(
      'checkConvexity',
      '[0, 0]',
    );
    assert.equal(convex, true);
    assert.deepEqual(
      [...eigenvalues].map((value) => Number(value.toFixed(12))),
      [0.5, 0],
    );
  });

  it('M6 information of two label arrays, and columns ranked against a label', async () => {
    const [play, windy] = ['["yes", "yes", "no", "no"]', '[1, 1, 1, 0]'];
    const { rows } = await run<Compared>('measureInformation', `${play}\n${windy}`, play, windy);
    assert.equal(rows.find(({ id }) => id === 'informationGain')?.value?.toFixed(6), '0.215762');
    const table = 'outlook,windy,play\nsunny,no,no\nsunny,yes,no\nrain,no,yes\nrain,yes,yes';
    const { ranking } = await run<{ ranking: { name: string; gain: number }[] }>('measureInformation', table);
    assert.deepEqual(
      ranking.map(({ name, gain }) => [name, gain.toFixed(6)]),
      [
        ['outlook', '0.693147'],
        ['windy', '0.000000'],
      ],
    );
  });

  it('M6 information of a table of counts', async () => {
    const { rows } = await run<Compared>('measureInformation', '[[2, 0], [0, 2]]');
    assert.equal(rows.find(({ id }) => id === 'mutualInformation')?.value?.toFixed(6), '0.693147');
  });

  it('S27 every command refuses arrays of unlike shapes with both shapes and both places, and edits nothing', async () => {
    const editor = await edit('[0.5, 0.5]\n  [0.2, 0.3, 0.5]');
    const lengths =
      /:2:3: an array of shape \(3,\).*2.* stands at [^ ]+:1:1\.$|:1:1: an array of shape \(2,\).*3.* stands at [^ ]+:2:3\.$/;
    for (const [command, argument] of [
      ['computeLoss', { measure: 'meanSquaredError' }],
      ['computeLoss', { measure: 'entropy' }],
      ['compareDistributions', {}],
      ['compareWithMany', {}],
      ['describeTensor', {}],
      ['checkConvexity', {}],
    ] as const) {
      editor.selections = select(editor, '[0.5, 0.5]', '[0.2, 0.3, 0.5]');
      const { error, code } = await vscode.commands.executeCommand<{ error: string; code: string }>(
        `surprisal.${command}`,
        argument,
      );
      assert.equal(code, 'shape', command);
      assert.match(error, lengths, command);
    }
    assert.equal(editor.document.getText(), '[0.5, 0.5]\n  [0.2, 0.3, 0.5]');
  });

  it('D2 one result page is used again, and a refusal opens none', async () => {
    await pagesOpened();
    await closePages('result');
    const editor = await edit('[0.5, 0.5]\n[0.5, 0.5]');
    editor.selections = select(editor, '[0.5, 0.5]');
    await vscode.commands.executeCommand('surprisal.computeLoss', { measure: 'crossEntropy' });
    await pagesOpened();
    assert.equal(pages('result').length, 0);
    await active(editor);
    for (const measure of ['crossEntropy', 'klDivergence']) {
      editor.selections = select(editor, '[0.5, 0.5]', '[0.5, 0.5]');
      await vscode.commands.executeCommand('surprisal.computeLoss', { measure });
    }
    await untilPages('result', 'the second result', (open) => open.some(({ label }) => label.startsWith('KL')));
    await pagesOpened();
    assert.equal(pages('result').length, 1);
  });
});
