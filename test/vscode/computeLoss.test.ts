import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, edit } from './documents.js';
import { poll } from './until.js';

interface Loss {
  value: number | null;
  unit: string;
  convention: string;
  counted: number;
  of: number;
  warnings: string[];
}
interface Refused {
  error: string;
  code: string;
  line: number | null;
  column: number | null;
}

/** Opens a text, selects each part of it, runs the command, and checks that neither text nor selections moved. */
async function compute<T>(
  content: string,
  parts: string[],
  argument: object = {},
  language = 'json',
  reversed = false,
): Promise<T> {
  const editor = await edit(content, language);
  const { document } = editor;
  let from = 0;
  const selections = parts.map((part) => {
    const caret = part.startsWith('|');
    const text = caret ? part.slice(1) : part;
    const start = content.indexOf(text, from);
    assert(start >= 0, `no ${text} in the text`);
    from = start + text.length;
    return new vscode.Selection(document.positionAt(start), document.positionAt(caret ? start : from));
  });
  editor.selections = reversed ? selections.reverse() : selections;
  const before = JSON.stringify(editor.selections);
  const { version } = document;
  const answer = await vscode.commands.executeCommand<T>('surprisal.computeLoss', {
    measure: 'crossEntropy',
    show: false,
    ...argument,
  });
  assert.equal(document.getText(), content);
  assert.equal(document.version, version);
  assert.equal(JSON.stringify(editor.selections), before);
  return answer;
}

const P = '[0.1, 0.7, 0.2]';
const Q = '[0.1, 0.6, 0.3]';
const COURSE = `{\n  "p": ${P},\n  "q": ${Q}\n}\n`;

interface Mode {
  title: string;
  content: string;
  parts: string[];
  language?: string;
  argument?: object;
  /** Makes the selections from the last to the first. */
  reversed?: boolean;
  value: string;
  counted?: number;
}

/** The eleven predictions of the course and their cross-entropy with P. */
const COURSE_ROWS: [string, string][] = [
  ['[0.1, 0.7, 0.2]', '0.801819'],
  ['[0.1, 0.6, 0.3]', '0.828631'],
  ['[0.1, 0.5, 0.4]', '0.898720'],
  ['[0, 0.5, 0.5]', '4.077710'],
  ['[0, 0.4, 0.6]', '4.197446'],
  ['[0, 0.2, 0.8]', '4.625113'],
  ['[0, 0.1, 0.9]', '5.086759'],
  ['[0, 0.01, 0.99]', '6.679507'],
  ['[0, 0, 1]', '27.631021'],
  ['[1, 0, 0]', '31.084899'],
  ['[0.5, 0, 0.5]', '24.385088'],
];

const categorical = { measure: 'categoricalCrossEntropy' };
const BATCH = `{\n  "y_true": [1, 0],\n  "y_pred": [\n    [0.2, 0.8],\n    [0.6, 0.4]\n  ]\n}\n`;

