import assert from 'node:assert/strict';
import { accuracy, confusionFromCounts, mergeClasses } from '@surprisal/core';
import type { Frame } from 'playwright-core';
import { storedRuns } from './storedRuns.js';
import { steps } from '../steps.js';
import type { Stored } from '../storedRun.js';
import { until, useWorkbench } from './workbench.js';

const percent = (rate: number | null): string => `${((rate ?? 0) * 100).toFixed(2)}%`;

describe('merge classes, some classes alone, and runs compared (K4 K6 K11)', () => {
  const workbench = useWorkbench({ height: 1000 });
  const it = steps();
  const stored = (): Promise<Stored[]> => storedRuns(workbench().runs);
  const matrixOf = ({ epochs, classes }: Stored) => confusionFromCounts(epochs.at(-1)!.confusion, classes);
  const ended = (fits: (run: Stored) => boolean) =>
    until('the new run to end', 30, async () => (await stored()).find((run) => run.status === 'finished' && fits(run)));
  const show = (frame: Frame, tab: string) => frame.getByRole('tab', { name: tab, exact: true }).click();
  let parent: Stored;

  it('K6: the cell of two classes merges them, and the matrix and every measure change at once', async () => {
    const { inspector: page } = await workbench().train();
    parent = await ended(() => true);
    const cm = matrixOf(parent);
    await page.locator('[data-cell="9 4"]').click();
    await page.locator('.detail').getByRole('button', { name: 'Merge' }).click();
    const merged = mergeClasses(cm, [['4', '9']]);
    await page
      .getByText(`With 4+9 as one: ${percent(accuracy(merged))} are read right, ${percent(accuracy(cm))} before.`)
      .waitFor();
    const cells = await page
      .locator('.count-table .cell')
      .evaluateAll((all) => all.map((cell) => Number.parseInt((cell as HTMLElement).innerText, 10)));
    assert.deepEqual(cells, merged.counts.flat());
  });

  it('K6: trained anew with the classes merged, it opens beside its parent', async () => {
    const it = workbench();
    const page = await it.frame('.merge-part');
    await page.getByRole('button', { name: 'Train with these merged' }).click();
    const run = await ended(({ parent: from }) => from !== undefined);
    assert.deepEqual([run.parent, run.config.data.merge], [{ id: parent.id }, [['4', '9']]]);
    const compared = await it.frame('.compare-part .answer');
    const [own, other] = [matrixOf(run), mergeClasses(matrixOf(parent), [['4', '9']])];
    assert.deepEqual(own.labels, other.labels);
    await compared
      .getByText(`On 1,000 test images: ${percent(accuracy(own))} against ${percent(accuracy(other))}, `, {
        exact: false,
      })
      .waitFor();
  });

  it('K4: 4 and 9 alone are trained in seconds, and compared with the parent by name', async () => {
    const it = workbench();
    await it.tabs('784-10-10').click();
    const page = await it.frame('.merge-part');
    await show(page, 'Matrix');
    for (const digit of [4, 9]) await page.locator('.matrix tbody .head').nth(digit).click();
    const began = Date.now();
    await page.locator('.pick-bar').getByRole('button', { name: 'Train only 4 and 9' }).click();
    const run = await ended(({ config }) => config.data.classes !== undefined);
    assert.ok(Date.now() - began < 15_000, `${Date.now() - began} ms`);
    assert.ok(run.seconds! < 5, `${run.seconds} s of training`);
    assert.deepEqual([run.classes, run.config.data.classes, run.parent], [['4', '9'], ['4', '9'], { id: parent.id }]);
    const compared = await it.frame('.compare-part .answer');
    const own = matrixOf(run);
    const images = own.counts.flat().reduce((sum, count) => sum + count, 0);
    const { counts } = matrixOf(parent);
    assert.equal(
      images,
      [4, 9].reduce((sum, digit) => sum + counts[digit].reduce((row, count) => row + count, 0), 0),
    );
    const theirs = (counts[4][4] + counts[9][9]) / images;
    await compared
      .getByText(`On ${images} test images: ${percent(accuracy(own))} against ${percent(theirs)}, `)
      .waitFor();
    await compared.locator('.thumb').first().click();
    await compared.getByText('The other run reads it as').waitFor();
  });
});
