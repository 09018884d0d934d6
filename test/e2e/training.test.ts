import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { steps } from '../steps.js';
import type { Sidebar } from './sidebar.js';
import { expect, useWorkbench } from './workbench.js';

describe('a run that is watched', () => {
  const workbench = useWorkbench({ theme: 'light', heavy: true });
  const it = steps();
  let sidebar: Sidebar;

  const counter = (name: string): Locator =>
    sidebar.page.locator('.counters > div', { has: sidebar.page.getByText(name, { exact: true }) }).locator('dd');

  it('keeps the pace that was chosen, and goes on while its page is closed (F8)', async () => {
    const it = workbench();
    sidebar = await it.sidebar();
    await sidebar.choosePace('5 batches/s');
    await sidebar.press('Train');
    await sidebar.says('Training');
    await it.page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
    await it.activity('Explorer');
    await it.page.locator('.explorer-folders-view').waitFor();
    sidebar = await it.sidebar();
    await sidebar.says('Training');
    await expect(counter('Epoch'), 'at full speed it is over').toHaveText(/^1?\d of 20$/);
  });

  it('stops at once at that pace, and keeps its curves', async () => {
    await sidebar.press('Stop');
    await sidebar.says('Stopped', 5000);
    await expect(counter('Batch')).toHaveText(/^[1-9]/);
    await expect(sidebar.page.getByRole('img').nth(1)).toBeVisible();
  });

  it('trains on with single batches', async () => {
    await sidebar.press('Train one batch, then pause');
    await sidebar.says('Paused');
    await expect(counter('Batch')).toHaveText(/^1 of /);
    await sidebar.press('Train one batch, then pause');
    await expect(counter('Batch')).toHaveText(/^2 of /);
  });
});

describe('MNIST is damaged', () => {
  const workbench = useWorkbench({ own: true, heavy: true });

  it('the panel says which file and why, and Train is off; the other set still trains', async () => {
    const it = workbench();
    truncateSync(join(it.installed, 'dist/mnist/rest-images.idx.gz'), 1000);
    const sidebar = await it.sidebar();
    const data = sidebar.field('Data');
    await data.selectOption({ label: 'MNIST, full (70,000)' });
    const words = await sidebar.page.getByRole('alert').first().innerText();
    assert.match(words, /rest-images\.idx\.gz.*damaged.*1,000 bytes; expected/);
    await expect(sidebar.button('Train')).toBeDisabled();
    await data.selectOption({ label: 'MNIST sample (5,000)' });
    await sidebar.press('Train');
    await sidebar.says('Finished');
  });
});
