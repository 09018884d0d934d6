import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultConfig, presets, type RunConfig } from '@surprisal/core';
import { diskAt } from '../../extension/cli/files.js';
import { correctionsFile } from '../../extension/runs/disk/correctionsFile.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { hash } from '../runs/memoryDisk.js';

const script = resolve('out/train.cjs');

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

describe('npm run train', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
  });
  const children = new Set<ChildProcess>();
  afterEach(() => {
    children.forEach((child) => child.kill('SIGKILL'));
    rmSync(folder, { recursive: true, force: true });
  });

  interface More {
    /** Sees each line, and the number of the process. */
    watch?: (line: string, pid: number) => void;
    uid?: number;
    /** Words of Node's own. */
    node?: string[];
    /** What a shell does before, in the same process. */
    shell?: string;
    program?: string;
  }
  /** Runs the command line in the folder. */
  const run = (
    words: string[],
    { watch = () => {}, uid, node = [], shell, program = script }: More = {},
  ): Promise<Outcome> =>
    new Promise((done) => {
      const options = { cwd: folder, ...(uid !== undefined && { uid }) };
      const command = [process.execPath, ...node, program, ...words];
      const [first, ...rest] = shell === undefined ? command : ['sh', '-c', `${shell}; exec "$@"`, 'sh', ...command];
      const child = spawn(first, rest, options);
      children.add(child);
      let [out, err, seen] = ['', '', 0];
      child.stdout.on('data', (data) => {
        out += String(data);
        const lines = out.split('\n');
        for (; seen < lines.length - 1; seen++) watch(lines[seen], child.pid!);
      });
      child.stderr.on('data', (data) => (err += String(data)));
      child.on('close', (code) => {
        children.delete(child);
        done({ code, out, err });
      });
    });
  /** It dies by its own hand as it says so: a kill from here would come too late where training is fast. */
  const killedAt = (line: string, words: string[]): Promise<Outcome> => {
    const kill = `const { stdout, pid } = process, write = stdout.write.bind(stdout);
stdout.write = (text, ...rest) => {
  write(text, ...rest);
  if (String(text).startsWith(${JSON.stringify(line)})) process.kill(pid, 'SIGKILL');
};`;
    writeFileSync(join(folder, 'kill.cjs'), kill);
    return run(words, { node: ['--require', './kill.cjs'] });
  };
  const configure = (config: unknown): void => writeFileSync(join(folder, 'run.json'), JSON.stringify(config));
  const json = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
  const runsIn = (at = '.surprisal/runs'): RunStore => new RunStore(diskAt(join(folder, at)), hash);
  const runOf = ({ out }: Outcome): string => /^run (\d{8}-\d{6}(-\d+)?):/m.exec(out)![1];

  it('trains, prints a line an epoch and a line a class, and writes the run and the result', async () => {
    const config: RunConfig = { ...defaultConfig(), epochs: 3 };
    configure(config);
    const outcome = await run(['run.json', '--json', 'result.json']);
    assert.equal(outcome.code, 0, outcome.err);
    assert.equal(
      outcome.out.match(/^epoch +\d\/3 {2}loss \d\.\d{4} {2}validation \d\.\d{4} {2}test \d+\.\d\d% /gm)?.length,
      3,
    );
    assert.equal(outcome.out.match(/^ +\d {2}/gm)?.length, 10);
    const result = json<{
      losses: number[];
      accuracy: number;
      confusion: number[][];
      weightsHash: string;
      config: RunConfig;
    }>('result.json');
    assert.equal(result.losses.length, 3);
    assert.deepEqual(result.config, { ...config, data: { ...config.data, scale: 'byte' } });
    assert.match(result.weightsHash, /^[0-9a-f]{64}$/);
    const right = result.confusion.reduce((sum, row, i) => sum + row[i], 0);
    assert.equal(right / result.confusion.flat().reduce((a, b) => a + b), result.accuracy);
    const stored = await runsIn().read(runOf(outcome));
    assert.deepEqual([stored.status, stored.epochs.length, stored.notes], ['finished', 3, []]);
    assert(
      stored.epochs.every(({ predicted }) => predicted),
      'what the test items were read as is kept',
    );
  });

  it('R11 uses corrections that lie beside the data, keeps them by their hash, and says how many there are', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 2 ? 1 : -1},${(i * 7) % 10},${i % 2 ? 'oak' : 'elm'}\n`);
    writeFileSync(join(folder, 'trees.csv'), `a,b,label\n${rows.join('')}`);
    const sources = [{ file: 'trees.csv', sha256: hash(readFileSync(join(folder, 'trees.csv'))) }];
    const file = correctionsFile([
      {
        sources,
        corrections: [
          { row: 2, old: 'elm', verdict: 'relabelled', new: 'oak' },
          { row: 3, old: 'elm', verdict: 'leftOut' },
          { row: 5, old: 'oak', verdict: 'leftOut' },
        ],
      },
    ]);
    writeFileSync(join(folder, 'trees.csv.corrections.json'), file);
    const { data, ...rest } = defaultConfig();
    configure({ ...rest, epochs: 1, data: { ...data, source: 'files', files: { images: 'trees.csv' } } });
    const outcome = await run(['run.json']);
    assert.match(
      outcome.out,
      /^labels corrected: 1 relabelled, 1 left out, 0 found right; [01] relabelled in the test/m,
    );
    assert.match(outcome.out, /^row 3 is labelled "oak", not "elm": its correction is not applied$/m);
    const { config, corrections, ...stored } = await runsIn().read(runOf(outcome));
    assert.equal(stored.trainCount + stored.validationCount + stored.testCount, 59);
    assert.equal(config.data.corrections, hash(file));
    assert.equal(corrections?.leftOut, 1);
    assert.deepEqual(readFileSync(join(folder, '.surprisal/corrections', `${hash(file)}.json`)), Buffer.from(file));
    writeFileSync(join(folder, 'trees.csv'), `a,b,label\n${rows.slice(1).join('')}`);
    const changed = await run(['run.json']);
    assert.match(changed.out, /^trees\.csv has changed since its labels were corrected/m);
    assert.doesNotMatch(changed.out, /labels corrected:/);
  });

  it('F6 keeps an epoch that the thread had reported before it threw, and says what it threw', async () => {
    const own = join(folder, 'out', 'train.cjs');
    for (const part of ['out', 'dist']) mkdirSync(join(folder, part));
    for (const part of ['mnist', 'kernels']) symlinkSync(resolve('dist', part), join(folder, 'dist', part));
    copyFileSync(script, own);
    const thread = (): void => {
      const owner = process.getBuiltinModule('node:worker_threads').parentPort!;
      owner.once('message', ({ id }: { id: number }) => {
        const sizes = { imageWidth: 1, imageHeight: 1, trainCount: 200, validationCount: 0, testCount: 2 };
        const known = { kernel: 'none', threads: 1, classes: ['0', '1'], parameters: 4, epoch: 0 };
        const result = { ...known, ...sizes, testLabels: Uint8Array.of(0, 1), scale: { rule: 'none', advice: null } };
        owner.postMessage({ kind: 'reply', id, result });
        const train = { epoch: 1, step: 1, trainLoss: 0.5, trainAccuracy: 1, validationLoss: null };
        const test = {
          validationAccuracy: null,
          testLoss: 0.5,
          testAccuracy: 1,
          confusion: Uint32Array.of(1, 0, 0, 1),
        };
        const batches = { firstStep: 1, loss: Float32Array.of(0.5), accuracy: Float32Array.of(1) };
        const states = { checkpoint: Uint8Array.of(1), testLogits: Float32Array.of(1, 0, 0, 1) };
        owner.postMessage({
          kind: 'event',
          name: 'epoch',
          data: { record: { ...train, ...test, seconds: 1 }, batches, ...states },
        });
        throw new Error('out of luck');
      });
    };
    writeFileSync(join(folder, 'dist', 'worker.js'), `(${String(thread)})();`);
    configure({ ...defaultConfig(), epochs: 2 });
    const outcome = await run(['run.json'], { program: own });
    assert.deepEqual([outcome.code, outcome.err], [2, 'out of luck\n']);
    assert.match(outcome.out, /^epoch 1\/2 /m);
    const stored = await runsIn().read(runOf(outcome));
    assert.deepEqual([stored.epochs.length, stored.notes], [1, []]);
  });

  it('replays scikit-learn as the panel does', async () => {
    const config: RunConfig = { ...defaultConfig(), epochs: 2, mode: 'replay' };
    config.data.validationFraction = 0;
    configure(config);
    assert.equal((await run(['run.json', '--json', 'result.json'])).code, 0);
    const { losses } = json<{ losses: number[] }>('result.json');
    const reference = JSON.parse(readFileSync('test/reference/data/replay.json', 'utf8')) as {
      sample: { losses: number[] }[];
    };
    losses.forEach((loss, i) => assert.ok(Math.abs(loss / reference.sample[0].losses[i] - 1) <= 1e-12));
  });

  it('F6 killed in the middle, it goes on to the same weights as an undisturbed run', async () => {
    const config = { ...presets.find(({ id }) => id === 'wide')!.config(), epochs: 4 };
    config.data.count = 2000;
    configure(config);
    const whole = await run(['run.json', '--json', 'whole.json']);
    assert.equal(whole.code, 0, whole.err);
    const killed = await killedAt('epoch 2/4', ['run.json']);
    assert.equal(killed.code, null);
    const id = runOf(killed);
    const stored = await runsIn().read(id);
    assert.equal(stored.status, 'running');
    assert.ok(stored.epochs.length >= 2, 'every announced epoch is on disk');
    const rest = await run(['--resume', id, '--json', 'rest.json']);
    assert.equal(rest.code, 0, rest.err);
    const [a, b] = ['whole.json', 'rest.json'].map((name) => json<{ weightsHash: string; losses: number[] }>(name));
    assert.equal(b.weightsHash, a.weightsHash);
    assert.deepEqual(b.losses, a.losses);
    const store = runsIn();
    const { epochs, seconds } = await store.read(id);
    const times = [0, ...epochs.map((epoch) => epoch.seconds), seconds! + 1e-9];
    for (let i = 1; i < times.length; i++) assert(times[i] > times[i - 1], `seconds go on: ${times.join(', ')}`);
    const curve = async (name: string): Promise<number[]> => {
      const { batches, problems } = await store.batches(await store.read(name));
      assert.deepEqual(problems, []);
      return [...batches.flatMap(({ loss }) => [...loss]), ...batches.flatMap(({ accuracy }) => [...accuracy])];
    };
    assert.deepEqual(await curve(id), await curve(runOf(whole)), 'every batch, as if nothing had happened');
  }).timeout(180_000);

  it('F20 a run that another process writes is refused, and goes on there undisturbed', async () => {
    // Of more epochs than it lives to see.
    configure({ ...presets.find(({ id }) => id === 'wide')!.config(), epochs: 1000 });
    let second: Promise<Outcome> | undefined;
    let writer = 0;
    const watch = (line: string, pid: number): void => {
      const id = /^run (\S+):/.exec(line)?.[1];
      if (!id) return;
      writer = pid;
      second = run(['--resume', id]).finally(() => process.kill(pid, 'SIGINT'));
    };
    const first = await run(['run.json'], { watch });
    assert.equal(first.code, 0, first.err);
    const { code, err } = await second!;
    assert.equal(code, 2);
    assert.match(err, new RegExp(`is written by another window or program \\(process ${writer}\\)`));
    const names = readdirSync(join(folder, '.surprisal/runs', runOf(first)));
    assert.deepEqual(
      names.filter((name) => name.endsWith('.lock')),
      [],
    );
  });

  it('F11 a disk that is full or can’t be written ends it with path and cause, and what was saved goes on', async () => {
    configure({ ...defaultConfig(), epochs: 4 });
    const whole = await run(['run.json', '--json', 'whole.json']);
    const killed = await killedAt('epoch 1/4', ['run.json']);
    assert.equal(whole.code, 0);
    const id = runOf(killed);
    const at = join(folder, '.surprisal/runs', id);
    const before = readFileSync(join(at, 'checkpoint-0001.safetensors'));
    const record = readFileSync(join(at, 'run.json'));

    // Root may write anywhere, so a process of another user is what is refused.
    const root = process.getuid?.() === 0;
    chmodSync(folder, 0o755);
    chmodSync(at, 0o555);
    const refused = await run(['--resume', id], root ? { uid: 65_534 } : {});
    chmodSync(at, 0o755);
    assert.equal(refused.code, 2);
    assert.match(refused.err, new RegExp(`EACCES.*${id}`));
    assert.deepEqual(readFileSync(join(at, 'run.json')), record);
    assert.deepEqual(readFileSync(join(at, 'checkpoint-0001.safetensors')), before);

    const large = await run(['--resume', id], { shell: `trap '' XFSZ; ulimit -f 20` });
    assert.equal(large.code, 2);
    assert.match(large.err, new RegExp(`${id}/checkpoint-0002\\.safetensors could not be written: EFBIG`));
    assert.deepEqual(readFileSync(join(at, 'checkpoint-0001.safetensors')), before);
    assert(!existsSync(join(at, 'checkpoint-0002.safetensors')), 'no half file is left');
    if (existsSync('/dev/full')) {
      const full = await run(['run.json', '--json', '/dev/full']);
      assert.equal(full.code, 2);
      assert.match(full.err, /^\/dev\/full could not be written: ENOSPC/);
    }
    // A disk of its own, where a process may have one.
    const mount = 'mkdir small && mount -t tmpfs -o size=60k none small';
    if (spawnSync('unshare', ['-rm', 'sh', '-c', `cd ${folder} && ${mount}`]).status === 0) {
      rmSync(join(folder, 'small'), { recursive: true });
      const full = await run(['run.json', '--runs', 'small'], {
        shell: `exec unshare -rm sh -c '${mount}; exec "$@"' sh "$@"`,
      });
      assert.equal(full.code, 2);
      assert.match(full.err, /small\/\S+\/\S+ could not be written: ENOSPC/);
    }
    const rest = await run(['--resume', id, '--json', 'rest.json']);
    assert.equal(rest.code, 0, rest.err);
    const [a, b] = ['whole.json', 'rest.json'].map((name) => json<{ weightsHash: string }>(name));
    assert.equal(b.weightsHash, a.weightsHash);
  });

  it('a run that is not there, or is over, leaves neither a folder nor a claim (S9)', async () => {
    mkdirSync(join(folder, 'outside'));
    configure({ ...defaultConfig(), epochs: 1 });
    const id = runOf(await run(['run.json']));
    const tree = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const before = tree();
    for (const [asked, message] of [
      ['../../outside/20240229-235959', /is no run; expected a name of digits and dashes/],
      ['../outside/x', /is no run/],
      ['20240229-235959', /20240229-235959 holds no run/],
      ['20240229-235959-1234567', /is no run/],
      [id, /is finished; there is nothing to go on with/],
    ] as const) {
      const { code, err } = await run(['--resume', asked]);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.deepEqual(tree(), before, asked);
    }
  });

  it('S20 a file that has no end is refused before it is read', async () => {
    if (process.platform === 'win32') return;
    assert.equal(spawnSync('mkfifo', [join(folder, 'pipe.csv')]).status, 0);
    symlinkSync('/dev/zero', join(folder, 'zero.csv'));
    const start = defaultConfig();
    for (const name of ['pipe.csv', 'zero.csv']) {
      configure({ ...start, data: { ...start.data, source: 'files', files: { images: name } } });
      const { code, err } = await run(['run.json']);
      assert.equal(code, 2);
      assert.equal(err, `${name} is no file: it is a folder, a device or a pipe.\n`);
      assert.match((await run([name])).err, /is no file/);
    }
  });

  it('F29 on a small disk that is full nothing that was told of is lost, and with more room it goes on to the same weights', async function () {
    const disk = join(folder, 'small');
    mkdirSync(disk);
    const mounted = (...words: string[]): boolean =>
      spawnSync('mount', ['-t', 'tmpfs', ...words, 'tmpfs', disk]).status === 0;
    if (!mounted('-o', 'size=400k')) this.skip();
    try {
      configure({ ...defaultConfig(), epochs: 12 });
      assert.equal((await run(['run.json', '--json', 'whole.json'])).code, 0);
      const first = await run(['run.json', '--runs', 'small']);
      const id = runOf(first);
      for (const outcome of [
        first,
        await run(['--resume', id, '--runs', 'small']),
        await run(['--resume', id, '--runs', 'small']),
      ]) {
        assert.equal(outcome.code, 2);
        assert.match(outcome.err, /ENOSPC/);
        const told = [...outcome.out.matchAll(/^epoch +(\d+)\/12 /gm)].map(([, epoch]) => Number(epoch));
        const { run: stored, checkpoint, problems } = await runsIn('small').recover(id);
        assert.deepEqual([problems, checkpoint === null], [[], false]);
        assert(stored.epochs.length >= (told.at(-1) ?? 1));
      }
      assert(mounted('-o', 'remount,size=8m'));
      const rest = await run(['--resume', id, '--runs', 'small', '--json', 'rest.json']);
      assert.equal(rest.code, 0, rest.err);
      const [a, b] = ['whole.json', 'rest.json'].map((name) => json<{ weightsHash: string; losses: number[] }>(name));
      assert.deepEqual([b.weightsHash, b.losses], [a.weightsHash, a.losses]);
      assert.deepEqual((await runsIn('small').matrices(await runsIn('small').read(id))).problems, []);
    } finally {
      spawnSync('umount', [disk]);
    }
  }).timeout(60_000);

  it('S28 a record that was changed by hand goes on only where that is said', async () => {
    configure({ ...defaultConfig(), epochs: 4 });
    const id = runOf(await killedAt('epoch 1/4', ['run.json']));
    const path = join(folder, '.surprisal/runs', id, 'run.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"rate": 0.1', '"rate": 0.2'));
    const refused = await run(['--resume', id]);
    assert.deepEqual(
      [refused.code, /is not as it was written; --changed goes on all the same/.test(refused.err)],
      [2, true],
    );
    assert.match(refused.out, /run\.json was changed by hand or damaged: its check sum does not fit/);
    assert.equal((await run(['--resume', id, '--changed'])).code, 0);
    assert.deepEqual((await runsIn().read(id)).notes, []);
  });

  it('says what is wrong with its arguments, a configuration, and a run that is over', async () => {
    configure({ ...defaultConfig(), epochs: 0 });
    const cases: [string[], RegExp][] = [
      [[], /expected the file of a configuration[\s\S]*npm run train -- CONFIG\.json/],
      [['run.json', '--speed', '3'], /no option --speed/],
      [['run.json', '--threads', '0'], /--threads 0; expected a whole number from 1 to 16/],
      [['run.json'], /run\.json: epochs: 0; expected a whole number from 1 to 1000/],
      [['missing.json'], /missing\.json/],
      [['--resume', '../x'], /"\.\.\/x" is no run/],
    ];
    for (const [words, message] of cases) {
      const { code, err } = await run(words);
      assert.equal(code, 2);
      assert.match(err, message);
    }
  });
});
