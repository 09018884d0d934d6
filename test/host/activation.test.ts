import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Context {
  subscriptions: { dispose(): void }[];
}
interface MadeHost {
  open: Map<string, unknown>;
  commandCalls: unknown[][];
  load(): Promise<{ activate(context: Context): void; deactivate(): Promise<void> }>;
  context(): Context;
}

describe('activation', () => {
  let folder: string;
  let host: MadeHost;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
    const { madeHost } = (await import(pathToFileURL('test/madeHost.mjs').href)) as {
      madeHost: (folder: string) => MadeHost;
    };
    host = madeHost(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('starts no process and no thread, and shows nothing (U16, U35)', async () => {
    const before = process.getActiveResourcesInfo().filter((it) => /Process|Worker|MessagePort|TCP/.test(it));
    const { activate, deactivate } = await host.load();
    const context = host.context();
    activate(context);
    assert(host.open.size > 20, `${host.open.size} things are registered`);
    assert.deepEqual(
      process.getActiveResourcesInfo().filter((it) => /Process|Worker|MessagePort|TCP/.test(it)),
      before,
    );
    assert.deepEqual(
      [...host.open.keys()].filter((it) => /createWebviewPanel|createTerminal/.test(it)),
      [],
    );
    assert.deepEqual(
      host.commandCalls.filter(([id]) => id !== 'setContext'),
      [],
    );
    for (const each of context.subscriptions) each.dispose();
    await deactivate();
  });

  it('leaves nothing behind after twenty times (U17)', async () => {
    const { activate, deactivate } = await host.load();
    const counts: number[] = [];
    for (let i = 0; i < 20; i++) {
      const context = host.context();
      activate(context);
      counts.push(host.open.size);
      for (const each of context.subscriptions) each.dispose();
      await deactivate();
      assert.deepEqual([...host.open.keys()], [], `after activation ${i + 1}`);
    }
    assert.equal(new Set(counts).size, 1, counts.join());
  });
});
