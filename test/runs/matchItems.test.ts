import assert from 'node:assert/strict';
import { cochransQ, mcNemar, meanInterval, readPredictions, wilsonInterval } from '@surprisal/core';
import { defaultConfig } from '@surprisal/core';
import type { RunComparison } from '../../extension/protocol/inspector/compare.js';
import { inspectorChecks } from '../../extension/protocol/inspector/inspector.js';
import { modelOfImport, modelOfRun } from '../../extension/runs/derive/comparedModel.js';
import { compareModels } from '../../extension/runs/derive/compareRuns.js';
import type { ComparedModel, Mismatch } from '../../extension/protocol/comparing.js';
import { modelTable } from '../../extension/runs/derive/modelTable.js';
import { Run } from '../../extension/runs/model/run.js';
import { ImportedPredictions } from '../../extension/runs/predictions/importedPredictions.js';
import { Seeded } from '../reference/seeded.js';

const none = (): never => assert.fail('nothing is packed');

/** An import as its file is read. */
function imported(csv: string, title = 'a.csv'): ComparedModel {
  const read = readPredictions([{ name: 'a.csv', bytes: new TextEncoder().encode(csv) }], none);
  assert(read.kind === 'predictions', JSON.stringify(read));
  return modelOfImport(title, title, new ImportedPredictions(read));
}
const table = (head: string, rows: readonly (readonly (string | number)[])[]) =>
  imported(`${head}\n${rows.map((row) => row.join()).join('\n')}\n`);

function compared(mine: ComparedModel, theirs: ComparedModel): RunComparison {
  const found = compareModels(mine, theirs);
  assert(!('differ' in found), JSON.stringify(found));
  return found;
}
function refused(mine: ComparedModel, theirs: ComparedModel): Mismatch {
  const found = compareModels(mine, theirs);
  assert('differ' in found);
  return found;
}
/** `actual mine theirs` of each item. */
const words = ({ classes, actual, mine, theirs }: RunComparison) =>
  Array.from(actual, (c, i) => [c, mine[i], theirs[i]].map((each) => classes[each]).join(' '));

