import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  classificationReport,
  confusionFromCounts,
  defaultConfig,
  expectedCalibrationError,
  mostConfused,
  wilsonInterval,
} from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { ExportItem } from '../../extension/protocol/inspector/export.js';
import { cases } from '../cases.js';
import { expect, browserPage, openInspector, violations, type ThemeName } from './harness.js';
import { ImportedHost, storedFile } from './importedHost.js';
import { LiveHost } from './liveHost.js';

const pictures = join(process.cwd(), 'out', 'exports');
const keep = (name: string, content: Uint8Array): void => {
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, name), content);
};
const textOf = (content: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(content);

/** Every text and the fill of every rectangle, once the browser has read the file as XML; throws what is wrong with it. */
const readSvg = (page: Page, text: string) =>
  page.evaluate((source) => {
    const read = new DOMParser().parseFromString(source, 'image/svg+xml');
    const fault = read.querySelector('parsererror');
    if (fault) throw new Error(fault.textContent ?? 'no XML');
    const all = [...read.querySelectorAll('*')];
    return {
      root: read.documentElement.namespaceURI,
      texts: [...read.querySelectorAll('text')].map((each) => each.textContent ?? ''),
      names: [...new Set(all.map(({ localName }) => localName))].sort(),
      foreign: all
        .flatMap((each) => [...each.attributes].map(({ value }) => value))
        .filter((it) => /var\(|url\(/.test(it)),
    };
  }, text);

describe('exports of an inspector (K13)', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  before(() => host.train({ ...defaultConfig(), epochs: 5 }));

  const open = async (
    theme: ThemeName = 'dark',
    from: LiveHost | ImportedHost = host,
    handlers: Parameters<typeof openInspector>[0] = from instanceof LiveHost ? from.inspector : from.handlers,
  ) => {
    const opened = await openInspector(handlers, { theme });
    await opened.page.getByRole('button', { name: 'Export…' }).waitFor();
    /** As the person chooses it from the list. */
    const take = async (id: string): Promise<Uint8Array> => {
      from.chosen = id;
      const saved = new Promise<void>((resolve) => (from.onSaved = resolve));
      await opened.page.getByRole('button', { name: 'Export…' }).click();
      await saved;
      const last = from.saved.at(-1)!;
      assert.equal(last.id, id);
      keep(`${theme}-${id}`, last.content);
      return last.content;
    };
    return { ...opened, take, text: async (id: string) => textOf(await take(id)) };
  };
  const matrixNow = () => confusionFromCounts(host.run!.epochs.at(-1)!.confusion, '0123456789'.split(''));

  it('the list has the report first, then each thing with its formats', async () => {
    const { page, text, close } = await open();
    await page.locator('[data-cell="4 9"]').click();
    await page.locator('.margins').waitFor();
    await text('pairs.md');
    const [, items] = host.asked.filter(([method]) => method === 'chooseExport').at(-1) as [string, ExportItem[]];
    const both = ['matrix', 'calibration', 'scores', 'margins', 'curves'];
    const expected = ['matrix', 'classes', 'pairs', ...both.slice(1)].flatMap((name) =>
      (both.includes(name) ? ['svg', 'png', 'csv', 'md', 'json'] : ['csv', 'md', 'json']).map(
        (kind) => `${name}.${kind}`,
      ),
    );
    assert.deepEqual(
      items.map(({ id }) => id),
      ['report.html', ...expected, 'shown.csv'],
    );
    assert.equal(items[1].label, 'Confusion matrix as SVG');
    await close();
  });

  it('R9 a picture is light or dark as asked, whatever the theme, and as large as the list says', async () => {
    const { page, take, text, close } = await open('dark');
    const fill = { light: '#ffffff', dark: '#1f1f1f' };
    for (const colors of ['light', 'dark'] as const) {
      host.colors = colors;
      for (const name of ['matrix', 'curves']) {
        const source = await text(`${name}.svg`);
        assert.equal(/<rect [^>]*fill="([^"]+)"/.exec(source)![1], fill[colors]);
        const png = Buffer.from(await take(`${name}.png`));
        keep(`${colors}-${name}.png`, png);
        const [, items] = host.asked.filter(([method]) => method === 'chooseExport').at(-1) as [string, ExportItem[]];
        const said = (kind: string) => items.find(({ id }) => id === `${name}.${kind}`)!.pixels;
        assert.deepEqual(said('png'), { width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
        const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(source)!;
        assert.deepEqual(said('svg'), { width: Number(width), height: Number(height) });
      }
    }
    host.colors = 'theme';
    await page.waitForFunction(() => true);
    await close();
  });

  it('the matrix as CSV, Markdown and JSON has the counts of the page', async () => {
    const { text, close } = await open();
    const { counts } = matrixNow();
    const recall = classificationReport(matrixNow()).classes.map((each) => each.recall);
    const lines = (await text('matrix.csv')).trimEnd().split('\n');
    assert.equal(lines[0], 'actual,0,1,2,3,4,5,6,7,8,9,recall');
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',').map(Number)),
      counts.map((row, i) => [i, ...row, recall[i]]),
    );
    const rows = (await text('matrix.md')).split('\n').filter((line) => line.startsWith('| '));
    assert.equal(rows.length, 12);
    assert.match(rows[1], /^\| --- (\| ---: ){11}\|$/);
    assert.equal(rows[6], `| ${[4, ...counts[4], `${((recall[4] ?? 0) * 100).toFixed(1)}%`].join(' | ')} |`);
    const json = JSON.parse(await text('matrix.json')) as {
      confusion: number[][];
      accuracyInterval: object;
      logLoss: number;
      objective: object | null;
    };
    assert.deepEqual(json.confusion, counts);
    const right = counts.reduce((sum, row, i) => sum + row[i], 0);
    assert.deepEqual(json.accuracyInterval, { level: 0.95, ...wilsonInterval(right, 1000) });
    assert.deepEqual([json.logLoss, json.objective], [host.run!.epochs.at(-1)!.testLogLoss, null]);
    await close();
  });

  it('pairs, calibration and epochs as CSV are the numbers in full', async () => {
    const { text, close } = await open();
    const table = async (id: string) =>
      (await text(id))
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number));
    assert.deepEqual(
      await table('pairs.csv'),
      mostConfused(matrixNow()).map((pair) =>
        (['row', 'column', 'count', 'of', 'rate', 'low', 'high'] as const).map((key) => pair[key]),
      ),
    );
    const read = (await host.run!.test.predictions())!;
    const bins = await table('calibration.csv');
    assert.equal(
      bins.reduce((sum, [, , count]) => sum + count, 0),
      1000,
    );
    const error = bins.reduce(
      (sum, [, , count, mean, accuracy]) => sum + (count / 1000) * Math.abs(mean - accuracy),
      0,
    );
    const hits = Array.from(read.actual, (actual, i) => actual === read.predicted[i]);
    assert.ok(Math.abs(error - expectedCalibrationError(read.confidence, hits)) < 1e-12);
    const epochs = await table('curves.csv');
    assert.deepEqual(
      epochs.map(([epoch, , loss, objective]) => [epoch, loss, objective]),
      host.run!.epochs.map(({ epoch, trainLoss, trainLossWithoutPenalty }) => [
        epoch,
        trainLossWithoutPenalty,
        trainLoss,
      ]),
    );
    const scores = await table('scores.csv');
    assert.equal(
      scores.reduce((sum, [, , right, wrong]) => sum + right + wrong, 0),
      1000,
    );
    await close();
  });

  for (const theme of (['dark', 'light', 'highContrast'] as const).slice(0, cases(3, 1)))
    it(`each figure as SVG is XML with its own colours and the numbers of the page, and draws as PNG (${theme})`, async () => {
      const { page, take, text, close } = await open(theme);
      await page.locator('[data-cell="4 9"]').click();
      await page.locator('.margins').waitFor();
      for (const name of ['matrix', 'calibration', 'scores', 'margins', 'curves']) {
        const source = await text(`${name}.svg`);
        const { root, names, foreign } = await readSvg(page, source);
        assert.equal(root, 'http://www.w3.org/2000/svg');
        assert.deepEqual(
          names.filter((it) => !/^(svg|title|g|rect|text|line|polyline|polygon|circle)$/.test(it)),
          [],
        );
        assert.deepEqual(foreign, []);
        assert.doesNotMatch(source, /NaN|undefined|Infinity|class=|style=|href/);
        const png = Buffer.from(await take(`${name}.png`));
        assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
        const size = (side: string): number => Number(new RegExp(`<svg [^>]*\\b${side}="(\\d+)"`).exec(source)?.[1]);
        assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * size('width'), 2 * size('height')]);
      }
      const { texts } = await readSvg(page, await text('matrix.svg'));
      const shown = await page
        .locator('[role=gridcell][data-cell], .matrix .total b, .matrix .total span')
        .evaluateAll((cells) => cells.flatMap((cell) => (cell as HTMLElement).innerText.split(/\s+/)));
      for (const each of shown) assert.ok(texts.includes(each), `${each} of the page is not in the SVG`);
      await close();
    });

  it('an epoch that is held is what goes out', async () => {
    const { page, text, close } = await open();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.getByText('of 5').waitFor();
    const json = JSON.parse(await text('matrix.json')) as { epoch: number; confusion: number[][] };
    assert.equal(json.epoch, 1);
    assert.deepEqual(json.confusion.flat(), [...host.run!.epochs[0].confusion]);
    await page.keyboard.press('End');
    await close();
  });

  it('a command takes an item without the list', async () => {
    const { send, close } = await open();
    const asked = host.asked.length;
    const saved = new Promise<void>((resolve) => (host.onSaved = resolve));
    await send('export', { id: 'classes.csv', colors: 'theme' });
    await saved;
    assert.equal(host.saved.at(-1)!.id, 'classes.csv');
    assert.ok(!host.asked.slice(asked).some(([method]) => method === 'chooseExport'));
    await close();
  });

  it('the report is one file without script and network, right in light and dark, with the numbers of the page', async () => {
    const { text, close } = await open();
    const source = await text('report.html');
    await close();
    assert.doesNotMatch(source, /<script|https?:(?!\/\/www\.w3\.org\/2000\/svg)|url\(|@import|<link|NaN|undefined/);
    const { counts } = matrixNow();
    for (const colorScheme of ['light', 'dark'] as const) {
      const read = await browserPage({ colorScheme, viewport: { width: 1000, height: 900 } });
      const asked: string[] = [];
      const refused: string[] = [];
      read.on('request', ({ url }) => asked.push(url()));
      read.on('console', (message) => refused.push(message.text()));
      await read.setContent(source);
      await expect(read.locator('img')).toHaveCount(48);
      const loaded = await read
        .locator('img')
        .evaluateAll((all) => all.every((it) => (it as HTMLImageElement).naturalWidth === 28));
      assert.ok(loaded, 'every picture is there');
      const texts = await read.locator('svg').first().locator('text').allTextContents();
      for (const count of counts.flat()) assert.ok(texts.includes(String(count)));
      const page = await read.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(page, colorScheme === 'dark' ? 'rgb(31, 31, 31)' : 'rgb(255, 255, 255)');
      const box = await read
        .locator('svg rect')
        .first()
        .evaluate((rect) => getComputedStyle(rect).fill);
      assert.match(box, /^rgb/);
      assert.deepEqual(await violations(read), []);
      for (const width of [1000, 600, 240]) {
        await read.setViewportSize({ width, height: 900 });
        assert.ok((await read.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${width}`);
      }
      await read.setViewportSize({ width: 1000, height: 900 });
      keep(`report-${colorScheme}.png`, await read.screenshot({ fullPage: true }));
      assert.deepEqual([asked.filter((url) => !url.startsWith('data:')), refused], [[], []]);
      await read.context().close();
    }
  });

  it('S1: names with markup stay text in every file', async () => {
    const state = host.inspectorState();
    const rest = Array.from('3456789');
    const names = ['<img src=x onerror=alert(1)>', ']]></text><script>x</script>', '"a|b",\n=1+1', ...rest];
    const run = { ...state.run, title: '<b>t</b> & "q"', classes: names };
    const { page, text, close } = await open('dark', host, { ...host.inspector, hydrate: () => ({ ...state, run }) });
    const { names: elements } = await readSvg(page, await text('matrix.svg'));
    assert.ok(!elements.includes('script') && !elements.includes('img'));
    const read = await browserPage();
    await read.setContent(await text('report.html'));
    await expect(read.locator('script, b, img[src="x"]')).toHaveCount(0);
    await expect(read.locator('h1')).toHaveText(run.title, { useInnerText: true });
    const markdown = await text('classes.md');
    assert.match(markdown, /\| \\<img src=x onerror=alert\(1\)\\> \|/);
    assert.match(markdown, /\| "a\\\|b", =1\+1 \|/);
    assert.match(await text('classes.csv'), /\n"""a\|b"",\n=1\+1",/);
    await read.context().close();
    await close();
  });

  it('predictions from files export what they have', async () => {
    const from = new ImportedHost([storedFile('probabilities.csv')]);
    const { text, close } = await open('dark', from);
    const source = await text('report.html');
    assert.match(source, /probabilities\.csv: /);
    const [, items] = from.asked.filter(([method]) => method === 'chooseExport').at(-1) as [string, ExportItem[]];
    assert.ok(!items.some(({ id }) => /^(curves|margins)/.test(id)));
    assert.ok(items.some(({ id }) => id === 'calibration.svg'));
    await close();
  });
});
