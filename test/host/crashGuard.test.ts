import assert from 'node:assert/strict';
import { CrashGuard } from '../../extension/host/language/crashGuard.js';

const never = new Promise<never>(() => undefined);

/** A guard whose ticks are told by hand, and what it has done to the server. */
function guarded() {
  const done = { pings: 0, ends: 0 };
  let answer: (() => void) | undefined;
  let tick: (() => void) | undefined;
  const guard = new CrashGuard({
    every: (act) => {
      tick = act;
      return () => (tick = undefined);
    },
    ping: () => new Promise<void>((resolve) => ((answer = resolve), done.pings++)),
    end: () => void done.ends++,
  });
  return {
    guard,
    done,
    ticks: (count: number) => {
      for (let i = 0; i < count; i++) tick?.();
    },
    watches: () => tick !== undefined,
    answered: async () => {
      answer?.();
      await new Promise(setImmediate);
    },
  };
}

describe('guard of the language server', () => {
  it('F33 ends a server that answers no ping for ten ticks, once, and leaves alone the document that it was reading', () => {
    const { guard, done, ticks } = guarded();
    guard.reads('file:///other');
    guard.answered();
    void guard.expect(never);
    guard.reads('file:///endless');
    ticks(10);
    assert.deepEqual(done, { pings: 1, ends: 0 });
    ticks(50);
    assert.deepEqual(done, { pings: 1, ends: 1 });
    assert.equal(guard.ended(), 'file:///endless');
    assert.deepEqual(
      ['file:///endless', 'file:///other'].map((uri) => guard.skips(uri)),
      [true, false],
    );
    guard.reads('file:///other');
    ticks(11);
    assert.equal(done.ends, 2, 'the next server is watched as well');
  });

  it('F5 leaves a document alone after two deaths', () => {
    const { guard } = guarded();
    guard.reads('a');
    assert.equal(guard.ended(), undefined);
    guard.reads('b');
    assert.equal(guard.ended(), undefined);
    guard.reads('a');
    assert.equal(guard.ended(), 'a');
    assert.equal(guard.ended(), undefined, 'a server that reads nothing dies of nothing that it read');
  });

  it('F33 lets a server take its time that answers between, and rests where nothing is expected', async () => {
    const { guard, done, ticks, watches, answered } = guarded();
    assert(!watches());
    let come: (value: number) => void = () => undefined;
    const reply = guard.expect(new Promise<number>((resolve) => (come = resolve)));
    guard.reads('a');
    for (let i = 0; i < 5; i++) {
      ticks(10);
      await answered();
    }
    assert.deepEqual(done, { pings: 5, ends: 0 });
    come(7);
    assert.equal(await reply, 7);
    assert(!watches());
  });

  it('F23 counts ticks, so that a machine that sleeps between two ends no server', () => {
    const { guard, done, ticks } = guarded();
    const now = Date.now;
    try {
      guard.reads('a');
      ticks(1);
      Date.now = () => now() + 3_600_000;
      ticks(1);
      assert.equal(done.ends, 0);
    } finally {
      Date.now = now;
    }
  });
});
