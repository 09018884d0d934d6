import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { everything, sliceView } from '@surprisal/core';
import type * as arrayThreadModule from '../../extension/host/tensor/arrayThread.js';
import type * as stopModule from '../../extension/host/tensor/debugStop.js';
import type * as stopsModule from '../../extension/host/tensor/debugStops.js';
import type * as subjectModule from '../../extension/host/tensor/debugSubject.js';
import type { ArrayApi, ArrayEvents } from '../../extension/protocol/arrayThread.js';
import { Rpc } from '../../extension/protocol/rpc.js';
import type { TensorSource } from '../../extension/protocol/tensor.js';
import { npyArray } from '../core/madeFiles.js';
import { bundled, l10n } from './bundled.js';

type Nothing = Record<never, never>;
type Begin = (hears: { arrayProgress: (how: ArrayEvents['arrayProgress']) => void }) => object;
const host = bundled<
  typeof stopModule &
    typeof stopsModule &
    typeof subjectModule & { ArrayThread: new (begin: Begin) => arrayThreadModule.ArrayThread }
>('tensor/arrayThread', 'tensor/debugStop', 'tensor/debugStops', 'tensor/debugSubject');

class EventEmitter {
  private readonly hears = new Set<() => void>();
  readonly event = (hear: () => void): { dispose(): void } => {
    this.hears.add(hear);
    return { dispose: () => this.hears.delete(hear) };
  };
  fire = (): void => this.hears.forEach((hear) => hear());
  dispose = (): void => this.hears.clear();
}
class DebugStackFrame {
  readonly threadId = 1;
  constructor(
    readonly session: object,
    readonly frameId: number,
  ) {}
}

/** What the program answers to `take`: three numbers. */
const taken = {
  id: 1,
  class: 'torch.Tensor',
  shape: [3],
  dtype: 'uint8',
  bytes: 3,
  grad: false,
  order: 'C',
  strides: [1],
  device: 'cpu',
  data: 'AQID',
};

/** A debugger of Python whose program gives what `answer` gives, with one frame. */
function debugged(answer: (expression: string) => Promise<string>) {
  const told: string[] = [];
  const asked: { context: string; format: object }[] = [];
  const session = {
    id: 's',
    name: 'program',
    customRequest: async (command: string, args: { expression: string; context: string; format: object }) => {
      if (command === 'stackTrace')
        return { stackFrames: [{ id: 7, name: '[f](command:x)', line: 12, source: { path: '/w/program.py' } }] };
      asked.push(args);
      return { result: await answer(args.expression) };
    },
  };
  type Tracker = { onDidSendMessage(message: object): void; onExit(): void };
  let tracker: Tracker | undefined;
  const debug = {
    activeStackItem: new DebugStackFrame(session, 7) as object | undefined,
    registerDebugAdapterTrackerFactory: (
      type: string,
      factory: { createDebugAdapterTracker(of: object): Tracker },
    ): object => {
      if (type === 'debugpy') tracker = factory.createDebugAdapterTracker(session);
      return { dispose: () => undefined };
    },
  };
  const showErrorMessage = async (words: string): Promise<undefined> => void told.push(words);
  const { ArrayThread, DebugStop, DebugStops, DebugSubject } = host({
    debug,
    DebugStackFrame,
    EventEmitter,
    l10n,
    window: { showErrorMessage, createOutputChannel: () => new Proxy({}, { get: () => () => undefined }) },
    Uri: { file: (path: string) => ({ path }) },
    CancellationError: class extends Error {},
    CancellationTokenSource: class {
      readonly token = { onCancellationRequested: () => ({ dispose: () => undefined }) };
      cancel = (): void => undefined;
      dispose = (): void => undefined;
    },
  });
  const stops = new DebugStops();
  const hear = (message: object): void => tracker!.onDidSendMessage(message);
  hear({ type: 'event', event: 'stopped' });
  const open = async (patience?: number) => {
    const subject = new DebugSubject('id', 'x', stops, 'code', await DebugStop.now(stops), patience);
    const when = (holds: (source: TensorSource & { kind: 'program' }, loading: boolean) => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          const { source, loading } = subject.state();
          if (source.kind === 'program' && holds(source, loading)) resolve();
        };
        subject.onChange(look);
        look();
      });
    return { subject, when };
  };
  /** The real thread that reads arrays, from the bundle that ships. */
  const thread = (): arrayThreadModule.ArrayThread =>
    new ArrayThread((hears) => {
      const worker = new Worker('./dist/worker.js');
      const rpc = new Rpc<Nothing, ArrayApi, Nothing, ArrayEvents>(
        { post: (message) => worker.postMessage(message), listen: (receive) => worker.on('message', receive) },
        {},
      );
      rpc.onEach(hears);
      return { rpc, dispose: () => void worker.terminate() };
    });
  return { open, thread, hear, told, asked, debug, end: () => tracker!.onExit(), DebugStop, stops };
}
const source = (subject: { state(): { source: TensorSource } }): TensorSource & { kind: 'program' } => {
  const { source: of } = subject.state();
  assert(of.kind === 'program');
  return of;
};
const slice = sliceView(everything([3]));

