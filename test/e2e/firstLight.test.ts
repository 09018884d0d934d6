import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { heavy, steps } from '../steps.js';
import type { Sidebar } from './sidebar.js';
import { expect, expectWords, placeOf, until, useWorkbench } from './workbench.js';

const file = 'cross-entropy.json';
const target = '[0.1, 0.7, 0.2]';
const prediction = '[0.1, 0.6, 0.3]';

describe('first light: compute and hover', () => {
  const workbench = useWorkbench();
  const text = () => readFileSync(join(workbench().folder, file), 'utf8');
  afterEach(() => workbench().closeEditors());

  it('computes the loss of two selections from the palette, with its convention, and edits nothing (D1)', async () => {
    const it = workbench();
    const untouched = text();
    await it.select(file, target, prediction);
    const page = await it.compute('Cross-entropy');
    await expectWords(page.locator('.answer'), /0\.828631\s+nats/);
    const facts = await page.locator('dl.facts').innerText();
    assert.match(facts, /target/i);
    assert.match(facts, /prediction/i);
    assert.match(facts, /ln\(q \+ 1e-15\)/);
    assert.equal(text(), untouched);
    await expect(it.page.locator('.tab.dirty')).toHaveCount(0);
  });

  heavy('computes it from the context menu as well', async () => {
    const it = workbench();
    await it.select(file, target, prediction);
    const { line, column } = placeOf(text(), prediction);
    await it.menu({ line, column: column + 4 }, 'Surprisal', 'Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
    const page = await it.frame('main.result .answer');
    await expectWords(page.locator('.answer'), /0\.828631\s+nats/);
  });

  it('refuses a selection that is no array, says where and what was expected, and edits nothing', async () => {
    const it = workbench();
    const untouched = text();
    await it.select(file, '"One truth p');
    await it.command('Surprisal: Compute Loss...');
    await it.toasts.first().waitFor();
    const words = await it.toasts.first().innerText();
    assert.match(words, /cross-entropy\.json:\d+:\d+/);
    assert.match(words, /expected/);
    assert.equal(text(), untouched);
    await it.command('Notifications: Clear All Notifications');
  });

  it('a hover tells shape, count, range and mean; of a distribution entropy and top class (D4)', async () => {
    const it = workbench();
    await it.openFile(file);
    const { line, column } = placeOf(text(), target);
    const words = await (await it.hover({ line, column: column + 1 }, 'entropy')).innerText();
    for (const expected of [/Distribution over 3 classes/, /range 0\.1 to 0\.7/, /mean 0\.333/, /top class 1 at 0\.7/])
      assert.match(words, expected);
    assert.match(words, /entropy 0\.80[12]\d* nats/);
    await it.page.keyboard.press('Escape');
  });

  it('a hover on 28 x 28 numbers shows the picture (D4)', async () => {
    const it = workbench();
    await it.openFile('digit.json');
    const digit = readFileSync(join(it.folder, 'digit.json'), 'utf8');
    const { line, column } = placeOf(digit, '"image": [');
    const hover = await it.hover({ line, column: column + '"image": '.length }, 'shape (28, 28)');
    await expectWords(hover, /784 whole numbers/);
    const picture = hover.locator('img').first();
    await picture.waitFor();
    await until('the picture in the hover to paint', 30, async () => {
      const width = await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
      return width >= 28 || undefined;
    });
  });
});

describe('first light: train and look', () => {
  const workbench = useWorkbench();
  const it = steps();
  let sidebar: Sidebar;
  let inspector: Frame;
  const count = (words: string): number => Number(words.replace(/[^\d]/g, ''));

  it('the sidebar offers both data sets and has the course’s network filled in (T1)', async () => {
    sidebar = await workbench().sidebar();
    await sidebar.field('Data').waitFor();
    const data = await sidebar.field('Data').locator('option').allInnerTexts();
    assert.deepEqual(data.slice(0, 2), ['MNIST sample (5,000)', 'MNIST, full (70,000)']);
    const labels = ['Network', 'Rate', 'Batch', 'Epochs', 'Loss', 'Optimiser'];
    assert.deepEqual(await Promise.all(labels.map((label) => sidebar.field(label).inputValue())), [
      '784-10-10',
      '0.1',
      '200',
      '20',
      'crossEntropy',
      'nesterov',
    ]);
  });

  it('Train trains: every epoch, progress, and a curve of every batch', async () => {
    await sidebar.press('Train');
    await sidebar.says('Finished');
    await sidebar.counter(/20 of 20/);
    const charts = sidebar.page.getByRole('img');
    await expect(charts.nth(1)).toBeVisible();
    for (const label of await charts.evaluateAll((all) => all.map((it) => it.getAttribute('aria-label') ?? '')))
      assert.match(label, /\d/);
  });

  it('the inspector opens with at least 85% on the test part (T3)', async () => {
    const it = workbench();
    inspector = await it.frame('.matrix-part .matrix');
    await inspector.getByText('20 of 20', { exact: true }).waitFor();
    await expectWords(inspector.locator('header.header'), /Accuracy\s+(8[5-9]|9\d)(\.\d+)?%/);
  });

  it('the matrix has actual on its rows, counts that add up, and a rate in each cell (K1)', async () => {
    await expectWords(inspector.locator('.axis-rows'), /Actual/);
    await expectWords(inspector.locator('.axis-columns'), /Predicted/);
    const cells = inspector.locator('.matrix .cell');
    await expect(cells).toHaveCount(100);
    const labels = await cells.evaluateAll((all) => all.map((it) => it.getAttribute('aria-label') ?? ''));
    const counts = labels.map((label) => count(/: ([\d,]+)/.exec(label)?.[1] ?? ''));
    const test = count(
      await inspector
        .locator('header.header')
        .innerText()
        .then((it) => /([\d,]+)\s+images/.exec(it)?.[1] ?? ''),
    );
    assert.equal(
      counts.reduce((sum, it) => sum + it, 0),
      test,
    );
    assert.match(labels[0] ?? '', /^actual 0, predicted 0: \d+, [\d.]+%$/);
  });

  it('the table has precision, recall, F1 and support of each class', async () => {
    const table = inspector.getByRole('table', { name: /Precision, recall, F1 and support/ });
    await expect(table.locator('tbody tr')).toHaveCount(10);
    const head = await table.locator('thead').innerText();
    for (const name of ['Precision', 'Recall', 'F1', 'Support']) assert.match(head, new RegExp(name));
  });

  it('a click on a cell shows those very images (K2)', async () => {
    const cells = await inspector.locator('.matrix .cell').evaluateAll((all) =>
      all.map((cell) => ({
        cell: (cell as HTMLElement).dataset['cell'] ?? '',
        label: cell.getAttribute('aria-label') ?? '',
      })),
    );
    const wrong = cells
      .map(({ cell, label }) => ({ cell, items: count(/: ([\d,]+)/.exec(label)?.[1] ?? '') }))
      .filter(({ cell, items }) => new Set(cell.split(' ')).size === 2 && items > 0 && items <= 27)
      .sort((a, b) => b.items - a.items)[0];
    assert(wrong, 'no cell of confused images');
    const [actual, predicted] = wrong.cell.split(' ');
    await inspector.locator(`[data-cell="${wrong.cell}"]`).click();
    const images = inspector.locator('.cell-images .thumb');
    await until(`${wrong.items} images of actual ${actual} read as ${predicted}`, 10, async () =>
      (await images.count()) === wrong.items ? true : undefined,
    );
    for (const label of await images.evaluateAll((all) => all.map((image) => image.getAttribute('aria-label') ?? '')))
      assert.match(label, new RegExp(`actual ${actual}, predicted ${predicted}:`));
  });

  it('trains the full set while a person types without waiting, and stops at once (T2, U29)', async () => {
    const it = workbench();
    await it.command('File: New Untitled Text File');
    await it.page.locator('.monaco-editor.focused').first().waitFor();
    const type = async (words: string): Promise<void> => {
      for (const key of words) await it.page.keyboard.type(key);
      await it.page.locator('.view-line', { hasText: words }).waitFor();
    };
    await type('loss is the mean surprise');
    await sidebar.chooseFull(400);
    await it.command('Surprisal: Train');
    await sidebar.says(/Training.*full/);
    await it.tabs('Untitled-1').click();
    await it.page.locator('.monaco-editor.focused').first().waitFor();
    await it.page.keyboard.press('Control+End');
    await type(' of the right class');
    await sidebar.press('Stop');
    await sidebar.says('Stopped', 5000);
  });

  it('asks no other machine for anything, and no page complains (U47)', () => {
    assert.deepEqual([workbench().blocked, workbench().errors], [[], []]);
  });
});
