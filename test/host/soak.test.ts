import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { heavy } from '../steps.js';

describe('many runs', () => {
  heavy(
    'sixty that are trained, looked at and deleted leave no memory, no listener and no file open (F25)',
    function () {
      this.timeout(180_000);
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/soak.mjs', '--runs', '60'], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /^60 runs; /);
    },
  );
});
