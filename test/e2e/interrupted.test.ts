import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentOf, pids, procOf } from '../processes.js';
import { steps } from '../steps.js';
import { Sidebar } from './sidebar.js';
import { expectWords, until, useWorkbench } from './workbench.js';

/** The extension host of a server: the one of its processes that says so on its command line. */
function extensionHostOf(dataDir: string): number | undefined {
  const server = pids().find((pid) => procOf(pid, 'cmdline').includes(`--server-data-dir=${dataDir}`));
  const host = pids().find(
    (pid) => procOf(pid, 'cmdline').includes('--type=extensionHost') && parentOf(pid) === server,
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
    const { sidebar, inspector } = await it.train();
    await sidebar.chooseFull(200);
    await sidebar.press('Train');
    await sidebar.counter(/([2-9]|\d\d) of 200/);
    await until('two runs with an epoch on disk', 30, async () => {
      const hasEpoch = (id: string) => readdirSync(join(it.runs, id)).some((name) => name.startsWith('epochs'));
      return it.runIds().filter(hasEpoch).length === 2 || undefined;
    });
    const host = extensionHostOf(it.dataDir);
    assert(host, 'no extension host found');
    process.kill(host, 'SIGKILL');
    await inspector.getByText('The connection to the extension is lost').waitFor();

    await it.command('File: New Untitled Text File');
    await it.page.keyboard.type('still here');
    await it.page.locator('.view-line', { hasText: 'still here' }).waitFor();

    await until('another extension host', 30, async () => {
      const next = extensionHostOf(it.dataDir);
      return next !== undefined && next !== host ? next : undefined;
    });
    await until('the sidebar to be made anew', 60, async () => sidebar.page.isDetached() || undefined);
    const again = new Sidebar(await it.frame('form.form'));
    const words = await again.page.getByText('Training was interrupted in epoch').innerText();
    const saved = Number(/epoch (\d+)/.exec(words)?.[1]);
    await again.press('Resume');
    await again.says(/Training.*full/);
    await until('epochs beyond those on disk', 60, async () => {
      const epoch = /(\d+) of 200/.exec(await again.page.locator('.counters').innerText())?.[1];
      return Number(epoch) > saved || undefined;
    });
    await again.press('Stop');
    await again.says(/Stopped.*full/);
  });
});

describe('Restricted Mode', () => {
  const workbench = useWorkbench({ trust: true, heavy: true });
  const it = steps();

  it('every part works in a folder that is not trusted (U19, U20)', async () => {
    const it = workbench();
    await it.page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
    await it.select('cross-entropy.json', '[0.1, 0.7, 0.2]', '[0.1, 0.6, 0.3]');
    const result = await it.compute('Cross-entropy');
    await expectWords(result.locator('.answer'), /0\.828631\s+nats/);
    await it.train();
  });

  it('a link in place of the folder of the runs leads nothing outside, and is named (S23, U20)', async () => {
    const it = workbench();
    const { runs } = it;
    const outside = mkdtempSync(join(tmpdir(), 'surprisal-'));
    renameSync(runs, join(outside, 'runs'));
    symlinkSync(join(outside, 'runs'), runs);
    const before = readdirSync(outside, { recursive: true, encoding: 'utf8' }).sort();
    try {
      const sidebar = await it.sidebar();
      await sidebar.press('Train');
      await it.toasts
        .filter({ hasText: /\.surprisal\/runs is a link\./ })
        .first()
        .waitFor();
      await sidebar.says('Finished');
      assert.deepEqual(readdirSync(outside, { recursive: true, encoding: 'utf8' }).sort(), before);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
