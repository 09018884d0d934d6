import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { BlockQuery, HeatQuery, StatisticsQuery } from '../../extension/protocol/tensor.js';
import { expect, noFaults } from './harness.js';
import { openTensor as open, picture, pictures } from './openTensor.js';
import { madeTensor, program, refused, standardisedDigits, TensorHost } from './tensorHost.js';

const wave =
  (scale: number) =>
  (i: number): number =>
    scale * (Math.sin(i * 12.9898) + Math.sin(i * 78.233) + Math.sin(i * 3.71));

const layers = [[25, 8], [8], [200, 16], [16], [256, 128], [128], [128, 10], [10]];
/** What a checkpoint of a small network holds. */
const checkpoint = () =>
  new TensorHost(
    [
      ...['weights', 'mean', 'variance'].flatMap((group, g) =>
        layers.map((shape, i) =>
          madeTensor(
            `${group}.${Math.floor(i / 2)}${i % 2 ? '.bias' : ''}`,
            shape,
            g === 2 ? (at) => wave(1e-2)(at) ** 2 : wave(g === 0 ? 0.1 : 0.002),
          ),
        ),
      ),
      madeTensor('order', [54_000], (i) => (i * 7919) % 54_000, 'int64'),
      madeTensor('table', [4096, 64], wave(1)),
    ],
    { title: 'epoch-0002.safetensors', notes: [{ name: 'format', text: 'pt' }] },
  );

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '](command:workbench.action.quit)',
  '\u202egnp.x',
  '',
];

