import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { Seeded } from '../reference/seeded.js';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

/** A picture of 24 by 16 whose colours lean to one of three. */
function picture(random: Seeded, lean: number): Uint8Array {
  const data = Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) => random.below(i % 3 === lean ? 256 : 150));
  return encode({ width: 24, height: 16, channels: 3, data });
}

describe('a folder of pictures (R9)', () => {
  const workbench = useWorkbench();
  const it = steps();

  it.heavy('R9 a folder a class trains by its menu, and its pictures are shown in their colours', async () => {
    const it = workbench();
    const random = new Seeded(3);
    for (const [lean, name] of ['red', 'green', 'blue'].entries()) {
      const folder = join(it.folder, 'colours', name);
      mkdirSync(folder, { recursive: true });
      for (let i = 0; i < 40; i++) writeFileSync(join(folder, `${i}.png`), picture(random, lean));
    }
    await it.command('Refresh Explorer');
    await it.chooseOn('colours', 'Train on This Folder');
    const sidebar = await it.sidebar();
    await expect(sidebar.page.getByRole('textbox', { name: 'Network' })).toHaveValue(/^1152-.*-3$/);
    await expect(sidebar.page.locator('.examples')).toHaveText(/blue\s*green\s*red/);
    await sidebar.press('Train');
    await sidebar.says('Finished');
    const inspector = await it.frame('.matrix-part .matrix');
    await inspector.getByRole('tab', { name: 'Images' }).click();
    const canvas = inspector.locator('.thumb canvas').first();
    await canvas.waitFor();
    const [size, grey] = await canvas.evaluate((element: HTMLCanvasElement) => {
      const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
      const pixels = Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(i * 4, i * 4 + 3)]);
      return [[element.width, element.height], pixels.every(([r, g, b]) => r === g && g === b)] as const;
    });
    assert.deepEqual([size, grey], [[24, 16], false]);
    await it.picture('folder-dark');
    await it.setTheme('light');
    await it.picture('folder-light');
    await it.setTheme('dark');
    const name = inspector.locator('.images .file-name').first();
    const file = await name.innerText();
    await name.click();
    await it.page.locator('.part.editor .tab.active', { hasText: file }).waitFor();
    await it.picture('folder-file-dark');
    await it.page.locator('.part.editor .tab', { hasText: '1152-' }).click();
    const again = await it.frame('.images .file-name');
    await again.getByRole('tab', { name: 'Draw' }).click();
    await again.getByText('this run has images of colour').waitFor();
  });
});
