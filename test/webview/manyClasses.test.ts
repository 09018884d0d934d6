import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import {
  classBlocks,
  classTree,
  confusionFromCounts,
  defaultConfig,
  mostConfused,
  type ConfusionMatrix,
  type RunConfig,
} from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { InspectorState } from '../../extension/protocol/inspector/inspector.js';
import { madePredictions, npyOf } from '../madePredictions.js';
import { Seeded } from '../reference/seeded.js';
import { twoDigitFiles, twoDigits } from '../twoDigits.js';
import { expect, noFaults, openInspector, type ThemeName } from './harness.js';
import { ImportedHost } from './importedHost.js';
import { LiveHost } from './liveHost.js';

const pictures = 'out/many';
const made = madePredictions(20_000, 11);
const files = [
  { name: 'y_true.npy', bytes: npyOf([20_000], made.labels) },
  { name: 'logits.npy', bytes: npyOf([20_000, 100], made.logits) },
];

/** Trained on two digits side by side. */
class TwoDigitHost extends LiveHost {
  private readonly made = [twoDigits('train', 3000, 1), twoDigits('test', 1000, 2)].map(twoDigitFiles);

  override paramsOf(config: RunConfig): ReturnType<LiveHost['paramsOf']> {
    const [train, test] = this.made;
    const named = (name: string, bytes: Uint8Array) => ({ name, bytes });
    return {
      ...super.paramsOf(config),
      files: {
        images: named('train-images.idx.gz', train.images),
        labels: named('train-labels.idx.gz', train.labels),
        testImages: named('test-images.idx.gz', test.images),
        testLabels: named('test-labels.idx.gz', test.labels),
      },
    };
  }
}
const twoDigitConfig = (): RunConfig => {
  const config = defaultConfig();
  return {
    ...config,
    data: { ...config.data, source: 'files', files: { images: 'train-images.idx.gz' } },
    network: { layers: [{ kind: 'dense', width: 32, activation: 'relu' }] },
    epochs: 3,
  };
};

