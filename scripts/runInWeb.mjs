/** Runs the suite inside VS Code for the Web, with the extension in a web worker and the folder in the browser's memory. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { defaultConfig } from '@surprisal/core';
import { openBrowser } from './browser.mjs';
import { root } from './ensure.mjs';
import { copySamplesTo } from './samples.mjs';
import { endWith, hearSuite } from './suite.mjs';
import { serveWeb } from './vscodeWeb.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'surprisal-web-'));
const folder = join(scratch, 'samples');
copySamplesTo(folder);
const { SURPRISAL_GREP: grep = '', SURPRISAL_ALL } = process.env;
writeFileSync(join(folder, '.wanted.json'), JSON.stringify({ grep, all: SURPRISAL_ALL === '1' }));
writeFileSync(join(folder, '.inNode.json'), JSON.stringify(await trainInNode()));
await endWith(async (closing) => {
  closing.push(async () => rmSync(scratch, { recursive: true, force: true }));
  const server = await serveWeb({ folder, suite: 'out/web/suite.js' });
  closing.push(server.stop);
  const browser = await openBrowser();
  closing.push(browser.close);
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  return hearSuite(browser, server.url);
});

/** The result of a short run in Node, on two threads, with which the suite compares its own in the browser. */
async function trainInNode() {
  // The browser has relaxed SIMD; an older Node has it only with a flag.
  if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const config = { ...defaultConfig(), epochs: 2 };
  const read = (/** @type {string} */ path) => new Uint8Array(readFileSync(join(root, 'dist', path)));
  const data = (/** @type {string} */ name) => ({ name, bytes: read(`mnist/${name}`) });
  const worker = new Worker(join(root, 'dist/worker.js'));
  let kernel = '';
  const ended = new Promise((done, fail) => {
    worker.on('error', fail);
    worker.on('message', (message) => {
      if (message.kind === 'failure') fail(new Error(message.message));
      if (message.kind === 'reply') ({ kernel } = message.result);
      if (message.kind === 'event' && message.name === 'ended') done(message.data.weightsHash);
    });
  });
  const params = {
    config,
    files: { images: data('sample-images.idx.gz'), labels: data('sample-labels.idx.gz') },
    kernels: { simd: read('kernels/simd.wasm'), relaxed: read('kernels/relaxed.wasm') },
    threads: 2,
    pace: 0,
    begin: 'run',
  };
  worker.postMessage({ kind: 'request', id: 1, method: 'start', params });
  const weightsHash = await ended;
  await worker.terminate();
  return { config, kernel, weightsHash };
}
