import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

describe('npm run test:desktop', () => {
  it('where no VS Code can be downloaded it says so, and what to do', function () {
    this.timeout(180_000);
    const folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
    try {
      // Nothing listens there.
      const proxy = 'http://127.0.0.1:9';
      const { VSCODE_EXECUTABLE: _, ...env } = process.env;
      const { status, stderr } = spawnSync(process.execPath, [resolve('scripts/runInVscode.mjs')], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...env, npm_config_https_proxy: proxy },
      });
      assert.equal(status, 1);
      assert.match(stderr, /No VS Code can be downloaded here \(.+\)\. Name one in VSCODE_EXECUTABLE, or run npm test/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
