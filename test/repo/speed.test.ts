import assert from 'node:assert/strict';
import type * as linesScript from '../../scripts/benchLines.mjs';
import type * as speedScript from '../../scripts/speed.mjs';
import { script } from './tree.js';

const { linesOf, spreadOf, told } = await script<typeof linesScript>('benchLines.mjs');
const { speedPage } = await script<typeof speedScript>('speed.mjs');

const bench = { title: 'work', peer: 'another', limit: 0.5 };
const machine = { facts: { Processor: 'P', 'BLAS of NumPy': 'OpenBLAS 0.3' }, slowBlas: [] as string[] };
const page = (lines: linesScript.Line[], slowBlas: string[] = [], failed = ''): string =>
  speedPage({
    machine: { ...machine, slowBlas },
    benches: { work: { title: 'work', measured: '2026-01-02', inside: 'Inside: all.', lines, failed } },
  });

describe('what benches give', () => {
  it('has the median of its runs, with the least and the greatest', () => {
    assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, least: 1, greatest: 3 });
    assert.deepEqual(spreadOf([4, 1, 2, 3]), { median: 2.5, least: 1, greatest: 4 });
  });

  it('is set against the peer that is fastest in the median, by the ratios of runs side by side', () => {
    const run = (ours: number, one: number, two: number) => [
      { ours, peers: { 'one thread': one, 'two threads': two } },
    ];
    const [line, ...rest] = linesOf(bench, [run(10, 40, 100), run(30, 60, 50), run(20, 50, 90)]);
    assert(line && rest.length === 0);
    assert.equal(line.peer, 'one thread');
    assert.deepEqual(line.ratio, { median: 0.4, least: 0.25, greatest: 0.5 });
    assert.deepEqual(line.others, { 'two threads': { median: 90, least: 50, greatest: 100 } });
    assert.equal(line.kept, true);
    assert.equal(told(line), 'work: 20 ms, one thread 50 ms, ratio 0.4 (0.25 to 0.5) (limit 0.5)');
  });

  it('may have a bound of its own, or none, and rounds in a run', () => {
    const given = [
      [
        { title: 'a', ours: [5, 7, 9], bound: 6 },
        { title: 'b', ours: 1, peer: null },
      ],
    ];
    const [a, b] = linesOf(bench, given);
    assert.deepEqual([a?.runs, a?.ours.median, a?.kept, a?.limit], [3, 7, false, null]);
    assert.deepEqual([b?.kept, b?.limit, b?.theirs], [null, null, null]);
    assert.equal(a && told(a), 'a: 7 (5 to 9) ms OVER 6');
    const alone = linesOf(bench, [[{ title: 'c', ours: 1, peer: 2, limit: undefined }]]);
    assert.deepEqual([alone[0]?.kept, alone[0]?.ratio?.median], [null, 0.5]);
  });
});

describe('docs/speed.md', () => {
  const lines = linesOf(bench, [
    [
      { title: 'kept', ours: 10, peers: { x: 40, y: 50 }, note: 'relaxed' },
      { title: 'over', ours: 30, peer: 40, limit: 0.7 },
      { title: 'a | b', ours: 30, peer: 40, limit: undefined },
      { title: 'opening', ours: [100, 200], bound: 120 },
    ],
  ]);

  it('tells first what missed its limit', () => {
    const missed = page(lines).split('## ')[1];
    const expected = '- over: 0.75 of another; limit 0.7.\n- opening: 150 (100 to 200) ms; at most 120 ms.\n\n';
    assert.equal(missed, `What missed its limit\n\n${expected}`);
    assert.match(page(lines.slice(0, 1)), /limit\n\nNothing: what has a limit keeps to it, in all 1 lines\.\n/);
  });

  it('tells what could not be measured, and that nothing was', () => {
    assert.match(page([], [], 'no file'), /limit\n\n- work could not be measured: no file\n/);
    assert.match(page([]), /Nothing has been measured yet\.\n$/);
  });

  it('has each line with its peers, its ratio and its limit, what is inside the time, and the machine', () => {
    const text = page(lines);
    for (const row of [
      '### work',
      '| kept | 10 ms | x: 40 ms; y: 50 ms | 0.25 | 0.5 | relaxed |',
      '| over | 30 ms | another: 40 ms | 0.75 | 0.7 **missed** |  |',
      '| a \\| b | 30 ms | another: 40 ms | 0.75 |  |  |',
      '| opening | 150 (100 to 200) ms | 2 | 120 ms **missed** |  |',
      'Inside: all.',
      '| Measured | 2026-01-02 |',
      '| BLAS of NumPy | OpenBLAS 0.3 |',
    ])
      assert(text.split('\n').includes(row), `${row}\nnot in\n${text}`);
  });

  it('warns where the BLAS of a peer is slow', () => {
    assert.doesNotMatch(page(lines), /flatter/);
    assert.match(page(lines, ['NumPy']), /\*\*The BLAS of NumPy is not known to be fast\.\*\*/);
  });
});
