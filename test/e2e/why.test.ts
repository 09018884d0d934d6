import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { storedRun } from './storedRuns.js';
import { steps } from '../steps.js';
import type { Stored } from '../storedRun.js';
import { expect, expectWords, useWorkbench } from './workbench.js';

describe('why one class is read as another, and the timeline (K5, T6)', () => {
  const workbench = useWorkbench({ width: 1600, height: 1300 });
  const it = steps();
  let inspector: Frame;
  /** The cell of the most confused pair of an epoch, with its count. */
  let stored: Stored;
  const cellOf = (epoch: number, actual: number, predicted: number): number =>
    stored.epochs[epoch - 1].confusion[actual * 10 + predicted];
  let [actual, predicted] = [0, 0];

  const words = (id: string) => inspector.locator(`[data-said=${id}] dd`);
  const answered = () =>
    inspector.getByRole('heading', { name: 'Nearest across the border' }).waitFor({ timeout: 30_000 });

  it('a person trains, goes to a cell, presses Why, and sees words, pictures, neighbours and flips', async () => {
    const it = workbench();
    ({ inspector } = await it.train(6));
    stored = await storedRun(it.runs, it.runIds()[0]);
    const { confusion } = stored.epochs[5];
    const off = confusion.map((count, i) => (i % 11 === 0 ? 0 : count));
    const most = off.indexOf(Math.max(...off));
    [actual, predicted] = [Math.floor(most / 10), most % 10];

    await inspector.locator(`[data-cell="${actual} ${predicted}"]`).click();
    await inspector.getByRole('button', { name: 'Why?' }).click();
    await answered();
    const errors = cellOf(6, actual, predicted);
    await expectWords(words('what'), new RegExp(`^${errors} of \\d+ images of ${actual} are read as ${predicted},`));
    await expectWords(words('sure'), new RegExp(`of ${errors}\\.$`));
    await expectWords(words('change'), /^A change of [\d.]+ makes them/);
    await expectWords(words('near'), new RegExp(`^Labels of the ${errors * 3} training images nearest`));
    const rows = inspector.getByRole('table', { name: 'The errors one by one' }).locator('tbody tr');
    await expect(rows).toHaveCount(Math.min(errors, 8));
    await expect(rows.first().getByRole('img', { name: /^Training image \d+, labelled \d$/ })).toHaveCount(3);
    await rows
      .first()
      .getByRole('img', { name: new RegExp(`^Image \\d+ changed by [\\d.]+, read as ${actual}$`) })
      .waitFor();
    await expect(inspector.locator('.why-units li').nth(0)).toBeVisible();
    const inked = await rows
      .first()
      .locator('canvas')
      .evaluateAll((all) =>
        all.map((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
          return data.some((value, i) => i % 4 === 3 && value > 0);
        }),
      );
    assert.deepEqual(new Set(inked), new Set([true]), 'every picture shows something');
  });

  it('the slider goes back to an epoch: the words, the errors and the images are of its weights', async () => {
    const it = workbench();
    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('Home');
    await it.page.keyboard.press('ArrowRight');
    const errors = cellOf(2, actual, predicted);
    await words('what')
      .filter({ hasText: new RegExp(`^${errors} of `) })
      .waitFor();
    await inspector.locator('.why h2', { hasText: errors === 1 ? '1 error' : `${errors} errors` }).waitFor();
    await answered();
    await inspector.getByRole('tab', { name: 'Matrix' }).click();
    await inspector.locator('.cell-images[aria-busy=false] h2', { hasText: `${errors} image` }).waitFor();
    await inspector.locator('.thumb').first().waitFor();
    await expect(inspector.locator('.thumb')).toHaveCount(errors);
    await inspector.getByRole('tab', { name: 'Why' }).click();
    await answered();
    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('End');
    await inspector.locator('.why h2', { hasText: `${cellOf(6, actual, predicted)} error` }).waitFor();
  });
});
