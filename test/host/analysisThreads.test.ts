import assert from 'node:assert/strict';
import { bundled, l10n } from './bundled.js';

interface Asking {
  token?: { isCancellationRequested: boolean; onCancellationRequested(hear: () => void): { dispose(): void } };
  tell?: (how: { share: number }) => void;
}
interface Threads {
  ask(method: string, params: object, asking: Asking): Promise<unknown>;
  dispose(): void;
}
type Hears = Record<'analysed', (how: { share: number }) => void>;
const host = bundled<{ AnalysisThreads: new (open: (hears: Hears, lost: (why: Error) => void) => object) => Threads }>(
  'train/analysisThreads',
);
class CancellationError extends Error {}

/** Threads that note what they are asked, and answer when the test says so. */
function opened() {
  const threads: { hears: Hears; lost: (why: Error) => void; asked: string[]; open: boolean }[] = [];
  let answers: (() => void)[] = [];
  const { AnalysisThreads } = host({
    CancellationError,
    l10n,
    window: { createOutputChannel: () => ({ error: () => undefined }) },
  });
  const analyses = new AnalysisThreads((hears, lost) => {
    const thread = { hears, lost, asked: [] as string[], open: true };
    threads.push(thread);
    let end: (why: Error) => void = () => undefined;
    return {
      rpc: {
        call: (method: string) => {
          thread.asked.push(method);
          return new Promise((resolve, reject) => {
            end = reject;
            answers.push(() =>
              method === 'why' && thread.asked.length > 8 ? reject(new Error('bad')) : resolve(method),
            );
          });
        },
      },
      dispose: () => {
        thread.open = false;
        end(new Error('the training thread ended'));
      },
    };
  });
  const answer = (): void => {
    for (const give of answers) give();
    answers = [];
  };
  return { analyses, threads, answer };
}

describe('threads for long questions (R9)', () => {
  it('R9 the next question on data goes to the thread that read it, and each hears its own progress', async () => {
    const { analyses, threads, answer } = opened();
    const heard: string[] = [];
    for (const method of ['table', 'tableRow', 'why']) {
      const asked = analyses.ask(method, {}, { tell: ({ share }) => heard.push(`${method} ${share}`) });
      threads.at(-1)!.hears.analysed({ share: 0.5 });
      answer();
      assert.equal(await asked, method);
    }
    assert.deepEqual(
      threads.map(({ asked }) => asked),
      [['table', 'tableRow', 'why']],
    );
    assert.deepEqual(heard, ['table 0.5', 'tableRow 0.5', 'why 0.5']);
    analyses.dispose();
    assert.deepEqual(
      threads.map(({ open }) => open),
      [false],
    );
  });

  it('R9 two at once have a thread each, of which one waits; comparisons end with theirs', async () => {
    const { analyses, threads, answer } = opened();
    const both = [analyses.ask('why', {}, {}), analyses.ask('table', {}, {})];
    answer();
    await Promise.all(both);
    assert.equal(threads.filter(({ open }) => open).length, 1);
    const compared = analyses.ask('compare', {}, {});
    answer();
    await compared;
    assert.deepEqual([threads.length, threads[2].open], [3, false]);
    analyses.dispose();
    assert.equal(threads.filter(({ open }) => open).length, 0);
  });

  it('R9 a cancel ends the thread at once; the next question has another, as after one that died', async () => {
    const { analyses, threads, answer } = opened();
    let cancel: () => void = () => undefined;
    const token = {
      isCancellationRequested: false,
      onCancellationRequested: (hear: () => void) => ((cancel = hear), { dispose: () => undefined }),
    };
    const asked = analyses.ask('why', {}, { token });
    token.isCancellationRequested = true;
    cancel();
    await assert.rejects(asked, CancellationError);
    assert.equal(threads[0].open, false);
    for (const died of [false, true]) {
      const next = analyses.ask('table', {}, {});
      answer();
      await next;
      if (!died) threads.at(-1)!.lost(new Error('exit code 1'));
    }
    assert.equal(threads.length, 3);
    analyses.dispose();
  });
});
