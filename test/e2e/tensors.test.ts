import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npyArray } from '../core/madeFiles.js';
import { standardisedDigits } from '../webview/tensorHost.js';
import { expect, useWorkbench } from './workbench.js';

/** A file of tensors, from the explorer to its numbers, its picture and a loss of two of its slices. */
describe('tensors of files in VS Code (R7)', function () {
  this.timeout(240_000);
  const workbench = useWorkbench({ height: 940 });

  it('R7 a file opens from the explorer, is sliced and read, is there after a reload, and tells when it changes, in four themes', async () => {
    const it = workbench();
    const { header, file } = standardisedDigits();
    const bytes = await file.read(0, header.bytes);
    const write = (): void => writeFileSync(join(it.folder, 'digits-z.npy'), npyArray('<f4', header.shape, bytes));
    write();
    await it.command('Refresh Explorer');
    await it.chooseOn('digits-z.npy', 'View Tensor');
    let page = await it.frame('.tensors .grid-box');
    await page.getByRole('textbox', { name: 'Slice' }).fill('[0, :, 3]');
    await page.locator('.grid-box').press('Control+g');
    await page.getByLabel('Go to row, column').fill('14, 9');
    await page.getByLabel('Go to row, column').press('Enter');
    await expect(page.locator('.cell-reading')).toContainText('x[0, 14, 3, 9] 1.4879757');
    await expect(page.locator('.cell-reading')).toContainText('79 of the slice’s numbers are larger');
    await expect(page.locator('.statistics')).toContainText('30,360');
    await page.locator('.heat-picture').scrollIntoViewIfNeeded();
    await it.pictures('tensor');
    await it.reload();
    page = await it.frame('.tensors .grid-box');
    await expect(page.getByRole('textbox', { name: 'Slice' })).toHaveValue('[0, :, 3]');
    await expect(page.locator('.cell-reading')).toContainText('x[0, 14, 3, 9] 1.4879757');
    bytes.fill(0);
    write();
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('.cell-reading')).toContainText('x[0, 14, 3, 9] 0.0');
  });

  it('R7 two slices of a file are a target and a prediction, and their loss is computed', async () => {
    const it = workbench();
    const numbers = [0, 0, 1, 1, 0, 0, 0.1, 0.2, 0.7, 0.8, 0.1, 0.1];
    const bytes = new Uint8Array(Float64Array.from(numbers).buffer);
    writeFileSync(join(it.folder, 'pair.npy'), npyArray('<f8', [2, 2, 3], bytes));
    await it.command('Refresh Explorer');
    await it.chooseOn('pair.npy', 'View Tensor');
    const page = await it.frame('h1[title="pair.npy"]');
    const take = async (index: number, side: string): Promise<void> => {
      await page.getByRole('textbox', { name: 'Slice' }).fill(`[${index}]`);
      await page.getByRole('button', { name: 'Compute Loss…' }).click();
      await page.getByRole('menuitem', { name: side }).click();
    };
    await take(0, 'Take this slice as the target');
    await expect(page.locator('.side-taken')).toHaveText(/Target: pair\.npy \[0/);
    await take(1, 'Take this slice as the prediction');
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
    const result = await it.frame('main.result .answer');
    await expect(result.locator('.answer')).toContainText((-(Math.log(0.7) + Math.log(0.8)) / 2).toFixed(6));
  });

  it('R7 a tensor is compared with one of a file that is open in another tab', async () => {
    const it = workbench();
    const write = (name: string, numbers: number[]): void =>
      writeFileSync(join(it.folder, name), npyArray('<f8', [2, 3], new Uint8Array(Float64Array.from(numbers).buffer)));
    write('before.npy', [1, 2, NaN, 4, 5, 6]);
    write('now.npy', [1, 2, NaN, 4.5, 5, 7]);
    await it.command('Refresh Explorer');
    await it.chooseOn('before.npy', 'View Tensor');
    await it.frame('h1[title="before.npy"]');
    await it.chooseOn('now.npy', 'View Tensor');
    const page = await it.frame('h1[title="now.npy"]');
    await page.getByRole('button', { name: 'Compare…' }).click();
    await it.quickInput.rows.filter({ hasText: 'before.npy' }).first().click();
    const difference = page.getByRole('region', { name: 'Difference' });
    await expect(difference).toContainText('Compared with before.npy');
    await expect(difference).toContainText('2 of 6 numbers differ (33.3%).');
    await expect(difference).toContainText('[1, 0] 4.5 here, 4.0 there');
    await it.picture('tensor-compare');
  });
});
