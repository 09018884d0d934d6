import type { Selection } from '@surprisal/core';
import { type Asked, askStatistics } from './answers.js';

/** Bars of a small histogram, and questions at a time. */
const BARS = 40;
const AT_ONCE = 3;

interface Part {
  tensor: number;
  selection: Selection;
  /** Of more numbers than these so many are drawn evenly; null reads all. */
  most: number | null;
}

/** Statistics for the rows of a table, asked for a few at a time. */
export class StatisticsQueue {
  /** What is being asked, and how that is ended. */
  private readonly asking = new Map<number, () => void>();
  private wanted: readonly number[] = [];

  constructor(
    /** What a row is of; null where nothing is to be asked for it. */
    private readonly partOf: (row: number) => Part | null,
    private readonly hear: (row: number, asked: Asked) => void,
  ) {}

  /** Asks for what is missing of these rows, in their order, in place of what was wanted before. */
  want(rows: readonly number[]): void {
    this.wanted = rows;
    this.ask();
  }

  end(): void {
    for (const end of this.asking.values()) end();
    this.asking.clear();
  }

  private ask(): void {
    for (const row of this.wanted) {
      if (this.asking.size >= AT_ONCE) return;
      const part = this.asking.has(row) ? null : this.partOf(row);
      if (!part) continue;
      const end = askStatistics(part.tensor, part.selection, part.most, BARS, (asked) => {
        if (asked.share !== null) return;
        this.asking.delete(row);
        this.hear(row, asked);
        this.ask();
      });
      this.asking.set(row, end);
    }
  }
}