describe('inspector page with many classes (R9)', function () {
  this.timeout(90_000);
  before(() => mkdirSync(pictures, { recursive: true }));

  const host = new ImportedHost(files);
  const cm = confusionFromCounts(host.rows.imported.confusion, host.rows.predictions.classes);
  const tree = classTree(cm);
  const open = async (width = 1440, theme: ThemeName = 'dark') => {
    host.view = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };
    const opened = await openInspector(host.handlers, { width, height: 900, theme });
    await opened.page.locator('.heat-canvas').first().waitFor();
    await opened.page.locator('.confused tbody tr[aria-rowindex]').first().waitFor();
    return opened;
  };
  /** Where a cell of the map stands on the screen. */
  const pointOf = async (page: Page, actual: number, predicted: number) => {
    const box = await page.locator('.heat-plot').boundingBox();
    assert.ok(box);
    const at = (index: number): number => ((tree.order.indexOf(index) + 0.5) / 100) * box.width;
    return { x: box.x + at(predicted), y: box.y + at(actual) };
  };
  const chosen = (page: Page) => page.locator('.block-table .cell.chosen').getAttribute('data-cell');
  const labelOf = ({ counts }: ConfusionMatrix, actual: number, predicted: number): string => {
    const support = counts[actual].reduce((sum, items) => sum + items, 0);
    const items = counts[actual][predicted];
    return `actual ${actual}, predicted ${predicted}: ${items}, ${((items / support) * 100).toFixed(1)}%`;
  };

  it('100 classes are seen whole, without numbers, in the order of the tree, with a block and the pairs beside it', async () => {
    const { page, close } = await open();
    const colors = await page.locator('.heat-plot canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const cell = canvas.width / 100;
      return Array.from({ length: 10_000 }, (_, i) => {
        const [x, y] = [Math.floor(((i % 100) + 0.5) * cell), Math.floor((Math.floor(i / 100) + 0.5) * cell)];
        return [...data.subarray((y * canvas.width + x) * 4, (y * canvas.width + x) * 4 + 3)].join(' ');
      });
    });
    const empty = colors.filter((_, i) => cm.counts[tree.order[Math.floor(i / 100)]][tree.order[i % 100]] === 0);
    assert.equal(new Set(empty).size, 1, 'cells without items are of one colour');
    assert.equal(colors.filter((color) => color === empty[0]).length, empty.length, 'and no other cell is of it');
    assert.equal(await page.locator('.matrix .cell').count(), 0);
    const wrong = 20_000 - cm.counts.reduce((sum, row, i) => sum + row[i], 0);
    await page.getByText(/^The 12 blocks hold \d\d\.\d% of the [\d,]+ wrong/).waitFor();
    await page.getByText(`of the ${wrong.toLocaleString('en')} wrong`).waitFor();
    // The block of the most confused pair is open.
    const [most] = mostConfused(cm);
    await expect(page.locator('.block-table [data-cell]').first()).toBeVisible();
    assert.ok(await page.locator(`.block-table [data-cell="${most.row} ${most.column}"]`).isVisible());
    await close();
  });

  it('a click opens the block of a cell, whose rows add up to the class with what is elsewhere', async () => {
    const { page, close } = await open();
    const starts = [...classBlocks(tree, 12), 100];
    const members = tree.order.slice(starts[2], starts[3]);
    const { x, y } = await pointOf(page, members[0], members[1]);
    await page.mouse.click(x, y);
    await page.getByRole('heading', { name: `Block 3 of 12: ${members.length} classes` }).waitFor();
    assert.equal(await chosen(page), `${members[0]} ${members[1]}`);
    const rows = page.locator('.block-table tbody tr');
    await expect(rows).toHaveCount(members.length);
    for (const [i, actual] of members.entries()) {
      const numbers = (await rows.nth(i).locator('td').allInnerTexts()).map(Number);
      assert.deepEqual(
        numbers.slice(0, -1),
        members.map((predicted) => cm.counts[actual][predicted]),
      );
      assert.equal(
        numbers.reduce((sum, each) => sum + each, 0),
        cm.counts[actual].reduce((sum, each) => sum + each, 0),
      );
    }
    // Off the diagonal, the rows of one block and the columns of another.
    const far = await pointOf(page, members[0], tree.order[99]);
    await page.mouse.click(far.x, far.y);
    await page.getByRole('heading', { name: /read as/ }).waitFor();
    assert.equal(await chosen(page), `${members[0]} ${tree.order[99]}`);
    await page.mouse.move(0, 0);
    await page.getByLabel('Blocks').selectOption('20');
    await page.getByText(/^The 20 blocks hold/).waitFor();
    await page.getByLabel('Order').selectOption('By class');
    await page.getByText('Rows and columns stand in the order of the classes.').waitFor();
    await close();
  });

  it('keys move a cell that is heard, Enter opens, plus, minus and Ctrl with the wheel zoom, Esc goes back', async () => {
    const { page, close } = await open();
    const plot = page.getByRole('application', { name: 'Confusion matrix' });
    const heard = plot.locator('[aria-live]');
    await plot.focus();
    await page.keyboard.press('Control+Home');
    const [first, second] = tree.order;
    await expect(heard).toHaveText(labelOf(cm, first, first));
    await page.keyboard.press('ArrowRight');
    await expect(heard).toHaveText(labelOf(cm, first, second));
    await page.keyboard.press('r');
    await expect(heard).toHaveText(labelOf(cm, second, first));
    await page.keyboard.press('PageDown');
    const inSecond = tree.order[classBlocks(tree, 12)[1]];
    await expect(heard).toHaveText(labelOf(cm, inSecond, inSecond));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Block 2 of 12' }).waitFor();
    const rows = () => page.locator('.block-table tbody tr').count();
    const whole = await rows();
    await page.keyboard.press('+');
    await expect.poll(rows).toBeLessThan(whole);
    await page.keyboard.press('Escape');
    await expect.poll(rows).toBe(whole);
    const { x, y } = await pointOf(page, inSecond, inSecond);
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, 120);
    await page.keyboard.up('Control');
    await expect.poll(rows).toBeGreaterThan(whole);
    // The frame can be dragged.
    const before = await page.locator('.block-part h2').innerText();
    await page.mouse.down();
    await page.mouse.move(x + 90, y + 90, { steps: 4 });
    await page.mouse.up();
    await expect(page.locator('.block-part h2')).not.toHaveText(before);
    await plot.focus();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Block 2 of 12' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.locator('.block-part')).toHaveCount(0);
    await close();
  });

  it('a class that is searched for is marked in row and column, and Enter opens its block', async () => {
    const { page, close } = await open();
    const search = page.getByLabel('Search for a class');
    await search.fill('4');
    await page.getByText('1 of 19').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByText('2 of 19').waitFor();
    await search.fill('49');
    await page.getByText('1 of 1').waitFor();
    await expect(page.locator('.heat-band')).toHaveCount(2);
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('.block-table [data-cell="49 49"]').isVisible());
    await page.getByLabel('Pairs of').selectOption('Class 49');
    const names = await page.locator('.confused tbody th').allInnerTexts();
    assert.ok(names.length > 3 && names.every((name) => /\b49\b/.test(name)), names.join());
    await page.screenshot({ path: `${pictures}/import-dark.png` });
    await search.focus();
    await page.keyboard.press('Escape');
    await expect(page.locator('.heat-band')).toHaveCount(0);
    await search.fill('no such');
    await page.getByText('none', { exact: true }).waitFor();
    await close();
  });

  it('the most confused pairs are all there, few of them drawn, and a click marks the cell in block and map', async () => {
    const { page, close } = await open();
    const pairs = mostConfused(cm);
    await page.getByText(`of 9,900 pairs, ${pairs.length.toLocaleString('en')} occur`).waitFor();
    const row = page.locator('.confused tbody tr[aria-rowindex]').nth(4);
    const { row: actual, column: predicted, count, low, high } = pairs[4];
    const cells = await row.locator('th, td').allInnerTexts();
    assert.equal(cells[0].replace(/\s+/g, ' '), `${actual} read as ${predicted}`);
    assert.equal(cells[1], String(count));
    assert.equal(cells[3], `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}`);
    await row.click();
    assert.equal(await chosen(page), `${actual} ${predicted}`);
    await expect(page.locator('.heat-chosen')).toHaveCount(1);
    await page.keyboard.press('End');
    await expect(page.locator(`.confused tr[aria-rowindex="${pairs.length + 1}"]`)).toBeFocused();
    assert.ok((await page.locator('.confused tbody tr').count()) < 60);
    await page.keyboard.press('Enter');
    assert.equal(await chosen(page), `${pairs.at(-1)!.row} ${pairs.at(-1)!.column}`);
    await page.getByRole('tab', { name: 'Pairs' }).click();
    await page.getByRole('table', { name: 'Most confused pairs' }).waitFor();
    assert.ok((await page.locator('.pairs tbody tr').count()) < 120);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.getByText(`${pairs.at(-1)!.actual} read as ${pairs.at(-1)!.predicted}`, { exact: true }).waitFor();
    await close();
  });

  it('has no fault in any theme, wide, narrow and narrowest', async () => {
    const opened = await open();
    await noFaults(opened, [1440, 1100, 560, 240], async (look) => {
      await opened.page.locator('.heat-plot').focus();
      await look('the map');
      const { width = 0 } = opened.page.viewportSize() ?? {};
      await opened.page.screenshot({ path: `${pictures}/import-${width}.png`, fullPage: width < 1000 });
    });
    await opened.close();
    const contrast = await open(1440, 'highContrast');
    await contrast.page.screenshot({ path: `${pictures}/import-hc.png` });
    await contrast.close();
  });

  it('exports of 100 classes: a picture with every class named, and counts', async () => {
    const { page, close } = await open();
    const save = async (id: string): Promise<string> => {
      host.chosen = id;
      const saved = new Promise<void>((resolve) => (host.onSaved = resolve));
      await page.getByRole('button', { name: 'Export…' }).click();
      await saved;
      const { content } = host.saved.at(-1)!;
      return new TextDecoder('latin1').decode(content);
    };
    const svg = await save('matrix.svg');
    assert.equal(svg.match(/<text[^>]*>49<\/text>/g)?.length, 2);
    assert.match(svg, /12 blocks hold/);
    assert.ok(svg.length < 600_000, `${svg.length} bytes`);
    const png = await save('matrix.png');
    assert.equal(png.slice(1, 4), 'PNG');
    const csv = (await save('matrix.csv')).trim().split(/\r?\n|\r/);
    assert.equal(csv.length, 101);
    const [, ...counts] = csv[1].split(',');
    const row = cm.counts[tree.order[0]];
    assert.deepEqual(
      counts.slice(0, 100).map(Number),
      tree.order.map((column) => row[column]),
    );
    assert.match(await save('report.html'), /12 blocks hold/);
    await close();
  });

  it('classes can be merged: the page goes on while it looks for the merges that lose least', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Merge' }).click();
    await expect(page.locator('.merge-part .heat-canvas')).toHaveCount(1);
    await expect(page.locator('.merge-part td.cell')).toHaveCount(0);
    await page.getByRole('tree').waitFor();
    await page.getByRole('button', { name: 'Show all 4,950' }).click();
    assert.ok((await page.locator('.merge-part tbody tr').count()) < 250);
    await close();
  });

  it('1,000 classes: the map is of sums, and few of the rows of each table are in the page', async () => {
    const random = new Seeded(5);
    const confusion = new Uint32Array(1000 * 1000);
    for (let i = 0; i < 1000; i++) {
      confusion[i * 1001] = 40;
      for (let k = 0; k < 12; k++) confusion[i * 1000 + ((i + 1 + random.below(40)) % 1000)]++;
    }
    const { run, ...rest } = host.state();
    const classes = Array.from({ length: 1000 }, (_, i) => `class ${String(i).padStart(3, '0')}`);
    const state: InspectorState = {
      ...rest,
      run: { ...run, id: 'thousand', classes, imported: { ...run.imported!, confusion, scores: null } },
    };
    const handlers = { ...host.handlers, hydrate: () => state, predictions: () => null };
    const { page, close } = await openInspector(handlers, { width: 1440 });
    await page.locator('.heat-canvas').first().waitFor();
    await page.getByRole('tab', { name: 'Classes' }).click();
    const table = page.locator('.class-table');
    await expect(table).toHaveAttribute('aria-rowcount', '1001');
    assert.ok((await table.locator('tbody tr').count()) < 120);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const worked = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
    };
    const before = await worked();
    const longest = await page.evaluate(async () => {
      let [longest, before] = [0, performance.now()];
      for (let step = 0; step < 120; step++) {
        scrollBy(0, 180);
        const now = await new Promise<number>(requestAnimationFrame);
        if (step > 0) longest = Math.max(longest, now - before);
        before = now;
      }
      return longest;
    });
    const each = ((await worked()) - before) / 120;
    console.log(
      `    1,000 classes: ${each.toFixed(1)} ms of work a frame of scrolling, ${Math.round(longest)} ms the longest`,
    );
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.getByRole('rowheader', { name: 'class 999' }).waitFor();
    await page.getByRole('button', { name: 'Support' }).focus();
    assert.ok((await table.locator('tbody tr').count()) < 120);
    await close();
  });
});

