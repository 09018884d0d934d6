/** Lines of bare numbers as the rows of a table: `0.1, 0.9` above `0.3, 0.7`. */
export class LineRows {
  private rows = 0;
  private length = 0;
  private first = 0;
  /** Where the line that is read begins. */
  start = 0;

  /** Ends a line after `count` numbers in all; the next begins at `next`. Gives how long the line should have been. */
  end(count: number, next: number): number | null {
    const length = count - this.first;
    if (this.rows === 0) this.length = length;
    if (length !== this.length) return this.length;
    this.rows++;
    this.first = count;
    this.start = next;
    return null;
  }

  lengthOf(count: number): number {
    return count - this.first;
  }

  get isTable(): boolean {
    return this.rows > 0;
  }

  /** A single column is a vector. */
  get shape(): readonly number[] {
    return this.length === 1 ? [this.rows] : [this.rows, this.length];
  }
}
