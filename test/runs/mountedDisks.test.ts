import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeFiles } from '../../extension/runs/disk/nodeFiles.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { safeDisk } from '../../extension/runs/disk/safeDisk.js';
import { writeWhole } from '../../extension/runs/disk/wholeFile.js';
import { LoggedFolder } from '../../extension/runs/sources/loggedFolder.js';
import { renamedHead } from '../../extension/runs/sources/renamedHead.js';
import { python } from '../python.js';
import { checkpoint, hash, head, record } from './memoryDisk.js';

const words = {
  link: String,
  noFile: String,
  tooLarge: String,
  notWritten: (path: string, error: unknown) => `${path}: ${String(error)}`,
};

/**
 * A loop that logs a step at each line that it is given, an epoch after every tenth, and says how it went on. What is told
 * of a number that can't be written goes to its errors.
 */
const LOOP = `
import sys
from surprisal_run import Run
with Run("loop", classes=3, dir=sys.argv[1], items={"files": [f"{i}.png" for i in range(2000)]}) as run:
    for step, line in enumerate(sys.stdin, 1):
        run.log(loss=1 / step)
        if step % 10 == 0:
            rows = [[i % 3 == c for c in range(3)] for i in range(2000)]
            run.epoch(labels=[i % 3 for i in range(2000)], logits=rows)
        print(step, run.flush(), flush=True)
`;