describe('R10 K11 items of two imports, and of an import and a run', () => {
  it('in another order, and not the same ones, they are matched by id; what is left out is counted', () => {
    const mine = table('id,label,prediction', [
      ['k1', 'a', 'a'],
      ['k2', 'b', 'a'],
      ['k3', 'b', 'b'],
      ['k4', 'a', 'b'],
    ]);
    const theirs = table('id,label,prediction', [
      ['k9', 'a', 'a'],
      ['k3', 'b', 'a'],
      ['k1', 'a', 'b'],
    ]);
    const found = compared(mine, theirs);
    assert.deepEqual(words(found), ['a a b', 'b b a']);
    assert.deepEqual([...found.index], [0, 2]);
    assert.deepEqual(found.leftOut, [2, 1]);
    assert.deepEqual(found.matched, { by: 'id', columns: ['id', 'id'], duplicates: [0, 0] });
    assert.deepEqual([found.kinds, found.epochs, found.confidence], [['import', 'import'], [null, null], null]);
  });

  it('an id that comes twice names none, and is counted; columns of other names match where their values do', () => {
    const mine = table('path,label,prediction', [
      ['x.txt', 'a', 'a'],
      ['y.txt', 'a', 'b'],
      ['y.txt', 'b', 'b'],
      ['z.txt', 'b', 'b'],
    ]);
    const theirs = table('file,label,prediction', [
      ['z.txt', 'b', 'a'],
      ['x.txt', 'a', 'a'],
      ['y.txt', 'a', 'a'],
    ]);
    const found = compared(mine, theirs);
    assert.deepEqual(words(found), ['a a a', 'b b a']);
    assert.deepEqual(found.matched, { by: 'id', columns: ['path', 'file'], duplicates: [2, 0] });
    assert.deepEqual(found.leftOut, [2, 1]);
  });

  it('the pair of columns that matches most wins: a pandas index does not hide the paths', () => {
    const mine = imported(',path,label,prediction\n0,x,a,a\n1,y,b,b\n2,z,b,a\n');
    const theirs = imported(',path,label,prediction\n0,z,b,b\n1,x,a,a\n2,y,b,a\n');
    const found = compared(mine, theirs);
    assert.deepEqual(words(found), ['a a a', 'b b a', 'b a b']);
    assert.deepEqual(found.matched.by === 'id' && found.matched.columns, ['path', 'path']);
  });

  it('without ids they are matched by position only where they are as many and all labels agree', () => {
    const mine = imported('label,prediction\na,a\nb,a\n');
    assert.deepEqual(compared(mine, imported('label,prediction\na,b\nb,b\n')).matched, { by: 'position' });
    assert.deepEqual(refused(mine, imported('label,prediction\na,b\n')), { differ: 'counts', counts: [2, 1] });
    assert.deepEqual(refused(mine, imported('label,prediction\na,a\na,b\n')), {
      differ: 'labels',
      count: 1,
      of: 2,
      by: { by: 'position' },
      item: '1',
      classes: ['b', 'a'],
    });
  });

  it('the same ids with other labels, and ids that no one shares, are refused with what differs', () => {
    const mine = imported('id,label,prediction\nk1,a,a\nk2,b,a\n');
    const relabelled = refused(mine, imported('id,label,prediction\nk1,a,a\nk2,a,a\nk3,b,b\n'));
    assert.deepEqual(relabelled, {
      differ: 'labels',
      count: 1,
      of: 2,
      by: { by: 'id', columns: ['id', 'id'], duplicates: [0, 0] },
      item: 'k2',
      classes: ['b', 'a'],
    });
    const strangers = refused(mine, imported('id,label,prediction\nm1,a,a\nm2,b,a\n'));
    assert.deepEqual(strangers, { differ: 'ids', columns: ['id', 'id'] });
  });

  it('classes go by name, also where one file has more of them', () => {
    const mine = imported('id,label,prediction\nk1,b,b\nk2,c,b\n');
    const theirs = imported('id,label,prediction\nk2,c,a\nk1,b,c\nk3,a,a\n');
    const found = compared(mine, theirs);
    assert.deepEqual(words(found), ['b b c', 'c b a']);
    assert.deepEqual([found.onlyMine, found.onlyTheirs], [[], ['a']]);
  });

  /** A run of one epoch on test items that stand in these rows of the file. */
  const runOf = async (rows: number[], labels: string[], read: string[]): Promise<ComparedModel> => {
    const classes = ['a', 'b'];
    const run = new Run('run', 'run', defaultConfig(), 0);
    const n = rows.length;
    const sizes = { imageWidth: 1, imageHeight: 1, imageChannels: 1, trainCount: 1, validationCount: 0, testCount: n };
    run.test.start({
      ...sizes,
      kernel: '',
      threads: 1,
      classes,
      batchesPerEpoch: 1,
      parameters: 1,
      epoch: 1,
      scale: { rule: 'byte', usual: 'byte', advice: null },
      testPixels: new Uint8Array(n),
      testLabels: Uint8Array.from(labels, (label) => classes.indexOf(label)),
      testRows: Uint32Array.from(rows),
      testLogits: Float32Array.from(read.flatMap((name) => classes.map((each) => (each === name ? 1 : 0)))),
    });
    return (await modelOfRun(run))!;
  };

  it('a run is matched by the rows of its file, else by the places in its test part', async () => {
    const run = await runOf([7, 2, 5], ['a', 'b', 'b'], ['a', 'a', 'b']);
    const byRow = compared(run, imported('index,label,prediction\n2,b,b\n5,b,a\n7,a,b\n'));
    assert.deepEqual(words(byRow), ['a a b', 'b a b', 'b b a']);
    assert.deepEqual(byRow.matched.by === 'id' && byRow.matched.columns, ['row in the file', 'index']);
    const byPlace = compared(run, imported('index,label,prediction\n0,a,b\n1,b,b\n2,b,a\n'));
    assert.deepEqual(words(byPlace), ['a a b', 'b a b', 'b b a']);
    assert.deepEqual(byPlace.matched.by === 'id' && byPlace.matched.columns, ['place in the test part', 'index']);
    assert.deepEqual(compared(run, imported('label,prediction\na,b\nb,b\nb,a\n')).matched, { by: 'position' });
    const back = compared(imported('index,label,prediction\n2,b,b\n5,b,a\n7,a,b\n'), run);
    assert.deepEqual(words(back), ['b b a', 'b a b', 'a b a']);
    assert.deepEqual([back.kinds, back.epochs[1]], [['import', 'run'], 0]);
  });

  it('several at once: every number is that of plain counting on the items of all', () => {
    const random = new Seeded(20111100);
    const labels = Array.from({ length: 120 }, () => random.below(3));
    const made = [0.8, 0.7, 0.6].map((skill, k) => {
      const rows = labels.map((label, i) => {
        const read = random.next() < skill ? label : random.below(3);
        const p = [0, 1, 2].map((c) => (c === read ? 0.5 + random.below(4) / 16 : 0));
        const rest = (1 - p[read]) / 2;
        return [`k${i}`, label, ...p.map((each, c) => (c === read ? each : rest))];
      });
      // Each lacks some items that the others have, and none is in the order of the first.
      return table('id,label,p0,p1,p2', k === 0 ? rows : rows.filter((_, i) => i % (5 + k) !== 0).reverse());
    });
    const stranger = imported('id,label,prediction\nm1,0,1\n', 'other.csv');
    const found = modelTable(made[0], [made[1], stranger, made[2]]);
    assert.deepEqual(found.refused, [{ id: 'other.csv', why: { differ: 'ids', columns: ['id', 'id'] } }]);
    const items = labels.flatMap((_, i) => (i % 6 !== 0 && i % 7 !== 0 ? [i] : []));
    assert.deepEqual([found.count, found.leftOut], [items.length, 120 - items.length]);
    const places = made.map(({ extras, actual }) => {
      const ids = Array.from(actual, (_, i) =>
        String.fromCharCode(...extras[0].units.slice(i && extras[0].ends[i - 1], extras[0].ends[i])),
      );
      return items.map((i) => ids.indexOf(`k${i}`));
    });
    const right = made.map(({ predicted }, m) => places[m].map((i, at) => Number(predicted[i] === labels[items[at]])));
    const loss = made.map(({ surprise }, m) => places[m].map((i) => surprise![i]));
    assert.deepEqual(found.cochran, cochransQ(right));
    found.models.forEach(({ accuracy, logLoss, against }, m) => {
      const correct = right[m].reduce((a, b) => a + b);
      assert.deepEqual(accuracy, { value: correct / items.length, ...wilsonInterval(correct, items.length) });
      const mean = meanInterval(loss[m]);
      assert.deepEqual(logLoss, { value: mean.mean, low: mean.low, high: mean.high });
      if (m === 0) {
        assert.equal(against, null);
        return;
      }
      const only = (a: number[], b: number[]) => a.filter((each, i) => each > b[i]).length;
      assert.equal(against!.p, mcNemar(only(right[0], right[m]), only(right[m], right[0])));
      const apart = meanInterval(loss[0].map((each, i) => each - loss[m][i]));
      assert.deepEqual(against!.logLoss, { difference: apart.mean, low: apart.low, high: apart.high });
    });
    assert.equal(modelTable(made[0], [made[1]]).cochran, null);
  });

  it('models without scores have no log loss, and one that leaves nothing in common stays out', () => {
    const mine = imported('id,label,prediction\nk1,a,a\nk2,b,a\n');
    const first = imported('id,label,prediction\nk1,a,b\n');
    const second = imported('id,label,prediction\nk2,b,b\n', 'second.csv');
    const found = modelTable(mine, [first, second]);
    assert.deepEqual(found.refused, [{ id: 'second.csv', why: 'none' }]);
    assert.deepEqual(
      found.models.map(({ logLoss, accuracy }) => [logLoss, accuracy.value]),
      [
        [null, 1],
        [null, 0],
      ],
    );
  });

  it('a page may ask for up to a dozen others, and a hundred rows', () => {
    const { compareModels: several, rowsAt, rowPictures } = inspectorChecks;
    assert.deepEqual(several({ others: ['a'], epoch: null }).others, ['a']);
    for (const others of [[], Array.from({ length: 13 }, String), [1], 'a']) assert.throws(() => several({ others }));
    assert.deepEqual(rowsAt({ indices: [3] }), { indices: [3] });
    for (const wrong of [[-1], Array.from({ length: 101 }, (_, i) => i), 3])
      assert.throws(() => rowsAt({ indices: wrong }));
    for (const wrong of [{ column: -1, indices: [] }, { column: 0 }, [0]]) assert.throws(() => rowPictures(wrong));
  });
});
