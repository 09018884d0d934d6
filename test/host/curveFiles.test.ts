import assert from 'node:assert/strict';
import type { CurveDisk } from '../../extension/runs/curves/followedFile.js';
import { bundled, l10n } from './bundled.js';

interface Files extends CurveDisk {
  found(uri: object, form: 'table'): { path: string };
}
const host = bundled<{ CurveFiles: new () => Files }>('curves/curveFiles');

describe('files of curves on a file system that gives them only as a whole (R3, S25)', () => {
  it('are held while they are read in parts, and no more of them than one may have', async () => {
    const size = 40 * 2 ** 20;
    let reads = 0;
    const { CurveFiles } = host({
      l10n,
      Uri: { joinPath: () => ({ scheme: 'memfs' }) },
      FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
      FileSystemError: class extends Error {},
      workspace: {
        asRelativePath: ({ path }: { path: string }) => path,
        fs: {
          stat: async () => ({ type: 1, size, mtime: 1 }),
          readFile: async () => (reads++, new Uint8Array(size)),
        },
      },
    });
    const files = new CurveFiles();
    const [a, b] = ['/a', '/b'].map((path) => files.found({ scheme: 'memfs', authority: '', path }, 'table').path);
    for (const path of [a, a, b, b]) assert.equal((await files.readFrom(path, size - 5, 10)).length, 5);
    assert.equal(reads, 2);
    await files.readFrom(a, 0, 10);
    assert.equal(reads, 3, 'the bytes of a were given back');
  });
});
