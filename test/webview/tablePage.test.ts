import type { InspectorApi, InspectorView } from '../../extension/protocol/inspector/inspector.js';
import { openedTable } from '../tableBench.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { expect, noFaults, openInspector } from './harness.js';

describe('the rows of a run on a table (R9)', function () {
  this.timeout(60_000);
  const view: InspectorView = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };

  /** The inspector of a run on wine, at its rows. */
  async function open(scale: 'none' | 'standard', width: number, others: Parameters<typeof openedTable>[1] = []) {
    const bench = openedTable(scale, others);
    const { run } = bench;
    run.status = 'finished';
    const calls: string[] = [];
    const handlers = Object.fromEntries(
      Object.entries(bench.view.handlers).map(([name, answer]) => [
        name,
        (params: never) => {
          calls.push(name);
          return (answer as (params: never) => unknown)(params);
        },
      ]),
    );
    const page: Handlers<Partial<InspectorApi>> = {
      ...handlers,
      hydrate: () => ({
        run: run.summary(),
        view,
        groups: ['page', 'matrix', 'images', 'rows', 'table', 'why', 'draw', 'export'],
      }),
      remember: () => undefined,
      ping: () => undefined,
      predictions: (epoch) => run.test.predictions(epoch),
      images: (query) => run.test.images(query),
      contrast: () => null,
      rows: async (query) => {
        const { total, items } = await run.test.images(query);
        return { total, rows: items.map((item) => ({ ...item, row: run.test.rowInFile(item.index) })) };
      },
    };
    const opened = await openInspector(page, { width, height: 900, tab: 'Rows' });
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
    await page.getByText(/^\d+ rows? (is|are) read wrong$/).waitFor();
    await page.getByLabel('Rows that are shown').selectOption({ label: 'All 89' });
    await page.getByRole('searchbox').fill('proline > 99999');
    await page.getByText('No test row is so.').waitFor();
    await page.getByRole('searchbox').press('Escape');
    await page.getByText(/^\d+ wrong of 89 shown$/).waitFor();
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
