import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CsvCurves, CurveSeries } from '@surprisal/core';
import fc from 'fast-check';
import { curvesChecks } from '../../extension/protocol/curves.js';
import type { CurveOrigin } from '../../extension/runs/curves/curveOrigin.js';
import { Curves } from '../../extension/runs/curves/curves.js';
import { FileRuns } from '../../extension/runs/curves/fileRuns.js';
import { findCurves } from '../../extension/runs/curves/findCurves.js';
import { TextCurves } from '../../extension/runs/curves/textCurves.js';
import { cases } from '../cases.js';
import { follow, Memory, query, words } from './followedCurves.js';

const stored = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/reference/data/curves/${name}`, import.meta.url)));
const EVENTS = 'events.out.tfevents.1700000000.host.1.0';

/** A run of some curves, by name: the values of the steps from 0 on. */
function origin(id: string, title: string, curves: Record<string, readonly number[]>): CurveOrigin {
  const scalars = new Map(
    Object.entries(curves).map(([name, values]) => {
      const series = new CurveSeries();
      values.forEach((value, step) => series.add(step, value));
      return [name, series] as const;
    }),
  );
  const facts = { named: true, source: 'csv', place: '', live: false, settings: {}, troubles: [], version: 1 } as const;
  return { id, title, scalars, ...facts, update: () => undefined };
}

describe('curves of runs and scalars with names that mislead (R3, S15)', () => {
  it('no curve is that of another run, whatever runs and scalars are called', () => {
    const curves = new Curves(words);
    curves.show([origin('a', 'a', { 'b\nc': [1, 1, 1] }), origin('a\nb', 'b', { c: [2, 2, 2] })]);
    const smooth = (scalar: string, run: string) =>
      [...curves.points([query(scalar, [[run]], { smoothing: 5 })])[0][0].smooth!.y].map(Math.round);
    assert.deepEqual([smooth('b\nc', 'a'), smooth('c', 'a\nb'), smooth('b\nc', 'a')], [[1, 1, 1], [2, 2, 2], [1, 1, 1]]); // prettier-ignore
  });

  it('the second writer of a folder is not the run of a folder that is called so', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    for (const place of ['a/events.out.tfevents.1', 'a/events.out.tfevents.2', 'a 1/events.out.tfevents.1'])
      disk.put(`/work/${place}`, stored(EVENTS));
    await update();
    assert.deepEqual(curves.runs().map(({ title }) => title).sort(), ['a', 'a (2)', 'a 1']); // prettier-ignore
  });

  it('a page can ask for a run of any path, and for a scalar of any folder', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    const deep = 'folder/'.repeat(500);
    for (const end of ['x', 'y']) disk.put(`/work/${deep}${end}/events.out.tfevents.1`, stored(EVENTS));
    const table = 'step\tloss\n0\t1\n';
    disk.put(`/work/live/metrics/${deep}x/loss.tsv`, table);
    disk.put(`/work/live/metrics/train/loss.tsv`, table);
    disk.put(`/work/live/metrics/train/again.tsv`, table.replace('1', '2'));
    await update();
    const runs = curves.runs();
    assert.equal(new Set(runs.map(({ id }) => id)).size, 3);
    for (const { id, scalars } of runs)
      for (const { name } of scalars) {
        const [asked] = curvesChecks.points([query(name, [[id]])]);
        assert.ok(curves.points([asked])[0][0].x.length > 0, name.slice(0, 40));
      }
    const live = runs.find(({ title }) => title === 'live')!;
    const lasts = Object.fromEntries(live.scalars.map(({ name, last }) => [name.slice(-14), last!.value]));
    assert.deepEqual(lasts, { '/folder/x/loss': 1, 'train/loss': 1, 'train/loss (2)': 2 });
  });

  it('the table of points calls runs as the page does, holds no formula, and has an end', async () => {
    const curves = new Curves(words);
    const runs = ['mlp 1', 'mlp, 2', '@SUM(1,2)', 'gone'].map((name, i) => ({ id: `${i + 1}`, name }));
    const asked = { scalar: '=loss', runs, x: 'step' as const, from: 0, to: 0 };
    curves.show([
      origin('1', 'mlp', { '=loss': [0.5, 1] }),
      origin('2', 'mlp', { '=loss': [-1] }),
      origin('3', '@SUM(1,2)', { '=loss': [NaN] }),
    ]);
    assert.equal(await curves.csv(asked), 'run,step,\'=loss\nmlp 1,0,0.5\n"mlp, 2",0,-1\n"\'@SUM(1,2)",0,NaN\n');
    const long = { ...asked, runs: [{ id: '1', name: 'x'.repeat(2 ** 20) }] };
    curves.show([origin('1', '', { '=loss': Array.from({ length: 300 }, () => 1) })]);
    await assert.rejects(curves.csv({ ...long, to: null }), /more than 268,435,456 characters; expected fewer/);
    assert.ok((await curves.csv({ ...long, to: 9 })).length > 10 * 2 ** 20);
  });
});

describe('files that change while they are followed (R3, F36)', () => {
  it('one that was written over without growing is read anew', async () => {
    const disk = new Memory();
    const { curves, update } = follow(disk);
    const text = (value: string): string => `step,loss\n${'0'.repeat(80)},1\n1,${value}\n2,${'0'.repeat(80)}\n`;
    disk.put('/work/log.csv', text('0.25'));
    await update();
    disk.put('/work/log.csv', text('0.75'));
    await update();
    assert.deepEqual([...curves.points([query('loss', [[curves.runs()[0].id]])])[0][0].y], [1, 0.75, 0]);
  });

  it('one that grows, is cut, written over, goes and comes back is what a first reading would see', async () => {
    const rows = (count: number, seed: number): string =>
      Array.from({ length: count }, (_, i) => `${i},0.${seed}${i}\n`).join('');
    const rewrite = fc.record({ rows: fc.nat(40), seed: fc.nat(9), kind: fc.constant('rewrite' as const) });
    const change = fc.oneof(
      rewrite,
      fc.record({
        text: fc.constantFrom('7,1', '\n', '90,2\n91,', '0,0.25\n', ',\n'),
        kind: fc.constant('append' as const),
      }),
      fc.record({ to: fc.nat(100), kind: fc.constant('cut' as const) }),
      fc.record({ at: fc.nat(500), kind: fc.constant('digit' as const) }),
      fc.record({ kind: fc.constant('gone' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const disk = new Memory();
        const { curves, update, runs } = follow(disk);
        let text = '';
        for (const [i, each] of changes.entries()) {
          if (each.kind === 'rewrite') text = `step,loss${i}\n${rows(each.rows, each.seed)}`;
          else if (each.kind === 'append') text += each.text;
          else if (each.kind === 'cut') text = text.slice(0, Math.floor((text.length * each.to) / 100));
          else if (each.kind === 'digit') {
            const at = text.search(/0\.\d/) + 2;
            if (at > 1) text = `${text.slice(0, at)}${each.at % 10}${text.slice(at + 1)}`;
          } else {
            runs.follow([{ path: '/work/log.csv', shown: 'log.csv', form: 'table' }]);
            disk.files.delete('/work/log.csv');
            await runs.update();
            assert.ok(runs.files.every(({ troubles }) => i === 0 || troubles.some(({ kind }) => kind === 'gone')));
            text = '';
          }
          disk.put('/work/log.csv', text);
          await update();
          const fresh = new CsvCurves();
          fresh.push(new TextEncoder().encode(text));
          const points = (scalars: CurveOrigin['scalars']) =>
            [...scalars]
              .filter(([, { size }]) => size > 0)
              .map(([name, { steps, values }]) => [name, [...steps], [...values]]);
          assert.deepEqual(points(runs.origins[0]?.scalars ?? new Map()), points(fresh.curves.scalars));
          assert.ok(curves.runs().length <= 1);
        }
      }),
      { numRuns: cases(2000, 200) },
    );
  });

  it('one that can’t be read is told once, stops no other, and is read as soon as it can be', async () => {
    class Broken extends Memory {
      broken = true;
      override async readFrom(path: string, from: number, most: number) {
        if (this.broken && path.endsWith('b.csv')) throw new Error('EACCES: no permission');
        return super.readFrom(path, from, most);
      }
    }
    const disk = new Broken();
    const { curves, update } = follow(disk);
    for (const name of ['a', 'b', 'c']) disk.put(`/work/${name}.csv`, 'step,loss\n1,0.5\n');
    const found = () => curves.runs().map(({ title, scalars, problems }) => [title, scalars.length, ...problems]);
    for (let look = 0; look < 3; look++) {
      await update();
      assert.deepEqual(found(), [
        ['a.csv', 1],
        ['b.csv', 0, 'refused'],
        ['c.csv', 1],
      ]);
      assert.equal(curves.news().state, look === 0);
    }
    disk.broken = false;
    await update();
    assert.deepEqual(found(), [
      ['a.csv', 1],
      ['b.csv', 1],
      ['c.csv', 1],
    ]);
  });

  it('more files or folders than are followed are told, also where the last folder holds them', async () => {
    const many = (count: number, kind: 'file' | 'folder') => async (path: string) =>
      path === '' ? Array.from({ length: count }, (_, i) => ({ name: `events.out.tfevents.${i}`, kind })) : [];
    const found = async (count: number, kind: 'file' | 'folder') => {
      const { files, more } = await findCurves(many(count, kind));
      return [files.length, more];
    };
    assert.deepEqual(
      [await found(1000, 'file'), await found(1001, 'file'), await found(4999, 'folder'), await found(5001, 'folder')],
      [[1000, false], [1000, true], [0, false], [0, true]],
    ); // prettier-ignore
  });
});

describe('long work on curves (R3, S25)', () => {
  it('of a large state, a long text and many points lets other work have its turn', async () => {
    const rows = Array.from({ length: 20_000 }, (_, step) => ({ loss: 1 / (1 + step), step }));
    const disk = new Memory();
    disk.put('/work/trainer_state.json', JSON.stringify({ log_history: rows }));
    const { curves, update } = follow(disk);
    const text = rows.map(({ loss, step }) => `step ${step} loss ${loss}`).join('\n');
    const many = Array.from({ length: 200_000 }, (_, i) => i);
    const table = new Curves(words);
    table.show([origin('1', 'a', { loss: many })]);
    const asked = { scalar: 'loss', runs: [{ id: '1', name: 'a' }], x: 'step' as const, from: null, to: null };
    for (const work of [update, () => TextCurves.of(text, '', '', 0), () => table.csv(asked)]) {
      let [turns, done] = [0, false];
      const turn = (): void => {
        turns++;
        if (!done) setImmediate(turn);
      };
      setImmediate(turn);
      await work();
      done = true;
      assert.ok(turns > 2, `${turns} turns`);
    }
    assert.equal(curves.runs()[0].scalars[0].points, rows.length);
  });

  it('a reading of a state that is stopped leaves what there was, and is done at the next look', async () => {
    const disk = new Memory();
    const rows = Array.from({ length: 20_000 }, (_, step) => ({ loss: 1, step }));
    disk.put('/work/trainer_state.json', JSON.stringify({ log_history: rows }));
    const runs = new FileRuns(disk, () => 0);
    runs.follow([{ path: '/work/trainer_state.json', shown: 'trainer_state.json', form: 'state' }]);
    let asked = 0;
    await runs.update(undefined, () => ++asked > 1);
    assert.equal(runs.origins.length, 0);
    await runs.update();
    assert.equal(runs.origins[0].scalars.get('loss')!.size, rows.length);
  });
});