describe('a tensor of a program that is debugged, in its tab (R8)', () => {
  it('R8 says at which stop it was taken; where the program runs on its numbers stay, and a refresh asks at the next', async () => {
    const { open, hear, asked } = debugged(() => Promise.resolve(JSON.stringify(taken)));
    const { subject, when } = await open();
    await when((_, loading) => !loading);
    assert.deepEqual(asked[0].context, 'watch');
    assert.deepEqual(asked[0].format, { rawString: true });
    const of = source(subject);
    assert.deepEqual(
      [of.stop, of.place, of.status],
      [1, { name: '[f](command:x)', file: 'program.py', line: 12 }, 'stopped'],
    );
    assert.equal(of.about, 'torch.Tensor on the CPU');
    hear({ type: 'response', command: 'continue', success: true });
    assert.equal(source(subject).status, 'ranOn');
    assert.deepEqual((await subject.block({ tensor: 0, slice, rows: [0, 1], columns: [0, 3] })).texts, ['1', '2', '3']);
    hear({ type: 'event', event: 'stopped' });
    assert.equal(source(subject).status, 'ranOn');
    subject.reload();
    await when(({ stop }) => stop === 2);
    assert.equal(source(subject).status, 'stopped');
    assert.equal(asked.length, 2);
    assert.equal(subject.title, 'x, stop 2');
  });

  it('R8 asks nothing of a program that runs, and says so', async () => {
    const { data, ...large } = { ...taken, shape: [2 ** 21], bytes: 2 ** 21 };
    assert(data);
    const { open, hear, asked } = debugged(() => Promise.resolve(JSON.stringify(large)));
    const { subject, when } = await open();
    await when((_, loading) => !loading);
    hear({ type: 'event', event: 'continued' });
    const query = { tensor: 0, slice: sliceView(everything([2 ** 21])), rows: [0, 1], columns: [0, 3] };
    await assert.rejects(subject.block(query as Parameters<typeof subject.block>[0]), /has run on/);
    assert.equal(asked.length, 1);
  });

  it('F35 a program that does not answer is told, waited for, and left', async () => {
    let answer: (text: string) => void = () => undefined;
    const { open } = debugged(() => new Promise((resolve) => (answer = resolve)));
    const { subject, when } = await open(5);
    await when(({ status }) => status === 'slow');
    subject.answer('wait');
    assert.equal(source(subject).status, 'stopped');
    await when(({ status }) => status === 'slow');
    subject.answer('cancel');
    await when((_, loading) => !loading);
    assert.deepEqual([source(subject).status, subject.state().fault], ['stopped', '“x” was not waited for.']);
    // What comes too late is not used.
    answer(JSON.stringify(taken));
    subject.reload();
    await when((_, loading) => loading);
    answer(JSON.stringify(taken));
    await when((_, loading) => !loading);
    assert.equal(subject.state().fault, null);
  });

  it('F35 an error of the program is told in its own words, as text, and the numbers before it stay', async () => {
    const answers = [
      JSON.stringify(taken),
      JSON.stringify({ error: "NameError: name 'x' is not [defined](command:x)" }),
    ];
    const { open, told } = debugged(() => Promise.resolve(answers.shift()!));
    const { subject, when } = await open();
    await when((_, loading) => !loading);
    subject.reload();
    await when((_, loading) => loading);
    await when((_, loading) => !loading);
    assert.equal(subject.state().tensors.length, 1);
    assert.deepEqual(told, ["NameError: name 'x' is not [defined]\u2060(command:x)"]);
  });

  it('S3 an answer that is not what was asked for is refused', async () => {
    for (const answer of [
      '',
      'null',
      '{"id":1}',
      JSON.stringify({ ...taken, dtype: 'object' }),
      JSON.stringify({ ...taken, shape: [-1] }),
      JSON.stringify({ ...taken, data: '<b>' }),
    ]) {
      const { open } = debugged(() => Promise.resolve(answer));
      const { subject, when } = await open();
      await when((_, loading) => !loading);
      assert(subject.state().fault, answer);
      assert.deepEqual(subject.state().tensors, []);
    }
  });

  it('R8 says that a program has ended, and which session is none of Python', async () => {
    const { open, end, debug, DebugStop, stops } = debugged(() => Promise.resolve(JSON.stringify(taken)));
    const { subject, when } = await open();
    await when((_, loading) => !loading);
    end();
    assert.equal(source(subject).status, 'ended');
    await assert.rejects(DebugStop.now(stops), /no program of Python/);
    debug.activeStackItem = undefined;
    await assert.rejects(DebugStop.now(stops), /No program is stopped/);
  });

  it('R8 its numbers are compared as those of a file are', async () => {
    const { open, thread } = debugged(() => Promise.resolve(JSON.stringify(taken)));
    const { subject, when } = await open();
    await when((_, loading) => !loading);
    const { compared } = subject;
    assert.deepEqual([compared.title, compared.about], ['x, stop 1', '[f](command:x), program.py:12']);
    const arrays = thread();
    try {
      const own = await compared.open(arrays);
      const other = await arrays.file({ name: 'other.npy', bytes: npyArray('|u1', [3], Uint8Array.of(1, 9, 3)) });
      const { signal } = new AbortController();
      const differences = await Promise.all(
        [own, other].map(async (file) => {
          const [array] = (await file.found()).arrays;
          return compared.difference(arrays, 0, { file, array }, () => undefined, signal);
        }),
      );
      assert.deepEqual(
        differences.map(({ count, unequal, first, max }) => [count, unequal, first, max]),
        [
          [3, 0, null, 0],
          [3, 1, [1], 7],
        ],
      );
    } finally {
      arrays.dispose();
    }
  });
});
