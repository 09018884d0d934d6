import assert from 'node:assert/strict';
import type { Inspected } from '../../extension/protocol/inspector/inspector.js';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import type { LoggedRun } from '../../extension/runs/model/loggedRun.js';
import { Logged } from '../runs/loggedFiles.js';
import { bundled, l10n } from './bundled.js';

interface Heard<T> {
  onChange: (hear: (value: T) => void) => { dispose(): void };
  onRun?: (hear: (value: T) => void) => { dispose(): void };
}
interface Subject {
  summary(): Inspected;
  load(): Promise<void>;
  serve(send: (name: string, data: unknown) => void, changed: () => void): { listeners: { dispose(): void }[] };
}
const host = bundled<{
  loggedSubject: (run: LoggedRun, services: object) => Subject;
  LiveLogged: new (
    folders: Heard<LoggedRun> & { live?: LoggedRun | undefined },
    describe: (run: LoggedRun) => Promise<unknown>,
  ) => { now: unknown; hide(): void; onChange(hear: () => void): void; dispose(): void };
}>('inspector/loggedSubject', 'runs/liveLogged');

/** Events of an editor. */
class EventEmitter<T> {
  private readonly hearing = new Set<(value: T) => void>();
  event = (hear: (value: T) => void) => {
    this.hearing.add(hear);
    return { dispose: () => void this.hearing.delete(hear) };
  };
  fire = (value: T): void => this.hearing.forEach((hear) => hear(value));
  dispose = (): void => this.hearing.clear();
}
const never = () => ({ dispose: () => undefined });
const vscode = {
  l10n,
  EventEmitter,
  env: { language: 'en' },
  FileSystemError: Error,
  CancellationError: Error,
  workspace: {},
  window: { createOutputChannel: () => ({ error: () => undefined }) },
};
const { loggedSubject, LiveLogged } = host(vscode);

function served(run: LoggedRun) {
  const news = new EventEmitter<LoggedRun>();
  const subject = loggedSubject(run, {
    threads: {},
    logged: { logged: [], trained: [], get: never, late: async () => ({}), onChange: never, onRun: news.event },
    library: { runs: [], onChange: never },
    imports: { onOpen: never, onRead: never },
  });
  return { subject, news };
}

describe('a logged run as the host shows it', () => {
  it('R2: one that logged numbers alone says which call fills its matrix', async () => {
    const logged = new Logged();
    logged.add('steps.jsonl', '{"step":1,"loss":0.5}\n');
    await logged.reader.update();
    const { subject } = served(logged.run);
    await subject.load();
    const { imported, epochs, logged: facts } = subject.summary();
    assert.deepEqual([imported, epochs], [undefined, []]);
    assert.deepEqual(facts!.latest, [{ name: 'loss', value: 0.5 }]);
    assert.match(facts!.lacks.matrix!, /run\.epoch\(labels=…, logits=…\)/);
  });

  it('R2: numbers of a step are told without the matrix, an epoch with it', async () => {
    const logged = new Logged(undefined, { classes: ['a', 'b'], labels: { file: 'labels.npy' } });
    const classes = npyBytes(Uint16Array.of(0, 1), [2]);
    for (const name of ['labels.npy', 'predicted-0001.npy', 'predicted-0002.npy']) logged.put(name, classes);
    logged.add('epochs.jsonl', '{"epoch":1,"predicted":{"file":"predicted-0001.npy"}}\n');
    await logged.reader.update();
    const { subject, news } = served(logged.run);
    await subject.load();
    let [told, hear] = [[] as string[], (): void => undefined];
    const next = (): Promise<void> => new Promise((resolve) => (hear = resolve));
    const note = (what: string): void => {
      told.push(what);
      hear();
    };
    const { listeners } = subject.serve(
      (name, data) => note(`${name} ${Object.keys(data as object).join()}`),
      () => note('state'),
    );
    // What came of its items.
    await next();
    told = [];
    logged.add('steps.jsonl', '{"step":1,"loss":0.5}\n');
    await logged.reader.update();
    const first = next();
    news.fire(logged.run);
    await first;
    assert.deepEqual(told, ['logged facts,epochs']);
    logged.add('epochs.jsonl', '{"epoch":2,"predicted":{"file":"predicted-0002.npy"}}\n');
    await logged.reader.update();
    const second = next();
    news.fire(logged.run);
    await second;
    assert.equal(told[1], 'state');
    listeners.forEach((each) => each.dispose());
  });

  it('R2: one that has ended goes from the Train view when it is hidden, and one that goes on stays', async () => {
    const logged = new Logged();
    logged.add('steps.jsonl', '{"step":1,"loss":0.5}\n');
    await logged.reader.update();
    const list = new EventEmitter<LoggedRun>();
    const folders = { live: logged.run as LoggedRun | undefined, onChange: list.event, onRun: list.event };
    const live = new LiveLogged(folders, async ({ title }) => title);
    const heard: unknown[] = [];
    const shown = new Promise<void>((resolve) =>
      live.onChange(() => {
        heard.push(live.now);
        resolve();
      }),
    );
    list.fire(logged.run);
    await shown;
    live.hide();
    assert.deepEqual([live.now, heard], ['cnn', ['cnn']]);
    logged.head({ status: 'finished' });
    await logged.reader.update();
    folders.live = undefined;
    live.hide();
    assert.deepEqual([live.now, heard], [null, ['cnn', null]]);
    live.hide();
    assert.equal(heard.length, 2);
    live.dispose();
  });
});
