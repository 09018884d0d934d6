import { expect, noFaults, openInspector } from './harness.js';
import { tableHost } from './tableHost.js';

describe('the rows of a run on a table (R9)', function () {
  this.timeout(60_000);
  /** The inspector of a run on wine, at its rows. */
  async function open(
    ...[scale, width, others]: [scale: 'none' | 'standard', width: number, others?: Parameters<typeof tableHost>[1]]
  ) {
    const { bench, calls, handlers } = tableHost(scale, others);
    const opened = await openInspector(handlers, { width, height: 900, tab: 'Rows' });
    await opened.page.locator('.table-rows tbody tr').first().waitFor();
    return { ...opened, bench, calls };
  }

  it('R9 U40 has no fault of axe in any theme, at any width, and no tab of pictures', async () => {
    const opened = await open('standard', 1400);
    await noFaults(opened, [1400, 600, 240], async (look) => {
      await opened.page.locator('.row-answer').waitFor();
      await opened.page.getByText('Columns by importance').waitFor();
      await look('rows');
    });
    for (const name of ['Images', 'Why', 'Draw']) await expect(opened.page.getByRole('tab', { name })).toHaveCount(0);
    await opened.close();
  });

  it('R9 U38 arrows lead from row to row, and the row that has the focus is explained', async () => {
    const { page, bench, close } = await open('standard', 1400);
    const { rows } = await bench.view.handlers.tableRows({
      actual: null,
      predicted: null,
      order: 'mostSurprising',
      offset: 0,
      count: 5,
      show: 'all',
      search: '',
      columns: [],
    });
    await page.locator('.row-part h2', { hasText: `Row ${rows[0].row}:` }).waitFor();
    await page.locator('.table-rows tbody tr').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.locator('.row-part h2', { hasText: `Row ${rows[2].row}:` }).waitFor();
    await page.getByRole('button', { name: 'Go to row' }).click();
    await expect.poll(() => bench.seen.shown.at(-1)?.line).toBe(rows[2].row + 1);
    await close();
  });

  it('R9 wrong rows alone, a condition and no row at all are said', async () => {
    const { page, close } = await open('standard', 1400);
    await page.getByLabel('Rows that are shown').selectOption({ label: 'Wrong only' });
    await page.getByRole('heading', { name: /^(\d+) wrong of \1 shown$/ }).waitFor();
    await page.getByLabel('Rows that are shown').selectOption({ label: 'Right and wrong' });
    await page.getByRole('searchbox').fill('proline > 99999');
    await page.getByText('No row is left by this filter: Search “proline > 99999”.').waitFor();
    await page.getByRole('searchbox').press('Escape');
    await page.getByRole('heading', { name: /^\d+ wrong of 89 shown$/ }).waitFor();
    await page.getByRole('searchbox').fill('Barolo');
    await page.getByLabel('Confidence from').fill('0.99');
    await page.getByLabel('Confidence to').fill('0.2');
    await page.getByRole('alert').getByText('From is above to.').waitFor();
    await page.getByRole('button', { name: 'Show all rows' }).click();
    await expect(page.getByRole('searchbox')).toHaveValue('');
    await expect(page.getByLabel('Confidence from')).toHaveValue('');
    await page.getByRole('heading', { name: /^\d+ wrong of 89 shown$/ }).waitFor();
    await close();
  });

  it('R9 where nothing is scaled the line above the rows warns, and trains anew with one press', async () => {
    const opened = await open('none', 1400);
    const { page, bench, close } = opened;
    await page.getByText('Nothing is scaled').waitFor();
    await page.getByText('proline alone has').waitFor();
    await noFaults(opened, [1400], (look) => look('unscaled'));
    await page.getByRole('button', { name: 'Show the scaling' }).click();
    await page.locator('.moments tbody tr', { hasText: 'proline' }).waitFor();
    await page.getByRole('button', { name: 'Standardise and train' }).click();
    await expect.poll(() => bench.seen.trained.length).toBe(1);
    await close();
  });
});
