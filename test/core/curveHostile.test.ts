import assert from 'node:assert/strict';
import {
  CsvCurves,
  CurveSet,
  EventCurves,
  isCurveTable,
  joinedCurves,
  joinWriters,
  limits,
  notFormula,
  readLogCurves,
  smoothed,
  thinned,
} from '@surprisal/core';
import fc from 'fast-check';

const encoded = (text: string) => new TextEncoder().encode(text);
/** Without those that say that a file has no checksums. */
const faults = ({ problems }: CurveSet) =>
  problems
    .filter(({ fault }) => fault !== 'noChecksum')
    .map(({ fault, count, at, detail }) => [fault, count, at, detail]);
const points = ({ scalars }: CurveSet) =>
  Object.fromEntries(
    [...scalars].map(([name, { steps, values }]) => [name, Array.from(steps, (step, i) => [step, values[i]])]),
  );
function tableOf(text: string): CurveSet {
  const reader = new CsvCurves();
  reader.push(encoded(text));
  return reader.curves;
}

describe('names and forms of tables that mislead (R3, S15)', () => {
  it('no two columns are one curve, whatever they are called', () => {
    assert.deepEqual(points(tableOf('step,a,a (2),a,a,,column 5,\n1,2,3,4,5,6,7,8\n')), {
      a: [[1, 2]],
      'a (2)': [[1, 3]],
      'a (3)': [[1, 4]],
      'a (4)': [[1, 5]],
      'column 5 (2)': [[1, 6]],
      'column 5': [[1, 7]],
      'column 7': [[1, 8]],
    });
    const name = fc.constantFrom('', 'a', 'a (2)', 'a (3)', 'column 1', 'column 2', 'column 1 (2)', '__proto__');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 12 }), (names) => {
        const { scalars } = tableOf(`step,${names.join(',')}\n0,${names.map((_, i) => i).join(',')}\n`);
        assert.deepEqual(
          [...scalars.values()].map(({ values }) => values[0]).sort((a, b) => a - b),
          names.map((_, i) => i),
        );
        names.forEach((given, i) => {
          if (given !== '' && names.indexOf(given) === i) assert.deepEqual([...scalars.get(given)!.values], [i]);
        });
      }),
    );
  });

  it('a separator within quotes is a part of the name', () => {
    assert.deepEqual(points(tableOf('step,"loss; of all","a\tb"\n1,2,3\n')), {
      'loss; of all': [[1, 2]],
      'a\tb': [[1, 3]],
    });
    assert.ok(isCurveTable(encoded('epoch,"a;b"\n')));
  });

  it('a name that begins with the byte of a mark of the byte order is whole', () => {
    for (const mark of ['', '\ufeff'])
      assert.deepEqual(Object.keys(points(tableOf(`${mark}ｌoss,step\n1,2\n`))), ['ｌoss']);
  });

  it('a row of other names begins anew, also where it has as many cells', () => {
    const curves = tableOf('step,loss\n1,0.5\nepoch,accuracy\n1,0.9\n2,0.95\n');
    assert.deepEqual(points(curves), {
      loss: [[1, 0.5]],
      accuracy: [
        [1, 0.9],
        [2, 0.95],
      ],
    });
    assert.deepEqual(faults(curves), [['columns', 1, 3, undefined]]);
    assert.deepEqual(faults(tableOf('step,a,a\n1,2,3\nstep,a,a\n2,3,4\n')), [], 'the same names again');
    assert.deepEqual(faults(tableOf('step,a\nnan,1\nx,2\n')), [['step', 2, 2, 'a']], 'no names');
  });

  it('times in seconds, thousandths, millionths and billionths are the same moment', () => {
    for (const times of ['1700000000', '1700000000000', '1700000000000000', '1700000000000000000']) {
      const series = tableOf(`step,timestamp,loss\n1,${times},0.5\n`).scalars.get('loss')!;
      assert.deepEqual([...series.column('time')], [1.7e9], times);
    }
  });

  it('a scalar that is forgotten gives its points back', () => {
    const curves = new CurveSet('entry');
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < 5; at++) curves.add('a', at, at, at);
      curves.drop('a');
    }
    curves.drop('none');
    assert.deepEqual([curves.scalars.size, Reflect.get(curves, 'points')], [0, 0]);
  });
});

