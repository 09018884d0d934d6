import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup } from '../../scripts/ensure.mjs';
import { imports } from '../python.js';
import { heavy } from '../steps.js';
import { torchEnvironment } from '../torchEnvironment.js';
import { expect, useWorkbench } from './workbench.js';

interface Step {
  step: number;
  loss: number;
  'train/loss': number;
}

describe('a run goes on in PyTorch, and is followed here (R5)', function () {
  this.timeout(300_000);
  const workbench = useWorkbench();
  const running: ChildProcess[] = [];
  afterEach(() => running.splice(0).forEach(({ pid }) => killGroup(pid!, 'SIGKILL')));

  heavy('R5 it is exported from its page, and the sidebar follows the two processes that train it', async function () {
    if (!imports('torch', 'numpy', 'safetensors')) return this.skip();
    const it = workbench();
    const { inspector, sidebar } = await it.train(8);
    const [own] = it.runIds();
    await inspector.getByRole('button', { name: 'Export…' }).click();
    await it.quickInput.input.fill('PyTorch');
    await it.picture('export-pytorch');
    await it.quickInput.rows.filter({ hasText: 'PyTorch, one process or many' }).first().click();
    const dialog = it.page.locator('.quick-input-widget:visible', { hasText: 'Where the Folder of the Project Goes' });
    await dialog.locator('.monaco-list-row', { hasText: 'python' }).waitFor();
    await dialog.locator('.monaco-button', { hasText: 'Put It Here' }).click();
    const toast = it.page.locator('.notifications-toasts .notification-list-item', { hasText: 'The project is in' });
    await toast.getByText('Open train.py').click();
    await it.page.locator('.tab', { hasText: 'train.py' }).waitFor();
    await it.page.locator('.view-line', { hasText: 'DistributedDataParallel' }).first().waitFor();
    await it.picture('train-py');
    const folder = join(it.folder, 'sample-784-10-10-seed-1-pytorch');
    const [, title] = /^TITLE = "(.*)"$/m.exec(readFileSync(join(folder, 'train.py'), 'utf8'))!;
    const child = spawn('sh', ['run.sh', '2'], {
      cwd: folder,
      env: torchEnvironment(),
      detached: true,
      stdio: 'inherit',
    });
    running.push(child);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const part = sidebar.page.getByRole('region', { name: 'Run of another program' });
    await expect(part).toContainText(title, { timeout: 60_000 });
    await part.getByRole('heading', { name: 'train/loss' }).waitFor();
    await expect(part.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /\d/);
    await it.picture('torchrun-sidebar-dark');
    assert.equal(await ended, 0);
    running.pop();
    await expect(part).toContainText('Finished');
    const logged = it.runIds().at(-1)!;
    assert.notEqual(logged, own);
    const lines = (id: string): Step[] =>
      readFileSync(join(it.runs, id, 'steps.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Step);
    const [ours, theirs] = [lines(own), lines(logged)];
    assert.deepEqual(
      theirs.map(({ step }) => step),
      ours.map(({ step }) => step),
    );
    for (const [i, { 'train/loss': loss }] of theirs.slice(0, ours.length / 8).entries())
      assert.ok(Math.abs(loss - ours[i].loss) <= 1e-5 * loss, `${i + 1}: ${loss}, the run ${ours[i].loss}`);
    const head = JSON.parse(readFileSync(join(it.runs, logged, 'run.json'), 'utf8')) as { parent: { id: string } };
    assert.deepEqual(head.parent, { id: own });
    await part.getByText('Open', { exact: true }).click();
    const page = await it.frame(`h1[title*="PyTorch"]`);
    await expect(page.locator('.epochs')).toContainText('8 of 8');
    await it.picture('torchrun-inspector-dark');
  });
});
