import type { Locator } from 'playwright-core';
import { cases } from '../cases.js';
import { heavy } from '../steps.js';
import { expect, placeOf, useWorkbench } from './workbench.js';

const report = `Epoch 1/3 - loss: 2.3000 - accuracy: 0.2333
Epoch 2/3 - loss: 1.6480 - accuracy: 0.4507
Epoch 3/3 - loss: 1.1809 - accuracy: 0.6064
confusion matrix:
[[12  4  2  1]
 [ 0 12  0  0]
 [ 0  3  6  3]
 [ 0  0  0 17]]
              precision    recall  f1-score   support

         cat       1.00      0.63      0.77        19
         dog       0.63      1.00      0.77        12
         owl       0.75      0.50      0.60        12
         fox       0.81      1.00      0.89        17

    accuracy                           0.78        60
   macro avg       0.80      0.78      0.76        60
weighted avg       0.82      0.78      0.77        60
`;
const tokens = ['The', ' capital', ' of', ' France', ' is', ' Paris', ',', ' said', ' nobody', ' in', ' Zurich', '.'];
const logprobs = [-2.1, -0.9, -0.01, -1.4, -0.02, -0.11, -2.6, -4.9, -8.3, -1.2, -9.6, -0.3];
const answer = {
  model: 'a-model',
  choices: [
    {
      message: { role: 'assistant', content: tokens.join('') },
      logprobs: { content: tokens.map((token, i) => ({ token, logprob: logprobs[i] })) },
    },
  ],
};
const cell =
  'y_true = [0, 1, 1, 2]\ny_pred = [0, 1, 2, 2]\nprobs = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.4, 0.5], [0.1, 0.2, 0.7]]';
