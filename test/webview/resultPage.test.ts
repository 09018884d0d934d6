import assert from 'node:assert/strict';
import type { ResultApi, ResultEvents, ResultState } from '../../extension/protocol/result.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { expect, noFaults, openPage, violations } from './harness.js';

const ROWS = 12;
const nats = Float64Array.from({ length: ROWS }, (_, i) => (i === 8 ? 7.4186 : 0.001 * (i + 1)));

const state: ResultState = {
  title: 'Categorical cross-entropy, batch.json',
  choice: {
    measure: 'b',
    measures: [
      { id: 'a', title: 'Cross-entropy' },
      { id: 'b', title: 'Categorical cross-entropy' },
    ],
  },
  readings: [
    { label: 'Prediction is', options: [{ label: 'probabilities' }, { label: 'logits' }], chosen: 0 },
    {
      label: 'Read as',
      options: [
        { label: 'Log loss', value: '0.400367 nats' },
        { label: 'Cross-entropy', value: '1.378326 nats' },
      ],
      chosen: 1,
    },
  ],
  base: 'nats',
  canSwap: true,
  pinned: false,
  now: { places: [], stale: null },
  value: { text: '0.622158', unit: 'nats', detail: 'mean of 12 items' },
  verdict: 'Item 9 alone is 99.4% of the loss.',
  facts: [
    { label: 'Convention', code: '−ln(q[target] + 1e-15)', text: ['mean over 12 items'] },
    { label: 'Target', text: ['class indices, ', { text: 'line 3', place: 0 }] },
  ],
  warnings: [['<img src=x onerror="document.title=1">', { text: 'line 7', place: 1 }]],
  pictures: [],
  table: {
    title: 'Items',
    note: 'in document order',
    columns: [
      { head: '', values: Float64Array.from(nats, (_, i) => i + 1), style: 'index' },
      { head: 'Name', values: Array.from(nats, (_, i) => `"><script>${i}</script>`), style: 'text' },
      { head: 'Nats', values: nats, style: 'value', bar: true },
    ],
    rows: ROWS,
    emphasis: 8,
    selects: true,
  },
  asides: [
    {
      title: 'Share by class',
      rows: [
        { label: '5', text: '99.4%', share: 0.994 },
        { label: '9', text: '0.6%', share: 0.006 },
      ],
    },
  ],
  ofRow: { title: 'Gradient of item 9', rows: [{ label: '5', text: '\u22120.906', share: 1 }] },
  actions: [{ id: 'copy', label: 'Copy', icon: 'copy' }],
};

