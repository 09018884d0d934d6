import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { cases } from '../cases.js';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

describe('doubtful labels (K9)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let inspector: Frame;
  const press = (name: string): Promise<void> => inspector.getByRole('button', { name, exact: true }).click();
  let listed = 0;
  const reload = async (): Promise<void> => {
    const it = workbench();
    await it.reload();
    inspector = await it.frame('.matrix-part .matrix, .labels-part');
    await inspector.getByRole('tab', { name: 'Labels' }).click();
  };
  /** Where the only run of the folder keeps them. */
  const keptLabels = (): string => {
    const it = workbench();
    return join(it.runs, it.runIds()[0], 'labels.json');
  };

  const corrections = (name: string): string => join(workbench().folder, '.surprisal', 'corrections', name);

  before(async () => {
    ({ inspector } = await workbench().train(cases(200, 60)));
    await inspector.getByRole('tab', { name: 'Labels' }).click();
  });

  it('are found, most doubtful first, with an estimate of how many are wrong', async () => {
    await press('Find Doubtful Labels');
    const answer = await inspector.locator('.label-answer').innerText();
    listed = Number(/^(\d+) of 4,000 labels are doubtful/.exec(answer)?.[1]);
    assert.ok(listed > 50 && listed < 500, answer);
    assert.match(answer, /an estimated \d+ \(\d\.\d%\) are wrong/);
    await inspector.locator('.label-card').first().waitFor();
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
    await it.tabs('· seed').first().click();
    inspector = await it.frame('.labels-part');
    await inspector.getByRole('heading', { name: `${images} images`, exact: true }).waitFor();
    await inspector.getByRole('button', { name: 'Show all images' }).click();
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

  it.heavy('the check flips 5% of the labels on purpose, and says recall and precision of what is found', async () => {
    await press('Check on 5% flipped labels');
    const note = inspector.locator('.labels-part .notice', { hasText: 'Of 200 labels that were flipped on purpose' });
    const words = await note.innerText();
    const [, right, recall] = /purpose, (\d+) are found\. Recall (\d+\.\d)%/.exec(words) ?? [];
    assert.equal(recall, ((Number(right) / 200) * 100).toFixed(1));
    assert.ok(Number(right) > 100, words);
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
  });

  it.heavy(
    'what was found is there when the tab is closed and opened again; a search that is stopped leaves it',
    async () => {
      const it = workbench();
      await it.command('View: Close Editor');
      await it.tabs('· seed').waitFor({ state: 'detached' });
      await it.command('Surprisal: Open Inspector');
      inspector = await it.frame('.matrix-part .matrix');
      await inspector.getByRole('tab', { name: 'Labels' }).click();
      await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
      await press('Find Again');
      await press('Stop');
      await inspector.getByRole('button', { name: 'Find Again' }).waitFor();
      await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
    },
  );

  it.heavy('what was found is there after a reload, the check with it', async () => {
    const check = () => inspector.locator('.labels-part .notice', { hasText: 'Of 200 labels that were flipped' });
    const words = await check().innerText();
    await reload();
    await inspector.getByText(`${listed} of 4,000 labels are doubtful`).waitFor();
    await inspector.locator('.label-card').first().waitFor();
    assert.equal(await check().innerText(), words);
  });

  it.heavy('S17 a damaged file is refused with what is wrong, and a new search takes its place', async () => {
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

  it('R11 keys decide on them, the file is kept apart from the data, and Undo takes one back', async () => {
    await inspector.locator('.label-card[data-place="0"]').focus();
    const { keyboard } = workbench().page;
    await keyboard.press('a');
    await inspector.getByText(`1 of ${listed} decided`).waitFor();
    await keyboard.press('r');
    await inspector.getByRole('combobox', { name: 'New label' }).waitFor();
    await keyboard.press('Enter');
    await inspector.getByText(`2 of ${listed} decided`).waitFor();
    await keyboard.press('x');
    await inspector.getByText(`3 of ${listed} decided`).waitFor();
    await keyboard.press('x');
    await inspector.getByText(`4 of ${listed} decided`).waitFor();
    await keyboard.press('Control+z');
    await inspector.getByText(`3 of ${listed} decided`).waitFor();
    await keyboard.press('r');
    await inspector.getByRole('combobox', { name: 'New label' }).waitFor();
    await workbench().picture('labels-decided-dark');
    await keyboard.press('Escape');
    const { sets } = JSON.parse(readFileSync(corrections('mnist-sample.json'), 'utf8')) as {
      sets: { sources: object[]; corrections: { verdict: string }[] }[];
    };
    assert.equal(sets[0].sources.length, 2);
    assert.deepEqual(sets[0].corrections.map(({ verdict }) => verdict).sort(), ['leftOut', 'relabelled', 'right']);
  });

  it('R11 the next run uses them; its record names them by their SHA-256, and its inspector says so', async () => {
    const it = workbench();
    const sidebar = await it.sidebar();
    await sidebar.page.getByRole('checkbox', { name: '2 corrections applied' }).waitFor();
    await sidebar.field('Epochs').fill('1');
    await sidebar.press('Train');
    await expect(async () => {
      inspector = await it.frame('.matrix-part .matrix');
      await inspector.locator('.facts', { hasText: '2 corrections' }).waitFor({ timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    await it.picture('labels-corrected-run-dark');
    const id = it.runIds().at(-1)!;
    const { config } = JSON.parse(readFileSync(join(it.runs, id, 'run.json'), 'utf8')) as {
      config: { data: { corrections: string } };
    };
    assert.ok(existsSync(corrections(`${config.data.corrections}.json`)), config.data.corrections);
  });
});
