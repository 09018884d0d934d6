import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultConfig } from '@surprisal/core';
import { expect, noFaults, openInspector, violations } from './harness.js';
import { ImportedHost, storedFile } from './importedHost.js';
import { LiveHost } from './liveHost.js';

const reference = JSON.parse(readFileSync('test/reference/data/predictions.json', 'utf8')) as {
  confusion: number[][];
  report: Record<string, Record<string, number>>;
  kappa: number;
  loss: number;
};
const first = { order: 'mostSurprising', offset: 0, count: 500 } as const;
const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });

describe('inspector page on predictions from files (K10)', function () {
  this.timeout(60_000);

  const open = async (host: ImportedHost, width = 1400) => {
    const opened = await openInspector(host.handlers, { width });
    await opened.page.locator('.matrix .cell, .notice').first().waitFor();
    return opened;
  };

  it('every cell is scikit-learn’s, and so are kappa, loss and the classes', async () => {
    const { page, close } = await open(new ImportedHost([storedFile('probabilities.csv')]));
    const cells = await page.locator('.cell b').allInnerTexts();
    assert.deepEqual(cells.map(Number), reference.confusion.flat());
    await page.locator('.header', { hasText: `${reference.loss.toFixed(3)} nats` }).waitFor();
    await page.locator('.averages', { hasText: `kappa ${reference.kappa.toFixed(3)}` }).waitFor();
    const row = await page.locator('.class-table tbody tr', { hasText: 'sea lion' }).innerText();
    const { precision, recall } = reference.report['sea lion'];
    for (const rate of [precision, recall]) assert.ok(row.includes(`${(rate * 100).toFixed(1)}%`), row);
    await close();
  });

  it('a cell lists exactly its rows, most surprising first, and Enter opens the scores of one', async () => {
    const host = new ImportedHost([storedFile('y_true.npy'), storedFile('logits.npy')]);
    const { page, close } = await open(host);
    await page.locator('[data-cell="2 0"]').click();
    const expected = host.rows.page({ actual: 2, predicted: 0, order: 'mostSurprising', offset: 0, count: 500 });
    assert.equal(expected.total, reference.confusion[2][0]);
    await page.getByRole('heading', { name: `${expected.total} rows` }).waitFor();
    const numbers = await page.locator('.detail .row-table tbody th').allInnerTexts();
    assert.deepEqual(
      numbers.map(Number),
      expected.rows.map(({ index }) => index),
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
    await close();
  });

  it('the Rows tab says why there are no images, and holds thousands with few in the page', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i % 3},${(i >> 1) % 3}`);
    const host = new ImportedHost([text('many.csv', `label,prediction\n${lines.join('\n')}\n`)]);
    const { page, close } = await open(host);
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByText('Predictions bring no images, and these no probabilities.').waitFor();
    await page.getByRole('heading', { name: /^[\d,]+ wrong of 5,000 shown$/ }).waitFor();
    await page.locator('.row-table tbody tr').first().focus();
    await page.keyboard.press('End');
    await page.locator('.row-table tbody tr:focus', { hasText: '4,999' }).waitFor();
    assert.ok((await page.locator('.row-table tbody tr').count()) < 200);
    await page.getByLabel('Actual', { exact: true }).selectOption('1');
    await page.getByRole('heading', { name: /^[\d,]+ wrong of 1,667 shown$/ }).waitFor();
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

  it('R9 rows are filtered as images are; without scores by class and by right or wrong alone', async () => {
    const host = new ImportedHost([storedFile('probabilities.csv')]);
    const { page, close } = await open(host);
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByLabel('Rows that are shown').selectOption({ label: 'Wrong only' });
    await page.getByLabel('Confidence from').fill('0.6');
    const bounds = { show: 'wrong', confidence: { from: 0.6, to: null } } as const;
    const { total, rows } = host.rows.page({ ...bounds, actual: null, predicted: null, ...first });
    await page.getByRole('heading', { name: `${total} wrong of ${total} shown` }).waitFor();
    const numbers = (await page.locator('.all-rows tbody th').allInnerTexts()).map(Number);
    assert.ok(numbers.length > 10);
    assert.deepEqual(
      numbers,
      rows.slice(0, numbers.length).map(({ index }) => index),
    );
    await close();
    const unscored = await open(new ImportedHost([storedFile('labels.csv')]));
    await unscored.page.getByRole('tab', { name: 'Rows' }).click();
    await unscored.page.getByLabel('Rows that are shown').selectOption({ label: 'Right only' });
    await unscored.page.getByRole('heading', { name: /^0 wrong of \d+ shown$/ }).waitFor();
    await expect(unscored.page.locator('.range')).toHaveCount(0);
    await unscored.close();
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
    const { page, close } = await open(new ImportedHost([text('<b>a.csv', content)]));
    await page.locator('.matrix th', { hasText: '<img src=x' }).first().waitFor();
    await page.getByRole('heading', { name: '<b>a.csv' }).waitFor();
    await expect(page.locator('#app img, #app script, #app b b')).toHaveCount(0);
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
    const opened = await open(new ImportedHost([storedFile('probabilities.csv')]));
    const { page, close } = opened;
    await noFaults(opened, [1400, 600, 240], async (look) => {
      for (const tab of ['Matrix', 'Classes', 'Pairs', 'Rows']) {
        await page.getByRole('tab', { name: tab }).click();
        await look(tab);
      }
      await page.locator('.row-table tbody tr').first().click();
      await page.locator('.image-panel').waitFor();
      await look('row');
      await page.keyboard.press('Escape');
    });
    await close();
  });

  /** A picture of one colour, made by the browser's own encoder where it is asked for. */
  const png = new Uint8Array(
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    ),
  );
  const texts = (n: number) =>
    text(
      'texts.csv',
      `id,image,text,label,prediction\n${Array.from({ length: n }, (_, i) => `k${i},img/${i}.png,"A review, number ${i}: <b>${'long '.repeat(60)}</b>",${i % 2},${i % 3 === 0 ? 1 : 0}`).join('\n')}\n`,
    );

  it('K10: texts stand in Rows, clipped with the whole on hover; pictures are shown, and opened by a press', async () => {
    const host = new ImportedHost([texts(300)]);
    host.pictureOf = (index) =>
      index === 1
        ? { index, problem: 'It lies outside of the workspace folder, and is not read.' }
        : { index, bytes: png, type: 'image/png' };
    const { page, close } = await open(host);
    await page.getByRole('tab', { name: 'Rows' }).click();
    const row = (index: number) => page.locator('.all-rows tbody tr').nth(index);
    await row(0).locator('img').waitFor();
    await expect
      .poll(() =>
        row(0)
          .locator('img')
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBe(1);
    assert.deepEqual(await row(0).locator('th').innerText(), '0');
    const cell = row(2).locator('.extra').nth(2);
    assert.match((await cell.getAttribute('title'))!, /^A review, number 2: <b>(long ){60}<\/b>$/);
    const isClipped = (element: Element) => element.scrollWidth > element.clientWidth;
    assert(await cell.evaluate(isClipped));
    await expect(page.locator('.all-rows b')).toHaveCount(0);
    const outside = row(1).locator('.no-picture');
    assert.equal(
      await outside.getAttribute('title'),
      'img/1.png: It lies outside of the workspace folder, and is not read.',
    );
    await row(2).locator('button.thumbnail').click();
    await row(2).locator('th').click();
    await page
      .locator('.image-panel', { hasText: 'A review, number 2' })
      .locator('button.thumbnail.large img')
      .waitFor();
    await page.locator('.all-rows tbody tr').first().focus();
    await page.keyboard.press('End');
    await page.locator('.all-rows tbody tr', { hasText: 'number 299' }).locator('img').waitFor();
    const opened = host.asked.filter(([method]) => method === 'openRowPicture');
    assert.deepEqual(opened, [['openRowPicture', { column: 1, index: 2 }]]);
    const asked = host.asked.filter(([method]) => method === 'rowPictures');
    assert(asked.length < 20, `${asked.length} messages`);
    assert.deepEqual(await violations(page), []);
    await close();
  });

  it('K10: probabilities that were rounded are told of', async () => {
    const rows = 'label,p0,p1,p2\n0,.3333,.3333,.3333\n1,.1667,.6667,.1667\n';
    const { page, close } = await open(new ImportedHost([text('rounded.csv', rows)]));
    const words =
      'The probabilities of 2 rows sum to 1 but for up to 0.0001, which rounding to 4 decimals explains; they are taken as they stand.';
    await page.locator('.import-note', { hasText: words }).waitFor();
    await close();
  });

  const model = (title: string, wrong: (i: number) => boolean, turned = false): ImportedHost => {
    const rows = Array.from({ length: 90 }, (_, i) => {
      const read = wrong(i) ? (i + 1) % 3 : i % 3;
      return [`k${i}`, i % 3, ...[0, 1, 2].map((c) => (c === read ? 0.8 : 0.1))].join();
    });
    const lines = turned ? rows.slice(3).reverse() : rows;
    return new ImportedHost([text(title, `id,label,p0,p1,p2\n${lines.join('\n')}\n`)]);
  };

  it('R10: two imports are compared by their ids, and three stand side by side', async () => {
    const host = model('first.csv', (i) => i % 10 === 0);
    host.others = [model('second.csv', (i) => i % 3 === 1, true), model('third.csv', (i) => i % 2 === 0)];
    const { page, close } = await open(host);
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByText('This import is better, by 24.14 points of accuracy.').waitFor();
    await page.getByText('They are matched by “id” of this one and “id” of the other.').waitFor();
    await page.getByText('Of this import’s test rows 3 are left out: the other was not tested on them.').waitFor();
    const table = page.getByRole('table', { name: 'Measures of each model' });
    await expect(table.locator('tbody tr')).toHaveCount(2);
    await expect(table.getByRole('button', { name: 'Log loss, nats' })).toHaveAccessibleDescription(
      /−ln\(p \+ 1e-15\)/,
    );
    await page.locator('.beside label', { hasText: 'third.csv' }).click();
    await expect(table.locator('tbody tr')).toHaveCount(3);
    await page.getByText('The 3 are not all right equally often.').waitFor();
    const { others } = host;
    const expected = host.handlers.compareModels({ others: others.map(({ title }) => title) });
    const cells = await table.locator('tbody tr').allInnerTexts();
    expected.models.forEach(({ title, accuracy, logLoss, macroF1, against }, i) => {
      assert(cells[i].includes(title));
      for (const shown of [
        `${(accuracy.value * 100).toFixed(2)}%`,
        logLoss!.value.toFixed(3),
        macroF1.value.toFixed(3),
      ])
        assert(cells[i].includes(shown), `${shown} in ${cells[i]}`);
      if (against) assert(cells[i].includes((against.accuracy.difference * 100).toFixed(2)), cells[i]);
    });
    await page.getByText(`${expected.cochran!.statistic!.toFixed(3)}, 2 degrees of freedom`).waitFor();
    const only = page.getByRole('region', { name: 'Rows that only one of both reads right' });
    await only.locator('tbody tr').first().click();
    await page.locator('.image-panel', { hasText: 'The other import reads it as' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
  });

  it('R10: a comparison is asked for again when the files of another import that it shows were read again', async () => {
    const host = model('first.csv', (i) => i % 10 === 0);
    host.others = [model('second.csv', (i) => i % 3 === 1), model('third.csv', (i) => i % 2 === 0)];
    const { page, send, close } = await open(host);
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.locator('.beside label', { hasText: 'third.csv' }).click();
    const rows = page.getByRole('table', { name: 'Measures of each model' }).locator('tbody tr');
    await expect(rows.nth(2)).toContainText('50.00%', { useInnerText: true });
    const answer = page.locator('.compare-part .answer');
    await expect(answer).toContainText('This import is better', { useInnerText: true });
    host.others = [model('second.csv', () => false), model('third.csv', (i) => i % 3 === 0)];
    await send('readAgain', 'second.csv');
    await expect(answer).toContainText('The other import is better', { useInnerText: true });
    await expect(rows.nth(1)).toContainText('100.00%', { useInnerText: true });
    host.others = [host.others[0], model('third.csv', (i) => i % 5 === 0)];
    await send('readAgain', 'third.csv');
    await expect(rows.nth(2)).toContainText('80.00%', { useInnerText: true });
    await close();
  });

  it('R10: what can’t be compared says why, and an import alone says what to do', async () => {
    const host = new ImportedHost([text('a.csv', 'label,prediction\n0,0\n1,0\n')]);
    const { page, close } = await open(host);
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByText('Nothing is there to compare with.').waitFor();
    await page.locator('.compare-part').getByRole('button', { name: 'Import Predictions…' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(host.asked, [['importPredictions', null]]);
    await close();
    host.others = [new ImportedHost([text('b.csv', 'label,prediction\n0,0\n')])];
    const second = await open(host);
    await second.page.getByRole('tab', { name: 'Compare' }).click();
    await second.page.getByText('They differ in counts.').waitFor();
    await second.close();
  });
});

describe('what does not arrive in the inspector', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  before(() => host.train({ ...defaultConfig(), epochs: 2 }));

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
    const { page, close } = await openInspector(handlers);
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
    await page.getByRole('heading', { name: /^\d+ wrong of 1,000 shown$/ }).waitFor();
    await page.locator('.all-images .thumb').first().waitFor();
    await close();
  });
});
