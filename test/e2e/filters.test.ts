import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

describe('filters of images, and runs of an earlier version (R9)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let inspector: Frame;
  const old = 'test/runs/version1';
  const id = '20240229-120000';
  const pane = (): Locator => workbench().page.locator('.part.sidebar .pane', { hasText: 'Runs' }).last();
  const row = (words: string): Locator => pane().locator('.monaco-list-row', { hasText: words });

  before(() => {
    const { folder, runs } = workbench();
    cpSync(join(old, 'sides.csv'), join(folder, 'sides.csv'));
    cpSync(join(old, id), join(runs, id), { recursive: true });
  });

  it('R9 the list says what the runs take on disk, and a dash where a log loss is not known', async () => {
    await workbench().activity('Surprisal');
    await row('log loss –').waitFor();
    await expect(pane().locator('.pane-header')).toContainText(/\d+(\.\d)? KB/);
  });

  it('R9 T8 Evaluate Again finds it, and it is kept beside the record', async () => {
    const it = workbench();
    const line = row('sides');
    await line.hover();
    await line.getByRole('button', { name: 'Evaluate Again' }).click();
    await expect(line).toContainText(/log loss \d/);
    await it.picture('runs-evaluated-dark');
    const kept = (): string => readFileSync(join(it.runs, id, 'logLosses.json'), 'utf8');
    await expect.poll(() => readdirSync(join(it.runs, id))).toContain('logLosses.json');
    assert.match(kept(), /"epochs":\[\{"epoch":4,"testLoss":[\d.]+,"testLogLoss":[\d.]+\}\]/);
    assert.deepEqual(readFileSync(join(it.runs, id, 'run.json')), readFileSync(join(old, id, 'run.json')));
    const words = await line.innerText();
    await it.reload();
    await it.activity('Surprisal');
    await expect(row('sides')).toContainText(/log loss \d/);
    assert.equal(await row('sides').innerText(), words);
  });

  it.heavy(
    'R9 images that are read wrong with confidence are left by filters, each with what it is read as',
    async () => {
      const it = workbench();
      ({ inspector } = await it.train(6));
      await inspector.getByRole('tab', { name: 'Images' }).click();
      await inspector.getByRole('heading', { name: /^\d+ wrong of 1,000 shown$/ }).waitFor();
      await it.picture('images-all-dark');
      await inspector.getByLabel('Images that are shown').selectOption({ label: 'Wrong only' });
      await inspector.getByLabel('Confidence from').fill('0.7');
      await inspector.getByRole('heading', { name: /^(\d{1,2}) wrong of \1 shown$/ }).waitFor();
      await inspector.locator('.thumb .wrong').first().waitFor();
      await it.picture('images-filtered-dark');
      await it.setTheme('light');
      await it.picture('images-filtered-light');
      await inspector.getByLabel('Surprise from').fill('50');
      await inspector.getByText('No image is left by these filters together').waitFor();
      await inspector
        .locator('.nothing-shown li', { hasText: 'Surprise from 50' })
        .getByText(/\d+ images/)
        .waitFor();
      await it.picture('images-none-light');
      await inspector.getByRole('button', { name: 'Without “Surprise from 50”' }).click();
      await inspector.getByRole('heading', { name: /^(\d{1,2}) wrong of \1 shown$/ }).waitFor();
      await it.setTheme('dark');
    },
  );

  it.heavy('R9 U42 they stand when the tab comes back, and what is shown is exported', async () => {
    const it = workbench();
    const title = await inspector.getByRole('heading', { name: /shown$/ }).innerText();
    await it.openFile('sides.csv');
    await it.tabs('seed').first().click();
    inspector = await it.frame('.all-images');
    await inspector.getByRole('heading', { name: title }).waitFor();
    await expect(inspector.getByLabel('Confidence from')).toHaveValue('0.7');
    await inspector.getByRole('button', { name: 'Export…' }).click();
    await it.quickInput.input.fill('Images shown as CSV');
    await it.quickInput.rows.filter({ hasText: 'Images shown as CSV' }).first().click();
    const path = await it.saveOffered('Export', 'shown.csv');
    const [head, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
    assert.match(head, /^index,label,prediction,prob_0,/);
    assert.equal(rows.length, Number(/^\d+/.exec(title)?.[0]));
    for (const [, label, prediction, ...p] of rows.map((line) => line.split(',')))
      assert.ok(label !== prediction && Math.max(...p.map(Number)) >= 0.7);
  });
});
