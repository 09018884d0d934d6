/**
 * Runs every `test/bench/*.bench.mjs` beside its peer and writes the ratios to out/bench.json.
 * Arguments pick files by a part of their name. A peer that is absent is skipped by name; only TensorFlow.js is fetched,
 * into the git-ignored cache.
 *
 * A bench file exports `title`, `peer` (what it is measured against), optionally `needs` (the Python modules of the peer)
 * and `limit` (the greatest ratio of our time to the peer's), and `run({ median, python })`, which gives
 * `{ ours, peer, note }` in milliseconds, or a list of them; `peer` may be null. Each may have a `title`, `limit`, `unit`
 * and peer (`against`) of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const folder = new URL('../test/bench/', import.meta.url);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort();

/** The median of an odd number of timings, after some warm-up runs. */
function median(work, { rounds = 9, warmUp = 3 } = {}) {
  for (let i = 0; i < warmUp; i++) work();
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return times[(times.length - 1) / 2];
}

/** The first Python that has the modules, or null. */
function findPython(modules) {
  const command = `import ${['sys', ...modules].join(', ')}`;
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter(Boolean);
  return candidates.find((name) => spawnSync(name, ['-c', command], { stdio: 'ignore' }).status === 0) ?? null;
}

/** Runs a script of test/bench with one thread and gives the JSON that it prints. */
function runnerOf(executable) {
  return (script, ...args) => {
    const environment = { ...process.env, OMP_NUM_THREADS: '1' };
    const { status, stdout, stderr } = spawnSync(executable, [fileURLToPath(new URL(script, folder)), ...args], {
      encoding: 'utf8',
      env: environment,
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
    return JSON.parse(stdout);
  };
}

const results = [];
for (const name of files) {
  const bench = await import(new URL(name, folder));
  const executable = bench.needs ? findPython(bench.needs) : null;
  if (bench.needs && !executable) console.log(`${bench.title}: skipped ${bench.peer}, no Python with ${bench.needs}`);
  const python = executable && runnerOf(executable);
  const measured = await bench.run({ median, python });
  for (const line of [measured].flat()) {
    const { title = bench.title, limit = bench.limit, unit = 'ms', ours, peer = null, note = '' } = line;
    const { against: other = bench.peer } = line;
    const ratio = peer === null ? null : ours / peer;
    results.push({ title, peer: other, ours, theirs: peer, unit, ratio, limit: limit ?? null, note });
    const against = ratio === null ? '' : `, ${other} ${peer.toFixed(1)} ${unit}, ratio ${ratio.toFixed(3)}`;
    const bound = limit === undefined ? '' : +limit.toFixed(3);
    const verdict =
      ratio === null || limit === undefined ? '' : ratio <= limit ? ` (limit ${bound})` : ` OVER ${bound}`;
    console.log(`${title}: ${ours.toFixed(1)} ${unit}${against}${verdict}${note && `; ${note}`}`);
  }
}
mkdirSync(new URL('../out/', import.meta.url), { recursive: true });
const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
writeFileSync(new URL('../out/bench.json', import.meta.url), JSON.stringify({ machine, results }, null, 2));
