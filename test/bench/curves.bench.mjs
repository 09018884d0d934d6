/** The page of curves with 40 scalars of 10 runs that have 100,000 points each, in Chromium; the runs lie in a thread. */
import { existsSync, readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { openBrowser } from '../../scripts/browser.mjs';
import { findChromium } from '../../scripts/chromium.mjs';

export const title = 'curves';
export const browser = true;
/** It opens the page several times in each. */
export const runs = 1;

const ROUNDS = 5;
const ORIGIN = 'http://page.localhost';
const { dark } = JSON.parse(readFileSync(new URL('../webview/themes.json', import.meta.url), 'utf8'));

const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>curves</title>
<link rel="stylesheet" href="${ORIGIN}/codicon.css"><link rel="stylesheet" href="${ORIGIN}/curves.css"></head>
<body class="${dark.body}"><div id="app"></div></body></html>`;

/** Runs in the page before its script: the theme, the thread that answers, and a watch on content and frames. */
function frame([variables, worker]) {
  const thread = new Worker(URL.createObjectURL(new Blob([worker], { type: 'text/javascript' })));
  let began = 0;
  thread.addEventListener('message', ({ data }) => {
    if (data !== 'ready') window.dispatchEvent(new MessageEvent('message', { data }));
    else {
      began = performance.now();
      document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: '/curves.js' }));
    }
  });
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => thread.postMessage(message),
    getState: () => undefined,
    setState: () => undefined,
  });
  const there = new MutationObserver(() => {
    there.disconnect();
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
  });
  there.observe(document, { childList: true });
  globalThis.longest = 0;
  let before = 0;
  const next = (time) => {
    if (before > 0) globalThis.longest = Math.max(globalThis.longest, time - before);
    before = time;
    if (document.querySelector('main > *')) globalThis.content ??= performance.now() - began;
    const frames = [...document.querySelectorAll('.chart-frame')].filter((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const all =
      frames.length > 0 && frames.every(({ dataset }) => dataset.settled === 'true' && dataset.drawn === 'all');
    if (all) globalThis.settled ??= performance.now() - began;
    else globalThis.settled = undefined;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

export async function run() {
  if (!findChromium() || !existsSync('dist/webview/curves.js')) {
    console.log(`${title}: skipped, no Chromium or no page`);
    return [];
  }
  const entry = new URL('./curvesWorker.mjs', import.meta.url).pathname;
  const { outputFiles } = buildSync({ entryPoints: [entry], bundle: true, write: false, format: 'iife', minify: true });
  const contents = [];
  const settled = [];
  const frames = [];
  let heap = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { page, context, close } = await openBrowser({ width: 1440, height: 900 });
    try {
      await context.route(`${ORIGIN}/**`, (route) => {
        const name = new URL(route.request().url()).pathname.slice(1);
        return name === ''
          ? route.fulfill({ contentType: 'text/html', body: html })
          : route.fulfill({ path: `dist/webview/${name}` });
      });
      await page.addInitScript(frame, [dark.variables, outputFiles[0].text]);
      await page.goto(`${ORIGIN}/`);
      const allDrawn = () => page.waitForFunction(() => globalThis.settled !== undefined, null, { polling: 'raf' });
      await allDrawn();
      contents.push(await page.evaluate(() => globalThis.content));
      settled.push(await page.evaluate(() => globalThis.settled));
      // Every chart has been in sight once.
      for (let y = 0; y <= (await page.evaluate(() => document.documentElement.scrollHeight)); y += 600) {
        await page.evaluate((top) => scrollTo(0, top), y);
        await allDrawn();
      }
      await page.evaluate(() => scrollTo(0, 0));
      await allDrawn();
      const box = await page.locator('.chart-frame').first().boundingBox();
      const at = (share) => page.mouse.move(box.x + 38 + (box.width - 40) * share, box.y + box.height / 2);
      for (let zoom = 0; zoom < 3; zoom++) {
        await page.evaluate(() => (globalThis.longest = 0));
        await at(0.3);
        await page.mouse.down();
        for (let step = 0; step <= 20; step++) await at(0.3 + 0.02 * step);
        await page.mouse.up();
        await page.evaluate(() => (globalThis.settled = undefined));
        await page.locator('.button.zoom').waitFor();
        await allDrawn();
        frames.push(await page.evaluate(() => globalThis.longest));
        await page.locator('.button.zoom').click();
        await allDrawn();
      }
      const devtools = await context.newCDPSession(page);
      await devtools.send('HeapProfiler.collectGarbage');
      await devtools.send('Performance.enable');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const { usedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
      heap = Math.max(heap, usedSize + backingStorageSize, metrics.find(({ name }) => name === 'JSHeapUsedSize').value);
    } finally {
      await close();
    }
  }
  const what = '40 charts of 10 runs of 100,000 points';
  return [
    { title: `curves, first content, ${what}`, ours: contents, bound: 300 },
    { title: `curves, all charts in sight drawn, ${what}`, ours: settled, bound: 1500 },
    { title: `curves, longest frame while zooming, ${what}`, ours: frames, bound: 50 },
    { title: `curves, memory of the page, ${what}`, ours: heap / 2 ** 20, bound: 64, unit: 'MB' },
  ];
}
