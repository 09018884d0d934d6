import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultConfig } from '@surprisal/core';
import type { InspectorApi, InspectorEvents } from '../../extension/protocol/inspector/inspector.js';
import { expect, closeBrowser, openPage, violations, faults } from './harness.js';
import { ImportedHost, storedFile } from './importedHost.js';
import { LiveHost } from './liveHost.js';

const reference = JSON.parse(readFileSync('test/reference/data/predictions.json', 'utf8')) as {
  confusion: number[][];
  report: Record<string, Record<string, number>>;
  kappa: number;
  loss: number;
};
const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });

describe('inspector page on predictions from files (K10)', function () {
  this.timeout(60_000);
  after(closeBrowser);

  const open = async (host: ImportedHost, width = 1400) => {
    const options = { width, height: 1000, handlers: host.handlers };
    const opened = await openPage<InspectorApi, InspectorEvents>('inspector', options);
    await opened.page.locator('.matrix .cell, .notice').first().waitFor();
    return opened;
  };

  it('every cell is scikit-learn’s, and so are kappa, loss and the classes', async () => {
    const { page, problems, close } = await open(new ImportedHost([storedFile('probabilities.csv')]));
    const cells = await page.locator('.cell b').allInnerTexts();
    assert.deepEqual(cells.map(Number), reference.confusion.flat());
    await page.locator('.header', { hasText: `${reference.loss.toFixed(3)} nats` }).waitFor();
    await page.locator('.averages', { hasText: `kappa ${reference.kappa.toFixed(3)}` }).waitFor();
    const row = await page.locator('.class-table tbody tr', { hasText: 'sea lion' }).innerText();
    const { precision, recall } = reference.report['sea lion'];
    for (const rate of [precision, recall]) assert.ok(row.includes(`${(rate * 100).toFixed(1)}%`), row);
    assert.deepEqual(problems, []);
    await close();
  });

  it('a cell lists exactly its rows, most surprising first, and Enter opens the scores of one', async () => {
    const host = new ImportedHost([storedFile('y_true.npy'), storedFile('logits.npy')]);
    const { page, problems, close } = await open(host);
    await page.locator('[data-cell="2 0"]').click();
    const expected = host.rows.page({ actual: 2, predicted: 0, order: 'mostSurprising', offset: 0, count: 500 });
    assert.equal(expected.total, reference.confusion[2][0]);
    await page.getByRole('heading', { name: `${expected.total} rows` }).waitFor();
    const numbers = await page.locator('.detail .row-table tbody th').allInnerTexts();
    assert.deepEqual(
      numbers.map(Number),
      expected.rows.map(({ index }) => index + 1),
    );
    await page.locator('.detail .row-table tbody tr').first().focus();
    await page.keyboard.press('Enter');
    const [first, second] = expected.rows;
    await page.locator('.image-panel', { hasText: `${first.surprise!.toFixed(6)} nats` }).waitFor();
    await expect(page.locator('.image-panel tbody tr')).toHaveCount(3);
    await expect(page.locator('.image-panel canvas')).toHaveCount(0);
    await page.keyboard.press('ArrowDown');
    await page.locator('.image-panel', { hasText: `${second.surprise!.toFixed(6)} nats` }).waitFor();
    await page.keyboard.press('Control+c');
    await page.getByRole('button', { name: 'Open as a JSON document' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(host.asked, [
      ['copyItem', second.index],
      ['openItem', second.index],
    ]);
    assert.deepEqual(problems, []);
    await close();
  });

  it('the Rows tab says why there are no images, and holds thousands with few in the page', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i % 3},${(i >> 1) % 3}`);
    const host = new ImportedHost([text('many.csv', `label,prediction\n${lines.join('\n')}\n`)]);
    const { page, close } = await open(host);
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByText('Predictions bring no images, and these no probabilities.').waitFor();
    await page.getByRole('heading', { name: '5,000 rows' }).waitFor();
    await page.locator('.row-table tbody tr').first().focus();
    await page.keyboard.press('End');
    await page.locator('.row-table tbody tr:focus', { hasText: '5,000' }).waitFor();
    assert.ok((await page.locator('.row-table tbody tr').count()) < 200);
    await page.getByLabel('Actual', { exact: true }).selectOption('1');
    await page.getByRole('heading', { name: '1,667 rows' }).waitFor();
    await close();
  });

  it('without probabilities there is no loss, no calibration, no scores', async () => {
    const { page, close } = await open(new ImportedHost([storedFile('labels.json')]));
    assert.doesNotMatch(await page.locator('.header').innerText(), /Loss|nats/);
    await page.getByRole('tab', { name: 'Classes' }).click();
    await page.getByRole('region', { name: 'Averages' }).waitFor();
    await expect(page.locator('.calibration, .scores-part')).toHaveCount(0);
    assert.doesNotMatch(await page.locator('.class-table thead').innerText(), /Loss|p>0.9/);
    await close();
  });

  it('with probabilities there are calibration and scores, of rows', async () => {
    const { page, close } = await open(new ImportedHost([storedFile('all.npz')]));
    await page.getByRole('tab', { name: 'Classes' }).click();
    await page.getByRole('table', { name: 'Rows of class cat by confidence' }).waitFor();
    await page.locator('.calibration').waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), /[iI]mage/);
    await close();
  });

  it('one class only: a matrix of one cell, and why kappa has no value', async () => {
    const { page, close } = await open(new ImportedHost([text('one.csv', 'label,prediction\n4,4\n4,4\n')]));
    await page.getByLabel('actual 4, predicted 4: 2, 100.0%').waitFor();
    await page.getByText('kappa –, MCC –, not defined: all items are of class "4" and read as "4"').waitFor();
    await close();
  });

  it('S1: class names and file names with markup stay text', async () => {
    const content = 'label,prediction\n<img src=x onerror=alert(1)>,</script><script>\n';
    const { page, problems, close } = await open(new ImportedHost([text('<b>a.csv', content)]));
    await page.locator('.matrix th', { hasText: '<img src=x' }).first().waitFor();
    await page.getByRole('heading', { name: '<b>a.csv' }).waitFor();
    await expect(page.locator('#app img, #app script, #app b b')).toHaveCount(0);
    assert.deepEqual(problems, []);
    await close();
  });

  it('files that changed or vanished are told of, with a way on; what was read stays', async () => {
    const host = new ImportedHost([storedFile('labels.csv')]);
    const { page, send, close } = await open(host);
    host.problem = 'labels.csv is not there any more.';
    await send('state', host.state());
    await page.getByText('labels.csv is not there any more.').waitFor();
    await expect(page.locator('.cell')).toHaveCount(9);
    await page.getByRole('button', { name: 'Read Again' }).click();
    await page.getByRole('button', { name: 'Import Predictions…' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(host.asked, [
      ['readAgain', null],
      ['importPredictions', null],
    ]);
    assert.deepEqual(await violations(page), []);
    const state = host.state();
    await send('state', { ...state, run: { ...state.run, imported: null, classes: [], testCount: 0 } });
    await page.locator('.cell').first().waitFor({ state: 'detached' });
    assert.deepEqual(await violations(page), []);
    await close();
  });

  const words = ['aeroplane', 'bottle', 'potted plant', 'television on a wall'];
  for (const width of [1400, 600, 240])
    it(`class names of up to 16 letters are whole at ${width} px, longer ones end in dots and a tooltip`, async () => {
      const names = [...words, ...Array.from({ length: 16 }, (_, i) => `class ${i}`)];
      const host = new ImportedHost([
        text('a.csv', `label,prediction\n${names.map((name, i) => `${name},${names[(i * 7) % 20]}`).join('\n')}\n`),
      ]);
      const { page, close } = await open(host, width);
      const heads = await page.locator('.matrix .head').evaluateAll((found) =>
        found.map((head) => ({
          name: head.textContent,
          title: head.getAttribute('title'),
          cut: head.scrollWidth > head.clientWidth + 1 || head.scrollHeight > head.clientHeight + 1,
        })),
      );
      assert.equal(heads.length, 40);
      for (const { name, title, cut } of heads) {
        assert.equal(title, name);
        if ((name ?? '').length <= 16) assert.ok(!cut, `${name} is cut`);
      }
      const scroll = page.locator('.matrix-scroll');
      await scroll.evaluate((box) => box.scrollTo(200, 200));
      const [box, corner, row, column] = await Promise.all(
        ['.matrix-scroll', '.corner', 'tbody tr:nth-child(12) th', 'thead th:nth-child(12)'].map((part) =>
          page
            .locator(part)
            .first()
            .evaluate((it) => it.getBoundingClientRect().toJSON() as DOMRect),
        ),
      );
      assert.ok(row.left - box.left < 30 && Math.abs(row.left - corner.left) < 2, 'row heads stay');
      assert.ok(column.top - box.top < 2, 'column heads stay');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
      await close();
    });

  it('U36 U40: axe finds nothing and nothing is too wide, in each tab, theme and width', async () => {
    const opened = await open(new ImportedHost([storedFile('probabilities.csv')]), 1400);
    const { page, problems, close } = opened;
    const found: string[] = [];
    for (const width of [1400, 600, 240]) {
      await page.setViewportSize({ width, height: 1000 });
      for (const tab of ['Matrix', 'Classes', 'Pairs', 'Rows']) {
        await page.getByRole('tab', { name: tab }).click();
        found.push(...(await faults(opened, `${tab} ${width}`)));
      }
      await page.locator('.row-table tbody tr').first().click();
      await page.locator('.image-panel').waitFor();
      found.push(...(await faults(opened, `row ${width}`)));
      await page.keyboard.press('Escape');
    }
    assert.deepEqual(found, []);
    assert.deepEqual(problems, []);
    await close();
  });
});

describe('what does not arrive in the inspector', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  before(() => host.train({ ...defaultConfig(), epochs: 2 }));
  after(closeBrowser);

  it('images, predictions and comparisons that fail say so in place; Retry brings them, and nothing else is lost', async () => {
    let broken = true;
    const refuse = (): never => {
      throw new Error('epoch-0002.safetensors is damaged.');
    };
    const handlers = {
      ...host.inspector,
      images: (query: Parameters<typeof host.inspector.images>[0]) =>
        broken ? refuse() : host.inspector.images(query),
      predictions: () => (broken ? refuse() : host.inspector.predictions(null)),
      contrast: (cell: Parameters<typeof host.inspector.contrast>[0]) =>
        broken ? refuse() : host.inspector.contrast(cell),
    };
    const { page, problems, close } = await openPage<InspectorApi, InspectorEvents>('inspector', {
      width: 1400,
      handlers,
    });
    const told = page.locator('.detail .trouble', {
      hasText: 'The images could not be loaded. epoch-0002.safetensors is damaged.',
    });
    await told.waitFor();
    await page.locator('.classes .trouble', { hasText: 'Loss and calibration could not be loaded.' }).waitFor();
    await expect(page.locator('.cell')).toHaveCount(100);
    assert.deepEqual(await violations(page), []);
    await page.locator('[data-cell="4 9"]').click();
    await page.locator('.detail .trouble').waitFor();
    broken = false;
    await page.locator('.detail').getByRole('button', { name: 'Retry' }).click();
    await page.locator('.detail .thumb').first().waitFor();
    await page.locator('.compared .means').waitFor();
    await page.locator('.trouble').first().waitFor({ state: 'detached' });
    assert.deepEqual(host.view.selected, { actual: 4, predicted: 9 });
    broken = true;
    await page.getByRole('tab', { name: 'Images' }).click();
    await page.locator('.all-images .trouble').waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('heading', { name: '1,000 images' }).waitFor();
    await page.locator('.all-images .thumb').first().waitFor();
    assert.deepEqual(problems, []);
    await close();
  });
});
