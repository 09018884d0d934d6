import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { all as allCases, cases } from '../cases.js';

const FOLDER = 'test/runs/python';
/** The oldest Python that the logger promises, and the newest that is looked for. */
const [OLDEST, NEWEST] = [9, 15];

/** Every interpreter that is found here: Debian's first, which has the libraries. */
function interpreters(): Map<string, string> {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const names = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => `python3.${OLDEST + i}`);
  const candidates = [
    '/usr/bin/python3',
    'python3',
    'python',
    ...names,
    ...(existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, 'bin', 'python3')) : []),
  ];
  const found = new Map<string, string>();
  const paths = new Set<string>();
  for (const candidate of candidates) {
    const say = 'import sys; print(sys.executable); print(*sys.version_info[:2], sep=".")';
    const { status, stdout } = spawnSync(candidate, ['-c', say], { encoding: 'utf8' });
    const [path, version = ''] = (stdout ?? '').trim().split(/\r?\n/);
    if (status !== 0 || !existsSync(path) || paths.has(realpathSync(path))) continue;
    paths.add(realpathSync(path));
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= OLDEST) found.set(`${path} (${version})`, path);
  }
  return found;
}

/** Runs tests of Python; gives what is left out, with its reason. */
async function passes(python: string, modules: readonly string[]): Promise<string[]> {
  const child = spawn(python, ['-B', '-m', 'unittest', '-v', ...modules], {
    cwd: FOLDER,
    env: { ...process.env, OMP_NUM_THREADS: '1', SURPRISAL_KILLS: String(cases(200, 20)) },
  });
  let told = '';
  child.stderr.on('data', (part) => (told += String(part)));
  const status = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(status, 0, told);
  assert.match(told, /^Ran [1-9]\d* tests? in /m);
  return Array.from(told.matchAll(/^(\w+) \(.*skipped '(.*)'$/gm), ([, name, why]) => `${name}: ${why}`);
}

describe('logger of Python (R2)', function () {
  this.timeout(600_000);
  const [first, ...others] = interpreters();

  const all = readdirSync(FOLDER).flatMap((name) => (/^test_\w+\.py$/.test(name) ? name.slice(0, -3) : []));
  for (const module of all)
    it(`passes its own tests: ${module}`, async function () {
      if (!first) return this.skip();
      const left = await passes(first[1], [module]);
      if (left.length > 0) console.log(`      left out with ${first[0]}: ${left.join('; ')}`);
    });

  it('runs in every Python from 3.9 on that is found here', async function () {
    if (others.length === 0) return this.skip();
    for (const [name, python] of allCases ? others : others.slice(-1)) {
      await passes(python, ['test_log']);
      console.log(`      ${name}`);
    }
  });
});
