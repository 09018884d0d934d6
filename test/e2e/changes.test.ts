import type { Frame, Page } from 'playwright-core';
import type { Sidebar } from './sidebar.js';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

/** Leaves a mark that a reload would take away. */
const mark = (page: Page | Frame): Promise<void> =>
  page.evaluate(() => document.documentElement.setAttribute('data-seen', ''));
const expectKept = (page: Page | Frame): Promise<void> => expect(page.locator('html')).toHaveAttribute('data-seen', '');

/** How far the page, or what scrolls it, is wider than its window, px. */
const overflow = (frame: Frame): Promise<number> =>
  frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('what changes while it is open', () => {
  const workbench = useWorkbench({ trust: true, heavy: true });
  const it = steps();
  let sidebar: Sidebar;
  let inspector: Frame;

  it('trust that is granted takes effect at once: nothing reloads, nothing is lost, and a run goes on (F21)', async () => {
    const it = workbench();
    const restricted = it.page.locator('.part.statusbar .statusbar-item', { hasText: 'Restricted Mode' });
    await restricted.waitFor();
    ({ sidebar, inspector } = await it.train());
    await sidebar.field('Seed').fill('7');
    await sidebar.chooseFull(200);
    await sidebar.press('Train');
    await sidebar.counter(/([2-9]|\d\d) of 200/);
    for (const page of [it.page, sidebar.page, inspector]) await mark(page);

    await restricted.click();
    await it.page.locator('.workspace-trust-editor').waitFor();
    await it.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await expect(restricted).toHaveCount(0);
    await it.page.locator('.monaco-modal-editor-block .codicon-close').last().click();
    await it.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });

    for (const page of [it.page, sidebar.page, inspector]) await expectKept(page);
    await expect(sidebar.field('Seed')).toHaveValue('7');
    await sidebar.says('Training');
    await it.command('Surprisal: Stop Training');
    await sidebar.says('Stopped');
    await it.openFile('cross-entropy.json', { line: 3, column: 4 });
    await it.command('Surprisal: Compare with Many');
    await expect((await it.frame('main.result .items')).locator('tbody tr')).toHaveCount(11);
    await it.closeEditors();
  });

  it('a window that is zoomed to the double, or the triple, keeps its inspector whole from side to side (F21)', async () => {
    const it = workbench();
    await it.command('Surprisal: Open Inspector');
    const page = await it.frame('.matrix-part .matrix');
    await mark(page);
    // A zoom of the browser leaves the page fewer pixels of its own; at the triple there is no room beside it.
    const zoom = async (times: number, width: number, height: number): Promise<void> => {
      await it.page.setViewportSize({ width, height });
      for (const tab of ['Classes', 'Matrix']) {
        await page.getByRole('tab', { name: tab }).press('Enter');
        await expect.poll(() => overflow(page), { message: `${tab} at ${times}` }).toBe(0);
      }
    };
    await zoom(2, 700, 450);
    await it.command('View: Toggle Primary Side Bar Visibility');
    await zoom(3, 467, 300);
    await it.command('View: Toggle Primary Side Bar Visibility');
    await zoom(1, 1400, 900);
    await expectKept(page);
    await expect(page.locator('.matrix-part .matrix')).toBeVisible();
    await it.closeEditors();
  });
});
