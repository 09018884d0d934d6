import assert from 'node:assert/strict';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

const counter = (sidebar: Frame, name: string): Locator =>
  sidebar.locator('.counters > div', { hasText: name }).locator('dd');

describe('a run that is watched', () => {
  const workbench = useWorkbench({ theme: 'light' });
  const it = steps();
  let sidebar: Frame;

  it('keeps the pace that was chosen, and goes on while its page is closed (F8)', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    sidebar = await it.frame('form.form');
    await sidebar.getByRole('button', { name: /^More/ }).click();
    await sidebar.getByLabel('Pace', { exact: true }).selectOption({ label: '5 batches/s' });
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Training' }).waitFor();
    await it.page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
    await it.activity('Explorer');
    await it.page.locator('.explorer-folders-view').waitFor();
    await it.activity('Surprisal');
    sidebar = await it.frame('form.form');
    await sidebar.locator('.run-head', { hasText: 'Training' }).waitFor();
    await expect(counter(sidebar, 'Epoch'), 'at full speed it is over').toHaveText(/^1?\d of 20$/);
  });

  it('stops at once at that pace, and keeps its curves', async () => {
    await sidebar.getByRole('button', { name: 'Stop', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Stopped' }).waitFor({ timeout: 5000 });
    await expect(counter(sidebar, 'Batch')).toHaveText(/^[1-9]/);
    await expect(sidebar.getByRole('img').nth(1)).toBeVisible();
    await workbench().picture('stopped-light');
  });

  it('trains on with single batches', async () => {
    await sidebar.getByRole('button', { name: 'Train one batch, then pause', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Paused' }).waitFor();
    await expect(counter(sidebar, 'Batch')).toHaveText(/^1 of /);
    await sidebar.getByRole('button', { name: 'Train one batch, then pause', exact: true }).click();
    await expect(counter(sidebar, 'Batch')).toHaveText(/^2 of /);
  });
});

describe('MNIST is damaged', () => {
  const workbench = useWorkbench({ own: true });

  it('the panel says which file and why, and Train is off; the other set still trains', async () => {
    const it = workbench();
    const extensions = join(it.dataDir, 'extensions');
    const installed = readdirSync(extensions).find((name) => name.startsWith('surprisal.surprisal'));
    assert(installed, 'the extension is not installed');
    truncateSync(join(extensions, installed, 'dist/mnist/rest-images.idx.gz'), 1000);
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    const data = sidebar.getByLabel('Data', { exact: true });
    await data.selectOption({ label: 'MNIST, full (70,000)' });
    const words = await sidebar.getByRole('alert').first().innerText();
    assert.match(words, /rest-images\.idx\.gz.*damaged.*1,000 bytes; expected/);
    await expect(sidebar.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    await it.picture('damaged-dark');
    await data.selectOption({ label: 'MNIST sample (5,000)' });
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
  });
});
