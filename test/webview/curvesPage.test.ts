import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bandOf } from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { CurvesApi, CurvesEvents, CurvesQuery } from '../../extension/protocol/curves.js';
import { CurvesHost, eightRuns, firstView, madeRun, shapes, sweep, type MadeRun } from './curvesHost.js';
import { expect, noFaults, openPage, type ThemeName } from './harness.js';

const pictures = join(process.cwd(), 'out', 'curves');
mkdirSync(pictures, { recursive: true });

/** The charts in sight have their lines: no chart waits for points that were asked for. */
const drawn = (page: Page) =>
  page.waitForFunction(() => {
    const frames = [...document.querySelectorAll<HTMLElement>('.chart-frame')].filter((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return frames.length > 0 && frames.every(({ dataset }) => dataset.settled === 'true' && dataset.drawn === 'all');
  });

const isDrawn = (page: Page, scalar: string, rgb: string) =>
  page.evaluate(
    ([name, color]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`figure[aria-label="${name}"] canvas`)!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const wanted = color.split(',').map(Number);
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 200 && wanted.every((value, c) => Math.abs(data[i + c] - value) < 12)) return true;
      return false;
    },
    [scalar, rgb],
  );

describe('curves page (R4)', function () {
  this.timeout(60_000);

  interface Look {
    theme?: ThemeName;
    width?: number;
    height?: number;
  }
  const open = async (host: CurvesHost, { theme = 'dark', width = 1440, height = 900 }: Look = {}) => {
    const opened = await openPage<CurvesApi, CurvesEvents>('curves', host.handlers, { theme, width, height });
    if (host.made.length > 0) await drawn(opened.page);
    else await opened.page.locator('.header').waitFor();
    return opened;
  };
  const chart = (page: Page, name: string) => page.getByRole('img', { name: new RegExp(`^${name}:`) });
  const pointAt = async (page: Page, name: string, share: number, down = 0.5) => {
    const box = (await chart(page, name).boundingBox())!;
    await page.mouse.move(box.x + 38 + (box.width - 40) * share, box.y + 7 + (box.height - 27) * down);
  };
  const picture = (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
  const row = (page: Page, name: string) => page.locator('.run-row', { hasText: name });
  const queries = (host: CurvesHost): CurvesQuery[] =>
    host.asked.filter(([method]) => method === 'points').flatMap(([, params]) => params as CurvesQuery[]);
  const zoomButton = (page: Page) => page.locator('.button.zoom');

  it('names runs by what sets them apart, and asks for the charts in sight alone, few in a message', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host, { height: 420 });
    const names = await page.locator('.run-row .name').allInnerTexts();
    assert.deepEqual(names, [
      'Cross-entropy, seed 1',
      'Cross-entropy, seed 2',
      'Cross-entropy, seed 3',
      'Focal',
      'Squared error',
      'Adam',
      'Convolution',
      'Label smoothing 0.1',
    ]);
    const first = new Set(queries(host).map(({ scalar }) => scalar));
    assert.ok(first.has('train/loss') && !first.has('recall/9'), [...first].join());
    for (const [method, params] of host.asked) if (method === 'points') assert.ok((params as unknown[]).length <= 16);
    for (const { columns, smoothing, scalar } of queries(host)) {
      assert.ok(columns <= 520);
      assert.equal(smoothing, scalar === 'train/lr' ? 0 : 20, 'a rate is never smoothed');
    }
    await page.getByRole('group', { name: '10 charts on one scale' }).scrollIntoViewIfNeeded();
    await drawn(page);
    assert.ok(queries(host).some(({ scalar }) => scalar === 'recall/9'));
    await close();
  });

  it('reads all runs at one place: exact values of the host, the mean beside them, and the line in front in the head', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    await pointAt(page, 'train/loss', 0.55, 0.2);
    const head = page.locator('.run-columns');
    await expect(head).toContainText('Step ');
    await expect(head).toContainText('Mean');
    const step = Number(/Step ([\d,]+)/.exec(await head.innerText())![1].replaceAll(',', ''));
    const value = host.series('run-16', 'train/loss')!.curve.y[step - 1];
    await expect(row(page, 'Convolution').locator(`span[title="${value}"]`)).toBeVisible();
    const selected = page.locator('.run-row.selected');
    await expect(selected).toHaveCount(1);
    const name = await selected.locator('.name').innerText();
    await expect(page.locator('.pinned .head-value')).toContainText(name);
    await expect(page.locator('.front')).toContainText(name);
    await page.mouse.move(5, 5);
    await expect(head).toContainText('Last');
    await close();
  });

  it('a drag marks the range in all charts and zooms all, Esc leaves it, the button and a double click take it back', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    await pointAt(page, 'valid/accuracy', 0.3);
    await page.mouse.down();
    await pointAt(page, 'valid/accuracy', 0.55);
    await expect(page.getByRole('status')).toContainText('432 to 792');
    await picture(page, 'dark-marked');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('status')).toHaveCount(0);
    await page.mouse.up();
    await expect(zoomButton(page)).toHaveCount(0);
    for (const back of ['button', 'double click'] as const) {
      await pointAt(page, 'train/loss', 0.3);
      await page.mouse.down();
      await pointAt(page, 'train/loss', 0.55);
      host.asked.length = 0;
      await page.mouse.up();
      await expect(zoomButton(page)).toHaveText(/432 to 792/);
      await drawn(page);
      const asked = queries(host);
      assert.ok(asked.length > 5);
      for (const { from, to } of asked) assert.ok(Math.abs(from! - 432) < 2 && Math.abs(to! - 792) < 2);
      if (back === 'button') await zoomButton(page).click();
      else await chart(page, 'train/loss').dblclick();
      await expect(zoomButton(page)).toHaveCount(0);
      await drawn(page);
    }
    await close();
  });

  it('x is logarithmic on request, also of the range that is zoomed to; a clock has no logarithm', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    host.asked.length = 0;
    const box = page.getByRole('checkbox', { name: 'Log x' });
    await box.click();
    await drawn(page);
    assert.ok(queries(host).length > 5 && queries(host).every(({ logarithmicX }) => logarithmicX));
    await expect.poll(() => host.view.logarithmicX).toBe(true);
    await pointAt(page, 'train/loss', 1 / 3);
    await page.mouse.down();
    await pointAt(page, 'train/loss', 2 / 3);
    await picture(page, 'dark-log-x');
    await page.mouse.up();
    // A third of 1 to 1,440 is the third root of 1,440 times as much.
    await expect(zoomButton(page)).toHaveText(/^11(\.\d+)? to 12[5-9]/);
    await page.getByLabel('Across').selectOption({ label: 'Clock time' });
    await expect(box).toHaveCount(0);
    await page.getByLabel('Across').selectOption({ label: 'Step' });
    await chart(page, 'train/loss').focus();
    await page.keyboard.press('x');
    await expect(box).not.toBeChecked();
    await close();
  });

  it('a chart whose runs have no place on the axis says so; a range that is marked moves no chart', async () => {
    const made = eightRuns().slice(0, 2);
    for (const { run } of made)
      run.scalars.find(({ name }) => name === 'valid/loss')!.has = { epoch: true, time: false };
    const host = new CurvesHost(made);
    const { page, close } = await open(host, { width: 720 });
    await page.evaluate(() => {
      const { prototype } = CanvasRenderingContext2D;
      const { fillText } = prototype;
      prototype.fillText = function (words, ...where) {
        document.body.dataset.written = `${document.body.dataset.written ?? ''}\n${words}`;
        fillText.call(this, words, ...where);
      };
    });
    await page.getByLabel('Across').selectOption({ label: 'Time since start' });
    await chart(page, 'valid/loss').scrollIntoViewIfNeeded();
    await expect(page.locator('body')).toHaveAttribute('data-written', /no times logged/);
    const top = async () => (await chart(page, 'valid/accuracy').boundingBox())!.y;
    const before = await top();
    await pointAt(page, 'valid/accuracy', 0.3);
    await page.mouse.down();
    await pointAt(page, 'valid/accuracy', 0.7);
    await expect(page.getByRole('status')).toContainText('let go to zoom');
    assert.equal(await top(), before);
    await page.keyboard.press('Escape');
    await close();
  });

  it('what files hold beside scalars stands below all else, once for all runs; no warning tells of it', async () => {
    const made = eightRuns().slice(0, 5);
    for (const [i, { run }] of made.entries()) {
      run.others = { histograms: 20 };
      run.notes = [`${i}.log: line 2 holds no number with a name.`];
    }
    const host = new CurvesHost(made);
    const { page, close } = await open(host, { width: 700 });
    await expect(page.locator('.problems')).toHaveCount(0);
    const notes = page.getByRole('region', { name: 'Notes on the files' });
    await expect(notes).toContainText('Also in these files, and not drawn: histograms (100).');
    await expect(notes).toContainText('The same of 2 more runs.');
    await notes.getByRole('button', { name: 'Show .surprisal/runs/run-10' }).click();
    await expect.poll(() => host.asked.filter(([method]) => method === 'openRun')).toEqual([['openRun', 'run-10']]);
    await expect(page.locator('.runs-head')).toContainText('train/loss, last');
    await close();
  });

  it('keys move the crosshair, mark and zoom, choose lines, pin, take the logarithm and show the numbers (U38, K14)', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    await chart(page, 'valid/accuracy').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('.run-columns')).toContainText('Step 144');
    await expect(page.locator('[aria-live=polite]')).toContainText(
      /^valid\/accuracy, step 144: Cross-entropy, seed 1 /,
    );
    const before = await page.locator('.run-row.selected .name').allInnerTexts();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('.run-row.selected .name')).not.toHaveText(before[0] ?? 'none');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByRole('status')).toContainText('144 to 360');
    await page.keyboard.press('Enter');
    await expect(zoomButton(page)).toHaveText(/144 to 360/);
    await page.keyboard.press('Escape');
    await expect(zoomButton(page)).toHaveCount(0);
    await page.keyboard.press('p');
    await expect(page.locator('figure.pinned[aria-label="valid/accuracy"]')).toHaveCount(1);
    await expect(chart(page, 'valid/accuracy')).toBeFocused();
    await page.keyboard.press('l');
    await expect(page.locator('figure[aria-label="valid/accuracy"] .chart-head')).toContainText('log');
    await page.keyboard.press('t');
    const table = page.getByRole('group', { name: 'valid/accuracy, numbers' });
    const best = host.made[6].run.scalars.find(({ name }) => name === 'valid/accuracy')!.greatest!;
    await expect(table.locator('tr', { hasText: 'Convolution' }).locator(`[title="${best.value}"]`)).toBeVisible();
    await expect(table).toBeFocused();
    await page.keyboard.press('t');
    await expect(chart(page, 'valid/accuracy')).toBeFocused();
    const list = row(page, 'Focal');
    await row(page, 'Cross-entropy, seed 1').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await expect(list).toBeFocused();
    await page.keyboard.press('Space');
    await expect(list).toHaveAttribute('aria-pressed', 'false');
    await expect.poll(() => host.view.hidden).toEqual(['run-13']);
    assert.deepEqual(host.view.pinned, ['train/loss', 'valid/accuracy']);
    await close();
  });

  it('the list is the choice: a click hides a run in every chart, Alt and a click show it alone, colours stay', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    const swatch = async (name: string) => row(page, name).locator('line').getAttribute('stroke');
    const color = await swatch('Convolution');
    host.asked.length = 0;
    await row(page, 'Focal').click();
    await drawn(page);
    assert.ok(queries(host).every(({ lines }) => lines.length === 7 && !lines.flat().includes('run-13')));
    assert.equal(await swatch('Convolution'), color);
    await row(page, 'Convolution').click({ modifiers: ['Alt'] });
    await expect(page.locator('.runs-head')).toContainText('1 of 8');
    assert.equal(await swatch('Convolution'), color);
    await row(page, 'Convolution').click({ modifiers: ['Alt'] });
    await expect(page.locator('.runs-head')).toContainText('8 of 8');
    await close();
  });

  it('seeds of one configuration stand in one line with a band, whose mean and range stand in the list', async () => {
    const host = new CurvesHost(sweep([0.004, 0.02, 0.1, 0.4], 3));
    host.view = { ...firstView, smoothing: 0 };
    const { page, close } = await open(host);
    host.asked.length = 0;
    await page.getByText('Seeds as a band', { exact: true }).click();
    await drawn(page);
    assert.ok(queries(host).every(({ lines }) => lines.length === 4 && lines.every((ids) => ids.length === 3)));
    await chart(page, 'valid/accuracy').focus();
    await page.keyboard.press('End');
    const curves = [10, 11, 12].map((i) => host.series(`sweep-${i}`, 'valid/accuracy')!.curve);
    const { low, high } = bandOf(curves);
    const text = (value: number) => `${(value * 100).toFixed(1)}%`;
    await expect(row(page, 'Rate 0.004')).toContainText(`${text(low.at(-1)!)} to ${text(high.at(-1)!)}`);
    await page.getByLabel('Band', { exact: true }).selectOption({ label: 'Standard deviation' });
    await drawn(page);
    assert.equal(queries(host).at(-1)!.band, 'deviation');
    await page.getByLabel('Across').selectOption({ label: 'Clock time' });
    await drawn(page);
    assert.ok(
      queries(host)
        .at(-1)!
        .lines.every((ids) => ids.length === 1),
      'runs have no clock in common',
    );
    await expect(page.getByRole('checkbox', { name: 'Seeds as a band' })).toBeDisabled();
    await close();
  });

  it('the table has the settings that differ, the last and the best, ordered by validation; copies, and its choice is that of the charts', async () => {
    const host = new CurvesHost(sweep([0.004, 0.02, 0.1, 0.4], 3));
    host.view = {
      ...firstView,
      table: true,
      pinned: ['train/loss', 'valid/loss', 'valid/accuracy'],
      logarithmic: ['train/loss', 'valid/loss'],
    };
    const { page, close } = await open(host, { theme: 'light' });
    await pointAt(page, 'valid/accuracy', 0.7);
    await picture(page, 'light-table');
    const table = page.getByRole('table', { name: 'Runs' });
    const bests = host.made.map(({ run }) => ({
      run,
      best: run.scalars.find(({ name }) => name === 'valid/accuracy')!.greatest!.value,
    }));
    const order = bests
      .sort((a, b) => b.best - a.best)
      .map(({ run }) => `Rate ${run.settings.rate}, seed ${run.settings.seed}`);
    assert.deepEqual(await table.locator('tbody th').allInnerTexts(), order);
    const sorted = table.locator('th[aria-sort]');
    await expect(sorted).toHaveAttribute('aria-sort', 'descending');
    await expect(sorted.locator('.codicon-arrow-down')).toHaveCount(1);
    const heads = (await table.locator('thead tr:last-child th').allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(heads.slice(0, 3), ['Run', 'Rate', 'Seed']);
    await expect(page.locator('.run-table .table-head')).toContainText('Alike: Loss Cross-entropy, Network 784-32-10');
    const tests = await table.locator('.group-heads th', { hasText: 'test/accuracy' }).getAttribute('colspan');
    assert.equal(tests, '1', 'no run is chosen by the test part');
    await page.getByRole('button', { name: 'Copy or save the table' }).click();
    await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
    await expect.poll(() => host.asked.some(([method]) => method === 'copy')).toBe(true);
    const csv = host.asked.find(([method]) => method === 'copy')![1] as string;
    const lines = csv.trim().split(/\r?\n/);
    assert.equal(lines.length, 13);
    assert.ok(lines[1].includes(String(bests[0].best)), 'in full');
    await table.getByRole('button', { name: 'Rate', exact: true }).click();
    assert.match(await table.locator('tbody th').first().innerText(), /^Rate 0\.004/);
    await table.locator('tbody button').first().click();
    await expect(page.locator('.runs-head')).toContainText('11 of 12');
    await expect(page.getByRole('img', { name: /^valid\/accuracy, highest; / }).locator('circle')).toHaveCount(11);
    await close();
  });

  it('a chart is saved as SVG and PNG in the colours of the theme, its exact points by the host as CSV', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    const save = async (kind: string): Promise<unknown> => {
      host.asked.length = 0;
      const method = kind === 'CSV' ? 'saveCsv' : 'saveExport';
      if (kind === 'PNG') await chart(page, 'valid/loss').click({ button: 'right' });
      else await page.getByRole('button', { name: 'More for valid/loss' }).click();
      await page.getByRole('menuitem', { name: `Save as ${kind}…` }).click();
      await expect.poll(() => host.asked.some(([name]) => name === method)).toBe(true);
      return host.asked.find(([name]) => name === method)![1];
    };
    const svg = (await save('SVG')) as { name: string; content: Uint8Array };
    const text = new TextDecoder().decode(svg.content);
    assert.equal(svg.name, 'valid-loss.svg');
    for (const words of ['Convolution', 'valid/loss', '<path', '#1f1f1f']) assert.ok(text.includes(words), words);
    assert.doesNotMatch(text, /NaN|undefined|rgb\(/);
    const png = (await save('PNG')) as { name: string; content: Uint8Array };
    assert.deepEqual([...png.content.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    const csv = (await save('CSV')) as { runs: { id: string; name: string }[] };
    assert.deepEqual([csv.runs.length, csv.runs[6]], [8, { id: 'run-16', name: 'Convolution' }]);
    await close();
  });

  it('new points are drawn as they come, at most ten times a second, and a range that is zoomed to does not move', async () => {
    const host = new CurvesHost([
      madeRun('live-10', { seed: 1 }, shapes(720), { live: true }),
      madeRun('live-11', { seed: 2 }, shapes(720), { live: true }),
    ]);
    const { page, close, send } = await open(host, { height: 420 });
    const grow = async (steps: number) => {
      host.made.splice(
        0,
        2,
        madeRun('live-10', { seed: 1 }, shapes(steps), { live: true }),
        madeRun('live-11', { seed: 2 }, shapes(steps), { live: true }),
      );
      await send('state', host.state);
      await send('grown', ['live-10', 'live-11']);
    };
    host.asked.length = 0;
    for (let i = 0; i < 30; i++) await send('grown', ['live-10', 'live-11']);
    await grow(1440);
    await expect(page.locator('.facts')).toContainText('1,440');
    await expect.poll(() => queries(host).length).toBeGreaterThan(0);
    await drawn(page);
    const times = queries(host).filter(({ scalar }) => scalar === 'train/loss').length;
    assert.ok(times < 30, `asked ${times} times for 31 events`);
    const messages = host.asked.filter(([method]) => method === 'points').length;
    assert.ok(messages <= 3 * times, 'all charts in sight take three messages at a time');
    await pointAt(page, 'train/loss', 0.3);
    await page.mouse.down();
    await pointAt(page, 'train/loss', 0.55);
    await page.mouse.up();
    const before = await zoomButton(page).innerText();
    await grow(2880);
    await expect(page.locator('.facts')).toContainText('2,880');
    assert.equal(await zoomButton(page).innerText(), before);
    await close();
  });

  it('many runs are coloured by a setting, searched by name and by values, and the best come first', async () => {
    const host = new CurvesHost(sweep([0.001, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.2, 0.25, 0.3], 4));
    host.view = { ...firstView, pinned: ['valid/accuracy'], smoothing: 0 };
    const { page, close } = await open(host);
    await expect(page.getByLabel('Colour by')).toHaveValue('rate');
    await expect(page.locator('.run-row')).toHaveCount(11);
    await pointAt(page, 'valid/accuracy', 0.6, 0.3);
    await picture(page, 'dark-forty');
    await page.getByLabel('Search runs').fill('rate<0.005 seed 2');
    await expect(page.locator('.run-row .name')).toHaveText(['Rate 0.001, seed 2']);
    await page.getByLabel('Search runs').fill('');
    await page.getByRole('button', { name: 'Show 29 more' }).click();
    await expect(page.locator('.run-row')).toHaveCount(40);
    await close();
  });

  it('scalars are found by name, groups fold, and what the search leaves out asks for nothing', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close } = await open(host);
    await page.getByLabel('Search scalars').fill('valid');
    await expect(page.locator('figure.chart')).toHaveCount(2);
    await page.getByLabel('Search scalars').fill('nothing such');
    await expect(page.getByRole('status')).toContainText('No scalar has “nothing such” in its name.');
    await page.getByLabel('Search scalars').press('Escape');
    await page.locator('.group-head', { hasText: 'recall' }).click();
    await expect(page.locator('figure[aria-label="recall/0"]')).toHaveCount(0);
    await close();
  });

  it('states: empty with links, files being read, one run, a file that ends early, values that are no numbers', async () => {
    const none = new CurvesHost([]);
    const empty = await open(none, { width: 560, height: 400 });
    await picture(empty.page, 'dark-empty');
    for (const [name, method] of [
      ['Open a folder or file…', 'addFiles'],
      ['Train a first run', 'beginRun'],
      ['Log a run from Python', 'beginRun'],
    ]) {
      await empty.page.getByRole('button', { name }).click();
      await expect.poll(() => none.asked.at(-1)?.[0]).toBe(method);
    }
    await empty.close();
    const faulty: MadeRun = madeRun('run-10', {}, shapes(), {
      title: 'metrics.csv',
      place: 'logs/metrics.csv',
      problems: ['Line 21 ends early: 4 of 5 columns. It is left out.'],
    });
    const loss = faulty.series[0].curve.y;
    loss.fill(NaN, 700, 720);
    faulty.run.scalars[0] = { ...faulty.run.scalars[0], notFinite: 20 };
    const host = new CurvesHost([faulty]);
    host.reading = { done: 3, of: 8 };
    const { page, close, send } = await open(host, { width: 700 });
    await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '38');
    await expect(page.locator('.problems')).toContainText('Line 21 ends early: 4 of 5 columns.');
    await page.getByRole('button', { name: 'Show logs/metrics.csv' }).click();
    await expect.poll(() => host.asked.at(-1)).toEqual(['openRun', 'run-10']);
    await expect(page.locator('.pinned .chart-head')).toContainText('20 not finite');
    await expect(page.locator('.runs')).toHaveCount(0);
    await expect(page.locator('.pinned .head-value')).toContainText(/last .*, lowest .* at/);
    host.reading = null;
    await send('state', host.state);
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await picture(page, 'dark-one');
    await close();
  });

  it('numbers of a text: training and validation in one chart, and a table that reads them all at the crosshair', async () => {
    const [loss, accuracy] = [shapes(20)[0], shapes(20)[1]];
    const named = [
      { ...loss, name: 'loss' },
      { ...loss, name: 'val_loss' },
      { ...accuracy, name: 'acc' },
      { ...accuracy, name: 'val_acc' },
    ];
    const host = new CurvesHost([
      madeRun('text-1', {}, named, { source: 'text', title: 'train.log', named: true, place: 'train.log' }),
    ]);
    host.view = { ...firstView, smoothing: 0, pinned: [], logarithmic: ['loss'] };
    const { page, close } = await open(host, { width: 720 });
    assert.deepEqual(await page.locator('.chart-name').allInnerTexts(), ['loss, val_loss', 'acc, val_acc']);
    const asked = () => new Set(queries(host).map(({ scalar }) => scalar));
    await expect.poll(() => [...asked()].sort()).toEqual(['acc', 'loss', 'val_acc', 'val_loss']);
    await chart(page, 'loss').focus();
    await page.keyboard.press('Home');
    for (let i = 1; i < 7; i++) await page.keyboard.press('ArrowRight');
    const table = page.getByRole('table', { name: 'Numbers of the text' });
    await expect(table.locator('thead')).toContainText('step 7');
    const value = host.series('text-1', 'val_loss')!.curve.y[6];
    await expect(table.locator('tr', { hasText: 'val_loss' }).locator(`[title="${value}"]`).first()).toBeVisible();
    await picture(page, 'dark-text');
    await close();
  });

  it('a click on the axis shows all values, where the middle ones alone were', async () => {
    const made = eightRuns().slice(3, 5);
    for (const { series } of made) series.find(({ scalar }) => scalar === 'train/accuracy')!.curve.y[900] = 0;
    const host = new CurvesHost(made);
    host.view = { ...firstView, smoothing: 0, pinned: ['train/accuracy'], logarithmic: [] };
    const { page, close } = await open(host);
    const frame = page.locator('figure[aria-label="train/accuracy"] .chart-frame');
    const least = async () => Number(await frame.getAttribute('data-least'));
    assert.ok((await least()) > 0);
    const box = (await chart(page, 'train/accuracy').boundingBox())!;
    await page.mouse.dblclick(box.x + 10, box.y + 40);
    await expect.poll(least).toBe(0);
    await close();
  });

  it('lines are drawn in the colours of each of four themes (U37)', async () => {
    const host = new CurvesHost(eightRuns());
    const { page, close, setTheme } = await open(host);
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
      await setTheme(theme);
      const stroke = async () => (await row(page, 'Convolution').locator('line').getAttribute('stroke'))!;
      await expect
        .poll(async () => isDrawn(page, 'train/lr', /\d+ \d+ \d+/.exec(await stroke())![0].replaceAll(' ', ',')))
        .toBe(true);
      await picture(page, theme);
    }
    await close();
  });

  it('axe finds nothing and nothing is too wide, with and without table, zoom, menu and numbers (U36, U40)', async () => {
    const host = new CurvesHost(eightRuns());
    const opened = await open(host);
    const { page } = opened;
    await noFaults(opened, [1440, 560, 360], async (look) => {
      await look('charts');
      await chart(page, 'train/loss').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+PageDown');
      await look('marked');
      await page.keyboard.press('Enter');
      await drawn(page);
      await page.getByRole('button', { name: 'More for train/loss' }).click();
      await picture(page, `dark-${page.viewportSize()!.width}`);
      await look('menu, zoomed');
      await page.keyboard.press('Escape');
      await chart(page, 'train/loss').focus();
      await page.keyboard.press('Escape');
      await page.keyboard.press('t');
      await look('numbers');
      await page.keyboard.press('t');
      await page.getByRole('button', { name: 'Table', exact: true }).click();
      await look('table');
      await page.getByRole('button', { name: 'Table', exact: true }).click();
    });
    await opened.close();
  });
});
