import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steps } from '../steps.js';
import { expect, until, useWorkbench } from './workbench.js';

/** The extension host of a server: the one of its processes that says so on its command line (Linux). */
function extensionHostOf(dataDir: string): number | undefined {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const server = all.find((pid) => read(pid, 'cmdline').includes(`--server-data-dir=${dataDir}`));
  const host = all.find(
    (pid) =>
      read(pid, 'cmdline').includes('--type=extensionHost') &&
      read(pid, 'stat').split(') ')[1]?.split(' ')[1] === server,
  );
  return host === undefined ? undefined : Number(host);
}

describe('the extension host dies in the middle of a run', () => {
  const workbench = useWorkbench({ own: true, heavy: true });

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('an open page says so, the editor lives, and Resume goes on (F6)', async () => {
    const it = workbench();
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    const inspector = await it.frame('.matrix-part .matrix');
    await sidebar.getByLabel('Data', { exact: true }).selectOption({ label: 'MNIST, full (70,000)' });
    await sidebar.getByLabel('Epochs', { exact: true }).fill('200');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Training' }).waitFor();
    await sidebar.locator('.counters', { hasText: /([2-9]|\d\d) of 200/ }).waitFor();
    const runs = join(it.folder, '.surprisal', 'runs');
    await until('two runs with an epoch on disk', 30, async () => {
      const ids = readdirSync(runs).filter((name) => /^\d/.test(name));
      const begun = ids.filter((id) => readdirSync(join(runs, id)).some((name) => name.startsWith('epochs')));
      return begun.length === 2 || undefined;
    });
    const host = extensionHostOf(it.dataDir);
    assert(host, 'no extension host found');
    process.kill(host, 'SIGKILL');
    await inspector.getByText('The connection to the extension is lost').waitFor();
    await it.picture('host-died-dark');

    await it.command('File: New Untitled Text File');
    await it.page.keyboard.type('still here');
    await it.page.locator('.view-line', { hasText: 'still here' }).waitFor();

    await until('another extension host', 30, async () => {
      const next = extensionHostOf(it.dataDir);
      return next !== undefined && next !== host ? next : undefined;
    });
    await until('the sidebar to be made anew', 60, async () => sidebar.isDetached() || undefined);
    const again = await it.frame('form.form');
    const words = await again.getByText('Training was interrupted in epoch').innerText();
    const saved = Number(/epoch (\d+)/.exec(words)?.[1]);
    await again.getByRole('button', { name: 'Resume', exact: true }).click();
    await again.locator('.run-head', { hasText: /Training.*full/ }).waitFor();
    await until('epochs beyond those on disk', 60, async () => {
      const epoch = /(\d+) of 200/.exec(await again.locator('.counters').innerText())?.[1];
      return Number(epoch) > saved || undefined;
    });
    await again.getByRole('button', { name: 'Stop', exact: true }).click();
    await again.locator('.run-head', { hasText: /Stopped.*full/ }).waitFor();
  });
});

describe('Restricted Mode', () => {
  const workbench = useWorkbench({ trust: true });
  const it = steps();

  it('every part works in a folder that is not trusted (U19, U20)', async () => {
    const it = workbench();
    const file = 'cross-entropy.json';
    await it.openFile(file);
    await it.page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
    await it.select('[0.1, 0.7, 0.2]', file, '[0.1, 0.6, 0.3]');
    await it.command('Surprisal: Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first().click();
    const result = await it.frame('main.result .answer');
    await expect(result.locator('.answer')).toHaveText(/0\.828631\s+nats/, { useInnerText: true });
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await it.picture('restricted-dark');
  });

  it('a link in place of the folder of the runs leads nothing outside, and is named (S23, U20)', async () => {
    const it = workbench();
    const runs = join(it.folder, '.surprisal', 'runs');
    const outside = mkdtempSync(join(tmpdir(), 'surprisal-'));
    renameSync(runs, join(outside, 'runs'));
    symlinkSync(join(outside, 'runs'), runs);
    const before = readdirSync(outside, { recursive: true, encoding: 'utf8' }).sort();
    try {
      const sidebar = await it.frame('form.form');
      await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
      await it.toasts
        .filter({ hasText: /\.surprisal\/runs is a link\./ })
        .first()
        .waitFor();
      await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
      assert.deepEqual(readdirSync(outside, { recursive: true, encoding: 'utf8' }).sort(), before);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
