import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Stored, storedRuns } from './storedRuns.js';
import { until, useWorkbench } from './workbench.js';

describe('restore and branch (T6)', () => {
  const workbench = useWorkbench();
  const stored = async (): Promise<Map<string, Stored>> => {
    const runs = await storedRuns(join(workbench().folder, '.surprisal', 'runs'));
    return new Map(runs.map((run) => [run.id, run] as const));
  };

  it('a branch and a run taken back both train on to the same weights as the whole run', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('textbox', { name: 'Epochs' }).fill('4');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    let inspector = await it.frame('.matrix-part .matrix');
    await inspector.getByText('4 of 4', { exact: true }).waitFor();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    const [[id, whole] = ['', undefined]] = [...(await stored())];
    assert(whole?.weightsHash);

    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('Home');
    await it.page.keyboard.press('ArrowRight');
    await inspector.getByText('2 of 4', { exact: true }).waitFor();
    await inspector.getByRole('button', { name: 'Branch' }).click();
    await sidebar.locator('.run-head', { hasText: /Paused.*from epoch 2/ }).waitFor();
    await sidebar.locator('.counters', { hasText: '2 of 4' }).waitFor();
    await it.picture('branch-dark');
    await sidebar.getByRole('button', { name: 'Resume', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: /Finished.*from epoch 2/ }).waitFor();
    const branch = await until('the branch on disk', 30, async () =>
      [...(await stored()).values()].find(({ parent, status }) => parent && status === 'finished'),
    );
    assert.deepEqual(branch.parent, { id, epoch: 2 });
    assert.equal(branch.weightsHash, whole.weightsHash);
    assert.deepEqual(
      branch.epochs.map(({ epoch }) => epoch),
      [1, 2, 3, 4],
    );

    const tab = it.page.locator('.tab', { hasText: whole.title }).first();
    await tab.click();
    inspector = await it.frame('.epochs');
    await inspector.getByText('2 of 4', { exact: true }).waitFor();
    await inspector.getByRole('button', { name: 'Restore' }).click();
    await it.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Restore' }).click();
    await sidebar.locator('.run-head', { hasText: 'Paused' }).waitFor();
    await inspector.getByText('2 of 2', { exact: true }).waitFor();
    await until(
      'the record without the later epochs',
      30,
      async () => (await stored()).get(id)?.epochs.length === 2 || undefined,
    );
    await sidebar.getByRole('button', { name: 'Resume', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await until(
      'the same weights',
      30,
      async () => (await stored()).get(id)?.weightsHash === whole.weightsHash || undefined,
    );
  });
});
