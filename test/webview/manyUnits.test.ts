import assert from 'node:assert/strict';
import fc from 'fast-check';
import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { classTree, confusionFromCounts } from '@surprisal/core';
import { growingTree, type Wanted } from '../../webview/inspector/many/growingTree.js';
import { blockIn, blockSpan, frameAround, holds, within, zoomed, ZOOM } from '../../webview/inspector/many/frame.js';
import { edge, heatCells, MOST_CELLS, sideOf } from '../../webview/inspector/many/heatCells.js';
import { EACH, mostSurprising } from '../../webview/inspector/many/surprisingOf.js';
import { wrongInBlocks } from '../../webview/inspector/many/wrongInBlocks.js';
import { legend, stepName } from '../../webview/inspector/matrix/colorSteps.js';

const inOrder = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
const counts = (size: number, count: (i: number, j: number) => number): number[][] =>
  inOrder(size).map((i) => inOrder(size).map((j) => count(i, j)));

describe('cells of a heat map (R9)', () => {
  it('are those of the matrix, in the order given, each in the step of its rate', () => {
    const cm = confusionFromCounts(counts(30, (i, j) => (i === j ? 70 + i : (i * 7 + j * 3) % 11 === 0 ? 3 : 0)));
    const order = inOrder(30).reverse();
    const { rows, columns, classes, steps, names } = heatCells(cm, order, order, 'many');
    assert.deepEqual([rows, columns, classes], [30, 30, 1]);
    order.forEach((actual, y) =>
      order.forEach((predicted, x) => {
        const support = cm.counts[actual].reduce((sum, items) => sum + items, 0);
        const expected = stepName(cm.counts[actual][predicted] / support, actual === predicted, 'many');
        assert.equal(names[steps[y * 30 + x] ?? 0], expected, `${actual} ${predicted}`);
      }),
    );
    const hidden = heatCells(cm, order, order, 'many', true);
    assert.ok(order.every((_, i) => hidden.steps[i * 31] === 0));
    const part = heatCells(cm, [3, 1], [4, 1, 0], 'many');
    assert.deepEqual([part.rows, part.columns], [2, 3]);
    assert.match(part.names[part.steps[4] ?? 0] ?? '', /^right/);
  });

  it('are sums of neighbours past 600 a side: what is right on the diagonal, what is wrong off it', () => {
    const size = 1000;
    const cm = confusionFromCounts(counts(size, (i, j) => (i === j ? 8 : j === (i + 500) % size ? 2 : 0)));
    const { rows, classes, steps, names } = heatCells(cm, inOrder(size), inOrder(size), 'many');
    assert.deepEqual([rows, classes], [500, 2]);
    assert.equal(names[steps[0] ?? 0], stepName(0.8, true, 'many'));
    assert.equal(names[steps[250] ?? 0], stepName(0.2, false, 'many'));
    assert.equal(steps[1], 0);
    assert.ok(rows <= MOST_CELLS);
  });

  it('of a part of the matrix are counted from that part alone, however many classes there are', () => {
    let read = 0;
    const watched = (row: readonly number[]): readonly number[] =>
      new Proxy(row, {
        get: (of, name) => {
          if (typeof name === 'string' && /^\d+$/.test(name)) read++;
          return Reflect.get(of, name) as unknown;
        },
      });
    const size = 300;
    const { labels, counts: rows } = confusionFromCounts(counts(size, (i, j) => (i === j ? 8 : (i + j) % 3)));
    const cm = { labels, counts: rows.map(watched) };
    const part = inOrder(20);
    const first = heatCells(cm, part, part, 'many');
    read = 0;
    assert.deepEqual(heatCells(cm, part, part, 'many'), first);
    assert.ok(read <= 2 * part.length ** 2, `${read} counts`);
  });

  it('a class without items has no colour, and there is a legend of each scale', () => {
    const cm = confusionFromCounts(counts(26, (i, j) => (i > 0 && i === j ? 5 : 0)));
    const { steps } = heatCells(cm, inOrder(26), inOrder(26), 'many');
    assert.deepEqual([...steps.subarray(0, 26)], Array(26).fill(0));
    for (const { right, wrong } of Object.values(legend)) assert.deepEqual([right.length, wrong.length], [6, 6]);
  });

  it('lie on whole pixels, fill the map, and are 6 px with 100 classes', () => {
    assert.equal(sideOf(100, 600, 1), 600);
    assert.equal(sideOf(100, 640, 1), 600);
    assert.equal(sideOf(25, 600, 1), 600);
    assert.equal(sideOf(256, 600, 1), 512);
    assert.equal(sideOf(1000, 600, 1), 600);
    fc.assert(
      fc.property(
        fc.integer({ min: 25, max: 1200 }),
        fc.integer({ min: 60, max: 700 }),
        fc.constantFrom(1, 1.25, 2),
        (many, room, density) => {
          const side = sideOf(many, room, density);
          assert.ok(side <= room + 1e-9 && side >= room * 0.85, `${side} of ${room}`);
          assert.equal(edge(0, many, side, density), 0);
          assert.ok(Math.abs(edge(many, many, side, density) - side) <= 0.5 / density + 1e-9);
        },
      ),
    );
  });
});

