import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, useWorkbench } from './workbench.js';

const file = 'cross-entropy.json';
const p = '[0.1, 0.7, 0.2]';

/** In the newest VS Code, told to run the extension in the browser: its other entry, on files of the server. */
describe('the web host of the newest VS Code (U18, F28)', () => {
  const workbench = useWorkbench({
    own: true,
    settings: { 'remote.extensionKind': { 'surprisal.surprisal': ['web'] } },
  });

  it('computes a loss', async () => {
    const it = workbench();
    await it.openFile(file);
    await it.select(p, file, '[0.1, 0.6, 0.3]');
    await it.command('Surprisal: Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
    const page = await it.frame('main.result .answer');
    await expect(page.locator('.answer')).toHaveText(/0\.828631\s+nats/, { useInnerText: true });
    await it.closeEditors();
  });

  it('answers a hover, and no language server runs beside it in Node', async () => {
    const it = workbench();
    await it.openFile(file);
    await it.hover({ line: 3, column: 12 }, 'entropy');
    if (process.platform === 'linux')
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        let command = '';
        try {
          command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
          // it has ended
        }
        assert(!(command.includes(it.dataDir) && command.includes('dist/server.js')), command);
      }
    await it.page.keyboard.press('Escape');
    await it.closeEditors();
  });

  it('trains, keeps the run in the folder, and opens the inspector', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor({ timeout: 60_000 });
    const inspector = await it.frame('.matrix-part .matrix');
    await expect(inspector.locator('header.header')).toHaveText(/Accuracy\s+8\d\.\d/, { useInnerText: true });
    const runs = readdirSync(`${it.folder}/.surprisal/runs`).filter((name) => /^\d{8}-/.test(name));
    assert.equal(runs.length, 1);
    await it.picture('web-host-dark');
    assert.deepEqual(it.errors, []);
  });
});
