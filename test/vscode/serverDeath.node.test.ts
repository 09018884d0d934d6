import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { hovered, open } from './documents.js';

/** The language servers that this extension host has started. */
function servers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.js');
      } catch {
        return false;
      }
    });
}

describe('language server that dies', () => {
  it('F4 killed, the server comes back, and hovers answer again within 3 s', async function () {
    if (process.platform !== 'linux') this.skip();
    const document = await open('{"p": [0.5, 0.5]}');
    assert(await hovered(document, '0.5'));
    const [pid] = servers();
    assert(pid, 'no server runs');
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + 3000;
    while (!(await hovered(document, '0.5'))) assert(Date.now() < deadline, 'no hover within 3 s of the kill');
    assert.notEqual(servers()[0], pid);
  });

  it('F5 a document that ends the server twice is left alone, and others are served', async function () {
    if (process.platform !== 'linux') this.skip();
    const fatal = '"end-the-server"';
    process.env['SURPRISAL_FATAL_TEXT'] = fatal;
    try {
      const fine = await open('{"p": [0.5, 0.5]}');
      process.kill(servers()[0], 'SIGKILL');
      const restarted = Date.now() + 5000;
      while (!(await hovered(fine, '0.5'))) assert(Date.now() < restarted, 'no hover within 5 s of the restart');
      const bad = await open(`{"probs": [0.5, 0.6], "x": ${fatal}}`);
      const deadline = Date.now() + 15_000;
      await hovered(bad, '0.5');
      while (!(await hovered(fine, '0.5'))) assert(Date.now() < deadline, 'the other document is not served');
      assert.equal(await hovered(bad, '0.5'), false);
      assert(await hovered(fine, '0.5'));
      assert.equal(servers().length, 1);
    } finally {
      delete process.env['SURPRISAL_FATAL_TEXT'];
    }
  });
});
