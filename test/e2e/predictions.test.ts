import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    writeFileSync(inFolder('short.json'), '{"labels": [0, 1, 1], "predictions": [0, 1]}');
    writeFileSync(inFolder('sums.csv'), 'label,prob_cat,prob_dog\ncat,.5,.5\ndog,.3,.6\n');
    writeFileSync(inFolder('nan.csv'), 'label,prob_cat,prob_dog\ncat,.5,.5\ndog,nan,.6\n');
    await workbench().command('Refresh Explorer');
  });

  it('a CSV through the explorer: the cells are scikit-learn’s, and a row opens as a document', async () => {
    await fromExplorer('probabilities.csv');
    const { frame, cells } = await counts('probabilities.csv');
    assert.deepEqual(cells, reference.confusion.flat());
    await frame.locator('.header', { hasText: `${reference.loss.toFixed(3)} nats` }).waitFor();
    await workbench().picture('imported-dark');
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

  it('a JSON through the palette', async () => {
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
    await it.page.locator('.part.editor .tab', { hasText: 'probabilities.csv' }).click();
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

  it('files chosen together in the explorer are one set, and nothing is asked', async () => {
    const it = workbench();
    const explorer = it.page.locator('.explorer-folders-view');
    if (!(await explorer.isVisible())) await it.activity('Explorer');
    await explorer.locator('.monaco-list-row[aria-label^="all_true.npy"]').click();
    await explorer.locator('.monaco-list-row[aria-label^="all_pred.npy"]').click({ modifiers: ['Control'] });
    await explorer.locator('.monaco-list-row.selected').nth(1).waitFor();
    await fromExplorer('all_pred.npy');
    const { cells } = await counts('all_true.npy, all_pred.npy');
    assert.deepEqual(cells, reference.confusion.flat());
  });

  it('what is wrong is told with file and row, and opens nothing', async () => {
    const it = workbench();
    const tabs = await it.page.locator('.part.editor .tab').count();
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
    await expect(it.page.locator('.part.editor .tab')).toHaveCount(tabs);
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

  it('a reload brings the tab back; a file that changes is read again, and one that vanished is told of', async () => {
    const it = workbench();
    await fromExplorer('labels.json');
    await counts('labels.json');
    const loaded = it.page.waitForEvent('load');
    await it.command('Developer: Reload Window');
    await loaded;
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
  });

  it('no page complained (U47)', () => {
    assert.deepEqual(workbench().errors, []);
  });
});
