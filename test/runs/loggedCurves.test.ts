import assert from 'node:assert/strict';
import { LoggedCurves } from '../../extension/runs/curves/loggedCurves.js';
import { type LoggedContents, type LoggedEpoch, LoggedRun } from '../../extension/runs/model/loggedRun.js';
import { ScalarSeries } from '../../extension/runs/model/scalarSeries.js';
import { words } from './followedCurves.js';

describe('a run of another program that begins anew between two looks (R3, F36)', () => {
  const contents: Partial<LoggedContents> = { loadSteps: async () => undefined };
  const none = { files: {}, has: { predictions: false, scores: false, matrix: false } };
  const epoch = (number: number, step: number, scalars: Record<string, number>): LoggedEpoch => ({
    epoch: number,
    step,
    time: undefined,
    scalars: new Map(Object.entries(scalars)),
    ...none,
  });
  function logged() {
    const run = new LoggedRun('r', 'r', contents as LoggedContents);
    const origin = new LoggedCurves(run, 'runs/r');
    const look = async () => {
      run.version++;
      await origin.update();
      return Object.fromEntries(
        [...origin.scalars].map(([name, { steps, values }]) => [
          name,
          Array.from(steps, (step, i) => [step, values[i]]),
        ]),
      );
    };
    return { run, origin, look };
  }

  it('has nothing of the values that no longer count, also where as many came in their place', async () => {
    const { run, look } = logged();
    const series = new ScalarSeries();
    run.scalars.set('loss', series);
    for (let step = 1; step <= 5; step++) series.add(step, 1);
    await look();
    series.cutFrom(3);
    for (let step = 3; step <= 7; step++) series.add(step, 2);
    assert.deepEqual((await look()).loss, [[1, 1], [2, 1], [3, 2], [4, 2], [5, 2], [6, 2], [7, 2]]); // prettier-ignore
    const other = new ScalarSeries();
    for (let step = 1; step <= 8; step++) other.add(step, 3);
    run.scalars.set('loss', other);
    assert.deepEqual((await look()).loss.map(([, value]) => value), [3, 3, 3, 3, 3, 3, 3, 3]); // prettier-ignore
  });

  it('keeps what was logged with epochs apart from what is logged by step under the same name', async () => {
    const { run, look } = logged();
    run.epochs.push(epoch(1, 10, { loss: 0.9 }));
    assert.deepEqual(await look(), { loss: [[10, 0.9]] });
    const series = new ScalarSeries();
    run.scalars.set('loss', series);
    series.add(11, 0.1);
    series.add(12, 0.2);
    run.scalars.set('loss (epochs)', new ScalarSeries());
    run.scalars.get('loss (epochs)')!.add(12, 7);
    assert.deepEqual(await look(), {
      loss: [
        [11, 0.1],
        [12, 0.2],
      ],
      'loss (epochs)': [[12, 7]],
      'loss (epochs) (epochs)': [[10, 0.9]],
    });
  });

  it('takes no more room for its epochs the longer it is looked at, and tells what is left out', async () => {
    const { run, origin, look } = logged();
    run.epochs.push(epoch(1, 10, { loss: 0.9 }), epoch(2, 20, { loss: 0.8 }));
    const points = (): unknown => Reflect.get(Reflect.get(origin, 'set') as object, 'points');
    for (let i = 0; i < 5; i++) await look();
    assert.equal(points(), 2);
    run.epochs.push(epoch(3, 30, { ['x'.repeat(201)]: 1 }));
    await look();
    assert.deepEqual(origin.troubles.map(words), ['runs/r name 1 entry 3']);
  });
});