/** A field of a message: a varint (0), eight bytes (1), a text or a message (2), four bytes (5). */
function field(number: number, wire: 0 | 1 | 2 | 5, content: readonly number[]): number[] {
  return [8 * number + wire, ...(wire === 2 ? [content.length] : []), ...content];
}
/** The file of one record, without checksums. */
function eventFile(...values: number[][]): Uint8Array {
  const summary = values.flatMap((value) => field(1, 2, value));
  const data = Uint8Array.from([...field(2, 0, [7]), ...field(5, 2, summary)]);
  const bytes = new Uint8Array(16 + data.length);
  new DataView(bytes.buffer).setUint32(0, data.length, true);
  bytes.set(data, 12);
  return bytes;
}
const TAG = (name: string): number[] => field(1, 2, [...encoded(name)]);
const HALF = [0, 0, 0, 63];

describe('messages whose fields have another type than they should (R3, S15)', () => {
  const read = (...values: number[][]): CurveSet => {
    const reader = new EventCurves();
    reader.push(eventFile(...values));
    return reader.curves;
  };

  it('such as a number in another form are told and give no value', () => {
    assert.deepEqual(points(read([...TAG('a'), ...field(2, 5, HALF)])), { a: [[7, 0.5]] });
    const wrong: number[][] = [
      [...TAG('a'), ...field(2, 1, [...HALF, 0, 0, 0, 0])],
      [...field(1, 1, [97, 97, 97, 97, 97, 97, 97, 97]), ...field(2, 5, HALF)],
      [...TAG('a'), ...field(8, 5, HALF)],
      [...TAG('a'), ...field(8, 2, [...field(1, 0, [3]), ...field(7, 5, HALF)])],
      [...TAG('a'), ...field(8, 2, [...field(1, 5, HALF), ...field(5, 5, HALF)])],
    ];
    for (const value of wrong) {
      const curves = read(value);
      assert.deepEqual([points(curves), faults(curves)], [{}, [['record', 1, 0, undefined]]]);
    }
  });

  it('take the other values of their record with them, as it is told', () => {
    const curves = read([...TAG('good'), ...field(2, 5, HALF)], [...TAG('bad'), ...field(2, 0, [1])]);
    assert.deepEqual([points(curves), faults(curves)], [{}, [['record', 1, 0, undefined]]]);
  });
});

describe('lines of a log that mislead (R3, S15)', () => {
  it('a name that stands twice has its part of the data both times', () => {
    const text = 'epoch 1 val loss 0.5 val loss 0.6 loss 0.7\nepoch 2 val loss 0.4 val loss 0.5 loss 0.6\n';
    assert.deepEqual(points(readLogCurves(text).curves), {
      'val loss': [
        [1, 0.5],
        [2, 0.4],
      ],
      'val loss (2)': [
        [1, 0.6],
        [2, 0.5],
      ],
      loss: [
        [1, 0.7],
        [2, 0.6],
      ],
    });
  });

  it('steps of so many that begin anew with each epoch are counted on; those of the whole training are as they stand', () => {
    const steps = (text: string, name = 'loss') => {
      const { curves } = readLogCurves(text);
      return [[...(curves.scalars.get(name)?.steps ?? [])], faults(curves).map(([fault]) => fault)];
    };
    const line = (epoch: number, step: string): string => `Epoch ${epoch}, Step ${step}, loss 0.5\n`;
    const twice = (...each: string[]): string =>
      [1, 2, 3].flatMap((epoch) => each.map((step) => line(epoch, step))).join('');
    assert.deepEqual(steps(twice('0/469', '100/469')), [[0, 100, 469, 569, 938, 1038], []]);
    assert.deepEqual(steps(twice('469/469')), [[469, 938, 1407], []]);
    assert.deepEqual(steps(line(1, '100/900') + line(2, '400/900') + line(3, '900/900')), [[100, 400, 900], []]);
    assert.deepEqual(steps(line(1, '100') + line(2, '100') + line(3, '0')), [[0], ['again', 'back']]);
  });

  it('values of one step, of which the last stays, are told where they are no lines of a bar', () => {
    const { curves } = readLogCurves('epoch 1 loss 0.5\nepoch 1 loss 0.4\nepoch 1 loss 0.3\nepoch 2 loss 0.2\n');
    assert.deepEqual(faults(curves), [['again', 2, 2, 'loss']]);
    assert.deepEqual(points(curves), {
      loss: [
        [1, 0.3],
        [2, 0.2],
      ],
    });
  });

  it('a line beyond the limit is left out whole: its last number may be cut', () => {
    const { curves, unread } = readLogCurves(
      `step 1 loss 0.5\n${' '.repeat(limits.curveLine - 17)}step 2 loss 0.412\nstep 3 loss 0.4\n`,
    );
    assert.deepEqual(points(curves), {
      loss: [
        [1, 0.5],
        [2, 0.412],
        [3, 0.4],
      ],
    });
    const long = readLogCurves(
      `step 1 loss 0.5\n${' '.repeat(limits.curveLine - 16)}step 2 loss 0.412\nstep 3 loss 0.4\n`,
    );
    assert.deepEqual(points(long.curves), {
      loss: [
        [1, 0.5],
        [3, 0.4],
      ],
    });
    assert.deepEqual([unread, long.unread, faults(long.curves)], [0, 0, [['long', 1, 2, undefined]]]);
  });
});

