import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { StatisticsQuery } from '../../extension/protocol/tensor.js';
import { expect, noFaults } from './harness.js';
import { openTensor as open, picture, pictures } from './openTensor.js';
import { madeTensor, program, TensorHost } from './tensorHost.js';

/** A picture of 3 × 96 × 144, as a program standardises one: much of its red is clipped at the least value. */
const flower = () => {
  const made = madeTensor('x', [3, 96, 144], (i) => {
    const [channel, pixel] = [Math.floor(i / 13_824), i % 13_824];
    const far = Math.hypot((Math.floor(pixel / 144) - 48) / 40, ((pixel % 144) - 72) / 50);
    const bright = Math.max(channel === 0 ? 0 : 0.05, 1.1 - far - channel * 0.2 + 0.1 * Math.sin(pixel / 7));
    return (Math.min(1, bright) - [0.485, 0.456, 0.406][channel]) / [0.229, 0.224, 0.225][channel];
  });
  return new TensorHost([made], { title: 'x', source: program('stopped') });
};

describe('statistics of each index of an axis (R7, R8)', function () {
  this.timeout(60_000);
  const table = (page: Page, axis: number) => page.getByRole('table', { name: `Each index of axis ${axis}` });
  const parts = (host: TensorHost, axis: number) =>
    (host.of('statistics') as StatisticsQuery[]).filter(({ selection, bins }) => bins === 40 && !selection[axis].kept);

  it('of a picture the channels have statistics and histograms on one axis, with how much is clipped', async () => {
    const host = flower();
    const { page, close } = await open(host, { theme: 'light', width: 740 });
    const rows = table(page, 0).getByRole('row');
    await expect(rows).toHaveCount(5);
    await expect(rows.nth(1)).toContainText('R x[0]');
    await expect(rows.nth(3).locator('rect').first()).toBeAttached();
    const cells = await rows.nth(1).getByRole('cell').allTextContents();
    assert.equal(cells[0], '−2.12');
    assert.match(cells[6], /^\d\d\.\d%$/);
    const last = await rows.nth(4).getByRole('cell').allTextContents();
    assert.equal(last[0], '−2.12');
    assert.equal(parts(host, 0).length, 3);
    await page.getByRole('button', { name: 'Picture' }).click();
    await page.getByRole('img', { name: /^RGB/ }).waitFor();
    await picture(page, 'channels-740');
    await page.getByLabel('Each index of', { exact: true }).selectOption('none');
    await expect(rows).toHaveCount(0);
    await close();
  });

  it('any axis may be chosen, and of a long one those in sight alone are asked for', async () => {
    const host = new TensorHost([madeTensor('', [4000, 6, 6], (i) => Math.sin(i))]);
    const { page, close } = await open(host);
    await expect(table(page, 0)).toHaveCount(0);
    await page.getByLabel('Each index of', { exact: true }).selectOption({ label: 'axis 0, 4,000' });
    await expect(table(page, 0)).toHaveAttribute('aria-rowcount', '4002');
    await expect(table(page, 0).locator('rect').first()).toBeAttached();
    const asked = (): number => parts(host, 0).length;
    await page.locator('.each-scroll').evaluate((box) => (box.scrollTop = box.scrollHeight));
    await expect(table(page, 0)).toContainText('x[3999]');
    await expect(table(page, 0).getByRole('row').nth(-2).getByRole('cell').first()).not.toHaveText('–');
    assert.ok(asked() < 120, String(asked()));
    await page.getByLabel('Each index of', { exact: true }).selectOption({ label: 'axis 2, 6' });
    await expect(table(page, 2)).toContainText('x[:, :, 5]');
    await close();
  });

  it('channels can be read by everyone, at any width, in every theme', async () => {
    const opened = await open(flower());
    await noFaults(opened, [1440, 560, 320], async (look) => {
      await expect(table(opened.page, 0).locator('rect').first()).toBeAttached();
      await look('channels');
    });
    await opened.page.setViewportSize({ width: 1440, height: 868 });
    await pictures(opened, 'channels');
    await opened.page.setViewportSize({ width: 320, height: 1400 });
    await picture(opened.page, 'channels-320');
    await opened.close();
  });
});
