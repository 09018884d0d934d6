/**
 * Takes the pictures of README.md in the real workbench, on the packed extension: `node scripts/pictures.mjs`, after
 * `node scripts/build.mjs --tests`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './ensure.mjs';
import { pack } from './package.mjs';

/** @typedef {import('../test/e2e/workbench.ts').Workbench} Workbench */
const { Workbench, placeOf } = await import('../out/test/e2e/workbench.js');

/** @param {Workbench} it @param {string} name @param {object} [options] */
async function take({ page }, name, options = {}) {
  await page.screenshot({ path: join(root, 'docs', `${name}-dark.png`), ...options });
  say(`docs/${name}-dark.png`);
}

/** The part of the window that contains these boxes, with a margin. */
async function around(/** @type {import('playwright-core').Locator[]} */ ...locators) {
  const boxes = await Promise.all(locators.map((locator) => locator.boundingBox()));
  const found = boxes.flatMap((box) => (box ? [box] : []));
  const x = Math.min(...found.map((box) => box.x));
  const y = Math.min(...found.map((box) => box.y));
  const right = Math.max(...found.map((box) => box.x + box.width));
  const bottom = Math.max(...found.map((box) => box.y + box.height));
  return { clip: { x, y, width: right - x, height: bottom - y } };
}

/** @param {Workbench} it */
async function computing(it) {
  const file = 'cross-entropy.json';
  await it.openFile(file);
  await it.select('[0.1, 0.7, 0.2]', file, '[0.1, 0.6, 0.3]');
  await it.command('Surprisal: Compute Loss...');
  await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
  await it.frame('main.result .answer');
  await take(it, 'compute-loss', await around(it.page.locator('.part.editor')));
  await it.closeEditors();
}

/** @param {Workbench} it */
async function hovering(it) {
  await it.openFile('digit.json');
  const text = readFileSync(join(it.folder, 'digit.json'), 'utf8');
  const { line, column } = placeOf(text, '"image": [');
  const hover = await it.hover({ line, column: column + '"image": '.length }, '(28, 28)');
  await hover.locator('img').first().waitFor();
  // The hover fades in.
  await it.page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const { clip } = await around(hover);
  const editor = (await around(it.page.locator('.part.editor'))).clip;
  await take(it, 'hover', { clip: { ...editor, height: clip.y + clip.height + 24 - editor.y } });
  await it.page.keyboard.press('Escape');
  await it.closeEditors();
}

/** @param {Workbench} it */
async function training(it) {
  await it.activity('Surprisal');
  const sidebar = await it.frame('form.form');
  await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
  await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
  const inspector = await it.frame('.matrix-part .matrix');
  const { clip } = await around(it.page.locator('.part.sidebar'));
  const last = (await around(it.page.locator('.part.sidebar .monaco-list-row').last())).clip;
  await take(it, 'sidebar', { clip: { ...clip, height: last.y + last.height + 12 - clip.y } });
  const labels = await inspector
    .locator('.matrix .cell')
    .evaluateAll((all) =>
      all.map((cell) => ({ at: cell.dataset.cell ?? '', items: Number(/: (\d+)/.exec(cell.ariaLabel ?? '')?.[1]) })),
    );
  const [worst] = labels.filter(({ at }) => new Set(at.split(' ')).size === 2).sort((a, b) => b.items - a.items);
  await inspector.locator(`[data-cell="${worst.at}"]`).click();
  await inspector
    .locator('.cell-images .thumb')
    .nth(worst.items - 1)
    .waitFor();
  await it.page.mouse.move(0, 0);
  await take(it, 'inspector', await around(it.page.locator('.part.editor')));
}

await pack();
const workbench = await Workbench.open({ width: 1400, height: 900 });
try {
  await computing(workbench);
  await hovering(workbench);
  await workbench.page.setViewportSize({ width: 1800, height: 1060 });
  await training(workbench);
} finally {
  await workbench.close();
}
