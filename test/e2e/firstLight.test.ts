import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, placeOf, until, useWorkbench } from './workbench.js';

const file = 'cross-entropy.json';
const target = '[0.1, 0.7, 0.2]';
const prediction = '[0.1, 0.6, 0.3]';

describe('first light: compute and hover', () => {
  const workbench = useWorkbench();
  const text = () => readFileSync(join(workbench().folder, file), 'utf8');

  it('computes the loss of two selections from the palette, with its convention, and edits nothing (D1)', async () => {
    const it = workbench();
    const untouched = text();
    await it.openFile(file);
    await it.select(target, file, prediction);
    await it.command('Surprisal: Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
    const page = await it.frame('main.result .answer');
    await expect(page.locator('.answer')).toHaveText(/0\.828631\s+nats/, { useInnerText: true });
    const facts = await page.locator('dl.facts').innerText();
    assert.match(facts, /target/i);
    assert.match(facts, /prediction/i);
    assert.match(facts, /ln\(q \+ 1e-15\)/);
    await it.picture('compute-loss-dark');
    assert.equal(text(), untouched);
    await expect(it.page.locator('.tab.dirty')).toHaveCount(0);
    await it.closeEditors();
  });

  it('computes it from the context menu as well', async () => {
    const it = workbench();
    await it.openFile(file);
    await it.select(target, file, prediction);
    const { line, column } = placeOf(text(), prediction);
    await it.menu({ line, column: column + 4 }, 'Surprisal', 'Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
    const page = await it.frame('main.result .answer');
    await expect(page.locator('.answer')).toHaveText(/0\.828631\s+nats/, { useInnerText: true });
    await it.closeEditors();
  });

  it('refuses a selection that is no array, says where and what was expected, and edits nothing', async () => {
    const it = workbench();
    const untouched = text();
    await it.openFile(file);
    await it.select('"One truth p', file);
    await it.command('Surprisal: Compute Loss...');
    await it.toasts.first().waitFor();
    const words = await it.toasts.first().innerText();
    assert.match(words, /cross-entropy\.json:\d+:\d+/);
    assert.match(words, /expected/);
    await it.picture('refusal-dark');
    assert.equal(text(), untouched);
    await it.command('Notifications: Clear All Notifications');
    await it.closeEditors();
  });

  it('a hover tells shape, count, range and mean; of a distribution entropy and top class (D4)', async () => {
    const it = workbench();
    await it.openFile(file);
    const { line, column } = placeOf(text(), target);
    const words = await (await it.hover({ line, column: column + 1 }, 'entropy')).innerText();
    for (const expected of [/Distribution over 3 classes/, /range 0\.1 to 0\.7/, /mean 0\.333/, /top class 1 at 0\.7/])
      assert.match(words, expected);
    assert.match(words, /entropy 0\.80[12]\d* nats/);
    await it.picture('hover-distribution-dark');
    await it.page.keyboard.press('Escape');
    await it.closeEditors();
  });

  it('a hover on 28 x 28 numbers shows the picture (D4)', async () => {
    const it = workbench();
    await it.openFile('digit.json');
    const digit = readFileSync(join(it.folder, 'digit.json'), 'utf8');
    const { line, column } = placeOf(digit, '"image": [');
    const hover = await it.hover({ line, column: column + '"image": '.length }, 'shape (28, 28)');
    await expect(hover).toHaveText(/784 whole numbers/, { useInnerText: true });
    const picture = hover.locator('img').first();
    await picture.waitFor();
    const natural = await until('the picture in the hover to paint', 30, async () => {
      const width = await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
      return width > 0 ? width : undefined;
    });
    assert(natural >= 28);
    await it.picture('hover-digit-dark');
  });
});

describe('first light: train and look', () => {
  const workbench = useWorkbench();
  const it = steps();
  let sidebar: Frame;
  let inspector: Frame;
  const count = (words: string): number => Number(words.replace(/[^\d]/g, ''));

  it('the sidebar offers both data sets and has the course’s network filled in (T1)', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    sidebar = await it.frame('form.form');
    await sidebar.getByLabel('Data', { exact: true }).waitFor();
    const data = await sidebar.getByLabel('Data', { exact: true }).locator('option').allInnerTexts();
    assert.deepEqual(data.slice(0, 2), ['MNIST sample (5,000)', 'MNIST, full (70,000)']);
    const value = (label: string) => sidebar.getByLabel(label, { exact: true }).inputValue();
    assert.equal(await value('Network'), '784-10-10');
    assert.equal(await value('Rate'), '0.1');
    assert.equal(await value('Batch'), '200');
    assert.equal(await value('Epochs'), '20');
    assert.equal(await value('Loss'), 'crossEntropy');
    assert.equal(await value('Optimiser'), 'nesterov');
    await it.picture('sidebar-idle-dark');
  });

  it('Train trains: every epoch, progress, and a curve of every batch', async () => {
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor({ timeout: 60_000 });
    await expect(sidebar.locator('.counters')).toHaveText(/20 of 20/, { useInnerText: true });
    const charts = sidebar.getByRole('img');
    await expect(charts.nth(1)).toBeVisible();
    for (const label of await charts.evaluateAll((all) => all.map((it) => it.getAttribute('aria-label') ?? '')))
      assert.match(label, /\d/);
  });

  it('the inspector opens with at least 85% on the test part (T3)', async () => {
    const it = workbench();
    inspector = await it.frame('.matrix-part .matrix');
    await inspector.getByText('20 of 20', { exact: true }).waitFor();
    await expect(inspector.locator('header.header')).toHaveText(/Accuracy\s+(8[5-9]|9\d)(\.\d+)?%/, {
      useInnerText: true,
    });
    await it.picture('trained-dark');
  });

  it('the matrix has actual on its rows, counts that add up, and a rate in each cell (K1)', async () => {
    await expect(inspector.locator('.axis-rows')).toHaveText(/Actual/, { useInnerText: true });
    await expect(inspector.locator('.axis-columns')).toHaveText(/Predicted/, { useInnerText: true });
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
    await workbench().picture('inspector-dark', '.part.editor');
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
    await sidebar.getByLabel('Data', { exact: true }).selectOption({ label: 'MNIST, full (70,000)' });
    await sidebar.getByLabel('Epochs', { exact: true }).fill('400');
    await it.command('Surprisal: Train');
    await sidebar.locator('.run-head', { hasText: /Training.*full/ }).waitFor({ timeout: 60_000 });
    await it.page.locator('.tab', { hasText: 'Untitled-1' }).click();
    await it.page.locator('.monaco-editor.focused').first().waitFor();
    await it.page.keyboard.press('Control+End');
    await type(' of the right class');
    await it.picture('training-full-dark');
    await sidebar.getByRole('button', { name: 'Stop', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Stopped' }).waitFor({ timeout: 5000 });
  });

  it('asks no other machine for anything, and no page complains (U47)', () => {
    assert.deepEqual(workbench().blocked, []);
    assert.deepEqual(workbench().errors, []);
  });
});
