import assert from 'node:assert/strict';
import { defaultConfig, readNpy, type Tensor } from '@surprisal/core';
import { encode } from 'fast-png';
import * as vscode from 'vscode';
import { closeEditors } from './documents.js';
import { at, command, fill, put, runStore, stored, text, train } from './storedRuns.js';
import type { Stored } from '../storedRun.js';
import { poll } from './until.js';

const there = (name: string): Promise<string | undefined> =>
  text(at('exports', name)).then(
    (found) => found,
    () => undefined,
  );

describe('exports by command (K13, T10)', () => {
  let run: Stored;
  const exported = (what: string): Thenable<unknown> =>
    command('export', { run: run.id, what, uri: at('exports', what) });

  before(async () => {
    await fill({ ...defaultConfig(), epochs: 3 });
    const [first] = await train();
    run = first!;
    await command('openInspector', run.id);
  });
  after(closeEditors);

  it('the host’s own: predictions, the record, and a script with the files that it reads', async () => {
    await exported('predictions.json');
    const said = JSON.parse((await there('predictions.json'))!) as { labels: string[]; predictions: string[] };
    const { confusion } = (await stored(run.id)).epochs.at(-1)!;
    const counted = new Array<number>(100).fill(0);
    said.labels.forEach((label, i) => counted[Number(label) * 10 + Number(said.predictions[i])]++);
    assert.deepEqual(counted, confusion);
    await exported('record.json');
    assert.equal(await there('record.json'), await runStore().text(run.id));
    const record = JSON.parse((await there('record.json'))!) as Pick<Stored, 'config' | 'epochs'>;
    assert.deepEqual([record.config, record.epochs.at(-1)!.confusion], [run.config, confusion]);
    await put(at('exports', 'mnist', 'sample-labels.idx.gz'), 'of the person');
    await exported('sklearn.py');
    assert.match((await there('sklearn.py'))!, /^from sklearn.neural_network import MLPClassifier$/m);
    const { size } = await vscode.workspace.fs.stat(at('exports', 'mnist', 'sample-images.idx.gz'));
    assert(size > 100_000);
    assert.equal(await there('mnist/sample-labels.idx.gz'), 'of the person', 'what is there stays');
  });

  it('R5 a project of PyTorch in a folder: its program, how it is started, the rows, the first weights, the logger', async () => {
    await exported('pytorch.project');
    const all = await vscode.workspace.fs.readDirectory(at('exports', 'pytorch.project'));
    const names = ['README.md', 'data', 'run.sbatch', 'run.sh', 'start.safetensors', 'surprisal_run.py', 'train.py'];
    assert.deepEqual(all.map(([name]) => name).sort(), names);
    const program = (await there('pytorch.project/train.py'))!;
    assert.match(program, /^from surprisal_run import Run$/m);
    assert.ok(program.includes(`PARENT = "${run.id}"`));
    const read = async (name: string): Promise<Tensor> => {
      const bytes = await vscode.workspace.fs.readFile(at('exports', 'pytorch.project', 'data', name));
      return readNpy({ name, bytes: new Uint8Array(bytes) });
    };
    const [x, y] = [await read('test-x.npy'), await read('test-y.npy')];
    assert.deepEqual([x.shape, y.shape], [[1000, 28, 28], [1000]]);
    const { confusion } = (await stored(run.id)).epochs.at(-1)!;
    const rows = Array.from({ length: 10 }, (_, c) => confusion.slice(c * 10, c * 10 + 10).reduce((a, b) => a + b));
    assert.deepEqual(
      rows.map((_, c) => y.data.filter((label) => label === c).length),
      rows,
    );
  });

  it('R9 of a folder of pictures: predictions with rows and files, and a project with their pixels', async () => {
    const classes = ['light', 'dark'];
    for (let i = 0; i < 40; i++) {
      const data = Uint8Array.from({ length: 36 }, (_, j) => ((i * 7 + j * 5) % 90) + (i % 2 === 0 ? 150 : 0));
      const png = encode({ width: 6, height: 6, channels: 1, data });
      await vscode.workspace.fs.writeFile(at('photos', classes[i % 2], `${i}.png`), png);
    }
    const base = defaultConfig();
    await fill({ ...base, epochs: 2, data: { ...base.data, source: 'files', files: { images: 'photos' } } });
    const [ofPictures] = await train();
    const write = (what: string): Thenable<unknown> =>
      command('export', { run: ofPictures.id, what, uri: at('exports', what) });
    await command('openInspector', ofPictures.id);
    await write('predictions.csv');
    const [head, ...rows] = (await there('predictions.csv'))!.trimEnd().split('\n');
    assert.match(head, /^index,file,label,prediction,/);
    assert.equal(rows.length, 8);
    // Paths are read in the order of their letters.
    const paths = Array.from({ length: 40 }, (_, i) => `photos/${classes[i % 2]}/${i}.png`).sort();
    for (const row of rows) {
      const [index, file, label] = row.split(',');
      assert.equal(file, paths[Number(index)]);
      assert.equal(label, file.split('/')[1]);
    }
    await command('export', { run: ofPictures.id, what: 'pytorch.project', uri: at('exports', 'pictures') });
    const bytes = await vscode.workspace.fs.readFile(at('exports', 'pictures', 'data', 'test-x.npy'));
    assert.deepEqual(readNpy({ name: 'test-x.npy', bytes: new Uint8Array(bytes) }).shape, [8, 6, 6]);
  });

  it('the page’s: text, and a picture that it draws', async () => {
    await command('openInspector', run.id);
    for (const what of ['matrix.csv', 'report.html', 'curves.png']) {
      // A page that is still opening makes nothing, and one that is asked again while it makes it would ask where to save it.
      let [wait, waited] = [4, 0];
      const found = await poll(`${what} in the folder`, async () => {
        if (waited++ % wait === 0) {
          await exported(what);
          [wait, waited] = [2 * wait, 1];
        }
        return there(what);
      });
      assert(found.length > 100, what);
    }
    const { confusion } = (await stored(run.id)).epochs.at(-1)!;
    const rows = (await there('matrix.csv'))!.trimEnd().split('\n').slice(1);
    assert.deepEqual(
      rows.flatMap((row) => row.split(',').slice(1, 11).map(Number)),
      confusion,
    );
  });
});