describe('many files of one folder (R3, S25)', () => {
  const began = (time: number, steps: readonly number[], names = ['loss']): CurveSet => {
    const set = new CurveSet('byte');
    for (const name of names) steps.forEach((step, i) => set.add(name, step, time + step, 0, { time: time + i }));
    return set;
  };

  it('a thousand that were written one after the other are put together at once', () => {
    const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
    const files = Array.from({ length: 1000 }, (_, i) => began(10 * i, [i, i + 1], names));
    const start = performance.now();
    assert.deepEqual(joinWriters(files), [files.map((_, i) => i)]);
    assert.ok(performance.now() - start < 2000);
  });

  it('are one curve as if each point had been added after the other', () => {
    const point = fc.tuple(fc.integer({ min: -5, max: 30 }), fc.double({ noNaN: true }), fc.option(fc.nat(9)));
    fc.assert(
      fc.property(fc.array(fc.array(point, { maxLength: 20 }), { minLength: 2, maxLength: 5 }), (parts) => {
        const files = parts.map((points) => {
          const set = new CurveSet('byte');
          for (const [step, value, time] of [...points].sort((a, b) => a[0] - b[0]))
            set.add('loss', step, value, 0, time === null ? {} : { time });
          return set;
        });
        const one = new CurveSet('byte', false);
        for (const { scalars } of files) {
          const series = scalars.get('loss');
          series?.steps.forEach((step, i) =>
            one.add('loss', step, series.values[i], 0, { time: series.column('time')[i] ?? NaN }),
          );
        }
        const joined = joinedCurves(files);
        const columns = (set: CurveSet) =>
          (['step', 'value', 'time'] as const).map((name) => [...(set.scalars.get('loss')?.column(name) ?? [])]);
        assert.deepEqual(columns(joined), columns(one));
        if (files.filter(({ scalars }) => scalars.size > 0).length > 1) assert.deepEqual(faults(joined), faults(one));
        assert.deepEqual(joined.scalars.get('loss')?.extremes(), one.scalars.get('loss')?.extremes());
      }),
    );
  });
});

describe('numbers at their ends (R3, S15)', () => {
  it('a mean over a million steps of points that lie close together moves with them', () => {
    const steps = Float64Array.from({ length: 1000 }, (_, i) => i * 1e-10);
    const values = steps.map((_, i) => (i === 0 ? 0 : 1));
    // Beside the first value, which weighs as one step does, each has the weight of its distance.
    const share = (i: number): number => (i * 1e-10) / (1 + i * 1e-10);
    smoothed(steps, values, 1e6).forEach((mean, i) =>
      assert.ok(Math.abs(mean - share(i)) <= 1e-5 * share(i), `${i}: ${mean}`),
    );
  });

  it('a logarithmic axis has no point at 0 or below, wherever it begins', () => {
    const x = Float64Array.of(-1, 0, 1, 2, 3);
    for (const from of [-Infinity, -2, 0, 0.5, 1])
      assert.deepEqual([...thinned({ x, y: x }, 9, { from, logarithmic: true }).x], [1, 2, 3], `${from}`);
    assert.deepEqual([...thinned({ x, y: x }, 9, { from: 5, to: -5, logarithmic: true }).x], []);
  });
});

describe('texts of others in a table (R3)', () => {
  it('are no formula to a spreadsheet; numbers stay', () => {
    for (const text of ['=1+1', '+A1', '-A1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=HYPERLINK("x")'])
      assert.equal(notFormula(text), `'${text}`);
    for (const text of ['-1', '+1e-3', '-Infinity', 'loss', '', 'a=1']) assert.equal(notFormula(text), text);
  });
});
