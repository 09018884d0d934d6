import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskAt } from '../../extension/cli/files.js';
import { DiskUsed } from '../../extension/runs/disk/diskUsed.js';
import { TRASH } from '../../extension/runs/disk/trash.js';

describe('the disk that runs use (R9)', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'used-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (path: string, bytes: number): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), new Uint8Array(bytes));
  };
  const [one, two] = ['20240229-120000', '20240229-120001'];

  it('R9 is that of all files of the runs, of those in the trash apart, and follows what comes and goes', async () => {
    const used = new DiskUsed(diskAt(folder));
    assert.deepEqual(await used.measure(), { runs: 0, deleted: 0 });
    put(`${one}/run.json`, 100);
    put(`${one}/epoch-0001.safetensors`, 4000);
    put(`${two}/run.json`, 20);
    put('notes/other.txt', 7);
    put('.gitignore', 2);
    assert.deepEqual(await used.measure(), { runs: 4120, deleted: 0 });
    put(`${two}/epoch-0001.safetensors`, 300);
    rmSync(join(folder, one, 'epoch-0001.safetensors'));
    assert.deepEqual(await used.measure(), { runs: 420, deleted: 0 });
    put(`${TRASH}/${one}/run.json`, 50);
    put(`${TRASH}/${one}.deleted`, 13);
    assert.deepEqual(await used.measure(), { runs: 420, deleted: 50 });
  });

  it('R9 S23 counts nothing that a link leads to', async () => {
    put(`${two}/run.json`, 20);
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'large'), new Uint8Array(1e5));
    symlinkSync(outside, join(folder, '20240229-120002'));
    symlinkSync(join(outside, 'large'), join(folder, two, 'large'));
    assert.deepEqual(await new DiskUsed(diskAt(folder)).measure(), { runs: 20, deleted: 0 });
    rmSync(outside, { recursive: true });
  });
});
