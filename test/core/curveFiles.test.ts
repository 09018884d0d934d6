import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { CsvCurves, type CurveSet, EventCurves, readTrainerState, smoothed } from '@surprisal/core';
import { readReference } from './worst.js';

/** A value that is not finite stands as a word. */
type Stored = number | 'nan' | 'inf' | '-inf';
interface Reference {
  events: {
    name: string;
    places: number[];
    /** Step, value and seconds of each point. */
    scalars: Record<string, [number, Stored, number][]>;
    settings: Record<string, string | number | boolean>;
    others: Record<string, number>;
  }[];
  /** Step, value and epoch of each point. */
  tables: Record<string, Record<string, [number, Stored, number | null][]>>;
  trainer: Record<string, [number, Stored, number][]>;
  smoothing: { values: Stored[]; means: Record<string, Stored[]> };
}

const reference = readReference<Reference>('curves.json');
const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../test/reference/data/curves/${name}`, import.meta.url)));
const words: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
const number = (value: Stored): number => (typeof value === 'number' ? value : words[value]);

/** The points of each scalar, with what stands in a column beside them. */
function points({ scalars }: CurveSet, column: 'time' | 'epoch'): Record<string, (number | null)[][]> {
  const all: Record<string, (number | null)[][]> = {};
  for (const [name, series] of scalars) {
    const beside = series.column(column);
    all[name] = Array.from(series.steps, (step, i) => [step, series.values[i], beside[i] ?? null]);
  }
  return all;
}
const expected = (scalars: Record<string, [number, Stored, number | null][]>): Record<string, (number | null)[][]> =>
  Object.fromEntries(
    Object.entries(scalars).map(([name, rows]) => [name, rows.map(([step, v, beside]) => [step, number(v), beside])]),
  );
const faults = ({ problems }: CurveSet) => problems.map(({ fault, count, at, detail }) => [fault, count, at, detail]);

function pushed<T extends { push(bytes: Uint8Array): void }>(reader: T, bytes: Uint8Array, part = bytes.length): T {
  for (let at = 0; at < bytes.length; at += part) reader.push(bytes.subarray(at, at + part));
  return reader;
}

describe('curves of files that frameworks write (R3)', () => {
  for (const { name, places, scalars, settings, others } of reference.events) {
    it(`the scalars of ${name} are exactly those that were written, from parts of any size`, () => {
      for (const part of [1e6, 1000, 17, 1]) {
        const { curves, waiting } = pushed(new EventCurves(), bytesOf(name), part);
        assert.equal(waiting, 0);
        assert.deepEqual(points(curves, 'time'), expected(scalars));
        assert.deepEqual(Object.fromEntries(curves.settings), settings);
        assert.deepEqual(Object.fromEntries(curves.others), others);
      }
      assert.ok(places.length > 0);
    });
  }

  it('values without a checksum are taken and told, and a restart is told', () => {
    const problems = reference.events.map(({ name }) => faults(pushed(new EventCurves(), bytesOf(name)).curves));
    assert.deepEqual(problems, [
      [],
      [],
      [['noChecksum', 21, 0, undefined]],
      [['back', 1, reference.events[3].places[51], undefined]],
    ]);
  });

  for (const [name, table] of Object.entries(reference.tables))
    it(`${name} gives its columns, from parts of any size`, () => {
      for (const part of [1e6, 30, 1]) {
        const { curves } = pushed(new CsvCurves(), bytesOf(name), part);
        assert.deepEqual(points(curves, 'epoch'), expected(table));
        assert.deepEqual(faults(curves), []);
      }
    });

  it('times of a table are seconds, also where they stand in thousandths', () => {
    const { scalars } = pushed(new CsvCurves(), bytesOf('dvclive/plots/metrics/train/loss.tsv')).curves;
    assert.deepEqual(scalars.get('loss')!.column('time').slice(0, 2), Float64Array.of(1623671484.747, 1623671484.892));
    const download = pushed(new CsvCurves(), bytesOf('tensorboard/run-train-tag-loss.csv')).curves;
    assert.equal(download.scalars.get('Value')!.column('time')[0], 1700000000.5);
  });

  it('a state of a Trainer gives its history, NaN and infinities among it, and its settings', () => {
    const curves = readTrainerState({ name: 'trainer_state.json', bytes: bytesOf('trainer/trainer_state.json') });
    assert.deepEqual(points(curves, 'epoch'), expected(reference.trainer));
    assert.deepEqual(Object.fromEntries(curves.settings), {
      max_steps: 500,
      num_train_epochs: 2,
      train_batch_size: 8,
      logging_steps: 25,
      eval_steps: 250,
      save_steps: 250,
    });
    assert.deepEqual(faults(curves), []);
  });

  it('what is no state of a Trainer is refused with its place, and entries that are none are told', () => {
    const read = (text: string) => readTrainerState({ name: 's.json', bytes: new TextEncoder().encode(text) });
    assert.throws(() => read('{"epoch": 1}'), /s\.json, line 1, column 1: no log_history/);
    assert.throws(() => read('{"log_history": [{"loss": 1'), /s\.json, line 1/);
    const curves = read(
      '{"log_history": [3, {"loss": "NaN", "step": 1}, {"loss": 2}, {"a": null, "loss": NaN, "step": 4}]}',
    );
    assert.deepEqual(faults(curves), [
      ['form', 1, 0, undefined],
      ['number', 1, 1, 'loss'],
      ['step', 1, 2, 'loss'],
    ]);
    assert.deepEqual([...curves.scalars.get('loss')!.values], [NaN]);
  });

  it('a mean is TensorBoard’s where values stand one step apart', () => {
    const { values, means } = reference.smoothing;
    const given = Float64Array.from(values, number);
    const steps = given.map((_, i) => i);
    for (const [weight, answer] of Object.entries(means)) {
      const found = smoothed(steps, given, 1 / (1 - Number(weight)));
      answer.forEach((value, i) => {
        const error = Math.abs(found[i] - number(value));
        assert.ok(Object.is(found[i], number(value)) || error < 1e-12, `${weight}, ${i}: ${found[i]}, ${value}`);
      });
    }
  });

  it('a mean over fewer steps than values stand apart leaves them as they are', () => {
    const steps = Float64Array.of(400, 800, 1200);
    const values = Float64Array.of(0.9, 0.5, 0.7);
    smoothed(steps, values, 10).forEach((value, i) => assert.ok(Math.abs(value - values[i]) < 1e-12));
    assert.deepEqual(smoothed(steps, values, 0), values);
  });

  it('each file of the reference is read by a test', () => {
    const folder = new URL('../../../test/reference/data/curves/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(files.length, reference.events.length + Object.keys(reference.tables).length + 1);
  });
});
