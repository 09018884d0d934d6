import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArrayDifference } from '@surprisal/core';
import type { TensorState } from '../../extension/protocol/tensor.js';
import { npyArray } from '../core/madeFiles.js';
import { openedTensors, type Views } from './tensorTabs.js';

/** A safetensors file of float32, by name, with its shape and its numbers. */
function checkpoint(tensors: Record<string, [shape: number[], values: number[]]>): Buffer {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, [shape, values]]) => {
    const from = end;
    end += 4 * values.length;
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }];
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = Object.values(tensors).map(([, values]) => Buffer.from(Float32Array.from(values).buffer));
  return Buffer.concat([length, json, ...data]);
}

describe('tensors of files that are compared, in the host (R7, F36)', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  const all: Views[] = [];
  const tab = () => {
    const made = openedTensors();
    all.push(made.views);
    return made;
  };
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const one = write(
    'a.safetensors',
    checkpoint({
      w: [
        [2, 2],
        [1, 2, 3, 4],
      ],
      b: [[2], [0, NaN]],
      old: [[1], [1]],
      x: [[3], [1, 2, 3]],
    }),
  );
  const other = write(
    'b.safetensors',
    checkpoint({
      b: [[2], [0, NaN]],
      w: [
        [2, 2],
        [1, 2, 5, 4],
      ],
      added: [[1], [1]],
      x: [
        [1, 3],
        [1, 2, 3],
      ],
    }),
  );
  after(() => {
    for (const views of all) views.dispose();
    rmSync(folder, { recursive: true });
  });
  const name = ({ tensors }: TensorState, at: number): string => tensors[at].name;

  it('two files by the names of their tensors, with what each has alone, and the difference of those of one shape', async () => {
    const { read, ask, state, answers } = tab();
    const first = await read(one);
    assert.equal(first.against, null);
    answers.push(other);
    const told = state(({ against }) => against !== null);
    await ask('compare', { tensor: null });
    const now = await told;
    const { against } = now;
    assert.deepEqual(
      [against!.title, against!.one, against!.onlyThere, against!.more],
      ['b.safetensors', null, ['added'], 0],
    );
    assert.deepEqual(
      against!.pairs
        .map(({ tensor, shape }) => [name(now, tensor), shape] as const)
        .sort(([a], [b]) => a.localeCompare(b)),
      [
        ['b', [2]],
        ['w', [2, 2]],
        ['x', [1, 3]],
      ],
    );
    const found = new Map<string, ArrayDifference>();
    for (const { tensor, other: at } of against!.pairs.filter(({ shape }) => shape.length !== 2 || shape[0] === 2))
      found.set(
        name(now, tensor),
        (await ask('differences', { pairs: [{ tensor, other: at }], ticket: 1 }))[0] as ArrayDifference,
      );
    const { unequal, max, first: at, texts } = found.get('w')!;
    assert.deepEqual([unequal, max, at, texts], [1, 2, [1, 0], ['3.0', '5.0']]);
    assert.deepEqual([found.get('b')!.unequal, found.get('b')!.nanBoth], [0, 1]);
    const x = against!.pairs.find(({ tensor }) => name(now, tensor) === 'x')!;
    const [unlike] = await ask('differences', { pairs: [x], ticket: 2 });
    assert.match('fault' in unlike ? unlike.fault : '', /\(3,\) and \(1, 3\); expected two arrays of one shape/);
    const [none] = await ask('differences', { pairs: [{ tensor: 99, other: 0 }], ticket: 3 });
    assert.match('fault' in none ? none.fault : '', /no part of this tensor/);
    await assert.rejects(ask('differences', { pairs: [{ tensor: 0, other: 99 }], ticket: 3 }), /not compared/);
    await assert.rejects(ask('differences', { pairs: new Array(65).fill({ tensor: 0, other: 0 }), ticket: 3 }));
    const over = state(({ against: none }) => none === null);
    await ask('endCompare', null);
    await over;
    await assert.rejects(ask('differences', { pairs: [{ tensor: 0, other: 0 }], ticket: 4 }), /not compared/);
  });

  it('one tensor with one that is chosen: those of its shape come first, and one of its own file may be', async () => {
    const { read, ask, state, answers, offered } = tab();
    const first = await read(one);
    const at = first.tensors.findIndex((each) => each.name === 'w');
    answers.push('Choose a file…', other, 'w');
    const told = state(({ against }) => against !== null);
    await ask('compare', { tensor: at });
    const { against } = await told;
    assert.deepEqual(offered[0], ['Another tensor of this file', 'Choose a file…']);
    assert.equal(offered[1][0], 'w');
    assert.deepEqual([against!.one, against!.pairs.length, against!.onlyThere], ['w', 1, []]);
    answers.push('Another tensor of this file', 'nothing of these');
    await ask('compare', { tensor: at });
    assert.ok(!offered[3].includes('w'));
    // Who turns away keeps what was compared.
    const [again] = await ask('differences', { pairs: against!.pairs, ticket: 1 });
    assert.equal('unequal' in again && again.unequal, 1);
  });

  it('a name longer than a page is told of finds its like, and the page is told the beginning of others', async () => {
    const long = (letter: string): string => letter.repeat(10_001);
    const { read, ask, state, answers } = tab();
    await read(write('long.safetensors', checkpoint({ [long('n')]: [[1], [1]], own: [[1], [1]] })));
    answers.push(write('longer.safetensors', checkpoint({ [long('m')]: [[1], [1]], [long('n')]: [[1], [2]] })));
    const told = state(({ against }) => against !== null);
    await ask('compare', { tensor: null });
    const { against, tensors } = await told;
    assert.deepEqual(
      against!.pairs.map(({ tensor }) => tensors[tensor].name[0]),
      ['n'],
    );
    assert.deepEqual(against!.onlyThere, ['m'.repeat(200)]);
  });

  it('a file that is none, or that changes while it is compared, is told by name', async () => {
    const numbers = (...values: number[]): Uint8Array =>
      npyArray('<f4', [values.length], new Uint8Array(Float32Array.from(values).buffer));
    const { read, ask, state, answers } = tab();
    await read(write('first.npy', numbers(1, 2)));
    answers.push(write('none.npy', Buffer.from('nothing')));
    await assert.rejects(ask('compare', { tensor: 0 }), /none\.npy/);
    answers.push(write('second.npy', numbers(1, 3)));
    const told = state(({ against }) => against !== null);
    await ask('compare', { tensor: 0 });
    await told;
    write('second.npy', numbers(1, 3, 4));
    const [changed] = await ask('differences', { pairs: [{ tensor: 0, other: 0 }], ticket: 1 });
    assert.match('fault' in changed ? changed.fault : '', /second\.npy.*changed/);
    // This tab's own file is as it was.
    const { source } = await ask('hydrate', null);
    assert.equal(source.kind === 'file' && source.changed, false);
  });
});
