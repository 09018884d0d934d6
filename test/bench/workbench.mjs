/** The packed extension in the served VS Code, on a copy of the samples, in Chromium. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../../scripts/browser.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { cache } from '../../scripts/ensure.mjs';
import { pack } from '../../scripts/package.mjs';
import { copySamplesTo } from '../../scripts/samples.mjs';
import { startServer } from '../../scripts/vscodeServer.mjs';
import { watchOpening } from './watchOpening.mjs';

/** Whether there is what it takes. */
export const canOpen = () => findChromium() !== undefined && existsSync(cache);

/** @param {() => void} [watch] runs in every frame, before its scripts */
export async function openWorkbench(watch = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'surprisal-bench-'));
  copySamplesTo(folder);
  const server = await startServer({ vsix: await pack(), settings: {} });
  const { page, context, close } = await openBrowser({ width: 1400, height: 900 });
  const end = async () => {
    await close();
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  let heard = () => undefined;
  await context.exposeBinding('tellOpened', ({ frame }, marks) => heard({ frame, marks }));
  await context.addInitScript(watchOpening);
  await context.addInitScript(watch);
  await page.goto(server.url(folder));
  await page.waitForSelector('.explorer-folders-view .monaco-list-row');

  /** The frame of a page that a click opens, and on what the time went since: milliseconds, by the names of the marks. */
  const opened = async (click) => {
    const told = new Promise((resolve) => (heard = resolve));
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error('no first content in 20 s')), 20_000);
    });
    late.catch(() => undefined);
    await Promise.race([click(), late]);
    const { frame, marks } = await Promise.race([told, late]);
    clearTimeout(timer);
    const clicked = await page.evaluate(() => globalThis.clicked);
    return { frame, marks: Object.fromEntries(Object.entries(marks).map(([name, time]) => [name, time - clicked])) };
  };
  const activity = (name) => page.locator(`.activitybar a.action-label[aria-label^="${name}"]`).click();
  /** A click while another view is still opening hides both; the next one shows the explorer. */
  const explorer = async () => {
    const row = page.locator('.explorer-folders-view .monaco-list-row').first();
    for (let shown = false, tries = 0; !shown; tries++) {
      if (tries > 9) throw new Error('the explorer does not show');
      await activity('Explorer');
      shown = await row.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    }
  };
  const closeAll = async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+W');
    await page.locator('.part.editor .tab').first().waitFor({ state: 'detached' });
  };
  const run = () => page.locator('.pane .monaco-list-row', { hasText: '784-10-10' }).first();
  return {
    page,
    explorer,
    closeAll,
    sidebar: () => opened(() => activity('Surprisal')),
    inspector: () => opened(() => run().click()),
    end,
  };
}

/** Trains the course's network on the full set, in the form of the sidebar, to its end. */
export async function trainFull(sidebar) {
  await sidebar.getByLabel('Data', { exact: true }).selectOption({ label: 'MNIST, full (70,000)' });
  await train(sidebar);
  await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor({ timeout: 120_000 });
}

export async function train(sidebar) {
  await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
  await sidebar.locator('.run-head', { hasText: 'Training' }).waitFor();
}