describe('result page', function () {
  this.timeout(60_000);

  const open = async (shown: ResultState = state, ping: () => Promise<void> | void = () => undefined) => {
    const calls: unknown[][] = [];
    const note =
      (name: string) =>
      (params: unknown): void =>
        void calls.push([name, params]);
    const handlers: Handlers<ResultApi> = {
      hydrate: () => shown,
      measure: note('measure'),
      base: note('base'),
      swap: note('swap'),
      pin: note('pin'),
      place: note('place'),
      row: (row) => {
        note('row')(row);
        return { title: `Gradient of item ${row + 1}`, rows: [{ label: '1', text: '0.5', share: 1 }] };
      },
      again: note('again'),
      read: note('read'),
      act: (id) => {
        note('act')(id);
        return true;
      },
      ping,
    };
    const opened = await openPage<ResultApi, ResultEvents>('result', handlers, { width: 700 });
    await opened.page.locator('.answer').waitFor();
    return { ...opened, calls };
  };

  it('the answer, its unit, its convention; controls, links and rows call the host with opaque numbers', async () => {
    const { page, calls, close } = await open();
    await expect(page.locator('.answer')).toHaveText(/0\.622158\s+nats\s+mean of 12 items/, { useInnerText: true });
    await page.getByLabel('Measure').selectOption('a');
    await page.getByLabel('Unit').selectOption('bits');
    await page.getByRole('radio', { name: 'logits' }).click();
    await page.getByRole('radio', { name: 'Cross-entropy' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('button', { name: 'Swap target and prediction' }).click();
    await page.getByRole('button', { name: 'line 3' }).click();
    await page.getByRole('heading', { name: 'Gradient of item 9' }).waitFor();
    await page.locator('tbody tr[aria-rowindex="4"]').click();
    await page.getByRole('heading', { name: 'Gradient of item 3' }).waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Keep this result' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(calls, [
      ['measure', 'a'],
      ['base', 'bits'],
      ['read', { group: 0, option: 1 }],
      ['read', { group: 1, option: 0 }],
      ['swap', null],
      ['place', 0],
      ['row', 2],
      ['act', 'copy'],
      ['pin', true],
    ]);
    await close();
  });

  it('F14 says that the text has changed, computes again, and its links follow or are dead and say why', async () => {
    const { page, calls, send, close } = await open();
    await page.getByRole('button', { name: 'line 3' }).waitFor();
    const stale = { text: 'The numbers in a.json have changed since this was computed.', again: true };
    const dead = { text: 'line 7 before it was replaced', alive: false };
    await send('now', { places: [{ text: 'line 5', alive: true }, dead], stale });
    await page.getByRole('button', { name: 'line 5' }).click();
    await page.getByText('line 7 before it was replaced').waitFor();
    assert.equal(await page.getByRole('button', { name: 'line 7' }).count(), 0);
    await page.getByRole('button', { name: 'Compute again' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(calls, [
      ['place', 0],
      ['again', null],
    ]);
    assert.deepEqual(await violations(page), []);
    await send('now', { places: [], stale: null });
    await page.getByRole('button', { name: 'Compute again' }).waitFor({ state: 'detached' });
    await close();
  });

  it('F6 says so where its host answers no more, until it does again', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { page, close } = await open(state, () => answered);
    const lost = page.getByRole('alert').filter({ hasText: 'The connection to the extension is lost' });
    await lost.waitFor();
    assert.deepEqual(await violations(page), []);
    answer();
    await lost.waitFor({ state: 'detached' });
    await close();
  });

  it('S1: text of the file stays text', async () => {
    const { page, close } = await open();
    await expect(page.locator('main img, main script')).toHaveCount(0);
    await expect(page.locator('.warning')).toHaveText(/<img src=x onerror/, { useInnerText: true });
    assert.equal(await page.title(), 'result');
    await close();
  });

  it('any column sorts, either way; the arrow keys walk the rows in that order, and Enter leads to the place', async () => {
    const { page, calls, close } = await open();
    const first = () => page.locator('tbody tr').first().locator('td').first().innerText();
    await page.getByRole('button', { name: 'Nats' }).click();
    assert.equal(await first(), '1');
    await page.getByRole('button', { name: 'Nats' }).click();
    assert.equal(await first(), '9');
    await page.locator('tr[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-rowindex') === '3');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => true);
    assert.deepEqual(calls, [['row', 11]]);
    await close();
  });

  it('a hundred thousand rows are in the page only where they are in sight', async () => {
    const rows = 100_000;
    const values = Float64Array.from({ length: rows }, (_, i) => i / rows);
    const columns = [{ head: 'Value', values, style: 'value' as const, bar: true }];
    const table = { title: 'Items', columns, rows, emphasis: null, selects: true };
    const { page, close } = await open({ ...state, table });
    assert((await page.locator('tbody tr').count()) < 100);
    await page.locator('.items-frame').evaluate((frame) => {
      frame.scrollTop = frame.scrollHeight;
    });
    await page.locator(`tr[aria-rowindex="${rows + 1}"]`).waitFor();
    assert((await page.locator('tbody tr').count()) < 100);
    await close();
  });

  it('U36 U40: axe finds nothing and nothing is too wide, in each theme, wide and narrow', async () => {
    const opened = await open();
    await noFaults(opened, [900, 240], (look) => look('result'));
    await opened.close();
  });
});
