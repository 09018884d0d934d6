import assert from 'node:assert/strict';
import { defaultConfig, limits } from '@surprisal/core';
import * as vscode from 'vscode';
import { curvesOf, MOST_BATCHES } from '../../extension/host/inspector/curvesOf.js';
import { Run } from '../../extension/runs/model/run.js';
import { PageChannel, pageHtml, pageOptions } from '../../extension/host/pages/page.js';
import { messageSize } from '../../extension/host/pages/messageSize.js';
import { cases } from '../cases.js';

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

  it('that send thousands of messages are cut to fifty a second, and answered again (S18)', async function () {
    // The first page that a busy browser shows in a fresh profile may never run; the next one does.
    this.timeout(30_000).retries(1);
    const panel = open();
    const flood = cases(10_000, 3000);
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
      for (let i = 0; i < ${flood}; i++) ask(i, i);
      const asking = setInterval(() => ask(${flood}, -1), 100);
      addEventListener('message', ({ data }) => data.id === ${flood} && clearInterval(asking));
    </script></body></html>`;
    await answered;
    // A flood lasts for some seconds, and each of them lets fifty through.
    assert(served < flood / 10, `${served} of ${flood} were served`);
    assert.equal(large, 0);
    channel.dispose();
  });

  it('take messages up to their limit; of what is larger the page or the person is told (S18)', async () => {
    interface Told {
      name: string;
      bytes: number;
      message: string;
    }
    const most = limits.pageMessageOut;
    const heard: Told[] = [];
    let wake = (): void => undefined;
    const panel = open();
    const sizes = [most - 1, most, most + 1].map(
      (size) => size - messageSize({ kind: 'reply', id: 0, result: new Uint8Array(0) }),
    );
    const channel = new PageChannel<
      { bytes(n: number): Uint8Array; tell(told: Told): void },
      { news: Uint8Array; last: null }
    >(
      panel.webview,
      {
        bytes: (n) => new Uint8Array(n),
        tell: (told) => {
          heard.push(told);
          wake();
        },
      },
      { bytes: (n) => Number(n), tell: (told) => told as Told },
    );
    const hears = (count: number): Promise<void> =>
      new Promise((done) => (wake = () => heard.length >= count && done()));
    const answered = hears(3);
    panel.webview.html = `<html><body><script>
      const host = acquireVsCodeApi();
      const ask = (id, method, params) => host.postMessage({ kind: 'request', id, method, params });
      addEventListener('message', ({ data: { kind, id, name, result, message = '' } }) => {
        if (id < 100 || name) ask(100, 'tell', { name: name ?? kind, bytes: result?.byteLength ?? 0, message });
      });
      ${JSON.stringify(sizes)}.forEach((n, id) => ask(id, 'bytes', n));
    </script></body></html>`;
    await answered;
    const grouped = (n: number): string => n.toLocaleString('en-US');
    const limit = `${grouped(most + 1)} bytes, too many for a page; expected at most ${grouped(most)}.`;
    assert.deepEqual(
      heard.map(({ name, bytes }) => [name, bytes]),
      [
        ['reply', sizes[0]],
        ['reply', sizes[1]],
        ['failure', 0],
      ],
    );
    assert.equal(heard[2].message, `The answer has ${limit}`);

    const { window } = vscode;
    const { showErrorMessage } = window;
    const words: string[] = [];
    window.showErrorMessage = (text: string) => Promise.resolve(void words.push(text));
    try {
      const next = hears(4);
      for (let i = 0; i < 3; i++) channel.send('news', new Uint8Array(most));
      channel.send('last', null);
      await next;
    } finally {
      window.showErrorMessage = showErrorMessage;
    }
    assert.equal(heard[3].name, 'last');
    assert.equal(words.length, 1, words.join('\n'));
    assert.match(
      words[0],
      /^A page does not show the latest: that has 16,777,\d{3} bytes; expected at most 16,777,216\.$/,
    );
    channel.dispose();
  });

  it('of a run of so many batches that a message can’t hold them leave them out, and say so (S18)', () => {
    const run = new Run('run', 'a run', { ...defaultConfig(), epochs: 1000 }, 0);
    const batches = (firstStep: number, count: number): void => {
      const values = new Float32Array(count).fill(0.5);
      const progress = { epoch: 1, batch: 1, imagesPerSecond: 1, seconds: 1, secondsLeft: 0 };
      run.addBatches({ firstStep, loss: values, accuracy: values, ...progress });
    };
    for (let epoch = 1; epoch <= 1000; epoch++) {
      const means = { trainLoss: 1, trainAccuracy: 1, validationLoss: 1, validationAccuracy: 1, testLoss: 1 };
      const record = { epoch, step: epoch, ...means, testAccuracy: 1, confusion: new Uint32Array(62 * 62), seconds: 1 };
      run.epochs.push(record);
    }
    batches(1, MOST_BATCHES);
    const held = run.forSidebar(curvesOf(run));
    assert.deepEqual([held.curves.loss.length, held.curves.missing], [MOST_BATCHES, undefined]);
    assert(messageSize(held) < limits.pageMessageOut, `${messageSize(held)} bytes`);
    batches(MOST_BATCHES + 1, 1);
    const { loss, accuracy, missing } = curvesOf(run);
    assert.deepEqual([loss.length, accuracy.length], [0, 0]);
    assert.match(missing ?? '', /^1,048,577 batches are too many to draw again; expected at most 1,048,576\./);
  });
});
