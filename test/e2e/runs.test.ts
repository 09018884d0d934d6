import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { storedRun, storedRuns } from './storedRuns.js';
import { steps } from '../steps.js';
import type { Sidebar } from './sidebar.js';
import { expect, until, useWorkbench } from './workbench.js';

/** 120 points left and right of a line; `fault` stands in one of the rows. */
const table = (fault?: string): string => {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const width = fault !== undefined && i === 40 ? fault : String(((i * 3) % 10) / 10);
    return `${(i % 2) * 2 + ((i * 7) % 10) / 10},${width},${i % 2 ? 'right' : 'left'}`;
  });
  return `length,width,label\n${rows.join('\n')}\n`;
};

describe('runs', () => {
  const workbench = useWorkbench();
  const it = steps();
  let sidebar: Sidebar;
  const tree = (): Locator => workbench().page.locator('.part.sidebar .pane', { hasText: 'Runs' }).last();
  const folder = (): string => workbench().runs;
  const ids = (): string[] => workbench().runIds();

  /** Chooses an entry of the context menu of a row. */
  const choose = (row: Locator, entry: string): Promise<void> =>
    workbench().choose(() => row.click({ button: 'right' }), entry);

  before(async () => {
    sidebar = await workbench().sidebar();
  });

  it('before there are any the view says what to do (U34)', async () => {
    await tree().getByText('No runs yet').waitFor();
    await expect(tree().locator('.welcome-view-content a')).toHaveCount(4);
  });

  it('own data with a fault says file, row and what was expected beside the field, until it is mended (T9)', async () => {
    const it = workbench();
    writeFileSync(join(it.folder, 'sides.csv'), table('oops'));
    await it.chooseOn('sides.csv', 'Train on This File');
    sidebar = await it.sidebar();
    await sidebar.page
      .getByText('sides.csv, line 42, column 2: "oops" in column "width" of numbers; expected a finite number')
      .waitFor();
    await expect(sidebar.button('Train')).toBeDisabled();
    writeFileSync(join(it.folder, 'sides.csv'), table());
    await sidebar.page.getByText('line 42').waitFor({ state: 'detached' });
    await sidebar.press('Train');
    await sidebar.says('Finished');
    await it.frame('.matrix [aria-label^="actual right, predicted left"]');
    await tree().locator('.monaco-list-row', { hasText: 'sides.csv' }).waitFor();
  });

  it.heavy(
    'an interrupted one is there after a reload with its inspector, and Resume ends it with the same weights (F7)',
    async () => {
      const it = workbench();
      await sidebar.chooseFull(60);
      const before = new Set(ids());
      await sidebar.press('Train');
      const id = await until('three epochs on disk', 60, async () => {
        const found = ids().find((name) => !before.has(name));
        return found !== undefined && readdirSync(join(folder(), found)).includes('checkpoint-0003.safetensors')
          ? found
          : undefined;
      });
      await it.reload();
      sidebar = await it.sidebar();
      await sidebar.page.getByText('Training was interrupted').waitFor();
      await it.frame('.matrix [aria-label^="actual right, predicted left"]', 60);
      assert.equal((await storedRun(folder(), id)).status, 'running');
      await sidebar.press('Resume');
      await sidebar.says(/Finished.*full/);
      await sidebar.press('Train');
      await sidebar.says(/Training.*full/);
      await sidebar.says(/Finished.*full/);
      const other = ids().find((name) => !before.has(name) && name !== id);
      assert(other);
      const [resumed, whole] = await Promise.all([id, other].map((each) => storedRun(folder(), each)));
      assert.deepEqual([resumed.epochs.length, resumed.weightsHash], [60, whole.weightsHash]);
    },
  );

  it('one trains, another waits; the status bar tells while the view is hidden, and leads back (F8, F20, U30)', async () => {
    const it = workbench();
    await sidebar.chooseFull(400);
    await sidebar.press('Train');
    await sidebar.says(/Training.*full/);
    await it.command('Surprisal: Train');
    await tree().locator('.monaco-list-row', { hasText: 'waits' }).waitFor();
    await it.activity('Explorer');
    const item = it.page.locator('.part.statusbar [id$="surprisal.training"]');
    await item.getByText(/Epoch \d+ of 400/).waitFor();
    await item.locator('a').click();
    sidebar = await it.sidebar();
    await item.waitFor({ state: 'hidden' });
    const stop = async (): Promise<void> => {
      await sidebar.says(/Training.*full/);
      await sidebar.press('Stop');
    };
    await stop();
    await tree().locator('.monaco-list-row', { hasText: 'waits' }).waitFor({ state: 'detached' });
    await stop();
    await sidebar.says(/Stopped.*full/);
  });

  it('a deleted one comes back', async () => {
    const it = workbench();
    const all = ids();
    await choose(tree().locator('.monaco-list-row', { hasText: 'sides.csv' }), 'Delete Run');
    await it.toasts.filter({ hasText: 'was deleted' }).waitFor();
    assert.equal(ids().length, all.length - 1);
    await it.page.locator('.notifications-toasts .monaco-button', { hasText: 'Undo' }).last().click();
    await tree().locator('.monaco-list-row', { hasText: 'sides.csv' }).waitFor();
    assert.deepEqual(ids(), all);
  });

  it.heavy(
    'after a reload a deleted one comes back byte for byte, and one deleted a month ago is gone for good (T8)',
    async () => {
      const it = workbench();
      const bytes = (id: string): Record<string, string> =>
        Object.fromEntries(
          readdirSync(join(folder(), id)).map((name) => [name, readFileSync(join(folder(), id, name), 'latin1')]),
        );
      const remove = async (row: Locator): Promise<string> => {
        const before = ids();
        await choose(row, 'Delete Run');
        return until('a run to be moved aside', 30, async () => before.find((id) => !ids().includes(id)));
      };
      const rows = tree().locator('.monaco-list-row');
      const old = await remove(rows.filter({ hasText: 'full' }).first());
      const all = await storedRuns(folder());
      const kept = bytes(all.reverse().find((run) => JSON.stringify(run).includes('sides.csv'))?.id ?? '');
      const recent = await remove(rows.filter({ hasText: 'sides.csv' }).first());
      const aside = (name: string): string => join(folder(), 'deleted', name);
      writeFileSync(aside(`${old}.deleted`), String(Date.now() - 31 * 86_400_000));
      await it.reload();
      await it.sidebar();
      await until('the older one to go for good', 30, async () => !readdirSync(aside('.')).includes(old) || undefined);
      await it.pick('Surprisal: Restore Deleted Run...', 'sides.csv');
      await rows.filter({ hasText: 'sides.csv' }).first().waitFor();
      assert.deepEqual(bytes(recent), kept);
    },
  );
});
