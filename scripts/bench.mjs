/**
 * `npm run bench`: brings the peers, runs every `test/bench/*.bench.mjs` beside its peer, five times in turn, and writes
 * what was measured, with its spread, to out/bench.json; a whole bench also writes docs/speed.md from it.
 * Arguments pick files by a part of their name; their lines take the place of the old ones in out/bench.json.
 *   --runs 1      how often each is measured
 *   --threads 1   in place of all cores: on a busy machine the threads of the peers wait for one another
 *   --doc         writes docs/speed.md from what out/bench.json has after a part of the bench
 *
 * A bench file exports `title`, `peer` (what it is measured beside), and optionally `needs` (the Python modules of the
 * peer), `limit` (the greatest ratio of our time to the peer's), `inside` (what both times hold, in words), `browser`
 * (whether it drives Chromium) and `runs` (the most that it is measured, where one run has rounds of its own).
 * `run(tools)` measures once and gives lines, as `Given` in benchLines.mjs; where something is held between the runs,
 * `open(tools)` gives such a `run` and a `close`. The tools are `python(script, ...args)`, which gives the JSON that a
 * script of test/bench prints on one thread; `peers(script, ...args)`, which keeps it running on one thread and on all
 * cores; `round`, `cores` and `median`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Rounds } from '../test/bench/rounds.mjs';
import { linesOf, told } from './benchLines.mjs';
import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureModules, root, say, whenStarted } from './ensure.mjs';
import { describeMachine } from './machine.mjs';
import { BENCH_MODULES, ensureBenchPeers } from './pythonPeers.mjs';
import { writeSpeed } from './speed.mjs';
import { installServer } from './vscodeInstall.mjs';

/** Runs without which the spread says little. */
const RUNS = 5;
const folder = join(root, 'test', 'bench');
const threadsOf = (/** @type {number} */ count) => ({
  OMP_NUM_THREADS: String(count),
  OPENBLAS_NUM_THREADS: String(count),
  MKL_NUM_THREADS: String(count),
  // Threads of OpenMP that look for work instead of sleeping may keep one another from it on a machine of two cores.
  ...(count > 1 && { OMP_WAIT_POLICY: 'PASSIVE' }),
});

/** The median of an odd number of timings, after some warm-up runs. @param {() => unknown} work */
function median(work, { rounds = 9, warmUp = 3 } = {}) {
  for (let i = 0; i < warmUp; i++) work();
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return times[(times.length - 1) / 2];
}

/** The first Python that has the modules, or null; one that has those of all benches comes first. @param {readonly string[]} modules */
function findPython(modules) {
  const has = (/** @type {string} */ name, /** @type {readonly string[]} */ wanted) =>
    spawnSync(name, ['-c', `import ${['sys', ...wanted].join(', ')}`], { stdio: 'ignore' }).status === 0;
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter((name) => name !== undefined);
  return candidates.find((name) => has(name, BENCH_MODULES)) ?? candidates.find((name) => has(name, modules)) ?? null;
}

/** What a bench is measured with. @param {string | null} executable of Python @param {Rounds[]} opened @param {number} cores */
function toolsOf(executable, opened, cores) {
  const args = (script, given) => [join(folder, script), ...given.map(String)];
  return {
    median,
    cores,
    python:
      executable &&
      ((script, ...given) => {
        const env = { ...process.env, ...threadsOf(1) };
        const options = { encoding: /** @type {const} */ ('utf8'), env, maxBuffer: 2 ** 28 };
        const { status, stdout, stderr } = spawnSync(executable, args(script, given), options);
        if (status !== 0) throw new Error(`${script}: ${stderr}`);
        return JSON.parse(stdout);
      }),
    /** Gives a function that measures once on one thread, and once on all cores: `[[threads, answer], ...]`. */
    peers:
      executable &&
      (async (script, ...given) => {
        const processes = [];
        for (const count of new Set([1, cores])) {
          const process = await Rounds.open(executable, args(script, given), threadsOf(count));
          opened.push(process);
          processes.push([count, process]);
        }
        return async () => {
          const answers = [];
          for (const [count, process] of processes) answers.push([count, await process.next()]);
          return answers;
        };
      }),
  };
}

