import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as browserScript from '../../scripts/browser.mjs';
import { steps } from '../steps.js';
import { until } from './workbench.js';

describe('npm start -- --server', () => {
  const it = steps();
  let child: ChildProcess;
  let output = '';
  const lines = () => output.split('\n').filter((line) => line.startsWith('Surprisal: '));

  before(() => {
    child = spawn(process.execPath, ['scripts/start.mjs', '--server'], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  });
  after(() => child.kill('SIGKILL'));

  it('prints one line with an address when it is ready', async () => {
    await until(
      () => `the address\n${output}`,
      110,
      async () => (lines().length > 0 ? true : undefined),
    );
    assert.equal(lines().length, 1);
    assert.match(lines()[0] ?? '', /^Surprisal: http:\/\/127\.0\.0\.1:\d+\/\?tkn=[\w-]+&folder=\/\S+\/samples$/);
  });

  it('which opens the samples, with the extension there', async () => {
    const path = pathToFileURL(join(process.cwd(), 'scripts/browser.mjs')).href;
    const { openBrowser } = (await import(path)) as typeof browserScript;
    const browser = await openBrowser();
    try {
      await browser.page.goto((lines()[0] ?? '').replace('Surprisal: ', ''));
      await browser.page
        .locator('.explorer-folders-view .monaco-list-row', { hasText: 'cross-entropy.json' })
        .waitFor();
      await browser.page.locator('.activitybar a.action-label[aria-label^="Surprisal"]').waitFor();
    } finally {
      await browser.close();
    }
  });

  it('and no other, and serves nobody without the token', async () => {
    const { origin } = new URL((lines()[0] ?? '').replace('Surprisal: ', ''));
    assert.equal((await fetch(`${origin}/?folder=/`)).status, 403);
  });

  it('ends at a signal and takes its server with it', async () => {
    const { origin } = new URL((lines()[0] ?? '').replace('Surprisal: ', ''));
    const ended = new Promise<number | null>((done) => {
      child.once('exit', done);
    });
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    await assert.rejects(fetch(origin));
    assert.equal(lines().length, 1);
  });
});
