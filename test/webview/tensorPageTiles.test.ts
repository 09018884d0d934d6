import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { HeatQuery } from '../../extension/protocol/tensor.js';
import { expect, noFaults } from './harness.js';
import { openTensor as open, picture, pictures } from './openTensor.js';
import { madeTensor, standardisedDigits, TensorHost } from './tensorHost.js';

/** Kernels of a convolution whose sides come first, and of one whose sides come last. */
const kernels = (shape: number[]) =>
  madeTensor('', shape, (i) => 0.1 * (Math.sin(i * 12.9898) + Math.sin(i * 78.233) + Math.sin(i * 3.71)));

describe('tiles of a tensor (R7)', function () {
  this.timeout(60_000);
  const slice = (page: Page) => page.getByRole('textbox', { name: 'Slice' });
  const tiles = (page: Page) => page.locator('.tiles');
  const press = (page: Page) => page.getByRole('button', { name: 'Tiles', exact: true }).click();
  const read = (page: Page) => expect(page.locator('.tile canvas.unread')).toHaveCount(0);

  it('kernels lie side by side in the scale of the whole, and a press goes to the index of one and to a cell of it', async () => {
    const host = new TensorHost([kernels([5, 5, 8, 16])]);
    const { page, close } = await open(host);
    await expect(slice(page)).toHaveValue('[0, 0, :, :]');
    await press(page);
    await expect(slice(page)).toHaveValue('[:, :, 0, 0]');
    await expect(page.locator('.pictures')).toContainText(/Axis 2 down, axis 3 across; one scale, ±0\.29\d/);
    await expect(tiles(page).getByRole('gridcell')).toHaveCount(128);
    await read(page);
    const queries = (host.of('heats') as HeatQuery[][]).flat().filter(({ height }) => height === 5);
    // One more is of the slice alone.
    assert.equal(queries.length, 129);
    await expect(page.locator('.along')).toHaveCount(0);
    const tile = page.locator('#tile-2-11 canvas');
    const box = (await tile.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.7);
    await expect(slice(page)).toHaveValue('[:, :, 2, 11]');
    await expect(page.locator('.cell-reading')).toContainText('x[3, 1, 2, 11]');
    await expect(page.locator('#tile-2-11')).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('#tile-2-11')).toHaveAccessibleName('index 2 on axis 2, 11 on axis 3');
    await tiles(page).focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await expect(slice(page)).toHaveValue('[:, :, 3, 13]');
    await page.keyboard.press('Control+Home');
    await expect(slice(page)).toHaveValue('[:, :, 0, 0]');
    // What was read of the tiles is kept: none was asked for again.
    const again = (host.of('heats') as HeatQuery[][]).filter((some) => some.length > 1).flat();
    assert.equal(again.filter(({ height }) => height === 5).length, 128);
    await page.getByLabel('Axes of a tile').selectOption({ label: 'Tiles of axes 2 and 3' });
    await expect(slice(page)).toHaveValue('[0, 0, :, :]');
    await expect(tiles(page).getByRole('gridcell')).toHaveCount(25);
    await close();
  });

  it('of a stack of images those in sight alone are asked for, and keys go on to the last', async () => {
    const host = new TensorHost([madeTensor('', [20_000, 28, 28], (i) => i % 251, 'uint8')]);
    const { page, close } = await open(host);
    await press(page);
    await read(page);
    const asked = (): number => (host.of('heats') as HeatQuery[][]).flat().filter(({ height }) => height > 20).length;
    const first = asked();
    assert.ok(first > 20 && first < 500, String(first));
    await expect(page.locator('.pictures')).toContainText('Axis 0 from left to right');
    await tiles(page).focus();
    await page.keyboard.press('Control+End');
    await expect(slice(page)).toHaveValue('[19999, :, :]');
    await expect(page.locator('.tile.chosen')).toHaveText('19999');
    await read(page);
    assert.ok(asked() < 2 * first + 100, `${asked()} after ${first}`);
    await page.keyboard.press('ArrowRight');
    await expect(slice(page)).toHaveValue('[19999, :, :]');
    await close();
  });

  it('tiles are offered only where there is something to lay side by side', async () => {
    const none = [[28, 28], [40], [1, 28, 28], [12, 1, 28]];
    for (const shape of none) {
      const { page, close } = await open(new TensorHost([kernels(shape)]));
      await expect(page.locator('.cell-reading')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Tiles', exact: true })).toHaveCount(0);
      await close();
    }
  });

  it('tiles can be used by everyone, at any width, in every theme', async () => {
    const opened = await open(new TensorHost([standardisedDigits()]));
    const { page } = opened;
    await press(page);
    await page.getByLabel('Axes of a tile').selectOption({ label: 'Tiles of axes 1 and 3' });
    await noFaults(opened, [1440, 560, 320], async (look) => {
      await read(page);
      await look('tiles');
    });
    await page.setViewportSize({ width: 1440, height: 868 });
    await read(page);
    await pictures(opened, 'tiles');
    for (const width of [560, 320]) {
      await page.setViewportSize({ width, height: 1400 });
      await read(page);
      await picture(page, `tiles-${width}`);
    }
    await opened.close();
    const last = await open(new TensorHost([kernels([5, 5, 8, 16])]), { theme: 'light' });
    await press(last.page);
    await last.page.locator('#tile-2-11 canvas').click();
    await read(last.page);
    await picture(last.page, 'tiles-kernels');
    await last.close();
  });
});
