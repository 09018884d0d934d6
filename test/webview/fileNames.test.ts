import assert from 'node:assert/strict';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { encode } from 'fast-png';
import { packPictures } from '../../extension/runs/pictures/picturePack.js';
import { withPictures } from '../../extension/worker/pictures/decodeFolders.js';
import { Seeded } from '../reference/seeded.js';
import { expect, noFaults, openInspector } from './harness.js';
import { kernels, LiveHost } from './liveHost.js';

/** Small grey pictures of two classes that are hard to tell apart. */
function pack() {
  const random = new Seeded(4);
  const pictures = Array.from({ length: 120 }, (_, i) => {
    const data = Uint8Array.from({ length: 48 }, () => random.below(200) + (i % 2) * 14);
    const path = `${i < 60 ? 'cats' : 'dogs'}/${String(i).padStart(3, '0')}.png`;
    return { path, bytes: encode({ width: 8, height: 6, channels: 1, data }) };
  });
  return packPictures('pets', pictures);
}

class FolderHost extends LiveHost {
  override paramsOf(config: RunConfig) {
    return withPictures({ config, files: { images: pack() }, kernels });
  }
}

describe('names of the files of pictures (R9)', function () {
  this.timeout(60_000);
  const host = new FolderHost();
  before(async () => {
    const base = defaultConfig();
    const data = { ...base.data, source: 'files', files: { images: 'pets' }, testFraction: 0.4 } as const;
    await host.train({ ...base, data, epochs: 2 });
    host.findLabels();
  });
  const said = () => host.asked.at(-1);

  it('R9 a tile says its file; a click on the name and the key O open it, and the open picture names its whole path', async () => {
    const opened = await openInspector(host.inspector, { tab: 'Images' });
    const { page, close } = opened;
    const { items } = await host.run!.test.images({
      actual: null,
      predicted: null,
      order: 'mostSurprising',
      offset: 0,
      count: 3,
    });
    const names = page.locator('.images .file-name');
    await expect(names.first()).toHaveText(items[0].file!.replace(/.*\//, ''));
    await names.nth(1).click();
    await expect.poll(said).toEqual(['openImageFile', items[1].index]);
    const tile = page.locator('.thumb').nth(2);
    assert.match((await tile.getAttribute('aria-label'))!, new RegExp(`, ${items[2].file}$`));
    await tile.focus();
    await page.keyboard.press('o');
    await expect.poll(said).toEqual(['openImageFile', items[2].index]);
    await page.keyboard.press('Enter');
    await page.locator('.image-panel').getByRole('button', { name: items[2].file }).click();
    await expect
      .poll(() => host.asked.filter(([name, of]) => name === 'openImageFile' && of === items[2].index).length)
      .toBe(2);
    await noFaults(opened, [560, 240], (look) => look('a picture open'));
    await close();
  });

  it('R9 K5 the errors and their neighbours in training say their files', async () => {
    const { confusion } = host.run!.epochs.at(-1)!;
    host.view = {
      ...host.view,
      selected: confusion[1] > 0 ? { actual: 0, predicted: 1 } : { actual: 1, predicted: 0 },
    };
    const { page, close } = await openInspector(host.inspector, { tab: 'Why' });
    const first = page.locator('.why-errors tbody tr').first();
    await first.locator('.why-names .file-name').click();
    await expect.poll(() => said()?.[0]).toBe('openImageFile');
    await first.locator('.why-near .file-name').first().click();
    await expect.poll(() => said()?.[0]).toBe('openTrainFile');
    await close();
  });

  it('R9 R11 a doubtful label says its file, which opens by its button and by O', async () => {
    const { items, source } = host.doubtfulOnes!;
    assert(items.length > 1);
    const { page, close } = await openInspector(host.inspector, { tab: 'Labels' });
    const card = page.locator('.label-cards > li').first();
    await expect(card.locator('.label-words')).toContainText(source!.paths![0].replace(/.*\//, ''));
    await card.getByRole('button', { name: `Open ${source!.paths![0]} (O)` }).click();
    await expect.poll(said).toEqual(['openLabelFile', items[0].index]);
    await page.getByText(/^O open file$/).waitFor();
    await page.locator('.label-card').nth(1).focus();
    await page.keyboard.press('o');
    await expect.poll(said).toEqual(['openLabelFile', items[1].index]);
    await close();
  });

  it('R9 images of an array have no names under them', async () => {
    const plain = new LiveHost();
    await plain.train({ ...defaultConfig(), epochs: 1 });
    const { page, close } = await openInspector(plain.inspector, { tab: 'Images' });
    await page.locator('.thumb').first().waitFor();
    await expect(page.locator('.file-name')).toHaveCount(0);
    await close();
  });
});
