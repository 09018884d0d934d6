import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPredictions } from '@surprisal/core';
import * as vscode from 'vscode';
import { showsPictures } from '../../extension/host/inspector/rowPictures.js';
import { ImportedPredictions } from '../../extension/runs/predictions/importedPredictions.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

describe('K10 pictures that rows of predictions name', () => {
  const workspace = vscode.workspace.workspaceFolders![0].uri;
  const elsewhere = mkdtempSync(join(tmpdir(), 'surprisal-'));
  const folder = join(workspace.fsPath, 'pictures');
  before(() => {
    mkdirSync(join(folder, 'in'), { recursive: true });
    for (const name of [join(folder, 'in', 'a.png'), join(folder, 'b.png'), join(elsewhere, 'secret.png')])
      writeFileSync(name, png);
    writeFileSync(join(folder, 'text.png'), 'no picture, whatever it is called, and long enough');
    writeFileSync(join(folder, 'huge.png'), png);
    truncateSync(join(folder, 'huge.png'), 5 * 2 ** 20);
    symlinkSync(elsewhere, join(folder, 'linked'));
    symlinkSync(join(elsewhere, 'secret.png'), join(folder, 'link.png'));
  });
  after(() => {
    for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
  });

  /** Why the row of a path has no picture; empty where it has one. */
  const problems = async (...paths: string[]): Promise<string[]> => {
    const records = paths.map((image) => JSON.stringify({ image, label: 'a', prediction: 'a' })).join('\n');
    const read = readPredictions([{ name: 'p.jsonl', bytes: new TextEncoder().encode(records) }], () => assert.fail());
    assert(read.kind === 'predictions');
    const set = { rows: new ImportedPredictions(read), folder: vscode.Uri.joinPath(workspace, 'pictures', 'in') };
    const { rowPictures } = showsPictures(set);
    const found = await rowPictures({ column: 0, indices: paths.map((_, i) => i) });
    for (const picture of found) if ('bytes' in picture) assert.deepEqual([...picture.bytes], [...png]);
    return found.map((picture) => ('problem' in picture ? picture.problem : ''));
  };

  it('are read beside the predictions, below the workspace folder, and by a whole path inside it', async () => {
    const paths = ['a.png', './a.png', '../b.png', 'pictures/b.png', 'pictures\\in\\a.png', join(folder, 'b.png')];
    assert.deepEqual(
      await problems(...paths),
      paths.map(() => ''),
    );
  });

  it('outside of it, through a link, by an address, too large or of another kind they are not read, and told', async () => {
    const outside = 'It lies outside of the workspace folder, and is not read.';
    const linked = 'A link leads there, and links are not followed.';
    assert.deepEqual(
      await problems(
        join(elsewhere, 'secret.png'),
        '../../../../../../../../../../etc/x.png',
        `//server/share/x.png`,
        'file:///etc/x.png',
        'https://example.org/x.png',
        'command:x.png',
        '../linked/secret.png',
        '../link.png',
        '../huge.png',
        '../text.png',
        '../none.png',
      ),
      [
        outside,
        outside,
        outside,
        'It is an address of file, and no path of a file.',
        'It is an address of https, and no path of a file.',
        'It is an address of command, and no path of a file.',
        linked,
        linked,
        'It has 5,242,880 bytes; at most 4,194,304 are shown.',
        'It is no PNG, JPEG, GIF or WebP, or has too many pixels.',
        'It is not there.',
      ],
    );
  });
});
