import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import type { InspectorApi } from '../../extension/protocol/inspector/inspector.js';
import type { DoubtfulLabels, LabelsApi } from '../../extension/protocol/inspector/labels.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { expect, noFaults, openInspector } from './harness.js';
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

  const open = async (others: Handlers<Partial<LabelsApi & Pick<InspectorApi, 'hydrate'>>> = {}) => {
    const opened = await openInspector({ ...host.inspector, ...others }, { tab: 'Labels' });
    host.toInspector = (name, data) => opened.send(name, data);
    return opened;
  };

  it('K9: the list is what was found, most doubtful first, each with both labels and their probabilities', async () => {
    const { page, close } = await open();
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
    const { page, close } = await open({
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
    const { page, close } = await open({ openLabel });
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

  it('R11: keys decide on a label and go on to the next; R takes one key, or Enter the suggested class', async () => {
    const { page, close } = await open();
    const before = host.labelled;
    const at = (place: number) => page.locator(`.label-card[data-place="${place}"]`);
    const acts = (place: number) => page.locator('.label-cards > li', { has: at(place) }).locator('.label-acts');
    const done = page.getByText(`of ${found.items.length} decided`);
    await page.getByText(`0 of ${found.items.length} decided`).waitFor();
    const [first, second, third, fourth] = found.items;
    const other = found.source!.classes.find((name) => ![third.given, third.suggested].includes(Number(name)))!;
    await at(0).focus();
    await page.keyboard.press('a');
    await expect(acts(0)).toContainText('is right');
    await expect(at(1)).toBeFocused();
    await page.keyboard.press('r');
    await page.getByRole('combobox', { name: 'New label' }).waitFor();
    await page.keyboard.press('Enter');
    await expect(acts(1)).toContainText(`${second.given} → ${second.suggested}`);
    await expect(at(2)).toBeFocused();
    await page.keyboard.press('r');
    await page.keyboard.press(other);
    await expect(acts(2)).toContainText(`${third.given} → ${other}`);
    await page.keyboard.press('x');
    await expect(acts(3)).toContainText('left out');
    await expect(done).toHaveText(`4 of ${found.items.length} decided`);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Shift+z');
    await at(0).focus();
    await page.keyboard.press('Backspace');
    await expect(acts(0)).not.toContainText('is right');
    await page.keyboard.press('r');
    await page.keyboard.press('Escape');
    await expect(at(0)).toBeFocused();
    const asked = host.asked.filter(([method]) => method === 'decide' || method === 'undoDecision');
    assert.deepEqual(asked, [
      ['decide', { indices: [first.index], decision: { verdict: 'right' } }],
      ['decide', { indices: [second.index], decision: { verdict: 'relabelled', new: String(second.suggested) } }],
      ['decide', { indices: [third.index], decision: { verdict: 'relabelled', new: other } }],
      ['decide', { indices: [fourth.index], decision: { verdict: 'leftOut' } }],
      ['undoDecision', 'undo'],
      ['undoDecision', 'redo'],
      ['decide', { indices: [first.index], decision: null }],
    ]);
    host.labelled = before;
    await close();
  });

  it('R11: several are selected by Shift and arrows, by Space and by the mouse, and decided at once', async () => {
    const { page, close } = await open();
    const before = host.labelled;
    const at = (place: number) => page.locator(`.label-card[data-place="${place}"]`);
    const last = () => host.asked.filter(([method]) => method === 'decide').at(-1)?.[1];
    await at(0).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.locator('.label-cards > li.selected')).toHaveCount(3);
    await page.keyboard.press('x');
    await expect(page.getByText('left out', { exact: true }).first()).toBeVisible();
    const numbers = (places: number[]): number[] => places.map((place) => found.items[place].index);
    assert.deepEqual(last(), { indices: numbers([0, 1, 2]), decision: { verdict: 'leftOut' } });
    await at(3).focus();
    await page.keyboard.press('Space');
    await at(5).click({ modifiers: ['ControlOrMeta'] });
    await expect(page.locator('.label-cards > li.selected')).toHaveCount(2);
    await page
      .locator('.label-cards > li', { has: at(5) })
      .getByRole('button', { name: /is right/ })
      .click();
    await expect(page.getByText(`5 of ${found.items.length} decided`)).toBeVisible();
    assert.deepEqual(last(), { indices: numbers([3, 5]), decision: { verdict: 'right' } });
    host.labelled = before;
    await close();
  });

  it('R11: the head of a run that used corrections says how many, and how many changed the test part', async () => {
    const state = host.inspectorState();
    const corrections = { right: 3, relabelled: 41, leftOut: 13, test: 7 };
    const hydrate = () => ({ ...state, run: { ...state.run, corrections } });
    const { page, close } = await open({ hydrate });
    const fact = page.locator('.facts > div', { hasText: 'Labels' });
    await expect(fact).toContainText(/54 corrections\s+7 in the test part/);
    await expect(fact.getByRole('tooltip', { includeHidden: true })).toContainText(
      '7 of the relabelled ones are in the test',
    );
    await close();
  });

  it('R11: a list of an earlier version, which does not say its rows, asks to be found again', async () => {
    const { page, close } = await open({ labels: () => ({ ...host.labelled, decisions: null }) });
    await page.getByText('find the labels again to act on them').waitFor();
    await expect(page.locator('.label-acts')).toHaveCount(0);
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
    const opened = await open();
    await noFaults(opened, [1400, 600, 240], async (look) => {
      for (const busy of [null, 'find'] as const) {
        await opened.send('labels', { ...host.labelled, busy, share: 0.4 });
        await opened.page.locator('.label-card').first().waitFor();
        await look(busy ?? 'found');
      }
    });
    await opened.close();
  });
});
