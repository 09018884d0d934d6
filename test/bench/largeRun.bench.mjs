import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { serialize } from 'node:v8';
import { buildSync } from 'esbuild';
import { writeLargeRun } from './largeRun.mjs';

export const title = 'a logged run of 1,000 classes, 100 epochs and 50,000 items';
export const browser = true;
/** Most of it is of several rounds. */
export const runs = 1;

const SIZE = { classes: 1000, epochs: 100, items: 50_000 };
const PARTS = [
  'host/inspector/loggedSubject',
  'host/inspector/subject',
  'runs/disk/nodeFiles',
  'runs/disk/safeDisk',
  'runs/sources/loggedFolder',
];
const hash = async (bytes) => Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
const MB = 2 ** 20;
const ROUNDS = 5;

/** Milliseconds of processor time so far, which other processes do not lengthen. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(work) {
  const began = spent();
  const given = await work();
  return [spent() - began, given];
}

/** The longest that nothing else could be done, while some work goes on. */
async function longestBusy(work) {
  let [going, longest, before] = [true, 0, spent()];
  const look = () => {
    const now = spent();
    longest = Math.max(longest, now - before);
    before = now;
    if (going) setTimeout(look, 1);
  };
  look();
  const given = await work();
  going = false;
  return [longest, given];
}

/** What the host does for an inspector of such a run, and what the page does with it where there is a Chromium. */
export async function run() {
  buildSync({
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: 'out/bench/logged.mjs',
    alias: { vscode: './test/bench/noEditor.cjs' },
    logLevel: 'error',
    stdin: { contents: PARTS.map((part) => `export * from './extension/${part}.ts';`).join('\n'), resolveDir: '.' },
  });
  const { handlersOf, LoggedFolder, loggedSubject, nodeFiles, safeDisk } = await import('../../out/bench/logged.mjs');
  const root = writeLargeRun('out/bench/largeRun', SIZE);
  const never = () => ({ dispose: () => undefined });
  const services = {
    threads: {},
    logged: {
      logged: [],
      trained: [],
      get: never,
      late: () => Promise.resolve({ baseOf: never }),
      onChange: never,
      onRun: never,
    },
    library: { runs: [], ready: () => Promise.resolve(), onChange: never },
    imports: { known: () => Promise.resolve([]), find: never, onOpen: never, onRead: never },
  };
  const open = async () => {
    const folder = new LoggedFolder(safeDisk(nodeFiles(fs, root), '', {}), hash);
    await folder.list();
    const subject = loggedSubject(folder.runs[0], services);
    await subject.load();
    return { subject, state: subject.summary() };
  };
  const firsts = [];
  for (let i = 0; i < 5; i++) firsts.push((await timed(open))[0]);
  globalThis.gc?.();
  const before = process.memoryUsage();
  const { subject, state } = await open();
  const lines = [];
  const line = (what, ours, aim, unit = 'ms', note = '') => lines.push({ title: what, ours, bound: aim, unit, note });
  line('large run, its folder to the first state', firsts, 1000);
  line('large run, bytes of the first state', serialize(state).length / MB, 5, 'MiB', 'of it the matrix 3.8');

  const served = subject.serve(
    () => undefined,
    () => undefined,
  );
  const { rows, matrix } = served.groups;
  const page = (offset, order = 'mostSurprising') =>
    rows.rows({ actual: null, predicted: null, order, offset, count: 100, epoch: null });
  const [busy, [scores, first]] = await longestBusy(() => timed(() => page(0)));
  line('large run, the surprise of all items from 200 MB of scores', scores, 5000);
  line('large run, longest that the host was busy meanwhile', busy, 100);
  line('large run, bytes of 100 rows', serialize(first).length / 1024, 64, 'KiB');
  const pages = [];
  for (let i = 0; i < 30; i++) pages.push((await timed(() => page(i * 1600)))[0]);
  line('large run, 100 rows anywhere', pages, 100);
  const opened = [];
  for (let i = 0; i < 9; i++)
    opened.push((await timed(() => rows.rowsAt({ indices: [4321 + i], epoch: null, whole: true })))[0]);
  line('large run, one row with its 1,000 scores', opened, 50);
  const slides = [];
  for (let epoch = 1; epoch <= SIZE.epochs; epoch += 3) slides.push((await timed(() => matrix.matrix(epoch)))[0]);
  line('large run, the matrix of an epoch', slides, 100);
  globalThis.gc?.();
  const after = process.memoryUsage();
  const used = (of) => of.heapUsed + of.external;
  line('large run, memory that stays', (used(after) - used(before)) / MB, 100, 'MiB');
  for (const each of served.listeners) each.dispose();
  if (existsSync('out/test/webview/harness.js')) lines.push(...(await frames(handlersOf(served.groups), subject)));
  return lines;
}

