import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { all } from '../cases.js';

const rows = [
  ...readFileSync('samples/12-mnist.md', 'utf8').matchAll(/^\| `([\w.-]+)` \| ([\d-]+) \| (\d+)% \| (\d+)% \|$/gm),
];

describe('P5 the networks of the samples', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
    assert.equal(rows.length, 3);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [, file, network, least, most] of rows)
    it(`T3 ${file} trains ${network} to between ${least}% and ${most}%`, function () {
      if (!all && file.includes('wide')) this.skip();
      this.timeout(120_000);
      const config = resolve('samples', file);
      const { layers } = (JSON.parse(readFileSync(config, 'utf8')) as { network: { layers: { width: number }[] } })
        .network;
      assert.equal(network, [784, ...layers.map(({ width }) => width), 10].join('-'));
      const words = [resolve('out/train.cjs'), config, '--json', 'result.json'];
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      const { accuracy } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { accuracy: number };
      assert(accuracy >= Number(least) / 100 && accuracy <= Number(most) / 100, `${accuracy}`);
    });
});
