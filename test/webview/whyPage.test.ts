import assert from 'node:assert/strict';
import { defaultConfig, presets } from '@surprisal/core';
import { expect, noFaults, openInspector } from './harness.js';
import { LiveHost } from './liveHost.js';
import { firstView } from './pageHost.js';

const CELL = { actual: 4, predicted: 9 };

describe('inspector page: why one class is read as another (K5)', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  before(() => host.train({ ...defaultConfig(), epochs: 5 }));

  const open = async (of = host) => {
    of.view = { ...firstView, selected: CELL };
    of.asked.length = 0;
    const opened = await openInspector(of.inspector, { height: 1400 });
    of.toInspector = (name, data) => opened.send(name, data);
    await opened.page.locator('.thumb').first().waitFor();
    return opened;
  };
  const queries = () => host.asked.filter(([method]) => method === 'why').map(([, query]) => query);

  it('a cell leads there; the words are made of the numbers, and every error has its row', async () => {
    const { page, close } = await open();
    await page.locator('.detail').getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('tab', { name: 'Why', selected: true }).waitFor();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    assert.deepEqual(queries(), [{ ...CELL, epoch: 5 }]);
    const found = (await host.inspector.why({ ...CELL, epoch: 5 }))!;
    const said = async (id: string) => await page.locator(`[data-said=${id}] dd`).innerText();
    const { confusion } = host.run!.epochs.at(-1)!;
    const row = [...confusion.subarray(40, 50)].reduce((sum, n) => sum + n, 0);
    assert.ok((await said('what')).startsWith(`${confusion[49]} of ${row} images of 4 are read as 9, `));
    const { items } = await host.run!.test.images({ ...CELL, order: 'index', offset: 0, count: 500 });
    const middle = (values: number[]) => {
      const sorted = [...values].sort((a, b) => a - b);
      const half = sorted.length / 2;
      return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
    };
    const given = items.map(({ probabilities }) => probabilities[9]);
    assert.ok((await said('sure')).includes(`: ${middle(given).toFixed(3)} in the median`));
    assert.ok((await said('sure')).includes(`above 0.9 in ${given.filter((p) => p > 0.9).length} of ${items.length}`));
    const behind = items.map(({ logits }) => logits[9] - logits[4]);
    assert.ok((await said('border')).startsWith(`${middle(behind).toFixed(1)} nats beyond the border`));
    const changes = found.items.map(({ change }) => change!.distance);
    const digits = (x: number) => x.toFixed(Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(x)))));
    assert.ok((await said('change')).includes(`A change of ${digits(middle(changes))} makes them 4`));
    assert.ok((await said('change')).includes(`the least takes ${digits(Math.min(...changes))}.`));
    const labels = found.items.flatMap(({ near }) => near.map(({ label }) => label));
    const of = (label: number) => labels.filter((each) => each === label).length;
    assert.ok(
      (await said('near')).startsWith(
        `Labels of the ${labels.length} training images nearest to them: 4 in ${of(4)}, 9 in ${of(9)}.`,
      ),
    );
    assert.match(await said('drive'), /stands .*: \d+% of it\.|, \d+% stands .*, more than elsewhere\./);

    const table = page.getByRole('table', { name: 'The errors one by one' });
    const shown = await table.locator('tbody tr').count();
    assert.equal(shown, Math.min(8, found.items.length));
    const [first] = found.items;
    const cells = table.locator('tbody tr').first();
    await cells.getByRole('img', { name: `Test image ${first.index}, actual 4` }).waitFor();
    await cells.getByRole('button', { name: `test ${first.index}` }).click();
    assert.deepEqual(host.asked.at(-1), ['openItem', first.index]);
    await cells
      .getByRole('img', { name: `Image ${first.index} changed by ${digits(first.change!.distance)}, read as 4` })
      .waitFor();
    for (const { image, label } of first.near)
      await cells.getByRole('img', { name: `Training image ${image}, labelled ${label}` }).waitFor();
    const drawn = await cells
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) =>
        Array.from(
          canvas
            .getContext('2d')!
            .getImageData(0, 0, 28, 28)
            .data.filter((_, i) => i % 4 === 3),
        ),
      );
    assert.deepEqual(drawn, [...first.pixels]);
    const pairs = page.locator('.why-pairs li');
    await expect(pairs).toHaveCount(6);
    await expect(pairs.first()).toHaveText(new RegExp(`${found.pairs[0].distance.toFixed(2)}$`), {
      useInnerText: true,
    });
    await expect(page.locator('.why-units li')).toHaveCount(Math.min(8, found.layer.of));
    await close();
  });

  it('a row of the pairs leads there; the other way and another class ask anew', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Pairs' }).click();
    const [actual, predicted] = [9, 4];
    const row = page.locator('.pairs tbody tr', { hasText: '9 read as 4' });
    await row.getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    assert.deepEqual(queries().at(-1), { actual, predicted, epoch: 5 });
    assert.deepEqual(host.view.selected, { actual, predicted });
    await page.getByRole('button', { name: 'The other way' }).click();
    await page.locator('[data-said=what]', { hasText: `images of ${predicted} are read as ${actual}` }).waitFor();
    await page.getByLabel('read as', { exact: true }).selectOption(String(predicted));
    await page.getByText('These are read right.').waitFor();
    await close();
  });

  it('it shows how far it is, and Stop ends it; another cell begins anew', async () => {
    const { page, close } = await open();
    let goOn = () => undefined as void;
    host.whyPause = ({ part }) => (part === 'changes' ? new Promise<void>((resolve) => (goOn = resolve)) : undefined);
    await page.locator('.detail').getByRole('button', { name: 'Why?' }).click();
    const bar = page.getByRole('progressbar', { name: 'Why' });
    await page.getByText('Looking for the smallest changes').waitFor();
    await expect(bar).toHaveAttribute('aria-valuenow', '60');
    await page.locator('[data-said=sure]').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The rest was stopped.').waitFor();
    assert.ok(host.asked.some(([method]) => method === 'stopWhy'));
    host.whyPause = () => undefined;
    goOn();
    await page.getByRole('button', { name: 'Look Closer' }).click();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    await close();
  });

  it('what goes wrong is said, with Retry', async () => {
    const { page, close } = await open();
    const kept = host.inspector.why;
    host.inspector.why = () => Promise.reject(new Error('The weights of epoch 5 were not kept.'));
    await page.locator('.detail').getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('alert').filter({ hasText: 'The weights of epoch 5 were not kept.' }).waitFor();
    host.inspector.why = kept;
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    await close();
  });

  it('T6: it follows the epoch that the slider holds, and asks when it rests', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const { confusion } = host.run!.epochs[1];
    const heading = confusion[49] === 1 ? '1 error' : `${confusion[49]} errors`;
    await page.locator('.why h2', { hasText: new RegExp(`^${heading}$`) }).waitFor();
    assert.deepEqual(queries().at(-1), { ...CELL, epoch: 2 });
    assert.equal(queries().filter((query) => (query as { epoch: number }).epoch === 1).length, 0);
    await close();
  });

  it('T6: while a run goes on it stays with the epoch that was asked for, and can go on to the latest', async () => {
    const busy = new LiveHost();
    busy.pace = 25;
    const run = busy.train({ ...defaultConfig(), epochs: 4 });
    await busy.epochEnds(1);
    const { page, close } = await open(busy);
    await page.locator('.detail').getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    const asked = () =>
      busy.asked.filter(([method]) => method === 'why').map(([, query]) => (query as { epoch: number }).epoch);
    const [first] = asked();
    await busy.epochEnds(first + 1);
    await page.getByText(`What follows is of epoch ${first}.`).waitFor();
    assert.deepEqual(asked(), [first]);
    await run;
    await page.getByText('What follows is of epoch').waitFor({ state: 'detached' });
    await page.locator('.why-pairs').waitFor();
    assert.equal(asked().at(-1), 4, 'when it has ended the last epoch is explained');
    await close();
  });

  it('U36 U40: axe finds nothing and nothing is too wide, in each theme and width', async () => {
    const opened = await open();
    const { page, close } = opened;
    await page.locator('.detail').getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('heading', { name: 'Nearest across the border' }).waitFor();
    await noFaults(opened, [1400, 600, 240], (look) => look('explained'));
    await close();
  });

  it('a convolutional network shows its filters', async () => {
    const conv = new LiveHost();
    const network = presets.find(({ id }) => id === 'convolutional')!.config().network;
    await conv.train({ ...defaultConfig(), network, epochs: 1 });
    const { page, close } = await open(conv);
    await page.getByRole('tab', { name: 'Why' }).click();
    await page
      .getByText(/^Filter \d+$/)
      .first()
      .waitFor();
    await close();
  });

  it('R9 weights on colour are drawn in colour: each channel above or below middle grey as its weight is', async () => {
    const { inspector } = host;
    const found = (await inspector.why({ ...CELL, epoch: 5 }))!;
    const weights = Float32Array.of(1, 0, -1, -0.5, 0.5, 0.25);
    const units = [{ unit: 0, weights, errors: 1, right: null }];
    host.view = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: CELL };
    const colours = {
      ...inspector,
      hydrate: () => {
        const state = inspector.hydrate();
        return { ...state, run: { ...state.run, imageChannels: 3 } };
      },
      why: () => ({
        ...found,
        items: found.items.slice(0, 1).map((item) => ({
          ...item,
          change: item.change && {
            ...item.change,
            by: Float32Array.from({ length: 784 * 3 }, (_, i) => (i === 1 ? 1 : 0)),
          },
        })),
        layer: { kind: 'convolution' as const, width: 2, height: 1, channels: 3, of: 1, units },
      }),
    };
    const { page, close } = await openInspector(colours, { height: 1400 });
    await page.locator('.thumb').first().waitFor();
    await page.locator('.detail').getByRole('button', { name: 'Why?' }).click();
    const drawn = (selector: string) =>
      page.locator(selector).evaluate((canvas) => {
        const { width } = canvas as HTMLCanvasElement;
        return [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, Math.min(2, width), 1).data];
      });
    const picture = page.getByRole('img', { name: /Weights of Filter 1: .*; none is read right$/ });
    await picture.waitFor();
    assert.deepEqual(await page.locator('.why-units dd').allTextContents(), ['+1.00', 'none']);
    assert.deepEqual(await drawn('.why-units canvas'), [255, 128, 0, 255, 64, 191, 159, 255]);
    await page.getByText('are each as far above or below middle grey').first().waitFor({ state: 'attached' });
    assert.deepEqual(
      await drawn('.why-errors canvas[aria-label^="What was changed"]'),
      [128, 255, 128, 255, 128, 128, 128, 255],
    );
    await close();
  });
});