/** The longest frames of the page, on the host's own answers. */
async function frames(handlers, subject) {
  const closing = [];
  globalThis.after ??= (close) => closing.push(close);
  const { openInspector } = await import(new URL('../../out/test/webview/harness.js', import.meta.url).href);
  const view = { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: null };
  const hydrate = () => ({ run: subject.summary(), view, groups: ['page', 'matrix', 'rows', 'export'] });
  const common = { hydrate, remember: () => undefined, ping: () => undefined };
  // The first page starts the browser; all others stand in its sheet.
  const first = await openInspector({ ...handlers, ...common }, { width: 1200 });
  await first.page.addInitScript(() => {
    let before = 0;
    globalThis.longest = 0;
    const frame = (time) => {
      if (before > 0) globalThis.longest = Math.max(globalThis.longest, time - before);
      before = time;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await first.close();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const opened = await openTimed(first.page, () => openInspector({ ...handlers, ...common }, { width: 1200 }));
    rounds.push(opened);
    if (round < ROUNDS - 1) await opened.close();
  }
  const least = (of) => Math.min(...rounds.map(of));
  const { page, close } = rounds.at(-1);
  /** The shortest of some rounds: what another process takes of the time is not the page's. */
  const longest = async (work) => {
    const found = [];
    for (let round = 0; round < ROUNDS; round++) {
      await page.evaluate(() => (globalThis.longest = 0));
      await work(round);
      found.push(await page.evaluate(() => globalThis.longest));
    }
    return Math.min(...found);
  };
  const box = await page.locator('.heat-plot canvas').first().boundingBox();
  const matrix = await longest(async () => {
    await page.mouse.move(box.x + 100, box.y + 100);
    for (let i = 0; i < 20; i++) await page.mouse.move(box.x + 100 + 8 * i, box.y + 100 + 9 * i);
    await page.keyboard.down('Control');
    for (let i = 0; i < 8; i++) await page.mouse.wheel(0, -120);
    await page.keyboard.up('Control');
    for (let i = 0; i < 8; i++) await page.mouse.wheel(0, 200);
  });
  await page.getByRole('tab', { name: 'Rows' }).click();
  await page.locator('.all-rows .row-table tbody tr').first().waitFor();
  const rows = await longest(async (round) => {
    await page.mouse.move(400, 600);
    for (let i = 0; i < 20; i++) await page.mouse.wheel(0, round % 2 ? -400 : 400);
    await page.locator('.all-rows .row-table tbody tr').first().waitFor();
  });
  await close();
  for (const each of closing) await each();
  return [
    { title: 'large run, its page to the matrix', ours: least(({ matrix }) => matrix) },
    { title: 'large run, its page to the order by similarity', ours: least(({ order }) => order) },
    { title: 'large run, time of the processor that its page took', ours: least(({ work }) => work) },
    { title: 'large run, its longest task until then, of the processor', ours: least(({ task }) => task) },
    { title: 'large run, longest frame over the matrix', ours: matrix },
    { title: 'large run, longest frame of scrolled rows', ours: rows },
  ];
}

/**
 * Opens a page of a run; gives the milliseconds until it shows the matrix and the blocks of its classes, and of the
 * processor's time all that its thread took and its longest task.
 */
async function openTimed(sheet, open) {
  const tools = await sheet.context().newCDPSession(sheet);
  const events = [];
  tools.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const traceConfig = { includedCategories: ['toplevel', 'devtools.timeline'] };
  await tools.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  const began = performance.now();
  const { page, close } = await open();
  await page.locator('.heat-plot canvas').first().waitFor();
  const matrix = performance.now() - began;
  await page.locator('.heat-block').first().waitFor();
  const order = performance.now() - began;
  const over = new Promise((resolve) => tools.once('Tracing.tracingComplete', resolve));
  await tools.send('Tracing.end');
  await over;
  await tools.detach();
  // The thread that ran most of the scripts.
  const threads = new Map();
  for (const { name, pid, tid, tdur = 0 } of events) {
    const key = `${pid} ${tid}`;
    const thread = threads.get(key) ?? { calls: 0, tasks: [] };
    threads.set(key, thread);
    if (name === 'FunctionCall') thread.calls++;
    if (name.endsWith('RunTask')) thread.tasks.push(tdur / 1000);
  }
  const [{ tasks }] = [...threads.values()].sort((one, other) => other.calls - one.calls);
  return { page, close, matrix, order, work: tasks.reduce((sum, each) => sum + each, 0), task: Math.max(...tasks) };
}
