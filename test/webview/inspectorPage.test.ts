import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { confusionFromCounts, defaultConfig, leafOrder } from '@surprisal/core';
import type { Page } from 'playwright-core';
import { expect, noFaults, openInspector, violations } from './harness.js';
import { LiveHost } from './liveHost.js';
import { firstView } from './pageHost.js';

const FOUR_AS_NINE = { actual: 4, predicted: 9, order: 'mostSurprising', offset: 0, count: 500 } as const;
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

describe('inspector page', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  before(() => host.train({ ...defaultConfig(), epochs: 5 }));

  const open = async (width = 1400) => {
    host.view = firstView;
    const opened = await openInspector(host.inspector, { width });
    await opened.page.locator('.thumb').first().waitFor();
    return opened;
  };

  it('K1: every cell has its count and its share of the actual class, actual on the rows', async () => {
    const { page, close } = await open();
    const cells = await page
      .locator('[role=gridcell][data-cell]')
      .evaluateAll((found) =>
        found.map((cell) => [
          cell.getAttribute('data-cell'),
          cell.getAttribute('aria-label'),
          (cell as HTMLElement).innerText,
        ]),
      );
    const { confusion } = host.run!.epochs.at(-1)!;
    assert.equal(cells.length, 100);
    for (const [place, label, text] of cells) {
      const [actual = 0, predicted = 0] = (place ?? '').split(' ').map(Number);
      const row = [...confusion.subarray(actual * 10, actual * 10 + 10)];
      const items = row[predicted] ?? 0;
      const share = `${((items / row.reduce((sum, n) => sum + n, 0)) * 100).toFixed(1)}%`;
      assert.equal(label, `actual ${actual}, predicted ${predicted}: ${items}, ${share}`);
      assert.equal(text?.replace(/\s+/g, ' '), items === 0 && actual !== predicted ? '0' : `${items} ${share}`);
    }
    await close();
  });

  it('T7: the head has the log loss in nats, and the objective beside it under its own name where they differ', async () => {
    for (const [loss, words] of [
      [{ labelSmoothing: 0.1 }, 'smoothed cross-entropy'],
      [{ id: 'squaredError' as const }, 'squared error'],
      [{}, null],
    ] as const) {
      const own = new LiveHost();
      await own.train({ ...defaultConfig(), epochs: 2, loss: { ...defaultConfig().loss, ...loss } });
      const opened = await openInspector(own.inspector);
      const { testLogLoss, testLoss } = own.run!.epochs.at(-1)!;
      const header = opened.page.locator('.header');
      await expect(header).toContainText(new RegExp(`Log loss.*${testLogLoss!.toFixed(3)}\\s*nats`, 's'));
      if (words) await expect(header).toContainText(new RegExp(`Objective.*${testLoss.toFixed(3)}\\s*${words}`, 's'));
      else await expect(header).not.toContainText('Objective');
      await opened.close();
    }
  });

  it('T7: a record of an earlier version gets its log loss from the kept weights, else a dash and Evaluate again', async () => {
    const state = host.inspectorState();
    const epochs = state.run.epochs.map((record) => ({ ...record, testLogLoss: undefined }));
    const { testLogLoss } = host.run!.epochs.at(-1)!;
    let kept = false;
    const opened = await openInspector({
      ...host.inspector,
      hydrate: () => ({ ...state, run: { ...state.run, epochs } }),
      predictions: (epoch) => {
        if (!kept) throw new Error('The weights of the last epoch were not kept.');
        return host.inspector.predictions(epoch);
      },
    });
    const loss = opened.page.locator('.header .facts > div', { hasText: 'Log loss' });
    await expect(loss).toContainText('–');
    kept = true;
    await loss.getByText('Evaluate again').click();
    await expect(loss).toContainText(testLogLoss!.toFixed(3));
    await opened.close();
  });

  it('T9: the head says how own data was scaled, that of a run of before too', async () => {
    for (const [scale, words] of [
      ['standard', 'Standardised'],
      ['legacy', 'As before: divided by 255 where a feature exceeds 127'],
    ] as const) {
      const { run, ...others } = host.inspectorState();
      const own = { ...defaultConfig().data, source: 'files', files: { images: 'wine.csv' }, scale } as const;
      const state = { ...others, run: { ...run, config: { ...run.config!, data: own } } };
      const { page, close } = await openInspector({ ...host.inspector, hydrate: () => state });
      await expect(page.locator('.facts div', { hasText: 'Scaling' }).locator('dd')).toHaveText(words);
      mkdirSync('out/scaling', { recursive: true });
      await page.screenshot({ path: `out/scaling/inspector-${scale}.png` });
      await close();
    }
  });

  it('K1: the share is of the actual class, the predicted one or all, and the host remembers which', async () => {
    const { page, close } = await open();
    const { confusion } = host.run!.epochs.at(-1)!;
    const column = Array.from({ length: 10 }, (_, actual) => confusion[actual * 10 + 9] ?? 0);
    await page.getByLabel('Percent of').selectOption('Predicted');
    const share = (((column[4] ?? 0) / column.reduce((sum, n) => sum + n, 0)) * 100).toFixed(1);
    await page.getByLabel(`actual 4, predicted 9: ${column[4]}, ${share}%`).waitFor();
    await page.getByLabel('Hide diagonal').check({ force: true });
    assert.deepEqual([host.view.percentOf, host.view.hideDiagonal], ['predicted', true]);
    await close();
  });

  it('K8: by similarity rows and columns take the same other order, each cell its own count, and back', async () => {
    const { page, close } = await open();
    const { confusion } = host.run!.epochs.at(-1)!;
    const expected = leafOrder(confusionFromCounts(confusion));
    const shown = () =>
      page.locator('.matrix').evaluate((table) => ({
        columns: [...table.querySelectorAll('thead .head')].map((head) => Number(head.textContent)),
        rows: [...table.querySelectorAll('tbody .head')].map((head) => Number(head.textContent)),
        counts: [...table.querySelectorAll('.cell')].map((cell) =>
          Number.parseInt((cell as HTMLElement).innerText, 10),
        ),
        supports: [...table.querySelectorAll('tbody .total b')].map((total) => Number(total.textContent)),
      }));
    const before = await shown();
    await page.getByLabel('Order', { exact: true }).selectOption('By similarity');
    await page.locator('tbody tr:nth-child(2) .head', { hasText: String(expected[1]) }).waitFor();
    const after = await shown();
    assert.notDeepEqual(expected, before.rows);
    assert.deepEqual([after.rows, after.columns], [expected, expected]);
    assert.deepEqual(
      after.counts,
      expected.flatMap((a) => expected.map((b) => confusion[a * 10 + b])),
    );
    assert.deepEqual(
      after.supports,
      expected.map((a) => before.supports[a]),
    );
    assert.equal(host.view.order, 'similarity');
    await page.locator(`[data-cell="${expected[0]} ${expected[0]}"]`).focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(page), new RegExp(`^actual ${expected[0]}, predicted ${expected[1]}: `));
    await page.getByLabel('Order', { exact: true }).selectOption('By class');
    await page.locator('tbody tr:nth-child(2) .head', { hasText: '1' }).waitFor();
    assert.deepEqual(await shown(), before);
    await close();
  });

  it('K2: a click on a cell shows exactly its images, most surprising first, and Enter opens one', async () => {
    const { page, close } = await open();
    await page.locator('[data-cell="4 9"]').click();
    const expected = await host.run!.test.images(FOUR_AS_NINE);
    await page.locator('.detail h2', { hasText: 'Actual 4, predicted 9' }).waitFor();
    await page.locator('.thumb', { hasText: `${expected.items[0].surprise.toFixed(2)} nats` }).waitFor();
    const names = await page.locator('.thumb').evaluateAll((found) => found.map((it) => it.getAttribute('aria-label')));
    assert.deepEqual(
      names.map((name) => Number(/^Test image (\d+), actual 4, predicted 9: /.exec(name ?? '')?.[1])),
      expected.items.map(({ index }) => index),
    );
    const drawn = await page
      .locator('.thumb canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return Array.from(data.filter((_, i) => i % 4 === 3));
      });
    assert.deepEqual(drawn, [...expected.pixels.subarray(0, 784)]);
    await close();
  });

  it('K2: an image opened shows its probabilities, logits, loss and gradient; arrows go on, Esc goes back', async () => {
    const { page, close } = await open();
    await page.locator('[data-cell="4 9"]').click();
    const { items } = await host.run!.test.images(FOUR_AS_NINE);
    await page.locator('.thumb', { hasText: `${items[0].surprise.toFixed(2)} nats` }).focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: `Scores of Test image ${items[0].index}` });
    const rows = await table
      .locator('tbody tr')
      .evaluateAll((found) =>
        found.map((row) => [...row.querySelectorAll('td.right')].map((cell) => cell.textContent)),
      );
    const minus = (text: string) => text.replace('-', '−');
    assert.equal(rows.length, 10);
    rows.forEach((row, c) => {
      const p = items[0].probabilities[c];
      const shown = p > 0 && p < 0.0005 ? '<0.001' : p >= 0.9995 && p < 1 ? '>0.999' : p.toFixed(3);
      assert.deepEqual(row, [
        shown,
        minus(items[0].logits[c].toFixed(2)),
        minus((p - (c === 4 ? 1 : 0)).toFixed(3)).replace(/^−(0\.0+)$/, '$1'),
      ]);
    });
    await page.locator('.image-panel', { hasText: `${items[0].surprise.toFixed(6)} nats` }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: `Test image ${items[1].index}` }).waitFor();
    await page.keyboard.press('Control+c');
    await page.getByRole('button', { name: 'Open as a JSON document' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(host.asked.slice(-2), [
      ['copyItem', items[1].index],
      ['openItem', items[1].index],
    ]);
    await page.keyboard.press('Escape');
    await page.locator('.image-panel').waitFor({ state: 'detached' });
    assert.match(await focused(page), /^actual 4, predicted 9: /);
    await close();
  });

  it('K14: the keyboard alone walks from the tabs to a cell, its mirror and its images', async () => {
    const { page, close } = await open();
    await page.keyboard.press('Tab');
    while (!(await page.evaluate(() => document.activeElement?.getAttribute('role') === 'gridcell')))
      await page.keyboard.press('Tab');
    assert.match(await focused(page), /^actual 0, predicted 0: /);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End']) await page.keyboard.press(key);
    assert.match(await focused(page), /^actual 4, predicted 9: /);
    await page.keyboard.press('r');
    assert.match(await focused(page), /^actual 9, predicted 4: /);
    await page.keyboard.press('Enter');
    await page.locator('.cell.chosen[data-cell="9 4"]').waitFor();
    assert.deepEqual(host.view.selected, { actual: 9, predicted: 4 });
    await expect(page.locator('.matrix [tabindex="0"]'), 'one tab stop').toHaveCount(1);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    assert.equal(outline, 'solid', 'the focus can be seen');
    while (!(await focused(page)).startsWith('Test image')) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    assert.match(await focused(page), /^actual 9, predicted 4: /);
    await page.keyboard.press('Escape');
    assert.equal(host.view.selected, null);
    await close();
  });

  it('K14: tabs go by arrows, Home and End', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Matrix' }).focus();
    await page.keyboard.press('End');
    await page.getByRole('tab', { name: 'Draw', selected: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Matrix', selected: true }).waitFor();
    await close();
  });

  it('the slider goes back to an epoch and its matrix; a new epoch does not move it', async () => {
    const { page, send, close } = await open();
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    const first = host.run!.epochs[0];
    await page.locator('[data-cell="4 4"] b', { hasText: String(first.confusion[44]) }).waitFor();
    await expect(slider).toHaveAttribute('aria-valuetext', /^epoch 1, test accuracy /);
    await send('epoch', { ...host.run!.epochs.at(-1)!, epoch: 6 });
    await page.locator('.epochs').getByText('of 6').waitFor();
    await expect(slider).toHaveAttribute('aria-valuetext', /^epoch 1, /);
    await close();
  });

  it('T6: on the slider Enter restores the epoch shown and Shift+Enter branches from it', async () => {
    const again = new LiveHost();
    await again.train({ ...defaultConfig(), epochs: 4 });
    const opened = await openInspector(again.inspector);
    again.toInspector = (name, data) => opened.send(name, data);
    const { page } = opened;
    const restore = page.getByRole('button', { name: 'Restore' });
    await restore.waitFor();
    await expect(restore, 'there is nothing to restore at the last epoch').toBeDisabled();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 2', { exact: true }).waitFor();
    const taken = () => again.asked.filter(([method]) => method === 'branch' || method === 'restore');
    assert.deepEqual(taken(), [
      ['branch', 2],
      ['restore', 2],
    ]);
    await page.getByText('paused').waitFor();
    await page.getByRole('button', { name: 'Branch' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(taken().at(-1), ['branch', 2]);
    assert.equal(taken().length, 3);
    await opened.close();
  });

  it('the scores of a class: how sure, how often right, the most surprising first', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Classes' }).click();
    await page.getByLabel('of the images of').selectOption('5');
    const read = (await host.run!.test.predictions())!;
    const of5 = [...read.actual.keys()].filter((i) => read.actual[i] === 5);
    const sure = of5.filter((i) => read.confidence[i] >= 0.99);
    const table = page.getByRole('table', { name: 'Images of class 5 by confidence' });
    const first = await table.locator('tbody tr').first().innerText();
    assert.deepEqual(first.match(/^(.+?)\s+(\d+)\s+(\d+)\s+(\S+)$/)?.slice(1), [
      '99% to 100%',
      String(sure.filter((i) => read.predicted[i] === 5).length),
      String(sure.filter((i) => read.predicted[i] !== 5).length),
      (sure.reduce((sum, i) => sum + read.surprise[i], 0) / sure.length).toFixed(3),
    ]);
    const most = Math.max(...of5.map((i) => read.surprise[i]));
    await page.locator('.scores-part .thumb').first().waitFor();
    await expect(page.locator('.scores-part .thumb').first()).toHaveText(new RegExp(`${most.toFixed(2)} nats`), {
      useInnerText: true,
    });
    await close();
  });

  it('live: the matrix moves once an epoch and the selection stays', async () => {
    const { page, send, close } = await open();
    await page.locator('[data-cell="4 9"]').click();
    const last = host.run!.epochs.at(-1)!;
    const confusion = last.confusion.slice();
    confusion[49] = 77;
    await send('epoch', { ...last, epoch: 6, confusion });
    await page.locator('.cell.chosen[data-cell="4 9"] b', { hasText: '77' }).waitFor();
    await close();
  });

  it('the Images tab holds thousands with few in the page, and is filtered by class', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Images' }).click();
    await page.getByRole('heading', { name: /^\d+ wrong of 1,000 shown$/ }).waitFor();
    assert.ok((await page.locator('.thumb').count()) < 500);
    await page.keyboard.press('Tab');
    await page.locator('.thumb').first().focus();
    await page.keyboard.press('End');
    const all = { actual: null, predicted: null, order: 'mostSurprising', count: 1 } as const;
    const least = await host.run!.test.images({ ...all, offset: 999 });
    await page.locator(`.thumb[aria-label^="Test image ${least.items[0].index},"]:focus`).waitFor();
    await page.getByLabel('Actual', { exact: true }).selectOption('4');
    const { total } = await host.run!.test.images({ ...all, actual: 4, offset: 0 });
    await page.getByRole('heading', { name: `wrong of ${total} shown` }).waitFor();
    await close();
  });

  it('R9 U38 images are filtered by right or wrong, confidence and surprise, and each says what it is read as', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Images' }).click();
    const show = page.getByLabel('Images that are shown');
    await show.focus();
    await show.selectOption({ label: 'Wrong only' });
    await page.getByLabel('Confidence from').fill('.9');
    await page.getByLabel('Surprise to').fill('6');
    const asked = {
      actual: null,
      predicted: null,
      show: 'wrong',
      confidence: { from: 0.9, to: null },
      surprise: { from: null, to: 6 },
      order: 'mostSurprising',
    } as const;
    const { total, wrong, items } = await host.run!.test.images({ ...asked, offset: 0, count: 500 });
    assert.ok(total > 1 && total === wrong);
    await page.getByRole('heading', { name: `${wrong} wrong of ${total} shown` }).waitFor();
    const tiles = await page.locator('.thumb').allInnerTexts();
    assert.deepEqual(
      tiles.map((text) => /(\d)\s+is (\d)/.exec(text)?.slice(1).map(Number)),
      items.map(({ actual, predicted }) => [predicted, actual]),
    );
    await expect(page.locator('.thumb .codicon-close')).toHaveCount(total);
    await expect(page.getByLabel('Surprise to')).toBeFocused();
    const kept = await page.evaluate(() => {
      const { acquireVsCodeApi } = window as unknown as { acquireVsCodeApi: () => { getState: () => object } };
      return (acquireVsCodeApi().getState() as { filter: object }).filter;
    });
    assert.deepEqual(kept, {
      actual: null,
      predicted: null,
      show: 'wrong',
      confidence: { from: '.9', to: '' },
      surprise: { from: '', to: '6' },
      search: '',
      order: 'mostSurprising',
    });

    host.chosen = 'shown.csv';
    await page.getByRole('button', { name: 'Export…' }).click();
    await expect.poll(() => host.asked.at(-1)?.[0]).toBe('exportShown');
    const { indices } = host.asked.at(-1)![1] as { indices: Uint32Array };
    assert.deepEqual(
      Array.from(indices),
      items.map(({ index }) => index),
    );
    await close();
  });

  it('R9 U34 U38 where nothing is left it is said which filters hide all, and one press takes them back', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Images' }).click();
    await page.getByLabel('Actual', { exact: true }).selectOption('4');
    await page.getByLabel('Surprise from').fill('99');
    await page.getByText('No image is left by these filters together: Actual 4, Surprise from 99.').waitFor();
    const { total } = await host.run!.test.images({ actual: 4, predicted: null, order: 'index', offset: 0, count: 0 });
    await page.locator('.nothing-shown li', { hasText: 'Without “Actual 4” 0 images' }).waitFor();
    await page.locator('.nothing-shown li', { hasText: `Without “Surprise from 99” ${total} images` }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Without “Surprise from 99”' }).press('Enter');
    await page.getByRole('heading', { name: `wrong of ${total} shown` }).waitFor();
    await expect(page.getByLabel('Actual', { exact: true })).toBeFocused();
    await expect(page.getByLabel('Surprise from')).toHaveValue('');
    await page.getByLabel('Confidence from').fill('1.5');
    await page.getByText('A probability is from 0 to 1.').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('heading', { name: `wrong of ${total} shown` }).waitFor();
    await page.getByRole('button', { name: 'Show all images' }).press('Enter');
    await page.getByRole('heading', { name: /^\d+ wrong of 1,000 shown$/ }).waitFor();
    await expect(page.getByLabel('Confidence from')).toHaveValue('');
    await close();
  });

  it('live: no task takes 50 ms of the page’s processor while a run goes on', async () => {
    const busy = new LiveHost();
    busy.pace = 60;
    const run = busy.train({ ...defaultConfig(), epochs: 8 });
    await busy.epochEnds(1);
    const opened = await openInspector(busy.inspector);
    await opened.page.locator('.thumb').first().waitFor();
    const client = await opened.page.context().newCDPSession(opened.page);
    const events: { name: string; pid: number; tid: number; tdur?: number }[] = [];
    client.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as typeof events)));
    const categories = { includedCategories: ['toplevel', 'devtools.timeline'] };
    await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: categories });
    busy.toInspector = (name, data) => opened.send(name, data);
    await run;
    await opened.page.getByText('8 of 8').waitFor();
    const over = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
    await client.send('Tracing.end');
    await over;
    const thread = ({ pid, tid }: (typeof events)[number]) => `${pid} ${tid}`;
    const calls = new Map<string, number>();
    for (const event of events)
      if (event.name === 'FunctionCall') calls.set(thread(event), (calls.get(thread(event)) ?? 0) + 1);
    const [main] = [...calls].sort((one, other) => other[1] - one[1])[0];
    const tasks = events.filter((event) => event.name.endsWith('RunTask') && thread(event) === main);
    assert.ok(tasks.length > 20, `${tasks.length} tasks seen`);
    const longest = Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
    assert.ok(longest > 0 && longest < 50, `the longest took ${longest.toFixed(1)} ms`);
    await opened.close();
  });

  it('S1: class names with markup stay text', async () => {
    const state = host.inspectorState();
    const rest = Array.from('3456789');
    const classes = ['<img src=x onerror=alert(1)>', '</script><script>', '"><link rel=dns-prefetch>', ...rest];
    const run = { ...state.run, classes };
    const opened = await openInspector({ ...host.inspector, hydrate: () => ({ ...state, run }) });
    await opened.page.locator('.matrix th', { hasText: '<img src=x' }).first().waitFor();
    await expect(opened.page.locator('#app img, #app link, #app script')).toHaveCount(0);
    await opened.close();
  });

  it('U37: tabs that do not fit are behind an ellipsis, by keys as well, and the chosen one is in sight', async () => {
    const { page, close } = await open(240);
    const more = page.getByRole('button', { name: 'More views' });
    await more.press('Enter');
    const items = page.getByRole('menuitemradio');
    assert.deepEqual(await items.allInnerTexts(), await page.getByRole('tab').allInnerTexts());
    await page.locator('[role=menuitemradio][aria-checked=true]:focus').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('End');
    const last = (await items.last().innerText()).trim();
    await page.keyboard.press('Enter');
    const chosen = page.getByRole('tab', { name: last, selected: true });
    await chosen.waitFor();
    const row = (await page.getByRole('tablist').boundingBox())!;
    const box = (await chosen.boundingBox())!;
    assert(box.x >= row.x - 1 && box.x + box.width <= row.x + row.width + 1, 'the chosen tab is out of sight');
    await more.press('Enter');
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'More views');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await page.setViewportSize({ width: 1400, height: 1000 });
    await more.waitFor({ state: 'detached' });
    await close();
  });

  it('U36: tables of classes need no scrolling sideways, from 240 px on, with long names', async () => {
    const state = host.inspectorState();
    const classes = state.run.classes.map((name) => `a rather long name of class ${name}`);
    const { page, close } = await openInspector({
      ...host.inspector,
      hydrate: () => ({ ...state, run: { ...state.run, classes } }),
    });
    for (const tab of ['Matrix', 'Classes']) {
      await page.getByRole('tab', { name: tab, exact: true }).evaluate((it: HTMLElement) => it.click());
      for (const width of [240, 280, 319, 320, 400]) {
        await page.setViewportSize({ width, height: 1000 });
        const wide = page.locator('.classes .table-scroll, .averages-part .table-scroll');
        await expect(wide.first()).toBeVisible();
        const beyond = (): Promise<number[]> =>
          wide.evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
        await expect
          .poll(async () => Math.max(...(await beyond())), { message: `${tab} ${width}` })
          .toBeLessThanOrEqual(0);
      }
    }
    await close();
  });

  it('U36 U40: axe finds nothing and nothing is too wide, in each tab, theme and width', async () => {
    const opened = await open();
    const { page, close } = opened;
    await page.locator('[data-cell="4 9"]').click();
    await noFaults(opened, [1400, 600, 240], async (look) => {
      for (const tab of ['Matrix', 'Classes', 'Pairs', 'Images']) {
        await page.getByRole('tab', { name: tab }).click();
        await look(tab);
      }
      await page.locator('.thumb').first().click();
      await page.locator('.image-panel').waitFor();
      await look('image');
      await page.keyboard.press('Escape');
    });
    await close();
  });

  it('U37, F21: the colours follow the theme while the page is open, the digits too', async () => {
    const { page, setTheme, close } = await open();
    const look = () =>
      page.evaluate(() => ({
        cell: getComputedStyle(document.querySelector('[data-cell="1 1"]')!).backgroundColor,
        ink: [
          ...document.querySelector<HTMLCanvasElement>('.thumb canvas')!.getContext('2d')!.getImageData(14, 14, 1, 1)
            .data,
        ].slice(0, 3),
      }));
    const dark = await look();
    await setTheme('light');
    await page.waitForFunction(
      ({ cell, ink }) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.thumb canvas')!;
        const { data } = canvas.getContext('2d')!.getImageData(14, 14, 1, 1);
        return (
          data[0] !== ink[0] && getComputedStyle(document.querySelector('[data-cell="1 1"]')!).backgroundColor !== cell
        );
      },
      dark,
      { timeout: 5000 },
    );
    await close();
  });
});
