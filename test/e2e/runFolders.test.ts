import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, until, useWorkbench } from './workbench.js';

/** Writes a run as another program does. */
function logged(runs: string, id: string, head: object, epochs: object[]): string {
  const folder = join(runs, id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'epochs.jsonl'), epochs.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const all = { version: 2, id, kind: 'logged', started: Date.UTC(2026, 0, 2), status: 'running', ...head };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(all));
  return folder;
}

describe('runs of other programs in the list', function () {
  this.timeout(180_000);
  const workbench = useWorkbench();
  const it = steps();
  const [live, done] = ['20260102-000000', '20260102-000001'];
  const far = mkdtempSync(join(tmpdir(), 'surprisal-far-'));
  const row = (words: string): Locator =>
    workbench()
      .page.locator('.part.sidebar .pane', { hasText: 'Runs' })
      .last()
      .locator('.monaco-list-row', { hasText: words });
  after(() => rmSync(far, { recursive: true, force: true }));

  it.heavy('R1: one that a program logs is listed while the view is open, and grows', async () => {
    const { runs } = workbench();
    await workbench().sidebar();
    const folder = logged(runs, live, { title: 'resnet', epochs: 10, config: { lr: 0.1 } }, [
      { epoch: 1, val_loss: 0.75 },
    ]);
    await expect(row('resnet')).toContainText('epoch 1 of 10 · val_loss 0.75');
    appendFileSync(join(folder, 'epochs.jsonl'), '{"epoch":2,"val_loss":0.5}\n');
    await expect(row('resnet')).toContainText('Training · epoch 2 of 10 · val_loss 0.5');
    logged(runs, done, { title: 'resnet', status: 'finished', config: { lr: 0.2 } }, [{ epoch: 1, val_loss: 0.25 }]);
    await expect(row('lr 0.2')).toContainText('val_loss 0.25');
    await expect(row('lr 0.1')).toContainText('resnet');
    for (const theme of ['dark', 'light'] as const) {
      await workbench().setTheme(theme);
      await workbench().picture(`logged-runs-${theme}`);
    }
  });

  it.heavy('R1: it is renamed and deleted once it has ended, and comes back', async () => {
    const { page, runs } = workbench();
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await workbench().choose(() => row('lr 0.2').click({ button: 'right' }), 'Rename Run');
    const input = page.locator('.quick-input-widget:visible input');
    await input.fill('the best one');
    await input.press('Enter');
    await row('the best one').waitFor();
    const head = JSON.parse(readFileSync(join(runs, done, 'run.json'), 'utf8')) as { title: string; config: object };
    assert.deepEqual([head.title, head.config], ['the best one', { lr: 0.2 }]);
    await workbench().choose(() => row('the best one').click({ button: 'right' }), 'Delete Run');
    await row('the best one').waitFor({ state: 'detached' });
    assert(!existsSync(join(runs, done)));
    const toast = page.locator('.notification-toast', { hasText: 'was deleted' });
    await toast.locator('.monaco-button', { hasText: 'Undo' }).click();
    await row('the best one').waitFor();
  });

  it.heavy('R1: another folder stands below its name until it is closed, and nothing is written there', async () => {
    const { page } = workbench();
    logged(
      join(far, '.surprisal', 'runs'),
      live,
      { title: 'on the cluster', status: 'failed', message: 'out of memory' },
      [],
    );
    await workbench().command('Surprisal: Open Runs Folder...');
    const dialog = page.locator('.quick-input-widget:visible', { hasText: 'Open Runs Folder' });
    // It writes the folder that it begins with as it lists it.
    await dialog.locator('.monaco-list-row', { hasText: 'python' }).waitFor();
    await dialog.locator('input').fill(`${far}/`);
    await expect(dialog.locator('input')).toHaveValue(`${far}/`);
    await dialog.locator('.monaco-button', { hasText: 'Open' }).click();
    await expect(row('on the cluster')).toContainText('Failed');
    await workbench().picture('runs-folder');
    assert(!existsSync(join(far, '.surprisal', '.gitignore')));
    await workbench().choose(() => row('surprisal-far-').click({ button: 'right' }), 'Close Runs Folder');
    await row('on the cluster').waitFor({ state: 'detached' });
    await until(
      'the run itself',
      5,
      async () => existsSync(join(far, '.surprisal', 'runs', live, 'run.json')) || undefined,
    );
  });
});
