import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import {
  accuracy,
  balancedAccuracy,
  classificationReport,
  cohensKappa,
  confusionFromCounts,
  defaultConfig,
  matthewsCorrelation,
  mergeClasses,
  mergeCost,
  mergeHierarchy,
  type ConfusionMatrix,
} from '@surprisal/core';
import type { Page } from 'playwright-core';
import { expect, noFaults, openInspector } from './harness.js';
import { ImportedHost, storedFile } from './importedHost.js';
import { LiveHost } from './liveHost.js';
import { firstView } from './pageHost.js';

const chip = (page: Page, name: string) =>
  page.locator('.chip').filter({ hasText: new RegExp(`^${name.replaceAll('+', '\\+')}$`) });
const texts = (page: Page, selector: string) =>
  page.locator(selector).evaluateAll((found) => found.map((it) => (it as HTMLElement).innerText.replace(/\s+/g, ' ')));
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-node') ?? '');

describe('merging classes in the inspector', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  let cm: ConfusionMatrix;
  before(async () => {
    const run = await host.train({ ...defaultConfig(), epochs: 5 });
    cm = confusionFromCounts(run.epochs.at(-1)!.confusion, Array.from('0123456789'));
  });

  const open = async (width = 1400) => {
    host.view = firstView;
    host.asked.length = 0;
    const opened = await openInspector(host.inspector, { width, tab: 'Merge' });
    await opened.page.locator('.chip').first().waitFor();
    return opened;
  };
  /** The first runs that the page asked for, once there are so many. */
  const trained = async (count: number): Promise<typeof host.asked> => {
    for (;;) {
      const asked = host.asked.filter(([method]) => method.startsWith('train'));
      if (asked.length >= count) return asked;
      await setImmediate();
    }
  };
  /** The table before and after, as its numbers say for a merged matrix. */
  const expected = (after: ConfusionMatrix): string[][] => {
    const [old, now] = [classificationReport(cm), classificationReport(after)];
    const rate = (value: number | null) => `${((value ?? 0) * 100).toFixed(2)}%`;
    const plain = (value: number | null) => (value ?? 0).toFixed(3);
    return [
      ['Accuracy', rate(accuracy(cm)), rate(accuracy(after))],
      ['Balanced accuracy', rate(balancedAccuracy(cm)), rate(balancedAccuracy(after))],
      ['Macro precision', rate(old.macro.precision), rate(now.macro.precision)],
      ['Macro recall', rate(old.macro.recall), rate(now.macro.recall)],
      ['Macro F1', plain(old.macro.f1), plain(now.macro.f1)],
      ['Weighted precision', rate(old.weighted.precision), rate(now.weighted.precision)],
      ['Weighted recall', rate(old.weighted.recall), rate(now.weighted.recall)],
      ['Weighted F1', plain(old.weighted.f1), plain(now.weighted.f1)],
      ['Kappa', plain(cohensKappa(cm)), plain(cohensKappa(after))],
      ['MCC', plain(matthewsCorrelation(cm)), plain(matthewsCorrelation(after))],
    ];
  };
  const shown = async (page: Page): Promise<Map<string, string[]>> => {
    const rows = await page
      .getByRole('table', { name: 'Measures before and after' })
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [
          row.querySelector('th .term')?.textContent ?? '',
          ...[...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
        ]),
      );
    return new Map(rows.map(([name = '', ...values]) => [name, values]));
  };

  it('K6: merging 4 and 9 changes the matrix and every measure at once, before and after side by side', async () => {
    const { page, close } = await open();
    await chip(page, '4').click();
    await chip(page, '9').click();
    await page.getByRole('button', { name: 'Merge 4 and 9' }).click();
    await chip(page, '4+9').waitFor();
    const after = mergeClasses(cm, [['4', '9']]);
    const table = await shown(page);
    for (const [name, before, then] of expected(after))
      assert.deepEqual(table.get(name)?.slice(0, 2), [before, then], name);
    const gained = (accuracy(after)! - accuracy(cm)!) * 100;
    assert.equal(table.get('Accuracy')?.[2], `+${gained.toFixed(2)}`);
    assert.match(table.get('Information, bits')![2], /^−0\.\d{3}$/);
    const cells = await page
      .locator('.count-table .cell')
      .evaluateAll((found) => found.map((cell) => Number.parseInt((cell as HTMLElement).innerText, 10)));
    assert.deepEqual(cells, after.counts.flat());
    assert.deepEqual(await texts(page, '.count-table thead th'), after.labels);
    assert.deepEqual(await texts(page, '.count-table tbody th'), after.labels);
    await chip(page, '4+9').click();
    await page.getByRole('button', { name: 'Split 4+9' }).click();
    await chip(page, '9').waitFor();
    assert.equal((await shown(page)).get('Accuracy')?.[2], '0.00');
    await close();
  });

  it('K6: ten classes are in sight whole in an inspector beside the sidebar', async () => {
    const { page, close } = await open(480);
    const scroll = page.locator('.count-table .matrix-scroll');
    assert.ok(await scroll.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth));
    const thousands = page.locator('.count-table .cell b').first();
    const fits = await thousands.evaluate((it) => {
      it.textContent = '1,124';
      const range = document.createRange();
      range.selectNodeContents(it);
      return range.getBoundingClientRect().width <= it.parentElement!.clientWidth;
    });
    assert.ok(fits, 'and so have thousands');
    await close();
  });

  it('K6: the keyboard alone picks, merges and trains with the merged classes, or on the picked ones alone', async () => {
    const { page, close } = await open();
    await page.locator('.chip').first().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Space']) await page.keyboard.press(key);
    assert.deepEqual(await texts(page, '.chip[aria-pressed=true]'), ['3']);
    for (const key of ['End', 'Shift+ArrowLeft']) await page.keyboard.press(key);
    assert.deepEqual(await texts(page, '.chip[aria-pressed=true]'), ['3', '8', '9']);
    await page.getByRole('button', { name: 'Train only 3, 8, 9' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Merge 3, 8, 9' }).focus();
    await page.keyboard.press('Enter');
    await chip(page, '3+8+9').waitFor();
    await page.getByRole('button', { name: 'Train with these merged' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await trained(2), [
      ['trainOnly', [3, 8, 9]],
      ['trainMerged', [[3, 8, 9]]],
    ]);
    await close();
  });

  it('K7: the pairs are listed by bits lost, with the share of their own most and the errors', async () => {
    const { page, close } = await open();
    const pairs = cm.labels.flatMap((a, i) =>
      cm.labels.slice(i + 1).map((b, k) => {
        const j = i + 1 + k;
        return { name: `${a}+${b}`, ...mergeCost(cm, a, b), errors: cm.counts[i][j] + cm.counts[j][i] };
      }),
    );
    pairs.sort((x, y) => x.bits - y.bits);
    const table = page.getByRole('table', { name: 'Pairs of classes by what merging them costs' });
    const rows = () =>
      table
        .locator('tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent)));
    const words = pairs.map(({ name, bits, share, errors }) => [
      name,
      bits.toFixed(4),
      `${Math.round(share! * 100)}%`,
      String(errors),
    ]);
    assert.deepEqual(await rows(), words.slice(0, 10));
    await page.getByRole('button', { name: 'Show all 45' }).click();
    assert.deepEqual(await rows(), words);
    await page.getByText('Bits alone favour rare classes; the share does not.').waitFor();
    await table.getByRole('button', { name: pairs[1].name, exact: true }).click();
    await chip(page, pairs[1].name).waitFor();
    await close();
  });

  it('K7: the hierarchy is a tree that the keyboard folds, and a cut at any step gives its groups to the matrix', async () => {
    const { page, close } = await open();
    const steps = mergeHierarchy(cm);
    const tree = page.getByRole('tree');
    await expect(tree.getByRole('treeitem')).toHaveCount(19);
    const first = steps[0];
    const leaf = [...first.a, ...first.b].map(Number).sort((a, b) => a - b);
    await tree.getByRole('treeitem').first().focus();
    const root = await focused(page);
    assert.equal(root, '0-1-2-3-4-5-6-7-8-9');
    await page.keyboard.press('ArrowLeft');
    await expect(tree.getByRole('treeitem')).toHaveCount(1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(tree.locator(`[data-node="${await focused(page)}"]`)).toHaveAttribute('aria-level', '2');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(page), root);
    await page.keyboard.press('Home');
    while ((await focused(page)) !== leaf.join('-')) await page.keyboard.press('ArrowDown');
    const heard = await tree.locator(`[data-node="${leaf.join('-')}"]`).ariaSnapshot();
    assert.match(heard, new RegExp(`Merge 1: ${leaf[0]} \\+ ${leaf[1]} ${first.bits.toFixed(3)} bits lost `));
    await page.keyboard.press('Enter');
    await chip(page, leaf.join('+')).waitFor();
    await expect(page.getByRole('slider', { name: 'Merges' })).toHaveValue('1');

    await page.getByRole('slider', { name: 'Merges' }).focus();
    for (const [i, { lost, accuracy: right }] of steps.slice(1).entries()) {
      await page.keyboard.press('ArrowRight');
      const said = `${i + 2} of 9: ${10 - i - 2} classes, ${lost.toFixed(3)} of ${steps.at(-1)!.lost.toFixed(3)} bits lost, ${(right! * 100).toFixed(2)}% right`;
      await page.getByText(said, { exact: true }).waitFor();
      await expect(page.locator('.chip')).toHaveCount(10 - i - 2);
      assert.equal((await shown(page)).get('Accuracy')?.[1], `${(right! * 100).toFixed(2)}%`);
    }
    await expect(page.getByRole('button', { name: 'Train with these merged' }), 'one class is no task').toBeDisabled();
    await page.keyboard.press('Home');
    await expect(page.locator('.chip')).toHaveCount(10);
    await close();
  });

  it('K4: classes are picked in the matrix by their heads or with Space, and trained alone or merged', async () => {
    const { page, close } = await open();
    await page.getByRole('tab', { name: 'Matrix' }).click();
    await page.locator('tbody .head').nth(4).click();
    await page.locator('.pick-bar', { hasText: 'pick one more' }).waitFor();
    await page.locator('[data-cell="9 9"]').focus();
    await page.keyboard.press('Space');
    const bar = page.getByRole('group', { name: 'Picked classes' });
    await bar.getByText('Picked: 4 and 9').waitFor();
    await bar.getByRole('button', { name: 'Train only 4 and 9' }).click();
    await bar.getByRole('button', { name: 'Merge' }).click();
    await chip(page, '4+9').waitFor();
    assert.deepEqual(await trained(1), [['trainOnly', [4, 9]]]);
    await page.getByRole('tab', { name: 'Matrix' }).click();
    await page.locator('[data-cell="5 3"]').click();
    await page.locator('.detail').getByRole('button', { name: 'Merge' }).click();
    await chip(page, '3+5').waitFor();
    await expect(chip(page, '4+9')).toHaveCount(0);
    await close();
  });

  it('U36 U40: nothing for axe to find and nothing too wide, in each theme and width', async () => {
    const opened = await open();
    const { page } = opened;
    await page.locator('.chip').nth(4).click();
    await page.locator('.chip').nth(9).click();
    await page.getByRole('button', { name: 'Merge 4 and 9' }).click();
    await page.locator('.chip').first().click();
    await noFaults(opened, [1400, 600, 240], (look) => look('merged'));
    await opened.close();
  });

  it('K6 K10: predictions from files are merged alike, and there is nothing to train', async () => {
    const imported = new ImportedHost([storedFile('probabilities.csv')]);
    const { page, close } = await openInspector(imported.handlers, { tab: 'Merge' });
    await page.locator('.chip').nth(0).click();
    await page.locator('.chip').nth(1).click();
    await page.getByRole('button', { name: /^Merge ./ }).click();
    const before = confusionFromCounts(imported.rows.imported.confusion, imported.rows.predictions.classes);
    const [a = '', b = ''] = imported.rows.predictions.classes;
    await page
      .getByText(`${(accuracy(mergeClasses(before, [[a, b]]))! * 100).toFixed(2)}% are read right`, { exact: false })
      .waitFor();
    await expect(page.getByRole('button', { name: /^Train/ })).toHaveCount(0);
    await close();
  });
});
