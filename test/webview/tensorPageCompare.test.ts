import type { Page } from 'playwright-core';
import { expect, noFaults } from './harness.js';
import { openTensor as open, picture, pictures } from './openTensor.js';
import { madeTensor, TensorHost } from './tensorHost.js';

const wave = (i: number): number => 0.1 * (Math.sin(i * 12.9898) + Math.sin(i * 78.233));
const names = ['weights.0', 'weights.0.bias', 'weights.1', 'weights.1.bias', 'mean.0', 'mean.1', 'old'];
const shapes = [[25, 8], [8], [200, 16], [16], [25, 8], [200, 16], [4]];
const HOSTILE = '<img src=x onerror=alert(1)>';

/** A checkpoint, and one of a later epoch: most of it is as before. */
const before = () => names.map((name, i) => madeTensor(name, shapes[i], (at) => (at === 3 ? NaN : wave(at))));
const after = () => [
  madeTensor('weights.0', [25, 8], (i) => (i === 3 ? NaN : i === 19 ? wave(i) + 0.5 : wave(i))),
  ...[1, 3, 4].map((i) => madeTensor(names[i], shapes[i], (at) => (at === 3 ? NaN : wave(at)))),
  madeTensor('weights.1', [16, 200], wave),
  madeTensor('mean.1', [200, 16], (i) => (i === 3 ? NaN : wave(i) * (1 + 1e-6))),
  madeTensor(HOSTILE, [2], wave),
];

