import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import type { InspectorApi, InspectorEvents } from '../../extension/protocol/inspector/inspector.js';
import type { DoubtfulLabels, LabelsApi } from '../../extension/protocol/inspector/labels.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { expect, closeBrowser, openPage, faults } from './harness.js';
import { LiveHost } from './liveHost.js';

const numbered = (index: number): string => index.toLocaleString('en');

describe('labels tab', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  let found: DoubtfulLabels;
  before(async () => {
    await host.train({ ...defaultConfig(), epochs: 5 });
    found = host.findLabels();
  });
  after(closeBrowser);

  const open = async (width = 1400, others: Handlers<Partial<LabelsApi>> = {}) => {
    const opened = await openPage<InspectorApi, InspectorEvents>('inspector', {
      width,
      height: 1000,
      handlers: { ...host.inspector, ...others },
    });
    await opened.page.getByRole('tab', { name: 'Labels' }).click();
    return opened;
  };

  it('K9: the list is what was found, most doubtful first, each with both labels and their probabilities', async () => {
    const { page, problems, close } = await open();
    await page.getByText(`${found.items.length} of 4,000 labels are doubtful`).waitFor();
    await page
      .getByText(`an estimated ${found.errors.toFixed(0)} (${(found.errors / 40).toFixed(1)}%) are wrong`)
      .waitFor();
    const [first] = found.items;
    const p = first.confidence < 0.0005 ? '<0.001' : first.confidence.toFixed(3);
    const card = page.locator('.label-card').first();
    const words = (await card.innerText()).replace(/\s+/g, ' ');
    assert.ok(words.startsWith(`${first.given} given, p ${p} ${first.suggested} likely, p `), words);
    assert.ok(words.endsWith(`image ${numbered(first.index)}`), words);
    const drawn = await card.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from(data.filter((_, i) => i % 4 === 3));
    });
    assert.deepEqual(drawn, [...found.pixels.subarray(0, 784)]);
    assert.deepEqual(problems, []);
    await close();
  });

  it('K9: no probability is cut off at any width', async () => {
    const { page, close } = await open();
    for (const width of [240, 420, 600, 745, 1014, 1400]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.locator('.label-card').first().waitFor();
      const cut = await page
        .locator('.label-words .clip')
        .evaluateAll((all) => all.filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.textContent));
      assert.deepEqual(cut, [], `${width} px`);
    }
    await close();
  });

  it('K9: where no label is doubtful there is nothing to filter or export', async () => {
    const joint = found.joint.map((row, i) => row.map((n, j) => (i === j ? n : 0)));
    const { page, close } = await open(1400, {
      labels: () => ({
        ...host.labelled,
        found: { doubtful: 0, count: 4000, errors: 0, joint, estimated: joint },
      }),
    });
    await page.getByText('0 of 4,000 labels are doubtful').waitFor();
    await expect(page.getByLabel('Given', { exact: true })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Export as CSV…' })).toBeDisabled();
    await close();
  });

  it('K9: a pair of the confident joint filters the list, margin orders it, and all come back', async () => {
    const { page, close } = await open();
    const pairs = found.joint.flatMap((row, i) => row.map((n, j) => ({ n: i === j ? 0 : n, i, j })));
    const most = pairs.sort((a, b) => b.n - a.n)[0];
    await page.getByRole('button', { name: `labelled ${most.i}, looks like ${most.j}`, exact: true }).click();
    await page.getByRole('heading', { name: `${most.n} images`, exact: true }).waitFor();
    await expect(page.getByLabel('Given', { exact: true })).toHaveValue(String(most.i));
    await page.getByLabel('Order of the images').selectOption('Least margin first');
    const expected = found.items
      .filter(({ given, suggested }) => given === most.i && suggested === most.j)
      .sort((a, b) => a.margin - b.margin)[0];
    await page.locator('.label-card[data-place="0"]', { hasText: `image ${numbered(expected.index)}` }).waitFor();
    await page.getByRole('button', { name: 'Show all images' }).click();
    await page.getByRole('heading', { name: `${found.items.length} images`, exact: true }).waitFor();
    await close();
  });

  it('K9: with the keyboard alone: one tab stop, arrows within, Enter opens the document', async () => {
    let openLabel: (index: number) => void = () => undefined;
    const asked = new Promise<number>((resolve) => (openLabel = resolve));
    const { page, close } = await open(1400, { openLabel });
    await page.locator('.label-card[tabindex="0"]').focus();
    await expect(page.locator('.label-card[tabindex="0"]')).toHaveCount(1);
    await page.keyboard.press('ArrowRight');
    await page.locator('.label-card[data-place="1"]:focus').waitFor();
    await page.keyboard.press('End');
    const last = found.items.at(-1)!;
    await page.locator('.label-card:focus', { hasText: `image ${numbered(last.index)}` }).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await asked, last.index);
    await close();
  });

  it('K9: it begins, tells how far it is, is stopped, and the check says recall and precision with intervals', async () => {
    const kept = host.labelled;
    host.labelled = { ...kept, found: null };
    const { page, send, close } = await open();
    await page.getByText('Trains five networks like this one').waitFor();
    await page.getByRole('button', { name: 'Find Doubtful Labels' }).click();
    await send('labels', { ...host.labelled, busy: 'find', share: 0.5 });
    await page.getByText('Training network 3 of 5').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await send('labels', { ...host.labelled, message: 'A loss of NaN in fold 1, epoch 1; expected a finite one' });
    await page.getByRole('alert').filter({ hasText: 'NaN in fold 1' }).waitFor();
    await page.getByRole('button', { name: 'Check on 5% flipped labels' }).click();
    host.labelled = kept;
    const { selfCheck, items } = host.findLabels({ share: 0.05, seed: 1 });
    await send('labels', host.labelled);
    const { flipped, right } = selfCheck!;
    assert.equal(flipped, 200);
    await page.getByText(`Of 200 labels that were flipped on purpose, ${right} are found.`).waitFor();
    const words = await page.locator('.labels-part .notice').innerText();
    assert.ok(words.includes(`Recall ${((right / flipped) * 100).toFixed(1)}%`), words);
    assert.ok(words.includes(`precision ${((right / items.length) * 100).toFixed(1)}%`), words);
    assert.deepEqual(host.asked.filter(([method]) => method === 'findLabels' || method === 'stopLabels').slice(-3), [
      ['findLabels', 'find'],
      ['stopLabels', null],
      ['findLabels', 'check'],
    ]);
    await close();
  });

  it('U36 U40: axe finds nothing in the Labels tab and nothing is too wide, in each theme and width', async () => {
    const opened = await open(1400);
    const { page, problems, send, close } = opened;
    const found: string[] = [];
    for (const width of [1400, 600, 240]) {
      await page.setViewportSize({ width, height: 1000 });
      for (const busy of [null, 'find'] as const) {
        await send('labels', { ...host.labelled, busy, share: 0.4 });
        await page.locator('.label-card').first().waitFor();
        found.push(...(await faults(opened, `${busy ?? 'found'} ${width}`)));
      }
    }
    assert.deepEqual(found, []);
    assert.deepEqual(problems, []);
    await close();
  });
});
