import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { diskAt, owner } from '../../extension/cli/files.js';
import { isClaim } from '../../extension/runs/disk/claim.js';
import { chooseCorrections } from '../../extension/runs/disk/chooseCorrections.js';
import { correctionsFile, readCorrections } from '../../extension/runs/disk/correctionsFile.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import type { FolderDisk } from '../../extension/runs/disk/safeDisk.js';
import { TRASH } from '../../extension/runs/disk/trash.js';
import { readWhole, writeWhole } from '../../extension/runs/disk/wholeFile.js';
import { contentsOf, linkedAt } from './linkedFolders.js';
import { checkpoint, hash, head, record } from './memoryDisk.js';

/** What a run begins with that uses corrections of MNIST, which lie in `.surprisal` and are kept there by their hash. */
async function corrected(folder: string): Promise<unknown> {
  const kept = diskAt(join(folder, '.surprisal', 'corrections'));
  const set = { sources: [source], corrections: [{ row: 1, old: '1', verdict: 'relabelled', new: '7' } as const] };
  await writeWhole(kept, 'mnist.json', correctionsFile([set]));
  const words = { changed: String, lost: String };
  const read = async () => (await readWhole(kept, 'mnist.json', readCorrections)) ?? [];
  return chooseCorrections('file', [source], { read, kept, hash, words });
}
const source = { file: 'mnist', sha256: 'a1'.repeat(32) };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const aside = `${TRASH}/20240101-000000`;

