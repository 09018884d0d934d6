/** A document is left alone after this many faults. A crash counts one; a hang counts this many, as it blocks every document. */
const MOST = 2;
/** A server that does not answer a ping for this many ticks hangs. */
const SILENT = 10;

/** What the guard does to the server. */
export interface Guarded {
  /** Calls `act` at each tick until it is stopped. Ticks are counted, so a machine that sleeps adds no silence. */
  every(act: () => void): () => void;
  /** Asks for an answer. */
  ping(): Promise<unknown>;
  /** Ends the server at once; `ended` is called when it is gone. */
  end(): void;
}

/**
 * Watches which document the server reads and whether it answers. While an answer is expected the server is pinged, and it is
 * ended if it stays silent. The document that it was reading then is left alone after two crashes or one hang.
 */
export class CrashGuard {
  private readonly faults = new Map<string, number>();
  private readingUri: string | undefined;
  /** Questions that have no answer yet. */
  private unanswered = 0;
  private silent = 0;
  private stop: (() => void) | undefined;

  constructor(private readonly server: Guarded) {}

  skips(uri: string): boolean {
    return (this.faults.get(uri) ?? 0) >= MOST;
  }

  /** The server begins to read a document. */
  reads(uri: string): void {
    this.readingUri = uri;
    this.silent = 0;
    this.watch();
  }

  /** The server has answered, so it has finished reading. */
  answered(): void {
    this.readingUri = undefined;
    this.silent = 0;
    if (this.unanswered === 0) this.rest();
  }

  /** Watches until there is an answer. */
  async expect<A>(answer: Promise<A>): Promise<A> {
    this.unanswered++;
    this.watch();
    try {
      return await answer;
    } finally {
      this.unanswered--;
      this.answered();
    }
  }

  /** The server is gone; gives the document that is left alone from now on, if there is one. */
  ended(): string | undefined {
    const uri = this.readingUri;
    const fault = this.silent > SILENT ? MOST : 1;
    this.readingUri = undefined;
    this.rest();
    if (uri === undefined) return undefined;
    this.faults.set(uri, (this.faults.get(uri) ?? 0) + fault);
    return this.skips(uri) ? uri : undefined;
  }

  rest(): void {
    this.stop?.();
    this.stop = undefined;
    this.silent = 0;
  }

  private watch(): void {
    this.stop ??= this.server.every(() => {
      if (this.silent++ === 0) void this.ask();
      if (this.silent <= SILENT) return;
      this.stop?.();
      this.server.end();
    });
  }

  private async ask(): Promise<void> {
    try {
      await this.server.ping();
      this.answered();
    } catch {
      // The server ended meanwhile, and its owner, which hears of that, goes on.
    }
  }
}
