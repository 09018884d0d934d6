import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import type { Stored } from '../storedRun.js';
import { correctionsFile } from '../../extension/runs/disk/correctionsFile.js';
import { closeEditors } from './documents.js';
import { closePages, pages, pagesOpened } from './pages.js';
import {
  at,
  command,
  fill,
  form,
  put,
  runIds,
  runStore,
  runsAt,
  stored,
  text,
  train,
  untilTrained,
} from './storedRuns.js';
import { until } from './until.js';

const { fs } = vscode.workspace;

/** Every file of a folder by its SHA-256. */
async function hashes(uri: vscode.Uri): Promise<Record<string, string>> {
  const names = (await fs.readDirectory(uri)).map(([name]) => name).sort();
  const entries = names.map(async (name) => {
    const digest = await crypto.subtle.digest(
      'SHA-256',
      new Uint8Array(await fs.readFile(vscode.Uri.joinPath(uri, name))),
    );
    return [name, [...new Uint8Array(digest)].join()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

describe('runs', () => {
  let run: Stored;
  before(async () => {
    await fill({ ...defaultConfig(), epochs: 4 });
    [run] = await train();
  });
  after(closeEditors);

  it('lie in the folder as they go, every epoch with its weights, out of version control (T8)', async () => {
    assert.equal(run.status, 'finished');
    assert.deepEqual(
      run.epochs.map(({ epoch }) => epoch),
      [1, 2, 3, 4],
    );
    const names = (await fs.readDirectory(runsAt(run.id))).map(([name]) => name).sort();
    const logs = names.filter((name) => /^(steps|epochs)(-\d+)?\.jsonl$/.test(name));
    assert(logs.length >= 2);
    const heads = names.filter((name) => /^run(-\d+)?\.json$/.test(name));
    assert.deepEqual(
      names.filter((name) => !logs.includes(name) && !heads.includes(name)),
      [
        ...run.epochs.map(({ epoch }) => `checkpoint-000${epoch}.safetensors`),
        'end.safetensors',
        'labels.npy',
        ...run.epochs.map(({ epoch }) => `predicted-000${epoch}.npy`),
      ],
    );
    assert(heads.includes('run.json'));
    assert.equal(await text(at('.surprisal', '.gitignore')), '*\n');
  });

  it('train one at a time: others wait, and the same settings give the same losses and weights (F20, T1)', async () => {
    const runs = await train(2);
    const losses = ({ epochs }: Stored): number[] => epochs.map(({ trainLoss }) => trainLoss);
    for (const each of runs) {
      assert.equal(each.weightsHash, run.weightsHash);
      assert.deepEqual(losses(each), losses(run));
    }
  });

  it('are renamed, which opens nothing, and exported', async () => {
    await closePages('inspector');
    await command('renameRun', run.id, 'the first one');
    assert.equal((await stored(run.id)).title, 'the first one');
    await pagesOpened();
    assert.deepEqual(pages('inspector'), []);
    await command('renameRun', run.id, ' \n ');
    assert.equal((await stored(run.id)).title, 'the first one');
    await command('exportRun', run.id, at('exported.json'));
    assert.equal(await text(at('exported.json')), await runStore().text(run.id));
  });

  it('that are deleted come back byte for byte', async () => {
    const before = await hashes(runsAt(run.id));
    await command('deleteRun', run.id);
    assert(!(await runIds()).includes(run.id));
    await command('restoreRun', run.id);
    assert.deepEqual(await hashes(runsAt(run.id)), before);
  });

  it('that are damaged stand alone, and can be put aside (T8)', async () => {
    const id = '20200101-000000';
    await put(runsAt(id, 'run.json'), '{ "version": 1');
    await command('deleteRun', id);
    assert(!(await runIds()).includes(id));
    assert((await runIds()).includes(run.id));
  });

  it('that stopped before their end go on to the same weights (F7)', async () => {
    const whole = await hashes(runsAt(run.id));
    const record = await stored(run.id);
    const { title, config, kernel, classes, trainCount, validationCount, testCount, parameters } = record;
    const facts = { title, config, kernel, classes, trainCount, validationCount, testCount, parameters };
    const interrupted = await runStore().create({ ...facts, started: Date.UTC(2024, 0, 1) });
    for (const { epoch, checkpoint: _, confusion, ...rest } of record.epochs.slice(0, 2)) {
      const bytes = await fs.readFile(runsAt(run.id, `checkpoint-000${epoch}.safetensors`));
      await interrupted.epoch({ ...rest, epoch, confusion: Uint32Array.from(confusion) }, bytes);
    }
    await untilTrained(1, () => command('resumeRun', interrupted.id));
    const ended = await stored(interrupted.id);
    assert.equal(ended.status, 'finished');
    assert.equal(ended.weightsHash, run.weightsHash);
    assert.equal(ended.epochs.length, 4);
    assert.equal((await hashes(runsAt(interrupted.id)))['end.safetensors'], whole['end.safetensors']);
  });
});

describe('configurations', () => {
  it('are saved as they stand in the form, and one that is wrong changes nothing (F22)', async () => {
    const config = { ...defaultConfig(), epochs: 7, seed: 12 };
    await fill(config);
    assert.deepEqual(await form(), config);
    await put(at('wrong.surprisal.json'), JSON.stringify({ ...config, epochs: 0 }));
    await command('openConfiguration', at('wrong.surprisal.json'));
    assert.deepEqual(await form(), config);
  });

  it('are completed and checked by the editor', async () => {
    const uri = at('checked.surprisal.json');
    await put(uri, '{\n  "version": 1,\n  "network": { "layers": [] },\n  "epochs": 0\n}\n');
    await vscode.window.showTextDocument(uri);
    const problems = () => vscode.languages.getDiagnostics(uri);
    await until('a problem in the editor', vscode.languages.onDidChangeDiagnostics, () => problems().length > 0);
    assert.equal(problems()[0].range.start.line, 3);
    await closeEditors();
  });
});

describe('own data', () => {
  before(async () => {
    const rows = Array.from({ length: 120 }, (_, i) => {
      const side = i % 2;
      return `${side * 2 + ((i * 7) % 10) / 10},${((i * 3) % 10) / 10},${side ? 'right' : 'left'}`;
    });
    await put(at('sides.csv'), `length,width,label\n${rows.join('\n')}\n`);
  });
  after(closeEditors);

  it('a table of numbers trains, with its classes by name (T9)', async () => {
    await fill({ ...defaultConfig(), epochs: 10, batch: 10 });
    await command('trainOnFile', at('sides.csv'));
    assert.deepEqual((await form()).data.files, { images: 'sides.csv' });
    const [run] = await train();
    assert.equal(run?.status, 'finished');
    assert.deepEqual(run?.classes, ['left', 'right']);
  });

  it('how its features were scaled stands in the record of the run, asked for or not (T9)', async () => {
    const data = { ...(await form()).data, source: 'files', files: { images: 'sides.csv' } } as const;
    const scaled = async (scale?: 'standard'): Promise<unknown> => {
      await fill({ ...defaultConfig(), data: { ...data, ...(scale && { scale }) }, epochs: 2, batch: 10 });
      const [run] = await train();
      return run?.config.data.scale;
    };
    assert.deepEqual([await scaled(), await scaled('standard')], ['none', 'standard']);
    await command('trainOnFile', at('sides.csv'));
    assert.equal((await form()).data.scale, undefined, 'other files are scaled by their kind');
  });

  it('R11 corrections of labels beside it are used where they are of the file as it is, and the record says which', async () => {
    const hash = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
      Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (b) =>
        b.toString(16).padStart(2, '0'),
      ).join('');
    const rows = Array.from({ length: 120 }, (_, i) => `${i % 2},${(i * 7) % 10},${i % 2 ? 'right' : 'left'}`);
    const table = `length,width,label\n${rows.join('\n')}\n`;
    await put(at('turns.csv'), table);
    const set = {
      sources: [{ file: 'turns.csv', sha256: await hash(new TextEncoder().encode(table)) }],
      corrections: [
        { row: 4, old: 'left', verdict: 'relabelled', new: 'right' },
        { row: 6, old: 'left', verdict: 'leftOut' },
      ] as const,
    };
    const file = new Uint8Array(correctionsFile([{ ...set, corrections: [...set.corrections] }]));
    await put(at('turns.csv.corrections.json'), new TextDecoder().decode(file));
    const used = async (corrections?: string): Promise<[string | undefined, number]> => {
      const data = { ...defaultConfig().data, source: 'files', files: { images: 'turns.csv' } } as const;
      const asked = { ...data, ...(corrections !== undefined && { corrections }) };
      await fill({ ...defaultConfig(), data: asked, epochs: 2, batch: 10 });
      const [run] = await train();
      assert(run);
      return [run.config.data.corrections, run.trainCount + run.validationCount + run.testCount];
    };
    assert.deepEqual(await used(), [await hash(file), 119]);
    assert.deepEqual(await used('none'), [undefined, 120]);
    await put(at('turns.csv'), `${table}1,1,left\n`);
    assert.deepEqual(await used(), [undefined, 121], 'the source has changed');
    await vscode.workspace.fs.delete(at('turns.csv.corrections.json'));
  });

  it('images find their labels and their test part by name', async () => {
    for (const name of ['train-images', 'train-labels', 't10k-images', 't10k-labels'])
      await put(at('own', `${name}-idx${name.endsWith('images') ? 3 : 1}-ubyte`), 'x');
    await command('trainOnFile', at('own', 'train-images-idx3-ubyte'));
    assert.deepEqual((await form()).data.files, {
      images: 'own/train-images-idx3-ubyte',
      labels: 'own/train-labels-idx1-ubyte',
      testImages: 'own/t10k-images-idx3-ubyte',
      testLabels: 'own/t10k-labels-idx1-ubyte',
    });
  });
});
