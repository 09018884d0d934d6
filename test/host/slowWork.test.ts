import assert from 'node:assert/strict';
import { SlowWork } from '../../extension/host/ports/slowWork.js';

describe('patience', () => {
  it('gives what comes in time, and throws what fails in time (S20)', async () => {
    const patience = new SlowWork(10_000, () => assert.fail('nothing was late'));
    assert.deepEqual(await patience.wait('a', () => Promise.resolve(7)), { value: 7 });
    await assert.rejects(
      patience.wait('a', () => Promise.reject(new Error('broken'))),
      /broken/,
    );
  });

  it('begins what is late once, tells when it has ended, and gives it then (S20)', async () => {
    let begun = 0;
    let come: (value: string) => void = () => undefined;
    let again: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (again = resolve));
    const patience = new SlowWork(1, () => again());
    const work = (): Promise<string> => {
      begun++;
      return new Promise((resolve) => (come = resolve));
    };
    assert.equal(await patience.wait('a', work), undefined);
    assert.equal(await patience.wait('a', work), undefined);
    assert.equal(begun, 1);
    come('late');
    await ended;
    assert.deepEqual(await patience.wait('a', work), { value: 'late' });
    assert.equal(await patience.wait('a', work), undefined);
    assert.equal(begun, 2);
  });
});
