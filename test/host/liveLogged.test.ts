import assert from 'node:assert/strict';
import { EventEmitter as NodeEvents, once } from 'node:events';
import { bundled } from './bundled.js';

interface Live {
  now: { id: string } | null;
  drawn(): Promise<{ drawn: boolean } | null>;
  onChange(hear: () => void): void;
  dispose(): void;
}
const host = bundled<{
  LiveLogged: new (folders: object, describe: (run: object, drawn: boolean) => Promise<object>) => Live;
}>('runs/liveLogged');

class EventEmitter {
  private readonly events = new NodeEvents();
  event = (hear: (data: unknown) => void) => {
    this.events.on('told', hear);
    return { dispose: () => this.events.off('told', hear) };
  };
  fire = (data?: unknown): void => void this.events.emit('told', data);
  dispose = (): void => void this.events.removeAllListeners();
}

describe('the run of another program that the Train view shows (R2)', () => {
  it('R2 it stays when its program has ended, and goes when it is deleted', async () => {
    const changed = new EventEmitter();
    let stepsRead = 0;
    const run = { id: 'a', loadSteps: () => Promise.resolve(void stepsRead++) };
    const folders = {
      live: run as object | undefined,
      logged: [run],
      get: (id: string) => folders.logged.find((each) => each.id === id),
      onChange: changed.event,
      onRun: new EventEmitter().event,
    };
    const { LiveLogged } = host({ EventEmitter });
    const shown = new LiveLogged(folders, (each, drawn) => Promise.resolve({ ...each, drawn }));
    const told = new NodeEvents();
    shown.onChange(() => void told.emit('now'));
    const next = async (): Promise<unknown> => {
      const heard = once(told, 'now');
      changed.fire();
      await heard;
      return shown.now?.id ?? null;
    };
    assert.equal(await next(), 'a');
    assert.equal(stepsRead, 0, 'the status bar draws nothing');
    assert.equal((await shown.drawn())?.drawn, true);
    assert.equal(stepsRead, 1);
    folders.live = undefined;
    assert.equal(await next(), 'a', 'it has ended');
    folders.logged = [];
    assert.equal(await next(), null, 'it is gone');
    assert.equal(shown.now, null);
    shown.dispose();
  });
});
