import assert from 'node:assert/strict';
import { CoreError, describeTensor, findArray, parseTensor, toTensor } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { readReference, Worst } from './worst.js';

interface Printed {
  form: 'repr' | 'str' | 'torch';
  text: string;
  shape: number[];
  values: (number | 'nan' | 'inf' | '-inf')[];
}

const reference = readReference<{
  prints: Printed[];
  described: { seed: number; mean: number; deviation: number }[];
  truncated: string[];
  wrapped: Omit<Printed, 'form'>[];
  refused: [found: string, text: string][];
}>('printed.json');
const special = { nan: NaN, inf: Infinity, '-inf': -Infinity };

describe('D3 arrays as NumPy and PyTorch print them', () => {
  for (const form of ['repr', 'str', 'torch'] as const)
    it(`reads every ${form} as Python does`, () => {
      const prints = reference.prints.filter((print) => print.form === form);
      assert.ok(prints.length >= 100);
      for (const { text, shape, values } of prints) {
        const { tensor, dtype } = parseTensor(text);
        assert.deepEqual(tensor.shape, shape, text);
        const expected = values.map((value) => (typeof value === 'number' ? value : special[value]));
        assert.deepEqual([...tensor.data], expected, text);
        assert.equal(dtype, /dtype=(?:torch\.)?(\w+)/.exec(text)?.[1] ?? null);
      }
    });

  it('gives the range of each element, which read alone is that element', () => {
    for (const { text } of reference.prints) {
      const { tensor, rangeOf } = parseTensor(text, { offset: 1000 });
      tensor.data.forEach((value, index) => {
        const { start, end } = rangeOf(index);
        const { data } = parseTensor(text.slice(start - 1000, end - 1000)).tensor;
        assert.deepEqual([...data], [value], text);
      });
    }
  });

  it('finds each print in a log, from any place in it', () => {
    const random = new Seeded(1);
    for (const { text, values } of reference.prints) {
      if (values.length === 0) continue;
      const log = `epoch 3: (loss, it's)\nprobs ${text}\ndone [1]`;
      const start = log.indexOf('[', 10);
      const end = log.lastIndexOf(']', log.length - 4);
      const at = start + 1 + random.below(Math.max(1, text.lastIndexOf(']') - text.indexOf('[') - 1));
      const found = findArray(log, at, 'text');
      assert.ok(
        found && found.closed && found.start >= start && found.end <= end + 1,
        `${at} of ${log}: ${JSON.stringify(found)}`,
      );
      const { data } = parseTensor(log.slice(found.start, found.end)).tensor;
      assert.ok(data.length > 0, text);
    }
  });

  it('reads parameters and arrays without a mask whole, and names what is no dense array of real numbers', () => {
    assert.ok(reference.wrapped.length >= 60);
    for (const { text, shape, values } of reference.wrapped) {
      const { tensor } = parseTensor(text, { syntax: 'text' });
      const expected = values.map((value) => (typeof value === 'number' ? value : special[value]));
      assert.deepEqual(tensor.shape, shape, text);
      assert.deepEqual([...tensor.data], expected, text);
    }
    for (const [found, text] of reference.refused)
      assert.throws(
        () => parseTensor(text, { syntax: 'text' }),
        (error) => error instanceof CoreError && error.found === found,
        text,
      );
  });

  it('refuses every truncated print, with the place and the reason', () => {
    for (const text of reference.truncated)
      assert.throws(
        () => parseTensor(text),
        (error) =>
          error instanceof CoreError &&
          error.code === 'truncated' &&
          text.startsWith('...', error.place.offset) &&
          error.message.includes('cut short'),
        text,
      );
  });
});

describe('D4 description of a tensor', () => {
  it('has mean and deviation as exact sums give them', () => {
    const worst = new Worst();
    for (const { seed, mean, deviation } of reference.described) {
      const random = new Seeded(seed);
      const count = 1 + random.below(3000);
      const offset = random.pick([0, 1, -1e3, 1e9, 1e15]);
      const width = random.pick([1e-6, 1e-3, 1, 1e3, 1e7]);
      const values = Array.from({ length: count }, () => offset + random.between(-width, width));
      const described = describeTensor(values);
      const largest = Math.max(...values.map(Math.abs));
      worst.check('mean', described.mean as number, mean, 1e-15, largest, `seed ${seed}`);
      worst.check('standard deviation', described.standardDeviation as number, deviation, 1e-12, 0, `seed ${seed}`);
      assert.equal(describeTensor(toTensor([...values].reverse())).max, described.max);
    }
    worst.record('tensors');
  });
});
