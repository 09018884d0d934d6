import {
  arrayDifference,
  type ArrayHeader,
  arrayStatistics,
  copyText,
  countBeside,
  dtypeOf,
  type DtypeName,
  heatMap,
  nanPlaces,
  type OpenArray,
  readBlock,
  readIdx,
  readPicture,
  selectedCount,
} from '@surprisal/core';
import { sampleOf } from '../../extension/host/tensor/sampleOf.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import type { TensorApi, TensorFacts, TensorSource, TensorState } from '../../extension/protocol/tensor.js';
import { inflate } from '../core/training.js';
import { mnistFile } from './liveHost.js';

/** The source of a tensor of a program that is debugged. */
export const program = (status: 'stopped' | 'ranOn' | 'ended' | 'slow'): TensorSource => ({
  kind: 'program',
  about: 'torch.Tensor on the CPU, strides 1, 960, 3',
  stop: 2,
  place: { name: 'prepare', file: 'preprocess.py', line: 12 },
  status,
  kept: false,
});

interface MadeTensor extends OpenArray {
  facts: TensorFacts;
}

type Put = (view: DataView, at: number, value: number) => void;
const puts: Partial<Record<DtypeName, Put>> = {
  uint8: (view, at, value) => view.setUint8(at, value),
  int64: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  float32: (view, at, value) => view.setFloat32(at, value, true),
  float64: (view, at, value) => view.setFloat64(at, value, true),
  complex128: (view, at, value) => {
    view.setFloat64(at, value, true);
    view.setFloat64(at + 8, -value / 3, true);
  },
};

/** A tensor in memory, of `value(i)` at place `i` in C order. */
export function madeTensor(
  name: string,
  shape: number[],
  value: (i: number) => number,
  dtype: DtypeName = 'float32',
): MadeTensor {
  const { size } = dtypeOf(dtype);
  const count = shape.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(count * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) puts[dtype]?.(view, i * size, value(i));
  const byteOrder = size > 1 ? ('little' as const) : null;
  const about = { name, dtype, shape, order: 'C' as const, byteOrder, bytes: bytes.length };
  const header: ArrayHeader = { ...about, start: 0, packed: null };
  return {
    header,
    file: {
      name,
      size: bytes.length,
      read: (from, length) => Promise.resolve(bytes.subarray(from, from + length)),
    },
    facts: { ...about, count, fault: null },
  };
}

/** What cannot be read, with why. */
export const refused = (name: string, fault: string): TensorFacts => ({
  name,
  fault,
  shape: [],
  dtype: null,
  byteOrder: null,
  order: null,
  count: 0,
  bytes: 0,
});

/**
 * Digits of the packed MNIST, the first twelve of each, standardised pixel by pixel: those that never vary are NaN. The
 * axes are the digit, the row, which of them, and the column.
 */
export function standardisedDigits(): MadeTensor {
  const pixels = readIdx(mnistFile('sample-images.idx.gz'), inflate).data as Uint8Array;
  const labels = readIdx(mnistFile('sample-labels.idx.gz'), inflate).data as Uint8Array;
  const of = Array.from({ length: 10 }, (): number[] => []);
  labels.forEach((digit, i) => of[digit].length < 12 && of[digit].push(i));
  const all = of.flat();
  const at = (image: number, pixel: number): number => pixels[image * 784 + pixel];
  const facts = Array.from({ length: 784 }, (_, pixel) => {
    const mean = all.reduce((sum, image) => sum + at(image, pixel), 0) / all.length;
    const square = all.reduce((sum, image) => sum + (at(image, pixel) - mean) ** 2, 0) / all.length;
    return { mean, deviation: Math.sqrt(square) };
  });
  return madeTensor('', [10, 28, 12, 28], (i) => {
    const [digit, row, which, column] = [
      Math.floor(i / 9408),
      Math.floor(i / 336) % 28,
      Math.floor(i / 28) % 12,
      i % 28,
    ];
    const { mean, deviation } = facts[row * 28 + column];
    return (at(of[digit][which], row * 28 + column) - mean) / deviation;
  });
}

/** What a page of tensors asks for, answered by core of tensors in memory, with a note of all that it asked. */
export class TensorHost {
  readonly asked: [method: string, params: unknown][] = [];
  readonly stopped: number[] = [];
  state: TensorState;
  /** Holds answers to statistics back until it is done. */
  gate: Promise<unknown> | null = null;
  /** Whether blocks from a row on fail. */
  fails: (row: number) => boolean = () => false;
  onStatistics: (ticket: number) => void = () => undefined;

