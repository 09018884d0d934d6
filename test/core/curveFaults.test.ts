import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  CsvCurves,
  curveAlong,
  CurveSet,
  EventCurves,
  joinedCurves,
  joinWriters,
  limits,
  readTrainerState,
} from '@surprisal/core';
import fc from 'fast-check';
import { all, cases } from '../cases.js';
import { readReference } from './worst.js';

const reference = readReference<{ events: { name: string; places: number[] }[] }>('curves.json');
const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/reference/data/curves/${name}`, import.meta.url)));
const events = (at: number) => ({ bytes: bytesOf(reference.events[at].name), places: reference.events[at].places });
const encoded = (text: string) => new TextEncoder().encode(text);
const faults = ({ problems }: CurveSet) => problems.map(({ fault, count, at, detail }) => [fault, count, at, detail]);

function readEvents(...parts: Uint8Array[]): EventCurves {
  const reader = new EventCurves();
  for (const part of parts) reader.push(part);
  return reader;
}
function readTable(...texts: string[]): CsvCurves {
  const reader = new CsvCurves();
  for (const text of texts) reader.push(encoded(text));
  return reader;
}
const pointsOf = ({ scalars }: CurveSet): number => [...scalars.values()].reduce((sum, { size }) => sum + size, 0);
const values = ({ curves }: { curves: CurveSet }, name: string) => [...(curves.scalars.get(name)?.values ?? [])];

describe('event files that are damaged or still written (R3, S24, S25)', () => {
  const whole = pointsOf(readEvents(events(0).bytes).curves);

  it('a record that is cut short is waited for, at every byte', () => {
    const { bytes, places } = events(2);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = readEvents(bytes.subarray(0, cut));
      const begun = places.filter((at) => at <= cut).at(-1) ?? 0;
      assert.ok(pointsOf(reader.curves) <= 20);
      assert.equal(reader.waiting, cut === bytes.length ? 0 : cut - begun);
      reader.push(bytes.subarray(cut));
      assert.equal(pointsOf(reader.curves), 20);
    }
  });

  it('a record whose data changed is left out, with its place; the rest is read', () => {
    const { bytes, places } = events(0);
    bytes[places[7] + 20] ^= 1;
    const { curves } = readEvents(bytes);
    assert.equal(pointsOf(curves), whole - 1);
    assert.deepEqual(faults(curves), [['checksum', 1, places[7], undefined]]);
  });

  it('a length that lies is told, and reading goes on at the next whole record', () => {
    for (const length of [1, 200, 2 ** 31, 2 ** 52]) {
      const { bytes, places } = events(0);
      new DataView(bytes.buffer).setBigUint64(places[7], BigInt(length), true);
      const { curves } = readEvents(bytes);
      assert.equal(pointsOf(curves), whole - 1);
      assert.deepEqual(faults(curves), [['length', 1, places[7], undefined]]);
    }
  });

  it('zeros and foreign bytes between records are passed over', () => {
    const { bytes, places } = events(0);
    const [before, after] = [bytes.subarray(0, places[9]), bytes.subarray(places[9])];
    for (const between of [new Uint8Array(5000), encoded('<<<<<<< HEAD\n'.repeat(9))]) {
      const { curves } = readEvents(before, between, after);
      assert.equal(pointsOf(curves), whole);
      assert.deepEqual(faults(curves), [['length', 1, places[9], undefined]]);
    }
  });

  it('any bytes changed, added or taken away give a subset of the points or fewer, and end', function () {
    this.timeout(240_000);
    const { bytes } = events(0);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(300), fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4000 }),
        (changes, part) => {
          let changed = Buffer.from(bytes);
          for (const [at, gone, put] of changes)
            changed = Buffer.concat([changed.subarray(0, at), put, changed.subarray(at + gone)]);
          const reader = new EventCurves();
          for (let at = 0; at < changed.length; at += part) reader.push(changed.subarray(at, at + part));
          assert.ok(pointsOf(reader.curves) <= whole);
          for (const { steps } of reader.curves.scalars.values())
            assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]));
          assert.ok(reader.curves.problems.length <= 15);
        },
      ),
      { numRuns: cases(5_000, 300) },
    );
  });

  it('every bit of a file without checksums may be wrong', () => {
    const { bytes } = events(2);
    const step = all ? 1 : 13;
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const changed = bytes.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert.ok(pointsOf(readEvents(changed).curves) <= 25);
    }
  });

  it('a record beyond the limit is passed over without being held', () => {
    const { bytes, places } = events(0);
    const head = Uint8Array.from(bytes.subarray(0, places[3]));
    const reader = readEvents(head);
    // 2 ** 25 bytes, and the checksum of that length.
    reader.push(Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0));
    assert.equal(reader.waiting, 8);
    assert.ok(limits.curveRecord < 2 ** 25);
  });

  it('200 MB of zeros behind a file, as a hole on a disk, take no memory', function () {
    if (!all) return this.skip();
    const reader = readEvents(events(0).bytes);
    const part = new Uint8Array(2 ** 20);
    for (let i = 0; i < 200; i++) reader.push(part);
    reader.push(events(1).bytes);
    assert.ok(reader.waiting < 12);
    assert.equal(pointsOf(reader.curves), whole + pointsOf(readEvents(events(1).bytes).curves));
  });

  it('names and points have limits', () => {
    const curves = new CurveSet('byte');
    for (let i = 0; i < limits.curveNames + 2; i++) curves.add(`n${i}`, 0, i, i);
    curves.add('x'.repeat(limits.curveName + 1), 0, 1, 7);
    assert.equal(curves.scalars.size, limits.curveNames);
    assert.deepEqual(faults(curves), [
      ['names', 2, limits.curveNames, `n${limits.curveNames}`],
      ['name', 1, 7, 'x'.repeat(40)],
    ]);
  });
});

describe('several writers of one folder (R3)', () => {
  const written = (began: number, steps: number[], name = 'loss'): CurveSet => {
    const set = new CurveSet('byte');
    steps.forEach((step, i) => set.add(name, step, began + step, 0, { time: began + i }));
    return set;
  };

  it('one that begins where another has ended goes on with its run, and later values stay', () => {
    const files = [written(2000, [3, 4, 5]), written(1000, [1, 2, 3, 4])];
    assert.deepEqual(joinWriters(files), [[1, 0]]);
    const all = joinedCurves([files[1], files[0]]);
    assert.deepEqual(values({ curves: all }, 'loss'), [1001, 1002, 2003, 2004, 2005]);
    assert.deepEqual(faults(all), [['back', 1, 0, 'loss']]);
  });

  it('two that write the same name at the same time are two runs; other names are one', () => {
    assert.deepEqual(joinWriters([written(1000, [1, 2, 3]), written(1001, [1, 2, 3])]), [[0], [1]]);
    assert.deepEqual(joinWriters([written(1000, [1, 2, 3]), written(1001, [1, 2, 3], 'val')]), [[0, 1]]);
  });
});

describe('tables that are damaged or change (R3, S24)', () => {
  it('a line without its end is waited for', () => {
    const reader = readTable('step,loss\n1,0.5\n2,0.4');
    assert.deepEqual([values(reader, 'loss'), reader.waiting], [[0.5], 5]);
    reader.push(encoded('12\n'));
    assert.deepEqual([values(reader, 'loss'), reader.waiting], [[0.5, 0.412], 0]);
  });

  it('rows of another length, and cells that are no number, are told with the line', () => {
    const { curves } = readTable('epoch,loss,note\n0,0.5,good\n1,0.4\n2,x,bad\n3,0.2,\n');
    assert.deepEqual([...curves.scalars.get('loss')!.steps], [0, 3]);
    assert.deepEqual(faults(curves), [
      ['number', 3, 2, 'note'],
      ['cells', 1, 3, undefined],
    ]);
  });

  it('columns that change are told, and a head that is written again is not', () => {
    const { curves } = readTable('epoch,loss\n0,0.5\n', 'epoch,loss\n1,0.4\n', 'epoch,loss,val\n2,0.3,0.9\n');
    assert.deepEqual([...curves.scalars.get('loss')!.values], [0.5, 0.4, 0.3]);
    assert.deepEqual([...curves.scalars.get('val')!.steps], [2]);
    assert.deepEqual(faults(curves), [['columns', 1, 5, undefined]]);
  });

  it('a table without names, or with a line beyond the limit, is told', () => {
    assert.deepEqual(faults(readTable('1,2\n3,4\n').curves)[0], ['form', 2, 1, '1']);
    const long = readTable('step,loss\n', '1,'.repeat(2 ** 20), '\n2,0.5\n');
    assert.deepEqual([values(long, 'loss'), faults(long.curves)], [[0.5], [['long', 1, 2, undefined]]]);
  });

  it('names that stand twice, quotes, semicolons, marks of the byte order and padded names are read', () => {
    assert.deepEqual(
      [...readTable('\ufeff"step";a;a;\n1;"2";3;4\n').curves.scalars.keys()],
      ['a', 'a (2)', 'column 3'],
    );
    assert.deepEqual(
      [...readTable('   epoch,     train/box_loss\n  0,   1.5\n').curves.scalars.get('train/box_loss')!.values],
      [1.5],
    );
  });

  it('any text ends, in steps that rise', () => {
    const piece = fc.constantFrom(
      'step',
      'epoch',
      'loss',
      ',',
      '\t',
      ';',
      '"',
      '1',
      '-2',
      '0.5',
      'nan',
      'inf',
      '\n',
      '\r\n',
      ' ',
      '#',
      '\xff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 150 }), fc.integer({ min: 1, max: 50 }), (pieces, part) => {
        const bytes = Uint8Array.from(Buffer.from(`step,loss\n${pieces.join('')}`, 'latin1'));
        const reader = new CsvCurves();
        for (let at = 0; at < bytes.length; at += part) reader.push(bytes.subarray(at, at + part));
        for (const { steps } of reader.curves.scalars.values())
          assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]));
      }),
      { numRuns: cases(20_000, 500) },
    );
  });

  it('a changed state of a Trainer is read or refused by its name', () => {
    const bytes = bytesOf('trainer/trainer_state.json');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, code) => {
        const changed = bytes.slice();
        changed[at] = code;
        try {
          readTrainerState({ name: 'state', bytes: changed });
        } catch (error) {
          assert.match(String(error), /^CoreError: state/);
        }
      }),
      { numRuns: cases(20_000, 300) },
    );
  });
});

describe('curves along an axis (R3)', () => {
  it('stand in rising order of it, without the points that have no place there', () => {
    const set = new CurveSet('line');
    const times = [10, NaN, 9, 12];
    times.forEach((time, i) => set.add('loss', i, i / 10, i, { time, epoch: Math.floor(i / 2) }));
    const series = set.scalars.get('loss')!;
    const { x, y, places } = curveAlong(series, 'relative', 9);
    assert.deepEqual(
      [[...x], [...y], [...places!]],
      [
        [0, 1, 3],
        [0.2, 0, 0.3],
        [2, 0, 3],
      ],
    );
    assert.deepEqual([...curveAlong(series, 'epoch').x], [0, 0, 1, 1]);
    assert.deepEqual([series.nearest(-5), series.nearest(1.5), series.nearest(9)], [0, 1, 3]);
  });
});