describe('tensors that are compared (R7)', function () {
  this.timeout(60_000);
  const row = (page: Page, name: string) =>
    page.locator('tr', { has: page.getByRole('button', { name, exact: true }) });
  const difference = (page: Page) => page.getByRole('region', { name: 'Difference' });
  const checkpoints = () => new TensorHost(before(), { title: 'epoch-0002.safetensors' });
  const compared = () => {
    const host = checkpoints();
    host.compareByNames(after(), 'epoch-0003.safetensors');
    return host;
  };

  it('two checkpoints are compared by the names of their tensors: what differs, where first, and what only one of them has', async () => {
    const host = checkpoints();
    const { page, close, send } = await open(host);
    await page.getByRole('button', { name: 'Compare files…' }).click();
    await expect.poll(() => host.of('compare')).toEqual([{ tensor: null }]);
    await send('state', host.compareByNames(after(), 'epoch-0003.safetensors'));
    await expect(row(page, 'weights.0')).toContainText('0.5');
    await expect(row(page, 'weights.0')).toContainText('[2, 3]');
    await expect(row(page, 'mean.0')).toContainText('equal');
    await expect(row(page, 'weights.1')).toContainText('another shape there: 16 × 200');
    await expect(row(page, 'old')).toContainText('only in this file');
    await expect(difference(page)).toContainText('3 of 5 tensors are equal. By its size weights.0 differs most');
    await expect(difference(page)).toContainText(
      '1 has another shape there. 1 is only in this file. 1 is only in the other one.',
    );
    await expect(page.locator('.only-there')).toHaveText(`Only in epoch-0003.safetensors: ${HOSTILE}.`);
    await page.getByLabel('Order').selectOption('difference');
    await expect(page.locator('.tensor-list tbody tr').first()).toContainText('weights.0');
    await page.getByRole('button', { name: 'weights.0', exact: true }).click();
    const opened = page.locator('.opened .difference');
    await expect(opened).toContainText('1 of 200 numbers differs (0.5%).');
    await expect(opened).toContainText('Max, mean and relative are of the 199 pairs that are finite on both sides.');
    await expect(opened).toContainText('1 on both sides, 0 on one');
    await opened.getByRole('button', { name: '[2, 3]' }).first().click();
    await expect(page.locator('.cell-reading')).toContainText('x[2, 3]');
    await page.getByRole('button', { name: 'weights.1', exact: true }).click();
    await expect(opened).toContainText('The shapes differ: 200 × 16 here, 16 × 200 there.');
    await page.getByRole('button', { name: 'Do not compare any longer' }).click();
    await expect.poll(() => host.of('endCompare').length).toBe(1);
    await send('state', { ...host.state, against: null });
    await expect(difference(page)).toHaveCount(0);
    await expect(page.getByLabel('Order')).toHaveValue('file');
    await close();
  });

  it('a tensor with NaN on one side stands first by difference, and a wholly equal one last', async () => {
    const made = (there: boolean) => [
      madeTensor('equal', [4], wave),
      madeTensor('broken', [4], (i) => (there && i === 2 ? NaN : wave(i))),
      madeTensor('far', [4], (i) => wave(i) + (there ? 9 : 0)),
      madeTensor('one', [], () => (there ? 2 : 1)),
    ];
    const host = new TensorHost(made(false), { title: 'a.npz' });
    host.compareByNames(made(true), 'b.npz');
    const { page, close } = await open(host);
    await expect(page.getByRole('region', { name: 'Differences' })).toContainText('1 has NaN on one side alone.');
    await page.getByLabel('Order').selectOption('difference');
    await expect(page.locator('.tensor-name')).toHaveText(['broken', 'far', 'one', 'equal']);
    await expect(row(page, 'one')).toContainText('the one number');
    await page.getByRole('button', { name: 'one', exact: true }).click();
    await expect(page.locator('.opened .difference')).toContainText('The one number differs.');
    await close();
  });

  it('a comparison tells how far it is, can be cancelled, and goes on where it ended', async () => {
    const host = compared();
    let done: (() => void) | undefined;
    host.gate = new Promise<void>((resolve) => (done = resolve));
    const begun = new Promise<number>((resolve) => (host.onStatistics = resolve));
    const { page, close, send } = await open(host);
    const ticket = await begun;
    await send('progress', { ticket, share: 0.5 });
    const bar = page.getByRole('progressbar', { name: 'Comparison' });
    await expect(bar).toHaveAttribute('aria-valuetext', /^\d+% compared$/);
    await page.locator('.working').getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => host.of('cancel').length).toBeGreaterThan(0);
    await expect(bar).toHaveCount(0);
    await expect(difference(page)).toContainText('5 tensors were not compared.');
    done!();
    host.gate = null;
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(difference(page)).toContainText('3 of 5 tensors are equal.');
    await close();
  });

  it('one tensor is compared with one of another file, and one without numbers or with equal ones says so', async () => {
    const host = new TensorHost([madeTensor('', [4, 5], wave)], { title: 'a.npy' });
    const { page, close, send } = await open(host);
    await page.getByRole('button', { name: 'Compare…', exact: true }).click();
    await expect.poll(() => host.of('compare')).toEqual([{ tensor: 0 }]);
    host.others = [madeTensor('', [4, 5], wave), madeTensor('b', [4, 5], (i) => wave(i) + (i > 7 ? 1 : 0))];
    const pair = (other: number, number: number) => ({
      ...host.state,
      against: {
        number,
        title: 'b.npz',
        one: 'b',
        pairs: [{ tensor: 0, other, shape: [4, 5] }],
        onlyThere: [],
        more: 0,
      },
    });
    await send('state', pair(0, 1));
    await expect(difference(page)).toContainText('Compared with b.npz: b');
    await expect(difference(page)).toContainText('All 20 numbers are equal.');
    await send('state', pair(1, 2));
    await expect(difference(page)).toContainText('12 of 20 numbers differ (60.0%).');
    await expect(difference(page)).toContainText('[1, 3]');
    await close();
  });

  it('a comparison can be read by everyone, at any width, in every theme', async () => {
    const opened = await open(compared());
    const { page } = opened;
    await page.getByLabel('Order').selectOption('difference');
    await noFaults(opened, [1440, 560, 320], async (look) => {
      await expect(difference(page).first()).toContainText('3 of 5 tensors are equal.');
      await look('a list that is compared');
      await page.getByRole('button', { name: 'weights.0', exact: true }).click();
      await expect(page.locator('.opened .difference')).toContainText('numbers differ');
      await look('a tensor that is compared');
      await page.getByRole('button', { name: 'Close (Esc)' }).click();
    });
    await page.setViewportSize({ width: 320, height: 1000 });
    await picture(page, 'compare-320');
    await page.setViewportSize({ width: 1440, height: 868 });
    await picture(page, 'compare-alone');
    await page.getByRole('button', { name: 'weights.0', exact: true }).click();
    await expect(page.locator('.heat-picture[data-drawn="true"]')).toBeVisible();
    await pictures(opened, 'compare');
    await page.setViewportSize({ width: 560, height: 1000 });
    await picture(page, 'compare-560');
    await opened.close();
  });
});
