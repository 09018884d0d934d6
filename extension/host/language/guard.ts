const CRASHES = 2;

/**
 * Knows what the server was about: the requests that it has not answered, oldest first, and the documents it has still to
 * look through. What stood at the head when it died is to blame, and a document that was twice is left alone.
 */
export class Guard {
  private readonly asked: string[] = [];
  private readonly unread = new Set<string>();
  private readonly crashes = new Map<string, number>();

  skips(uri: string): boolean {
    return (this.crashes.get(uri) ?? 0) >= CRASHES;
  }

  /** A request about a document begins; the function that is given back ends it. */
  ask(uri: string): () => void {
    this.asked.push(uri);
    return () => {
      const at = this.asked.indexOf(uri);
      if (at >= 0) this.asked.splice(at, 1);
    };
  }

  /** The document was opened or changed, so the server will look through it, after those before it. */
  changed(uri: string): void {
    this.unread.delete(uri);
    this.unread.add(uri);
  }

  read(uri: string): void {
    this.unread.delete(uri);
  }

  /** The server died; gives the document that is left alone from now on, if there is one. */
  died(): string | undefined {
    const [unread] = this.unread;
    const uri = this.asked[0] ?? unread;
    this.asked.length = 0;
    this.unread.clear();
    if (uri === undefined) return undefined;
    this.crashes.set(uri, (this.crashes.get(uri) ?? 0) + 1);
    return this.skips(uri) ? uri : undefined;
  }
}
