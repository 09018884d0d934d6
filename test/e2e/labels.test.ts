import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { useWorkbench } from './workbench.js';

describe('doubtful labels (K9)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let inspector: Frame;
  const press = (name: string): Promise<void> => inspector.getByRole('button', { name, exact: true }).click();
  let listed = 0;
  const reload = async (): Promise<void> => {
    const it = workbench();
    const loaded = it.page.waitForEvent('load');
    await it.command('Developer: Reload Window');
    await loaded;
    inspector = await it.frame('.matrix-part .matrix, .labels-part');
    await inspector.getByRole('tab', { name: 'Labels' }).click();
  };
  /** Where the only run of the folder keeps them. */
  const keptLabels = (): string => {
    const runs = join(workbench().folder, '.surprisal', 'runs');
    const [id] = readdirSync(runs).filter((name) => /^\d/.test(name));
    return join(runs, id, 'labels.json');
  };

  before(async () => {
    const it = workbench();
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('textbox', { name: 'Epochs' }).fill('200');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    inspector = await it.frame('.matrix-part .matrix');
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await inspector.getByRole('tab', { name: 'Labels' }).click();
  });

  it('are found, most doubtful first, with an estimate of how many are wrong', async () => {
    await press('Find Doubtful Labels');
    const answer = await inspector.locator('.label-answer').innerText();
    listed = Number(/^(\d+) of 4,000 labels are doubtful/.exec(answer)?.[1]);
    assert.ok(listed > 50 && listed < 500, answer);
    assert.match(answer, /an estimated \d+ \(\d\.\d%\) are wrong/);
    await inspector.locator('.label-card').first().waitFor();
    await workbench().picture('labels-dark');
  });

  it('a pair of classes lists its images alone, and one opens as a JSON document; the choice stays', async () => {
    const it = workbench();
    const first = inspector.locator('.joint tbody tr').first();
    const pair = /labelled (\d), looks like (\d)/.exec(await first.innerText())!;
    const images = await first.locator('td').first().innerText();
    await first.getByRole('button').click();
    await inspector.getByRole('heading', { name: `${images} images`, exact: true }).waitFor();
    await inspector.locator('.label-card').first().click();
    await it.page
      .locator('.view-line', { hasText: `"given": "${pair[1]}"` })
      .first()
      .waitFor();
    await it.page
      .locator('.view-line', { hasText: `"suggested": "${pair[2]}"` })
      .first()
      .waitFor();
    await it.page.locator('.part.editor .tab', { hasText: 'seed' }).first().click();
    inspector = await it.frame('.labels-part');
    await inspector.getByRole('heading', { name: `${images} images`, exact: true }).waitFor();
    await inspector.getByRole('button', { name: 'Show all images' }).click();
  });

  it('the check flips 5% of the labels on purpose, and says recall and precision of what is found', async () => {
    await press('Check on 5% flipped labels');
    const note = inspector.locator('.labels-part .notice', { hasText: 'Of 200 labels that were flipped on purpose' });
    const words = await note.innerText();
    const [, right, recall] = /purpose, (\d+) are found\. Recall (\d+\.\d)%/.exec(words) ?? [];
    assert.equal(recall, ((Number(right) / 200) * 100).toFixed(1));
    assert.ok(Number(right) > 100, words);
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
  });

  it('the list is exported as CSV, each row with its image, both labels and their probabilities', async () => {
    const it = workbench();
    await press('Export as CSV…');
    const path = await it.saveOffered('Export', 'labels.csv');
    const [head, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
    assert.equal(head, 'image,given,suggested,p_given,p_suggested,margin');
    assert.equal(rows.length, listed);
    const p = rows.map((row) => Number(row.split(',')[3]));
    assert.deepEqual(
      p,
      [...p].sort((a, b) => a - b),
    );
  });

  it('what was found is there when the tab is closed and opened again; a search that is stopped leaves it', async () => {
    const it = workbench();
    await it.command('View: Close Editor');
    await it.page.locator('.part.editor .tab', { hasText: 'seed' }).waitFor({ state: 'detached' });
    await it.command('Surprisal: Open Inspector');
    inspector = await it.frame('.matrix-part .matrix');
    await inspector.getByRole('tab', { name: 'Labels' }).click();
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
    await press('Find Again');
    await press('Stop');
    await inspector.getByRole('button', { name: 'Find Again' }).waitFor();
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
  });

  it('what was found is there after a reload, the check with it', async () => {
    const check = () => inspector.locator('.labels-part .notice', { hasText: 'Of 200 labels that were flipped' });
    const words = await check().innerText();
    await reload();
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
    await inspector.locator('.label-card').first().waitFor();
    assert.equal(await check().innerText(), words);
  });

  it('S17 a damaged file is refused with what is wrong, and a new search takes its place', async () => {
    const path = keptLabels();
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.replace('"given":', '"given":1'));
    await reload();
    await inspector.getByText(/labels\.json is damaged: .+ A new search takes its place\./).waitFor();
    await press('Find Doubtful Labels');
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
    const { found } = JSON.parse(readFileSync(path, 'utf8')) as { found: object };
    assert.deepEqual(found, (JSON.parse(whole) as { found: object }).found);
  });

  it('no page complained (U47)', () => {
    assert.deepEqual(workbench().errors, []);
  });
});

/** `webHost.test.ts` goes one path in that host; this one is of `--all`. */
describe('doubtful labels in the web host (K9, F28)', () => {
  const workbench = useWorkbench({
    heavy: true,
    settings: { 'remote.extensionKind': { 'surprisal.surprisal': ['web'] } },
  });

  it('are found in a web worker, which reads the data ahead', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('textbox', { name: 'Epochs' }).fill('2');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    const inspector = await it.frame('.matrix-part .matrix');
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await inspector.getByRole('tab', { name: 'Labels' }).click();
    await inspector.getByRole('button', { name: 'Find Doubtful Labels' }).click();
    await inspector.getByText(/\d+ of 4,000 labels are doubtful/).waitFor();
    assert.deepEqual(it.errors, []);
  });
});
