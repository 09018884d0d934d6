import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Message, type Port, Rpc } from '../../extension/protocol/rpc.js';

type Doubling = { double: (n: number) => number; fail: (n: null) => void; halve?: (n: number) => number };
type Told = { news: string };
type None = Record<string, never>;

/** Two ports that hand each message to the other side, as a structured clone. */
function pair(): [Port, Port] {
  const receivers: ((message: unknown) => void)[] = [];
  const port = (mine: number): Port => ({
    post: (message: Message) => receivers[1 - mine](structuredClone(message)),
    listen: (receive) => (receivers[mine] = receive),
  });
  return [port(0), port(1)];
}

const number = (value: unknown): number => {
  if (typeof value !== 'number') throw new Error(`found ${typeof value}; expected a number`);
  return value;
};

function sides() {
  const [a, b] = pair();
  const heard: string[] = [];
  const server = new Rpc<Doubling, None, Told, None>(
    a,
    {
      double: (n) => 2 * n,
      fail: () => {
        throw new Error('broken');
      },
    },
    { double: number, fail: () => null },
  );
  const client = new Rpc<None, Doubling, None, Told>(b, {});
  client.on('news', (text) => void heard.push(text));
  return { server, client, heard, raw: b };
}

describe('rpc', () => {
  it('answers a request, and tells an event', async () => {
    const { server, client, heard } = sides();
    assert.equal(await client.call('double', 21), 42);
    server.send('news', 'hello');
    assert.deepEqual(heard, ['hello']);
  });

  it('answers the caller of a handler that throws', async () => {
    await assert.rejects(sides().client.call('fail', null), /broken/);
  });

  it('says of a method that is not served here that it is not available', async () => {
    await assert.rejects(sides().client.call('halve', 2), { message: '"halve" is not available here' });
  });

  it('calls every listener of an event', () => {
    const { server, client, heard } = sides();
    client.on('news', (text) => void heard.push(text.toUpperCase()));
    server.send('news', 'hello');
    assert.deepEqual(heard, ['hello', 'HELLO']);
  });

  it('fails what waits, and what comes later, once closed', async () => {
    const [silent] = [{ post: () => undefined, listen: () => undefined }];
    const client = new Rpc<None, Doubling, None, None>(silent, {});
    const waiting = client.call('double', 1);
    client.close(new Error('gone'));
    await assert.rejects(waiting, /gone/);
    await assert.rejects(client.call('double', 2), /gone/);
  });

  it('S3: no forged message throws or reaches a handler unchecked', () => {
    const methods = fc.oneof(fc.constantFrom('double', 'fail', '__proto__', 'constructor', 'toString'), fc.string());
    const message = fc.oneof(
      fc.anything(),
      fc.record({ kind: fc.constant('request'), id: fc.anything(), method: methods, params: fc.anything() }),
      fc.record({ kind: fc.constantFrom('reply', 'failure', 'event'), id: fc.anything(), name: methods }),
    );
    fc.assert(
      fc.property(message, (forged) => {
        const calls: unknown[] = [];
        const received: ((m: unknown) => void)[] = [];
        const answers: Message[] = [];
        const server = new Rpc<Doubling, None, None, None>(
          { post: (m) => void answers.push(m), listen: (receive) => void received.push(receive) },
          { double: (n) => (calls.push(n), 2 * n), fail: () => undefined },
          { double: number, fail: () => null },
        );
        received[0](forged);
        assert.ok(calls.every((n) => typeof n === 'number'));
        assert.ok(server.rejected <= 1);
      }),
      { numRuns: 10_000 },
    );
  });
});