const cells = [{ cell_type: 'code', metadata: {}, execution_count: 1, outputs: [], source: cell }];
const files = {
  'pair.json':
    '{\n "target": [0, 2, 1],\n "probs": [\n  [0.7, 0.2, 0.1],\n  [0.1, 0.2, 0.7],\n  [0.2, 0.6, 0.2]\n ]\n}\n',
  'binary.json': '{"epoch": 3, "y_true": [1, 0, 1, 1], "y_prob": [0.9, 0.2, 0.7, 0.4]}\n',
  'logits.json': '{\n "target": [0, 2, 1],\n "logits": [\n  [2, -1, 0.5],\n  [0.1, 0.2, 3],\n  [-1, 4, 1]\n ]\n}\n',
  'notebook.ipynb': JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
  'eval.txt': report,
  'answer.json': JSON.stringify(answer, null, 1).replace(/\n\s{6,}(?=["}])/g, ' '),
  'vectors.json': '{"query": [0.6, -0.8, 0.1], "document": [0.6, -0.8001, 0.1]}\n',
  'preds.csv': 'id,label,cat,dog,owl\n1,0,0.7,0.2,0.1\n2,1,0.1,0.8,0.1\n3,2,0.15,0.2,0.65\n',
  'params.yaml': 'y_true: [0, 1, 1]\ny_pred: [0, 1, 0]\npriors:\n  - 0.1\n  - 0.2\n  - 0.7\n',
  'fit.R': 'y_true <- c(1, 0, 1, 1)\ny_prob <- c(0.9, 0.2, 0.7, 0.4)\n',
};
type File = keyof typeof files;

interface Look {
  file: File;
  /** Where it is hovered, what the hover must say, and the link that is followed to a page that shows `leads`. */
  at: string;
  says: string[];
  link?: string;
  leads?: string;
}

const RESULT = 'main.result .answer';
const looks: Look[] = [
  {
    file: 'binary.json',
    at: '0.2',
    says: [
      'log loss with y_true 0.400367 nats, mean over 4 items (binary labels, probabilities of the positive class)',
    ],
    link: 'Full log loss',
    leads: RESULT,
  },
  {
    file: 'eval.txt',
    at: '12  4',
    says: ['Confusion matrix of 4 classes: accuracy 78.3% of 60; least recall: class 2 50.0% of 12'],
    link: 'Open in Inspector',
    leads: 'h1[title="Matrix in eval.txt"]',
  },
  {
    file: 'pair.json',
    at: '0.7, 0.2',
    says: [
      'Distribution over 3 classes, sums to 1',
      'cross-entropy of probs with target 0.408059 nats, mean over 3 items',
    ],
    link: 'Full loss',
    leads: RESULT,
  },
  {
    file: 'logits.json',
    at: '-1, 0.5',
    says: [
      '3 rows of logits over 3 classes, mean entropy 0.418 nats by softmax',
      'cross-entropy with target 0.135299 nats',
      '(class indices, logits)',
    ],
    link: 'Full loss',
    leads: RESULT,
  },
  {
    file: 'eval.txt',
    at: 'weighted',
    says: ['Classification report of 4 classes: accuracy 78', 'least recall: owl 50'],
  },
  { file: 'eval.txt', at: 'loss: 1.6', says: ['loss: 3 values, first 2.3, last 1.181', 'accuracy: 3 values'] },
  { file: 'preds.csv', at: 'cat', says: ['Column cat, numbers in 3 of 3 cells'] },
  { file: 'params.yaml', at: '0, 1, 1', says: ['accuracy with y_pred 66.7%, 3 items'] },
  { file: 'params.yaml', at: '0.7', says: ['Distribution over 3 classes, sums to 1'] },
  { file: 'fit.R', at: '0.2', says: ['log loss with y_true 0.400367 nats'], link: 'Full log loss', leads: RESULT },
];

describe('editor: files that people have', () => {
  const workbench = useWorkbench();
  before(async () => {
    const it = workbench();
    // The language server has come up once it marks.
    await it.openFile('faults.json');
    await it.page.locator('.squiggly-warning').first().waitFor();
    await it.closeEditors();
    await it.put(files);
  });
  afterEach(() => workbench().closeEditors());

  const say = async (hover: Locator, words: readonly string[]): Promise<void> => {
    for (const each of words) await expect(hover).toContainText(each, { useInnerText: true });
  };

  it('R12 D1 D3 D4 arrays, prints, tables and languages are said for what they are, and each link leads somewhere', async () => {
    const it = workbench();
    for (const { file, at, says, link, leads } of looks.slice(0, cases(looks.length, 2))) {
      await it.openFile(file);
      const hover = await it.hover(placeOf(files[file], at), says[0]);
      await say(hover, says);
      if (link && leads) {
        await hover.getByText(link, { exact: true }).click();
        await it.frame(leads);
      } else await it.page.keyboard.press('Escape');
      await it.closeEditors();
    }
  });

  heavy('R12 D4 a cell of a notebook pairs y_true with y_pred and with probs', async () => {
    const it = workbench();
    await it.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notebook.ipynb' }).dblclick();
    await it.page.locator('.cell .view-line', { hasText: 'y_true' }).getByText('1', { exact: true }).first().hover();
    const hover = it.page.locator('.monaco-hover:visible', { hasText: 'Array' }).first();
    await say(hover, ['accuracy with y_pred 75.0%, 4 items', 'cross-entropy with probs']);
  });

  heavy(
    'R12 D4 an answer of a language model: perplexity, the worst tokens, a tint, and a table by token',
    async () => {
      const it = workbench();
      await it.openFile('answer.json');
      const hover = await it.hover(placeOf(files['answer.json'], ' Zurich"'), 'perplexity');
      await say(hover, ['Log-probabilities of 12 tokens', 'bits a token', 'Most surprising beside it:']);
      await hover.getByText('Tint by surprise', { exact: true }).click();
      await it.page.locator('.statusbar-item', { hasText: 'Tint:' }).waitFor();
      const again = await it.hover(placeOf(files['answer.json'], ' Zurich"'), 'perplexity');
      await again.getByText('Table by token', { exact: true }).click();
      const page = await it.frame('main.result .verdict');
      await page.locator('tbody tr', { hasText: 'Zurich' }).click();
    },
  );

  heavy('R12 two embeddings: whether they are close, cosine, distances and norms', async () => {
    const it = workbench();
    await it.openFile('vectors.json', placeOf(files['vectors.json'], '-0.8,'));
    await it.command('Surprisal: Compare Vectors');
    const page = await it.frame('main.result .verdict');
    await expect(page.locator('.verdict')).toHaveText(/allclose: no, 1 of 3 numbers is not close/);
  });
});
