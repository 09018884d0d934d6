import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, expectWords, until, useWorkbench } from './workbench.js';

describe('the loss lab (T7)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let lab: Frame;
  let saved = '';
  const press = (name: string): Promise<void> => lab.getByRole('button', { name, exact: true }).click();
  const field = (name: string) => lab.getByLabel(name, { exact: true });

  it('opens from the view’s title, compares the losses of the form, and answers in words with intervals', async () => {
    const it = workbench();
    await (await it.sidebar()).field('Epochs').fill('3');
    const header = it.page.locator('.pane-header', { hasText: 'Train' }).first();
    await header.hover();
    await header.getByRole('button', { name: 'Open Loss Lab' }).click();
    lab = await it.frame('form[aria-label="Next comparison"]');
    await expect(field('Epochs'), 'the form decides').toHaveValue('3');
    await expect(field('Rates')).toHaveValue('0.03, 0.1, 0.3');
    await field('Seeds').fill('3');
    await field('Rates').fill('0.1, 0.3');
    await lab.getByText('18 runs').waitFor();
    await press('Run');
    await lab.getByText('Seeds 1 to 3, paired').waitFor();
    await expectWords(lab.locator('.answers'), /At rate 0\.1.* squared error .+\./);
    await expectWords(lab.locator('.answers'), /\([−+]?\d+\.\d to [−+]?\d+\.\d\)/);
    await expect(lab.locator('.result-table tbody tr:not(.group)')).toHaveCount(6);
  });

  it('is saved as JSON and copied as Markdown, and both hold the answer’s numbers', async () => {
    const it = workbench();
    await press('Save…');
    const path = await it.saveOffered('Save Loss Lab', '.loss-lab.json');
    saved = basename(path);
    const content = JSON.parse(readFileSync(path, 'utf8')) as {
      runs: { loss: number; rate: number; seed: number; weights: number; test: { accuracy: number } }[];
    };
    assert.equal(content.runs.length, 18);
    for (const seed of [1, 2, 3])
      assert.equal(new Set(content.runs.filter((run) => run.seed === seed).map(({ weights }) => weights)).size, 1);
    const at = content.runs.filter(({ loss, rate }) => loss === 0 && rate === 0.1);
    const mean = at.reduce((sum, { test }) => sum + test.accuracy, 0) / at.length;
    const shown = `${(mean * 100).toFixed(2)}%`;
    await lab.locator('.result-table tbody tr', { hasText: 'Cross-entropy' }).first().getByText(shown).waitFor();
    await it.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await press('Copy as Markdown');
    const text = await until('the copy', 30, async () => {
      const copied = await it.page.evaluate(() => navigator.clipboard.readText());
      return copied.startsWith('# Losses compared') ? copied : undefined;
    });
    assert.ok(text.includes(shown) && text.includes('| Squared error, summed over classes | 0.1 |'), text);
  });

  it.heavy('stops in its midst with what is done, and says that a run shares the processor', async () => {
    const it = workbench();
    const sidebar = await it.sidebar();
    await sidebar.choosePace('1 batch/s');
    await sidebar.press('Train');
    await sidebar.says('Training');
    await field('Seeds').fill('20');
    await field('Epochs').fill('200');
    await press('Run again');
    await lab.getByText('both share the processor').waitFor();
    await lab.getByText(/seed ([2-9]|1\d): run \d+ of 120/).waitFor();
    await press('Stop');
    await lab.getByText(/\d+ of 20 seeds so far/).waitFor();
    await lab.getByRole('button', { name: 'Run again' }).waitFor();
    await sidebar.press('Stop');
    await sidebar.says('Stopped');
  });

  it.heavy('is there after a reload, and a saved one opens from the explorer; a damaged one says where', async () => {
    const it = workbench();
    const before = await lab.locator('.answers').innerText();
    await it.reload();
    lab = await it.frame('.answers');
    await expect(lab.locator('.answers')).toHaveText(before, { useInnerText: true });
    await it.chooseOn(saved, 'Open Loss Lab');
    await lab.getByText('Seeds 1 to 3, paired').waitFor();
    await lab.locator('.facts', { hasText: saved }).waitFor();
    const whole = readFileSync(join(it.folder, saved), 'utf8');
    writeFileSync(join(it.folder, 'cut.loss-lab.json'), whole.replace('"rate": 0.1', '"rate": "fast"'));
    await it.chooseOn('cut.loss-lab.json', 'Open Loss Lab');
    await it.toasts
      .filter({ hasText: 'cut.loss-lab.json: optimiser.rate: "fast"; expected a number above 0' })
      .waitFor();
    await lab.locator('.facts', { hasText: saved }).waitFor();
  });
});