describe('inspector page with many classes of a run (R9)', function () {
  this.timeout(120_000);
  const host = new TwoDigitHost();
  before(() => host.train(twoDigitConfig()));

  it('shows the most surprising images of a pair, trains on a block alone, and follows the epoch', async () => {
    const { page, close } = await openInspector(host.inspector, { width: 1440, height: 900 });
    const pictures = page.locator('.confused .pair-pictures canvas');
    await pictures.first().waitFor();
    const size = await pictures.first().evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
    assert.deepEqual(size, [56, 28]);
    assert.ok(host.asked.filter(([method]) => method === 'trainOnly').length === 0);
    await page.getByRole('button', { name: 'Train only these' }).click();
    await expect.poll(() => host.asked.at(-1)?.[0]).toBe('trainOnly');
    const members = host.asked.at(-1)![1] as number[];
    const heading = await page.locator('.block-part h2').innerText();
    assert.match(heading, new RegExp(`: ${members.length} classes`));
    const caption = page.locator('.heat-caption');
    const latest = await caption.innerText();
    await page.getByLabel('Epoch').focus();
    await page.keyboard.press('Home');
    await expect(caption).not.toHaveText(latest);
    await page.locator('.heat-plot').click({ position: { x: 20, y: 20 } });
    await page.locator('.detail').waitFor();
    await page.screenshot({ path: 'out/many/run-dark.png' });
    await close();
  });
});
