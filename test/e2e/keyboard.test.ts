import type { Frame } from 'playwright-core';
import { Sidebar } from './sidebar.js';
import { expect, until, useWorkbench } from './workbench.js';

const MOST_TABS = 60;

describe('with the keyboard alone', () => {
  const workbench = useWorkbench();

  const focused = (frame: Frame): Promise<string> =>
    frame.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

  /** Runs a command of the palette without the mouse. */
  async function command(title: string): Promise<void> {
    const { page, quickInput } = workbench();
    await page.keyboard.press('F1');
    await quickInput.input.fill(`>${title}`);
    await quickInput.rows.filter({ hasText: title }).first().waitFor();
    await page.keyboard.press('Enter');
    await quickInput.input.waitFor({ state: 'hidden' });
  }

  async function tabTo(frame: Frame, what: RegExp): Promise<string> {
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      const label = await focused(frame);
      if (what.test(label)) return label;
      await workbench().page.keyboard.press('Tab');
    }
    throw new Error(`${MOST_TABS} times Tab, and not at ${what.source}; at ${await focused(frame)}`);
  }

  it('a person trains, goes to a cell and to an image behind it, and opens that as a document (K14, U38)', async () => {
    const it = workbench();
    await command('Surprisal: Focus on Train View');
    const sidebar = new Sidebar(await it.frame('form.form'));
    await until('the focus to be in the form', 30, async () =>
      (await sidebar.page.evaluate(() => document.hasFocus())) ? true : undefined,
    );
    await it.page.keyboard.press('Control+Enter');
    await sidebar.says('Finished');
    const inspector = await it.frame('.matrix-part .matrix');
    await command('View: Focus Active Editor Group');
    await tabTo(inspector, /^actual 0, predicted 0: /);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End']) await it.page.keyboard.press(key);
    await expect.poll(() => focused(inspector)).toMatch(/^actual 4, predicted 9: /);
    await it.page.keyboard.press('Enter');
    await inspector.locator('.cell.chosen[data-cell="4 9"]').waitFor();
    await inspector.locator('.images li').first().waitFor();
    const image = await tabTo(inspector, /^Test image /);
    await it.page.keyboard.press('Enter');
    await inspector.locator('.image-panel').waitFor();
    await tabTo(inspector, /^Open as a JSON document/);
    await it.page.keyboard.press('Enter');
    const line = it.page.locator('.part.editor .view-line', { hasText: `"test": ${/\d+/.exec(image)?.[0]},` });
    await line.first().waitFor();
  });
});
