import assert from 'node:assert/strict';
import {
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  closeSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CurveAxis, defaultConfig } from '@surprisal/core';
import { FileRuns } from '../../extension/runs/curves/fileRuns.js';
import { findCurves } from '../../extension/runs/curves/findCurves.js';
import { flatSettings } from '../../extension/runs/curves/flatSettings.js';
import type { CurveDisk } from '../../extension/runs/curves/followedFile.js';
import { LoggedCurves } from '../../extension/runs/curves/loggedCurves.js';
import { TrainedCurves } from '../../extension/runs/curves/trainedCurves.js';
import { LoggedRun, type LoggedContents } from '../../extension/runs/model/loggedRun.js';
import type { FolderEntry } from '../../extension/runs/pictures/pictureFolder.js';
import { Run } from '../../extension/runs/model/run.js';
import { ScalarSeries } from '../../extension/runs/model/scalarSeries.js';
import { all } from '../cases.js';
import { follow, Memory, query } from './followedCurves.js';

const reference = new URL('../../../test/reference/data/curves/', import.meta.url);
const stored = (name: string) => new Uint8Array(readFileSync(new URL(name, reference)));
const storedNames = readdirSync(reference, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(reference.pathname.length));

describe('the model of curves of files (R3)', () => {
  it('files of every framework in one folder become runs with their places and settings', async () => {
    const disk = new Memory();
    for (const name of storedNames) disk.put(`/work/${name}`, stored(name));
    const { curves, update } = follow(disk);
    await update();
    const runs = curves.runs().map(({ source, title, scalars }) => [source, title, scalars.length].join(' '));
    assert.deepEqual(runs.sort(), [
      'csv dvclive 2',
      'csv keras/training.csv 5',
      'csv lightning 4',
      'csv tensorboard/run-train 1',
      'tensorboard events.out.tfevents.1700000000.host.1.0 29',
      'trainerState trainer 9',
    ]);
    const live = curves.runs().find(({ title }) => title === 'dvclive')!;
    assert.deepEqual(live.scalars.map(({ name }) => name).sort(), ['eval/accuracy', 'train/loss']);
    const events = curves.runs().find(({ source }) => source === 'tensorboard')!;
    assert.deepEqual(events.settings, { lr: 0.001, optimiser: 'Adam', nesterov: false, layers: 3 });
  });

  it('a file that grows is read from where reading left off, and its run is told to have grown', async () => {
    const disk = new Memory();
    const bytes = stored('events.out.tfevents.1700000000.host.1.0');
    let now = 0;
    const { curves, update } = follow(disk, () => now);
    disk.put('/work/runs/a/events.out.tfevents.1', bytes.subarray(0, 5000));
    await update();
    assert.deepEqual(curves.news(), { state: true, grown: [] });
    assert.deepEqual(curves.news(), { state: false, grown: [] });
    assert.equal(curves.live, false);
    const [{ id, scalars }] = curves.runs();
    const before = scalars[0].points;
    disk.read = 0;
    disk.put('/work/runs/a/events.out.tfevents.1', bytes);
    await update();
    assert.ok(disk.read < bytes.length - 5000 + 200, `${disk.read} bytes were read`);
    assert.deepEqual(curves.news().grown, [id]);
    assert.ok(curves.runs()[0].scalars[0].points > before);
    assert.equal(curves.live, true);
    now = 61_000;
    assert.equal(curves.live, false);
  });

  it('a file that was replaced is read anew, also where it is longer and begins alike', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    const values = () => curves.points([query('loss', [[curves.runs()[0].id]])])[0][0].y;
    const rows = (loss: number, count: number): string =>
      Array.from({ length: count }, (_, i) => `${i},${loss},${'0'.repeat(40)}\n`).join('');
    disk.put('/work/log.csv', `epoch,loss,more\n${rows(0.5, 3)}`);
    await update();
    assert.deepEqual([...values()], [0.5, 0.5, 0.5]);
    disk.put('/work/log.csv', `epoch,loss,more\n${rows(0.25, 5)}`);
    await update();
    assert.deepEqual(
      [...values()],
      Array.from({ length: 5 }, () => 0.25),
    );
    disk.put('/work/log.csv', `epoch,loss,more\n${rows(0.1, 1)}`);
    await update();
    assert.deepEqual([...values()], [0.1]);
  });

  it('what is torn is told once the file rests, what was damaged with its place, and what is gone', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    disk.put('/work/log.csv', 'epoch,loss\n0,0.5\n1,x\n2,0.');
    await update();
    assert.deepEqual(curves.runs()[0].problems, ['log.csv number 1 line 3']);
    await update();
    assert.deepEqual(curves.runs()[0].problems, ['log.csv number 1 line 3', 'torn']);
    disk.put('/work/log.csv', 'epoch,loss\n0,0.5\n1,x\n2,0.25\n');
    await update();
    assert.deepEqual(curves.runs()[0].problems, ['log.csv number 1 line 3']);
    assert.deepEqual(curves.runs()[0].scalars[0].last, { step: 2, value: 0.25 });
  });

  it('a state of a Trainer that is cut short while it is written leaves what was read; the last checkpoint counts', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    const state = (loss: number): string => `{"log_history": [{"loss": ${loss}, "step": 1}]}`;
    disk.put('/work/out/checkpoint-90/trainer_state.json', state(0.9));
    disk.put('/work/out/checkpoint-100/trainer_state.json', state(0.5));
    await update();
    const [run, ...others] = curves.runs();
    assert.deepEqual([run.title, run.scalars[0].last, others], ['out', { step: 1, value: 0.5 }, []]);
    disk.put('/work/out/checkpoint-100/trainer_state.json', state(0.4).slice(0, 30));
    await update();
    assert.deepEqual(
      [curves.runs()[0].scalars[0].last, curves.runs()[0].problems],
      [{ step: 1, value: 0.5 }, ['refused']],
    );
  });

  it('runs are called by their folders without those that all share; the run of that folder has its name', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    const titles = (): string[] => curves.runs().map(({ title }) => title);
    disk.put('/work/runs/lr1/metrics.csv', 'step,loss\n1,0.5\n');
    await update();
    assert.deepEqual(titles(), ['runs/lr1']);
    disk.put('/work/runs/lr2/metrics.csv', 'step,loss\n1,0.5\n');
    await update();
    assert.deepEqual(titles(), ['lr1', 'lr2']);
    disk.put('/work/runs/trainer_state.json', '{"log_history": [{"loss": 1, "step": 1}]}');
    await update();
    assert.deepEqual(titles(), ['lr1', 'lr2', 'runs']);
    assert.equal(curves.runs()[0].place, 'runs/lr1');
  });

  it('curves that were saved from TensorBoard have the names that their files tell, and those of one run are one', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    const saved = stored('tensorboard/run-train-tag-loss.csv');
    for (const name of ['run-train-tag-loss', 'run-train-tag-epoch_acc', 'run-val-tag-loss', 'other'])
      disk.put(`/work/tb/${name}.csv`, saved);
    await update();
    const found = curves.runs().map(({ title, scalars }) => [title, ...scalars.map(({ name }) => name)].join(' '));
    assert.deepEqual(found.sort(), ['other.csv Value', 'run-train loss epoch_acc', 'run-val loss']);
  });

  it('the folder that add_hparams makes belongs to its run', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    disk.put('/work/runs/a/events.out.tfevents.1', stored('events.out.tfevents.1700001000.host.3.0'));
    disk.put('/work/runs/a/1700000000.25/events.out.tfevents.2', stored('events.out.tfevents.1700000000.host.1.0'));
    await update();
    const [run, ...others] = curves.runs();
    assert.deepEqual([run.title, run.settings.lr, others], ['runs/a', 0.001, []]);
    assert.deepEqual([run.problems, run.others], [[], { graphs: 1, histograms: 1, images: 1, text: 1 }]);
    assert.match(run.notes.join(), /^runs\/a\/events\.out\.tfevents\.1 noChecksum 21 /);
    assert.deepEqual(run.scalars.map(({ name }) => name).sort(), ['loss', 'odd', 'train/loss', 'val/accuracy']);
  });

  it('points are those of the range, few and exact, along every axis; readings are exact', async () => {
    const disk = new Memory();
    disk.put('/work/a/events.out.tfevents.1', stored('events.out.tfevents.1700000000.host.1.0'));
    const { curves, update } = follow(disk);
    await update();
    const [{ id, scalars }] = curves.runs();
    const loss = scalars.find(({ name }) => name === 'train/loss')!;
    assert.deepEqual([loss.points, loss.notFinite, loss.has], [200, 0, { epoch: false, time: true }]);
    const [[whole]] = curves.points([query('train/loss', [[id]])]);
    const [[few]] = curves.points([query('train/loss', [[id]], { columns: 10 })]);
    assert.equal(whole.x.length, 200);
    assert.ok(few.x.length <= 44 && few.x.every((x, i) => whole.y[x] === few.y[i]));
    assert.equal(Math.min(...few.y), loss.least!.value);
    assert.equal(whole.y[loss.greatest!.step], loss.greatest!.value);
    const first = (x: CurveAxis) => curves.points([query('train/loss', [[id]], { x })])[0][0].x[0];
    assert.deepEqual([first('relative'), first('wall'), first('epoch')], [0, 1700000000.5, undefined]);
    const smooth = curves.points([query('train/loss', [[id]], { smoothing: 20 })])[0][0].smooth!;
    const asked = { scalars: ['train/loss', 'none'], runs: [id, 'none'], x: 'step', at: 100.4, smoothing: 20 } as const;
    assert.deepEqual(curves.readAt(asked), [
      { run: id, scalar: 'train/loss', step: 100, x: 100, value: whole.y[100], smoothed: smooth.y[100] },
    ]);
    const odd = scalars.find(({ name }) => name === 'odd')!;
    assert.deepEqual([odd.notFinite, odd.points, odd.last!.step], [3, 5, 2 ** 40 + 4]);
    const named = [{ id, name: '=lr 0.1, seed 2' }];
    const rows = await curves.csv({ scalar: 'train/loss', runs: named, x: 'wall', from: 1700000001, to: 1700000002 });
    const steps = await curves.csv({ scalar: 'train/loss', runs: named, x: 'step', from: 3, to: 3 });
    assert.match(steps, /^run,step,train\/loss\n.*",3,[\d.]+\n$/);
    assert.match(rows, /^run,step,wall,train\/loss\n"'=lr 0.1, seed 2",2,1700000001,[\d.]+\n/);
    assert.deepEqual(
      curves.points([query('none', [[id], ['none']])])[0].map(({ x }) => x.length),
      [0, 0],
    );
  });

  it('seeds of one configuration are a mean with its band', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    for (const [i, loss] of [1, 2, 6].entries()) disk.put(`/work/${i}.csv`, `step,loss\n1,${loss}\n2,${loss * 2}\n`);
    await update();
    const [[{ y, band, smooth }]] = curves.points([query('loss', [curves.runs().map(({ id }) => id)])]);
    assert.deepEqual([[...y], [...band!.low.y], [...band!.high.y], smooth], [[3, 6], [1, 2], [6, 12], null]);
  });

  it('a file of 200 MB takes less memory than twice its size, and reading can be stopped (S25)', async function () {
    if (!all) return this.skip();
    this.timeout(240_000);
    const folder = mkdtempSync(join(tmpdir(), 'curves-'));
    const path = join(folder, 'events.out.tfevents.1');
    try {
      // A hole between two files, as a disk keeps it.
      const bytes = stored('events.out.tfevents.1700000000.host.1.0');
      writeFileSync(path, bytes);
      truncateSync(path, 200 * 2 ** 20);
      writeFileSync(path, bytes, { flag: 'a' });
      const disk: CurveDisk = {
        stat: async () => ({ size: statSync(path).size, stamp: 1 }),
        readFrom: async (_, from, most) => {
          const [file, part] = [openSync(path, 'r'), new Uint8Array(most)];
          const length = readSync(file, part, 0, most, from);
          closeSync(file);
          return part.subarray(0, length);
        },
      };
      const runs = new FileRuns(disk, () => 0);
      runs.follow([{ path, shown: 'events', form: 'events' }]);
      let pieces = 0;
      await runs.update(undefined, () => pieces++ > 3);
      assert.ok(pieces < 10);
      const before = process.memoryUsage().arrayBuffers;
      await runs.update();
      assert.ok(process.memoryUsage().arrayBuffers - before < 400e6);
      assert.equal(runs.origins[0].scalars.get('train/loss')!.size, 200);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('files of curves below a folder (R3)', () => {
  const tree: Record<string, FolderEntry[]> = {};
  const add = (path: string, kind: FolderEntry['kind'] = 'file'): void => {
    const parts = path.split('/');
    parts.forEach((name, i) => {
      const entries = (tree[parts.slice(0, i).join('/')] ??= []);
      const each = i === parts.length - 1 ? kind : 'folder';
      if (!entries.some((entry) => entry.name === name)) entries.push({ name, kind: each });
    });
  };
  const list = async (path: string): Promise<FolderEntry[]> => {
    if (path === 'closed') throw new Error('no permission');
    return tree[path] ?? [];
  };
  for (const path of [
    'runs/a/events.out.tfevents.1', 'lightning_logs/version_0/metrics.csv', 'dvclive/plots/metrics/train/loss.tsv',
    'out/checkpoint-5/trainer_state.json', 'data/train.csv', 'training.log', 'node_modules/x/events.out.tfevents.2',
    '.git/events.out.tfevents.3', 'closed/events.out.tfevents.4',
  ]) add(path); // prettier-ignore
  add('latest', 'link');
  add('linked.tfevents.1', 'link');

  it('are found by their names, folders of tools and links left out; tables of any name are asked about', async () => {
    const { files, more } = await findCurves(list);
    assert.deepEqual(files.map(({ path, form }) => [form, path].join(' ')).sort(), [
      'events runs/a/events.out.tfevents.1',
      'state out/checkpoint-5/trainer_state.json',
      'table dvclive/plots/metrics/train/loss.tsv',
      'table lightning_logs/version_0/metrics.csv',
    ]);
    assert.equal(more, false);
    const any = (await findCurves(list, { any: true })).files.filter(({ known }) => !known);
    assert.deepEqual(any.map(({ path }) => path).sort(), ['data/train.csv', 'training.log']);
  });

  it('are looked for no further where that is stopped, or the folders have no end', async () => {
    const endless = await findCurves(async () =>
      Array.from({ length: 99 }, (_, i) => ({ name: `f${i}`, kind: 'folder' })),
    );
    assert.deepEqual([endless.folders, endless.more], [5000, true]);
    const deep = await findCurves(async () => [{ name: 'in', kind: 'folder' }]);
    assert.deepEqual([deep.folders, deep.more], [16, true]);
    let looked = 0;
    await findCurves(async () => (looked++, [{ name: 'in', kind: 'folder' }]), { stopped: () => looked > 2 });
    assert.equal(looked, 3);
  });
});

describe('the model of curves of runs (R4)', () => {
  const epoch = (number: number, step: number) => ({
    epoch: number,
    step,
    trainLoss: 1,
    trainAccuracy: 0.5,
    validationLoss: null,
    validationAccuracy: null,
    testLoss: 1 / number,
    testAccuracy: 0.75,
    confusion: Uint32Array.of(3, 1, 0, 4),
    seconds: number,
  });

  it('our own have their batches, their epochs and the recall of their classes, and a run that goes back is built anew', async () => {
    const run = new Run('a', 'cnn', defaultConfig(), 0);
    const facts = { kernel: '', classes: ['0', '1'], imageWidth: 1, imageHeight: 1, imageChannels: 1 as const };
    run.setFacts({ ...facts, trainCount: 4, validationCount: 0, testCount: 8, batchesPerEpoch: 2 });
    run.curves.write(1, [0.5, 0.25, NaN, 0.125], [0.5, 0.5, NaN, 1]);
    run.epochs.push(epoch(1, 2), epoch(2, 4));
    const origin = new TrainedCurves(run, 'runs');
    await origin.update();
    assert.deepEqual([...origin.scalars.keys()].sort(), [
      'recall/0', 'recall/1', 'test/accuracy', 'test/balanced accuracy', 'test/loss', 'test/macro F1',
      'train/accuracy', 'train/loss', 'train/lr',
    ]); // prettier-ignore
    const loss = origin.scalars.get('train/loss')!;
    assert.deepEqual(
      [[...loss.steps], [...loss.values], [...loss.column('epoch')]],
      [
        [1, 2, 4],
        [0.5, 0.25, 0.125],
        [0.5, 1, 2],
      ],
    );
    assert.deepEqual([...origin.scalars.get('recall/0')!.values], [0.75, 0.75]);
    assert.equal(origin.settings['optimiser.rate'], defaultConfig().optimiser.rate);
    assert.match(String(origin.settings.network), /^1-.*-2$/, 'the widths are one setting');
    const { version } = origin;
    await origin.update();
    assert.equal(origin.version, version, 'nothing changed');
    run.goBack(1, 2);
    await origin.update();
    assert.deepEqual([...origin.scalars.get('train/loss')!.steps], [1, 2]);
    assert.equal(origin.scalars.get('test/loss')!.size, 1);
  });

  it('classes whose long names begin alike have a curve each', async () => {
    const run = new Run('a', 'cnn', defaultConfig(), 0);
    const classes = ['a', 'b'].map((end) => 'x'.repeat(100) + end);
    const facts = { kernel: '', classes, imageWidth: 1, imageHeight: 1, imageChannels: 1 as const };
    run.setFacts({ ...facts, trainCount: 4, validationCount: 0, testCount: 8, batchesPerEpoch: 2 });
    run.epochs.push(epoch(1, 2));
    const origin = new TrainedCurves(run, 'runs');
    await origin.update();
    const recalls = [...origin.scalars].filter(([name]) => name.startsWith('recall/'));
    assert.deepEqual(
      recalls.map(([name, { values }]) => [name.slice(-5), values[0]]),
      [
        ['x (0)', 0.75],
        ['x (1)', 1],
      ],
    );
  });

  it('those of other programs have what they logged, and go on with it', async () => {
    let loaded = 0;
    const contents: Partial<LoggedContents> = { loadSteps: async () => void loaded++ };
    const run = new LoggedRun('b', 'b', contents as LoggedContents);
    run.title = 'mine';
    run.config = { optimiser: { lr: 0.1 }, layers: [1, 2], seed: 3 };
    const series = new ScalarSeries();
    series.add(1, 0.5);
    run.scalars.set('loss', series);
    run.times.add(1, 4500);
    const none = { files: {}, has: { predictions: false, scores: false, matrix: false } };
    run.epochs.push({ epoch: 1, step: 10, time: 5000, scalars: new Map([['val_loss', 0.7]]), ...none });
    const origin = new LoggedCurves(run, 'runs/b');
    await origin.update();
    series.add(2, NaN);
    run.version++;
    await origin.update();
    assert.deepEqual([...origin.scalars.get('loss')!.values], [0.5, NaN]);
    assert.deepEqual([...origin.scalars.get('loss')!.column('time')], [4.5, NaN]);
    const epochs = origin.scalars.get('val_loss')!;
    assert.deepEqual([epochs.steps[0], epochs.column('epoch')[0], epochs.column('time')[0]], [10, 1, 5]);
    assert.deepEqual(origin.settings, { 'optimiser.lr': 0.1, layers: '1, 2', seed: 3 });
    series.cutFrom(2);
    run.version++;
    await origin.update();
    assert.deepEqual([[...origin.scalars.get('loss')!.values], loaded], [[0.5], 3]);
  });

  it('settings of any form are flat and bounded', () => {
    assert.deepEqual(flatSettings(null), {});
    assert.deepEqual(flatSettings(JSON.parse('{"__proto__": {"x": 1}, "a": [{"b": true}], "c": null}')), {
      '__proto__.x': 1,
      'a.0.b': true,
    });
    const many = flatSettings(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i])));
    assert.equal(Object.keys(many).length, 500);
  });
});
