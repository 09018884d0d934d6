import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, until, useWorkbench } from './workbench.js';

const stored = 'test/reference/data/predictions';
const reference = JSON.parse(readFileSync('test/reference/data/predictions.json', 'utf8')) as {
  confusion: number[][];
  loss: number;
};

describe('predictions of any model (K10)', () => {
  const workbench = useWorkbench();
  const it = steps();
  const inFolder = (name: string): string => join(workbench().folder, name);

  const fromExplorer = (name: string): Promise<void> => workbench().chooseOn(name, 'Import Predictions');
  /** The counts of the tab that is named, once all are there. */
  const counts = async (title: string): Promise<{ frame: Frame; cells: number[] }> => {
    await workbench().page.locator('.tab.active', { hasText: title }).waitFor();
    const frame = await workbench().frame(`h1[title="${title}"]`);
    await frame.locator('.cell b').nth(8).waitFor();
    return { frame, cells: (await frame.locator('.cell b').allInnerTexts()).map(Number) };
  };

  before(async () => {
    for (const name of ['probabilities.csv', 'labels.json', 'y_true.npy', 'y_pred.npy', 'object.npy'])
      cpSync(join(stored, name), inFolder(name));
    for (const part of ['true', 'pred']) cpSync(join(stored, `y_${part}.npy`), inFolder(`all_${part}.npy`));
    await workbench().put({
      'short.json': '{"labels": [0, 1, 1], "predictions": [0, 1]}',
      'sums.csv': 'label,prob_cat,prob_dog\ncat,.5,.5\ndog,.3,.6\n',
      'nan.csv': 'label,prob_cat,prob_dog\ncat,.5,.5\ndog,nan,.6\n',
    });
  });

  it('a CSV through the explorer: the cells are scikit-learn’s, and a row opens as a document', async () => {
    await fromExplorer('probabilities.csv');
    const { frame, cells } = await counts('probabilities.csv');
    assert.deepEqual(cells, reference.confusion.flat());
    await frame.locator('.header', { hasText: `${reference.loss.toFixed(3)} nats` }).waitFor();
    await frame.locator('[data-cell="2 1"]').click();
    await frame.getByRole('heading', { name: `${reference.confusion[2][1]} rows` }).waitFor();
    const row = frame.locator('.detail .row-table tbody tr').first();
    const surprise = await row.locator('td').last().innerText();
    await row.click();
    await frame.getByRole('button', { name: 'Open as a JSON document' }).click();
    const { page } = workbench();
    await page.locator('.view-line', { hasText: '"probabilities"' }).first().waitFor();
    await page.locator('.view-line', { hasText: `"surprise": ${surprise.slice(0, -1)}` }).waitFor();
  });

  it.heavy('a JSON through the palette', async () => {
    const it = workbench();
    await it.command('Surprisal: Import Predictions...');
    await it.page.locator('.quick-input-widget', { hasText: 'Labels, and Predictions or Probabilities' }).waitFor();
    await it.quickInput.rows.filter({ hasText: '.json' }).first().waitFor();
    await it.quickInput.input.pressSequentially('labels');
    await it.quickInput.rows.filter({ hasText: 'labels.json' }).first().click();
    const { frame, cells } = await counts('labels.json');
    assert.deepEqual(cells, reference.confusion.flat());
    await expect(frame.locator('.header')).not.toHaveText(/Loss/, { useInnerText: true });
    // The cell that was chosen in the other inspector is its own.
    await frame.getByText('most confused', { exact: true }).waitFor();
    await it.tabs('probabilities.csv').first().click();
    const other = await counts('probabilities.csv');
    await other.frame.locator('.cell.chosen[data-cell="2 1"]').waitFor();
  });

  it('a pair of NPY: the file that is missing is asked for', async () => {
    const it = workbench();
    await fromExplorer('y_pred.npy');
    await it.page.locator('.quick-input-widget', { hasText: 'Which file holds the actual labels?' }).waitFor();
    await it.quickInput.rows.filter({ hasText: 'y_true.npy' }).first().click();
    const { cells } = await counts('y_pred.npy, y_true.npy');
    assert.deepEqual(cells, reference.confusion.flat());
  });

  it.heavy('files chosen together in the explorer are one set, and nothing is asked', async () => {
    const it = workbench();
    const explorer = it.page.locator('.explorer-folders-view');
    if (!(await explorer.isVisible())) await it.activity('Explorer');
    await explorer.locator('.monaco-list-row[aria-label^="all_true.npy"]').click();
    // A tab that opens selects its own file.
    await it.frame('h1:has-text("all_true.npy")');
    await explorer.locator('.monaco-list-row[aria-label^="all_pred.npy"]').click({ modifiers: ['Control'] });
    await explorer.locator('.monaco-list-row.selected').nth(1).waitFor();
    await fromExplorer('all_pred.npy');
    const { cells } = await counts('all_true.npy, all_pred.npy');
    assert.deepEqual(cells, reference.confusion.flat());
  });

  it('what is wrong is told with file and row, and opens nothing', async () => {
    const it = workbench();
    const tabs = await it.tabs().count();
    await fromExplorer('short.json');
    await it.toasts
      .filter({ hasText: 'short.json: predictions: 2 predictions for 3 labels; expected 3, as many as in labels' })
      .waitFor();
    await fromExplorer('object.npy');
    await it.toasts.filter({ hasText: "object.npy: elements of type '|O'" }).waitFor();
    await fromExplorer('nan.csv');
    await it.toasts
      .filter({ hasText: 'nan.csv, line 3, probabilities of cat: "nan"; expected a finite number' })
      .waitFor();
    await expect(it.tabs()).toHaveCount(tabs);
    await it.page.locator('.notifications-toasts .monaco-button', { hasText: 'Go to Line 3' }).click();
    await it.page.locator('.tab.active', { hasText: 'nan.csv' }).waitFor();
    await it.page.locator('.part.statusbar', { hasText: 'Ln 3, Col 1' }).waitFor();
  });

  it('sums that miss 1 are told by how much, and divided where that is asked', async () => {
    const it = workbench();
    await fromExplorer('sums.csv');
    await it.toasts
      .filter({ hasText: 'sums.csv, line 3, probabilities: probabilities that sum to 0.9, 0.1 below 1' })
      .waitFor();
    await it.page.locator('.notifications-toasts .monaco-button', { hasText: 'Divide by the Sums' }).click();
    const frame = await it.frame('h1[title="sums.csv"]');
    await frame.getByLabel('actual dog, predicted dog: 1, 100.0%').waitFor();
  });

  it.heavy(
    'a reload brings the tab back; a file that changes is read again, and one that vanished is told of',
    async () => {
      const it = workbench();
      await fromExplorer('labels.json');
      await counts('labels.json');
      await it.reload();
      const { frame, cells } = await counts('labels.json');
      assert.deepEqual(cells, reference.confusion.flat());
      // Written until it is seen: a watcher that was asked for begins when VS Code gets to it.
      await until('the changed file to be read again', 30, async () => {
        writeFileSync(inFolder('labels.json'), '{"labels": ["b", "a"], "predictions": ["b", "b"]}');
        return (await frame.getByLabel('actual a, predicted b: 1, 100.0%').isVisible()) || undefined;
      });
      await frame.getByText('labels.json changed on disk and was read again.').waitFor();
      rmSync(inFolder('labels.json'));
      await frame.getByText('labels.json is not there any more.').waitFor();
      await expect(frame.locator('.cell'), 'what was read stays').toHaveCount(4);
      await frame.getByRole('button', { name: 'Read Again' }).click();
      await frame.getByText('labels.json is not there any more.').waitFor();
      writeFileSync(inFolder('labels.json'), '{"labels": ["b", "c"], "predictions": ["b", "b"]}');
      await frame.getByLabel('actual c, predicted b: 1, 100.0%').waitFor();
    },
  );

  it('K10: lines of JSON with texts and paths of pictures: they stand in Rows, and a press opens one', async () => {
    const it = workbench();
    const png = readFileSync('media/icon.png');
    mkdirSync(inFolder('pages'), { recursive: true });
    const records = Array.from({ length: 30 }, (_, i) => {
      if (i % 4 > 0) writeFileSync(inFolder(`pages/${i}.png`), png);
      const text = `Review ${i}: ${'a long text that no column has room for, '.repeat(4)}`;
      const [first, second, third] = i % 3 === 0 ? [0.333, 0.333, 0.333] : [0.1, 0.7, 0.2];
      const scores = { prob_bad: first, prob_fair: second, prob_good: third };
      return JSON.stringify({
        id: `r${i}`,
        image: `pages/${i}.png`,
        text,
        label: ['bad', 'fair', 'good'][i % 3],
        ...scores,
      });
    });
    writeFileSync(inFolder('reviews.jsonl'), `${records.join('\n')}\n`);
    // Three models on the same items, in one order or another.
    const model = (name: string, every: number, reversed: boolean): void => {
      const rows = Array.from({ length: 300 }, (_, i) => {
        const read = (i * 7) % every === 0 ? (i + 1) % 3 : i % 3;
        const scores = [0, 1, 2].map((c) =>
          c === read ? 0.6 + ((i * 13) % 30) / 100 : (0.4 - ((i * 13) % 30) / 100) / 2,
        );
        return [`item-${i}`, ['cat', 'dog', 'fox'][i % 3], ...scores.map((p) => p.toFixed(4))].join();
      });
      const lines = reversed ? rows.slice(3).reverse() : rows;
      writeFileSync(inFolder(name), `id,label,prob_cat,prob_dog,prob_fox\n${lines.join('\n')}\n`);
    };
    model('forest.csv', 11, false);
    model('boosting.csv', 4, true);
    model('linear.csv', 3, false);
    await it.command('Refresh Explorer');
    await fromExplorer('reviews.jsonl');
    const frame = await it.frame('h1[title="reviews.jsonl"]');
    await frame.locator('.import-note', { hasText: 'which rounding to 3 decimals explains' }).waitFor();
    await frame.getByRole('tab', { name: 'Rows' }).click();
    const image = frame.locator('.all-rows img').first();
    await image.waitFor();
    await until('the picture to be decoded', 10, () =>
      image.evaluate((element: HTMLImageElement) => element.naturalWidth > 0 || undefined),
    );
    await it.picture('imported-rows-dark');
    await frame.locator('button.thumbnail').first().click();
    await it.page.locator('.tab.active', { hasText: '.png' }).waitFor();
  });

  it.heavy('R10: two imports are compared by their ids', async () => {
    const it = workbench();
    for (const name of ['forest.csv', 'boosting.csv', 'linear.csv']) {
      await fromExplorer(name);
      await it.frame(`h1[title="${name}"]`);
    }
    await fromExplorer('forest.csv');
    const frame = await it.frame('h1[title="forest.csv"]');
    await frame.getByRole('tab', { name: 'Compare' }).click();
    await frame.getByLabel('Compare with').selectOption({ label: 'boosting.csv · import · 75.08%' });
    await frame.getByText('They are matched by “id” of this one and “id” of the other.').waitFor();
    await frame.getByText('This import is better').waitFor();
    await frame.locator('.models tbody tr').nth(1).waitFor();
    await it.picture('compared-imports-dark');
  });

  it.heavy('R10: three stand side by side, with Cochran’s Q', async () => {
    const it = workbench();
    const frame = await it.frame('h1[title="forest.csv"]');
    await frame.locator('.beside label', { hasText: 'linear.csv' }).click();
    await frame.locator('.models tbody tr').nth(2).waitFor();
    await frame.getByText('The 3 are not all right equally often.').waitFor();
    await frame.getByRole('heading', { name: 'Side by side' }).scrollIntoViewIfNeeded();
    await it.picture('compared-three-dark');
  });

  it.heavy('R10: what is compared is asked for again when the files of another import change on disk', async () => {
    const it = workbench();
    const frame = await it.frame('h1[title="forest.csv"]');
    const rows = frame.locator('.models tbody tr');
    const [first, third] = ['forest.csv', 'linear.csv'].map((name) =>
      rows.filter({ hasText: name }).locator('td').first(),
    );
    const accuracy = /^[\d.]+%/.exec(await first.innerText())![0];
    await expect(third).not.toContainText(accuracy);
    cpSync(inFolder('forest.csv'), inFolder('linear.csv'));
    await expect(third).toContainText(accuracy);
  });
});