const MODES: Mode[] = [
  ...COURSE_ROWS.map(([q, value]): Mode => ({
    title: `the course, ${q}`,
    content: `${P}\n${q}\n`,
    parts: [P, q],
    value,
  })),
  {
    title: 'two cursors on the keys and arrays',
    content: COURSE,
    parts: [`"p": ${P}`, `"q": ${Q}`],
    value: '0.828631',
  },
  { title: 'the later selection made first', content: COURSE, parts: [P, Q], reversed: true, value: '0.828631' },
  { title: 'two carets in two arrays', content: COURSE, parts: ['|0.7', '|0.6'], value: '0.828631' },
  {
    title: 'a caret in one line of JSON Lines',
    content: `{"target": ${P}, "prediction": ${P}}\n{"target": ${P}, "prediction": ${Q}}\n`,
    parts: ['|0.6'],
    language: 'jsonl',
    value: '0.828631',
  },
  {
    title: 'a measure of one distribution, of three selections',
    content: `${P}\n${Q}\n${P}`,
    parts: [P, Q, P],
    argument: { measure: 'entropy' },
    value: '0.833861',
    counted: 3,
  },
  { title: 'swapped on request', content: COURSE, parts: [P, Q], argument: { swapped: true }, value: '0.927095' },
  { title: 'a selection of two rows', content: `[${P}, ${Q}]`, parts: [`[${P}, ${Q}]`], value: '0.828631' },
  { title: 'two lines selected as one', content: `${P}\n${Q}\n`, parts: [`${P}\n${Q}`], value: '0.828631' },
  { title: 'two keyed lines selected as one', content: COURSE, parts: [`"p": ${P},\n  "q": ${Q}`], value: '0.828631' },
  {
    title: 'a selected object by its keys',
    content: `[{"prediction": ${Q}, "target": ${P}}]`,
    parts: [`{"prediction": ${Q}, "target": ${P}}`],
    value: '0.828631',
  },
  {
    title: 'a caret in an object with keys',
    content: `{\n  "name": "run 7",\n  "y_pred": ${Q},\n  "y_true": ${P}\n}`,
    parts: ['|run 7'],
    value: '0.828631',
  },
  { title: 'a matrix of two rows', content: `[${P},\n ${Q}]`, parts: [`[${P},\n ${Q}]`], value: '0.828631' },
  {
    title: 'class indices by key',
    content: BATCH,
    parts: ['|0.6'],
    argument: categorical,
    value: '0.366985',
    counted: 2,
  },
  {
    title: 'class indices by two selections',
    content: BATCH,
    parts: ['[1, 0]', '[\n    [0.2, 0.8],\n    [0.6, 0.4]\n  ]'],
    argument: categorical,
    value: '0.366985',
    counted: 2,
  },
  {
    title: 'one class index beside logits',
    content: '{"target": 1, "logits": [0, 0]}',
    parts: ['|logits'],
    argument: categorical,
    value: '0.693147',
  },
  {
    title: 'logits told by the argument',
    content: '[1]\n[[0, 0]]',
    parts: ['[1]', '[[0, 0]]'],
    argument: { ...categorical, options: { fromLogits: true } },
    value: '0.693147',
  },
  {
    title: 'many objects, a cursor on each',
    content: `{"target": ${P}, "prediction": ${Q}}\n{"target": ${P}, "prediction": ${P}}\n`,
    parts: [`{"target": ${P}, "prediction": ${Q}}`, `{"target": ${P}, "prediction": ${P}}`],
    language: 'jsonl',
    value: '0.815225',
    counted: 2,
  },
  {
    title: 'JSON with comments and trailing commas',
    content: `{\n  // truth\n  "target": [0.1, 0.7, 0.2,],\n  "probs": ${Q},\n}`,
    parts: ['|truth'],
    language: 'jsonc',
    value: '0.828631',
  },
  {
    title: 'Python, by name',
    content: `y_true = np.array(${P})\ny_pred = np.array(${Q})\n`,
    parts: ['|0.7'],
    language: 'python',
    value: '0.828631',
  },
  {
    title: 'Python, two selections',
    content: `a = torch.tensor(${P})\nb = torch.tensor(${Q})\n`,
    parts: [`torch.tensor(${P})`, `torch.tensor(${Q})`],
    language: 'python',
    value: '0.828631',
  },
  {
    title: 'printed by NumPy',
    content: 'p [0.1 0.7 0.2]\nq [0.1 0.6 0.3]\n',
    parts: ['[0.1 0.7 0.2]', '[0.1 0.6 0.3]'],
    language: 'plaintext',
    value: '0.828631',
  },
  {
    title: 'JavaScript',
    content: `const target = ${P};\nconst prediction = ${Q};\n`,
    parts: [P, Q],
    language: 'javascript',
    value: '0.828631',
  },
  {
    title: 'TypeScript, an object by its keys',
    content: `const pair = { target: ${P}, prediction: ${Q} };\n`,
    parts: ['|0.6'],
    language: 'typescript',
    value: '0.828631',
  },
  { title: 'Markdown', content: `p = ${P}, q = ${Q}\n`, parts: [P, Q], language: 'markdown', value: '0.828631' },
  { title: 'a log', content: `step 7 p=${P} q=${Q}\n`, parts: [P, Q], language: 'log', value: '0.828631' },
  { title: 'CRLF', content: `${P}\r\n${Q}\r\n`, parts: [P, Q], value: '0.828631' },
  { title: 'a surrogate pair before it', content: `{"😀": ${P}, "q": ${Q}}`, parts: [P, Q], value: '0.828631' },
  {
    title: 'squared errors',
    content: '[1, 2, 3]\n[1, 2, 5]',
    parts: ['[1, 2, 3]', '[1, 2, 5]'],
    argument: { measure: 'meanSquaredError' },
    value: '1.333333',
    counted: 3,
  },
  {
    title: 'an option of the measure',
    content: `${P}\n[0, 0.5, 0.5]`,
    parts: [P, '[0, 0.5, 0.5]'],
    argument: { options: { epsilonMode: 'clip', epsilon: 1e-7 } },
    value: '2.235642',
  },
];

