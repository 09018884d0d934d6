/** Faults after which a document is left alone: two deaths, or one silence, which keeps all others waiting. */
const MOST = 2;
/** Ticks of silence, after the ping that was sent at the first of them, that mean a hang. */
const SILENT = 10;

/** What the guard does to the server. */
export interface Guarded {
  /** Calls at each tick until it is stopped. They are counted, not timed, as a machine that sleeps misses none. */
  every(act: () => void): () => void;
  /** Asks for an answer. */
  ping(): Promise<unknown>;
  /** Ends the server at once; `ended` is called when it is gone. */
  end(): void;
}

/**
 * Knows which document the server reads, and whether it answers: while something is expected of it, it is pinged, and one
 * that stays silent is ended. The document that it was reading when it ended is to blame, and is left alone after two
 * deaths or one hang.
 */
export class CrashGuard {
  private readonly faults = new Map<string, number>();
  private reading: string | undefined;
  /** Questions that have no answer yet. */
  private open = 0;
  private silent = 0;
  private stop: (() => void) | undefined;

  constructor(private readonly server: Guarded) {}

  skips(uri: string): boolean {
    return (this.faults.get(uri) ?? 0) >= MOST;
  }

  /** The server begins to read a document. */
  reads(uri: string): void {
    this.reading = uri;
    this.silent = 0;
    this.watch();
  }

  /** A sign of life: the server has done with what it read. */
  heard(): void {
    this.reading = undefined;
    this.silent = 0;
    if (this.open === 0) this.rest();
  }

  /** Watches until there is an answer. */
  async expect<A>(answer: Promise<A>): Promise<A> {
    this.open++;
    this.watch();
    try {
      return await answer;
    } finally {
      this.open--;
      this.heard();
    }
  }

  /** The server is gone; gives the document that is left alone from now on, if there is one. */
  ended(): string | undefined {
    const uri = this.reading;
    const fault = this.silent > SILENT ? MOST : 1;
    this.reading = undefined;
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
      this.heard();
    } catch {
      // It ended meanwhile, and whoever is told of that goes on.
    }
  }
}