describe('links in the folder of the runs', function () {
  this.timeout(120_000);
  let temporary: string;
  before(() => {
    temporary = mkdtempSync(join(tmpdir(), 'surprisal-'));
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  /** A run that is being written, with its labels, and one that was deleted. */
  async function make(): Promise<{ made: string; id: string }> {
    const made = join(temporary, 'made');
    const disk = diskAt(join(made, '.surprisal', 'runs'));
    const store = new RunStore(disk, hash, undefined, owner);
    const writer = await store.create(head());
    for (const epoch of [1, 2]) {
      writer.add({ firstStep: epoch * 18 - 17, loss: new Float32Array(18), accuracy: new Float32Array(18) });
      await writer.epoch(record(epoch), checkpoint(epoch));
    }
    await writer.end({ status: 'stopped', step: 40 }, checkpoint(9));
    await store.writeSidecar(writer.id, 'labels.json', bytes('{}'));
    await disk.write(`${aside}/run.json`, bytes('{}'));
    await disk.write(`${aside}.deleted`, bytes('0'));
    await diskAt(join(made, '.surprisal')).write('.gitignore', bytes('*\n'));
    await corrected(made);
    // What a process leaves that is killed as it writes: its claim, which the next one sweeps away.
    const killed = new RunStore(disk, hash, undefined, { ...owner, pid: 2 ** 22 + 1 });
    await killed.claims.acquire(writer.id);
    const left = (await disk.list(writer.id)).filter(isClaim).map((name) => `${writer.id}/${name}`);
    const held = await Promise.all(left.map((path) => disk.read(path)));
    await killed.claims.releaseAll();
    for (const [i, path] of left.entries()) await disk.write(path, held[i]!);
    return { made, id: writer.id };
  }

  it('are followed by no operation, wherever they stand and wherever they lead, and are named (S23)', async () => {
    const { made, id } = await make();
    let links = 0;
    for (const { folder, link, outside, before } of linkedAt(made, temporary)) {
      links++;
      const disk = diskAt(join(folder, '.surprisal', 'runs'));
      const store = new RunStore(disk, hash, undefined, owner);
      const said: string[] = [];
      const tried = async (work: () => Promise<unknown>): Promise<void> => {
        const given = await work().catch((error: unknown) => void said.push(String(error)));
        said.push(...((given as { problems?: string[] } | undefined)?.problems ?? []));
      };
      const all: (() => Promise<unknown>)[] = [
        () => store.list(),
        () => store.read(id),
        async () => store.batches(await store.read(id)),
        () => store.readSidecar(id, 'labels.json', (bytes) => bytes),
        () => store.writeSidecar(id, 'labels.json', bytes('other')),
        () => store.rename(id, 'other'),
        async () => {
          const writer = await store.continue(await store.recover(id), 1);
          await writer.epoch(record(2, { testAccuracy: 0 }), checkpoint(3));
          await writer.end({ status: 'finished' }, checkpoint(4));
        },
        async () => {
          const writer = await store.create(head());
          await writer.epoch(record(1), checkpoint(1));
        },
        () => store.claims.acquire(id),
        () => store.claims.holder(id),
        () => store.claims.releaseAll(),
        () => corrected(folder),
        () => diskAt(join(folder, '.surprisal', 'corrections')).remove('mnist.json'),
        async () => {
          const kept = diskAt(join(folder, '.surprisal', 'corrections'));
          for (const name of await kept.list('')) await kept.read(name);
        },
        () => diskAt(join(folder, '.surprisal')).write('.gitignore', bytes('*\n')),
        ...[...contentsOf(join(made, '.surprisal', 'runs')).keys()].flatMap((path) => [
          () => disk.append!(path, bytes('more')),
          () => disk.write(path, bytes('new')),
          () => disk.write('new', bytes('new')).then(() => disk.rename!('new', path)),
          () => disk.remove(path),
        ]),
        () => disk.move(id, `${TRASH}/${id}`),
        () => disk.move(aside, '20240101-000000'),
        ...[id, TRASH, aside].map((path) => () => disk.removeFolder(path)),
      ];
      for (const work of all) await tried(work);
      assert.deepEqual(contentsOf(outside), before, link);
      const named = said.filter((each) => each.includes(`${join(folder, link)} is a link.`));
      assert(named.length > 0, `${link} is not named:\n${said.join('\n')}`);
    }
    assert(links > 30, `${links} links`);
  });

  it('give nothing of what they lead to (S23)', async () => {
    const folder = join(temporary, 'reading');
    const disk = diskAt(join(folder, '.surprisal', 'runs'));
    await disk.write('20240229-235959/run.json', bytes('{}'));
    writeFileSync(join(temporary, 'secret'), 'secret');
    mkdirSync(join(temporary, 'secrets'));
    writeFileSync(join(temporary, 'secrets', 'secret'), 'secret');
    symlinkSync(join(temporary, 'secret'), join(folder, '.surprisal/runs/20240229-235959/labels.json'));
    symlinkSync(join(temporary, 'secrets'), join(folder, '.surprisal/runs/20240101-000000'));
    await assert.rejects(disk.read('20240229-235959/labels.json'), /labels\.json is a link\./);
    await assert.rejects(disk.list('20240101-000000'), /20240101-000000 is a link\./);
    await assert.rejects(disk.read('20240101-000000/secret'), /20240101-000000 is a link\./);
  });

  it('above it are a person’s own: a folder that is reached through one is written (S23)', async () => {
    const [real, link] = [join(temporary, 'scratch'), join(temporary, 'work')];
    mkdirSync(real);
    symlinkSync(real, link);
    for (const runs of [join(link, '.surprisal', 'runs'), join(link, 'deep', '.surprisal'), link])
      await diskAt(runs).write('x/y', bytes('1'));
    for (const path of ['.surprisal/runs/x/y', 'deep/.surprisal/x/y', 'x/y'])
      assert.equal(readFileSync(join(real, path), 'utf8'), '1');
  });

  it('no path leads out of it by its words (S9, S23)', async () => {
    const disk = diskAt(join(temporary, 'words', '.surprisal', 'runs'));
    const bad = fc
      .array(fc.constantFrom('..', '.', '', 'x', 'a\\b', 'c:', 'nul\0', '...'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter(
        (path) => path !== '' && !/^[x.]{1,3}(\/[x.]{1,3})*$/.test(path.replace(/(^|\/)\.{1,2}(?=\/|$)/g, '$1!')),
      );
    const work: ((disk: FolderDisk, path: string) => Promise<unknown>)[] = [
      (it, path) => it.read(path),
      (it, path) => it.write(path, bytes('')),
      (it, path) => it.append!(path, bytes('')),
      (it, path) => it.remove(path),
      (it, path) => it.removeFolder(path),
      (it, path) => it.list(path),
      (it, path) => it.size(path),
      (it, path) => it.rename!('x', path),
      (it, path) => it.rename!(path, 'x'),
      (it, path) => it.move('x', path),
      (it, path) => it.move(path, 'x'),
    ];
    await fc.assert(
      fc.asyncProperty(bad, fc.constantFrom(...work), async (path, each) => {
        await assert.rejects(each(disk, path), /is no path below this folder/);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('of the hard kind keep what they had: a file is written anew, and one with another name is not added to (S23)', async () => {
    const folder = join(temporary, 'hard');
    const [disk, other] = [diskAt(folder), join(temporary, 'other name')];
    for (const change of ['write', 'rename', 'append', 'remove'] as const) {
      rmSync(other, { force: true });
      writeFileSync(other, 'old');
      await disk.remove('x');
      mkdirSync(folder, { recursive: true });
      linkSync(other, join(folder, 'x'));
      if (change === 'write') await disk.write('x', bytes('new'));
      if (change === 'rename') await disk.write('new', bytes('new')).then(() => disk.rename!('new', 'x'));
      if (change === 'append')
        await assert.rejects(disk.append!('x', bytes('new')), /x could not be written: it is no file of its own/);
      if (change === 'remove') await disk.remove('x');
      assert.equal(readFileSync(other, 'utf8'), 'old', change);
    }
  });

  it('what is no file, or has no end, is not waited for (S20)', async () => {
    if (process.platform === 'win32') return;
    const folder = join(temporary, 'devices');
    const disk = diskAt(folder);
    mkdirSync(join(folder, 'run.json'), { recursive: true });
    await assert.rejects(disk.read('run.json'), /run\.json is no file/);
    await disk.write('full', bytes('1'));
    await disk.append!('full', bytes('2'));
    assert.equal(statSync(join(folder, 'full')).size, 2);
  });
});
