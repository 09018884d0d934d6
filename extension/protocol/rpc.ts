/**
 * One message shape for every channel: host and page, host and training thread.
 * A handler that throws answers its caller; an unknown or malformed message is counted and dropped.
 */
export type Message =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'reply'; id: number; result: unknown }
  /** `argument` is what was wrong, where core names it. */
  | { kind: 'failure'; id: number; message: string; argument?: string }
  | { kind: 'event'; name: string; data: unknown };

/** The channel under an `Rpc`: a webview, a worker, or a page's `acquireVsCodeApi()`. */
export interface Port {
  post(message: Message, transfer?: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
}

type Params<F> = F extends (params: infer P) => unknown ? P : never;
type Result<F> = F extends (params: never) => infer R ? Awaited<R> : never;

/** The methods that one side serves: each takes one parameter object and gives a value. */
export type Handlers<A> = {
  [M in keyof A]: (params: Params<A[M]>) => Result<A[M]> | Promise<Result<A[M]>>;
};
/** Listeners of some events, by name. */
export type Listeners<E> = { [N in keyof E]?: (data: E[N]) => void };
/** Checks `params` (or an event's data) as it crosses the border: returns it typed, or throws. */
export type Checks<A> = { [M in keyof A]: (params: unknown) => Params<A[M]> };

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * `Serves` is the API answered here and `Calls` the API of the other side;
 * `Sends` and `Hears` are the events that go out and come in.
 */
export class Rpc<Serves, Calls, Sends, Hears> {
  /** Messages that were not of the one shape, or failed their check. */
  rejected = 0;
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<string, ((data: never) => void)[]>();
  private closed: Error | undefined;

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers<Serves>,
    private readonly checks?: Checks<Serves>,
  ) {
    port.listen((message) => void this.receive(message));
  }

  call<M extends keyof Calls & string>(
    method: M,
    params: Params<Calls[M]>,
    transfer?: readonly ArrayBuffer[],
  ): Promise<Result<Calls[M]>> {
    if (this.closed) return Promise.reject(this.closed);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.port.post({ kind: 'request', id, method, params }, transfer);
    });
  }

  send<N extends keyof Sends & string>(name: N, data: Sends[N], transfer?: readonly ArrayBuffer[]): void {
    if (!this.closed) this.port.post({ kind: 'event', name, data }, transfer);
  }

  /** Calls `listener` at each event of this name. */
  on<N extends keyof Hears & string>(event: N, listener: (data: Hears[N]) => void): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  /** The same for a table of listeners. */
  onEach(listeners: Listeners<Hears>): void {
    for (const name of Object.keys(listeners) as (keyof Hears & string)[]) {
      const listener = listeners[name];
      if (listener) this.on(name, listener);
    }
  }

  /** Fails whatever still waits, and every later call. */
  close(reason: Error): void {
    this.closed ??= reason;
    for (const waiting of this.waiting.values()) waiting.reject(reason);
    this.waiting.clear();
  }

  private async receive(message: unknown): Promise<void> {
    if (this.closed) return;
    if (!isMessage(message)) {
      this.rejected++;
      return;
    }
    if (message.kind === 'event') {
      const listeners = this.listeners.get(message.name);
      if (!listeners) this.rejected++;
      for (const listener of listeners ?? []) listener(message.data as never);
    } else if (message.kind === 'request') {
      const { id, method } = message;
      try {
        if (!Object.hasOwn(this.handlers, method)) throw new Error(`"${method}" is not available here`);
        const name = method as keyof Serves;
        const params = this.checks
          ? this.checks[name](message.params)
          : (message.params as Params<Serves[keyof Serves]>);
        const result: unknown = await this.handlers[name](params);
        this.port.post({ kind: 'reply', id, result }, given.get(result as object));
      } catch (error) {
        this.rejected++;
        const said = error instanceof Error ? error : new Error(String(error));
        const argument = argumentOf(said);
        this.port.post({ kind: 'failure', id, message: said.message, ...(argument !== undefined && { argument }) });
      }
    } else {
      const waiting = this.waiting.get(message.id);
      if (!waiting) return;
      this.waiting.delete(message.id);
      if (message.kind === 'reply') waiting.resolve(message.result);
      else waiting.reject(new Refused(message.message, message.argument));
    }
  }
}

/** Memory that goes over with a result instead of being copied: who gave it has it no more. */
const given = new WeakMap<object, readonly ArrayBuffer[]>();
export function giving<R extends object>(result: R, memory: readonly ArrayBuffer[]): R {
  given.set(result, memory);
  return result;
}

/** What the other side threw. */
class Refused extends Error {
  readonly place: { argument?: string | undefined };

  constructor(message: string, argument: string | undefined) {
    super(message);
    this.place = { argument };
  }
}

/** The argument that an error of core, here or on the other side, is about. */
export function argumentOf(error: unknown): string | undefined {
  const { place } = error as { place?: { argument?: unknown } };
  return typeof place?.argument === 'string' ? place.argument : undefined;
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const m = value as Record<string, unknown>;
  switch (m.kind) {
    case 'request':
      return Number.isSafeInteger(m.id) && typeof m.method === 'string';
    case 'reply':
      return Number.isSafeInteger(m.id);
    case 'failure':
      return Number.isSafeInteger(m.id) && typeof m.message === 'string';
    case 'event':
      return typeof m.name === 'string';
    default:
      return false;
  }
}
