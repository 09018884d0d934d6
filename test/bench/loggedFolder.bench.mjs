import * as fs from 'node:fs/promises';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { TrainingThread } from './trainingThread.mjs';

export const title = 'a folder of 1,500 logged runs of 20,000 steps';
/** Each is the quickest of some rounds. */
export const runs = 1;

const [RUNS, STEPS, NAMES] = [1500, 20_000, 1_000_000];
const ROUNDS = 3;
const PARTS = ['disk/nodeFiles', 'disk/safeDisk', 'disk/holder', 'sources/loggedFolder'];

/** Runs that were logged by step alone; their logs are one file by many names. */
function writeFolder(root, runs, items) {
  if (existsSync(join(root, 'ready'))) return root;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const line = (step) =>
    `{"step": ${step}, "time": ${1.8e12 + step}, "loss": ${Math.exp(-step / 5000)}, "lr": 0.001}\n`;
  const log = join(root, 'log');
  writeFileSync(log, Array.from({ length: STEPS }, (_, i) => line(i + 1)).join(''));
  for (let run = 0; run < runs; run++) {
    const id = `20261126-${String(run).padStart(6, '0')}`;
    const folder = join(root, id);
    mkdirSync(folder);
    const head = { version: 2, id, title: id, kind: 'logged', started: 1.8e12, status: 'finished', ...items };
    writeFileSync(join(folder, 'run.json'), JSON.stringify(head));
    linkSync(log, join(folder, 'steps.jsonl'));
    if (!items) continue;
    const files = Array.from(
      { length: NAMES },
      (_, i) => `validation/${i % 1000}/a-name-as-long-as-many-have-${i}.png`,
    );
    writeFileSync(join(folder, 'items.json'), JSON.stringify({ files }));
  }
  writeFileSync(join(root, 'ready'), '');
  return root;
}

/** Milliseconds that this thread has worked, which neither other threads nor other processes lengthen, where Linux says so. */
function worked() {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : performance.now();
}

/** The time of some work, and the longest that this thread did nothing else meanwhile, both of the quickest round. */
async function watched(work) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    let [going, longest, before] = [true, 0, worked()];
    const look = () => {
      const now = worked();
      longest = Math.max(longest, now - before);
      before = now;
      if (going) setTimeout(look);
    };
    look();
    await work();
    going = false;
    look();
    rounds.push({ whole: performance.now() - began, longest });
  }
  const least = (of) => Math.min(...rounds.map(of));
  return { whole: least(({ whole }) => whole), longest: least(({ longest }) => longest) };
}

/** What the host does for a list of runs, and for the names of a million items. */
export async function run() {
  const outfile = 'out/bench/loggedFolder.mjs';
  const contents = PARTS.map((part) => `export * from './extension/runs/${part}.ts';`).join('\n');
  buildSync({
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
    stdin: { contents, resolveDir: '.' },
  });
  const { LoggedFolder, nodeFiles, pace, safeDisk } = await import(`../../${outfile}`);
  const thread = new TrainingThread();
  const readLists = (file) => thread.ask('itemLists', file, [file.bytes.buffer]);
  const opened = async (root) => {
    const folder = new LoggedFolder(safeDisk(nodeFiles(fs, root), '', {}), undefined, '', { ...pace, readLists });
    await folder.list();
    return folder.runs;
  };
  const many = writeFolder('out/bench/loggedFolder', RUNS);
  const list = await watched(async () => {
    const runs = await opened(many);
    if (runs.length !== RUNS || runs.some(({ lastStep }) => lastStep !== STEPS)) throw new Error('not all was read');
  });
  const one = writeFolder('out/bench/loggedItems', 1, { items: { list: { file: 'items.json' } } });
  const items = await watched(async () => {
    const [run] = await opened(one);
    const { count } = await run.items();
    if (count !== NAMES) throw new Error(`${count} items`);
  });
  await thread.end();
  const line = (what, ours, aim) => ({ title: `logged runs, ${what}`, ours, bound: aim });
  return [
    line('1,500 of 20,000 steps, listed', list.whole, 5000),
    line('1,500 of 20,000 steps, longest that the host was busy', list.longest, 100),
    line('names of a million items, 60 MB', items.whole, 10_000),
    line('names of a million items, longest that the host was busy', items.longest, 100),
  ];
}
