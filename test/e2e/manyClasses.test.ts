import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import type { Frame } from 'playwright-core';
import { madePredictions, npyOf } from '../madePredictions.js';
import { steps } from '../steps.js';
import { twoDigitFiles, twoDigits } from '../twoDigits.js';
import { expect, until, useWorkbench } from './workbench.js';

const ITEMS = 20_000;

/** Two digits side by side, 28 x 56, in 100 classes, from files of the person's own. */
const config = (): RunConfig => {
  const config = defaultConfig();
  const files = {
    images: 'pairs-images.idx.gz',
    labels: 'pairs-labels.idx.gz',
    testImages: 'pairs-test-images.idx.gz',
    testLabels: 'pairs-test-labels.idx.gz',
  };
  return {
    ...config,
    data: { ...config.data, source: 'files', files },
    network: { layers: [{ kind: 'dense', width: 32, activation: 'relu' }] },
    optimiser: { ...config.optimiser, rate: 0.05, l2: 0 },
    batch: 100,
    epochs: 12,
  };
};

/** Waits for the map, and says how long that took. */
async function mapOf(frame: Frame, began: number, what: string): Promise<void> {
  await frame.locator('.heat-canvas').first().waitFor();
  await frame.locator('.confused tbody tr[aria-rowindex]').first().waitFor();
  console.log(`      ${what}: ${Math.round(performance.now() - began)} ms to the map`);
}

describe('many classes (R9)', () => {
  const workbench = useWorkbench({ width: 1440, heavy: true });
  const it = steps();

  before(async function () {
    this.timeout(120_000);
    const put = (name: string, bytes: Uint8Array | string): void =>
      writeFileSync(join(workbench().folder, name), bytes);
    const { labels, logits } = madePredictions(ITEMS, 11);
    put('hundred_true.npy', npyOf([ITEMS], labels));
    put('hundred_logits.npy', npyOf([ITEMS, 100], logits));
    for (const [part, name, seed] of [
      ['train', 'pairs', 1],
      ['test', 'pairs-test', 2],
    ] as const) {
      const files = twoDigitFiles(twoDigits(part, ITEMS, seed));
      put(`${name}-images.idx.gz`, files.images);
      put(`${name}-labels.idx.gz`, files.labels);
    }
    put('pairs.surprisal.json', JSON.stringify(config(), null, 2));
    await workbench().command('Refresh Explorer');
  });

  it('20,000 imported rows of 100 classes are seen whole, and a class is found', async () => {
    const it = workbench();
    await it.chooseOn('hundred_logits.npy', 'Import Predictions');
    await it.page.locator('.quick-input-widget', { hasText: 'Which file holds the actual labels?' }).waitFor();
    const began = performance.now();
    await it.quickInput.rows.filter({ hasText: 'hundred_true.npy' }).first().click();
    const frame = await it.frame('.many');
    await mapOf(frame, began, 'imported predictions');
    await it.command('View: Close Primary Side Bar');
    await frame.getByLabel('Search for a class').fill('49');
    await frame.getByLabel('Search for a class').press('Enter');
    await frame.locator('.block-table [data-cell="49 49"]').waitFor();
    await frame.locator('.confused tbody tr').nth(4).click();
    await expect(frame.locator('.heat-chosen')).toHaveCount(1);
    await it.picture('many-import-dark');
    await it.setTheme('light');
    await it.picture('many-import-light');
    await it.setTheme('dark');
  });

  it.heavy('a run on two digits side by side shows the images of its pairs, in both themes', async function () {
    this.timeout(240_000);
    const it = workbench();
    await it.command('Surprisal: Open Configuration...');
    const dialog = it.page.locator('.quick-input-widget:visible', { hasText: 'Open Configuration' });
    await dialog.locator('.monaco-list-row', { hasText: '01-surprise.md' }).waitFor();
    await it.quickInput.input.fill(join(it.folder, 'pairs.surprisal.json'));
    await it.page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'Open' }).click();
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor({ timeout: 180_000 });
    const began = performance.now();
    await it.command('Surprisal: Open Inspector');
    const frame = await until('the inspector of the run', 60, async () => {
      const found = await it.frame('.many .pair-pictures canvas').catch(() => undefined);
      return found;
    });
    await mapOf(frame, began, 'a run');
    await it.command('View: Close Primary Side Bar');
    await frame.getByLabel('Search for a class').fill('49');
    await frame.getByLabel('Search for a class').press('Enter');
    await frame.locator('.confused tbody tr').nth(4).click();
    await frame.locator('.block-table .cell.chosen').waitFor();
    await expect(frame.locator('.pair-pictures canvas').nth(20)).toBeAttached();
    await it.picture('many-run-dark');
    await frame.locator('.detail').scrollIntoViewIfNeeded();
    await it.picture('many-run-detail-dark');
    await frame.evaluate(() => scrollTo(0, 0));
    await it.setTheme('light');
    await it.picture('many-run-light');
    await it.setTheme('highContrast');
    await it.picture('many-run-hc');
  });
});
