import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from '../cases.js';
import { heavy } from '../steps.js';
import { expect, expectWords, until, useWorkbench } from './workbench.js';

describe('editor', () => {
  const workbench = useWorkbench();
  afterEach(() => workbench().closeEditors());

  it('D1 a batch: the answer first, which item costs most, and a click leads to its row', async () => {
    const it = workbench();
    await it.openFile('batch.json', { line: 4, column: 4 });
    const page = await it.compute('Categorical');
    await expectWords(page.locator('.answer'), /0\.204343\s+nats\s+mean of 12 items/);
    await expectWords(page.locator('.verdict'), /Item 9 alone is 96\.3% of the loss: a 5 given p = 0\.094/);
    await page.locator('tbody tr').nth(8).click();
    await it.page.locator('.active-line-number', { hasText: /^13$/ }).waitFor();
  });

  heavy('M4 M6 the gradient of the row that is chosen, and the thresholds of a table', async () => {
    const it = workbench();
    const logits = [
      [2, -1, 0.5],
      [0.1, 0.2, -3],
      [-1, 4, 1],
      [0, 0, 0],
    ];
    const days =
      'outlook,temperature,humidity,play\nsunny,85,85,no\nsunny,80,90,no\novercast,83,78,yes\nrain,70,96,yes\nrain,68,80,yes\nrain,65,70,no\novercast,64,65,yes\nsunny,72,95,no\nsunny,69,70,yes\n';
    await it.put({ 'logits.json': JSON.stringify({ target: [0, 2, 1, 0], logits }, null, 2), 'days.txt': days });
    await it.openFile('logits.json', { line: 2, column: 4 });
    const page = await it.compute('Categorical');
    await page.getByRole('heading', { name: 'Gradient of item 2' }).waitFor();
    await page.locator('tbody tr[aria-rowindex="5"]').click();
    await page.getByRole('heading', { name: 'Gradient of item 4' }).waitFor();
    const aside = page.locator('section', { has: page.getByRole('heading', { name: 'Gradient of item 4' }) });
    await expectWords(aside, /0\s+\u22120\.666667\s+1\s+0\.333333\s+2\s+0\.333333/);
    await it.closeEditors();
    await it.openFile('days.txt');
    await it.page.keyboard.press('Control+a');
    await it.command('Surprisal: Information Gain, Mutual Information, Purity');
    const table = await it.frame('main.result .items');
    await table.getByText('\u2264').first().waitFor();
    await table.getByRole('button', { name: 'Insert below' }).click();
    const inserted = it.page.locator('.view-line', { hasText: 'temperature' }).nth(1);
    await inserted.waitFor();
    await it.page.locator('.part.editor .monaco-editor:visible .view-lines').first().click();
    await it.page.keyboard.press('Control+z');
    await inserted.waitFor({ state: 'detached' });
  });

  heavy('compares one truth with many, and one pair by every measure', async () => {
    const it = workbench();
    await it.openFile('cross-entropy.json', { line: 3, column: 4 });
    await it.command('Surprisal: Compare with Many');
    const page = await it.frame('main.result .items');
    await expect(page.locator('tbody tr')).toHaveCount(11);
    await page.getByRole('button', { name: 'Cross-entropy' }).click();
    await it.closeEditors();
    await it.select('cross-entropy.json', '[0.1, 0.7, 0.2]', '[0, 0.5, 0.5]');
    await it.command('Surprisal: Compare Distributions');
    await (await it.frame('main.result .items')).getByText('q to p').waitFor();
    await it.closeEditors();
    await it.openFile('digit.json', { line: 5, column: 12 });
    await it.command('Surprisal: Describe Tensor');
    await (await it.frame('main.result img')).locator('img').waitFor();
  });

  it('D4 D5 pictures paint and faults are marked, in every theme', async () => {
    const it = workbench();
    for (const theme of (['light', 'highContrast', 'highContrastLight', 'dark'] as const).slice(cases(0, 3))) {
      await it.setTheme(theme);
      await it.openFile('faults.json');
      await it.page.locator('.squiggly-warning').first().waitFor();
      const hover = await it.hover({ line: 3, column: 26 }, 'Distribution over 5');
      const picture = hover.locator('img').first();
      await picture.waitFor();
      assert((await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)) > 0);
      await it.page.keyboard.press('Escape');
      const matrix = await it.hover({ line: 6, column: 14 }, 'shape (6, 6)');
      await matrix.locator('img').first().waitFor();
      await it.page.keyboard.press('Escape');
      const fault = await it.hover({ line: 4, column: 26 }, 'Sums to 1.07');
      await expectWords(fault, /a distribution sums to 1/);
      await it.page.keyboard.press('Escape');
      await it.closeEditors();
    }
  });

  it('D5 a command has an array checked by its key, says so, and Undo takes it back', async () => {
    const it = workbench();
    await it.openFile('faults.json');
    const marks = it.page.locator('.squiggly-warning');
    await marks.first().waitFor();
    const before = await marks.count();
    await it.caret({ line: 6, column: 15 });
    await it.command('Surprisal: Check This Array as a Distribution');
    const told = it.page.locator('.notification-toast', { hasText: 'weights' });
    await told.waitFor();
    await until('the marks of the weights', 30, async () => (await marks.count()) > before || undefined);
    const settings = join(it.folder, '.vscode', 'settings.json');
    assert.match(readFileSync(settings, 'utf8'), /"weights"/);
    await told.getByRole('button', { name: 'Undo' }).click();
    await until('the marks of before', 30, async () => (await marks.count()) === before || undefined);
    assert.doesNotMatch(readFileSync(settings, 'utf8'), /weights/);
  });
});
