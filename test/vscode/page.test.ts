import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import * as vscode from 'vscode';
import { PageChannel, pageHtml, pageOptions } from '../../extension/host/page.js';

interface Served {
  count(n: number): number;
}
const extension = (): vscode.Uri => {
  const found = vscode.extensions.getExtension('surprisal.surprisal');
  assert(found);
  return found.extensionUri;
};
const panelOf = (): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel('surprisal.test', 'Test', vscode.ViewColumn.Two, { enableScripts: true });

describe('pages', () => {
  const panels: vscode.WebviewPanel[] = [];
  const open = (): vscode.WebviewPanel => {
    const panel = panelOf();
    panels.push(panel);
    return panel;
  };
  after(() => panels.forEach((panel) => panel.dispose()));

  it('run their own script alone: a strict policy, and another nonce each time (S4, S5)', () => {
    const { webview } = open();
    const nonces = new Set<string>();
    for (let i = 0; i < 1000; i++) {
      const html = pageHtml(webview, extension(), 'result', 'Result');
      const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
      const nonce = /script-src 'nonce-([0-9a-f]{32})'/.exec(policy)?.[1];
      assert(nonce, policy);
      nonces.add(nonce);
      assert.equal(
        policy.replace(nonce, 'N').replaceAll(webview.cspSource, 'HERE'),
        "default-src 'none'; script-src 'nonce-N'; style-src HERE; font-src HERE; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'",
      );
      assert.deepEqual(
        [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag.includes(`nonce="${nonce}"`)),
        [true],
      );
      assert.doesNotMatch(html, / on\w+=|javascript:/);
    }
    assert.equal(nonces.size, 1000);
    const roots = pageOptions(extension()).localResourceRoots?.map(({ path }) => path);
    assert.deepEqual(roots, [vscode.Uri.joinPath(extension(), 'dist', 'webview').path]);
  });

  it('that send ten thousand messages are cut to fifty a second, and answered again (S18)', async () => {
    const panel = open();
    let served = 0;
    let large = 0;
    let last: (() => void) | undefined;
    const channel = new PageChannel<Served, Record<never, never>>(
      panel.webview,
      {
        count: (n) => {
          if (Number.isNaN(n)) large++;
          served++;
          if (n < 0) last?.();
          return n;
        },
      },
      { count: (n) => Number(n) },
    );
    const answered = new Promise<void>((done) => (last = done));
    // One that is too large comes first; then, after the flood, it asks ten times a second until it is answered.
    panel.webview.html = `<html><body><script>
      const host = acquireVsCodeApi();
      const ask = (id, params) => host.postMessage({ kind: 'request', id, method: 'count', params });
      ask(-1, 'x'.repeat(${limits.pageMessageIn}));
      for (let i = 0; i < 10000; i++) ask(i, i);
      const asking = setInterval(() => ask(10000, -1), 100);
      addEventListener('message', ({ data }) => data.id === 10000 && clearInterval(asking));
    </script></body></html>`;
    await answered;
    // A flood lasts for some seconds, and each of them lets fifty through.
    assert(served < 1000, `${served} of 10,000 were served`);
    assert.equal(large, 0);
    channel.dispose();
  });
});