describe('frames of a heat map (R9)', () => {
  const starts = [0, 4, 9, 20];
  const size = 30;
  it('the block of a cell is opened, and off the diagonal the rows of one and the columns of the other', () => {
    assert.deepEqual(frameAround({ actual: 5, predicted: 8 }, starts, size), {
      row: 4,
      rows: 5,
      column: 4,
      columns: 5,
    });
    const frame = frameAround({ actual: 29, predicted: 0 }, starts, size);
    assert.deepEqual(frame, { row: 20, rows: 10, column: 0, columns: 4 });
    assert.equal(blockIn(frame, starts, size), null);
    starts.forEach((from, block) => {
      assert.equal(blockIn(frameAround({ actual: from, predicted: from }, starts, size), starts, size), block);
      assert.equal(blockSpan(starts, block, size)[0], from);
    });
    assert.deepEqual(frameAround({ actual: 0, predicted: 29 }, [], size), {
      row: 0,
      rows: 12,
      column: 18,
      columns: 12,
    });
  });

  it('zoom and drags keep a frame whole and in the map, and zoom keeps the cell it is about', () => {
    const place = fc.integer({ min: 0, max: size - 1 });
    const frames = fc.record({ row: place, rows: place, column: place, columns: place });
    fc.assert(
      fc.property(frames, place, place, fc.constantFrom(ZOOM, 1 / ZOOM), (given, actual, predicted, by) => {
        const frame = within(given, size);
        const next = zoomed(frame, by, { actual, predicted }, size);
        for (const { row, rows, column, columns } of [frame, next]) {
          assert.ok(row >= 0 && rows >= 3 && row + rows <= size, JSON.stringify(next));
          assert.ok(column >= 0 && columns >= 3 && column + columns <= size, JSON.stringify(next));
        }
        if (by > 1) assert.ok(next.rows < frame.rows || frame.rows === 3);
        else assert.ok(next.rows > frame.rows || frame.rows === size);
        if (holds(frame, { actual, predicted })) assert.ok(holds(next, { actual, predicted }), JSON.stringify(next));
      }),
    );
  });

  it('counts what is wrong within the blocks', () => {
    const cm = confusionFromCounts(counts(4, (i, j) => (i === j ? 10 : i + j)));
    assert.equal(wrongInBlocks(cm, [0, 1, 2, 3], [0, 2]), 1 + 1 + 5 + 5);
    assert.equal(wrongInBlocks(cm, [0, 2, 1, 3], [0, 2]), 2 + 2 + 4 + 4);
  });
});

describe('most surprising items of pairs (R9)', () => {
  it('the three most surprising of each pair, the most surprising first, and of no class that is read right', () => {
    const item = fc.record({ a: fc.nat(4), p: fc.nat(4), s: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), (items) => {
        const found = mostSurprising(
          {
            actual: Uint16Array.from(items, ({ a }) => a),
            predicted: Uint16Array.from(items, ({ p }) => p),
            surprise: Float32Array.from(items, ({ s }) => s),
          },
          5,
        );
        for (let a = 0; a < 5; a++)
          for (let p = 0; p < 5; p++) {
            const all = items
              .map((each, i) => ({ ...each, i }))
              .filter((each) => a !== p && each.a === a && each.p === p)
              .sort((x, y) => y.s - x.s || x.i - y.i);
            assert.deepEqual(
              found.get(a * 5 + p) ?? [],
              all.slice(0, EACH).map(({ i }) => i),
            );
          }
      }),
    );
  });
});

describe('the order of many classes by similarity (R1, R9)', () => {
  const near = (size: number, by: number) =>
    confusionFromCounts(counts(size, (i, j) => (i === j ? 8 : j === (i + by) % size ? 2 : 0)));
  const known = (tree: ReadonlySignal<unknown>): Promise<void> =>
    new Promise((resolve) => {
      const stop = effect(() => {
        if (tree.value === null) return;
        resolve();
        queueMicrotask(() => stop());
      });
    });

  it('of a hundred classes is there at once', () => {
    const cm = near(100, 7);
    const tree = growingTree(signal<Wanted | null>({ run: 'a', cm, live: false }));
    assert.deepEqual(tree.value, classTree(cm));
  });

  it('of more comes while other work gets its turn, is that of the last matrix, and stays while its run trains', async () => {
    const [first, second] = [near(1000, 7), near(1000, 9)];
    const wanted = signal<Wanted | null>({ run: 'a', cm: first, live: true });
    const tree = growingTree(wanted);
    assert.equal(tree.value, null);
    wanted.value = { run: 'b', cm: second, live: true };
    assert.equal(tree.value, null);
    let turns = 0;
    const other = setInterval(() => turns++);
    await known(tree);
    clearInterval(other);
    assert.deepEqual(tree.value, classTree(second));
    assert.ok(turns > 0);
    const shown = tree.value;
    wanted.value = { run: 'b', cm: first, live: true };
    // Another tree of as many classes, asked for after it, would be known later.
    await known(growingTree(signal<Wanted | null>({ run: 'c', cm: first, live: false })));
    assert.equal(tree.value, shown, 'rows move while a person reads them');
    wanted.value = { run: 'b', cm: first, live: false };
    assert.equal(tree.value, shown, 'until the new order is known');
    await new Promise<void>((resolve) => {
      const stop = effect(() => {
        if (tree.value !== shown) queueMicrotask(() => (stop(), resolve()));
      });
    });
    assert.deepEqual(tree.value, classTree(first));
    wanted.value = null;
    assert.equal(tree.value, null);
  });
});
