import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { ImageQuery } from '../../extension/protocol/inspector/images.js';
import { latestMatrices } from '../../extension/runs/model/latestMatrices.js';
import { openInspector } from './harness.js';
import { LiveHost } from './liveHost.js';
import { firstView } from './pageHost.js';

const ALL = { order: 'mostSurprising', offset: 0, count: 500 } as const;
const numbers = (page: Page) =>
  page
    .locator('.thumb')
    .evaluateAll((found) =>
      found.map((it) => Number(/^Test image (\d+),/.exec(it.getAttribute('aria-label') ?? '')?.[1])),
    );

describe('timeline: the inspector at an earlier epoch (T6)', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  before(() => host.train({ ...defaultConfig(), epochs: 9 }));

  const open = async () => {
    host.view = { ...firstView, selected: { actual: 4, predicted: 9 } };
    host.asked.length = 0;
    const opened = await openInspector(host.inspector);
    await opened.page.locator('.thumb').first().waitFor();
    return opened;
  };
  const idsOf = async (query: Partial<ImageQuery>): Promise<number[]> =>
    (await host.run!.test.images({ actual: null, predicted: null, ...ALL, ...query })).items.map(({ index }) => index);
  const recalls = () => host.asked.filter(([method]) => method === 'evaluateAgain').map(([, epoch]) => epoch);

  it('each epoch reads the images that its matrix counts', async () => {
    for (const { epoch, confusion } of host.run!.epochs) {
      const { total, items } = await host.run!.test.images({ actual: 4, predicted: 9, ...ALL, epoch });
      assert.equal(total, confusion[49]);
      assert.ok(items.every(({ logits }) => logits.indexOf(Math.max(...logits)) === 9));
    }
  });

  it('matrix, detail, classes and images follow the slider, and go back to the latest', async () => {
    const { page, close } = await open();
    const latest = await idsOf({ actual: 4, predicted: 9 });
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    const first = await idsOf({ actual: 4, predicted: 9, epoch: 1 });
    assert.notDeepEqual(first, latest);
    await page.locator(`.thumb[aria-label^="Test image ${first[0]},"]`).waitFor();
    await page.locator('.cell-images[aria-busy=false]').waitFor();
    assert.deepEqual((await numbers(page)).slice(0, 20), first.slice(0, 20));
    const { right } = (await host.run!.test.contrast(4, 9, 1))!;
    await page.getByRole('img', { name: `Read as 4, mean of ${right.count} images` }).waitFor();

    await page.locator('.thumb').first().click();
    const { item } = (await host.run!.test.image(first[0], 1))!;
    await page.locator('.image-panel', { hasText: `${item.surprise.toFixed(6)} nats` }).waitFor();

    await page.getByRole('tab', { name: 'Classes' }).click();
    const read = (await host.run!.test.predictions(1))!;
    const of4 = [...read.actual.keys()].filter((i) => read.actual[i] === 4);
    const loss = (of4.reduce((sum, i) => sum + read.surprise[i], 0) / of4.length).toFixed(3);
    await page.locator('.class-table tbody tr').nth(4).filter({ hasText: loss }).waitFor();

    await page.getByRole('tab', { name: 'Images' }).click();
    const [most] = await idsOf({ epoch: 1 });
    await page.locator(`.thumb[aria-label^="Test image ${most},"]`).first().waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('End');
    const [now] = await idsOf({});
    await page.locator(`.thumb[aria-label^="Test image ${now},"]`).first().waitFor();
    await close();
  });

  it('the counts of an epoch that the page was not sent are asked for where the slider rests', async () => {
    const { hydrate, ...rest } = host.inspector;
    const asked: number[] = [];
    const { page, close } = await openInspector({
      ...rest,
      hydrate: () => {
        const state = hydrate();
        return { ...state, run: { ...state.run, epochs: latestMatrices(state.run.epochs, 0) } };
      },
      matrix: (epoch) => {
        asked.push(epoch);
        return epoch === 2 ? null : host.run!.matrixAt(epoch);
      },
    });
    await page.locator('.thumb').first().waitFor();
    assert.deepEqual(asked, []);
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    const count = host.run!.epochs[0].confusion[49];
    await page.locator('[data-cell="4 9"]', { hasText: String(count) }).waitFor();
    assert.deepEqual(asked, [1]);
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('The counts of epoch 2 were not kept.').waitFor();
    await close();
  });

  it('while the slider moves nothing is read; where it rests is read once, and a few epochs are kept', async () => {
    const { page, close } = await open();
    host.run!.test.release();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowRight');
    const at4 = await page
      .locator('.cell-images[aria-busy=false]')
      .waitFor()
      .then(() => idsOf({ actual: 4, predicted: 9, epoch: 4 }));
    await page.locator(`.thumb[aria-label^="Test image ${at4[0]},"]`).waitFor();
    const asked = recalls().filter((epoch) => epoch !== null);
    assert.deepEqual(
      asked.filter((epoch) => epoch === 4).length,
      1,
      'images, comparison and predictions share one set of logits',
    );
    assert.ok(asked.length <= 2, `${asked.map(String).join(', ')} were read on the way`);
    await page.keyboard.press('ArrowLeft');
    const at3 = await idsOf({ actual: 4, predicted: 9, epoch: 3 });
    await page.locator(`.thumb[aria-label^="Test image ${at3[0]},"]`).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator(`.thumb[aria-label^="Test image ${at4[0]},"]`).waitFor();
    assert.equal(recalls().filter((epoch) => epoch === 4).length, 1, 'it was kept');
    await close();
  });

  it('an epoch whose weights were not kept says so, with the way back', async () => {
    const { page, close } = await open();
    const kept = host.checkpoints.get(2)!;
    host.run!.test.release();
    host.checkpoints.delete(2);
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.getByText('The weights of epoch 2 were not kept.').first().waitFor();
    await page.getByRole('button', { name: 'Go to epoch 9' }).click();
    const latest = await idsOf({ actual: 4, predicted: 9 });
    await page.locator(`.thumb[aria-label^="Test image ${latest[0]},"]`).waitFor();
    host.checkpoints.set(2, kept);
    await close();
  });
});
