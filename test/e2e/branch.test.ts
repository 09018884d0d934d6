import assert from 'node:assert/strict';
import type { Stored } from '../storedRun.js';
import { storedRuns } from './storedRuns.js';
import { until, useWorkbench } from './workbench.js';

describe('restore and branch (T6)', () => {
  const workbench = useWorkbench({ heavy: true });
  const stored = async (): Promise<Map<string, Stored>> => {
    const runs = await storedRuns(workbench().runs);
    return new Map(runs.map((run) => [run.id, run] as const));
  };

  it('a branch and a run taken back both train on to the same weights as the whole run', async () => {
    const it = workbench();
    let { sidebar, inspector } = await it.train(4);
    const [[id, whole] = ['', undefined]] = [...(await stored())];
    assert(whole?.weightsHash);

    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('Home');
    await it.page.keyboard.press('ArrowRight');
    await inspector.getByText('2 of 4', { exact: true }).waitFor();
    await inspector.getByRole('button', { name: 'Branch' }).click();
    await sidebar.says(/Paused.*from epoch 2/);
    await sidebar.counter(/2 of 4/);
    await sidebar.press('Resume');
    await sidebar.says(/Finished.*from epoch 2/);
    const branch = await until('the branch on disk', 30, async () =>
      [...(await stored()).values()].find(({ parent, status }) => parent && status === 'finished'),
    );
    assert.deepEqual(branch.parent, { id, epoch: 2 });
    assert.equal(branch.weightsHash, whole.weightsHash);
    assert.deepEqual(
      branch.epochs.map(({ epoch }) => epoch),
      [1, 2, 3, 4],
    );

    await it.tabs(whole.title).first().click();
    inspector = await it.frame('.epochs');
    await inspector.getByText('2 of 4', { exact: true }).waitFor();
    await inspector.getByRole('button', { name: 'Restore' }).click();
    await it.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Restore' }).click();
    await sidebar.says('Paused');
    await inspector.getByText('2 of 2', { exact: true }).waitFor();
    await until(
      'the record without the later epochs',
      30,
      async () => (await stored()).get(id)?.epochs.length === 2 || undefined,
    );
    await sidebar.press('Resume');
    await sidebar.says('Finished');
    await until(
      'the same weights',
      30,
      async () => (await stored()).get(id)?.weightsHash === whole.weightsHash || undefined,
    );
  });
});