/** Measures one bench file. @param {any} bench @param {number} runs @param {number} cores */
async function measure(bench, runs, cores) {
  const executable = bench.needs ? findPython(bench.needs) : null;
  if (bench.needs && !executable) say(`${bench.title}: without ${bench.peer}, for no Python has ${bench.needs}`);
  const opened = [];
  const tools = toolsOf(executable, opened, cores);
  const held = bench.open ? await bench.open(tools) : { run: bench.run, close: () => undefined };
  try {
    const all = [];
    for (let round = 0; round < runs; round++) all.push([await held.run({ ...tools, round, runs })].flat());
    return linesOf(bench, all);
  } finally {
    await held.close();
    for (const each of opened) each.close();
  }
}

const noteOf = (slowBlas, note) =>
  [`no verdict: the BLAS of ${slowBlas.join(' and ')} is slow`, note].filter(Boolean).join(', ');

/** Lines whose peer is slower than it could be get no verdict. */
const unflattered = (lines, slowBlas) =>
  lines.map((line) => (line.theirs === null ? line : { ...line, kept: null, note: noteOf(slowBlas, line.note) }));

/** What the command line asks for. @param {readonly string[]} names of all benches */
function asked(names) {
  const all = availableParallelism();
  const { values, positionals } = parseArgs({
    options: {
      runs: { type: 'string', default: String(RUNS) },
      threads: { type: 'string', default: String(all) },
      doc: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [runs, cores] = /** @type {const} */ (['runs', 'threads']).map((name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Error(`--${name} ${values[name]}: expected a whole number above 0`);
  });
  const wanted = names.filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)));
  if (wanted.length === 0)
    throw new Error(`no bench is called ${positionals.join(', ')}; there are ${names.join(', ')}`);
  const whole = wanted.length === names.length && runs >= RUNS && cores === all;
  return { runs, cores, wanted, doc: values.doc || whole };
}

/** Brings what these benches need, and builds what they measure. @param {readonly any[]} benches */
async function bring(benches) {
  const without = (/** @type {string} */ what) => (/** @type {Error} */ error) =>
    say(`without ${what}: ${error.message.split('\n')[0]}`);
  await installServer().catch(without('the VS Code server'));
  if (benches.some(({ browser }) => browser)) await ensureChromium().catch(without('Chromium'));
  if (benches.some(isBesidePython)) await ensureBenchPeers();
}

const isBesidePython = ({ needs }) => needs?.some((/** @type {any} */ module) => BENCH_MODULES.includes(module));

async function main() {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.bench.mjs'))
    .map((name) => name.replace('.bench.mjs', ''))
    .sort();
  const { runs, cores, wanted, doc } = asked(names);
  await ensureModules();
  await build({ production: true });
  /** @type {Map<string, any>} */
  const benches = new Map();
  for (const name of wanted)
    benches.set(name, await import(join(folder, `${name}.bench.mjs`)).catch((error) => ({ title: name, error })));
  await bring([...benches.values()]);

  const machine = describeMachine(findPython(BENCH_MODULES));
  for (const [name, value] of Object.entries(machine.facts)) console.log(`${name}: ${value}`);
  const file = join(root, 'out', 'bench.json');
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const same = JSON.stringify(before.machine) === JSON.stringify(machine) && wanted.length < names.length;
  /** @type {import('./speed.mjs').Bench} */
  const result = { machine, benches: same ? before.benches : {} };
  for (const [name, bench] of benches) {
    const began = performance.now();
    const times = Math.min(runs, bench.runs ?? runs);
    const { title, inside = '' } = bench;
    const measured = { title, measured: new Date().toISOString().slice(0, 10), inside, lines: [], failed: '' };
    try {
      if (bench.error) throw bench.error;
      const lines = await measure(bench, times, cores);
      measured.lines =
        machine.slowBlas.length > 0 && isBesidePython(bench) ? unflattered(lines, machine.slowBlas) : lines;
      for (const line of measured.lines) console.log(told(line));
      say(`${name}: ${times} runs in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    } catch (error) {
      console.error(error);
      [measured.failed] = error.message.split('\n');
      process.exitCode = 1;
    }
    // What was measured is kept where a later one fails, in the order of the names.
    const all = Object.entries({ ...result.benches, [name]: measured });
    result.benches = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(file, JSON.stringify(result, null, 2));
  }
  if (doc) writeSpeed(result);
  process.exit();
}

await whenStarted(import.meta.url, main);
