import type { Frame, Locator } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

const button = (sidebar: Frame, name: string): Locator => sidebar.getByRole('button', { name, exact: true });

describe('what is shown of a run is what it says (T1, T7)', () => {
  const workbench = useWorkbench({ heavy: true });
  const it = steps();
  let sidebar: Frame;

  it('a paused run that trains to the end of the epoch says so in the view and in the list, until it is resumed', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    sidebar = await it.frame('form.form');
    await button(sidebar, 'Train one batch, then pause').click();
    const head = sidebar.locator('.run-head h2');
    await expect(head).toHaveText('Paused');
    await sidebar.getByRole('button', { name: /^More/ }).click();
    await sidebar.getByLabel('Pace', { exact: true }).selectOption({ label: '1 batch/s' });
    await sidebar.getByRole('button', { name: /^More/ }).click();
    await button(sidebar, 'Train to the end of the epoch, then pause').click();
    await expect(head).toHaveText('Training to the end of epoch 1');
    await it.page.locator('.monaco-list-row', { hasText: 'Training to the end of epoch 1' }).waitFor();
    await expect(button(sidebar, 'Resume')).toHaveCount(0);
    await it.picture('state-dark');
    await it.setTheme('light');
    await it.picture('state-light');
    await button(sidebar, 'Stop').click();
    await expect(head).toHaveText('Stopped');
    await button(sidebar, 'Resume').click();
    await expect(head).toHaveText('Training');
    await button(sidebar, 'Stop').click();
    await expect(head).toHaveText('Stopped');
    await it.picture('stopped-resume-light');
  });

  it('a smoothed run has its log loss in nats and its objective beside it', async () => {
    const it = workbench();
    await sidebar.getByRole('button', { name: /^More/ }).click();
    await sidebar.getByLabel('Pace', { exact: true }).selectOption({ label: 'Full speed' });
    await sidebar.getByRole('button', { name: /^More/ }).click();
    await sidebar.getByRole('button', { name: /^Loss options/ }).click();
    await sidebar.getByRole('textbox', { name: 'Smoothing' }).fill('0.1');
    await sidebar.getByRole('button', { name: /^Loss options/ }).click();
    await button(sidebar, 'Train').click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    const inspector = await it.frame('.matrix-part .matrix');
    const header = inspector.locator('.header');
    await expect(header).toContainText(/Log loss\s*0\.\d{3}\s*nats/, { useInnerText: true });
    await expect(header).toContainText(/Objective\s*0\.\d{3}\s*smoothed cross-entropy/, { useInnerText: true });
    await it.picture('log-loss-light');
    await it.setTheme('dark');
    await it.picture('log-loss-dark');
  });
});