interface Wrong {
  title: string;
  content: string;
  parts: string[];
  argument?: object;
  code: string;
  at: [number, number] | null;
  says: RegExp;
}

const WRONG: Wrong[] = [
  {
    title: 'no array',
    content: '{"name": "x"}',
    parts: ['|name'],
    code: 'syntax',
    at: [1, 3],
    says: /expected an array of numbers/,
  },
  { title: 'words', content: 'hello\nworld', parts: ['hello', 'world'], code: 'shape', at: [1, 1], says: /hello/ },
  {
    title: 'ragged rows',
    content: '[0.5, 0.5]\n[[0.1, 0.9],\n [0.2]]',
    parts: ['[0.5, 0.5]', '[[0.1, 0.9],\n [0.2]]'],
    code: 'ragged',
    at: [3, 2],
    says: /expected/,
  },
  {
    title: 'unequal lengths',
    content: `${P}\n[0.5, 0.5]`,
    parts: [P, '[0.5, 0.5]'],
    code: 'shape',
    at: [1, 1],
    says: /an array of shape \(3,\).*an array of shape \(2,\)/,
  },
  {
    title: 'a negative probability',
    content: `${P}\n[0.5, -0.1, 0.6]`,
    parts: [P, '[0.5, -0.1, 0.6]'],
    code: 'negative',
    at: [2, 7],
    says: /-0\.1 in the prediction; expected a probability, at least 0/,
  },
  {
    title: 'NaN',
    content: `[NaN, 1, 0]\n${Q}`,
    parts: ['[NaN, 1, 0]', Q],
    code: 'notFinite',
    at: [1, 2],
    says: /NaN in the target/,
  },
  { title: 'one array', content: `${P}\n`, parts: [P], code: 'shape', at: [1, 1], says: /a target and a prediction/ },
  {
    title: 'three arrays',
    content: `${P}\n${P}\n${P}`,
    parts: [P, P, P],
    code: 'shape',
    at: [3, 1],
    says: /3 selections/,
  },
  {
    title: 'a class that is not there',
    content: '[2]\n[[0.5, 0.5]]',
    parts: ['[2]', '[[0.5, 0.5]]'],
    argument: categorical,
    code: 'range',
    at: [1, 2],
    says: /class index 2.*0 to 1/,
  },
  {
    title: 'a printed array cut short',
    content: `[0.1 ... 0.2]\n${Q}`,
    parts: ['[0.1 ... 0.2]', Q],
    code: 'truncated',
    at: [1, 6],
    says: /Print the whole array/,
  },
];

