import assert from 'node:assert/strict';
import { useWorkbench } from './workbench.js';

describe('editor: results', () => {
  const workbench = useWorkbench();

  it('D1 a batch: the answer first, which item costs most, and a click leads to its row', async () => {
    const it = workbench();
    await it.openFile('batch.json');
    await it.caret({ line: 4, column: 4 });
    await it.command('Surprisal: Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Categorical' }).first().click();
    const page = await it.frame('main.result .answer');
    assert.match(await page.locator('.answer').innerText(), /0\.204343\s+nats\s+mean of 12 items/);
    assert.match(
      await page.locator('.verdict').innerText(),
      /Item 9 alone is 96\.3% of the loss: a 5 given p = 0\.094/,
    );
    await page.locator('tbody tr').nth(8).click();
    await it.page.locator('.active-line-number', { hasText: /^13$/ }).waitFor();
    await it.picture('result-dark');
    for (const theme of ['light', 'highContrast', 'highContrastLight'] as const) {
      await it.setTheme(theme);
      await it.picture(`result-${theme}`);
    }
    await it.setTheme('dark');
    await it.closeEditors();
  });

  it('compares one truth with many, and one pair by every measure', async () => {
    const it = workbench();
    await it.openFile('cross-entropy.json');
    await it.caret({ line: 3, column: 4 });
    await it.command('Surprisal: Compare with Many');
    const page = await it.frame('main.result .items');
    assert.equal(await page.locator('tbody tr').count(), 11);
    await page.getByRole('button', { name: 'Cross-entropy' }).click();
    await it.picture('many-dark');
    await it.closeEditors();
    await it.openFile('cross-entropy.json');
    await it.select('[0.1, 0.7, 0.2]', 'cross-entropy.json', '[0, 0.5, 0.5]');
    await it.command('Surprisal: Compare Distributions');
    await (await it.frame('main.result .items')).getByText('q to p').waitFor();
    await it.picture('compare-dark');
    await it.closeEditors();
    await it.openFile('digit.json');
    await it.caret({ line: 5, column: 12 });
    await it.command('Surprisal: Describe Tensor');
    await (await it.frame('main.result img')).locator('img').waitFor();
    await it.picture('describe-dark');
    await it.closeEditors();
  });
});

describe('editor: hovers and diagnostics', () => {
  const workbench = useWorkbench();

  it('D4 D5 pictures paint and faults are marked, in every theme', async () => {
    const it = workbench();
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
      await it.setTheme(theme);
      await it.openFile('faults.json');
      await it.page.locator('.squiggly-warning').first().waitFor();
      const hover = await it.hover({ line: 3, column: 26 }, 'Distribution over 5');
      const picture = hover.locator('img').first();
      await picture.waitFor();
      assert((await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)) > 0);
      await it.picture(`hover-${theme}`);
      await it.page.keyboard.press('Escape');
      const matrix = await it.hover({ line: 6, column: 14 }, '6 × 6 array');
      await matrix.locator('img').first().waitFor();
      await it.picture(`hover-matrix-${theme}`);
      await it.page.keyboard.press('Escape');
      const fault = await it.hover({ line: 4, column: 26 }, 'Sums to 1.07');
      assert.match(await fault.innerText(), /a distribution sums to 1/);
      await it.picture(`diagnostic-${theme}`);
      await it.page.keyboard.press('Escape');
      await it.closeEditors();
    }
  });
});
