import { canOpen, openWorkbench, train, trainFull } from './workbench.mjs';

export const title = 'pages';
export const browser = true;
/** Each is of several rounds. */
export const runs = 1;

/** Runs in every frame: how long each frame of the screen took. */
function watchFrames() {
  globalThis.longest = 0;
  let before = 0;
  const frame = (time) => {
    if (before > 0) globalThis.longest = Math.max(globalThis.longest, time - before);
    before = time;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** In the workbench, on the packed extension: the longest frame in training, and how soon a key shows meanwhile. */
export async function run() {
  if (!canOpen()) {
    console.log(`${title}: skipped, no Chromium or no VS Code server`);
    return [];
  }
  const { page, sidebar: open, closeAll, end } = await openWorkbench(watchFrames);
  try {
    const { frame: sidebar } = await open();
    const frames = [];
    for (let round = 0; round < 3; round++) {
      for (const each of [sidebar, page]) await each.evaluate(() => (globalThis.longest = 0));
      await trainFull(sidebar);
      for (const each of [sidebar, page]) frames.push(await each.evaluate(() => globalThis.longest));
    }
    await closeAll();
    await page.keyboard.press('F1');
    await page.locator('.quick-input-box input').fill('>File: New Untitled Text File');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'New Untitled Text File' }).first().click();
    const text = page.locator('.part.editor .monaco-editor .view-lines').first();
    await text.waitFor();
    await sidebar.getByLabel('Epochs', { exact: true }).fill('1000');
    await train(sidebar);
    await page.locator('.tab', { hasText: 'Untitled-1' }).click();
    await text.click();
    const keys = [];
    const words = 'loss is the mean surprise of the right class';
    for (let typed = 1; typed <= words.length; typed++) {
      const pressed = Date.now();
      await page.keyboard.type(words[typed - 1]);
      await page.locator('.view-line', { hasText: words.slice(0, typed).trimEnd() }).waitFor();
      keys.push(Date.now() - pressed);
    }
    await sidebar.getByRole('button', { name: 'Stop', exact: true }).click();
    return [
      { title: 'longest frame of page and workbench, training the full set', ours: frames, bound: 50 },
      { title: 'a key in an editor until its letter shows, training the full set', ours: keys, bound: 100 },
    ];
  } finally {
    await end();
  }
}
