import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { heavy } from '../steps.js';
import { useWorkbench } from './workbench.js';

describe('exports of an inspector (K13)', () => {
  const workbench = useWorkbench();
  let inspector: Frame;
  let counts: number[] = [];
  const cells = async (frame: Frame): Promise<number[]> =>
    (await frame.locator('.cell').allInnerTexts()).map((text) => Number(text.split(/\s/)[0]));
  /** The tab of the run, in which the page is made anew where another stood before it. */
  const back = async (): Promise<void> => {
    await workbench().tabs('seed').first().click();
    inspector = await workbench().frame(`h1[title*="seed"]`);
    await inspector.locator('.cell b').nth(8).waitFor();
  };
  const at = (name: string): string => join(workbench().folder, `sample-784-10-10-seed-1-${name}`);

  /** Takes an item of the list under the name that the dialog offers, and waits until it is told of. */
  const take = async (label: string, name: string): Promise<Buffer> => {
    await back();
    await inspector.getByRole('button', { name: 'Export…' }).click();
    return chosen(label, name);
  };
  const chosen = async (label: string, name: string): Promise<Buffer> => {
    const it = workbench();
    await it.quickInput.input.fill(label);
    await it.quickInput.rows.filter({ hasText: label }).first().click();
    const path = await it.saveOffered('Export', name);
    await it.toasts
      .filter({ hasText: `-${name}` })
      .first()
      .waitFor();
    return readFileSync(path);
  };

  before(async () => {
    const it = workbench();
    ({ inspector } = await it.train(6));
    await inspector.locator('.thumb').first().waitFor();
    counts = await cells(inspector);
  });

  it('the matrix as CSV and PNG', async () => {
    const csv = (await take('Confusion matrix as CSV', 'matrix.csv')).toString();
    const rows = csv.trimEnd().split('\n').slice(1);
    assert.deepEqual(
      rows.flatMap((row) => row.split(',').slice(1, 11).map(Number)),
      counts,
    );
    const png = await take('Confusion matrix as PNG', 'matrix.png');
    assert.deepEqual([png.subarray(1, 4).toString(), png.readUInt32BE(16) > 1200], ['PNG', true]);
  });

  it('Open shows the PNG in the editor', async () => {
    const it = workbench();
    await it.command('Notifications: Clear All Notifications');
    await take('Calibration as PNG', 'calibration.png');
    await it.page
      .locator('.notifications-toasts .notification-list-item', { hasText: '-calibration.png' })
      .locator('.monaco-button', { hasText: 'Open' })
      .click();
    await it.page.locator('.tab.active', { hasText: 'calibration.png' }).waitFor();
  });

  heavy('predictions come back through Import Predictions with the same matrix and loss', async () => {
    const it = workbench();
    await back();
    const loss = await inspector.locator('.facts', { hasText: 'Loss' }).innerText();
    for (const format of ['CSV', 'JSON']) {
      const name = `predictions.${format.toLowerCase()}`;
      await take(`Predictions as ${format}`, name);
      await it.command('Surprisal: Import Predictions...');
      await it.page.locator('.quick-input-widget', { hasText: 'Labels, and Predictions or Probabilities' }).waitFor();
      const { input, rows } = it.quickInput;
      // A path that is typed before the folder is listed is taken away again.
      await rows.filter({ hasText: 'batch.json' }).first().waitFor();
      await input.fill(at(name));
      await rows
        .filter({ hasText: `seed-1-${name}` })
        .first()
        .click();
      const frame = await it.frame(`h1[title$="${name}"]`);
      await frame.locator('.cell b').nth(8).waitFor();
      assert.deepEqual(await cells(frame), counts);
      const read = await frame.locator('.facts', { hasText: 'Loss' }).innerText();
      const nats = (text: string) => /([\d.]+)\s*nats/.exec(text)?.[1];
      assert.equal(nats(read), nats(loss));
      await it.page.keyboard.press('Control+F4');
    }
  });

  heavy('from the palette, an epoch that the slider holds', async () => {
    const it = workbench();
    await back();
    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('Home');
    await inspector.getByText('1 of 6', { exact: true }).waitFor();
    await it.command('Surprisal: Export...');
    await it.quickInput.rows.filter({ hasText: 'Report as HTML' }).waitFor();
    const json = JSON.parse((await chosen('Classes as JSON', 'classes.json')).toString()) as { epoch: number };
    assert.equal(json.epoch, 1);
  });

  it('a script of Python, with the files that it reads beside it (T10)', async () => {
    const it = workbench();
    const script = (await take('scikit-learn, one script', 'sklearn.py')).toString();
    assert.match(script, /MLPClassifier\(\n {4}hidden_layer_sizes=\[10\],/);
    assert(existsSync(join(it.folder, 'mnist', 'sample-images.idx.gz')));
  });
});