describe('tensor page (R7)', function () {
  this.timeout(60_000);

  const slice = (page: Page) => page.getByRole('textbox', { name: 'Slice' });
  const grid = (page: Page) => page.locator('.grid-box');
  const cellAt = (page: Page, row: number, column: number) => page.locator(`#cell-${row}-${column}`);
  const reading = (page: Page) => page.locator('.cell-reading');
  const drawn = (page: Page) => page.locator('.heat-picture[data-drawn="true"]').waitFor();
  const press = async (page: Page, key: string, times = 1) => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  };
  const digits = () => new TensorHost([standardisedDigits()]);

  it('the slice and the axes are one state: each rewrites the other, and a wrong slice leaves the last one on show', async () => {
    const { page, close } = await open(digits());
    await expect(slice(page)).toHaveValue('[0, 0, :, :]');
    await slice(page).fill('[0, :, 3]');
    await expect(page.getByLabel('Axis 1', { exact: true })).toHaveValue('rows');
    await expect(page.getByLabel('Axis 3', { exact: true })).toHaveValue('columns');
    await expect(page.locator('.slice-box:not(.read-as)')).toContainText('gives 28 × 28');
    await page.getByLabel('Axis 2', { exact: true }).selectOption('rows');
    await expect(slice(page)).toHaveValue('[0, 0, :, :]');
    await page.getByLabel('Axis 3', { exact: true }).selectOption('rows');
    await expect(page.getByLabel('Axis 2', { exact: true })).toHaveValue('columns');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '29');
    await page.getByRole('slider', { name: 'Index on axis 0' }).focus();
    await press(page, 'ArrowRight', 2);
    await expect(slice(page)).toHaveValue('[2, 0, :, :]');
    await slice(page).fill('[2, :, 12]');
    await expect(page.locator('.slice-box:not(.read-as) .problem')).toContainText('index 12 on axis 2');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '29');
    await slice(page).press('Escape');
    await expect(slice(page)).toHaveValue('[2, 0, :, :]');
    await expect(page.locator('.slice-box:not(.read-as) .problem')).toHaveCount(0);
    await slice(page).fill('[-1, ::-2, 3, 5:9]');
    await expect(page.locator('.slice-box:not(.read-as)')).toContainText('gives 14 × 4');
    await expect(page.getByRole('rowheader').first()).toHaveText('27');
    await expect(page.getByRole('columnheader').nth(1)).toHaveText('5');
    await slice(page).fill('[3]');
    await expect(page.locator('.slice-box:not(.read-as)')).toContainText(
      'gives 28 × 12 × 28, of which [3, :, 0, :] is shown',
    );
    await slice(page).fill('digits[4, ..., 2, :]');
    await expect(page.locator('.slice-box:not(.read-as)')).toContainText(/gives 28 × 28$/);
    await close();
  });

  it('keys go through the numbers, and the chosen one is read in full, by a screen reader too', async () => {
    const host = digits();
    const { page, close } = await open(host);
    await slice(page).fill('[0, :, 3]');
    await drawn(page);
    await grid(page).focus();
    await press(page, 'ArrowDown', 14);
    await press(page, 'ArrowRight', 9);
    await expect(reading(page)).toContainText('x[0, 14, 3, 9] 1.4879757');
    await expect(reading(page)).toContainText('row 14, column 9; 79 of the slice’s numbers are larger');
    await expect(grid(page)).toHaveAttribute('aria-activedescendant', 'cell-14-9');
    await expect(cellAt(page, 14, 9)).toHaveAccessibleName('row 14, column 9: 1.4879757');
    await expect(page.locator('.heat-cell')).toBeVisible();
    await press(page, 'End');
    await expect(cellAt(page, 14, 27)).toHaveClass(/chosen/);
    await press(page, 'Control+Home');
    await expect(reading(page)).toContainText('x[0, 0, 3, 0] NaN');
    await press(page, 'Control+g');
    await page.getByLabel('Go to row, column').fill('20, 26');
    await press(page, 'Enter');
    await expect(cellAt(page, 20, 26)).toHaveClass(/chosen/);
    await expect(grid(page)).toBeFocused();
    await close();
  });

  it('no number is cut in silence: whole ones of 64 bits, complex ones, and those that doubles can hardly tell apart', async () => {
    const long = madeTensor('long', [4, 4], (i) => -9_007_199_254_740_000 * (1000 + i), 'int64');
    const complex = madeTensor('complex', [4, 4], (i) => i / 7 + 1, 'complex128');
    const near = madeTensor('near', [2, 2], (i) => 1e16 + 2 * i, 'float64');
    const far = madeTensor('far', [2, 2], (i) => [Number.MAX_VALUE, -Number.MAX_VALUE, 1, 0][i], 'float64');
    const shown: string[] = [];
    for (const tensor of [long, complex, near, far]) {
      const { page, close } = await open(new TensorHost([tensor]));
      await drawn(page);
      await cellAt(page, 0, 0).filter({ hasText: /\d/ }).waitFor();
      await expect(page.locator('.statistics')).toContainText(/Numbers/);
      const cut = await page
        .locator('.grid-cell, .color-scale')
        .evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length);
      assert.equal(cut, 0, tensor.facts.name);
      const svg = page.locator('.color-scale');
      const outside = await svg.evaluate((box) => {
        const { left, right } = box.getBoundingClientRect();
        const ends = (text: Element): boolean =>
          text.getBoundingClientRect().left < left || text.getBoundingClientRect().right > right;
        return [...box.querySelectorAll('text')].filter(ends).map((text) => text.textContent);
      });
      assert.deepEqual(outside, [], tensor.facts.name);
      shown.push(await cellAt(page, 0, 1).innerText(), (await svg.textContent()) ?? '');
      if (tensor === complex) await expect(page.locator('.statistics')).toContainText('of their magnitudes');
      await close();
    }
    assert.deepEqual([shown[0], shown[2], shown[6]], ['−9016206453994739712', '1.143 − 0.381j', '−1.80e+308']);
    assert.match(shown[7], /−1e30801e308.*max 1\.8e308/);
  });

  it('Ctrl+G goes to the indices that stand at rows and columns, also of a slice with steps', async () => {
    const { page, close } = await open(new TensorHost([madeTensor('', [30, 20], (i) => i)]));
    await slice(page).fill('[::-2, 4:]');
    await drawn(page);
    await grid(page).focus();
    await press(page, 'Control+g');
    await page.getByLabel('Go to row, column').fill('25, 6');
    await press(page, 'Enter');
    await expect(reading(page)).toContainText('x[25, 6] 506.0');
    await press(page, 'Control+g');
    await expect(page.getByLabel('Go to row, column')).toHaveValue('25, 6');
    await page.getByLabel('Go to row, column').fill('24, 6');
    await expect(page.getByLabel('Go to row, column')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('.numbers-part .problem')).toHaveText('expected 29–1, 4–19');
    await page.getByLabel('Go to row, column').press('Escape');
    await slice(page).fill('[7]');
    await grid(page).focus();
    await press(page, 'Control+g');
    const heard = page.evaluate(
      () => new Promise<string>((done) => window.addEventListener('keydown', ({ key }) => done(key), { once: true })),
    );
    await page.getByLabel('Go to index').fill('12');
    await press(page, 'Control+p');
    assert.equal(await heard, 'Control', 'VS Code has its keys');
    await press(page, 'Enter');
    await expect(reading(page)).toHaveText(/^x\[7, 12\] 152\.0 7 of the slice’s numbers are larger$/);
    await close();
  });

  it('only the blocks of the numbers in sight are asked for, also of a row of forty million', async () => {
    const large = madeTensor('', [60_000, 84], () => 0, 'uint8');
    const host = new TensorHost([large]);
    const { page, close } = await open(host);
    await cellAt(page, 0, 0).filter({ hasText: '0' }).waitFor();
    assert.ok(host.of('block').length <= 2, String(host.of('block').length));
    await grid(page).focus();
    await press(page, 'Control+End');
    await cellAt(page, 59_999, 83).filter({ hasText: '0' }).waitFor();
    const far = host.of('block') as BlockQuery[];
    assert.ok(far.length <= 8 && far.at(-1)!.rows[1] === 60_000, JSON.stringify(far));
    assert.ok((await page.getByRole('gridcell').count()) < 1000);
    await close();

    const { header } = madeTensor('', [1], () => 0, 'uint8');
    const shape = [40_000_000];
    const read = (from: number, length: number) =>
      Promise.resolve(new Uint8Array(length).map((_, i) => (from + i) % 251));
    const facts = { ...large.facts, shape, count: shape[0], bytes: shape[0] };
    const line = { header: { ...header, shape, bytes: shape[0] }, file: { name: '', size: shape[0], read }, facts };
    const longHost = new TensorHost([line]);
    const long = await open(longHost);
    await grid(long.page).focus();
    await press(long.page, 'End');
    const last = 39_999_999;
    await expect(reading(long.page)).toContainText(`x[${last}] ${last % 251}`);
    await press(long.page, 'ArrowLeft');
    await expect(reading(long.page)).toContainText(`x[${last - 1}] ${(last - 1) % 251}`);
    await long.close();
  });

  it('whole numbers of 64 bits are told exactly', async () => {
    const host = new TensorHost([madeTensor('', [2, 2], (i) => 2 ** 62 + i * 1024, 'int64')]);
    const { page, close } = await open(host);
    await cellAt(page, 1, 1).click();
    await expect(reading(page)).toContainText('4611686018427390976');
    await expect(page.getByRole('table', { name: 'Statistics' })).toContainText('4611686018427387904');
    await close();
  });

  it('a press on the heat map chooses a cell, dragging its frame scrolls the numbers, and neighbours are stepped by keys', async () => {
    const host = new TensorHost([madeTensor('', [4, 100, 100], wave(2))]);
    const { page, close } = await open(host);
    await drawn(page);
    const heat = page.locator('.heat-picture');
    const box = (await heat.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.905, box.y + box.height * 0.805);
    await expect(reading(page)).toContainText('row 80, column 90');
    const frame = (await page.locator('.heat-frame').boundingBox())!;
    const first = Number(await page.getByRole('rowheader').first().innerText());
    await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2 - box.height * 0.3, { steps: 5 });
    await page.mouse.up();
    await expect(page.getByRole('rowheader').first()).toHaveText(String(first - 30));
    const along = page.getByRole('listbox', { name: 'Index on axis 0' });
    await along.focus();
    await press(page, 'ArrowRight', 2);
    await expect(slice(page)).toHaveValue('[2, :, :]');
    await expect(along.getByRole('option', { selected: true })).toHaveText('2');
    await expect(reading(page)).toContainText('x[2, ');
    await close();
  });

  it('statistics of much are of a stated sample until all is asked for, which tells how far it is and can be cancelled', async () => {
    const host = new TensorHost([madeTensor('', [2200, 2000], wave(3))]);
    const { page, close, send } = await open(host);
    const table = page.getByRole('table', { name: 'Statistics' });
    await expect(table).toContainText('≈');
    await expect(page.locator('.statistics')).toContainText(/Whole ≈ of a sample, evenly drawn: [\d,]+ numbers\./);
    const asked = host.of('statistics') as StatisticsQuery[];
    assert.ok(asked.every(({ most }) => most === 65_536));
    let done: (() => void) | undefined;
    host.gate = new Promise<void>((resolve) => (done = resolve));
    const begun = new Promise<number>((resolve) => (host.onStatistics = resolve));
    await page.getByRole('button', { name: /^Read everything, 17.6 MB/ }).click();
    const ticket = await begun;
    await send('progress', { ticket, share: 0.38 });
    await expect(page.getByRole('progressbar', { name: 'Whole' })).toHaveAttribute('aria-valuetext', 'Whole: 38% read');
    await page.locator('.working', { hasText: 'Whole' }).getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => host.of('cancel')).toEqual([ticket]);
    done!();
    host.gate = null;
    await expect(table).toContainText('≈');
    await page.getByRole('button', { name: /^Read everything, 17.6 MB/ }).click();
    await expect(table).not.toContainText('≈');
    await expect(table).toContainText('4,400,000');
    await close();
  });

  it('a picture is shown where the shape looks like one, with the order of its axes, which can be changed', async () => {
    const host = new TensorHost([madeTensor('', [3, 64, 96], (i) => i % 256, 'uint8')]);
    const { page, close } = await open(host);
    await page.getByRole('button', { name: 'Picture' }).click();
    const shown = page.getByRole('img', { name: /^RGB, C × H × W, 64 × 96 pixels/ });
    await shown.waitFor();
    const pixel = await shown.evaluate((canvas: HTMLCanvasElement) => [
      ...canvas.getContext('2d')!.getImageData(5, 2, 1, 1).data,
    ]);
    const at = (channel: number): number => (channel * 6144 + 2 * 96 + 5) % 256;
    assert.deepEqual(pixel, [at(0), at(1), at(2), 255]);
    await page.getByLabel('Axes of the picture').selectOption({ label: 'Grey, H × W' });
    await page.getByRole('img', { name: /^Grey, H × W, 64 × 96 pixels/ }).waitFor();
    await close();
  });

  it('a checkpoint is a list by groups: found, sorted, opened and closed by keys, with statistics of what is in sight', async () => {
    const host = checkpoint();
    const { page, close } = await open(host);
    const rows = page.locator('.tensor-list tbody tr:not(.gap)');
    await expect(rows).toHaveCount(29);
    await expect(rows.first()).toContainText('weights 8 tensors, 37,610 numbers');
    await page.locator('.little-histogram').nth(20).waitFor();
    const name = (text: string) => page.getByRole('button', { name: text, exact: true });
    await page
      .getByRole('button', { name: /^weights/ })
      .first()
      .focus();
    await press(page, 'ArrowDown', 3);
    await press(page, 'Enter');
    await expect(page.getByRole('region', { name: 'weights.1' })).toBeVisible();
    await drawn(page);
    await press(page, 'Escape');
    await expect(page.locator('.opened')).toHaveCount(0);
    await page.getByLabel('Order').selectOption('bytes');
    await expect(rows.first()).toContainText('table');
    await page.getByLabel('Find a tensor').fill('BIAS');
    await expect(rows).toHaveCount(12);
    await page.getByLabel('Find a tensor').fill('nothing');
    await expect(page.locator('.list-scroll')).toContainText('No tensor has “nothing” in its name.');
    await page.getByLabel('Find a tensor').press('Escape');
    await name('table').click();
    await page.getByRole('button', { name: 'Open alone' }).click();
    await expect(page.locator('.tensor-list')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'table' })).toBeVisible();
    await close();
  });

  it('ranges of larger tensors are of a sample until everything is asked for, which can be cancelled', async () => {
    const host = checkpoint();
    const { page, close } = await open(host);
    const row = page.locator('tr', { has: page.getByRole('button', { name: 'table', exact: true }) });
    await expect(row).toContainText('≈');
    let done: (() => void) | undefined;
    host.gate = new Promise<void>((resolve) => (done = resolve));
    const begun = new Promise<number>((resolve) => (host.onStatistics = resolve));
    await page.getByRole('button', { name: 'Read everything' }).click();
    await expect(page.getByRole('progressbar', { name: 'Every tensor' })).toBeVisible();
    await begun;
    // Questions about samples may have been taken back before.
    const before = host.of('cancel').length;
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await expect.poll(() => host.of('cancel').length).toBeGreaterThan(before);
    done!();
    host.gate = null;
    await page.getByRole('button', { name: 'Read everything' }).click();
    await expect(row).not.toContainText('≈');
    await close();
  });

  it('R7 of a file that is cut the first numbers are shown on request, with the error above them', async () => {
    const made = madeTensor('', [7, 3], (i) => i);
    const host = new TensorHost([made]);
    const { facts } = made;
    const fault = '84 bytes for shape (25, 3); expected 300 bytes.';
    host.state.tensors = [{ ...facts, shape: [25, 3], count: 0, bytes: 0, fault, part: [7, 3] }];
    const { page, send, close } = await open(host);
    await expect(page.locator('.fault')).toContainText(fault);
    await expect(page.locator('.facts')).toContainText('25 × 3');
    await expect(grid(page)).toHaveCount(0);
    await page.getByRole('button', { name: 'Show the first 21 numbers, 7 × 3' }).click();
    await expect.poll(() => host.of('showPart')).toEqual([0]);
    const cut = `${fault} These are its first 21 numbers.`;
    await send('state', { ...host.state, reading: 2, tensors: [{ ...facts, cut }] });
    await expect(page.locator('.fault')).toHaveText(cut);
    await expect(cellAt(page, 6, 2)).toHaveText(/^20/);
    await picture(page, 'cut');
    await close();
  });

  it('names, notes and faults of a file are text (S1)', async () => {
    const fault = `dtype object, which only unpickling could read${HOSTILE[0]}; expected numbers.`;
    const host = new TensorHost(
      HOSTILE.map((name, i) => madeTensor(name, [i + 2], wave(1))),
      { title: HOSTILE[1], notes: HOSTILE.map((text) => ({ name: text, text })) },
    );
    host.state.tensors.push(refused(HOSTILE[0], fault));
    const { page, close } = await open(host);
    await expect(page.locator('.tensor-name')).toHaveCount(6);
    await page.locator('.notes summary').click();
    await page.locator('.notes dd').first().click();
    await expect(page.locator('.notes')).toHaveAttribute('open');
    await page.getByRole('button', { name: HOSTILE[0], exact: true }).first().click();
    await expect(page.locator('.notes')).not.toHaveAttribute('open');
    await drawn(page);
    await page.getByRole('button', { name: HOSTILE[0], exact: true }).last().click();
    await expect(page.locator('.fault')).toHaveText(fault);
    assert.equal(await page.locator('#app :is(img, script, link, iframe, a[href])').count(), 0);
    await close();
  });

  it('what is empty, still being read, at fault, or changed is told, and a reload keeps the slice and the cell', async () => {
    const empty = new TensorHost([madeTensor('', [0, 28, 28], () => 0)]);
    const none = await open(empty);
    await expect(none.page.locator('.empty')).toHaveText('No numbers: axis 0 has length 0.');
    await expect(none.page.getByRole('slider').first()).toBeDisabled();
    await none.close();

    const host = digits();
    const { tensors } = host.state;
    host.state = { ...host.state, tensors: [], loading: true };
    const { page, close, send } = await open(host);
    await expect(page.locator('main')).toContainText('Reading the header…');
    await send('state', { ...host.state, loading: false, fault: 'digits-z.npy: 299,872 bytes; expected 376,448.' });
    await expect(page.getByRole('alert')).toHaveText('digits-z.npy: 299,872 bytes; expected 376,448.');
    await send('state', { ...host.state, tensors, loading: false });
    await slice(page).fill('[0, :, 3]');
    await cellAt(page, 14, 5).click();
    await send('state', {
      ...host.state,
      tensors,
      loading: false,
      source: { kind: 'file', format: 'NPY', bytes: 1, changed: true },
    });
    await expect(page.getByText('The file has changed on disk')).toBeVisible();
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => host.of('reload').length).toBe(1);
    const before = host.of('block').length;
    await send('state', { ...host.state, tensors, loading: false, reading: 2 });
    await expect.poll(() => host.of('block').length).toBeGreaterThan(before);
    await expect(slice(page)).toHaveValue('[0, :, 3]');
    await expect(reading(page)).toContainText('x[0, 14, 3, 5]');
    await close();
  });

  it('numbers that could not be read are asked for again on a wish, and when they come back into sight', async () => {
    const host = new TensorHost([madeTensor('', [4000, 4], (i) => i)]);
    let isBroken = true;
    host.fails = (row) => isBroken && row >= 640 && row < 1280;
    const { page, close } = await open(host);
    const scroll = (row: number) => grid(page).evaluate((box, top) => (box.scrollTop = top), row * 22);
    const alert = page.locator('.numbers-part').getByRole('alert');
    await cellAt(page, 0, 0).filter({ hasText: '0' }).waitFor();
    await scroll(700);
    await expect(alert).toContainText('2 bytes; expected 8');
    await scroll(3000);
    await expect(alert).toHaveCount(0);
    const before = host.of('block').length;
    await scroll(700);
    await expect(alert).toBeVisible();
    assert.ok(host.of('block').length > before);
    isBroken = false;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(alert).toHaveCount(0);
    await expect(cellAt(page, 700, 0)).toHaveText('2800.00');
    await close();
  });

  it('that numbers are NaN at the same places in all slices is said where that was looked at, and is so', async () => {
    const all = digits();
    const { page, close } = await open(all);
    await slice(page).fill('[0, :, 3]');
    await expect(page.locator('.statistics')).toContainText('NaN at the same 253 places in all 120 slices.');
    await close();
    // As many in each slice, and in one of them elsewhere.
    const moved = madeTensor('', [3, 10, 10], (i) => (i % 100 === (i < 200 ? 7 : 8) ? NaN : i));
    const host = new TensorHost([moved]);
    const one = await open(host);
    await expect.poll(() => host.of('nanPlaces').length).toBe(1);
    // What is said of a cell was asked for later.
    await cellAt(one.page, 0, 0).click();
    await expect(reading(one.page)).toContainText('larger');
    await expect(one.page.locator('.statistics')).toContainText('1 of 100 numbers is NaN.');
    await one.close();
  });

  it('a slice is copied, or taken for a side of a loss', async () => {
    const host = digits();
    const { page, close, send } = await open(host);
    await slice(page).fill('[0, :, 3]');
    await page.getByRole('button', { name: 'Copy slice' }).click();
    await page.getByRole('menuitem', { name: 'As NumPy' }).click();
    await page.getByRole('button', { name: 'Compute Loss…' }).click();
    await page.getByRole('menuitem', { name: 'Take this slice as the target' }).click();
    await expect.poll(() => host.of('takeSide').length).toBe(1);
    const [copied] = host.of('copy') as { form: string; slice: HeatQuery['slice'] }[];
    assert.equal(copied.form, 'numpy');
    assert.deepEqual([copied.slice.rows, copied.slice.columns, copied.slice.axes[2].start], [1, 3, 3]);
    await send('state', { ...host.state, sides: { target: 'digits-z.npy [0, :, 3, :]', prediction: null } });
    await expect(page.getByText('Target: digits-z.npy [0, :, 3, :]')).toBeVisible();
    await close();
  });

  it('the numbers of a tensor are read as another shape, and one that does not fit is told', async () => {
    const host = checkpoint();
    const { page, close, send } = await open(host);
    await page.getByRole('button', { name: 'weights.1', exact: true }).click();
    const readAs = page.getByRole('textbox', { name: 'Read as' });
    await readAs.fill('5, x');
    await readAs.press('Enter');
    await expect(page.locator('.read-as .problem')).toContainText('Expected whole numbers');
    await readAs.fill('7 x -1');
    await readAs.press('Enter');
    await expect(page.locator('.read-as .problem')).toContainText('where the others divide 3,200');
    await readAs.fill('(5, 5, -1, 16)');
    await readAs.press('Enter');
    await expect.poll(() => host.of('readAs')).toEqual([{ tensor: 2, shape: [5, 5, 8, 16] }]);
    const tensors = host.state.tensors.map((facts, i) => (i === 2 ? { ...facts, shape: [5, 5, 8, 16] } : facts));
    await send('state', { ...host.state, tensors, reading: 2 });
    await expect(slice(page)).toHaveValue('[0, 0, :, :]');
    await expect(page.locator('.axis-control')).toHaveCount(4);
    await close();
  });

  it('a number without axes is read as NumPy indexes it, and one far number does not make the others 0', async () => {
    const alone = await open(new TensorHost([madeTensor('', [], () => 3.25)]));
    await cellAt(alone.page, 0, 0).click();
    await expect(reading(alone.page)).toHaveText(/^x\[\(\)\] 3\.25\s*$/);
    await expect(alone.page.locator('.heat')).toHaveCount(0);
    await alone.close();
    const { page, close } = await open(new TensorHost([madeTensor('', [2, 3], (i) => (i === 0 ? 65_504 : i / 8))]));
    await expect(cellAt(page, 0, 1)).toHaveText('0.13');
    await expect(cellAt(page, 0, 0)).toHaveText('65504.00');
    await page.getByLabel('Scale').selectOption('typed');
    await page.getByLabel('Least').fill('70000');
    await page.getByLabel('Least').press('Tab');
    await expect(page.locator('.typed-scale .problem')).toHaveText('expected the least first');
    await expect(page.getByLabel('Greatest')).toHaveAttribute('aria-invalid', 'true');
    await close();
  });

  it('of a program the stop is named, and what it does since', async () => {
    const host = new TensorHost([madeTensor('x', [3, 20, 20], wave(1))], { title: 'x', source: program('stopped') });
    const { page, close, send } = await open(host, { width: 700 });
    await expect(page.locator('.source-line')).toContainText('Taken at stop 2, in prepare, preprocess.py:12');
    await send('state', { ...host.state, source: program('ranOn') });
    await expect(page.locator('.source-line')).toContainText('The program has run on since.');
    await page.getByRole('button', { name: 'Keep' }).click();
    await send('state', { ...host.state, source: program('slow') });
    await expect(page.getByRole('alert')).toContainText('No answer from the program for 5 s');
    await send('state', { ...host.state, loading: true });
    await expect(page.locator('.source-line')).toContainText('Asking the program for the header…');
    await send('state', { ...host.state, tensors: [], loading: true });
    await expect(page.locator('main')).toContainText('Asking the program for the header…');
    await send('state', { ...host.state, source: program('slow') });
    await page.getByRole('button', { name: 'Wait' }).click();
    await expect.poll(() => [host.of('keep'), host.of('answer')]).toEqual([[null], ['wait']]);
    await close();
  });

  it('a scroll through many numbers asks little at a time, and a page saves less than it may', async () => {
    const host = new TensorHost([madeTensor('', [20_000, 200], wave(1))]);
    const { page, close } = await open(host);
    await drawn(page);
    const slow = await page.evaluate(async () => {
      const box = document.querySelector('.grid-box')!;
      let [slowest, last] = [0, performance.now()];
      for (let i = 0; i < 120; i++) {
        box.scrollTop += 400;
        box.scrollLeft += 20;
        await new Promise(requestAnimationFrame);
        slowest = Math.max(slowest, performance.now() - last);
        last = performance.now();
      }
      return slowest;
    });
    await expect(page.locator('.grid-cell.unread')).toHaveCount(0);
    console.log(`    the slowest frame of a scroll took ${Math.round(slow)} ms`);
    const saved = await page.evaluate(() =>
      JSON.stringify(
        (window as unknown as { acquireVsCodeApi(): { getState(): unknown } }).acquireVsCodeApi().getState(),
      ),
    );
    assert.ok(saved.length < limits.pageState / 10, saved);
    await close();
  });

  it('can be used by everyone, at any width, in every theme', async () => {
    const opened = await open(digits());
    await noFaults(opened, [1440, 560, 320], async (look) => {
      const { page } = opened;
      await slice(page).fill('[0, :, 3]');
      await drawn(page);
      await cellAt(page, 5, 5).click();
      await expect(reading(page)).toContainText('row 5, column 5');
      await look('one tensor');
      await slice(page).fill('[0, :, 30]');
      await look('a wrong slice');
      await slice(page).press('Escape');
    });
    await opened.close();
    const list = await open(checkpoint());
    await noFaults(list, [1440, 560], async (look) => {
      const { page } = list;
      await page.locator('.little-histogram').nth(4).waitFor();
      await look('a list');
      await page.getByRole('button', { name: 'weights.1', exact: true }).click();
      await drawn(page);
      await look('a list with one open');
      await page.getByRole('button', { name: 'Close (Esc)' }).click();
    });
    await list.close();
  });

  it('is what the sketches show', async () => {
    const opened = await open(digits());
    const { page, close } = opened;
    await slice(page).fill('[0, :, 3]');
    await drawn(page);
    await cellAt(page, 14, 9).click();
    await expect(reading(page)).toContainText('larger');
    await pictures(opened, 'npy');
    for (const width of [560, 320]) {
      await page.setViewportSize({ width, height: 1400 });
      await expect(page.getByRole('table', { name: 'Statistics' })).toContainText('Deviation');
      await picture(page, `npy-${width}`);
    }
    await close();
    const list = await open(checkpoint());
    await list.page.getByRole('button', { name: 'weights.1', exact: true }).click();
    await drawn(list.page);
    await list.page.locator('.little-histogram').nth(20).waitFor();
    await pictures(list, 'list');
    await list.close();
  });
});