describe('folders of runs on disks of their own', function () {
  this.timeout(60_000);
  let disk: string;
  const mount = (...options: string[]): boolean => spawnSync('mount', [...options, disk]).status === 0;
  const tmpfs = (options: string): boolean => mount('-t', 'tmpfs', '-o', options, 'tmpfs');
  /** A disk of 1 MB; without the right to have one the test is left out. */
  before(function () {
    const can = existsSync(python) && process.platform === 'linux';
    disk = mkdtempSync(join(tmpdir(), 'surprisal-disk-'));
    if (can && tmpfs('size=1m')) return;
    console.log('      left out: no right to mount a disk, or no Python');
    this.skip();
  });
  beforeEach(() => assert(tmpfs('remount,rw,size=1m')));
  afterEach(() => {
    assert(tmpfs('remount,rw'));
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
  });
  after(() => {
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  const runs = (): string => join(disk, '.surprisal', 'runs');
  const folderAt = (root: string) => safeDisk(nodeFiles(fs, root), '', words);
  const listed = async () => {
    const folder = new LoggedFolder(folderAt(runs()), hash);
    await folder.list();
    return folder;
  };
  /** A training that waits for a line before each step. */
  function training() {
    const env = { ...process.env, PYTHONPATH: 'extension/python', PYTHONDONTWRITEBYTECODE: '1' };
    const child = spawn(python, ['-c', LOOP, disk], { env });
    let told = '';
    child.stderr.on('data', (part) => (told += String(part)));
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return {
      /** Trains on by so many steps; gives whether all of each was on the disk. */
      async go(steps: number): Promise<boolean[]> {
        const kept: boolean[] = [];
        for (let i = 0; i < steps; i++) {
          child.stdin.write('go\n');
          const { value } = (await answers.next()) as { value: string };
          kept.push(value.endsWith('True'));
        }
        return kept;
      },
      async end(): Promise<string[]> {
        child.stdin.end();
        assert.equal(await ended, 0, told);
        return told.split('\n').filter((line) => line !== '');
      },
    };
  }

  it('R1: a share that is only read shows its runs, logged ones and our own, whole', async () => {
    const loop = training();
    await loop.go(20);
    await loop.end();
    const writer = await new RunStore(folderAt(runs()), hash).create(head());
    await writer.epoch(record(1), checkpoint(1));
    await writer.end({ status: 'finished' });
    assert(tmpfs('remount,ro'));
    assert.throws(() => writeFileSync(join(disk, 'x'), ''), /EROFS/);

    const [run] = (await listed()).runs;
    await run.loadSteps();
    assert.deepEqual([run.problems, run.status, run.lastStep, run.epochs.length], [[], 'finished', 20, 2]);
    const read = (await run.predictions())!;
    assert.deepEqual([read.actual.length, read.scores?.kind, read.extras.length], [2000, 'logits', 1]);
    assert.deepEqual([...(await run.matrix())!.counts], [667, 0, 0, 0, 667, 0, 0, 0, 666]);
    const store = new RunStore(folderAt(runs()), hash);
    const [own] = (await store.list()).runs.filter(({ id }) => id === writer.id);
    const recovered = await store.recover(own.id);
    assert.deepEqual([recovered.problems, recovered.run.epochs.length], [[], 1]);
    await assert.rejects(store.continue(recovered, 1), /EROFS: read-only file system/);
  });

  it('R2 F11: a share that becomes read-only in a training is told once, and all of it is there when it can be written', async () => {
    const loop = training();
    assert.deepEqual(await loop.go(3), [true, true, true]);
    assert(tmpfs('remount,ro'));
    assert.deepEqual(await loop.go(9), Array<boolean>(9).fill(false));
    const [meanwhile] = (await listed()).runs;
    assert.deepEqual([meanwhile.problems, meanwhile.lastStep, meanwhile.active], [[], 3, true]);
    assert(tmpfs('remount,rw'));
    assert.deepEqual(await loop.go(8), Array<boolean>(8).fill(true));
    const told = await loop.end();
    assert.deepEqual(
      told.filter((each) => !/can't be written: OSError: \[Errno 30\] Read-only file system/.test(each)),
      [],
    );
    assert.equal(told.length, 1, told.join('\n'));
    const [run] = (await listed()).runs;
    await run.loadSteps();
    assert.deepEqual([run.problems, run.status, run.scalars.get('loss')?.size], [[], 'finished', 20]);
    assert.deepEqual(
      run.epochs.map(({ has }) => has.predictions),
      [false, true],
      'the files of an epoch are not kept for later',
    );
  });

  it('R2: a share that is read-only from the start is told once, and the training ends as it would', async () => {
    assert(tmpfs('remount,ro'));
    const loop = training();
    await loop.go(20);
    const told = await loop.end();
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0], /this run is not logged: OSError: \[Errno 30\] Read-only file system/);
  });

  it('R2 F11: on a disk that is full the training goes on, what was told stays readable, and room lets all lines through', async () => {
    const loop = training();
    await loop.go(10);
    writeFileSync(join(disk, 'other'), new Uint8Array(2 ** 20 - 2 ** 16 * 3));
    const kept = await loop.go(2000);
    assert.equal(kept.at(-1), false, 'the disk has room');
    const [full] = (await listed()).runs;
    await full.loadSteps();
    assert.deepEqual(full.problems, []);
    const steps = kept.indexOf(false) + 10;
    assert((full.lastStep ?? 0) >= steps, `${full.lastStep} of ${steps}`);
    assert.equal((await full.predictions(1))!.actual.length, 2000);
    assert.deepEqual(
      readdirSync(join(runs(), full.name)).filter((name) => name.endsWith('.part')),
      [],
    );
    assert(tmpfs('remount,size=8m'));
    await loop.go(10);
    const told = await loop.end();
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0], /can't be written: OSError: \[Errno 28\] No space left on device/);
    const [run] = (await listed()).runs;
    await run.loadSteps();
    assert.deepEqual([run.problems, run.status, run.scalars.get('loss')?.size], [[], 'finished', 2020]);
    assert.deepEqual([run.epochs.length, run.epochs.at(-1)?.has.predictions], [202, true]);
  });

  it('R1 F11: what the extension writes on a full disk fails with path and cause, and the old file stays', async () => {
    mkdirSync(runs(), { recursive: true });
    const folder = folderAt(runs());
    const writer = await new RunStore(folder, hash).create(head());
    await writer.epoch(record(1), checkpoint(1));
    const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
    const names = (): string[] => readdirSync(join(runs(), writer.id)).sort();
    const sums = new Map(names().map((name) => [name, digest(join(runs(), writer.id, name))]));
    try {
      for (let size = 2 ** 20; size >= 1; size /= 2)
        for (let i = 0; i < 2; i++) writeFileSync(join(disk, `other-${size}-${i}`), new Uint8Array(size));
    } catch (error) {
      assert.match(String(error), /ENOSPC/);
    }
    while (true) {
      try {
        writeFileSync(join(disk, `more-${readdirSync(disk).length}`), new Uint8Array(4096));
      } catch {
        break;
      }
    }
    const path = `${writer.id}/run.json`;
    const title = renamedHead(readFileSync(join(runs(), path), 'utf8'), 'x'.repeat(9000));
    await assert.rejects(writeWhole(folder, path, new TextEncoder().encode(title)), (error: Error) =>
      [writer.id, 'run.json.part', 'ENOSPC'].every((each) => error.message.includes(each)),
    );
    await assert.rejects(writer.epoch(record(2), new Uint8Array(9000)), /ENOSPC/);
    for (const [name, sum] of sums) assert.equal(digest(join(runs(), writer.id, name)), sum, name);
    assert.deepEqual(
      names().filter((name) => name.endsWith('.part')),
      [],
    );
    assert(tmpfs('remount,size=8m'));
    const store = new RunStore(folderAt(runs()), hash);
    assert.deepEqual((await store.recover(writer.id)).problems, []);
  });
});
