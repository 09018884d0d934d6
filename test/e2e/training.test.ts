import assert from 'node:assert/strict';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { useWorkbench } from './workbench.js';

const counter = async (sidebar: Frame, name: string): Promise<number> => {
  const words = await sidebar.locator('.counters > div', { hasText: name }).locator('dd').innerText();
  return Number(/\d+/.exec(words)?.[0]);
};

describe('a run that is watched', () => {
  const workbench = useWorkbench({ theme: 'light' });
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
    assert((await counter(sidebar, 'Epoch')) <= 3, 'it ran on at full speed');
  });

  it('stops at once at that pace, and keeps its curves', async () => {
    const pressed = Date.now();
    await sidebar.getByRole('button', { name: 'Stop', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Stopped' }).waitFor();
    assert(Date.now() - pressed < 2000, `${Date.now() - pressed} ms to stop`);
    assert((await counter(sidebar, 'Batch')) >= 1);
    assert((await sidebar.getByRole('img').count()) >= 2);
    await workbench().picture('stopped-light');
  });

  it('trains on with single batches', async () => {
    await sidebar.getByRole('button', { name: 'Train one batch, then pause', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Paused' }).waitFor();
    assert.equal(await counter(sidebar, 'Batch'), 1);
    await sidebar.getByRole('button', { name: 'Train one batch, then pause', exact: true }).click();
    await sidebar.locator('.counters', { hasText: '2 of' }).waitFor();
  });
});

describe('MNIST is damaged', () => {
  const workbench = useWorkbench();

  it('the panel says which file and why, and Train is off; the other set still trains', async () => {
    const it = workbench();
    const extensions = join(it.dataDir, 'extensions');
    const installed = readdirSync(extensions).find((name) => name.startsWith('surprisal.surprisal'));
    assert(installed, 'the extension is not installed');
    truncateSync(join(extensions, installed, 'dist/mnist/sample-images.idx.gz'), 1000);
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    const words = await sidebar.getByRole('alert').first().innerText();
    assert.match(words, /sample-images\.idx\.gz.*damaged.*1,000 bytes; expected/);
    assert(await sidebar.getByRole('button', { name: 'Train', exact: true }).isDisabled());
    await it.picture('damaged-dark');
    await sidebar.getByLabel('Data', { exact: true }).selectOption({ label: 'MNIST, full (70,000)' });
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Training' }).waitFor();
    await sidebar.getByRole('button', { name: 'Stop', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Stopped' }).waitFor();
  });
});