describe('Compute Loss', () => {
  after(closeEditors);

  for (const { title, content, parts, language, argument, reversed, value, counted } of MODES)
    it(`D1 ${title}`, async () => {
      const loss = await compute<Loss>(content, parts, argument, language, reversed);
      assert.equal(loss.value?.toFixed(6), value, JSON.stringify(loss));
      assert.equal(loss.counted, counted ?? 1);
    });

  it('D1 a cell of a notebook, by its selections and by the caret in it', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `p = ${P}\nq = ${Q}\n`, 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    const range = (part: string) => {
      const start = document.getText().indexOf(part);
      return new vscode.Range(document.positionAt(start), document.positionAt(start + part.length));
    };
    const given = { measure: 'crossEntropy', show: false, uri: document.uri.toString(), ranges: [range(P), range(Q)] };
    const loss = await vscode.commands.executeCommand<Loss>('surprisal.computeLoss', given);
    assert.equal(loss.value?.toFixed(6), '0.828631', JSON.stringify(loss));
    // A notebook that is not drawn yet does not hear it.
    const editor = await poll('the cell\u2019s editor', async () => {
      await vscode.commands.executeCommand('notebook.cell.edit');
      const { activeTextEditor } = vscode.window;
      return activeTextEditor?.document === document ? activeTextEditor : undefined;
    });
    editor.selections = [range(P), range(Q)].map(({ start, end }) => new vscode.Selection(start, end));
    const active = await vscode.commands.executeCommand<Loss>('surprisal.computeLoss', {
      measure: 'crossEntropy',
      show: false,
    });
    assert.equal(active.value?.toFixed(6), '0.828631', JSON.stringify(active));
    assert.equal(document.getText(), `p = ${P}\nq = ${Q}\n`);
    await closeEditors();
  });

  it('D1 says unit, convention, count and warnings', async () => {
    const loss = await compute<Loss>(`${P}\n[0, 0.5, 0.6]`, [P, '[0, 0.5, 0.6]']);
    assert.equal(loss.unit, 'nats');
    assert.match(loss.convention, /target, prediction.*1e-15/);
    assert.deepEqual([loss.counted, loss.of], [1, 1]);
    assert.match(loss.warnings.join(), /prediction sums to 1\.1/);
  });

  for (const { title, content, parts, argument, code, at, says } of WRONG)
    it(`U50 refuses ${title}, with its place`, async () => {
      const refused = await compute<Refused>(content, parts, argument);
      assert.equal(refused.code, code, JSON.stringify(refused));
      assert.match(refused.error, says);
      assert.deepEqual(at && [refused.line, refused.column], at, refused.error);
    });

  it('D1 without a measure the list has on top what fits the numbers, and Enter takes it', async () => {
    const source = '{"y_true": [1, 0, 1, 1], "y_pred": [0.9, 0.2, 0.7, 0.4]}';
    let given: Loss | undefined;
    const answered = compute<Loss>(source, ['|y_true'], { measure: undefined }).then((loss) => (given = loss));
    await poll('a choice', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return given;
    });
    const { value, counted } = await answered;
    assert.deepEqual([value?.toFixed(6), counted], ['0.400367', 4]);
  });

  it('D1 class indices on both sides have their accuracy and matrix, and open in an inspector', async () => {
    const source = '{"y_true": [0, 1, 2, 2], "y_pred": [0, 2, 2, 1]}';
    const { accuracy, counts } = await compute<{ accuracy: number; counts: number[][] }>(source, ['|y_true'], {
      measure: 'accuracy',
    });
    assert.equal(accuracy, 0.5);
    assert.deepEqual(counts[1], [0, 0, 1]);
    const csv = 'label,prediction\n0,0\n1,2\n2,2\n2,1\n';
    await vscode.commands.executeCommand('surprisal.importPredictions', { title: 'Labels of a.json', csv });
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await poll('an inspector', async () => tabs().find(({ label }) => label.includes('Labels of a.json')));
  });
});
