import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { diskAt, owner } from '../../extension/cli/files.js';
import { type Claims, isClaim } from '../../extension/runs/disk/claim.js';
import { pace, RunLockedError } from '../../extension/runs/disk/holder.js';
import type { Owner } from '../../extension/runs/disk/owner.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { killGroup } from '../../scripts/ensure.mjs';
import { cases } from '../cases.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

const id = '20240229-235959';
const BEAT = 250;
const times = { ...pace, beat: BEAT, ended: 6 * BEAT, cutOff: 60 * BEAT };
const can = (command: string, ...words: string[]): boolean => spawnSync(command, [...words, 'true']).status === 0;
/** Another host name and other numbers of processes, as a container has them. */
const container = [
  'unshare',
  '--uts',
  '--pid',
  '--fork',
  '--mount-proc',
  'sh',
  '-c',
  'hostname elsewhere; exec "$@"',
  'sh',
];
const clock = (offset: string): string[] => ['faketime', '-f', offset];

describe('processes of their own on one folder', function () {
  this.timeout(60_000);
  let folder: string;
  const children = new Set<ChildProcess>();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'surprisal-'));
  });
  afterEach(() => {
    for (const child of children) kill(child);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Ends it and what it began, which has no moment left to say so. */
  const kill = (child: ChildProcess): void => {
    if (children.delete(child)) killGroup(child.pid!, 'SIGKILL');
  };
  const gone = (child: ChildProcess): Promise<unknown> =>
    new Promise((done) => {
      child.on('close', done);
    });
  /** Starts a claimant; gives what it says first. */
  async function claim(how: 'new' | 'take', under: string[] = []): Promise<{ child: ChildProcess; said: string }> {
    const script = [process.execPath, resolve('out/test/runs/claimant.js'), folder, id, how, String(BEAT)];
    const [first, ...rest] = [...under, ...script];
    const child = spawn(first, rest, { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
    children.add(child);
    const said = await new Promise<string>((done) => {
      child.stdout.once('data', (data) => done(String(data)));
      child.once('close', () => done('ended without a word'));
    });
    return { child, said: said.trim() };
  }
  const store = (): RunStore => new RunStore(diskAt(folder), hash, undefined, owner, times);
  /** Looks as often as a window does, until it is as it should be. */
  const look = (claims: Claims, until: (found: Awaited<ReturnType<Claims['holder']>>) => boolean): Promise<number> =>
    new Promise((done, failed) => {
      let looks = 0;
      const again = (): void =>
        void claims.holder(id).then((found) => {
          if (until(found)) done(looks);
          else if (++looks > 100) failed(new Error(`after 100 looks: ${JSON.stringify(found)}`));
          else setTimeout(again, BEAT);
        }, failed);
      again();
    });

  it('one that is killed is gone at once for those that know its number, and its run goes on (F20)', async () => {
    const { child, said } = await claim('new');
    assert.equal(said, 'held');
    const next = store();
    assert.equal((await next.claims.holder(id))?.ended, false);
    const ended = gone(child);
    kill(child);
    await ended;
    assert.equal(await next.claims.holder(id), undefined);
    const writer = await next.continue(await next.recover(id), 1);
    await writer.end({ status: 'finished' });
  });

  it('one in a container that is killed is seen to have ended by its silence, and its run goes on (F31)', async () => {
    if (!can('unshare', '--uts', '--pid', '--fork', '--mount-proc')) return;
    const { child, said } = await claim('new', container);
    assert.equal(said, 'held');
    const next = store();
    // It is watched for longer than its silence may last.
    let beats = 0;
    await look(next.claims, (found) => found?.ended === false && ++beats > 12);
    await assert.rejects(next.claims.acquire(id, 'free'), RunLockedError);
    const ended = gone(child);
    kill(child);
    await ended;
    const looks = await look(next.claims, (found) => found?.ended === true);
    assert(looks <= 8, `${looks} looks of 5 s`);
    await assert.rejects(next.continue(await next.recover(id), 1), /process 1 of elsewhere\).* gave no sign for \d+ s/);
    await next.claims.acquire(id, 'free');
    const writer = await next.continue(await next.recover(id), 1);
    await writer.epoch(record(2), checkpoint(2));
    await writer.end({ status: 'finished' });
    assert.deepEqual((await diskAt(folder).list(id)).filter(isClaim), []);
  });

  it('of two containers with one name and one number, only one holds it (F20)', async () => {
    if (!can('unshare', '--uts', '--pid', '--fork', '--mount-proc')) return;
    assert.equal((await claim('new', container)).said, 'held');
    assert.match((await claim('take', container)).said, /is written by another window or program \(process 1\)/);
  });

  it('clocks of two hours before or after, or far beyond the start of the machine, let no second one in (F32)', async () => {
    if (!can('faketime', '-f', '+2h')) return;
    for (const [one, other] of [
      ['+2h', '-2h'],
      ['+0', '+4000d'],
      ['+4000d', '-4000d'],
    ].slice(cases(0, 2))) {
      const first = await claim('new', clock(one));
      assert.equal(first.said, 'held');
      assert.match((await claim('take', clock(other))).said, /is written by another/);
      const watch = store();
      let looks = 0;
      await look(watch.claims, (found) => found?.ended === false && ++looks > 8);
      kill(first.child);
      rmSync(join(folder, id), { recursive: true });
    }
  });

  it('of many that come at once with clocks of their own exactly one has it (F20, F32)', async () => {
    const disk = diskAt(folder);
    await disk.write(`${id}/run.json`, new TextEncoder().encode('{}'));
    const clocks = can('faketime', '-f', '+2h') ? ['+2h', '-2h', '+4000d', '-4000d'].map(clock) : [[], [], [], []];
    const said = await Promise.all(clocks.map((under) => claim('take', under)));
    const held = said.filter((each) => each.said === 'held');
    assert.equal(held.length, 1, JSON.stringify(said.map((each) => each.said)));
    assert.equal(said.filter((each) => each.said.includes('is written by another')).length, 3);
    assert.equal((await disk.list(id)).filter(isClaim).length, 2);
  });
});

describe('a writer that is killed elsewhere', () => {
  it('at whatever step, is seen to have ended within 40 s, and its run goes on from what was told (F31)', async () => {
    const where = (pid: number, machine: string): Owner => ({
      host: 'one',
      machine,
      space: 'pid:[1]',
      pid,
      signal: () => undefined,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (moment) => {
        const disk = new MemoryDisk();
        disk.failAt = moment;
        disk.failure = new Error('killed');
        let told = 0;
        try {
          const writer = await new RunStore(disk, hash, undefined, where(11, 'start-1')).create(head());
          for (let epoch = 1; epoch <= 8; epoch++) {
            await writer.epoch(record(epoch), checkpoint(epoch));
            told = epoch;
          }
        } catch (error) {
          assert.equal((error as Error).message, 'killed');
        }
        disk.failAt = Infinity;
        let now = 0;
        const next = new RunStore(disk, hash, undefined, where(12, 'start-2'), { ...pace, clock: () => now });
        if (!disk.files.has(`${id}/run.json`)) return;
        for (; now < 35_000; now += pace.beat) await next.claims.holder(id);
        const holder = await next.claims.holder(id);
        assert(holder === undefined || holder.ended, 'it is seen to have ended');
        await next.claims.acquire(id, 'free');
        const found = await next.recover(id);
        assert((found.run.epochs.at(-1)?.epoch ?? 0) >= told);
        const writer = await next.continue(found, told);
        await writer.end({ status: 'finished' });
        assert.deepEqual((await disk.list(id)).filter(isClaim), []);
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});
