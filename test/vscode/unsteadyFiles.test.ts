import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import * as vscode from 'vscode';
import { files } from '../../extension/host/ports/files.js';
import { readAll, stampsOf } from '../../extension/host/inspector/predictionFiles.js';
import { diskAt } from '../../extension/host/runs/runDisk.js';
import { FakeFiles } from './fakeFiles.js';

const { FileSystemError } = vscode;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A file system that does to each file what its name says. */
class Unsteady extends FakeFiles {
  private asked = 0;
  /** What a file holds when it is read; `stat` may say something else. */
  content = encode('a,b\n0,1\n1,1\n');
  size: number | undefined;
  fault: Error | undefined;

  override stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path.includes('gone')) throw FileSystemError.FileNotFound(uri);
    if (uri.path.includes('forbidden')) throw FileSystemError.NoPermissions('the disk says no');
    const type = uri.path.includes('.') ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: ++this.asked, size: this.size ?? this.content.length };
  }
  override async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (this.fault) throw this.fault;
    if (uri.path.includes('hangs')) await new Promise<never>(() => undefined);
    return this.content;
  }
  override writeFile(): void {
    if (this.fault) throw this.fault;
  }
}

describe('a file system that can’t be relied on', () => {
  const provider = new Unsteady();
  const at = (path: string): vscode.Uri => vscode.Uri.from({ scheme: 'unsteady', path });
  let registered: vscode.Disposable;
  before(() => {
    registered = vscode.workspace.registerFileSystemProvider('unsteady', provider);
  });
  after(() => registered.dispose());
  beforeEach(() => {
    provider.size = provider.fault = undefined;
    provider.content = encode('a,b\n0,1\n1,1\n');
  });

  it('that lies about a size gives the bytes that are there, and no more than the limit (S20)', async () => {
    provider.size = 3;
    const [short] = await readAll([at('/short.csv')]);
    assert.equal(short.bytes.length, provider.content.length);
    provider.size = limits.text + 1;
    await assert.rejects(readAll([at('/long.csv')]), /long\.csv: [\d,.]+ bytes; expected at most/);
  });

  it('that says a file is gone, or forbids it, or breaks off, is told by the name of the file (S20)', async () => {
    await assert.rejects(readAll([at('/gone.csv')]), /gone\.csv is not there any more/);
    await assert.rejects(readAll([at('/forbidden.csv')]), /forbidden\.csv could not be read: .*the disk says no/);
    provider.fault = new Error('the cable was pulled');
    await assert.rejects(readAll([at('/broken.csv')]), /broken\.csv: .*the cable was pulled/);
    assert.equal(await files.readIfThere(at('/broken.csv')).then(undefined, () => 'thrown'), 'thrown');
    assert.equal(await files.readIfThere(at('/gone.csv')), undefined);
  });

  it('that hangs holds up only who asked for it (S20)', async () => {
    let answered = false;
    void readAll([at('/hangs.csv')]).then(() => (answered = true));
    const [other] = await readAll([at('/other.csv')]);
    assert.equal(other.name, 'other.csv');
    assert.equal(answered, false);
  });

  it('whose file grows or shrinks between stat and read gives its new content, and another stamp (F14)', async () => {
    const uri = at('/changing.csv');
    const [before] = await stampsOf([uri]);
    for (const content of ['a,b\n0,1\n', `a,b\n${'0,1\n'.repeat(1000)}`]) {
      provider.size = provider.content.length;
      provider.content = encode(content);
      const [{ bytes }] = await readAll([uri]);
      assert.equal(new TextDecoder().decode(bytes), content);
    }
    assert.notEqual((await stampsOf([uri]))[0], before);
  });

  it('that can’t be written says path and cause (S20)', async () => {
    provider.fault = FileSystemError.NoPermissions('read-only');
    const disk = diskAt(at('/runs'));
    await assert.rejects(
      disk.write('x/run.json', encode('{}')),
      /runs.x.run\.json.* could not be written: .*read-only/,
    );
  });
});
