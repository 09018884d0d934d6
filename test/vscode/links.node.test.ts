import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { files } from '../../extension/host/ports/files.js';
import { localFiles } from '../../extension/host/runs/localFiles.node.js';
import type { RunLibrary } from '../../extension/host/runs/runLibrary.js';
import { owner } from '../../extension/host/runs/store.js';
import { Run } from '../../extension/runs/model/run.js';
import { contentsOf, linkedAt } from '../runs/linkedFolders.js';
import { checkpoint, head, record } from '../runs/memoryDisk.js';
import { libraryOf } from './storedRuns.js';

const newRun = (): Run => new Run('run-1', 'a run', head().config, Date.UTC(2024, 1, 29));
const started = { ...head(), epoch: 0 } as never;
const open = (folder: string): RunLibrary =>
  libraryOf({ folder: vscode.Uri.file(folder), below: '.surprisal/runs' }, [owner]);

describe('links in the folder of a workspace', function () {
  this.timeout(80_000);
  const temporary = mkdtempSync(join(tmpdir(), 'surprisal-'));
  const { showWarningMessage } = vscode.window;
  let told: string[] = [];
  before(() => {
    vscode.window.showWarningMessage = (text: string) => Promise.resolve(void told.push(text));
  });
  after(() => {
    Object.assign(vscode.window, { showWarningMessage });
    rmSync(temporary, { recursive: true, force: true });
  });

  it('that wait under the name of a file that is written beside another lead no bytes elsewhere (S9, S23)', async () => {
    const folder = mkdtempSync(join(temporary, 'written-'));
    const outside = join(temporary, 'outside.txt');
    writeFileSync(outside, 'theirs');
    symlinkSync(outside, join(folder, 'surprisal_run.py.tmp'));
    const written = vscode.Uri.file(join(folder, 'surprisal_run.py'));
    await files.write(written, new TextEncoder().encode('ours'));
    assert.equal(readFileSync(outside, 'utf8'), 'theirs');
    assert.equal(new TextDecoder().decode(await files.read(written)), 'ours');
    // Neither through a link under its own name.
    symlinkSync(outside, join(folder, 'linked.csv'));
    await files.write(vscode.Uri.file(join(folder, 'linked.csv')), new TextEncoder().encode('ours'));
    assert.equal(readFileSync(outside, 'utf8'), 'theirs');
    assert.deepEqual(readdirSync(folder).sort(), ['linked.csv', 'surprisal_run.py', 'surprisal_run.py.tmp']);
  });

  it('are followed by nothing that can be done with a run, and a person is told which (S23)', async () => {
    const made = join(temporary, 'made');
    mkdirSync(made);
    const first = open(made);
    for (const name of ['kept', 'deleted']) {
      const run = newRun();
      const writer = await first.create(run, started);
      await writer.epoch(record(1), checkpoint(1));
      await writer.end({ status: 'stopped' }, checkpoint(2));
      await first.writeLabels(run, { found: null, check: null });
      if (name === 'deleted') await first.moveToTrash(run.id);
    }
    first.dispose();
    const [id, gone] = ['20240229-000000', '20240229-000000-2'];

    for (const { folder, link, outside, before } of linkedAt(made, temporary)) {
      told = [];
      const library = open(folder);
      const said: string[] = [];
      const run = new Run(id, 'a run', head().config, 0);
      for (const work of [
        () => library.ready(),
        async () => library.damaged.map(({ reason }) => said.push(reason)),
        () => library.record(id),
        async () => said.push(...(await library.recover(run)).problems),
        () => library.recover(run, 1),
        async () => library.batches((await library.recover(run)).run),
        async () => said.push(...(await library.matrices((await library.recover(run)).run)).problems),
        () => library.readLabels(run),
        () => library.writeLabels(run, { found: null, check: null }),
        () => library.rename(run, 'other'),
        async () => {
          await library.claim(run);
          const writer = await library.continue(run, await library.recover(run), 1);
          await writer.epoch(record(2), checkpoint(3));
          await writer.end({ status: 'stopped' }, checkpoint(4));
        },
        () => library.release(run),
        () => library.create(newRun(), started),
        () => library.deleted(),
        () => library.restoreFromTrash(gone),
        () => library.moveToTrash(gone),
        () => library.moveToTrash(id),
        () => library.emptyTrash(),
      ]) {
        const given = await (work() as Promise<unknown>).catch((error: unknown) => void said.push(String(error)));
        said.push((given as { missing?: string } | undefined)?.missing ?? '');
      }
      library.dispose();
      assert.deepEqual(contentsOf(outside), before, link);
      const words = [...said, ...told].filter((each) => each.includes(`${join(folder, link)} is a link.`));
      // Two kinds are left alone, a link or not: that one once it is there, and the files of a run that was deleted.
      if (link === join('.surprisal', 'runs', '.gitignore') || /deleted.[\d-]+.\w/.test(link)) continue;
      assert(words.length > 0, `${link} is not named:\n${[...said, ...told].join('\n')}`);
      // Where no run can be shown a person hears of it without asking.
      if (['.surprisal', 'runs', 'deleted'].some((name) => link.endsWith(name) && !link.includes('2024')))
        assert.match(told.join(), / is a link\. Nothing is read or written through a link in this folder\./);
    }
  });

  it('a file that a person names may be one; what has no end is refused before it is read (S20)', async () => {
    const at = (name: string): string => join(temporary, name);
    writeFileSync(at('numbers.csv'), '1,2\n');
    symlinkSync(at('numbers.csv'), at('link.csv'));
    assert.equal(new TextDecoder().decode(await files.read(vscode.Uri.file(at('link.csv')))), '1,2\n');
    if (process.platform === 'win32') return;
    assert.equal(spawnSync('mkfifo', [at('pipe.csv')]).status, 0);
    symlinkSync('/dev/zero', at('zero.csv'));
    for (const name of ['pipe.csv', 'zero.csv'])
      for (const read of [files.read, files.readIfThere, files.size])
        await assert.rejects(
          (async () => read(vscode.Uri.file(at(name))))(),
          new RegExp(`${name} is no file: it is a folder, a device or a pipe`),
        );
  });

  it('Node’s files are taken where the scheme is file, and nowhere else (U21)', () => {
    assert(localFiles(vscode.Uri.file(temporary)));
    for (const scheme of ['memfs', 'vscode-remote', 'untitled', 'File2'])
      assert.equal(localFiles(vscode.Uri.from({ scheme, path: temporary })), undefined);
  });
});