  constructor(
    private readonly made: readonly MadeTensor[],
    some: Partial<TensorState> = {},
  ) {
    const tensors = made.map(({ facts }) => facts);
    this.state = {
      id: 'made',
      title: 'digits-z.npy',
      source: {
        kind: 'file',
        format: 'NPY',
        bytes: tensors.reduce((sum, { bytes }) => sum + bytes, 128),
        changed: false,
      },
      tensors,
      notes: [],
      loading: false,
      fault: null,
      reading: 1,
      sides: { target: null, prediction: null },
      against: null,
      ...some,
    };
  }

  /** The tensors of another file, by their names. */
  others: readonly MadeTensor[] = [];
  compareByNames(others: readonly MadeTensor[], title: string): TensorState {
    this.others = others;
    const here = this.made.map(({ facts }) => facts.name);
    const pairs = here.flatMap((name, tensor) => {
      const other = others.findIndex(({ facts }) => facts.name === name);
      return other < 0 ? [] : [{ tensor, other, shape: others[other].facts.shape }];
    });
    const onlyThere = others.flatMap(({ facts }) => (here.includes(facts.name) ? [] : [facts.name]));
    return (this.state = { ...this.state, against: { number: 1, title, one: null, pairs, onlyThere, more: 0 } });
  }

  of(method: string): unknown[] {
    return this.asked.flatMap(([name, params]) => (name === method ? [params] : []));
  }

  private note<T, R>(method: string, answer: (params: T) => R): (params: T) => R {
    return (params) => {
      this.asked.push([method, params]);
      return answer(params);
    };
  }

  private readonly nothing = (method: string) => this.note<unknown, void>(method, () => undefined);

  readonly handlers: Handlers<TensorApi> = {
    hydrate: () => this.state,
    block: this.note('block', ({ tensor, slice, rows, columns }) => {
      if (this.fails(rows[0])) throw new Error('2 bytes; expected 8');
      return readBlock(this.made[tensor], slice, rows, columns);
    }),
    heats: this.note('heats', (queries) =>
      Promise.all(queries.map(({ tensor, slice, height, width }) => heatMap(this.made[tensor], slice, height, width))),
    ),
    picture: this.note('picture', ({ tensor, selection, view, most }) =>
      readPicture(this.made[tensor], selection, view, most),
    ),
    statistics: this.note('statistics', async ({ tensor, selection, most, bins, ticket }) => {
      const made = this.made[tensor];
      const isSample = most !== null && selectedCount(selection) > most;
      const read = isSample ? sampleOf(made.header, selection, most) : { array: made.header, selection };
      this.onStatistics(ticket);
      await this.gate;
      if (this.stopped.includes(ticket)) throw new Error('cancelled');
      const of = await arrayStatistics({ ...made, header: read.array }, read.selection, { bins });
      return { of, sampled: isSample ? of.count : null };
    }),
    differences: this.note('differences', async ({ pairs, ticket }) => {
      this.onStatistics(ticket);
      await this.gate;
      if (this.stopped.includes(ticket)) throw new Error('cancelled');
      return Promise.all(pairs.map(({ tensor, other }) => arrayDifference(this.made[tensor], this.others[other])));
    }),
    compare: this.nothing('compare'),
    endCompare: this.nothing('endCompare'),
    nanPlaces: this.note('nanPlaces', ({ tensor, slice }) => nanPlaces(this.made[tensor], slice)),
    rank: this.note('rank', ({ tensor, slice, value }) => countBeside(this.made[tensor], slice.axes, value)),
    cancel: this.note('cancel', (ticket) => void this.stopped.push(ticket)),
    copy: this.note('copy', async ({ tensor, slice, form }) => void (await copyText(this.made[tensor], slice, form))),
    takeSide: this.nothing('takeSide'),
    readAs: this.nothing('readAs'),
    showPart: this.nothing('showPart'),
    reload: this.nothing('reload'),
    keep: this.nothing('keep'),
    answer: this.nothing('answer'),
    showPlace: this.nothing('showPlace'),
    copyText: this.nothing('copyText'),
    ping: () => undefined,
  };
}
