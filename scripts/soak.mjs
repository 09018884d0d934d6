/**
 * Opens, trains and deletes runs, one after the other, and reports the memory that remains: `npm run soak -- --minutes 1`,
 * or `-- --runs 100`. It fails if a hundred runs leave a megabyte, or if anything that a run opened stays open.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultConfig } from '@surprisal/core';
import { madeHost } from '../test/madeHost.mjs';
import { option } from './ensure.mjs';

/** The most bytes that a hundred runs may leave. */
const MOST = 2 ** 20;
/** Runs before the first measurement, in which everything is made that is made once. */
const WARM = 20;
const EVERY = 5;

const minutes = option('--minutes');
const runs = Number(option('--runs') ?? (minutes === undefined ? 100 : Infinity));
const deadline = performance.now() + Number(minutes ?? Infinity) * 60_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const folder = mkdtempSync(join(tmpdir(), 'surprisal-soak-'));
const host = madeHost(folder);
const { activate, deactivate } = await host.load();
const context = host.context();
activate(context);

/** Trains once, to the end, and deletes the run. */
async function once() {
  const ended = new Promise((done) => {
    let begun = false;
    const stop = host.onCommand((id, name, value) => {
      if (id !== 'setContext' || name !== 'surprisal.training') return;
      begun ||= value;
      if (!begun || value) return;
      stop();
      done(undefined);
    });
  });
  await host.commands.executeCommand('surprisal.train');
  await ended;
  host.commandCalls.length = 0;
  const id = readdirSync(join(folder, '.surprisal', 'runs')).find((name) => /^\d{8}-\d{6}/.test(name));
  if (id === undefined) throw new Error('the run was not written');
  await host.commands.executeCommand('surprisal.deleteRun', id);
}

/** The bytes in use after garbage collection. */
async function alive() {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((done) => setImmediate(done));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The growth in bytes a run, by least squares. @param {[number, number][]} points */
function slope(points) {
  const mean = (/** @type {0 | 1} */ k) => points.reduce((sum, point) => sum + point[k], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** @type {[number, number][]} */
const points = [];
/** The most milliseconds until an ended thread is gone. */
const GONE = 20_000;
const resources = () => process.getActiveResourcesInfo().filter((it) => !/Timeout|Immediate|Req/.test(it));
/** Counts registrations, and the open handles of this process once its threads are gone, without timers and requests. */
async function openHandles() {
  const latest = performance.now() + GONE;
  while (resources().includes('MessagePort') && performance.now() < latest)
    await new Promise((done) => setTimeout(done, 10));
  return {
    registered: host.open.size,
    resources: resources().length,
    files: existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0,
  };
}
/** @type {Awaited<ReturnType<typeof openHandles>> | undefined} */
let first;
let count = 0;
try {
  const file = join(folder, 'soak.surprisal.json');
  writeFileSync(file, JSON.stringify({ ...defaultConfig(), epochs: 1 }));
  await host.commands.executeCommand('surprisal.openConfiguration', host.Uri.file(file));
  while (count < runs && (performance.now() < deadline || points.length < 3)) {
    await once();
    if (++count < WARM || count % EVERY !== 0) continue;
    points.push([count, await alive()]);
    first ??= await openHandles();
  }
  const last = await openHandles();
  const hundred = 100 * slope(points);
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(2)} MB`;
  console.log(`${count} runs; alive ${megabytes(points[0][1])}, at the end ${megabytes(points.at(-1)?.[1] ?? 0)}`);
  console.log(`a hundred runs leave ${megabytes(hundred)}; still open ${Object.values(last)}`);
  if (hundred > MOST) throw new Error(`a hundred runs leave ${megabytes(hundred)}; at most ${megabytes(MOST)}`);
  if (JSON.stringify(first) !== JSON.stringify(last))
    throw new Error(
      `something stays open: ${JSON.stringify(first)} after ${WARM} runs, ${JSON.stringify(last)} at the end`,
    );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const each of context.subscriptions) each.dispose();
  await deactivate();
  rmSync(folder, { recursive: true, force: true });
}
