import assert from 'node:assert/strict';

/** These hold of Node's own as well as of what stands for it in a browser. */
describe('assert', () => {
  const pairs: [unknown, unknown, boolean][] = [
    [[1, { a: 'b' }], [1, { a: 'b' }], true],
    [[1, 2], [1, 2, 3], false],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [[1], { 0: 1 }, false],
    [NaN, NaN, true],
    [0, -0, false],
    [1, '1', false],
    [new Uint8Array([1]), new Uint8Array([1]), true],
    [new Uint8Array([1]), new Uint8Array([2]), false],
    [null, undefined, false],
    [new Map([['a', [1]]]), new Map([['a', [1]]]), true],
    [new Map([['a', [1]]]), new Map([['a', [2]]]), false],
  ];
  const throws = (work: () => void): boolean => {
    try {
      work();
      return false;
    } catch {
      return true;
    }
  };

  it('tells the same from the unlike', () => {
    for (const [a, b, alike] of pairs)
      if (throws(() => assert.deepEqual(a, b)) === alike) throw new Error(String([a, b]));
    if (!throws(() => assert(0)) || !throws(() => assert.equal(1, 2)) || !throws(() => assert.notEqual(1, 1)))
      throw new Error('what does not hold passes');
    if (!throws(() => assert.match('a', /b/)) || !throws(() => assert.doesNotMatch('a', /a/)))
      throw new Error('what does not match passes');
  });

  it('tells a promise that is rejected as expected from one that is not', async () => {
    const passes = (work: Promise<unknown>): Promise<boolean> =>
      assert.rejects(work, /no such file/).then(
        () => true,
        () => false,
      );
    const found = [Promise.reject(new Error('no such file: a')), Promise.reject(new Error('full')), Promise.resolve(1)];
    const passed = await Promise.all(found.map(passes));
    if (passed.join() !== 'true,false,false') throw new Error(passed.join());
    await assert.rejects(Promise.reject(new RangeError('far')), RangeError);
    const other = await assert.rejects(Promise.reject(new Error('far')), RangeError).then(
      () => true,
      () => false,
    );
    if (other) throw new Error('an error of another class passed');
  });
});
