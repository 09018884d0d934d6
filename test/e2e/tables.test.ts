import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

const TRAIN = 'Train on This File';

describe('a table of one’s own (R9)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let sidebar: Frame;
  let inspector: Frame;
  const wine = join('test', 'reference', 'data', 'realTables', 'wine.csv');

  before(async () => {
    const it = workbench();
    copyFileSync(wine, join(it.folder, 'wine.csv'));
    await it.activity('Surprisal');
    await it.frame('form.form');
  });

  it('R9 wine is opened from its file; the form shows 13 inputs and 3 classes, and warns that nothing is scaled', async () => {
    const it = workbench();
    await it.chooseOn('wine.csv', TRAIN);
    sidebar = await it.frame('form.form');
    await sidebar.getByText('Columns differ by a factor of').waitFor();
    await sidebar.getByText('cultivar, the last column').first().waitFor({ state: 'attached' });
    await expect(sidebar.getByRole('textbox', { name: 'Network' })).toHaveValue('13-10-3');
    await it.picture('table-form-dark');
  });

  it('R9 a run as the columns are reads badly, says so above the rows, and standardising is one press', async () => {
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    inspector = await workbench().frame('.matrix-part .matrix');
    await expect(sidebar.locator('.last-run')).toContainText('13-10-3');
    await inspector.getByRole('tab', { name: 'Rows' }).click();
    await inspector.getByText('Nothing is scaled').waitFor();
    await workbench().picture('table-unscaled-dark');
    await inspector.getByRole('button', { name: 'Standardise and train' }).click();
    await sidebar.locator('.run-head', { hasText: 'standardised' }).waitFor();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
  });

  it('R9 rows have the columns of the file, the most important first, and a row says which value decides', async () => {
    const it = workbench();
    await it.page.locator('.part.editor .tab.active', { hasText: 'standardised' }).waitFor();
    // A run that was made from another opens at its comparison.
    inspector = await it.frame('.compare-part');
    await inspector.getByRole('tab', { name: 'Rows' }).click();
    await inspector.getByText('Columns are standardised').waitFor();
    await inspector.getByText('Columns by importance').waitFor();
    await inspector.locator('.row-answer').waitFor();
    await it.picture('table-rows-dark');
    const heads = await inspector.locator('.table-rows thead .column-head .clip').allInnerTexts();
    assert.equal(heads.length, 13);
    assert.match(
      await inspector.locator('.scaling-line').innerText(),
      /As they are, this network reads \d+\.\d+% of the same rows right/,
    );
  });

  it('R9 a search keeps the rows that a condition holds for', async () => {
    await inspector.getByRole('searchbox').fill('proline > 1000');
    await inspector.getByText(/^\d+ wrong of \d+ shown$/).waitFor();
    await inspector.locator('.table-rows tbody tr').first().waitFor();
    const classes = await inspector.locator('.table-rows tbody tr td:nth-child(2)').allInnerTexts();
    assert.ok(
      classes.length > 3 && classes.filter((name) => name === 'Barolo').length > classes.length / 2,
      String(classes),
    );
    await inspector.getByRole('searchbox').fill('');
  });

  it('R9 a row opens in its file, on its own line', async () => {
    const it = workbench();
    await inspector.locator('.table-rows tbody tr').first().click();
    const head = await inspector.locator('.row-part h2').innerText();
    const row = Number(/Row (\d+)/.exec(head)![1]);
    await inspector.getByRole('button', { name: 'Go to row' }).click();
    const line = readFileSync(wine, 'utf8').split('\n')[row + 1];
    await it.page
      .locator('.part.editor .view-line', { hasText: line.slice(0, 30) })
      .first()
      .waitFor();
    await it.page
      .getByText(`Ln ${row + 2}, `)
      .first()
      .waitFor();
  });

  it.heavy('R9 words and row numbers among the columns are named in the form, each with one press', async () => {
    const it = workbench();
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${i + 1},${['red', 'blue', 'green'][i % 3]},${i % 5},${'ab'[i % 2]}`,
    );
    writeFileSync(join(it.folder, 'pets.csv'), `Id,color,legs,kind\n${rows.join('\n')}\n`);
    await it.chooseOn('pets.csv', TRAIN);
    sidebar = await it.frame('form.form');
    await sidebar.getByText('holds words (red, blue, green)').waitFor();
    await sidebar.getByRole('button', { name: 'One-hot encode color' }).click();
    await sidebar.getByRole('button', { name: 'Leave out Id' }).click();
    await sidebar.getByText('Left out:').waitFor();
    const network = sidebar.getByRole('textbox', { name: 'Network' });
    await sidebar.getByText('One-hot:').waitFor();
    await expect(network).toHaveValue('4-10-2');
    await it.picture('table-words-dark');
  });
});
